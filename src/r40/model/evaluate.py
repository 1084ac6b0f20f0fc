"""How good is it: scores against gold annotation, with bootstrap intervals, beside baselines.

Interventions: micro-F1 over (narrative, id) pairs and over characters. Reasons: F1 of ``supported`` and of
``contradicted`` over (narrative, concept) pairs, and how often a supported reason's evidence touches a gold passage.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from r40.codebook import Codebook
from r40.model.annotator import Annotation, Annotator
from r40.model.corpus import Narrative
from r40.model.linker import Link
from r40.records import Intervention
from r40.segment import sentences, tidy

Counts = dict[str, np.ndarray]
"""For each measure, counts per narrative, shape (narratives, 3): true positive, false positive, false negative."""


def count(narratives: Sequence[Narrative], annotations: Sequence[Annotation]) -> Counts:
    """Hits and errors of each narrative."""
    counts: dict[str, list[tuple[int, int, int]]] = {
        "interventions by document": [],
        "interventions by character": [],
        "reasons supported": [],
        "reasons contradicted": [],
        "evidence hit": [],
    }
    for gold, found in zip(narratives, annotations, strict=True):
        wanted, got = {i.id for i in gold.interventions}, {i.id for i in found.interventions}
        counts["interventions by document"].append((len(wanted & got), len(got - wanted), len(wanted - got)))
        counts["interventions by character"].append(_characters(gold, found))
        for stance in ("supported", "contradicted"):
            wanted = {c for c in found.concepts if gold.stance(c) == stance}
            got = {c for c, link in found.concepts.items() if link.stance == stance}
            counts[f"reasons {stance}"].append((len(wanted & got), len(got - wanted), len(wanted - got)))
        counts["evidence hit"].append(_evidence(gold, found))
    return {name: np.array(rows) for name, rows in counts.items()}


def _characters(gold: Narrative, found: Annotation) -> tuple[int, int, int]:
    length = len(gold.narrative)
    hit = wrong = missed = 0
    for name in {i.id for i in gold.interventions} | {i.id for i in found.interventions}:
        wanted, got = np.zeros(length, dtype=bool), np.zeros(length, dtype=bool)
        for span in gold.interventions:
            if span.id == name:
                wanted[span.start : span.end] = True
        for item in found.interventions:
            if item.id == name:
                got[item.start : item.end] = True
        hit += int((wanted & got).sum())
        wrong += int((got & ~wanted).sum())
        missed += int((wanted & ~got).sum())
    return hit, wrong, missed


def _evidence(gold: Narrative, found: Annotation) -> tuple[int, int, int]:
    """Reasons rightly called supported whose best passage overlaps a gold one (hit) or none (missed)."""
    hit = missed = 0
    for concept, link in found.concepts.items():
        if link.stance != "supported" or gold.stance(concept) != "supported":
            continue
        passages = [(e.start, e.end) for e in gold.evidence if e.concept == concept and e.stance == "supported"]
        touched = any(s < b and e > a for s, e in link.evidence for a, b in passages)
        hit, missed = hit + touched, missed + (not touched)
    return hit, 0, missed


def f1(counts: np.ndarray) -> float:
    """F1 of summed counts (for evidence, with no false positives possible: the share of hits is ``hit_rate``)."""
    hit, wrong, missed = counts.sum(axis=0)
    return float(2 * hit / (2 * hit + wrong + missed)) if hit + wrong + missed else float("nan")


def hit_rate(counts: np.ndarray) -> float:
    """Share of hits."""
    hit, _, missed = counts.sum(axis=0)
    return float(hit / (hit + missed)) if hit + missed else float("nan")


@dataclass(frozen=True)
class Score:
    """A figure with its 95 % bootstrap interval over narratives."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def interval(counts: np.ndarray, measure: Callable[[np.ndarray], float], rounds: int = 500) -> Score:
    """Bootstrap over narratives, seeded."""
    rng = np.random.default_rng(0)
    values = [measure(counts[rng.integers(0, len(counts), len(counts))]) for _ in range(rounds)]
    known = [v for v in values if not np.isnan(v)] or [float("nan")]
    low, high = np.quantile(known, (0.025, 0.975))
    return Score(measure(counts), float(low), float(high))


def scores(counts: Counts) -> dict[str, Score]:
    """All measures with intervals."""
    return {name: interval(c, hit_rate if name == "evidence hit" else f1) for name, c in counts.items()}


@dataclass(frozen=True)
class Guesses:
    """Probabilities of (narrative, label) pairs and whether each pair is true, shapes (pairs,)."""

    probability: np.ndarray
    truth: np.ndarray
    missed: int = 0  # true pairs that have no probability: the model shows none for what it does not find

    @classmethod
    def of(cls, pairs: Sequence[tuple[float, bool]], missed: int = 0) -> Guesses:
        """From (probability, truth) pairs."""
        return cls(np.array([p for p, _ in pairs], dtype=float), np.array([t for _, t in pairs], dtype=bool), missed)


def reason_guesses(narratives: Sequence[Narrative], annotations: Sequence[Annotation]) -> Guesses:
    """Probability of ``supported`` of every (narrative, concept) pair."""
    return Guesses.of(
        [
            (link.score, gold.stance(concept) == "supported")
            for gold, found in zip(narratives, annotations, strict=True)
            for concept, link in found.concepts.items()
        ]
    )


