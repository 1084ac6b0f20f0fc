"""What only a batch shows: narratives that are nearly the same as another comune's.

Pure functions over the texts. Texts of the very same words are one group. Candidates among the groups share sampled word
shingles (a sparse product finds them without comparing every pair); each candidate is then compared by all its shingles.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from sys import intern

import numpy as np
from scipy.sparse import csr_matrix

from r40.ingest.narrative import plain

SHORTEST = 400  # characters; a shorter narrative is formulas that any comune may use
SHINGLE = 4  # words; long enough that set phrases of the trade do not make a candidate
SAMPLE = 4  # one shingle in so many is kept, the same ones in every text, so that shares of shared ones stay comparable
CANDIDATE = 0.35  # share of the smaller sample that two texts must have in common to be compared by all shingles
# Groups that hold a shingle, from which on it is a formula that finds copies among neighbours only: formulas of a thousand
# relazioni would make a million candidates. A text that more than so many comuni have with changes of their own is still
# found, with some of its copies; those without changes are one group, and all are counted.
FORMULA = 400
NEIGHBOURS = 50  # places in the order of the batch; more where few narratives are new
_PAIRS = 350_000  # of neighbours; a comparison takes a tenth of a millisecond
_BLOCK = 250  # groups whose candidates are looked for at a time
SHARED = 0.8  # share of the words in common passages from which on one is a copy of the other; names and figures do not count
LISTED = 10  # copies that are listed for a narrative, the nearest first; the others are counted


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
    share: float  # of the words of both, 0 to 1, that stand in passages of four words or more that both have
    start: int  # longest common passage, in this narrative
    end: int
    body: str | None = None  # consorzio, ambito or union that both name
    copies: int = (
        1  # relazioni of other comuni that are nearly the same as this narrative, this one and those not listed
    )


@dataclass(frozen=True)
class BatchStatistics:
    """What rules may know of the other relazioni."""

    shared: Mapping[str, tuple[SharedText, ...]] = field(default_factory=dict)  # by source; ``LISTED`` at most
    comuni: frozenset[str] = frozenset()  # names of all comuni of the batch, as printed


@dataclass(frozen=True, eq=False)
class _Group:
    """Texts of the very same words, in the order of their sources."""

    members: tuple[BatchText, ...]
    shingles: np.ndarray  # their numbers, in order
    known: np.ndarray  # the same, sorted, each once
    sample: np.ndarray  # some of them
    names: Counter[str]  # simplified names of comuni

    def others(self, name: str | None) -> int:
        """How many members are another comune's."""
        return 0 if name is None else self.names.total() - self.names[simplified(name)]


def batch_statistics(
    texts: Sequence[BatchText], known: Sequence[BatchText] = (), template: Iterable[str] = ()
) -> BatchStatistics:
    """Statistics of a batch.

    Args:
        texts: narratives of this batch.
        known: narratives scored before, that those of the batch are compared with too.
        template: sentences of the form itself, which do not count.
    """
    skipped = frozenset(_words(sentence) for sentence in template)
    every = [*texts, *known]
    own = {id(text) for text in texts}
    groups = _groups([text for text in every if len(text.narrative) >= SHORTEST], skipped)
    new = sum(any(id(text) in own for text in group.members) for group in groups)  # they come first
    near = _near(groups, new)
    shared = {
        this.source: found
        for i, group in enumerate(groups[:new])
        for this in group.members
        if id(this) in own
        and (found := _copies(this, group, [(1.0, group), *((share, groups[j]) for share, j in near(i))], skipped))
    }
    return BatchStatistics(shared, frozenset(text.comune for text in every if text.comune))


def _groups(texts: Sequence[BatchText], skipped: frozenset[tuple[str, ...]]) -> list[_Group]:
    """Groups in the order of their first texts."""
    same: dict[tuple[str, ...], list[BatchText]] = defaultdict(list)
    for text in texts:
        same[_prepared(text, skipped)].append(text)
    numbers: dict[str, int] = {}
    kept = [(members, _hashes(words, numbers)) for words, members in same.items() if len(words) >= SHINGLE]
    if not kept:
        return []
    values, places = np.unique(np.concatenate([hashes for _, hashes in kept]), return_inverse=True)
    parts = np.split(places.astype(np.int32), np.cumsum([len(hashes) for _, hashes in kept])[:-1])
    sampled = values % SAMPLE == 0
    return [_group(members, part, sampled) for (members, _), part in zip(kept, parts, strict=True)]


def _group(members: Sequence[BatchText], shingles: np.ndarray, sampled: np.ndarray) -> _Group:
    known = np.unique(shingles)
    names = Counter(simplified(m.comune) for m in members if m.comune is not None)
    return _Group(tuple(sorted(members, key=lambda m: m.source)), shingles, known, known[sampled[known]], names)


