"""Makes forms with realistic figures that agree with each other."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.forms.labels import CONTRIBUTIONS, Layout, layout_of, wordings
from tests.forms.model import Columns, Form, Number, Outcome, Quadro3

COMUNI = (
    "VALCHIARA SUL LIRO",
    "ROCCAMORENA",
    "SAN GAUDENZO",
    "MONTELUPAIO",
    "CASTEL D'ORNO",
    "BORGO FIORITO",
    "PIEVE ALTACQUA",
    "SERRALUNETTA",
    "TORRE DEI GELSI",
    "ACQUANERA",
)
OUTCOMES = {
    "A": Outcome("not_below", "not_below"),
    "B": Outcome("not_below", "below"),
    "C": Outcome("below", "not_below"),
}
WEIGHTS = {"M12": 9, "M15": 6, "M21": 9, "M27": 8, "M30": 12, "M40": 5, "M35": 5, "M53": 3}
ZERO = Decimal(0)
CENT = Decimal("0.01")
EIGHT = Decimal("0.00000001")


def make_form(
    seed: int, year: int, block: str, narrative: str, inhabitants: int | None = None, **overrides: Any
) -> Form:
    """A self-consistent form; `overrides` replace fields of `Form` as they are, at the price of consistency."""
    rng = random.Random(f"{seed}/{year}/{block}")
    layout = layout_of(year)
    people = inhabitants if inhabitants is not None else int(10 ** rng.uniform(2.95, 5.05))
    outcome = OUTCOMES[block]
    rows = _rows(rng, layout, people)
    ticks = _ticks(rng, block)
    staff = _staff(rng, layout, people, grows=bool(ticks.get("R18")))
    reference_factor = rng.uniform(1.08, 1.6) if outcome.service == "below" else rng.uniform(0.4, 0.95)
    totals = totals_of(layout, rows)
    level = service_level(layout, totals, Decimal(people))
    need = _money(people * rng.uniform(38, 120))
    factor = (0.55, 0.93) if outcome.spending == "below" else (1.04, 1.7)
    spending = {y: _money(float(need) * rng.uniform(*factor)) for y in layout.spending_years}
    additional = _money(people * rng.uniform(0.7, 8.5))
    form = Form(
        comune=COMUNI[rng.randrange(len(COMUNI))],
        year=year,
        rows=rows,
        totals=totals,
        staff=staff,
        inhabitants=Decimal(people),
        service_level=level,
        reference=max(Decimal("0.01"), _round(float(level) * reference_factor, CENT)),
        need=need,
        historic_spending=spending,
        additional=additional,
        quadro3=None if block == "A" else _quadro3(rng, totals, additional),
        outcome=outcome,
        block=block,
        ticks=ticks,
        wordings=wordings(block, year),
        narrative=narrative,
    )
    return replace(form, **overrides)


def totals_of(layout: Layout, rows: Mapping[str, Columns]) -> dict[str, Number]:
    """Totals of the columns that the total row has; unmet needs never reported total 0."""
    return {
        column: sum((rows[row.code].get(column) or ZERO for row in layout.rows), ZERO) for column in layout.total.cells
    }


def service_level(layout: Layout, totals: Columns, inhabitants: Decimal) -> Decimal:
    """Users served over inhabitants, in per cent, to the decimals that the form of the year prints."""
    step = CENT if layout.year == 2021 else Decimal("0.000001")
    return _round(float((totals["users"] or ZERO) * 100 / inhabitants), step)


def mean_hours(users: Number, hours: Number) -> Number:
    """Hours a user, to eight decimals."""
    if users is None or hours is None:
        return None
    return ZERO if not users else trim((hours / users).quantize(EIGHT, ROUND_HALF_UP))


def trim(number: Decimal) -> Decimal:
    """Without trailing zeros and never in scientific notation."""
    return Decimal(format(number.normalize(), "f"))


def _round(number: float, step: Decimal) -> Decimal:
    return Decimal(repr(number)).quantize(step, ROUND_HALF_UP)


def _money(number: float) -> Decimal:
    return _round(number, CENT)


def _rows(rng: random.Random, layout: Layout, people: int) -> dict[str, dict[str, Number]]:
    """Figures of Quadro 1: a quarter of the rows blank or zero, served more than at the baseline on the whole."""
    target = people * rng.uniform(0.03, 0.22)
    weights = {row.code: WEIGHTS.get(row.code, 1) * rng.uniform(0.3, 1.7) for row in layout.rows}
    total_weight = sum(weights.values())
    rows: dict[str, dict[str, Number]] = {}
    for row in layout.rows:
        columns: dict[str, Number] = dict.fromkeys(row.cells)
        users = round(target * weights[row.code] / total_weight)
        fate = rng.random()
        keep = row.code in ("M12", "M21", "M35")
        if fate < 0.16 and not keep:
            pass
        elif (fate < 0.26 and not keep) or (users == 0 and not keep):
            columns.update({column: ZERO for column in row.cells if column != "unmet"})
        else:
            users = max(users, 2)
            base = max(1, round(users * rng.uniform(0.72, 1.02)))
            blank_base = users < 40 and fate > 0.9
            columns |= {"users_base": None if blank_base else Decimal(min(base, users)), "users": Decimal(users)}
            if "hours" in row.cells:
                hours = Decimal(max(1, round(users * rng.uniform(0.6, 90))))
                columns |= {"hours": hours, "mean_hours": mean_hours(Decimal(users), hours)}
            if "unmet" in row.cells and row.code not in CONTRIBUTIONS and fate > 0.75:
                columns["unmet"] = Decimal(rng.randint(0, 1 + users // 8))
        rows[row.code] = columns
    return rows


def _ticks(rng: random.Random, block: str) -> dict[str, bool | None]:
    ticks: dict[str, bool | None] = {code: rng.random() < 0.5 for code in wordings(block, 2023)}
    if not any(ticks.values()):
        ticks[rng.choice(sorted(ticks))] = True
    return ticks


def _staff(rng: random.Random, layout: Layout, people: int, *, grows: bool) -> dict[str, dict[int, Number]]:
    """Social workers (R01) and other figures (R02), before and now; the sum grows when R18 is ticked."""
    if not layout.staff_years:
        return {}
    before, now = layout.staff_years
    social, other = 1 + people // rng.randint(3500, 6500), people // rng.randint(4000, 9000)
    gain = rng.randint(1, 2 + social // 4) if grows else rng.choice((0, 0, 1))
    lost = rng.randint(0, min(other, gain - 1)) if gain > 1 else 0
    half = Decimal("0.5") if rng.random() < 0.15 else ZERO
    return {
        "R01": {before: social + half, now: social + half + gain},
        "R02": {before: Decimal(other), now: Decimal(other - lost)},
    }


def _quadro3(rng: random.Random, totals: Columns, additional: Decimal) -> Quadro3:
    """Spending not below the resources; R13 claims exactly the users served beyond the baseline."""
    gained = (totals["users"] or ZERO) - (totals["users_base"] or ZERO)
    transferred = rng.random() < 0.6
    share = _money(float(additional) * rng.uniform(0.1, 0.5))
    hired = rng.randint(0, 2)
    lines: dict[str, dict[str, Number]] = {
        "R10": {"number": Decimal(hired) if rng.random() < 0.7 else None, "spending": share * hired, "users": ZERO},
        "R11": {"number": None, "spending": Decimal("0.00"), "users": ZERO},
        "R12": {"number": None, "spending": None, "users": ZERO},
        "R13": {"spending": _money(float(additional) * rng.uniform(0.6, 3)), "users": gained},
        "R14": {
            "spending": additional if transferred else Decimal("0.00"),
            "users": Decimal(rng.randint(1, 30)) if transferred else ZERO,
        },
    }
    spent = sum((line["spending"] or ZERO for line in lines.values()), ZERO)
    if spent < additional:
        lines["R13"]["spending"] = (lines["R13"]["spending"] or ZERO) + additional - spent
    return Quadro3(additional, lines | {"R15": objectives_total(lines)})


def objectives_total(lines: Mapping[str, Columns]) -> dict[str, Number]:
    """The line R15: sums of spending and of users."""
    return {
        column: sum((line.get(column) or ZERO for code, line in lines.items() if code != "R15"), ZERO)
        for column in ("spending", "users")
    }
