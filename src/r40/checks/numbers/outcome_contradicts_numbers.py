"""N207."""

from __future__ import annotations

from r40.checks.base import NOT_EVALUABLE, Context, Rule, Verdict, italian
from r40.checks.numbers.outcome import service_sides, spending_side
from r40.records import Flag

_WORDS = {"below": "inferiore", "not_below": "non inferiore"}


class OutcomeContradictsNumbers(Rule):
    """The printed outcome disagrees with the figures that it rests on.

    Why it matters: the outcome decides which quadri and which block of reasons the comune fills in.

    Fires: a service level of 5.36 against a reference of 5.15, and "inferiore al livello di riferimento"; historic
    spending above the need in every year printed, and "la spesa è risultata inferiore".

    Does not fire: figures that are equal but for rounding; spending above the need in one of the years printed and below
    it in another, because the form does not say on which year the outcome rests (the real form of 2023 prints 2017 and
    2021); a service level that is itself wrong (N202), if users / inhabitants agree with the outcome.
    """

    code = "N207"

    def evaluate(self, context: Context) -> Verdict:
        service, spending = self._service(context), self._spending(context)
        if service is None and spending is None:
            return NOT_EVALUABLE
        return [*(service or []), *(spending or [])]

    def _service(self, context: Context) -> list[Flag] | None:
        printed = context.relazione.outcome.service
        sides = service_sides(context)
        if printed is None or not sides:
            return None
        if printed in sides:
            return []
        level, reference = context.value("service_level"), context.value("reference_level")
        code = context.code_for("service_level") or "-"
        return [
            self.flag(
                context,
                f"Il livello di servizio è {italian(level or 0)} ({code}), quello di riferimento {italian(reference or 0)} "
                f"({context.code_for('reference_level')}), ma l'esito stampato lo dice {_WORDS[printed]}.",
                subject=code,
                outcome=printed,
                level=level,
                reference=reference,
            )
        ]

    def _spending(self, context: Context) -> list[Flag] | None:
        printed = context.relazione.outcome.spending
        side = spending_side(context)
        if printed is None or side is None:
            return None
        if side in (printed, "either"):
            return []
        need = context.value("need")
        years = {str(year): value for year, value in context.per_year("historic_spending").items()}
        spent = ", ".join(f"{italian(value or 0, 2)} nel {year}" for year, value in years.items())
        code = context.code_for("historic_spending") or "-"
        return [
            self.flag(
                context,
                f"La spesa storica è {spent} ({code}), il fabbisogno {italian(need or 0, 2)} "
                f"({context.code_for('need')}), ma l'esito stampato dice la spesa {_WORDS[printed]}.",
                subject=code,
                outcome=printed,
                need=need,
                spending=years,
            )
        ]
