"""Figures and texts: a page's words as chunks of text, and as lines of figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from r40.ingest.flow import Flow
from r40.ingest.numbers import is_number
from r40.ingest.page import Line, Word, chunks
from r40.ingest.rows import CODE

_EURO = re.compile(r"^(?:€|EUR|euro)$", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """A figure, or a part of one that its narrow cell wrapped."""

    text: str
    x0: float
    x1: float
    y: float

    @cached_property
    def x(self) -> float:
        return (self.x0 + self.x1) / 2


def split(flow: Flow, until: float) -> tuple[list[Line], list[list[Figure]]]:
    """Chunks of text, and lines of figures, above ``until``."""
    texts: list[Line] = []
    figures: list[list[Figure]] = []
    for line in flow.lines:
        if line.top >= until:
            continue
        if line.bottom > until:
            line = Line(tuple(w for w in line.words if w.top < until))
        here: list[Figure] = []
        for chunk in chunks(line, flow.down.at(line.y)):
            body = chunk.words
            if all(_is_figure(w) for w in body):
                here += figures_of(body)
                continue
            # "M12 - Utenti famiglia e minori 614": a narrow gap; a row's label ends in no figure, unless in a year
            if body[0].text[0] == "M" and CODE.match(body[0].text):
                tail = len(body)
                while tail > 1 and is_number(body[tail - 1].text):
                    tail -= 1
                if tail < len(body):
                    here += figures_of(body[tail:])
                    chunk = Line(body[:tail])
            texts.append(chunk)
        if here:
            figures.append(here)
    return texts, figures


def _is_figure(word: Word) -> bool:
    text = word.text
    return bool(_EURO.match(text)) if text == "€" or text.isalpha() else is_number(text)


def figures_of(words: Sequence[Word]) -> list[Figure]:
    """One figure a word; a currency sign joins the figure that it touches."""
    result: list[Figure] = []
    pending: Word | None = None
    for word in words:
        if _EURO.match(word.text):
            if result and word.x0 - result[-1].x1 < 1.2 * word.height and "€" not in result[-1].text:
                result[-1] = Figure(result[-1].text + "€", result[-1].x0, word.x1, result[-1].y)
            else:
                pending = word
            continue
        text, x0 = word.text, word.x0
        if pending is not None:
            text, x0, pending = "€" + text, pending.x0, None
        result.append(Figure(text, x0, word.x1, word.y))
    if pending is not None:
        result.append(Figure("€", pending.x0, pending.x1, pending.y))
    return result
