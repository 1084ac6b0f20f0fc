"""Columns of quadri 1 to 3: which column each figure of a row belongs to, by the headers above and the figures beside."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import NamedTuple

from r40.codebook.schema import FormLayout
from r40.ingest.figures import Figure
from r40.ingest.labels import Label
from r40.ingest.narrative import plain
from r40.ingest.numbers import parse_number, strip_unit
from r40.ingest.page import Line
from r40.records import Fields

_LABEL_WIDTH = 30  # points, at least, between a code and its first column
_HEADER_LENGTH = 60  # letters of a column's header, at most: longer text is a sentence
_STACKED = 1.7  # heights of a line between two lines of one header, at most
_HEADER_HEIGHT = 40  # points between the first and the last line of the headers of one table, at most

Row = dict[str, float | None]
Extent = tuple[float, float]


@dataclass(frozen=True)
class Years:
    """The reporting year, and the one that Quadro 1 compares it with."""

    reporting: int
    base: int


class Header(NamedTuple):
    """A header's text, squeezed to letters and digits, where it reaches across, and its height."""

    text: str
    x0: float
    x1: float
    y: float

    def bears(self, tokens: Sequence[str]) -> bool:
        return all(token in self.text for token in tokens)


class Columns:
    """Places the figures of rows in their columns; ``texts`` are those that belong to no row's label."""

    def __init__(
        self, layout: FormLayout, years: Years, texts: Sequence[Line], printed_years: Sequence[Figure]
    ) -> None:
        self.layout, self.years, self.printed_years = layout, years, printed_years
        self.headers = _headers(texts, printed_years)

    def read(self, labels: Sequence[Label], rows: Mapping[str, Sequence[Figure]]) -> tuple[Fields, list[str]]:
        """Fields in the order of the labels, and the text of the figures that found no column."""
        fields: Fields = {label.anchor.code: {} for label in labels}
        unplaced: list[str] = []
        groups: dict[tuple[str, ...], list[Label]] = {}
        for label in labels:
            groups.setdefault(self._columns(label), []).append(label)
        for columns, group in groups.items():
            for section in self._sections(group, columns):
                unplaced += self._place(section, rows, columns, fields)
        return fields, unplaced

    def _columns(self, label: Label) -> tuple[str, ...]:
        """Columns of a row; where the form prints a figure per year, the years of the header above it."""
        code = label.anchor.code
        if code not in self.layout.rows:
            return tuple(self.layout.columns)
        columns = self.layout.columns_of(code, self.years.reporting)
        if self.layout.rows[code].years and len(columns) > 1:
            above = [f for f in self.printed_years if f.y < label.top + 1]
            last = max((f.y for f in above), default=0.0)
            printed = tuple(f.text for f in sorted(above, key=lambda f: f.x) if abs(f.y - last) < 4)
            if len(printed) == len(columns):
                return printed
        return columns

    def _tokens(self, column: str, columns: tuple[str, ...]) -> tuple[str, ...]:
        """Words of a column's header; ``users`` has another one in Quadro 3 than in Quadro 1."""
        if column in self.layout.columns and "spending" not in columns:
            years = {"year": self.years.reporting, "base": self.years.base}
            return tuple(token.format(**years) for token in self.layout.columns[column].header)
        return _OBJECTIVES.get(column, (column,))

    def _sections(self, labels: Sequence[Label], columns: tuple[str, ...]) -> list[list[Label]]:
        """Rows under the same header stand together; each repeated header opens a section."""
        if len(columns) == 1:
            return [[label] for label in labels]
        tokens = [self._tokens(c, columns) for c in columns]
        marks = sorted({header.y for header in self.headers if any(header.bears(each) for each in tokens)})
        sections: dict[float, list[Label]] = {}
        for label in labels:
            above = [y for y in marks if y < label.anchor.y]
            previous = max(above, default=0.0)
            close = [y for y in above if previous - y < _HEADER_HEIGHT]
            sections.setdefault(min(close, default=0.0), []).append(label)
        return list(sections.values())

    def _place(
        self,
        labels: Sequence[Label],
        rows: Mapping[str, Sequence[Figure]],
        columns: tuple[str, ...],
        fields: Fields,
    ) -> list[str]:
        """Put the figures of rows under one header into ``fields``; gives those that found no column."""
        clusters = _clusters([f for label in labels for f in rows[label.anchor.code]])
        whole = len(clusters) == len(columns)
        names = dict(enumerate(columns)) if whole else _match(clusters, columns, self._named(labels, columns))
        unplaced: list[str] = []
        for label in labels:
            code = label.anchor.code
            cells: dict[int, list[Figure]] = {}
            for figure in rows[code]:
                index = next(i for i, (a, b) in enumerate(clusters) if a <= figure.x <= b)
                cells.setdefault(index, []).append(figure)
            texts = {i: "".join(f.text for f in sorted(c, key=lambda f: f.y)) for i, c in cells.items()}
            fields[code], lost = _row(columns, texts, names)
            unplaced += [f"{code}: {text}" for text in lost]
        return unplaced

    def _named(self, labels: Sequence[Label], columns: tuple[str, ...]) -> dict[str, Extent]:
        """Extent of each column's header: the nearest above the rows that bears all its words."""
        left = min(label.anchor.word.x0 for label in labels)
        top, bottom = min(label.top for label in labels), max(label.bottom for label in labels)
        headers = [
            h for h in self.headers if h.y < bottom and h.x0 > left + _LABEL_WIDTH and len(h.text) < _HEADER_LENGTH
        ]
        named: dict[str, Extent] = {}
        for column in columns:
            others = [self._tokens(c, columns) for c in columns if c != column]
            above = [h for h in headers if h.bears(self._tokens(column, columns))]
            own = [h for h in above if not any(h.bears(tokens) for tokens in others)] or above
            if own:
                best = min(own, key=lambda h: (abs(top - h.y), len(h.text)))
                named[column] = best.x0, best.x1
        return named


