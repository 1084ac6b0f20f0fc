"""Cutting a narrative where marked passages begin and end, so that overlapping ones can be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from r40.records import Span


class Segment(NamedTuple):
    """A stretch of the narrative with the same marks from end to end."""

    text: str
    marks: tuple[int, ...]


def cut(narrative: str, marks: Sequence[Iterable[Span]]) -> list[Segment]:
    """The narrative as segments that, joined, give it back; each lists the marks that cover it.

    Args:
        narrative: the text that the spans index.
        marks: groups of spans, named by their position; what lies outside the narrative is ignored.
    """
    size = len(narrative)
    covers = [
        (max(0, span.start), min(span.end, size), mark)
        for mark, spans in enumerate(marks)
        for span in spans
        if span.start < min(span.end, size)
    ]
    bounds = sorted({0, size, *(c[0] for c in covers), *(c[1] for c in covers)})
    opening: dict[int, list[int]] = {bound: [] for bound in bounds}
    closing: dict[int, list[int]] = {bound: [] for bound in bounds}
    for start, end, mark in covers:
        opening[start].append(mark)
        closing[end].append(mark)
    segments, open_marks = [], list[int]()
    for start, end in pairwise(bounds):
        for mark in closing[start]:
            open_marks.remove(mark)
        open_marks += opening[start]
        segments.append(Segment(narrative[start:end], tuple(sorted(set(open_marks)))))
    return segments
