"""Second stage for reasons: does the narrative support a reason, contradict it, or say nothing of it, and where?

Two parts. For a reason that the codebook knows, one gradient-free model for all reasons weighs the logits of its two
stances over the narrative's units. For a wording that it does not know (R23-R28, a new form), units are compared with the
wording itself; how much likeness means support is learnt on the known reasons, each held as if it were unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from r40.model.features import CueMatcher, Text
from r40.records import Stance
from r40.segment import tidy

_FLOOR = -9.0
_WINDOW = 3  # units whose logits are averaged: evidence is mostly longer than one clause
_NEAR_BEST = 1.5  # logits below the best unit within which a unit is evidence too
_MOST_EVIDENCE = 3  # passages


@dataclass(frozen=True)
class Link:
    """What a narrative says of a reason; ``score`` is the probability of ``supported``."""

    stance: Stance
    score: float
    contradicted: float
    evidence: tuple[tuple[int, int], ...]


def _smooth(values: np.ndarray) -> np.ndarray:
    if len(values) == 0:
        return values
    padded = np.pad(values, _WINDOW // 2, mode="edge")
    return np.convolve(padded, np.ones(_WINDOW) / _WINDOW, mode="valid")


def _by_sentence(values: np.ndarray, sentence: np.ndarray) -> np.ndarray:
    """Mean of the two highest logits of each sentence."""
    return np.array([np.sort(values[sentence == s])[-2:].mean() for s in np.unique(sentence)])


class ReasonLinker(BaseEstimator):  # type: ignore[misc]
    """Stance and evidence of reasons.

    Parameters
    ----------
    concepts: reasons known, in the order of the logits' pairs of columns (supported, contradicted).
    cues: their cue patterns.
    """

    def __init__(self, concepts: list[str] | None = None, cues: dict[str, list[str]] | None = None) -> None:
        self.concepts = concepts
        self.cues = cues

    def fit(
        self,
        texts: Sequence[Text],
        logits: Sequence[np.ndarray],
        stances: Sequence[Sequence[Stance]],
        groups: Sequence[str],
    ) -> ReasonLinker:
        """Fit on out-of-fold logits, shapes (units, 2 × concepts), gold stances per text and concept, and writers.

        ``thresholds_``: probability from which a reason is ``supported``, and ``contradicted``: the values with the best
        F1 out of fold, over all concepts.
        """
        x = np.concatenate([self._features(text, logit) for text, logit in zip(texts, logits, strict=True)])
        truth = [[s == stance for gold in stances for s in gold] for stance in ("supported", "contradicted")]
        self.mean_, self.scale_ = x.mean(axis=0), x.std(axis=0) + 1e-6
        x = (x - self.mean_) / self.scale_
        writers = np.repeat(np.array(groups), len(self.concepts or ()))
        folds = min(5, len(set(groups)))
        self.thresholds_ = np.array(
            [
                best_threshold(
                    cross_val_predict(_pooled(), x, y, groups=writers, cv=GroupKFold(folds), method="predict_proba")[
                        :, 1
                    ],
                    y,
                )
                for y in truth
            ]
        )
        self.supported_, self.contradicted_ = (_pooled().fit(x, y) for y in truth)
        return self

    def probabilities(self, text: Text, logits: np.ndarray) -> np.ndarray:
        """Probability of supported and of contradicted per concept: shape (concepts, 2)."""
        x = (self._features(text, logits) - self.mean_) / self.scale_
        return np.column_stack([m.predict_proba(x)[:, 1] for m in (self.supported_, self.contradicted_)])

    def links(self, text: Text, logits: np.ndarray) -> dict[str, Link]:
        """Every known concept's link."""
        result = {}
        for k, (name, (pro, contra)) in enumerate(
            zip(self.concepts or (), self.probabilities(text, logits), strict=True)
        ):
            stance = decide(pro, contra, *self.thresholds_)
            column = logits[:, 2 * k + (stance == "contradicted")]
            doubtful = stance == "absent" and max(pro, contra) > 0.2
            evidence = evidence_spans(text, column) if stance != "absent" or doubtful else ()
            result[name] = Link(stance, float(pro), float(contra), evidence)
        return result

    def _features(self, text: Text, logits: np.ndarray) -> np.ndarray:
        """Shape (concepts, features)."""
        concepts = self.concepts or []
        if not text.units:
            return np.full((len(concepts), 19), _FLOOR)
        sentence = np.array([u.sentence for u in text.units])
        matcher = self._matcher()
        cue = np.stack([matcher(p.text) for p in text.passages])
        rows = []
        for k in range(len(concepts)):
            pro, contra = logits[:, 2 * k], logits[:, 2 * k + 1]
            row: list[float] = []
            for values in (pro, contra):
                top = np.sort(values)[::-1]
                pooled = np.sort(_by_sentence(values, sentence))[::-1]
                row += [
                    top[0],
                    top[1:3].mean() if len(top) > 1 else _FLOOR,
                    _smooth(values).max(),
                    pooled[0],
                    pooled[1] if len(pooled) > 1 else _FLOOR,
                    np.log1p(expit(values).sum()),
                    float((values > 0).sum()),
                ]
            row += [
                row[0] - row[7],
                row[3] - row[10],
                cue[:, k].sum() > 0,
                np.log1p(cue[:, k].sum()),
                np.log1p(len(text.units)),
            ]
            rows.append(row)
        return np.array(rows, dtype=float)

    def _matcher(self) -> CueMatcher:
        if not hasattr(self, "matcher_"):
            self.matcher_ = CueMatcher(self.cues or {})
        return self.matcher_

    def __getstate__(self) -> dict[str, object]:
        return {k: v for k, v in super().__getstate__().items() if k != "matcher_"}


