"""Faults in the figures and the ticks, each in several ways. A planter takes a clean form and its turn; None: no place for it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from tests.bench_checks.bases import Base, bases, settle, with_row, with_staff
from tests.bench_checks.case import Case
from tests.forms.content import Form, Outcome, Quadro3
from tests.forms.generate import ZERO, objectives_total, service_level
from tests.forms.labels import wordings

Planter = Callable[[Form, random.Random], Form | None]
EACH = 9  # relazioni a rule


def _total(form: Form, rng: random.Random) -> Form:
    column = rng.choice(("users", "users_base", "users"))
    off = rng.choice((1, 3, 10, -2, -9, 27, 100))
    return replace(form, totals={**form.totals, column: max(ZERO, (form.totals[column] or ZERO) + off)})


def _level(form: Form, rng: random.Random) -> Form | None:
    level = form.service_level or ZERO
    wrong = rng.choice((level + Decimal("0.31"), level * 10, level + 2, round(level / 2, 2), level * Decimal("1.1")))
    return replace(form, service_level=round(wrong, 4), reference=round(wrong * Decimal("0.8"), 2))


def _mean(form: Form, rng: random.Random) -> Form | None:
    codes = [c for c, row in form.rows.items() if row.get("mean_hours")]
    if not codes:
        return None
    code = rng.choice(codes)
    mean = form.rows[code]["mean_hours"] or ZERO
    row = {**form.rows[code], "mean_hours": mean * rng.choice((2, 10, Decimal("0.5"), Decimal("1.15"))) + 1}
    return replace(form, rows={**form.rows, code: row})


def _line(form: Form, code: str, column: str, value: Decimal) -> Form:
    quadro = form.quadro3
    assert quadro is not None
    lines = {c: dict(line) for c, line in quadro.lines.items()}
    lines[code][column] = value
    if code != "R15":
        lines["R15"] = objectives_total({c: line for c, line in lines.items() if c != "R15"})
    return replace(form, quadro3=Quadro3(quadro.to_account, lines))


def _extra(form: Form, rng: random.Random) -> Form | None:
    if form.quadro3 is None:
        return None
    claimed = form.quadro3.lines["R13"]["users"] or ZERO
    return _line(form, "R13", "users", claimed + rng.choice((2, 7, 40, 150)))


def _objectives(form: Form, rng: random.Random) -> Form | None:
    if form.quadro3 is None:
        return None
    column = rng.choice(("spending", "users"))
    total = form.quadro3.lines["R15"][column] or ZERO
    return _line(form, "R15", column, total + rng.choice((3, 10, 250)))


def _underspent(form: Form, rng: random.Random) -> Form | None:
    if form.quadro3 is None:
        return None
    due = form.quadro3.to_account or ZERO
    lines = {c: dict(line) for c, line in form.quadro3.lines.items() if c != "R15"}
    sent = bool(lines["R14"]["spending"])
    for line in lines.values():
        line["spending"] = Decimal("0.00")
    lines["R14" if sent else "R13"]["spending"] = round(due * Decimal(rng.choice(("0.5", "0.9", "0.99", "0.2"))), 2)
    return replace(form, quadro3=Quadro3(due, lines | {"R15": objectives_total(lines)}))


def _outcome(form: Form, rng: random.Random) -> Form:
    other = {"below": "not_below", "not_below": "below"}
    which = rng.choice(("service", "reference", "spending", "need"))
    if which == "service":
        return replace(form, outcome=Outcome(form.outcome.spending, other[form.outcome.service]))
    if which == "spending":
        return replace(form, outcome=Outcome(other[form.outcome.spending], form.outcome.service))
    if which == "reference":
        return replace(form, reference=round((form.service_level or ZERO) * Decimal("1.3"), 2))
    spent = max(value or ZERO for value in form.historic_spending.values())
    least = min(value or ZERO for value in form.historic_spending.values())
    need = spent * 2 if form.outcome.spending == "not_below" else least / 2
    return replace(form, need=round(need, 2))


def _hours(form: Form, rng: random.Random) -> Form | None:
    codes = [c for c, row in form.rows.items() if row.get("hours")]
    codes = [c for c in codes if c not in ("M12", "M15", "M18", "M21", "M24", "M27")]
    if not codes:
        return None
    code = rng.choice(codes)
    hours = form.rows[code]["hours"]
    empty = {"users": rng.choice((ZERO, None)), "users_base": ZERO, "hours": hours, "mean_hours": ZERO}
    done = settle(replace(form, rows={**form.rows, code: empty}))
    return replace(done, rows={**done.rows, code: {**done.rows[code], "mean_hours": ZERO}})


def _change(form: Form, rng: random.Random) -> Form | None:
    codes = [c for c, row in form.rows.items() if (row.get("users") or 0) >= 60]
    if not codes:
        return None
    code = rng.choice(codes)
    users = int(form.rows[code]["users"] or 0)
    base = rng.choice((users // 4, users // 3, 0, users * 3, users * 5))
    return with_row(form, code, users, base)


def _impossible(form: Form, rng: random.Random) -> Form | None:
    people = int(form.inhabitants or 0)
    code = rng.choice([c for c, row in form.rows.items() if row.get("users")])
    way = rng.choice(("base", "above", "money", "unmet"))
    if way == "above":
        return with_row(form, code, people + rng.choice((1, 40, people)), people // 2 + 1)
    if way == "money":
        return replace(form, additional=-(form.additional or ZERO)) if form.quadro3 is None else None
    column = "unmet" if way == "unmet" and form.year == 2021 else "users_base"
    row = {**form.rows[code], column: Decimal(rng.choice((-1, -12, -300)))}
    return settle(replace(form, rows={**form.rows, code: row}))


def _staff(form: Form, rng: random.Random) -> Form | None:
    if not form.staff or not form.ticks.get("R18"):
        return None
    before, _now = form.layout.staff_years
    social, other = int(form.staff["R01"][before] or 0), int(form.staff["R02"][before] or 0)
    return with_staff(form, (social + 2, social + 2), (other + 2, other + rng.choice((0, 1, 2))))


def _nothing(form: Form, rng: random.Random) -> Form:
    return replace(form, ticks=dict.fromkeys(form.ticks, False))


def _other_block(form: Form, rng: random.Random) -> Form | None:
    block = {"A": "C", "C": "A"}[form.block]
    words = wordings(block, form.year)
    ticks = {code: i in (0, 1) for i, code in enumerate(words)}
    return replace(form, block=block, wordings=words, ticks=ticks)


def _missing(form: Form, rng: random.Random) -> Form | None:
    way = rng.choice(("inhabitants", "service_level", "reference", "need", "additional", "total", "spent", "tick"))
    match way:
        case "total":
            return replace(form, totals={**form.totals, "users": None})
        case "spent":
            return replace(form, historic_spending=dict.fromkeys(form.historic_spending))
        case "tick":
            code = rng.choice([c for c, tick in form.ticks.items() if not tick] or list(form.ticks))
            return replace(form, ticks={**form.ticks, code: None})
        case "additional" if form.quadro3 is not None:
            return None
        case _:
            return replace(form, **{way: None})


PLANTERS: dict[str, tuple[tuple[Planter, ...], frozenset[str]]] = {
    "D106": ((_missing,), frozenset({"L302"})),
    "N201": ((_total,), frozenset({"N202", "N204", "N207"})),
    "N202": ((_level,), frozenset({"N207"})),
    "N203": ((_mean,), frozenset()),
    "N204": ((_extra,), frozenset()),
    "N205": ((_objectives,), frozenset()),
    "N206": ((_underspent,), frozenset()),
    "N207": ((_outcome,), frozenset({"L305"})),
    "N208": ((_hours,), frozenset({"N203", "X403"})),
    "N209": ((_change,), frozenset()),
    "N210": ((_impossible,), frozenset({"N209", "N202", "N204", "N203"})),
    "N211": ((_staff,), frozenset({"X404"})),
    "L305": ((_nothing, _other_block), frozenset({"L301", "L302", "L303", "L304"})),
}
"""Rule: how its fault is planted, and the rules that may rightly fire too."""


def number_cases() -> Iterator[Case]:
    """Faults in figures and ticks, in relazioni of the test split first."""
    pool = sorted(bases(), key=lambda base: base.split != "test")
    for rule, (planters, also) in PLANTERS.items():
        rng = random.Random(rule)
        ready = [base for base in pool if rule != "N211" or base.form.ticks.get("R18")]
        first = rng.randrange(len(ready))
        found = 0
        for turn in range(6 * len(ready)):
            if found == EACH:
                break
            base = ready[(first + turn) % len(ready)]
            form = planters[found % len(planters)](base.form, rng)
            if form is not None:
                found += 1
                yield Case(f"{rule}-{found:02d}", "planted", base, form, rule, None, also)


def consistent(base: Base) -> bool:
    """Whether the printed level is the one that follows from the rows."""
    form = base.form
    return form.service_level == service_level(form.layout, form.totals, form.inhabitants or Decimal(1))
