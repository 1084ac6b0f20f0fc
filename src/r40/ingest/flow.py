"""The pages of a document one under the other, without running headers and footers.

A table cut by a page break is one table again.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from r40.ingest.page import Line, Page, Rule, Word


@dataclass
class Flow:
    """All pages under one another, in one coordinate system; ``lines`` hold the ``words``."""

    words: list[Word] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    running: list[str] = field(default_factory=list)

    @cached_property
    def line_height(self) -> float:
        """Median height of a word, in points; asked for when the words are all there."""
        return median(w.bottom - w.top for w in self.words) if self.words else 10.0

    @cached_property
    def across(self) -> Across:
        """The horizontal rules, to be asked for by height."""
        return Across(self.horizontal)

    @cached_property
    def down(self) -> Down:
        """The vertical rules, to be asked for by height."""
        return Down(self.vertical)


class Across:
    """Horizontal rules by their height."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = sorted(rules)
        self._positions = [rule.position for rule in self._rules]

    def between(self, a: float, b: float) -> Sequence[Rule]:
        """Rules that lie between two heights, whichever is the higher one."""
        low, high = (a, b) if a < b else (b, a)
        return self._rules[bisect_right(self._positions, low) : bisect_left(self._positions, high)]

    def part(self, a: float, b: float, x0: float, x1: float) -> bool:
        """Whether one of the rules between two heights reaches over both ``x0`` and ``x1``."""
        return any(rule.covers(x0) and rule.covers(x1) for rule in self.between(a, b))


class Down:
    """Vertical rules by the heights that they pass."""

    _BAND = 24.0  # points

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._bands: dict[int, list[Rule]] = {}
        for rule in rules:
            for band in range(int((rule.start - 2) // self._BAND), int((rule.end + 2) // self._BAND) + 1):
                self._bands.setdefault(band, []).append(rule)

    def at(self, y: float) -> list[Rule]:
        """Rules that pass a height."""
        return [rule for rule in self._bands.get(int(y // self._BAND), ()) if rule.covers(y)]


_EDGE = 2.0  # points left between the last line of a page and the first of the next


def flow(pages: Sequence[Page]) -> Flow:
    """Put pages one under the other; ``running`` keeps the text of what was taken off their margins."""
    result = Flow()
    offset = 0.0
    for number, (page, running) in enumerate(zip(pages, _running_lines(pages), strict=True)):
        result.running += [line.text for line in running]
        margin = {id(line) for line in running}
        lines = [line for line in page.lines if id(line) not in margin]
        if not lines:
            continue
        top = min(line.top for line in lines) - _EDGE
        bottom = max(line.bottom for line in lines) + _EDGE
        shift = offset - top
        moved = [line.moved(shift, number) for line in lines]
        result.lines += moved
        result.words += [word for line in moved for word in line.words]
        result.horizontal += [
            Rule(r.position + shift, r.start, r.end)
            for r in page.horizontal
            if top + _EDGE < r.position < bottom - _EDGE  # a border at a page's end does not end a row
        ]
        result.vertical += [Rule(r.position, r.start + shift, r.end + shift) for r in page.vertical]
        offset += bottom - top
    return result


_PAGE_NUMBER = re.compile(
    r"^(?:(?:pag(?:ina)?\.?|p\.)\s*\d{1,3}(?:\s*(?:/|di|su)\s*\d{1,3})?|\d{1,3}\s*(?:/|di)\s*\d{1,3}|[-\u2010\u2013]\s?\d{1,3}\s?[-\u2010\u2013])$",
    re.IGNORECASE,
)
_OUTER = 4  # lines looked at from each edge of a page
_SAME_PLACE = 5.0  # points


def _running_lines(pages: Sequence[Page]) -> list[list[Line]]:
    """Running headers, footers and page numbers of each page.

    A line is running when, digits aside, the same text stands at the same height near the same edge of
    another page too, and all between it and the edge is running; or when it is a page number at the edge.
    """
    outer = [
        tuple([(line, _shape(line.text), round(line.y / _SAME_PLACE)) for line in edge] for edge in _edges(page))
        for page in pages
    ]
    seen: Counter[tuple[int, str, int]] = Counter()
    for edges in outer:
        seen.update(
            {
                (edge, shape, place + nudge)
                for edge, lines in enumerate(edges)
                for _, shape, place in lines
                for nudge in (0, 1)
            }
        )
    found: list[list[Line]] = []
    for edges in outer:
        running: list[Line] = []
        for edge, lines in enumerate(edges):
            for line, shape, place in lines:
                repeated = any(seen[edge, shape, place + n] > 1 for n in (0, 1))
                if not (repeated or _PAGE_NUMBER.match(line.text)):
                    break
                running.append(line)
        found.append(running)
    return found


def _edges(page: Page) -> tuple[list[Line], list[Line]]:
    """The first lines of a page, and the last ones from below."""
    return page.lines[:_OUTER], page.lines[::-1][:_OUTER]


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split())).casefold()
