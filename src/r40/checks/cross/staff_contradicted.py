"""X404."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian
from r40.checks.cross.counts import contradicts, year_of
from r40.checks.cross.passages import passages
from r40.checks.cross.staff_grammar import OTHER, SOCIAL
from r40.checks.cross.staff_words import readings
from r40.checks.quantities import Bound
from r40.codebook.schema import FormLayout
from r40.records import Flag

_ROLE_LABELS = {SOCIAL: "assistenti sociali", OTHER: "altre figure professionali"}
_HEDGE = {"exact": "", "about": "circa ", "above": "più di ", "below": "non più di "}


@dataclass(frozen=True)
class _Claim:
    role: str
    year: int
    value: float
    bound: Bound
    start: int
    end: int
    total: bool  # the text says that there are no more
    trade: bool  # of one trade among the other figures


class StaffContradicted(Rule):
    """A number of staff in the narrative contradicts the form (R01 social workers, R02 other figures).

    Why it matters: the number of social workers decides on thresholds and on reason R18.

    Fires: "Gli assistenti sociali sono passati da otto a quindici" with 9 in R01; "al 31 dicembre erano in servizio 23
    assistenti sociali" with 19; "una sola assistente sociale" or "nessun assistente sociale in servizio" with 5;
    "hanno lavorato per il Comune 28 educatori" with 17 other figures in R02.

    Does not fire: hirings ("l'assunzione di due assistenti sociali"), some of them ("tre assistenti sociali dedicate"),
    fewer of one trade than R02 counts; staff of a consorzio, an ambito, a cooperative or another comune; what is planned,
    needed or supposed; part-time posts and differences under one, because the form counts equivalents; "circa"
    within a factor of 2, "oltre" or "meno di" within a half of where they stop (this project's choice); other years than those that the
    form prints; a number that is R01 + R02 together. The form of 2021 prints no staff (not applicable).
    """

    code = "X404"

    def applies(self, layout: FormLayout) -> bool:
        return all(layout.by_role(role) for role in _ROLE_LABELS)

    def evaluate(self, context: Context) -> Verdict:
        if not self.applies(context.layout) or not context.narrative:
            return NOT_APPLICABLE
        staff = {role: context.per_year(role) for role in _ROLE_LABELS}
        if not any(value is not None for years in staff.values() for value in years.values()):
            return NOT_EVALUABLE
        claims = list(_claims(context, sorted(staff[SOCIAL])))
        flags: dict[str, Flag] = {}
        for claim in claims:
            printed = staff[claim.role].get(claim.year)
            code = context.code_for(claim.role)
            if printed is None or code is None or not _differs(claim, printed, staff):
                continue
            if any((o.role, o.year) == (claim.role, claim.year) and abs(o.value - printed) < 1 for o in claims):
                continue  # where one number is right, the other one is of some of them
            flags.setdefault(
                code,
                self.flag(
                    context,
                    f"La relazione indica {_HEDGE[claim.bound]}{italian(claim.value)} {_ROLE_LABELS[claim.role]} nel "
                    f"{claim.year}, ma {code} ne riporta {italian(printed)}.",
                    subject=code,
                    evidence=[context.span(claim.start, claim.end)],
                    narrative=claim.value,
                    form=printed,
                    year=claim.year,
                ),
            )
        return list(flags.values())


def _differs(claim: _Claim, printed: float, staff: Mapping[str, Mapping[int, float | None]]) -> bool:
    """Whether a number is none that the form explains: this year's, all figures together, or, where it is smaller, a part."""
    everyone = [staff[role].get(claim.year) for role in _ROLE_LABELS]
    together = sum(v or 0 for v in everyone) if None not in everyone else None
    explained = [printed] if together is None or claim.bound != "exact" else [printed, together]
    return contradicts(claim.value, claim.bound, explained) and (claim.value > printed or claim.total)


def _claims(context: Context, years: list[int]) -> Iterator[_Claim]:
    """Numbers of the comune's staff, with the year of the form that they belong to."""
    if not years:
        return
    for passage in passages(context):
        for reading in readings(passage.text, passage.title):
            count = reading.count
            year = year_of(passage.text, count, years[-1], years[0])
            if year in years:
                yield _Claim(
                    reading.role,
                    year,
                    count.value,
                    count.bound,
                    passage.start,
                    passage.end,
                    reading.total,
                    reading.trade,
                )
