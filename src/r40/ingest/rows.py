"""Rows of the form: where each code stands, and which lines of text belong to it.

A code may open its label, or stand in a cell of its own beside, above or between the lines of its label. Lines sorted
by height mislead there, so lines are dealt out to codes as a whole: the cheapest contiguous partition under one
vertical alignment for the whole table, found by dynamic programming.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from r40.ingest.narrative import plain
from r40.ingest.page import Flow, Line, Rule, Word

TICK = re.compile(r"^(?:SI|SÌ|SI'|NO|Sì|Si|No)[.:]?$")
CODE = re.compile(r"^((?:M|R)\d[0-9A-Z])(?![0-9A-Za-z])")


@dataclass(frozen=True)
class Anchor:
    """A row's code where it stands."""

    code: str
    word: Word
    inline: bool  # the label goes on after the code on the same line

    @property
    def y(self) -> float:
        return self.word.y


def find_anchors(flow: Flow, until: float) -> list[Anchor]:
    """Codes that open a row above ``until``, in reading order; the first one where a code repeats."""
    size = flow.line_height
    found: dict[str, Anchor] = {}
    words = sorted(flow.words, key=lambda w: (w.y, w.x0))
    heights = [w.y for w in words]
    for word in words:
        match = CODE.match(word.text)
        if not match or word.top >= until:
            continue
        near = slice(bisect_right(heights, word.y - 0.5 * size), bisect_left(heights, word.y + 0.5 * size))
        beside = [w for w in words[near] if w is not word]
        before = [w for w in beside if 0 <= word.x0 - w.x1 < 1.2 * size and _none_between(flow.vertical, w, word)]
        if before and not (TICK.match(before[0].text) and all(w.x0 >= before[0].x0 for w in beside)):
            continue  # inside a sentence, not after a tick that opens its line
        inline = len(word.text) > len(match[1]) or any(
            -1 <= w.x0 - word.x1 < 0.75 * size and _none_between(flow.vertical, word, w) for w in beside
        )
        found.setdefault(match[1], Anchor(match[1], word, inline))
    return list(found.values())


def _none_between(vertical: Sequence[Rule], left: Word, right: Word) -> bool:
    return not any(left.x1 - 1 <= r.position <= right.x0 + 1 and r.covers(left.y) for r in vertical)


# Costs of the partition, in line heights.
_SKIP = 2.5  # leaving a line to no row
_SKIP_LEAD = 0.4  # the same for a line that ends with a colon: an introduction
_EMPTY = 4.0  # a row with no line
_RULED = 50.0  # a ruling line passes between a row's lines, or between them and its code
_WIDE_GAP = 1.5  # for each line height by which two lines of a row stand further apart than usual
_UNLIKE = 3.0  # a row whose text is unlike the wording that the codebook knows
_MID_WORD = 4.0  # a row that begins where a word is broken
_LONGEST = 9  # lines of one row
_HOPELESS = 20.0  # a cost above which a row's text is not looked at


def partition(
    lines: Sequence[Line],
    anchors: Sequence[Anchor],
    flow: Flow,
    known: Mapping[str, str] | None = None,
    modes: Sequence[str] = ("top", "middle", "below", "bottom", "above"),
) -> dict[str, list[Line]]:
    """Deal ``lines`` (top to bottom) out to ``anchors`` (top to bottom), some to none.

    Modes are where a code stands against its lines: beside the first (``top``), the middle, the last
    (``bottom``), with all lines ``below`` it or ``above`` it. The mode with the least cost holds for all rows.
    ``known`` gives wordings to prefer.
    """
    if not anchors or not lines:
        return {a.code: [] for a in anchors}
    size = flow.line_height
    leading = _leading(lines, size)
    rules = sorted(flow.horizontal, key=lambda r: r.position)
    positions = [r.position for r in rules]

    def ruled(a: float, b: float, x0: float, x1: float) -> bool:
        low, high = min(a, b), max(a, b)
        between = rules[bisect_right(positions, low) : bisect_left(positions, high)]
        return any(r.covers(x0) and r.covers(x1) for r in between)

    likeness = _likeness(known or {})
    deviation = _DEVIATIONS
    best: tuple[float, dict[str, list[Line]]] | None = None
    inner = _inner_costs(lines, leading, size, ruled)
    for mode in modes:

        def row_cost(anchor: Anchor, i: int, j: int, mode: str = mode) -> float:
            first, last = lines[i], lines[j - 1]
            cost = (
                inner[i][j]
                + (_MID_WORD if i and _BROKEN.search(lines[i - 1].text) else 0.0)
                + abs(deviation[mode](first, last, anchor, size)) / size
            )
            x = (first.x0 + first.x1) / 2
            code_x = (anchor.word.x0 + anchor.word.x1) / 2
            for line in (first, last):
                if ruled(line.y, anchor.y, x, code_x):
                    cost += _RULED
            if cost < _HOPELESS and (text := likeness(anchor.code, lines[i:j])) is not None:
                cost += _UNLIKE * (1 - text)
            return cost

        cost, chosen = _cheapest(lines, anchors, row_cost)
        if best is None or cost < best[0] - 1e-6:
            best = cost, chosen
    assert best is not None
    return best[1]


