"""A filled-in form, and what a reader must get from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.forms.labels import Layout, layout_of

Number = Decimal | None
Columns = Mapping[str, Number]
OBJECTIVES = ("R10", "R11", "R12", "R13", "R14", "R15")
OBJECTIVE_COLUMNS = ("number", "spending", "users")


@dataclass(frozen=True)
class Outcome:
    """The outcome printed: each `below` or `not_below`."""

    spending: str
    service: str

    def as_dict(self) -> dict[str, str]:
        """As in the output contract."""
        return {"spending": self.spending, "service": self.service}


@dataclass(frozen=True)
class Quadro3:
    """The objectives: resources to account for (R09) and the lines R10-R15 with number, spending and users."""

    to_account: Number
    lines: Mapping[str, Columns]


@dataclass(frozen=True)
class Form:
    """One form, filled in. `None` is a cell left blank; mappings go by code, then by column."""

    comune: str
    year: int
    rows: Mapping[str, Columns]
    totals: Columns
    staff: Mapping[str, Mapping[int, Number]]
    inhabitants: Number
    service_level: Number
    reference: Number
    need: Number
    historic_spending: Mapping[int, Number]
    additional: Number
    quadro3: Quadro3 | None
    outcome: Outcome
    block: str
    ticks: Mapping[str, bool | None]
    wordings: Mapping[str, str]
    narrative: str

    @property
    def layout(self) -> Layout:
        """The layout of the form's year."""
        return layout_of(self.year)

    def fields(self) -> dict[str, dict[str, Number]]:
        """Every figure of the form by code and column. A row has all columns of its quadro, blank where it has no cell."""
        layout = self.layout
        found: dict[str, dict[str, Number]] = {
            row.code: {column: self.rows[row.code].get(column) for column in layout.columns} for row in layout.rows
        }
        found[layout.total.code] = {column: self.totals.get(column) for column in layout.columns}
        for code, years in self.staff.items():
            found[code] = {str(year): number for year, number in years.items()}
        found["R03"] = {"value": self.inhabitants}
        found["R04"] = {"value": self.service_level}
        found["R05"] = {"value": self.reference}
        found["R06"] = {"value": self.need}
        found["R07"] = {str(year): number for year, number in self.historic_spending.items()}
        found["R08"] = {"value": self.additional}
        if self.quadro3 is not None:
            found["R09"] = {"value": self.quadro3.to_account}
            for code in OBJECTIVES:
                line = self.quadro3.lines[code]
                found[code] = {column: line.get(column) for column in OBJECTIVE_COLUMNS}
        return found

    def expected(self) -> dict[str, Any]:
        """The parts of the output contract that a reader must get from any rendering of this form."""
        return {
            "comune": self.comune,
            "year": self.year,
            "form": self.layout.name,
            "fields": {
                code: {column: plain(number) for column, number in columns.items()}
                for code, columns in self.fields().items()
            },
            "outcome": self.outcome.as_dict(),
            "ticks": dict(self.ticks),
            "wording": dict(self.wordings),
            "narrative": clean(self.narrative),
        }


def plain(number: Number) -> int | float | None:
    """A JSON number: an integer where it is whole."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def clean(narrative: str) -> str:
    """The narrative as a reader must give it: one line a paragraph or item, no blank lines, plain hyphens and spaces."""
    text = narrative.translate({0x2010: "-", 0x2011: "-", 0xA0: " ", 0xFB01: "fi", 0xFB02: "fl", 0xAD: None})
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
