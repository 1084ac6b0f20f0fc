"""Units of narratives as sparse features: words, characters, context, and the codebook's cues as hints."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer

from r40.ingest.narrative import plain
from r40.language import Analysis, analyse, load_pipeline
from r40.segment import Unit, units


@dataclass
class Passage:
    """A unit with what surrounds it, ready for features. All strings are lower-case."""

    text: str
    lemmas: str
    before: str = ""
    after: str = ""
    sentence: str = ""
    heading: str = ""
    shape: dict[str, float] = field(default_factory=dict)
    vector: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.float32))


@dataclass
class Text:
    """A narrative cut into units, and into statements: sentences cut at semicolons and colons. Each has its passage."""

    narrative: str
    units: list[Unit]
    passages: list[Passage]
    statements: list[Unit]
    statement_passages: list[Passage]


_NEGATION = re.compile(
    r"\b(?:non|senza|nessun\w*|mai|manc\w+|assen\w+|né|neanche|nemmeno|purtroppo|chius\w+|cessat\w+|sospes\w+|soppress\w+|interrott\w+|privo|priva|rinunci\w+|impossibil\w+|venut\w+ meno)\b"
)
_WISH = re.compile(
    r"\b(?:sarebbe|servirebbe|vorremmo|auspic\w+|necessit\w+|occorre\w*|bisogn\w+|dovrebbe|potrebbe|speria\w+|attend\w+|richied\w+|esigenz\w+|carenz\w+|domanda|fabbisogno)\b"
)
_ACTION = re.compile(
    r"\b(?:avvia\w+|attiva\w+|potenzia\w+|prosegu\w+|garanti\w+|eroga\w+|realizza\w+|gesti\w+|assicura\w+|promuov\w+|promoss\w+|sosten\w+|svol\w+|offr\w+|forni\w+|organizza\w+|istitui\w+|finanzia\w+|amplia\w+|rafforza\w+|implementa\w+|segu\w+|aper\w+|apr\w+|continua\w*)\b"
)
_INFINITIVE = re.compile(r"^\w+(?:are|ere|ire|rre|rsi)\b")
_PAST = re.compile(r"\b(?:fino al|nel|dal|del|al) (?:19\d\d|20[01]\d|2020)\b")


@lru_cache(maxsize=4096)
def _tone(text: str) -> tuple[float, float, float]:
    """Whether a text denies, wishes, tells of an action; cached, as a sentence is asked for once for each of its units."""
    return (
        float(_NEGATION.search(text) is not None),
        float(_WISH.search(text) is not None),
        float(_ACTION.search(text) is not None),
    )


def _shape(unit: Unit, text: str) -> dict[str, float]:
    negation, wish, action = _tone(text)
    return {
        "opening=" + (unit.opening or "start"): 1.0,
        "bullet": float(unit.bullet),
        "heading": float(bool(unit.heading)),
        "infinitive": float(bool(_INFINITIVE.match(text))),
        "negation": negation,
        "wish": wish,
        "action": action,
        "past": float(bool(_PAST.search(text))),
        "digit": float(any(map(str.isdigit, text))),
        "colon": float(text.endswith(":")),
        "capitals": float(text[:1].isupper()),
        "short": float(len(text) < 25),
        "long": float(len(text) > 90),
    }


def _lower(text: str) -> str:
    return plain(text).casefold()


def prepare(narratives: Sequence[str], pipeline: str) -> list[Text]:
    """Cut narratives and describe their units."""
    cut = [units(n) for n in narratives]
    parts_of = [[n[u.start : u.end] for u in us] for n, us in zip(narratives, cut, strict=True)]
    analyses = analyse(parts_of, load_pipeline(pipeline))
    result = []
    for narrative, parts, own in zip(narratives, cut, analyses, strict=True):
        runs = _statements(parts)
        statements = [replace(run[0], end=run[-1].end) for run in runs]
        numbers = {id(unit): n for n, unit in enumerate(parts)}
        joined = [_join([own[numbers[id(unit)]] for unit in run]) for run in runs]
        result.append(
            Text(
                narrative, parts, _passages(narrative, parts, own), statements, _passages(narrative, statements, joined)
            )
        )
    return result


def _join(parts: Sequence[Analysis]) -> Analysis:
    vector = np.stack([p.vector for p in parts]).mean(axis=0)
    return Analysis(tuple(x for p in parts for x in p.lemmas), vector, tuple(x for p in parts for x in p.entities))


def _statements(parts: Sequence[Unit]) -> list[list[Unit]]:
    """Runs of units of one sentence, cut at semicolons and colons."""
    runs: list[list[Unit]] = []
    for unit in parts:
        if runs and unit.sentence == runs[-1][-1].sentence and unit.opening not in (";", ":"):
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return runs


def _passages(narrative: str, parts: Sequence[Unit], analyses: Sequence[Analysis]) -> list[Passage]:
    texts = [_lower(narrative[u.start : u.end]) for u in parts]
    whole: dict[int, list[str]] = {}
    for unit, text in zip(parts, texts, strict=True):
        whole.setdefault(unit.sentence, []).append(text)
    sentences = {number: " ".join(parts) for number, parts in whole.items()}
    passages = []
    for i, (unit, text) in enumerate(zip(parts, texts, strict=True)):
        shape = _shape(unit, text)
        sentence = sentences[unit.sentence]
        shape["sentence negation"], shape["sentence wish"], shape["sentence action"] = _tone(sentence)
        shape |= _entities(analyses[i])
        shape["first in sentence"] = float(i == 0 or parts[i - 1].sentence != unit.sentence)
        before = texts[i - 1] if i else ""
        after = texts[i + 1] if i + 1 < len(texts) else ""
        lemmas = " ".join(analyses[i].lemmas)
        heading = _lower(unit.heading)
        passages.append(Passage(text, lemmas, before, after, sentence, heading, shape, analyses[i].vector))
    return passages


def _entities(analysis: Analysis) -> dict[str, float]:
    return {f"entity {label}": 1.0 for label in analysis.entities}


def lone(texts: Sequence[str], pipeline: str) -> list[Passage]:
    """Clauses that stand alone, each one passage."""
    found = []
    for text, (analysis,) in zip(texts, analyse([[t] for t in texts], load_pipeline(pipeline)), strict=True):
        low = _lower(text)
        shape = _shape(Unit(0, len(text), 0, 0), low) | _entities(analysis)
        shape |= {
            "sentence negation": shape["negation"],
            "sentence wish": shape["wish"],
            "sentence action": shape["action"],
            "first in sentence": 1.0,
        }
        lemmas = " ".join(analysis.lemmas)
        found.append(Passage(low, lemmas, sentence=low, shape=shape, vector=analysis.vector))
    return found


class PatternIndex:
    """Patterns by name, found at the beginnings of words. A word meets only the patterns that open like it."""

    def __init__(self, patterns: Mapping[str, Sequence[str]]) -> None:
        self._by_opening: dict[str, list[tuple[int, int, str]]] = {}
        for name, each in enumerate(patterns.values()):
            for number, pattern in enumerate(each):
                for opening in _openings(pattern):
                    self._by_opening.setdefault(opening, []).append((name, number, pattern))
        self._anywhere = self._by_opening.pop("", [])
        self._met: dict[str, list[tuple[int, int, re.Pattern[str]]]] = {}

    def hits(self, text: str) -> Iterator[tuple[int, int]]:
        """(name, number of its pattern) of all that stand in a text, in no order, some more than once."""
        for name, number, pattern in self._anywhere:
            if _compiled(pattern).search(text):
                yield name, number
        for word in _WORD.finditer(text):
            start = word.start()
            for name, number, compiled in self._met_by(text[start : start + _LONGEST]):
                if compiled.match(text, start):
                    yield name, number

    def _met_by(self, opening: str) -> list[tuple[int, int, re.Pattern[str]]]:
        """Patterns that a word may fulfil; compiled now, as all at once would take a third of a second."""
        if opening not in self._met:
            if len(self._met) > _WORDS:
                self._met.clear()
            shorter = (opening[:length] for length in range(1, len(opening) + 1))
            found = [each for letters in shorter for each in self._by_opening.get(letters, ())]
            self._met[opening] = [(name, number, _compiled(pattern)) for name, number, pattern in found]
        return self._met[opening]


_WORD = re.compile(r"(?<!\w)\w")
_LONGEST = 5  # characters of an opening
_VARIANTS = 8  # openings of a pattern, about, after which no optional character is looked at
_LITERAL = re.compile(r"(\\[^\w\s]|[^\\.^$*+?{}\[\]|()])(\??)(?![*+?{])")
_GROUP = re.compile(r"\(\?:((?:[^()\[\]\\]|\\[^|])*)\)(\??)(?![*+?{])")
_INNERMOST = re.compile(r"\\.|\[[^]]*\]|\([^()]*\)")  # escapes, sets, and groups that hold no other


def _openings(pattern: str) -> set[str]:
    """Characters, up to five, with one of which any match of a pattern opens; an empty text if it may open otherwise."""
    pattern = pattern.removeprefix(r"\b")  # a match begins with a word anyway
    if group := _GROUP.match(pattern):
        heads = group[1].split("|") + [""] * bool(group[2])
        found = set().union(*(_openings(head + pattern[group.end() :]) for head in heads))
    else:
        found = {opening[:_LONGEST] for opening in _literals(pattern)}
    return found if all(_WORD.match(opening) for opening in found) else {""}


def _literals(pattern: str) -> set[str]:
    """Literal texts with one of which any match of a pattern opens."""
    outside = pattern
    while (less := _INNERMOST.sub("", outside)) != outside:
        outside = less
    found, place = {""}, 0
    while "|" not in outside and len(min(found, key=len)) < _LONGEST and len(found) < _VARIANTS:
        literal = _LITERAL.match(pattern, place)
        if literal is None:
            break
        found = {opening + literal[1][-1] for opening in found} | (found if literal[2] else set())
        place = literal.end()
    return found


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + pattern + ")")


class PatternMatcher:
    """How surely the patterns in a text stand for each name: the highest weight of those that hit, else 0; all weigh 1 if not told."""

    def __init__(self, patterns: Mapping[str, Sequence[str]], weights: Sequence[np.ndarray] | None = None) -> None:
        self.index = PatternIndex(patterns)
        self.weights = weights if weights is not None else [np.ones(len(each)) for each in patterns.values()]
        self._seen: dict[str, np.ndarray] = {}

    def __call__(self, text: str) -> np.ndarray:
        """Weights, shape (names,); cached, because a sentence is looked at once for each of its units."""
        if text not in self._seen:
            if len(self._seen) > _TEXTS:
                self._seen.clear()
            found = np.zeros(len(self.weights), dtype=np.float32)
            for name, number in self.index.hits(text):
                found[name] = max(found[name], self.weights[name][number])
            self._seen[text] = found
        return self._seen[text]


_TEXTS = 20_000  # kept with their hits: 10 MB
_WORDS = 50_000  # kept with their n-grams, or with the patterns that they meet: 20 MB


def cue_matcher(cues: Mapping[str, Sequence[str]]) -> PatternMatcher:
    """The matcher of these cues, the same one for whoever asks: two stages look for the same cues in the same texts."""
    return _cue_matcher(tuple((name, tuple(patterns)) for name, patterns in cues.items()))


@lru_cache(maxsize=8)
def _cue_matcher(cues: tuple[tuple[str, tuple[str, ...]], ...]) -> PatternMatcher:
    return PatternMatcher(dict(cues))


def name_weights(
    names: Mapping[str, Sequence[str]], texts: Sequence[str], truth: np.ndarray, doubt: float = 2.0
) -> list[np.ndarray]:
    """How often each pattern means its intervention: hits that are right over hits, drawn towards one half.

    ``truth``: which interventions hold of each text, shape (texts, names). One array a name, in the patterns' order.
    """
    index = PatternIndex(names)
    right = [np.full(len(p), doubt / 2) for p in names.values()]
    seen = [np.full(len(p), doubt) for p in names.values()]
    for text, row in zip(texts, truth, strict=True):
        for name, number in set(index.hits(text)):
            seen[name][number] += 1
            right[name][number] += row[name]
    return [r / s for r, s in zip(right, seen, strict=True)]


class TermVectorizer(TfidfVectorizer):  # type: ignore[misc]
    """scikit-learn's, with a ``transform`` several times as fast: what a word gives is looked up once, not in each text."""

    def transform(self, raw_documents: Sequence[str]) -> sparse.csr_matrix:
        """Weights of the known terms, rows of length 1: shape (texts, terms)."""
        # A sentence or heading is the context of several passages: each text is looked at once.
        place: dict[str, int] = {}
        repeated = [place.setdefault(text, len(place)) for text in raw_documents]
        terms_of = self._terms_by_word if self.analyzer == "char_wb" else self._terms
        found, ends = array("i"), [0]
        for text in place:
            found.extend(terms_of(text))
            ends.append(len(found))
        ones = np.ones(len(found), dtype=np.float32)
        counts = sparse.csr_matrix((ones, np.array(found, dtype=np.int32), ends), shape=(len(ends) - 1, len(self.idf_)))
        counts.sum_duplicates()
        counts.data = (1 + np.log(counts.data)) * self.idf_[counts.indices]
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        lengths = np.sqrt(np.bincount(rows, counts.data**2, counts.shape[0])).astype(np.float32)
        counts.data /= lengths[rows]
        return counts[repeated]

    def _terms(self, text: str) -> Iterator[int]:
        """Numbers of a text's known terms, one for each place where they stand."""
        if not hasattr(self, "words_of_"):
            self.words_of_ = self.build_tokenizer()
        words = self.words_of_(text)
        return self._known(words if self.ngram_range == (1, 1) else self._word_ngrams(words))

    def _known(self, terms: Iterable[str]) -> Iterator[int]:
        known = self.vocabulary_
        return map(known.__getitem__, filter(known.__contains__, terms))

    def _terms_by_word(self, text: str) -> array[int]:
        """As ``_terms``, of n-grams that never span two words."""
        if not hasattr(self, "seen_") or len(self.seen_) > _WORDS:
            self.seen_: dict[str, array[int]] = {}
        found = array("i")
        for word in text.split():
            if word not in self.seen_:
                self.seen_[word] = array("i", self._known(_pieces(f" {word} ", *self.ngram_range)))
            found.extend(self.seen_[word])
        return found