_BROKEN = re.compile(r"[^\W\d_][-\u2010\u00ad\ufffe]$")


def _cheapest(
    lines: Sequence[Line], anchors: Sequence[Anchor], row_cost: Callable[[Anchor, int, int], float]
) -> tuple[float, dict[str, list[Line]]]:
    n, m = len(lines), len(anchors)
    infinity = float("inf")
    cost = [[infinity] * (m + 1) for _ in range(n + 1)]
    back: list[list[tuple[int, int] | None]] = [[None] * (m + 1) for _ in range(n + 1)]
    cost[0][0] = 0.0
    for i in range(n + 1):
        for k in range(m + 1):
            here = cost[i][k]
            if here == infinity:
                continue
            if i < n:
                skip = here + (_SKIP_LEAD if lines[i].text.endswith(":") else _SKIP)
                if skip < cost[i + 1][k]:
                    cost[i + 1][k], back[i + 1][k] = skip, (i, k)
            if k < m:
                if here + _EMPTY < cost[i][k + 1]:
                    cost[i][k + 1], back[i][k + 1] = here + _EMPTY, (i, k)
                for j in range(i + 1, min(n, i + _LONGEST) + 1):
                    total = here + row_cost(anchors[k], i, j)
                    if total < cost[j][k + 1]:
                        cost[j][k + 1], back[j][k + 1] = total, (i, k)
    chosen: dict[str, list[Line]] = {a.code: [] for a in anchors}
    i, k = n, m
    while (step := back[i][k]) is not None:
        if k > step[1]:
            chosen[anchors[step[1]].code] = list(lines[step[0] : i])
        i, k = step
    return cost[n][m], chosen


_DEVIATIONS: dict[str, Callable[[Line, Line, Anchor, float], float]] = {
    "top": lambda first, last, a, size: first.y - a.y,
    "middle": lambda first, last, a, size: (first.y + last.y) / 2 - a.y,
    "bottom": lambda first, last, a, size: last.y - a.y,
    "below": lambda first, last, a, size: (
        max(0.0, first.top - a.word.bottom - size) + max(0.0, a.word.bottom - size * 0.3 - first.top) + 0.25 * size
    ),
    "above": lambda first, last, a, size: (
        max(0.0, a.word.top - last.bottom - size) + max(0.0, last.bottom - size * 0.3 - a.word.top) + 0.25 * size
    ),
}


def _leading(lines: Sequence[Line], size: float) -> float:
    """The usual distance between two lines of one cell: the smallest common one."""
    gaps = sorted(b.y - a.y for a, b in pairwise(lines) if b.y - a.y > 0.5 * size)
    return gaps[len(gaps) // 5] if gaps else 1.2 * size


def _inner_costs(
    lines: Sequence[Line], leading: float, size: float, ruled: Callable[[float, float, float, float], bool]
) -> list[dict[int, float]]:
    """``costs[i][j]``: what it costs that lines i..j-1 are one row, whatever the code."""
    steps = []
    for a, b in pairwise(lines):
        gap = max(0.0, (b.y - a.y) - 1.25 * leading) / size if a.page == b.page else 0.0
        x = max(a.x0, b.x0) + 1
        steps.append(_WIDE_GAP * gap + (_RULED if ruled(a.y, b.y, x, x) else 0.0))
    costs: list[dict[int, float]] = []
    for i in range(len(lines)):
        total, row = 0.0, {i + 1: 0.0}
        for j in range(i + 2, min(len(lines), i + _LONGEST) + 1):
            total += steps[j - 2]
            row[j] = total
        costs.append(row)
    return costs


def _likeness(known: Mapping[str, str]) -> Callable[[str, Sequence[Line]], float | None]:
    matchers = {}
    for code, text in known.items():
        matchers[code] = difflib.SequenceMatcher(None, autojunk=False)
        matchers[code].set_seq2(plain(text).casefold())  # the side that the matcher indexes once
    cache: dict[tuple[str, str], float] = {}

    def likeness(code: str, lines: Sequence[Line]) -> float | None:
        if code not in matchers:
            return None
        text = plain(" ".join(line.text for line in lines)).casefold()
        key = code, text
        if key not in cache:
            matchers[code].set_seq1(text)
            cache[key] = matchers[code].ratio()
        return cache[key]

    return likeness
