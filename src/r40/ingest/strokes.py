"""Ruling lines of a page, from PDFium's path objects, also those inside (nested) form objects."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2.raw as pdfium

from r40.ingest import calls
from r40.ingest.page import SHORTEST_ACROSS, SHORTEST_DOWN, Rule, merged
from r40.ingest.sheet import Box, Matrix

_THIN = 2.0  # points; a path no thicker is one ruling line
_DEEPEST = 8  # form objects inside form objects
# What is above these is a drawing: what comes after is not looked at.
_MOST_OBJECTS = 100_000  # looked at on one page
_MOST_SEGMENTS = 2_000  # of one path
_MOST_RULES = 5_000  # of one page and direction; with more there is no table

_Call = Callable[..., int]
_Edge = tuple[float, float, float, float]  # x0, y0, x1, y1 in the PDF's coordinates


def rules_of(page: Any, box: Box) -> tuple[tuple[Rule, ...], tuple[Rule, ...], int]:
    """Ruling lines across and down, and the number of objects drawn on the page."""
    strokes = _Strokes()
    strokes.read(calls.address_of(page), calls.count_on_page, calls.get_on_page)
    horizontal, vertical = [], []
    sides = box.upright(*zip(*strokes.edges, strict=True)) if strokes.edges else ()
    for x0, top, x1, bottom in zip(*sides, strict=True):
        x0, x1 = max(x0, 0.0), min(x1, box.width)
        top, bottom = max(top, 0.0), min(bottom, box.height)
        if bottom - top <= _THIN < SHORTEST_ACROSS <= x1 - x0:
            horizontal.append(((top + bottom) / 2, x0, x1))
        elif x1 - x0 <= _THIN < SHORTEST_DOWN <= bottom - top:
            vertical.append(((x0 + x1) / 2, top, bottom))
    across, down = merged(horizontal), merged(vertical)
    return (
        across if len(across) <= _MOST_RULES else (),
        down if len(down) <= _MOST_RULES else (),
        strokes.drawn,
    )


class _Strokes:
    """Straight edges of the paths on a page, and the number of objects on it."""

    def __init__(self) -> None:
        self.edges: list[_Edge] = []
        self.drawn = 0
        self._looked_at = 0
        self._sides = (ctypes.c_float * 4)()
        self._addresses = [ctypes.addressof(self._sides) + 4 * side for side in range(4)]

    def read(self, holder: int, count: _Call, get: _Call, matrix: Matrix | None = None, depth: int = 0) -> None:
        """Add what ``holder``, a page or a form object, draws; ``matrix`` leads from its coordinates to the page's."""
        number = count(holder)
        self.drawn += number
        index = -1
        while (index := index + 1) < number and self._looked_at < _MOST_OBJECTS:
            self._looked_at += 1
            each = get(holder, index)
            kind = calls.kind(each)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                edge = self._bounds(each)
                if _is_dot(edge):
                    index = self._last_of_dots(holder, get, index, number, edge)
                    continue
                thin = min(edge[2] - edge[0], edge[3] - edge[1]) <= _THIN
                here = [edge] if thin else list(_segments(each))
                self.edges += [matrix.box(*edge) for edge in here] if matrix else here
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                inner = _matrix(each)
                outer = inner.then(matrix) if matrix else inner
                self.read(each, calls.count_in_form, calls.get_in_form, outer, depth + 1)

    def _bounds(self, thing: int) -> _Edge:
        calls.bounds(thing, *self._addresses)
        x0, y0, x1, y1 = self._sides
        return x0, y0, x1, y1

    def _last_of_dots(self, holder: int, get: _Call, index: int, number: int, edge: _Edge) -> int:
        """The last one, by leaps, of the dots that go on from ``index`` in a straight line at even steps.

        Browsers draw a dotted border dot by dot, tens of thousands on a page; only every 16th is looked at.
        """
        following = self._dot(holder, get, index + 1, number)
        if following is None:
            return index
        across, up = following[0] - edge[0], following[1] - edge[1]
        while (ahead := self._dot(holder, get, index + _LEAP, number)) is not None:
            off = abs(ahead[0] - edge[0] - _LEAP * across) + abs(ahead[1] - edge[1] - _LEAP * up)
            if off > _UNEVEN:
                break
            index, edge = index + _LEAP, ahead
        return index

    def _dot(self, holder: int, get: _Call, index: int, number: int) -> _Edge | None:
        """The box of an object, if it is a dot."""
        if index >= number or calls.kind(each := get(holder, index)) != pdfium.FPDF_PAGEOBJ_PATH:
            return None
        edge = self._bounds(each)
        return edge if _is_dot(edge) else None


_LEAP = 16  # dots of a dotted line that are looked at together
_UNEVEN = 2.0  # points by which 16 steps may differ from 16 times the first one


def _is_dot(edge: _Edge) -> bool:
    return edge[2] - edge[0] < SHORTEST_DOWN and edge[3] - edge[1] < SHORTEST_DOWN


def _matrix(thing: int) -> Matrix:
    raw = (ctypes.c_float * 6)()
    calls.matrix(thing, ctypes.addressof(raw))
    return Matrix(*raw)


def _segments(path: int) -> Iterator[_Edge]:
    """Straight segments of a path, as the boxes around them."""
    number = calls.count_segments(path)
    if number > _MOST_SEGMENTS:
        return
    matrix = _matrix(path)
    point = (ctypes.c_float * 2)()
    x = ctypes.addressof(point)
    start = last = (0.0, 0.0)
    for index in range(number):
        segment = calls.get_segment(path, index)
        calls.segment_point(segment, x, x + 4)
        here = matrix.point(*point)
        kind = calls.segment_kind(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield _between(last, here)
        last = here
        if calls.segment_closes(segment):
            yield _between(last, start)
            last = start


def _between(a: tuple[float, float], b: tuple[float, float]) -> _Edge:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])