def _pieces(word: str, shortest: int, longest: int) -> list[str]:
    """All pieces of these lengths, as scikit-learn cuts a word; of a short word the whole, once."""
    sizes = range(shortest, max(shortest, min(longest, len(word))) + 1)
    return [word[k : k + size] for size in sizes for k in range(max(1, len(word) - size + 1))]


class PassageFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Passages to a sparse matrix, shape (passages, features). Word vectors are features where the pipeline has them.

    Parameters
    ----------
    cues: name to regular expressions; their hits in the unit, its neighbours, sentence and heading are features.
    words, characters, context: which blocks of features to use.
    """

    def __init__(
        self,
        cues: dict[str, list[str]] | None = None,
        words: bool = True,
        characters: bool = True,
        context: bool = True,
    ) -> None:
        self.cues = cues
        self.words = words
        self.characters = characters
        self.context = context

    def fit(self, passages: Sequence[Passage], y: Any = None) -> PassageFeatures:
        """Learn vocabularies."""
        used = {"lemmas": self.words, "text": self.characters}
        self.blocks_ = {}
        for name in _BLOCKS:
            if used.get(name, self.context):
                # A corpus without headings, say, has no words for that block.
                with suppress(ValueError):
                    self.blocks_[name] = _vectorizer(name).fit([getattr(p, name) for p in passages])
        self.shape_ = sorted({key for p in passages for key in p.shape})
        return self

    def transform(self, passages: Sequence[Passage]) -> sparse.csr_matrix:
        """Features of each passage."""
        parts = []
        for name, vectorizer in self.blocks_.items():
            weight = 1.0 if name in ("lemmas", "text") else _CONTEXT_WEIGHT
            parts.append(vectorizer.transform([getattr(p, name) for p in passages]) * weight)
        index = {key: i for i, key in enumerate(self.shape_)}
        shape = np.zeros((len(passages), len(index)), dtype=np.float32)
        for row, passage in enumerate(passages):
            for key, value in passage.shape.items():
                if key in index:
                    shape[row, index[key]] = 0.5 * value
        parts.append(sparse.csr_matrix(shape))
        if passages and len(passages[0].vector):
            parts.append(sparse.csr_matrix(np.stack([p.vector for p in passages])))
        if self.cues:
            parts.append(sparse.csr_matrix(self.cue_hits(passages)))
        return sparse.hstack(parts, format="csr")

    def cue_hits(self, passages: Sequence[Passage]) -> np.ndarray:
        """Cue hits in unit, unit before, unit after, sentence, heading: shape (passages, 5 × names)."""
        if not passages:
            return np.zeros((0, 5 * len(self.cues or {})), dtype=np.float32)
        matcher = cue_matcher(self.cues or {})
        places = ("text", "before", "after", "sentence", "heading")
        hits = np.stack([[matcher(getattr(p, place)) for p in passages] for place in places], axis=1)
        hits[:, 1:] *= _CONTEXT_WEIGHT
        return hits.reshape(len(passages), -1)

    def __getstate__(self) -> dict[str, Any]:
        # A vocabulary is the bytes of one text, because a saved model with a node for every term takes seconds to load.
        state = dict(super().__getstate__())
        if "blocks_" in state:
            state["blocks_"] = {
                name: {
                    "terms": np.frombuffer(_JOINT.join(v.get_feature_names_out()).encode(), dtype=np.uint8),
                    "idf": v.idf_.astype(np.float32),
                }
                for name, v in state["blocks_"].items()
            }
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        if "blocks_" in state:
            blocks = {}
            for name, saved in state["blocks_"].items():
                vectorizer = _vectorizer(name)
                terms = saved["terms"].tobytes().decode().split(_JOINT)
                vectorizer.vocabulary_ = dict(zip(terms, range(len(terms)), strict=True))
                vectorizer.idf_ = saved["idf"]
                blocks[name] = vectorizer
            state = {**state, "blocks_": blocks}
        super().__setstate__(state)


_JOINT = "\x1f"
_BLOCKS: dict[str, dict[str, Any]] = {
    "lemmas": {"token_pattern": r"(?u)\S+", "ngram_range": (1, 3), "min_df": 2, "max_features": 60_000},
    "text": {"analyzer": "char_wb", "ngram_range": (3, 5), "min_df": 3, "max_features": 60_000},
    "before": {"token_pattern": r"(?u)\w\w+", "min_df": 3, "max_features": 25_000},
    "after": {"token_pattern": r"(?u)\w\w+", "min_df": 3, "max_features": 25_000},
    "sentence": {"token_pattern": r"(?u)\w\w+", "ngram_range": (1, 2), "min_df": 3, "max_features": 25_000},
    "heading": {"token_pattern": r"(?u)\w\w+", "min_df": 3, "max_features": 25_000},
}


def _vectorizer(name: str) -> TermVectorizer:
    return TermVectorizer(lowercase=False, sublinear_tf=True, dtype=np.float32, **_BLOCKS[name])


_CONTEXT_WEIGHT = 0.4
