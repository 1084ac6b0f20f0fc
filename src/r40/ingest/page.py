"""Pages as positioned words and ruling lines, whoever extracted them.

Coordinates are points from the page's top left. ``Flow`` puts the pages of a document one under the
other, without running headers and footers, so that a table cut by a page break is one table again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a blank."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    page: int = 0

    @property
    def y(self) -> float:
        """Vertical centre."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line: at ``position``, from ``start`` to ``end`` in the other direction."""

    position: float
    start: float
    end: float

    def covers(self, point: float, slack: float = 2.0) -> bool:
        return self.start - slack <= point <= self.end + slack


@dataclass(frozen=True)
class Page:
    """One page: words, and ruling lines across (``horizontal``) and down (``vertical``)."""

    width: float
    height: float
    words: tuple[Word, ...]
    horizontal: tuple[Rule, ...] = ()
    vertical: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Line:
    """Words side by side."""

    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1

    @cached_property
    def top(self) -> float:
        return min(w.top for w in self.words)

    @cached_property
    def bottom(self) -> float:
        return max(w.bottom for w in self.words)

    @cached_property
    def y(self) -> float:
        return median(w.y for w in self.words)

    @cached_property
    def height(self) -> float:
        return median(w.height for w in self.words)

    @property
    def page(self) -> int:
        return self.words[0].page


def into_lines(words: Iterable[Word], tolerance: float = 0.4) -> list[Line]:
    """Group words into lines, top to bottom, each from left to right.

    Two words share a line when their centres differ by less than ``tolerance`` of the lower one's height.
    """
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.y, w.x0)):
        if lines:
            last = lines[-1]
            centre = sum(w.y for w in last) / len(last)
            if abs(word.y - centre) < tolerance * min(word.height, last[0].height):
                last.append(word)
                continue
        lines.append([word])
    return [Line(tuple(sorted(line, key=lambda w: w.x0))) for line in lines]


def chunks(line: Line, gap: float = 0.75, vertical: Sequence[Rule] = ()) -> list[Line]:
    """Cut a line where a blank is wider than ``gap`` of its height, or a vertical rule passes."""
    cut: list[list[Word]] = [[line.words[0]]]
    for left, right in zip(line.words, line.words[1:], strict=False):
        ruled = any(left.x1 - 1 <= rule.position <= right.x0 + 1 and rule.covers(line.y) for rule in vertical)
        if ruled or right.x0 - left.x1 > gap * line.height:
            cut.append([])
        cut[-1].append(right)
    return [Line(tuple(words)) for words in cut]


@dataclass
class Flow:
    """All pages under one another, in one coordinate system."""

    words: list[Word] = field(default_factory=list)
    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    breaks: list[float] = field(default_factory=list)
    running: list[str] = field(default_factory=list)

    @cached_property
    def line_height(self) -> float:
        """Median height of a word, in points; asked for when the words are all there."""
        return median(w.height for w in self.words) if self.words else 10.0


_EDGE = 2.0  # points left between the last line of a page and the first of the next


def flow(pages: Sequence[Page]) -> Flow:
    """Put pages one under the other; ``running`` keeps the text of what was taken off their margins."""
    result = Flow()
    offset = 0.0
    running = _running_lines(pages)
    for number, page in enumerate(pages):
        margin = {id(w) for line in running[number] for w in line.words}
        result.running += [line.text for line in running[number]]
        words = [w for w in page.words if id(w) not in margin]
        if not words:
            continue
        top = min(w.top for w in words) - _EDGE
        bottom = max(w.bottom for w in words) + _EDGE
        shift = offset - top
        result.words += [replace(w, top=w.top + shift, bottom=w.bottom + shift, page=number) for w in words]
        result.horizontal += [
            Rule(r.position + shift, r.start, r.end)
            for r in page.horizontal
            if top + _EDGE < r.position < bottom - _EDGE  # a border at a page's end does not end a row
        ]
        result.vertical += [Rule(r.position, r.start + shift, r.end + shift) for r in page.vertical]
        offset += bottom - top
        result.breaks.append(offset)
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
    outer: list[tuple[list[Line], list[Line]]] = []
    for page in pages:
        lines = into_lines(page.words)
        outer.append((lines[:_OUTER], lines[::-1][:_OUTER]))
    seen: Counter[tuple[int, str, int]] = Counter()
    for edges in outer:
        keys = {
            (edge, _shape(line.text), round(line.y / _SAME_PLACE) + nudge)
            for edge, lines in enumerate(edges)
            for line in lines
            for nudge in (0, 1)
        }
        seen.update(keys)
    found: list[list[Line]] = []
    for edges in outer:
        running: list[Line] = []
        for edge, lines in enumerate(edges):
            for line in lines:
                place = round(line.y / _SAME_PLACE)
                repeated = any(seen[edge, _shape(line.text), place + n] > 1 for n in (0, 1))
                if not (repeated or _PAGE_NUMBER.match(line.text)):
                    break
                running.append(line)
        found.append(running)
    return found


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split())).casefold()