def _near(groups: Sequence[_Group], new: int) -> Callable[[int], list[tuple[float, int]]]:
    """For each group, by its number: the share and the number of those that are nearly the same."""
    pairs = _shares(groups, _candidates(groups, new))
    found = np.fromiter(
        (pair for pair in pairs if pair[2] >= SHARED), dtype=[("i", "i4"), ("j", "i4"), ("share", "f8")]
    )
    ones, others = np.concatenate([found["i"], found["j"]]), np.concatenate([found["j"], found["i"]])
    shares = np.concatenate([found["share"], found["share"]])
    order = np.argsort(ones, kind="stable")
    bounds = np.searchsorted(ones[order], np.arange(len(groups) + 1))

    def near(i: int) -> list[tuple[float, int]]:
        places = order[bounds[i] : bounds[i + 1]]
        return list(zip(shares[places].tolist(), others[places].tolist(), strict=True))

    return near


def _copies(
    this: BatchText, own: _Group, near: Sequence[tuple[float, _Group]], skipped: frozenset[tuple[str, ...]]
) -> tuple[SharedText, ...]:
    """The nearest narratives of other comuni, with the number of all."""
    number = sum(group.others(this.comune) for _, group in near)
    if not number:
        return ()
    places = _tokens(this, skipped)[1]
    listed: list[SharedText] = []
    for share, group in sorted(near, key=lambda n: (-n[0], n[1].members[0].source)):
        if len(listed) == LISTED:
            break
        if not group.others(this.comune):
            continue
        first, last = _longest(_covered(np.isin(own.shingles, group.known)))
        start, end = places[first][0], places[last][1]
        others = (other for other in group.members if not same_name(this.comune, other.comune))
        for other in islice(others, LISTED - len(listed)):
            body = _common_body(this.narrative, other.narrative)
            listed.append(SharedText(other.source, other.comune, other.year, round(share, 3), start, end, body))
    return tuple(replace(each, copies=number) for each in sorted(listed, key=lambda s: (-s.share, s.source)))


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two printed names are those of one comune; unknown names count as the same."""
    return one is None or other is None or simplified(one) == simplified(other)


@lru_cache(maxsize=65_536)
def simplified(name: str) -> str:
    """A name for comparing: no accents, capitals, apostrophes or hyphens."""
    bare = "".join(c for c in unicodedata.normalize("NFD", plain(name).casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


_WORD = re.compile(r"[^\W\d_]+|\d[\d.,]*")


def _words(text: str) -> tuple[str, ...]:
    """Words in lower case; figures are all one word, so that a copy with other figures is a copy."""
    return tuple("#" if word[0].isdigit() else intern(word.casefold()) for word in _WORD.findall(text))


def _prepared(text: BatchText, skipped: frozenset[tuple[str, ...]]) -> tuple[str, ...]:
    """The words of a narrative that are compared."""
    return _tokens(text, skipped)[0] if skipped else _without_name(_words(text.narrative), text.comune)


def _without_name(words: Sequence[str], comune: str | None) -> tuple[str, ...]:
    name = frozenset(simplified(comune or "").split())
    return tuple(word for word in words if not _of_name(word, name))


def _of_name(word: str, name: frozenset[str]) -> bool:
    return word in name or (not word.isascii() and simplified(word) in name)


def _tokens(
    text: BatchText, skipped: frozenset[tuple[str, ...]]
) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    """Words of a narrative without its comune's name and the form's own sentences, and the place of each."""
    name = frozenset(simplified(text.comune or "").split())
    words: list[str] = []
    places: list[tuple[int, int]] = []
    # Sentence by sentence only where some are to be left out.
    for sentence in re.finditer(r"[^\n.;]+" if skipped else r"(?s).+", text.narrative):
        found = _words(sentence[0])
        if found in skipped:
            continue
        for word, place in zip(found, _WORD.finditer(text.narrative, *sentence.span()), strict=True):
            if not _of_name(word, name):
                words.append(word)
                places.append(place.span())
    return tuple(words), tuple(places)


def _candidates(groups: Sequence[_Group], new: int) -> Iterator[tuple[int, int]]:
    """Pairs of groups whose sampled shingles overlap, the lower number first, which is one of the first ``new``."""
    samples = [group.sample for group in groups]
    if len(groups) < 2 or not sum(map(len, samples)):
        return
    values, columns = np.unique(np.concatenate(samples), return_inverse=True)
    pointers = np.cumsum([0, *map(len, samples)])
    shape = (len(groups), len(values))
    matrix = csr_matrix((np.ones(len(columns), dtype=np.int32), columns, pointers), shape=shape)
    rare = np.bincount(columns, minlength=len(values)) <= FORMULA
    distinctive, formulas = matrix[:, rare], not rare.all()
    reach = max(NEIGHBOURS, _PAIRS // max(new, 1))
    for start in range(0, new, _BLOCK):
        stop = min(start + _BLOCK, new)
        found = _overlaps(distinctive, start, stop, len(groups))
        if formulas:
            near = _overlaps(matrix, start, stop, min(len(groups), stop + reach))
            near = near[near[:, 1] - near[:, 0] <= reach]
            found = np.unique(np.concatenate([found, near]), axis=0)
        yield from map(tuple, found.tolist())


def _overlaps(matrix: csr_matrix, start: int, stop: int, end: int) -> np.ndarray:
    """Pairs of rows that have enough in common, the first of ``start`` to ``stop``, the second after it and before ``end``."""
    sizes = np.diff(matrix.indptr)
    common = (matrix[start:stop] @ matrix[start:end].T).tocoo()
    row, column = common.row + start, common.col + start
    enough = (row < column) & (common.data >= CANDIDATE * np.maximum(1, np.minimum(sizes[row], sizes[column])))
    return np.stack([row[enough], column[enough]], axis=1)


def _hashes(words: Sequence[str], numbers: dict[str, int]) -> np.ndarray:
    """A hash of each shingle, in order: shape (words - SHINGLE + 1,). ``numbers`` numbers the words, and grows."""
    each = np.array([numbers.setdefault(word, len(numbers) + 1) for word in words], dtype=np.uint64)
    mixed = np.zeros(len(each) - SHINGLE + 1, dtype=np.uint64)
    for k in range(SHINGLE):
        # Multiplication by a large odd number and a shift, as in Knuth's multiplicative hashing; it wraps around.
        mixed = (mixed ^ each[k : k + len(mixed)]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _covered(found: np.ndarray) -> np.ndarray:
    """Which words stand in a shingle that the other text has too: shape (words,) from shape (shingles,)."""
    covered = np.zeros(len(found) + SHINGLE - 1, dtype=bool)
    for k in range(SHINGLE):
        covered[k : k + len(found)] |= found
    return covered


def _shares(groups: Sequence[_Group], pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, float]]:
    """Pairs with the share of the words of both that stand in common passages; quick where pairs begin alike."""
    size = 1 + max((int(group.known[-1]) for group in groups), default=0)
    mine, theirs = np.full(size, -1, dtype=np.int32), np.full(size, -1, dtype=np.int32)  # which group had it last
    last = -1
    for i, j in pairs:
        one, two = groups[i], groups[j]
        if i != last:
            mine[one.known], last = i, i
        theirs[two.known] = j
        left, right = _covered(theirs[one.shingles] == j), _covered(mine[two.shingles] == i)
        yield i, j, (np.count_nonzero(left) + np.count_nonzero(right)) / (len(left) + len(right))


def _longest(covered: np.ndarray) -> tuple[int, int]:
    """First and last word of the longest run of common words."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], covered.astype(np.int8), [0]])))
    starts, ends = edges[::2], edges[1::2]
    k = int(np.argmax(ends - starts))
    return int(starts[k]), int(ends[k]) - 1


