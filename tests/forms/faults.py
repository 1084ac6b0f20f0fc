"""Plants one numeric fault in a form that is otherwise consistent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from tests.forms.generate import ZERO, objectives_total, service_level, totals_of
from tests.forms.model import Columns, Form, Number, Outcome, Quadro3


def plant(form: Form, fault: str) -> Form:
    """The form with the fault named (see `FAULTS`); raises `ValueError` where the form has no place for it."""
    try:
        return FAULTS[fault][1](form)
    except KeyError as error:
        raise ValueError(f"{fault}: unknown, or no place for it in this form ({error})") from error


def _with_row(form: Form, code: str, **columns: Number) -> Form:
    """A row changed, with the totals and the service level that follow from it."""
    rows = {**form.rows, code: {**form.rows[code], **columns}}
    totals = totals_of(form.layout, rows)
    level = service_level(form.layout, totals, form.inhabitants or Decimal(1))
    return replace(form, rows=rows, totals=totals, service_level=level)


def _with_line(form: Form, code: str, **columns: Number) -> Form:
    quadro = _quadro3(form)
    lines: dict[str, Columns] = {**quadro.lines, code: {**quadro.lines[code], **columns}}
    if code != "R15":
        lines["R15"] = objectives_total(lines)
    return replace(form, quadro3=Quadro3(quadro.to_account, lines))


def _quadro3(form: Form) -> Quadro3:
    if form.quadro3 is None:
        raise ValueError("the form has no Quadro 3")
    return form.quadro3


def _row_with(form: Form, column: str, least: int = 1) -> str:
    for row in form.layout.rows:
        if (form.rows[row.code].get(column) or ZERO) >= least:
            return row.code
    raise ValueError(f"no row with {column} of at least {least}")


def _total(form: Form) -> Form:
    return replace(form, totals={**form.totals, "users": (form.totals["users"] or ZERO) + 11})


def _service_level(form: Form) -> Form:
    return replace(form, service_level=(form.service_level or ZERO) + Decimal("0.75"))


def _mean_hours(form: Form) -> Form:
    code = _row_with(form, "mean_hours")
    return _with_row(form, code, mean_hours=(form.rows[code]["mean_hours"] or ZERO) * 2)


def _extra_users(form: Form) -> Form:
    return _with_line(form, "R13", users=(_quadro3(form).lines["R13"]["users"] or ZERO) + 40)


def _objectives_total(form: Form) -> Form:
    total = _quadro3(form).lines["R15"]["spending"] or ZERO
    return _with_line(form, "R15", spending=total + Decimal("1000.00"))


def _underspent(form: Form) -> Form:
    quadro = _quadro3(form)
    lines = {code: {**line, "spending": Decimal("0.00")} for code, line in quadro.lines.items()}
    lines["R13"]["spending"] = ((quadro.to_account or ZERO) / 2).quantize(Decimal("0.01"))
    return replace(form, quadro3=Quadro3(quadro.to_account, {**lines, "R15": objectives_total(lines)}))


def _service_outcome(form: Form) -> Form:
    other = "not_below" if form.outcome.service == "below" else "below"
    return replace(form, outcome=Outcome(form.outcome.spending, other))


def _spending_outcome(form: Form) -> Form:
    other = "not_below" if form.outcome.spending == "below" else "below"
    return replace(form, outcome=Outcome(other, form.outcome.service))


def _hours_without_users(form: Form) -> Form:
    reporting = [row.code for row in form.layout.rows if form.rows[row.code].get("hours")]
    if not reporting:
        raise ValueError("no row reports hours")
    code = min(reporting, key=lambda row: form.rows[row]["users"] or ZERO)
    fewer = _with_row(form, code, users=ZERO, users_base=ZERO, mean_hours=ZERO)
    if fewer.quadro3 is None:
        return fewer
    gained = (fewer.totals["users"] or ZERO) - (fewer.totals["users_base"] or ZERO)
    return _with_line(fewer, "R13", users=gained)


def _implausible_change(form: Form) -> Form:
    code = _row_with(form, "users", 50)
    users = form.rows[code]["users"] or ZERO
    return _with_row(form, code, users_base=users // 4)


def _negative(form: Form) -> Form:
    return _with_row(form, _row_with(form, "users_base"), users_base=Decimal(-3))


def _staff_fell(form: Form) -> Form:
    before, now = form.layout.staff_years or (0, 0)
    social, other = form.staff["R01"], form.staff["R02"]
    staff = {"R01": {**social, now: max(ZERO, (social[before] or ZERO) - 1)}, "R02": {**other, now: other[before]}}
    return replace(form, staff=staff, ticks={**form.ticks, "R18": True})


def _nothing_ticked(form: Form) -> Form:
    return replace(form, ticks=dict.fromkeys(form.ticks, False))


def _inhabitants_missing(form: Form) -> Form:
    return replace(form, inhabitants=None)


FAULTS: dict[str, tuple[str, Callable[[Form], Form]]] = {
    "total": ("N201", _total),
    "service_level": ("N202", _service_level),
    "mean_hours": ("N203", _mean_hours),
    "extra_users": ("N204", _extra_users),
    "objectives_total": ("N205", _objectives_total),
    "underspent": ("N206", _underspent),
    "service_outcome": ("N207", _service_outcome),
    "spending_outcome": ("N207", _spending_outcome),
    "hours_without_users": ("N208", _hours_without_users),
    "implausible_change": ("N209", _implausible_change),
    "negative": ("N210", _negative),
    "staff_fell": ("N211", _staff_fell),
    "nothing_ticked": ("L305", _nothing_ticked),
    "inhabitants_missing": ("D106", _inhabitants_missing),
}
"""Fault: the flag that it must raise, and how it is planted."""
