"""Figures of quadri 1 to 3: which row and which column each belongs to, by position."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import mean

from r40.codebook.schema import FormLayout
from r40.ingest.narrative import plain
from r40.ingest.numbers import is_number, parse_number, strip_unit
from r40.ingest.page import Flow, Line, Word, chunks, into_lines
from r40.ingest.rows import CODE, Anchor, partition

_YEAR = re.compile(r"^20[12]\d$")
_EURO = re.compile(r"^(?:€|EUR|euro)$", re.IGNORECASE)
_LABEL_WIDTH = 30  # points, at least, between a code and its first column
_HEADER_LENGTH = 60  # letters of a column's header, at most: longer text is a sentence
_NEAR = 1.6  # line heights between a figure and the label of its row, at most


@dataclass
class Figure:
    """A figure, or a part of one that its narrow cell wrapped."""

    text: str
    x0: float
    x1: float
    y: float

    @property
    def x(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True)
class Label:
    """A row's label: its lines, and from where to where it reaches down the page."""

    anchor: Anchor
    lines: list[Line]

    @cached_property
    def top(self) -> float:
        return min([self.anchor.word.top, *(line.top for line in self.lines)])

    @cached_property
    def bottom(self) -> float:
        return max([self.anchor.word.bottom, *(line.bottom for line in self.lines)])


@dataclass(frozen=True)
class Years:
    """The reporting year, and the one that Quadro 1 compares it with."""

    reporting: int
    base: int


Header = tuple[str, float, float, float]  # squeezed text, x0, x1, y


def read_figures(
    flow: Flow, anchors: Sequence[Anchor], until: float, layout: FormLayout, years: Years
) -> tuple[dict[str, dict[str, float | None]], list[str]]:
    """Figures of the rows at ``anchors``.

    Returns:
        (fields, unplaced): code to column to value, None where blank; and the text of what found no column.
    """
    size = flow.line_height
    words = [w for w in flow.words if w.top < until]
    code_words = {id(a.word) for a in anchors}
    texts, figures = _split(flow, words, code_words)
    labels = _labels(flow, anchors, texts)
    in_labels = {id(line) for label in labels for line in label.lines}
    rows: dict[str, list[Figure]] = {a.code: [] for a in anchors}
    printed_years: list[Figure] = []
    unplaced: list[str] = []
    for line in figures:
        if all(_YEAR.match(f.text) for f in line) and not _beside_label(line, labels, size):
            printed_years += line
            continue
        for figure in line:
            label = _row_of(figure, labels, flow)
            if label is not None:
                rows[label.anchor.code].append(figure)
            elif labels and labels[0].top < figure.y < labels[-1].bottom and strip_unit(figure.text):
                unplaced.append(f"riga ignota: {figure.text}")
    headers = _headers([t for t in texts if id(t) not in in_labels], printed_years)
    fields: dict[str, dict[str, float | None]] = {}
    by_code = {label.anchor.code: label for label in labels}
    groups: dict[tuple[str, ...], list[str]] = {}
    for code in rows:
        groups.setdefault(_columns(by_code[code], printed_years, layout, years), []).append(code)
    for columns, codes in groups.items():
        for section in _sections(codes, by_code, headers, columns, layout, years):
            placed, lost = _place(section, rows, by_code, columns, headers, layout, years)
            fields.update(placed)
            unplaced += lost
    return {a.code: fields[a.code] for a in anchors}, unplaced


def _columns(label: Label, printed_years: Sequence[Figure], layout: FormLayout, years: Years) -> tuple[str, ...]:
    """Columns of a row; where the form prints a figure per year, the years of the header above it."""
    code = label.anchor.code
    if code not in layout.rows:
        return tuple(layout.columns)
    columns = layout.columns_of(code, years.reporting)
    if layout.rows[code].years and len(columns) > 1:
        above = [f for f in printed_years if f.y < label.top + 1]
        last = max((f.y for f in above), default=0.0)
        printed = tuple(f.text for f in sorted(above, key=lambda f: f.x) if abs(f.y - last) < 4)
        if len(printed) == len(columns):
            return printed
    return columns


def _split(flow: Flow, words: Sequence[Word], codes: set[int]) -> tuple[list[Line], list[list[Figure]]]:
    """Words to chunks of text, and lines of figures."""
    texts: list[Line] = []
    figures: list[list[Figure]] = []
    for line in into_lines(words):
        here: list[Figure] = []
        for chunk in chunks(line, vertical=flow.vertical):
            if all(is_number(w.text) or _EURO.match(w.text) for w in chunk.words):
                here += _figures(chunk.words)
                continue
            body = list(chunk.words)
            # "M12 - Utenti famiglia e minori 614": a narrow gap; a row's label ends in no figure, unless in a year
            if CODE.match(body[0].text) and body[0].text[0] == "M":
                tail = len(body)
                while tail > 1 and is_number(body[tail - 1].text):
                    tail -= 1
                here += _figures(body[tail:])
                body = body[:tail]
            texts.append(Line(tuple(body)))
        if here:
            figures.append(here)
    return [t for t in texts if t.words], figures


