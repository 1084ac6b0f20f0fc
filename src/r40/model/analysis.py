"""Where a model is right and where it fails: the data behind the evaluation page.

Pure functions of gold narratives and annotations, in the same order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from r40.model.annotator import Annotation
from r40.model.corpus import GoldIntervention, Narrative
from r40.model.evaluate import Guesses, Score, calibration_error, count, scores
from r40.records import Intervention, Stance

MODEL, KEYWORDS, MAJORITY = "model", "keywords", "majority"
NOTHING = "nothing"
ALL = "all"
_LENGTHS = (1500, 2500)  # characters: about a third of the corpus each


@dataclass(frozen=True)
class Evaluation:
    """Gold narratives, what each system found in them, and what a reader must know of both."""

    gold: Sequence[Narrative]
    found: Mapping[str, Sequence[Annotation]]
    about: Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """Scores of one system on one stratum."""

    stratum: str
    system: str
    narratives: int
    scores: Mapping[str, Score]


def length_class(narrative: Narrative) -> str:
    """Short, medium or long, by characters."""
    short, medium = _LENGTHS
    size = len(narrative.narrative)
    if size <= short:
        return f"up to {short:,} characters"
    return f"{short + 1:,} to {medium:,}" if size <= medium else f"over {medium:,}"


def strata(narratives: Sequence[Narrative]) -> dict[str, list[int]]:
    """Indices of all narratives, and by voice, length class and block; empty strata are left out."""
    result = {ALL: list(range(len(narratives)))}
    for k, n in sorted(enumerate(narratives), key=lambda pair: (pair[1].voice != "plain", len(pair[1].narrative))):
        result.setdefault(f"voice: {n.voice}", []).append(k)
    for k, n in sorted(enumerate(narratives), key=lambda pair: len(pair[1].narrative)):
        result.setdefault(f"length: {length_class(n)}", []).append(k)
    for k, n in sorted(enumerate(narratives), key=lambda pair: pair[1].block):
        result.setdefault(f"block: {n.block}", []).append(k)
    return {name: rows for name, rows in result.items() if rows}


def scoreboard(evaluation: Evaluation, groups: Mapping[str, Sequence[int]]) -> list[Row]:
    """Every system's scores on each group of narratives, the calibration error of ``supported`` beside them."""
    rows = []
    for stratum, members in groups.items():
        gold = [evaluation.gold[k] for k in members]
        for system, results in evaluation.found.items():
            found = [results[k] for k in members]
            error = Score(calibration_error(gold, found), np.nan, np.nan)
            rows.append(Row(stratum, system, len(gold), {**scores(count(gold, found)), "calibration error": error}))
    return rows


@dataclass(frozen=True)
class Tally:
    """Hits and errors of one label over narratives."""

    label: str
    support: int
    predicted: int
    hits: int

    @property
    def precision(self) -> float:
        """Share of the predicted that are right; NaN if nothing was predicted."""
        return self.hits / self.predicted if self.predicted else float("nan")

    @property
    def recall(self) -> float:
        """Share of the true that were found; NaN if there are none."""
        return self.hits / self.support if self.support else float("nan")

    @property
    def f1(self) -> float:
        """Harmonic mean of both; NaN if the label is neither true nor predicted anywhere."""
        total = self.support + self.predicted
        return 2 * self.hits / total if total else float("nan")


def by_intervention(narratives: Sequence[Narrative], annotations: Sequence[Annotation]) -> list[Tally]:
    """Each intervention by document, the most frequent first."""
    wanted = [{i.id for i in n.interventions} for n in narratives]
    return _tallies(wanted, [{i.id for i in a.interventions} for a in annotations])


def by_reason(
    narratives: Sequence[Narrative], annotations: Sequence[Annotation], stance: Stance = "supported"
) -> list[Tally]:
    """Each reason's stance by document, the most frequent first."""
    wanted = [{c for c in a.concepts if n.stance(c) == stance} for n, a in zip(narratives, annotations, strict=True)]
    return _tallies(wanted, [{c for c, link in a.concepts.items() if link.stance == stance} for a in annotations])


