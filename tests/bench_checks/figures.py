"""The figures of a form as a phrasing writes them: ``{R08:x2 mila}`` is twice R08 in thousands, in words of the trade."""

from __future__ import annotations

from dataclasses import dataclass

from r40.checks.base import italian
from r40.checks.quantities import spelled
from tests.forms.model import Form, Number

AREAS = {"anziani": ("M21", "M38", "M53")}


@dataclass(frozen=True)
class Figure:
    """A figure of the form; ``base`` and ``before`` are that of the earlier year."""

    value: float
    money: bool = False
    base: Figure | None = None

    @property
    def before(self) -> Figure | None:
        return self.base

    def __format__(self, spec: str) -> str:
        value, style = self.value, ""
        for token in spec.split():
            if token[0] == "x":
                value *= float(token[1:])
            elif token[0] in "+-":
                value += float(token)
            else:
                style = token
        if style == "words":
            return spelled(max(1, round(value)))
        if style == "mila":
            return f"{max(1, round(value / 1000))} mila"
        if style == "int":
            return italian(int(value))
        if not self.money:
            return italian(max(0, value if spec == "" else round(value)))
        return f"{value:.2f}".replace(".", ",") if style == "nodots" else italian(value, 2)


def figures(form: Form) -> dict[str, object]:
    """What the phrasings may name of a form."""
    found: dict[str, object] = {
        code: Figure(_float(row.get("users")), base=Figure(_float(row.get("users_base"))))
        for code, row in form.rows.items()
    }
    for area, codes in AREAS.items():
        found[area] = Figure(sum(_float(form.rows[code].get("users")) for code in codes))
    for code, years in form.staff.items():
        before, now = sorted(years)
        found[code] = Figure(_float(years[now]), base=Figure(_float(years[before])))
        found["before"] = before
    found["total"] = Figure(_float(form.totals.get("users")), base=Figure(_float(form.totals.get("users_base"))))
    found["R08"] = Figure(_float(form.additional), money=True)
    found["year"] = form.year
    found |= {f"year{d:+d}": form.year + d for d in range(-3, 3) if d}
    return found


def _float(number: Number) -> float:
    return float(number or 0)