def _figures(words: Sequence[Word]) -> list[Figure]:
    """One figure a word; a currency sign joins the figure that it touches."""
    result: list[Figure] = []
    pending: Word | None = None
    for word in words:
        if _EURO.match(word.text):
            if result and word.x0 - result[-1].x1 < 1.2 * word.height and "€" not in result[-1].text:
                result[-1] = Figure(result[-1].text + "€", result[-1].x0, word.x1, result[-1].y)
            else:
                pending = word
            continue
        text, x0 = word.text, word.x0
        if pending is not None:
            text, x0, pending = "€" + text, pending.x0, None
        result.append(Figure(text, x0, word.x1, word.y))
    if pending is not None:
        result.append(Figure("€", pending.x0, pending.x1, pending.y))
    return result


def _labels(flow: Flow, anchors: Sequence[Anchor], texts: Sequence[Line]) -> list[Label]:
    """Lines of each row's label. Where codes open their labels, a label goes down from its code."""
    size = flow.line_height
    labels: list[Label] = []
    inline = sum(a.inline for a in anchors) * 2 > len(anchors)
    columns = sorted(a.word.x0 for a in anchors)
    left = columns[len(columns) // 2] if columns else 0.0
    own = {id(a.word): a for a in anchors}
    if not inline:
        starts = [t for t in texts if t.x0 > left and id(t.words[0]) not in own]
        label_x = min((t.x0 for t in starts), default=left)
        lines = [t for t in starts if t.x0 < label_x + 2 * size and len(t.text) > 1]
        dealt = partition(lines, anchors, flow)
        return [Label(a, dealt[a.code]) for a in anchors]
    for anchor, following in itertools.zip_longest(anchors, anchors[1:]):
        end = following.word.top - 0.2 * size if following else anchor.word.bottom + 5 * size
        lines = [t for t in texts if any(id(w) == id(anchor.word) for w in t.words)]
        last = anchor.word.bottom
        for text in texts:
            if anchor.y + 0.5 * size < text.y < end and text.x0 < anchor.word.x0 + 6 * size:
                ruled = any(last - 2 < r.position < text.y and r.covers(anchor.word.x0) for r in flow.horizontal)
                title = text.text.isupper() and len(text.text) > 8  # of the next part of the form
                if ruled or title or text.top - last > 0.7 * size:
                    break
                lines.append(text)
                last = text.bottom
        labels.append(Label(anchor, lines))
    return labels


def _beside_label(line: Sequence[Figure], labels: Sequence[Label], size: float) -> bool:
    y = mean(f.y for f in line)
    return any(label.top - 0.1 * size <= y <= label.bottom + 0.1 * size for label in labels)


def _row_of(figure: Figure, labels: Sequence[Label], flow: Flow) -> Label | None:
    size = flow.line_height
    best: tuple[float, Label] | None = None
    for label in labels:
        distance = max(0.0, label.top - figure.y, figure.y - label.bottom) / size
        if distance > 8:
            continue
        near = min(max(figure.y, label.top), label.bottom)
        anchor_x = label.anchor.word.x0
        low, high = sorted((near, figure.y))
        ruled = any(low < r.position < high and r.covers(figure.x) and r.covers(anchor_x) for r in flow.horizontal)
        cost = distance + (100 if ruled else 0)
        if not ruled and distance > _NEAR and not _boxed(label, figure, flow):
            cost += 100
        if best is None or cost < best[0]:
            best = cost, label
    return best[1] if best and best[0] < 100 else None


def _boxed(label: Label, figure: Figure, flow: Flow) -> bool:
    """Whether ruling lines above and below enclose the label and the figure together."""
    over = (label.anchor.word.x0, figure.x)
    low, high = min(label.top, figure.y), max(label.bottom, figure.y)
    rules = [r.position for r in flow.horizontal if all(r.covers(x) for x in over)]
    return any(r < low for r in rules) and any(r > high for r in rules)


def _headers(texts: Sequence[Line], years: Sequence[Figure]) -> list[Header]:
    """Header cells: chunks of text one under the other, joined, squeezed to letters and digits."""
    cells: list[list[Line]] = []
    pieces = sorted(texts, key=lambda t: t.y)
    for piece in pieces:
        for cell in cells:
            last = cell[-1]
            overlap = min(last.x1, piece.x1) - max(last.x0, piece.x0)
            if overlap > 0.3 * min(last.x1 - last.x0, piece.x1 - piece.x0) and (
                0 < piece.y - last.y < 1.7 * piece.height
            ):
                cell.append(piece)
                break
        else:
            cells.append([piece])
    found = []
    for cell in cells:
        x0, x1 = min(t.x0 for t in cell), max(t.x1 for t in cell)
        numbers = [f for f in years if x0 - 4 <= f.x <= x1 + 4 and 0 < f.y - cell[-1].y < 1.7 * cell[-1].height]
        text = "".join(t.text for t in cell) + "".join(f.text for f in numbers)
        found.append((_squeeze(text), x0, x1, mean(t.y for t in cell)))
    found += [(f.text, f.x0, f.x1, f.y) for f in years]
    return found


def _squeeze(text: str) -> str:
    return re.sub(r"[^0-9a-zà-ù]", "", plain(text).casefold())


def _tokens(column: str, columns: tuple[str, ...], layout: FormLayout, years: Years) -> tuple[str, ...]:
    """Words of a column's header; ``users`` has another one in Quadro 3 than in Quadro 1."""
    if column in layout.columns and "spending" not in columns:
        return tuple(t.format(year=years.reporting, base=years.base) for t in layout.columns[column].header)
    return _OBJECTIVES.get(column, (column,))


_OBJECTIVES = {"number": ("numero",), "spending": ("spesa",), "users": ("utenti",)}


def _sections(
    codes: Sequence[str],
    labels: Mapping[str, Label],
    headers: Sequence[Header],
    columns: tuple[str, ...],
    layout: FormLayout,
    years: Years,
) -> list[list[str]]:
    """Rows under the same header stand together; each repeated header opens a section."""
    if len(columns) == 1:
        return [[code] for code in codes]
    tokens = [_tokens(c, columns, layout, years) for c in columns]
    marks = sorted({y for text, _, _, y in headers if any(all(t in text for t in ts) for ts in tokens)})
    sections: dict[float, list[str]] = {}
    for code in codes:
        above = [y for y in marks if y < labels[code].anchor.y]
        previous = max(above, default=0.0)
        close = [y for y in above if previous - y < 40]
        sections.setdefault(min(close, default=0.0), []).append(code)
    return list(sections.values())


def _place(
    codes: Sequence[str],
    rows: Mapping[str, list[Figure]],
    labels: Mapping[str, Label],
    columns: tuple[str, ...],
    headers: Sequence[Header],
    layout: FormLayout,
    years: Years,
) -> tuple[dict[str, dict[str, float | None]], list[str]]:
    """Figures of rows under one header to its columns."""
    figures = [f for code in codes for f in rows[code]]
    clusters = _clusters(figures)
    top = min(labels[code].top for code in codes)
    left = min(labels[code].anchor.word.x0 for code in codes)
    named = _named_headers(columns, headers, left, top, max(labels[c].bottom for c in codes), layout, years)
    names = _match(clusters, columns, named)
    fields: dict[str, dict[str, float | None]] = {}
    unplaced: list[str] = []
    for code in codes:
        cells: dict[int, list[Figure]] = {}
        for figure in rows[code]:
            index = next(i for i, (a, b) in enumerate(clusters) if a <= figure.x <= b)
            cells.setdefault(index, []).append(figure)
        texts = {i: "".join(f.text for f in sorted(c, key=lambda f: f.y)) for i, c in cells.items()}
        row, lost = _row(columns, texts, names)
        fields[code] = row
        unplaced += [f"{code}: {text}" for text in lost]
    return fields, unplaced


def _row(
    columns: tuple[str, ...], texts: Mapping[int, str], names: Mapping[int, str]
) -> tuple[dict[str, float | None], list[str]]:
    row: dict[str, float | None] = dict.fromkeys(columns)
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


def _clusters(figures: Sequence[Figure]) -> list[tuple[float, float]]:
    """Columns as intervals of x: figures whose extents overlap share one."""
    merged: list[tuple[float, float]] = []
    for x0, x1 in sorted((f.x0, f.x1) for f in figures):
        if merged and x0 < merged[-1][1] - 0.5:
            merged[-1] = merged[-1][0], max(merged[-1][1], x1)
        else:
            merged.append((x0, x1))
    return merged


def _named_headers(
    columns: tuple[str, ...],
    headers: Sequence[Header],
    left: float,
    top: float,
    bottom: float,
    layout: FormLayout,
    years: Years,
) -> dict[str, tuple[float, float]]:
    """Extent of each column's header: the nearest above the rows that bears all its words."""
    named: dict[str, tuple[float, float]] = {}
    for column in columns:
        tokens = _tokens(column, columns, layout, years)
        above = [
            h
            for h in headers
            if h[3] < bottom
            and h[1] > left + _LABEL_WIDTH
            and len(h[0]) < _HEADER_LENGTH
            and all(t in h[0] for t in tokens)
        ]
        others = [_tokens(c, columns, layout, years) for c in columns if c != column]
        own = [h for h in above if not any(all(t in h[0] for t in o) for o in others)] or above
        if own:
            best = min(own, key=lambda h: (abs(top - h[3]), len(h[0])))
            named[column] = best[1], best[2]
    return named


def _match(
    clusters: Sequence[tuple[float, float]], columns: tuple[str, ...], named: Mapping[str, tuple[float, float]]
) -> dict[int, str]:
    """Names of the clusters of figures, in order, so that they stand under their headers alike."""
    if len(clusters) >= len(columns) and len(clusters) == len(columns):
        return dict(enumerate(columns))
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
