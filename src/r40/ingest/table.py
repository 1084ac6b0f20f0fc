"""Figures of quadri 1 to 3: which row each belongs to, by position."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import mean

from r40.codebook.schema import FormLayout
from r40.ingest.columns import Columns, Years
from r40.ingest.figures import Figure, split
from r40.ingest.flow import Flow
from r40.ingest.labels import Label, find_labels
from r40.ingest.numbers import strip_unit
from r40.ingest.rows import Anchor
from r40.records import Fields

_YEAR = re.compile(r"^20[12]\d$")
_NEAR = 1.6  # line heights between a figure and the label of its row, at most
_FAR = 8.0  # line heights between a figure and the label of its row, even in one box


def read_figures(
    flow: Flow, anchors: Sequence[Anchor], until: float, layout: FormLayout, years: Years
) -> tuple[Fields, list[str]]:
    """Figures of the rows at ``anchors``.

    Returns:
        (fields, unplaced): code to column to value, None where blank; and the text of what found no column.
    """
    texts, figures = split(flow, until)
    labels = find_labels(flow, anchors, texts)
    in_labels = {id(line) for label in labels for line in label.lines}
    extents = [(label.top, label.bottom, label) for label in labels]
    rows: dict[str, list[Figure]] = {a.code: [] for a in anchors}
    printed_years: list[Figure] = []
    unplaced: list[str] = []
    for line in figures:
        if all(_YEAR.match(f.text) for f in line) and not _beside_label(line, labels, flow.line_height):
            printed_years += line
            continue
        for figure in line:
            label = _row_of(figure, extents, flow)
            if label is not None:
                rows[label.anchor.code].append(figure)
            elif labels and labels[0].top < figure.y < labels[-1].bottom and strip_unit(figure.text):
                unplaced.append(f"riga ignota: {figure.text}")
    others = [t for t in texts if id(t) not in in_labels]
    fields, lost = Columns(layout, years, others, printed_years).read(labels, rows)
    return fields, unplaced + lost


def _beside_label(line: Sequence[Figure], labels: Sequence[Label], size: float) -> bool:
    y = mean(f.y for f in line)
    return any(label.top - 0.1 * size <= y <= label.bottom + 0.1 * size for label in labels)


def _row_of(figure: Figure, labels: Sequence[tuple[float, float, Label]], flow: Flow) -> Label | None:
    """The label, of those given with their tops and bottoms, nearest to the figure that no ruling line parts from it."""
    size, y = flow.line_height, figure.y
    found: Label | None = None
    least = _FAR
    for top, bottom, label in labels:
        near = top if y < top else min(y, bottom)
        distance = abs(y - near) / size
        if distance >= least or flow.across.part(near, y, figure.x, label.anchor.word.x0):
            continue
        if distance <= _NEAR or _boxed(label, figure, flow):
            found, least = label, distance
    return found


def _boxed(label: Label, figure: Figure, flow: Flow) -> bool:
    """Whether ruling lines above and below enclose the label and the figure together."""
    low, high = min(label.top, figure.y), max(label.bottom, figure.y)
    xs = label.anchor.word.x0, figure.x
    return flow.across.part(float("-inf"), low, *xs) and flow.across.part(high, float("inf"), *xs)
