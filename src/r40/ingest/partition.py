"""Which lines of text belong to each row.

A code may open its label, or stand in a cell of its own beside, above or between the lines of its label. Lines sorted
by height mislead there, so lines are dealt out to codes as a whole: the cheapest contiguous partition under one
vertical alignment for the whole table, found by dynamic programming.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from r40.ingest.flow import Flow
from r40.ingest.narrative import plain
from r40.ingest.page import Line
from r40.ingest.rows import Anchor

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
    dealing = _Dealing(lines, anchors, flow, known or {})
    best: tuple[float, dict[str, list[Line]]] | None = None
    for limit in _LIMITS:
        for mode in modes:
            found = dealing.cheapest(_DEVIATIONS[mode], best[0] if best else limit)
            if found is not None and (best is None or found[0] < best[0] - 1e-6):
                best = found
        if best:
            return best[1]
    raise AssertionError("without a limit there is a partition")  # pragma: no cover


# A partition that costs less than a limit is looked for first: most cost next to nothing, and few are that cheap.
_LIMITS = (1.0, 4.0, 16.0, 64.0, float("inf"))
_BROKEN = re.compile(r"[^\W\d_][-\u2010\u00ad\ufffe]$")
_Deviation = Callable[[Line, Line, Anchor, float], float]


class _Dealing:
    """What the costs of all modes share, each worked out once, when it is asked for."""

    def __init__(self, lines: Sequence[Line], anchors: Sequence[Anchor], flow: Flow, known: Mapping[str, str]) -> None:
        self.lines, self.anchors, self.flow, self.size = lines, anchors, flow, flow.line_height
        self.texts = [plain(line.text).casefold() for line in lines] if known else []
        self.likeness = _likeness(known)
        self.skips = [_SKIP_LEAD if line.text.endswith(":") else _SKIP for line in lines]
        self.starts = [0.0] + [_MID_WORD if _BROKEN.search(line.text) else 0.0 for line in lines[:-1]]
        self.steps = self._steps(_leading(lines, self.size))
        self.fixed: dict[tuple[int, int, int], float] = {}

    def _steps(self, leading: float) -> list[float]:
        """What it costs that two lines, one after the other, are of one row, whatever the code."""
        steps = []
        for a, b in pairwise(self.lines):
            gap = max(0.0, (b.y - a.y) - 1.25 * leading) / self.size if a.page == b.page else 0.0
            x = max(a.x0, b.x0) + 1
            steps.append(_WIDE_GAP * gap + (_RULED if self.flow.across.part(a.y, b.y, x, x) else 0.0))
        return steps

    def _fixed(self, k: int, i: int, j: int) -> float:
        """Cost of giving lines i..j-1 to anchor k, but for the deviation and the likeness."""
        key = k, i, j
        if key not in self.fixed:
            anchor, first, last = self.anchors[k], self.lines[i], self.lines[j - 1]
            x, code_x = (first.x0 + first.x1) / 2, (anchor.word.x0 + anchor.word.x1) / 2
            ruled = sum(self.flow.across.part(line.y, anchor.y, x, code_x) for line in (first, last))
            self.fixed[key] = self.starts[i] + sum(self.steps[i : j - 1]) + _RULED * ruled
        return self.fixed[key]

    def _row_cost(self, k: int, i: int, j: int, deviation: _Deviation, limit: float) -> float:
        anchor = self.anchors[k]
        cost = abs(deviation(self.lines[i], self.lines[j - 1], anchor, self.size)) / self.size
        if cost <= limit:
            cost += self._fixed(k, i, j)
        if cost <= limit and cost < _HOPELESS:
            cost += _UNLIKE * (1 - self.likeness(anchor.code, self.texts[i:j], 1 - (limit - cost) / _UNLIKE))
        return cost

    def cheapest(self, deviation: _Deviation, limit: float) -> tuple[float, dict[str, list[Line]]] | None:
        """The cheapest partition and its cost; None where none costs less than ``limit`` or as much."""
        n, m = len(self.lines), len(self.anchors)
        infinity = float("inf")
        cost = [[infinity] * (m + 1) for _ in range(n + 1)]
        back: list[list[tuple[int, int] | None]] = [[None] * (m + 1) for _ in range(n + 1)]
        cost[0][0] = 0.0
        for i in range(n + 1):
            for k in range(m + 1):
                here = cost[i][k]
                if here > limit or here == infinity:
                    continue
                if i < n and here + self.skips[i] < cost[i + 1][k]:
                    cost[i + 1][k], back[i + 1][k] = here + self.skips[i], (i, k)
                if k == m:
                    continue
                if here + _EMPTY < cost[i][k + 1]:
                    cost[i][k + 1], back[i][k + 1] = here + _EMPTY, (i, k)
                for j in range(i + 1, min(n, i + _LONGEST) + 1):
                    total = here + self._row_cost(k, i, j, deviation, limit - here)
                    if total < cost[j][k + 1]:
                        cost[j][k + 1], back[j][k + 1] = total, (i, k)
        if cost[n][m] > limit or cost[n][m] == infinity:
            return None
        chosen: dict[str, list[Line]] = {a.code: [] for a in self.anchors}
        i, k = n, m
        while (step := back[i][k]) is not None:
            if k > step[1]:
                chosen[self.anchors[step[1]].code] = list(self.lines[step[0] : i])
            i, k = step
        return cost[n][m], chosen


_DEVIATIONS: dict[str, _Deviation] = {
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


def _likeness(known: Mapping[str, str]) -> Callable[[str, Sequence[str], float], float]:
    """How like the known wording of a code lines are; more than that, but too little, where they cannot be ``enough``."""
    wanted = {code: plain(text).casefold() for code, text in known.items()}
    matchers: dict[str, difflib.SequenceMatcher[str]] = {}
    cache: dict[tuple[str, str], float] = {}

    def likeness(code: str, lines: Sequence[str], enough: float) -> float:
        if code not in wanted:
            return 1.0
        text = " ".join(lines)
        key = code, text
        if text == wanted[code]:
            return 1.0
        if key not in cache:
            if code not in matchers:
                matchers[code] = difflib.SequenceMatcher(None, b=wanted[code], autojunk=False)
            matchers[code].set_seq1(text)
            for bound in (matchers[code].real_quick_ratio, matchers[code].quick_ratio):
                if (most := bound()) < enough:
                    return most
            cache[key] = matchers[code].ratio()
        return cache[key]

    return likeness
