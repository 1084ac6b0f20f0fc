"""Rows of the form: where each code stands."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from r40.ingest.flow import Flow
from r40.ingest.page import Word

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
    lines = sorted(flow.lines, key=lambda line: line.y)
    heights = [line.y for line in lines]
    opening = [w for w in flow.words if w.text[0] in "MR" and w.top < until and CODE.match(w.text)]
    for word in sorted(opening, key=lambda w: (w.y, w.x0)):
        near = lines[bisect_left(heights, word.y - size) : bisect_right(heights, word.y + size)]
        beside = [w for line in near for w in line.words if abs(w.y - word.y) < 0.5 * size and w is not word]
        beside.sort(key=lambda w: (w.y, w.x0))
        before = [w for w in beside if 0 <= word.x0 - w.x1 < 1.2 * size and _none_between(flow, w, word)]
        if before and not (TICK.match(before[0].text) and all(w.x0 >= before[0].x0 for w in beside)):
            continue  # inside a sentence, not after a tick that opens its line
        code = word.text[:3]
        inline = len(word.text) > len(code) or any(
            -1 <= w.x0 - word.x1 < 0.75 * size and _none_between(flow, word, w) for w in beside
        )
        found.setdefault(code, Anchor(code, word, inline))
    return list(found.values())


def _none_between(flow: Flow, left: Word, right: Word) -> bool:
    """Whether no vertical rule stands between two words of a line."""
    return not any(left.x1 - 1 <= rule.position <= right.x0 + 1 for rule in flow.down.at(left.y))