_OBJECTIVES = {"number": ("numero",), "spending": ("spesa",), "users": ("utenti",)}


def _headers(texts: Sequence[Line], years: Sequence[Figure]) -> list[Header]:
    """Header cells: chunks of text one under the other, joined."""
    cells: list[list[Line]] = []
    reach = _STACKED * max((text.height for text in texts), default=0.0)
    near: list[list[Line]] = []
    for piece in sorted(texts, key=lambda t: t.y):
        near = [cell for cell in near if piece.y - cell[-1].y < reach]
        for cell in near:
            if _stands_under(piece, cell[-1]):
                cell.append(piece)
                break
        else:
            cells.append([piece])
            near.append(cells[-1])
    found = []
    for cell in cells:
        x0, x1 = min(t.x0 for t in cell), max(t.x1 for t in cell)
        last = cell[-1]
        numbers = [f for f in years if x0 - 4 <= f.x <= x1 + 4 and 0 < f.y - last.y < _STACKED * last.height]
        text = "".join(t.text for t in cell) + "".join(f.text for f in numbers)
        found.append(Header(_squeeze(text), x0, x1, mean(t.y for t in cell)))
    return found + [Header(f.text, f.x0, f.x1, f.y) for f in years]


def _stands_under(piece: Line, last: Line) -> bool:
    overlap = min(last.x1, piece.x1) - max(last.x0, piece.x0)
    return 0 < piece.y - last.y < _STACKED * piece.height and overlap > 0.3 * min(
        last.x1 - last.x0, piece.x1 - piece.x0
    )


_OTHER = re.compile(r"[^0-9a-zà-ù]")


def _squeeze(text: str) -> str:
    return _OTHER.sub("", plain(text).casefold())


def _row(columns: tuple[str, ...], texts: Mapping[int, str], names: Mapping[int, str]) -> tuple[Row, list[str]]:
    row: Row = dict.fromkeys(columns)
    if len(columns) == 1:
        filled = [t for _, t in sorted(texts.items()) if strip_unit(t)]
        if filled:
            row[columns[0]] = parse_number(filled[-1])
        return row, [t for t in filled[-1:] if parse_number(t) is None]
    lost = []
    if "spending" in columns:
        names = _around_money(columns, texts) or names
    for index, text in sorted(texts.items()):
        name = names.get(index)
        if not strip_unit(text):
            continue
        value = parse_number(text)
        if name is None or value is None or row.get(name) is not None:
            lost.append(text)
        else:
            row[name] = value
    return row, lost


def _around_money(columns: tuple[str, ...], texts: Mapping[int, str]) -> dict[int, str]:
    """Names by what stands left and right of the sum of money, which its sign or its decimals tell."""
    money = next((i for i, text in sorted(texts.items()) if "€" in text), None)
    if money is None:
        money = next((i for i, text in sorted(texts.items()) if re.search(r",\d\d$", text)), None)
    if money is None:
        return {}
    place = columns.index("spending")
    left = zip(reversed([i for i in sorted(texts) if i < money]), reversed(columns[:place]), strict=False)
    right = zip([i for i in sorted(texts) if i > money], columns[place + 1 :], strict=False)
    return {money: "spending", **dict(left), **dict(right)}


def _clusters(figures: Sequence[Figure]) -> list[Extent]:
    """Columns as intervals of x: figures whose extents overlap share one."""
    merged: list[Extent] = []
    for x0, x1 in sorted((f.x0, f.x1) for f in figures):
        if merged and x0 < merged[-1][1] - 0.5:
            merged[-1] = merged[-1][0], max(merged[-1][1], x1)
        else:
            merged.append((x0, x1))
    return merged


def _match(clusters: Sequence[Extent], columns: tuple[str, ...], named: Mapping[str, Extent]) -> dict[int, str]:
    """Names of the clusters of figures, in order, so that they stand under their headers alike."""
    known = [c for c in columns if c in named]
    if not clusters or len(clusters) > len(known):
        return dict(enumerate(columns[: len(clusters)])) if len(clusters) <= len(columns) else {}
    best: tuple[float, tuple[str, ...]] | None = None
    for choice in itertools.combinations(known, len(clusters)):
        shifts = [(a + b) / 2 - sum(named[c]) / 2 for (a, b), c in zip(clusters, choice, strict=True)]
        gaps = [max(0.0, named[c][0] - b, a - named[c][1]) for (a, b), c in zip(clusters, choice, strict=True)]
        cost = (max(shifts) - min(shifts)) + mean(abs(s) for s in shifts) + 3 * mean(gaps)
        if best is None or cost < best[0]:
            best = cost, choice
    assert best is not None
    return dict(enumerate(best[1]))
