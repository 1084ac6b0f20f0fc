"""What the codebook's YAML files must hold. Unknown keys and wrong identifiers are errors."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from r40.records import Severity


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"espressione regolare non valida: {error}") from error
    return value


Pattern = Annotated[str, AfterValidator(_pattern)]
Code = Annotated[str, Field(pattern=r"^[A-Z]\d[0-9A-Z]$")]
Side = Literal["below", "not_below"]


class Entry(BaseModel):
    """Base: immutable, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(Entry):
    """A column of Quadro 1: the words of its printed header."""

    header: tuple[str, ...] = Field(min_length=1)


class Row(Entry):
    """A row of the form."""

    quadro: int = Field(ge=1, le=4)
    label: str
    area: str | None = None
    group: Literal["interventi", "contributi", "strutture"] | None = None
    role: str | None = Field(default=None, description="what rules call it, whatever its code this year")
    columns: tuple[str, ...] | None = Field(default=None, description="those of Quadro 1 if None")
    years: tuple[str, ...] = Field(default=(), description="with columns [years]: the years printed")
    hours: bool = Field(default=False, description="whether the row reports hours of assistance")
    required: bool = False

    @model_validator(mode="after")
    def _years_where_asked(self) -> Row:
        if ("years" in (self.columns or ())) != bool(self.years):
            raise ValueError("«columns: [years]» e «years» vanno insieme")
        return self


class FormLayout(Entry):
    """One year's form."""

    form: str
    year: int
    columns: dict[str, Column]
    rows: dict[Code, Row]

    def columns_of(self, code: str, year: int) -> tuple[str, ...]:
        """Column names of a row, in printed order, for a reporting year."""
        row = self.rows[code]
        if row.columns is None:
            return tuple(self.columns)
        if row.years:
            return tuple(y.format(year=year) for y in row.years)
        return row.columns

    def by_role(self, role: str) -> tuple[str, ...]:
        """Codes of the rows with this role."""
        return tuple(code for code, row in self.rows.items() if row.role == role)

    def by_area(self, area: str) -> tuple[str, ...]:
        """Codes of the rows that count an area's users."""
        return tuple(code for code, row in self.rows.items() if row.area == area)


class OutcomePatterns(Entry):
    """How the form prints its outcome."""

    service: tuple[Pattern, ...]
    spending: tuple[Pattern, ...]


class ClosingNotes(Entry):
    """The form's own notes after the narrative."""

    heading: Pattern
    vocabulary: tuple[str, ...]


class FormText(Entry):
    """What the form prints around its rows."""

    narrative_heading: Pattern
    outcome: OutcomePatterns
    closing_notes: ClosingNotes


class InterventionType(Entry):
    """One kind of intervention of the closed list."""

    label: str
    areas: tuple[str, ...] = Field(min_length=1)
    definition: str
    names: tuple[Pattern, ...] = Field(min_length=1, description="what it is usually called")
    cues: tuple[Pattern, ...] = Field(min_length=1, description="looser hints")


class Block(Entry):
    """The reasons printed for one outcome."""

    outcome: dict[Literal["spending", "service"], Side]
    codes: tuple[Code, ...] = Field(min_length=1)


class Concept(Entry):
    """A reason that the codebook knows."""

    codes: tuple[Code, ...]
    label: str
    wording: str
    supported: str
    cues: tuple[Pattern, ...]


class Reasons(Entry):
    """Blocks and concepts of Quadro 4."""

    blocks: dict[str, Block]
    headings: tuple[str, ...]
    concepts: dict[str, Concept]

    def concept_of(self, code: str) -> str | None:
        """Concept id of a reason code; None for a code that the codebook does not know."""
        return next((name for name, c in self.concepts.items() if code in c.codes), None)


class RuleEntry(Entry):
    """Name and default severity of a flag."""

    name: str
    severity: Severity


class Codebook(Entry):
    """All that r40 knows of the form, as data."""

    forms: dict[int, FormLayout]
    text: FormText
    reasons: Reasons
    interventions: dict[str, InterventionType]
    areas: dict[str, str]
    rules: dict[str, RuleEntry]
    fingerprint: str

    def layout_for(self, year: int | None, codes: set[str]) -> tuple[FormLayout, bool]:
        """The layout of ``year``, or else the one most like ``codes``.

        Returns:
            (layout, known): ``known`` is False when no file describes that year.
        """
        if year in self.forms:
            return self.forms[year], True

        def likeness(layout: FormLayout) -> tuple[float, float]:
            rows = set(layout.rows)
            distance = abs(layout.year - year) if year else 0
            return len(rows & codes) / len(rows | codes), -distance

        return max(self.forms.values(), key=likeness), False