def _pooled() -> LogisticRegression:
    return LogisticRegression(C=0.3, max_iter=2000)


def best_threshold(probability: np.ndarray, truth: Sequence[bool]) -> float:
    """Threshold between 0.25 and 0.7 with the best F1."""
    wanted = np.array(truth)

    def quality(threshold: float) -> float:
        found = probability >= threshold
        return float(2 * (found & wanted).sum() / (found.sum() + wanted.sum() + 1e-9))

    return float(max(np.arange(0.25, 0.71, 0.05), key=quality))


def decide(pro: float, contra: float, threshold: float, against: float) -> Stance:
    """Stance from the probabilities of support and of contradiction."""
    if pro >= threshold and pro / threshold >= contra / against:
        return "supported"
    return "contradicted" if contra >= against else "absent"


def evidence_spans(text: Text, column: np.ndarray) -> tuple[tuple[int, int], ...]:
    """Passages that speak for a stance, best first: the best units and what adjoins them, at most three."""
    if not len(column):
        return ()
    best = column.max()
    keep = (column >= best - _NEAR_BEST) & (column > min(best, -2.0) - 1e-9)
    runs: list[list[int]] = []
    for k in np.flatnonzero(keep):
        if runs and text.units[k].sentence == text.units[runs[-1][-1]].sentence and k - runs[-1][-1] <= 2:
            runs[-1].append(int(k))
        else:
            runs.append([int(k)])
    runs.sort(key=lambda run: -column[run].max())
    spans = []
    for run in runs[:_MOST_EVIDENCE]:
        start, end = tidy(text.narrative, text.units[run[0]].start, text.units[run[-1]].end)
        if start < end:
            spans.append((start, end))
    return tuple(spans)


class WordingLinker(BaseEstimator):  # type: ignore[misc]
    """Support of a reason that is known by its printed wording alone.

    A unit is compared with the wording by shared words and characters, and with the help of the known reasons: a
    wording that is like a known one lends it that one's logits.

    Parameters
    ----------
    concepts: reasons in the order of the logits' pairs of columns.
    wordings: printed wording of those whose wording says what they mean (not "Altro").
    """

    def __init__(self, concepts: list[str] | None = None, wordings: dict[str, str] | None = None) -> None:
        self.concepts = concepts
        self.wordings = wordings

    def use(self, characters: TfidfVectorizer) -> WordingLinker:
        """Take the first stage's vectorizer of characters; it is not saved a second time."""
        self.characters_ = characters
        return self

    def __getstate__(self) -> dict[str, object]:
        return {k: v for k, v in super().__getstate__().items() if k != "characters_"}

    def fit(
        self, texts: Sequence[Text], logits: Sequence[np.ndarray], stances: Sequence[Sequence[Stance]]
    ) -> WordingLinker:
        """Fit as if each known reason were unknown; arguments as of ``ReasonLinker.fit``."""
        rows, wanted = [], []
        for name, wording in (self.wordings or {}).items():
            column = (self.concepts or []).index(name)
            for text, logit, gold in zip(texts, logits, stances, strict=True):
                rows.append(self._features(wording, text, logit, leave_out=name))
                wanted.append(gold[column] == "supported")
        self.model_ = LogisticRegression(C=1.0, max_iter=1000).fit(np.array(rows), wanted)
        return self

    def link(self, wording: str, text: Text, logits: np.ndarray, leave_out: str | None = None) -> Link:
        """Link of one wording; it is never ``contradicted``: what denies an unknown reason is not known."""
        if not text.units or not wording:
            return Link("absent", 0.0, 0.0, ())
        score = float(self.model_.predict_proba([self._features(wording, text, logits, leave_out)])[0, 1])
        column = self._likeness(wording, text, logits, leave_out)[0]
        spans = evidence_spans(text, column * 8) if score >= 0.2 else ()
        return Link("supported" if score >= 0.5 else "absent", score, 0.0, spans)

    def _likeness(
        self, wording: str, text: Text, logits: np.ndarray, leave_out: str | None
    ) -> tuple[np.ndarray, np.ndarray, float]:
        """Per unit: likeness to the wording; logits lent by the known reason most like it; how like that one is."""
        vectors = self.characters_.transform([p.text for p in text.passages])
        sentences = self.characters_.transform([p.sentence for p in text.passages])
        target = self.characters_.transform([wording.casefold()])
        direct = (
            np.asarray((vectors @ target.T).todense()).ravel()
            + 0.5 * np.asarray((sentences @ target.T).todense()).ravel()
        )
        names = [name for name in self.wordings or {} if name != leave_out]
        known = self.characters_.transform([(self.wordings or {})[name].casefold() for name in names])
        closeness = np.asarray((known @ target.T).todense()).ravel()
        nearest = int(closeness.argmax())
        column = 2 * (self.concepts or []).index(names[nearest])
        return direct, logits[:, column], float(closeness[nearest])

    def _features(self, wording: str, text: Text, logits: np.ndarray, leave_out: str | None = None) -> np.ndarray:
        if not text.units:
            return np.zeros(6)
        direct, lent, closeness = self._likeness(wording, text, logits, leave_out)
        top = np.sort(direct)[::-1]
        return np.array(
            [
                top[0],
                top[:3].mean(),
                direct.mean(),
                closeness,
                closeness * float(expit(lent.max())),
                float(np.log1p(len(direct))),
            ]
        )