def _tallies(wanted: Sequence[set[str]], found: Sequence[set[str]]) -> list[Tally]:
    support, predicted = Counter(x for s in wanted for x in s), Counter(x for s in found for x in s)
    hits = Counter(x for w, f in zip(wanted, found, strict=True) for x in w & f)
    tallies = [Tally(name, support[name], predicted[name], hits[name]) for name in support | predicted]
    return sorted(tallies, key=lambda t: (-t.support, t.label))


@dataclass(frozen=True)
class Confusion:
    """``found`` was predicted over gold spans of ``gold`` (or over nothing) where it is not itself gold.

    ``instead``: in how many of the cases ``gold`` was not found there.
    """

    gold: str
    found: str
    count: int
    instead: int


def confusions(narratives: Sequence[Narrative], annotations: Sequence[Annotation]) -> list[Confusion]:
    """What wrong spans lie over, the most frequent first.

    A found span is wrong if no gold span of its id overlaps it; it lies over a gold span if they share at least half of
    the shorter one.
    """
    cases: Counter[tuple[str, str]] = Counter()
    instead: Counter[tuple[str, str]] = Counter()
    for narrative, annotation in zip(narratives, annotations, strict=True):
        for item in annotation.interventions:
            if any(g.id == item.id and _shared(g, item) for g in narrative.interventions):
                continue
            beneath = {
                g.id
                for g in narrative.interventions
                if 2 * _shared(g, item) >= min(g.end - g.start, item.end - item.start)
            }
            for name in beneath or {NOTHING}:
                cases[name, item.id] += 1
                also = any(f.id == name and _shared(f, item) for f in annotation.interventions)
                instead[name, item.id] += not also
    rows = [Confusion(gold, found, n, instead[gold, found]) for (gold, found), n in cases.items()]
    return sorted(rows, key=lambda c: (-c.count, -c.instead, c.gold, c.found))


def _shared(a: GoldIntervention | Intervention, b: Intervention) -> int:
    """Characters that two spans share."""
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def precision_recall(guesses: Guesses) -> list[tuple[float, float, float]]:
    """(recall, precision, threshold) at every distinct probability, highest first; empty if nothing is true."""
    total = int(guesses.truth.sum()) + guesses.missed
    if not total or not len(guesses.truth):
        return []
    order = np.argsort(-guesses.probability, kind="stable")
    probability, hits = guesses.probability[order], np.cumsum(guesses.truth[order])
    last = np.flatnonzero(np.append(np.diff(probability) != 0, True))
    return [(float(hits[k] / total), float(hits[k] / (k + 1)), float(probability[k])) for k in last]


@dataclass(frozen=True)
class Mistakes:
    """What is wrong in one narrative; ``reasons`` are (concept, gold stance, found stance, probability of supported)."""

    narrative: str
    voice: str
    length: int
    missed: tuple[str, ...]
    invented: tuple[str, ...]
    reasons: tuple[tuple[str, Stance, Stance, float], ...]

    def __len__(self) -> int:
        return len(self.missed) + len(self.invented) + len(self.reasons)


def worst(narratives: Sequence[Narrative], annotations: Sequence[Annotation], most: int = 20) -> list[Mistakes]:
    """Narratives with most mistakes by document, those without left out."""
    rows = []
    for gold, found in zip(narratives, annotations, strict=True):
        wanted, got = {i.id for i in gold.interventions}, {i.id for i in found.interventions}
        reasons = tuple(
            (concept, gold.stance(concept), link.stance, link.score)
            for concept, link in found.concepts.items()
            if gold.stance(concept) != link.stance
        )
        rows.append(
            Mistakes(
                gold.id,
                gold.voice,
                len(gold.narrative),
                tuple(sorted(wanted - got)),
                tuple(sorted(got - wanted)),
                reasons,
            )
        )
    return sorted((r for r in rows if len(r)), key=lambda r: (-len(r), r.narrative))[:most]
