"""What only a batch shows: narratives that are nearly the same as another comune's.

Pure functions over the texts. Candidates share sampled word shingles (a sparse product finds them without comparing
every pair); each candidate is then compared word by word.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

import numpy as np
from scipy.sparse import csr_matrix

from r40.ingest.narrative import plain

SHORTEST = 400  # characters; a shorter narrative is formulas that any comune may use
SHINGLE = 4  # words; long enough that set phrases of the trade do not make a candidate
SAMPLE = 4  # one shingle in so many is kept, the same ones in every text, so that shares of shared ones stay comparable
CANDIDATE = 0.35  # share of the smaller sample that two texts must have in common to be compared word by word
SHARED = 0.8  # share of the words, in order, from which on one is a copy of the other; names and figures do not count


@dataclass(frozen=True)
class BatchText:
    """A narrative of the batch, or one scored before."""

    source: str
    comune: str | None
    narrative: str
    year: int | None = None


@dataclass(frozen=True)
class SharedText:
    """Another comune's narrative that is nearly the same."""

    source: str
    comune: str | None
    year: int | None
    share: float  # of the words, 0 to 1
    start: int  # longest common passage, in this narrative
    end: int
    body: str | None = None  # consorzio, ambito or union that both name


@dataclass(frozen=True)
class BatchStatistics:
    """What rules may know of the other relazioni."""

    shared: Mapping[str, tuple[SharedText, ...]] = field(default_factory=dict)  # by source
    comuni: frozenset[str] = frozenset()  # names of all comuni of the batch, as printed


@dataclass(frozen=True)
class _Words:
    text: BatchText
    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]


def batch_statistics(
    texts: Sequence[BatchText], known: Sequence[BatchText] = (), template: Iterable[str] = ()
) -> BatchStatistics:
    """Statistics of a batch.

    Args:
        texts: narratives of this batch.
        known: narratives scored before, that those of the batch are compared with too.
        template: sentences of the form itself, which do not count.
    """
    skipped = {_words(sentence)[0] for sentence in template}
    every = [*texts, *known]
    prepared = [_prepare(text, skipped) for text in every if len(text.narrative) >= SHORTEST]
    own = {id(text) for text in texts}
    shared: dict[str, list[SharedText]] = {}
    for i, j in _candidates(prepared):
        left, right = prepared[i], prepared[j]
        if same_name(left.text.comune, right.text.comune) or not {id(left.text), id(right.text)} & own:
            continue
        for this, other in ((left, right), (right, left)):
            if id(this.text) in own and (found := _compare(this, other)):
                shared.setdefault(this.text.source, []).append(found)
    ordered = {source: tuple(sorted(found, key=lambda s: (-s.share, s.source))) for source, found in shared.items()}
    return BatchStatistics(ordered, frozenset(text.comune for text in every if text.comune))


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two printed names are those of one comune; unknown names count as the same."""
    return one is None or other is None or simplified(one) == simplified(other)


def simplified(name: str) -> str:
    """A name for comparing: no accents, capitals, apostrophes or hyphens."""
    bare = "".join(c for c in unicodedata.normalize("NFD", plain(name).casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


_WORD = re.compile(r"[^\W\d_]+|\d[\d.,]*")


def _words(text: str) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    """Words in lower case with their places; figures are all one word, so that a copy with other figures is a copy."""
    matches = list(_WORD.finditer(text))
    return (
        tuple("#" if m[0][0].isdigit() else m[0].casefold() for m in matches),
        tuple((m.start(), m.end()) for m in matches),
    )


def _prepare(text: BatchText, skipped: set[tuple[str, ...]]) -> _Words:
    """Words of a narrative without its comune's name and without the form's own sentences."""
    name = set(simplified(text.comune or "").split())
    words: list[str] = []
    places: list[tuple[int, int]] = []
    for sentence in re.finditer(r"[^\n.;]+", text.narrative):
        found, where = _words(sentence[0])
        if found in skipped:
            continue
        for word, (start, end) in zip(found, where, strict=True):
            if simplified(word) not in name:
                words.append(word)
                places.append((sentence.start() + start, sentence.start() + end))
    return _Words(text, tuple(words), tuple(places))


def _candidates(prepared: Sequence[_Words]) -> list[tuple[int, int]]:
    """Pairs of texts whose sampled shingles overlap."""
    if len(prepared) < 2:
        return []
    columns: dict[int, int] = {}
    indices: list[int] = []
    pointers = [0]
    for each in prepared:
        sample = {h for h in _hashes(each.words) if h % SAMPLE == 0}
        indices += [columns.setdefault(h, len(columns)) for h in sorted(sample)]
        pointers.append(len(indices))
    data = np.ones(len(indices), dtype=np.int32)
    shape = (len(prepared), max(1, len(columns)))
    matrix = csr_matrix((data, np.array(indices, dtype=np.int64), np.array(pointers)), shape=shape)
    sizes = np.diff(matrix.indptr)
    common = (matrix @ matrix.T).tocoo()
    return sorted(
        (int(i), int(j))
        for i, j, n in zip(common.row, common.col, common.data, strict=True)
        if i < j and n >= CANDIDATE * max(1, min(sizes[i], sizes[j]))
    )


def _hashes(words: Sequence[str]) -> Iterable[int]:
    return (zlib.crc32(" ".join(words[i : i + SHINGLE]).encode()) for i in range(len(words) - SHINGLE + 1))


def _compare(this: _Words, other: _Words) -> SharedText | None:
    matcher = SequenceMatcher(None, this.words, other.words, autojunk=False)
    if matcher.real_quick_ratio() < SHARED or matcher.ratio() < SHARED:
        return None
    longest = max(matcher.get_matching_blocks(), key=lambda block: block.size)
    start, end = this.places[longest.a][0], this.places[longest.a + longest.size - 1][1]
    both = bodies(this.text.narrative) & bodies(other.text.narrative)
    return SharedText(
        other.text.source, other.text.comune, other.text.year, round(matcher.ratio(), 3), start, end,
        min(both, key=lambda name: (-len(name), name)) if both else None,
    )  # fmt: skip


_BODY = re.compile(
    r"\b(?:Consorzio|Ambito|Unione|Azienda|Società della Salute|Comunità (?:Montana|montana)|Distretto|Zona)"
    r"(?:\s(?:[a-z]{1,12}['’]?\s?){0,3}(?:[A-ZÀ-Ù][\w'’.]*)){1,6}|\b(?:[A-Z]\.){3,}[A-Z]?(?:\s\d+)?"
)


def bodies(narrative: str) -> frozenset[str]:
    """Consorzi, ambiti, unions and the like that a narrative names in full or by their initials."""
    return frozenset(" ".join(m[0].split()) for m in _BODY.finditer(narrative))