_SMALL = (
    r"(?:di|del|della|dello|dei|degli|delle|d['’]|dell['’]|per|i|gli|la|le|l['’]|sociale|sociali|territoriale|intercomunale|"
    r"speciale|consortile|servizi|socio[ -]?\w+)"
)
_BODY = re.compile(
    rf"\b(?:Consorzio|Ambito|Unione|Azienda|Società della Salute|Comunità (?:Montana|montana)|Distretto|Zona)"
    rf"(?:\s(?:{_SMALL}\s?){{0,4}}(?:[A-ZÀ-Ù][\w'’.]*)){{1,6}}|\b(?:[A-Z]\.){{3,}}[A-Z]?(?:\s\d+)?"
)
# Initials of services and acts that every relazione names.
_NO_BODY = frozenset(
    [
        "RSA",
        "RSD",
        "SAD",
        "ADI",
        "ADM",
        "OSS",
        "ISEE",
        "PUA",
        "CSM",
        "CDD",
        "CSE",
        "CAG",
        "PIPPI",
        "DPCM",
        "DGR",
        "PNRR",
        "PUC",
        "SIL",
        "UVM",
        "UVMD",
        "SERT",
        "LEPS",
        "RDC",
        "PON",
        "PAI",
        "ASL",
        "AUSL",
        "USL",
        "ULSS",
        "ATS",
        "FSC",
        "FNPS",
        "DSM",
        "SPRAR",
        "SAI",
        "CAS",
        "REI",
        "SFL",
    ]
)


@lru_cache(maxsize=4096)
def bodies(narrative: str) -> frozenset[str]:
    """Consorzi, ambiti, unions and the like that a narrative names in full or by their initials."""
    names = {" ".join(m[0].split()) for m in _BODY.finditer(narrative)}
    return frozenset(name for name in names if name.replace(".", "") not in _NO_BODY)


def _common_body(one: str, other: str) -> str | None:
    both = bodies(one) & bodies(other)
    return min(both, key=lambda name: (-len(name), name)) if both else None
