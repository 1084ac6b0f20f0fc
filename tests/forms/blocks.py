"""The blocks that a form is made of, before any maker gives them a look."""

from __future__ import annotations

from dataclasses import dataclass

from tests.forms.model import Number


@dataclass(frozen=True)
class Figure:
    """A number to print; `kind` is count, decimal, money, or euro (money with its sign)."""

    value: Number
    kind: str


Cell = Figure | None
"""`None` where the row has no cell in that column."""


@dataclass(frozen=True)
class Heading:
    """A heading of a quadro (level 1) or of a part of it (level 2)."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Comune:
    """The line with the name of the comune."""

    name: str


@dataclass(frozen=True)
class Text:
    """A paragraph of the form's own; `small` for footnotes, `boxed` for outcomes."""

    text: str
    style: str = "body"


@dataclass(frozen=True)
class Line:
    """A row of a grid; a line without cells is a title over the whole width."""

    label: str
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Grid:
    """A table of figures: headings of the columns (the first over the labels) and its lines."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Reason:
    """A line of Quadro 4."""

    code: str
    tick: str
    wording: str


@dataclass(frozen=True)
class Reasons:
    """Quadro 4: reasons, with sentences between them that introduce the next ones."""

    lines: tuple[Reason | str, ...]


@dataclass(frozen=True)
class Narrative:
    """The free text, as written."""

    text: str


@dataclass(frozen=True)
class Notes:
    """The form's closing notes; the first line is the title."""

    lines: tuple[str, ...]


Block = Heading | Comune | Text | Grid | Reasons | Narrative | Notes
