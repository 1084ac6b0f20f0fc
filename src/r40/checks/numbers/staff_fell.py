"""N211."""

from __future__ import annotations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian
from r40.codebook.schema import FormLayout

CONCEPT = "personale_numeroso"
ROLES = ("social_workers", "other_staff")


class StaffFell(Rule):
    """The reason "more staff" (R18) is ticked SI though the staff of the form did not grow.

    Why it matters: the comune explains its service level with staff that its own figures do not show.

    Fires: 16 + 13 in 2020, 17 + 10 in 2023, R18 SI.

    Does not fire: R18 NO or blank; a form that prints no staff (2021: not applicable); one of the figures blank
    (not evaluable).
    """

    code = "N211"

    def applies(self, layout: FormLayout) -> bool:
        return all(layout.by_role(role) for role in ROLES)

    def evaluate(self, context: Context) -> Verdict:
        code = next((c for c in context.relazione.ticks if context.codebook.reasons.concept_of(c) == CONCEPT), None)
        if code is None or not self.applies(context.layout):
            return NOT_APPLICABLE
        if not context.relazione.ticks[code]:
            return []
        rows = [context.per_year(role) for role in ROLES]
        years = sorted(set(rows[0]) & set(rows[1]))
        if len(years) < 2 or any(row[y] is None for row in rows for y in (years[0], years[-1])):
            return NOT_EVALUABLE
        then, now = (sum(row[y] or 0.0 for row in rows) for y in (years[0], years[-1]))
        if now > then:
            return []
        return [
            self.flag(
                context,
                f"Personale: {italian(then)} nel {years[0]}, {italian(now)} nel {years[-1]}, ma {code} "
                "(numero di operatori più alto) è barrata SI.",
                subject=code,
                staff={str(years[0]): then, str(years[-1]): now},
            )
        ]
