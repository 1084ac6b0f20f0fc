"""Quadro 4: the reasons printed, their ticks and their wording, by position."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from r40.codebook.schema import Codebook
from r40.ingest.flow import Flow
from r40.ingest.narrative import join_row, plain
from r40.ingest.page import Line, Word, into_lines
from r40.ingest.partition import partition
from r40.ingest.rows import TICK, Anchor


def is_yes(tick: str) -> bool:
    """Whether a tick's text says SI."""
    return tick.casefold().startswith("s")


def read_reasons(
    flow: Flow, anchors: Sequence[Anchor], start: float, until: float, codebook: Codebook
) -> tuple[dict[str, bool | None], dict[str, str]]:
    """Ticks and wording of the reasons at ``anchors``, which stand between ``start`` and ``until``."""
    if not anchors:
        return {}, {}
    size = flow.line_height
    codes = {id(a.word) for a in anchors}
    words = [w for w in flow.words if start <= w.top < until and id(w) not in codes]
    ticks = _tick_column(words, anchors, size)
    taken = {id(w) for w in ticks}
    lines = into_lines(w for w in words if id(w) not in taken)
    lines = [line for line in lines if line.text.strip("-‐– ")]
    lines = _without_headings(_after_lead(lines, anchors[0], size), codebook.reasons.headings)
    known = {}
    for anchor in anchors:
        concept = codebook.reasons.concept_of(anchor.code)
        if concept:
            known[anchor.code] = codebook.reasons.concepts[concept].wording
    dealt = partition(lines, anchors, flow, known)
    wording = {}
    for anchor in anchors:
        text = plain(join_row([line.text for line in dealt[anchor.code]]))
        wording[anchor.code] = re.sub(r"^[-: ]+", "", text)
    return _assign_ticks(ticks, anchors, dealt, flow), wording


def _tick_column(words: Sequence[Word], anchors: Sequence[Anchor], size: float) -> list[Word]:
    """The SI and NO of the form: those that stand one under the other, not words of a wording."""
    candidates = [w for w in words if TICK.match(w.text)]
    columns: list[list[Word]] = []
    for word in sorted(candidates, key=lambda w: (w.x0 + w.x1) / 2):
        centre = (word.x0 + word.x1) / 2
        if columns and centre - (columns[-1][-1].x0 + columns[-1][-1].x1) / 2 < 0.9 * size:
            columns[-1].append(word)
        else:
            columns.append([word])
    if not columns:
        return []

    def worth(column: list[Word]) -> tuple[int, int, float]:
        near = sum(any(abs(a.y - w.y) < 3 * size for w in column) for a in anchors)
        capitals = sum(w.text.rstrip(".:").isupper() for w in column)
        return near, capitals, -abs(column[0].x0 - anchors[0].word.x0)

    return max(columns, key=worth)


def _assign_ticks(
    ticks: Sequence[Word], anchors: Sequence[Anchor], dealt: dict[str, list[Line]], flow: Flow
) -> dict[str, bool | None]:
    """Each tick to the code at its height; else, in order, to the row in which it stands."""
    size = flow.line_height
    result: dict[str, bool | None] = {a.code: None for a in anchors}
    pairs = []
    for tick in ticks:
        for anchor in anchors:
            lines = dealt[anchor.code]
            top = min([anchor.word.top, *(line.top for line in lines)])
            bottom = max([anchor.word.bottom, *(line.bottom for line in lines)])
            outside = max(0.0, top - tick.y, tick.y - bottom)
            pairs.append((outside / size + 0.2 * abs(tick.y - anchor.y) / size, id(tick), anchor.code, tick))
    used: set[int] = set()
    for cost, key, code, tick in sorted(pairs, key=lambda p: p[:3]):
        if cost < 3 and key not in used and result[code] is None:
            result[code] = is_yes(tick.text)
            used.add(key)
    return result


def _after_lead(lines: list[Line], first: Anchor, size: float) -> list[Line]:
    """Lines after the sentence that introduces the reasons, which ends with a colon."""
    leads = [i for i, line in enumerate(lines) if line.text.rstrip().endswith(":") and line.y < first.y + 0.3 * size]
    return lines[leads[-1] + 1 :] if leads else lines


def _without_headings(lines: list[Line], headings: Sequence[str]) -> list[Line]:
    """Without the lines that the form prints among the reasons."""
    letters = [_letters(line.text) for line in lines]
    wanted = [_letters(heading) for heading in headings]
    matchers = [(len(text), difflib.SequenceMatcher(None, b=text, autojunk=False)) for text in wanted]

    def likeness(first: int, end: int) -> float:
        return _likeness("".join(letters[first:end]), matchers)

    kept: list[Line] = []
    i = 0
    while i < len(lines):
        alike, length = max((likeness(i, i + n), n) for n in range(1, _LONGEST_HEADING + 1))
        if not alike or (length > 1 and likeness(i + 1, i + length) > alike):
            kept.append(lines[i])
            length = 1
        i += length
    return kept


_LONGEST_HEADING = 5  # lines
_LIKE = 0.94  # likeness above which lines are taken for a heading
_NO_LETTERS = re.compile(r"\W+")


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", plain(text).casefold())


def _likeness(text: str, matchers: Sequence[tuple[int, difflib.SequenceMatcher[str]]]) -> float:
    """Likeness to the heading, given with its length, that is most alike; 0 where none is alike enough."""
    found = 0.0
    for length, matcher in matchers:
        if abs(len(text) - length) < 6:
            matcher.set_seq1(text)
            # the quick ratio is never below the ratio
            if matcher.quick_ratio() > _LIKE and (alike := matcher.ratio()) > _LIKE:
                found = max(found, alike)
    return found
