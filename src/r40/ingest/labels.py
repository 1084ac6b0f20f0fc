"""Labels of the rows of quadri 1 to 3."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, zip_longest

from r40.ingest.flow import Flow
from r40.ingest.page import Line
from r40.ingest.partition import partition
from r40.ingest.rows import Anchor


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


def find_labels(flow: Flow, anchors: Sequence[Anchor], texts: Sequence[Line]) -> list[Label]:
    """Lines of each row's label. Where codes open their labels, a label goes down from its code."""
    if sum(a.inline for a in anchors) * 2 > len(anchors):
        return _below(flow, anchors, texts)
    size = flow.line_height
    columns = sorted(a.word.x0 for a in anchors)
    left = columns[len(columns) // 2] if columns else 0.0
    own = {id(a.word) for a in anchors}
    starts = [t for t in texts if t.x0 > left and id(t.words[0]) not in own]
    label_x = min((t.x0 for t in starts), default=left)
    lines = [t for t in starts if t.x0 < label_x + 2 * size and len(t.text) > 1]
    dealt = partition(lines, anchors, flow)
    return [Label(a, dealt[a.code]) for a in anchors]


def _below(flow: Flow, anchors: Sequence[Anchor], texts: Sequence[Line]) -> list[Label]:
    """Labels that go down from their codes, until a rule, a title or a gap."""
    size = flow.line_height
    holder = {id(word): text for text in texts for word in text.words}
    lowest = list(accumulate((t.y for t in texts), max))  # of the texts up to each one
    highest = list(accumulate((t.y for t in reversed(texts)), min))[::-1]  # of the texts from each one on
    labels: list[Label] = []
    for anchor, following in zip_longest(anchors, anchors[1:]):
        start = anchor.y + 0.5 * size
        end = following.word.top - 0.2 * size if following else anchor.word.bottom + 5 * size
        lines = [holder[id(anchor.word)]] if id(anchor.word) in holder else []
        last = anchor.word.bottom
        for text in texts[bisect_right(lowest, start) : bisect_left(highest, end)]:
            if start < text.y < end and text.x0 < anchor.word.x0 + 6 * size:
                ruled = last - 2 < text.y and flow.across.part(last - 2, text.y, anchor.word.x0, anchor.word.x0)
                title = len(text.text) > 8 and text.text.isupper()  # of the next part of the form
                if ruled or title or text.top - last > 0.7 * size:
                    break
                lines.append(text)
                last = text.bottom
        labels.append(Label(anchor, lines))
    return labels
