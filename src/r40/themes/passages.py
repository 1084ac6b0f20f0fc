"""Passages of the narratives that something claims or nothing does, and the words that they are made of."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from r40.segment import Unit, tidy, units
from r40.themes.frames import Corpus
from r40.themes.index import WORD, fold, lemmas_of
from r40.themes.vocabulary import FUNCTION_WORDS

NONE = "none"  # theme of a passage that has none


@dataclass(frozen=True, slots=True)
class Content:
    """What a passage is made of.

    ``lemmas``: no function words, no figures. ``expressions``: two of them that follow each other with nothing but a blank or
    a preposition between: ``banca tempo`` in "banca del tempo".
    """

    lemmas: tuple[str, ...]
    expressions: tuple[str, ...]


def passages(corpus: Corpus) -> pd.DataFrame:
    """All narratives cut into passages that an intervention or the evidence of a reason claims, and such that nothing does.

    A passage is a run of units (clauses, list items) within one sentence; a unit is claimed if half of it is.

    Returns:
        ``relazione``, ``start``, ``end``, ``text`` on one line, ``claimed``.
    """
    spans: dict[object, list[tuple[int, int]]] = {}
    for frame in (corpus.interventions, corpus.evidence):
        for key, start, end in frame[["relazione", "start", "end"]].itertuples(index=False):
            spans.setdefault(key, []).append((start, end))
    rows: list[tuple[object, int, int, str, bool]] = []
    for key, text in corpus.narrated()["narrative"].items():
        taken = np.zeros(len(text) + 1, dtype=np.int32)
        for start, end in spans.get(key, ()):
            taken[start + 1 : end + 1] = 1
        taken = np.cumsum(taken)
        every = units(text)
        claims = [bool(2 * (taken[u.end] - taken[u.start]) >= u.end - u.start) for u in every]
        for first, last, claimed in _runs(every, claims):
            start, end = tidy(text, first, last)
            if start < end:
                rows.append((key, start, end, " ".join(text[start:end].split()), claimed))
    types = {"relazione": "int64", "start": "int64", "end": "int64", "text": "str", "claimed": "bool"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


class Reader:
    """Reads contents with the lemmas of all the forms in some texts, looked up once."""

    def __init__(self, texts: Iterable[str]) -> None:
        vocabulary = sorted({m[0].casefold() for text in texts for m in WORD.finditer(text)})
        lemma = zip(vocabulary, lemmas_of(vocabulary), strict=True)
        self._lemma = {form: name for form, name in lemma if not _is_empty(form, name)}
        self._expressions: dict[tuple[str, str], str] = {}  # each held once, however often it occurs

    def content(self, text: str) -> Content:
        """The content of one of the texts."""
        kept = [(lemma, m) for m in WORD.finditer(text) if (lemma := self._lemma.get(m[0].casefold()))]
        names = self._expressions
        pairs = [
            names.setdefault((a[0], b[0]), f"{a[0]} {b[0]}")
            for a, b in itertools.pairwise(kept)
            if _joined(text, a[1], b[1])
        ]
        return Content(tuple(lemma for lemma, _ in kept), tuple(pairs))

    def surfaces(self, text: str) -> list[tuple[str, str]]:
        """(expression, how it is written) in one of the texts."""
        kept = [(lemma, m) for m in WORD.finditer(text) if (lemma := self._lemma.get(m[0].casefold()))]
        return [
            (f"{a[0]} {b[0]}", " ".join(text[a[1].start() : b[1].end()].casefold().split()))
            for a, b in itertools.pairwise(kept)
            if _joined(text, a[1], b[1])
        ]


def _joined(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return bool(_BETWEEN.fullmatch(text, one.end(), other.start()))


# Prepositions, with and without article, as they join the words of an expression.
_BETWEEN = re.compile(
    r"\s+(?:(?:di|de[il]|dello|della|degli|delle|al?|allo|alla|ai|agli|alle|da|dal|in|nel|nella|per(?: il| la| i)?|con|sul|sulla)\s+"
    r"|(?:d|dell|all|dall|nell|sull)['’]\s?)?",
    re.IGNORECASE,
)


def _is_empty(form: str, lemma: str) -> bool:
    function_word = fold(form) in FUNCTION_WORDS or lemma in FUNCTION_WORDS
    return len(form) < 3 or function_word or any(character.isdigit() for character in form)


def _runs(every: Sequence[Unit], claims: Sequence[bool]) -> list[tuple[int, int, bool]]:
    """(start, end, claimed) of neighbouring units of one sentence of which the same holds, joined."""
    runs: list[tuple[int, int, bool]] = []
    sentence = -1
    for unit, claimed in zip(every, claims, strict=True):
        if runs and unit.sentence == sentence and runs[-1][2] == claimed:
            runs[-1] = (runs[-1][0], unit.end, claimed)
        else:
            runs.append((unit.start, unit.end, claimed))
        sentence = unit.sentence
    return runs
