"""X402."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian
from r40.checks.cross.counts import contradicts, year_of
from r40.checks.cross.passages import Passage, passages
from r40.checks.cross.users_grammar import EVERYBODY, areas_in
from r40.checks.cross.users_words import POINTS_BACK, readings
from r40.checks.quantities import Bound
from r40.records import Flag, Severity

BASE_YEAR = 2019
"""Year of the column "utenti base" of both forms."""


@dataclass(frozen=True)
class _Claim:
    area: str
    value: float
    bound: Bound
    whole: bool
    total: bool
    of_base: bool  # of the base year
    start: int
    end: int


class UsersContradicted(Rule):
    """A number of users in the narrative contradicts Quadro 1.

    Why it matters: the service level counts those users.

    Fires: "Gli anziani seguiti nel 2023 sono stati 310" where the rows of the elderly add up to 212; "Area disabili (58
    utenti)" where they add up to 41; "sono stati assistiti 400 anziani" where all rows of the area have 212; "oltre 500
    utenti disabili" where they add up to 41.

    Does not fire: a number that a row, or the sum of some rows of the area, explains; a smaller one that need not be of
    all of them; a service's or a project's own users ("19 utenti in assistenza domiciliare"); "circa" within a factor
    of 2, "oltre" or "meno di" within a half of where they stop (this project's choice: such words span tens of per cent); another year than the reporting and the base year; the users of a consorzio, of an ambito or of other
    comuni; what is planned or supposed; contacts, accesses, households and inhabitants. Families and minors count as an
    area only when named together. Where all rows of the area are blank the flag is a warning, because blank is not zero.
    """

    code = "X402"

    def evaluate(self, context: Context) -> Verdict:
        if not context.narrative:
            return NOT_APPLICABLE
        if not context.figures_complete or not context.user_rows:
            return NOT_EVALUABLE
        flags: dict[str, Flag] = {}
        claims = list(_claims(context))
        for claim in claims:
            flag = self._judged(context, claim, claims)
            if flag is not None:
                flags.setdefault(claim.area, flag)
        return list(flags.values())

    def _judged(self, context: Context, claim: _Claim, claims: list[_Claim]) -> Flag | None:
        everybody = claim.area == EVERYBODY
        code = context.code_for("total_users")
        if everybody and code is None:
            return None
        rows = {str(code): context.relazione.fields[str(code)]} if everybody else context.area_rows(claim.area)
        if not rows:
            return None
        column, other = ("users_base", "users") if claim.of_base else ("users", "users_base")
        values = [row.get(column) for row in rows.values()]
        total, elsewhere = (sum(row.get(c) or 0.0 for row in rows.values()) for c in (column, other))
        figures = _figures(context, claim, rows, column)
        if not claim.of_base:
            figures += _figures(context, claim, rows, other)
        if not contradicts(claim.value, claim.bound, figures):
            return None
        if claim.value <= max(total, elsewhere) and (not claim.whole or _fits(claim, claims, total)):
            return None
        blank = all(value is None for value in values)
        named = f"il totale ({code})" if everybody else f"le righe dell'area ({', '.join(rows)})"
        printed = (
            "le righe sono tutte in bianco" if blank else f"{named} fa{'' if everybody else 'nno'} {italian(total)}"
        )
        whom = "in tutto" if everybody else f"per l'area «{context.codebook.areas[claim.area]}»"
        return self.flag(
            context,
            f"La relazione indica {_HEDGE[claim.bound]}{italian(claim.value)} utenti {whom}"
            f"{' nell’anno base' if claim.of_base else ''}, ma nel Quadro 1 {printed}.",
            subject=next(iter(rows)),
            severity=Severity.WARNING if blank else None,
            evidence=[context.span(claim.start, claim.end)],
            area=None if everybody else claim.area,
            narrative=claim.value,
            form=None if blank else total,
            rows=dict(zip(rows, values, strict=True)),
        )


_HEDGE = {"exact": "", "about": "circa ", "above": "più di ", "below": "non più di "}


def _fits(claim: _Claim, claims: list[_Claim], total: float) -> bool:
    """Whether the narrative gives the right number elsewhere, so that a smaller one is of some of them."""
    return any(
        (other.area, other.of_base) == (claim.area, claim.of_base) and abs(other.value - total) < 1 for other in claims
    )


def _figures(context: Context, claim: _Claim, rows: dict[str, dict[str, float | None]], column: str) -> list[float]:
    """What a number may be: a row, some rows of the area, some groups of rows, the total.

    "At most" is held against the first row (interventi e servizi) and the total, as any row would allow a small number.
    """
    if claim.area == EVERYBODY:
        total = next(iter(rows.values())).get(column) or 0.0
        if claim.bound == "below":
            return [total]
        some = [
            figure
            for area in context.codebook.areas
            for figure in _sums([row.get(column) or 0.0 for row in context.area_rows(area).values()])
        ]
        groups: dict[str, float] = {}
        for code, row in context.user_rows.items():
            group = context.layout.rows[code].group if code in context.layout.rows else None
            groups[group or ""] = groups.get(group or "", 0.0) + (row.get(column) or 0.0)
        return [total, *some, *_sums(list(groups.values()))]
    served = [row.get(column) or 0.0 for row in rows.values()]
    if claim.bound == "below":
        return [figure for figure in (sum(served), served[0]) if figure] or [0.0]
    return [*_sums(served), *([0.0] if not any(served) and claim.bound == "above" else [])]


def _sums(parts: list[float]) -> list[float]:
    filled = [part for part in parts if part]
    return [sum(some) for n in range(1, len(filled) + 1) for some in combinations(filled, n)]


def _claims(context: Context) -> Iterator[_Claim]:
    year = context.relazione.year
    if year is None:
        return
    said = passages(context)
    for place, passage in enumerate(said):
        text = passage.text
        for reading in readings(text, passage.title):
            count, area = reading.count, reading.area
            if area == EVERYBODY and POINTS_BACK.search(text):
                pointed_at = _last_area(said[: place + 1])
                if pointed_at is None:
                    continue
                area = pointed_at
            told = year_of(text, count, year, BASE_YEAR)
            if told in (year, BASE_YEAR):
                yield _Claim(
                    area,
                    count.value,
                    count.bound,
                    reading.whole,
                    reading.total,
                    told == BASE_YEAR,
                    passage.start,
                    passage.end,
                )


def _last_area(said: Sequence[Passage]) -> str | None:
    """The area that the last passage to name any is about; None if that names several, or none does."""
    named = next(filter(None, (areas_in(passage.text) for passage in reversed(said))), set())
    return next(iter(named)) if len(named) == 1 else None