def intervention_guesses(narratives: Sequence[Narrative], annotations: Sequence[Annotation]) -> Guesses:
    """Best score of each (narrative, intervention) pair that was found."""
    pairs: list[tuple[float, bool]] = []
    missed = 0
    for gold, found in zip(narratives, annotations, strict=True):
        wanted = {i.id for i in gold.interventions}
        best: dict[str, float] = {}
        for item in found.interventions:
            best[item.id] = max(item.score, best.get(item.id, 0.0))
        pairs += [(score, name in wanted) for name, score in best.items()]
        missed += len(wanted - set(best))
    return Guesses.of(pairs, missed)


@dataclass(frozen=True)
class Bin:
    """Guesses of like probability: how sure they are on average, and how often they are right."""

    count: int
    probability: float
    share: float


def reliability(guesses: Guesses, bins: int = 10) -> list[Bin]:
    """Guesses by probability in equal-width bins, empty ones left out."""
    place = np.minimum((guesses.probability * bins).astype(int), bins - 1)
    return [
        Bin(int(here.sum()), float(guesses.probability[here].mean()), float(guesses.truth[here].mean()))
        for here in (place == b for b in range(bins))
        if here.any()
    ]


def expected_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: mean distance of probability and share, weighted by count; NaN without guesses."""
    total = sum(b.count for b in bins)
    return sum(b.count * abs(b.probability - b.share) for b in bins) / total if total else float("nan")


def calibration_error(narratives: Sequence[Narrative], annotations: Sequence[Annotation], bins: int = 10) -> float:
    """Expected calibration error of the probability of ``supported``, over (narrative, concept) pairs, equal-width bins."""
    return expected_error(reliability(reason_guesses(narratives, annotations), bins))


_DENIED = re.compile(r"\bnon\b|\bsenza\b|\bnessun|\bmanca|\bchius[oaie]\b|\bsarebbe|\bnecessit|\bauspic", re.IGNORECASE)


_PRECISE = 0.5  # share of a cue's sentences that are what it stands for, from which the baseline uses it


@dataclass
class KeywordBaseline:
    """Half an hour's work: a sentence that bears a keyword is a span, unless it is denied; a keyword supports its reason.

    The keywords are those of the codebook's cues that are right at least half the time in the training narratives.
    """

    codebook: Codebook
    training: Sequence[Narrative]
    patterns: dict[str, re.Pattern[str]] = field(init=False)

    def __post_init__(self) -> None:
        kinds: dict[str, tuple[str, ...]] = {k: (*v.names, *v.cues) for k, v in self.codebook.interventions.items()}
        kinds |= {k: v.cues for k, v in self.codebook.reasons.concepts.items()}
        seen: dict[tuple[str, str], list[bool]] = {}
        compiled = {(k, c): re.compile(rf"(?<!\w)(?:{c})", re.IGNORECASE) for k, cues in kinds.items() for c in cues}
        for narrative in self.training:
            text = narrative.narrative.replace("’", "'")
            spans = [(i.id, i.start, i.end) for i in narrative.interventions]
            spans += [(e.concept, e.start, e.end) for e in narrative.evidence]
            for start, end in sentences(text):
                if _DENIED.search(text, start, end):
                    continue
                here = {name for name, a, b in spans if a < end and b > start}
                for key, pattern in compiled.items():
                    if pattern.search(text, start, end):
                        seen.setdefault(key, []).append(key[0] in here)
        kept = {
            k: [c for c in cues if np.mean(seen.get((k, c), [False])) >= _PRECISE] or list(cues[:1])
            for k, cues in kinds.items()
        }
        self.patterns = {k: re.compile(r"(?<!\w)(?:" + "|".join(c) + ")", re.IGNORECASE) for k, c in kept.items()}

    def annotate(self, narratives: Sequence[str]) -> list[Annotation]:
        """Annotation by keywords alone."""
        return [self._one(n) for n in narratives]

    def _one(self, text: str) -> Annotation:
        plain = text.replace("’", "'")
        found: list[Intervention] = []
        evidence: dict[str, list[tuple[int, int]]] = {}
        denied: dict[str, list[tuple[int, int]]] = {}
        for start, end in sentences(text):
            no = bool(_DENIED.search(plain, start, end))
            for name, pattern in self.patterns.items():
                if not pattern.search(plain, start, end):
                    continue
                a, b = tidy(text, start, end)
                if name in self.codebook.reasons.concepts:
                    (denied if no else evidence).setdefault(name, []).append((a, b))
                elif not no and a < b:
                    found.append(Intervention(id=name, start=a, end=b, text=text[a:b], score=0.5))
        links = {}
        for concept in self.codebook.reasons.concepts:
            if concept in evidence:
                links[concept] = Link("supported", 0.7, 0.0, tuple(evidence[concept]))
            elif concept in denied:
                links[concept] = Link("contradicted", 0.2, 0.7, tuple(denied[concept]))
            else:
                links[concept] = Link("absent", 0.1, 0.0, ())
        return Annotation(tuple(found), links, {})


def majority(codebook: Codebook, narratives: Sequence[Narrative]) -> Annotation:
    """The baseline that says of every narrative what is true of most."""
    links = {
        c: Link(
            "supported" if np.mean([n.stance(c) == "supported" for n in narratives]) >= 0.5 else "absent", 0.5, 0.0, ()
        )
        for c in codebook.reasons.concepts
    }
    return Annotation((), links, {})


def annotate_all(annotator: Annotator, narratives: Sequence[Narrative]) -> list[Annotation]:
    """The annotator's output for gold narratives."""
    return annotator.annotate([n.narrative for n in narratives])
