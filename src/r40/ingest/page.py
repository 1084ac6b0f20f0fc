"""Pages as positioned words and ruling lines, whoever extracted them.

Coordinates are points from the page's top left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from statistics import median
from typing import NamedTuple


class Word(NamedTuple):
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


class Rule(NamedTuple):
    """A ruling line: at ``position``, from ``start`` to ``end`` in the other direction."""

    position: float
    start: float
    end: float

    def covers(self, point: float, slack: float = 2.0) -> bool:
        return self.start - slack <= point <= self.end + slack


MAX_CHARACTERS = 200_000  # of one document; a relazione has 5,000 to 20,000
SHORTEST_ACROSS, SHORTEST_DOWN = 8.0, 4.0  # points; shorter strokes are underlines of a letter, ticks, ornaments


def merged(edges: Iterable[tuple[float, float, float]], slack: float = 1.5) -> tuple[Rule, ...]:
    """Rules of (position, start, end), joined where they touch: a table's border is drawn cell by cell."""
    rules: list[Rule] = []
    for position, start, end in sorted((round(p, 0), s, e) for p, s, e in edges):
        last = rules[-1] if rules else None
        if last and last.position == position and start <= last.end + slack:
            rules[-1] = Rule(position, last.start, max(last.end, end))
        else:
            rules.append(Rule(position, start, end))
    return tuple(rules)


class Line:
    """Words side by side, with what is asked of them again and again."""

    __slots__ = ("bottom", "height", "page", "text", "top", "words", "x0", "x1", "y")
    top: float
    bottom: float

    def __init__(self, words: tuple[Word, ...]) -> None:
        texts, _, _, tops, bottoms, _ = zip(*words, strict=True)
        self.words = words
        self.text = " ".join(texts)
        self.x0, self.x1, self.page = words[0].x0, words[-1].x1, words[0].page
        self.top, self.bottom = min(tops), max(bottoms)
        self.y, self.height = (self.top + self.bottom) / 2, self.bottom - self.top
        if self.top != max(tops) or self.bottom != min(bottoms):
            self.y = median(w.y for w in words)
            self.height = median(w.height for w in words)

    def moved(self, down: float, page: int) -> Line:
        """The same line further down, as one of another page."""
        line = Line.__new__(Line)
        line.words = tuple(
            [Word(text, x0, x1, top + down, bottom + down, page) for text, x0, x1, top, bottom, _ in self.words]
        )
        line.text, line.x0, line.x1, line.height, line.page = self.text, self.x0, self.x1, self.height, page
        line.top, line.bottom, line.y = self.top + down, self.bottom + down, self.y + down
        return line


def into_lines(words: Iterable[Word], tolerance: float = 0.4) -> list[Line]:
    """Group words into lines, top to bottom, each from left to right.

    Two words share a line when their centres differ by less than ``tolerance`` of the lower one's height.
    """
    lines: list[list[Word]] = []
    last: list[Word] = []
    total = height = 0.0
    for y, _, word in sorted(((w.top + w.bottom) / 2, w.x0, w) for w in words):
        own = word.bottom - word.top
        if last and abs(y - total / len(last)) < tolerance * min(own, height):
            last.append(word)
            total += y
        else:
            last, total, height = [word], y, own
            lines.append(last)
    return [Line(tuple(sorted(line, key=_LEFT))) for line in lines]


_LEFT = attrgetter("x0")


def chunks(line: Line, vertical: Sequence[Rule] = (), gap: float = 0.75) -> list[Line]:
    """Cut a line where a blank is wider than ``gap`` of its height, or one of the ``vertical`` rules at its height passes."""
    blank = gap * line.height
    positions = [rule.position for rule in vertical]
    cuts = [
        place
        for place, (left, right) in enumerate(pairwise(line.words), 1)
        if right.x0 - left.x1 > blank or any(left.x1 - 1 <= x <= right.x0 + 1 for x in positions)
    ]
    if not cuts:
        return [line]
    return [Line(line.words[a:b]) for a, b in pairwise([0, *cuts, len(line.words)])]


@dataclass(frozen=True)
class Page:
    """One page: words, and ruling lines across (``horizontal``) and down (``vertical``)."""

    width: float
    height: float
    words: tuple[Word, ...]
    horizontal: tuple[Rule, ...] = ()
    vertical: tuple[Rule, ...] = ()

    @cached_property
    def lines(self) -> list[Line]:
        """The words in lines."""
        return into_lines(self.words)
