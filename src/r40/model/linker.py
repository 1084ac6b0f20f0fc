"""Second stage for reasons: does the narrative support a reason, contradict it, or say nothing of it, and where?

Two parts. For a reason that the codebook knows, one gradient boosting for all reasons weighs the logits of its two
stances over the narrative's statements, never knowing which reason it is. For a wording that it does not know (R23-R28, a new form), units are compared with the
wording itself; how much likeness means support is learnt on the known reasons, each held as if it were unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import expit
from sklearn.base import BaseEstimator
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from r40.model.boosting import packed, unpacked
from r40.model.features import Text, cue_matcher
from r40.records import ReasonLink, Span, Stance
from r40.segment import tidy

_FLOOR = -9.0
_NEAR_BEST = 1.5  # logits below the best statement within which a statement is evidence too
_MOST_EVIDENCE = 3  # passages
_SHAPES = ("negation", "wish", "action", "past", "heading", "bullet")  # of the statement that speaks most for a stance
_BOOSTED = ("supported_", "contradicted_")
_WIDTH = 15 + 2 * (2 + len(_SHAPES)) + 8  # features of a reason


@dataclass(frozen=True)
class Link:
    """What a narrative says of a reason; ``score`` is the probability of ``supported``."""

    stance: Stance
    score: float
    contradicted: float
    evidence: tuple[tuple[int, int], ...]

    def record(self, narrative: str, ticked: bool | None) -> ReasonLink:
        """As the output contract has it, with the passages' text."""
        passages = tuple(Span.of(narrative, start, end) for start, end in self.evidence)
        return ReasonLink(ticked=ticked, stance=self.stance, score=round(self.score, 4), evidence=passages)


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
        groups: np.ndarray,
        weights: np.ndarray,
    ) -> ReasonLinker:
        """Fit on out-of-fold logits, shapes (statements, 2 × concepts), gold stances per text and concept, writers and weights of texts.

        ``thresholds_``: probability from which a reason is ``supported``, and ``contradicted``, chosen out of fold.
        """
        x = np.concatenate([self._features(text, logit) for text, logit in zip(texts, logits, strict=True)])
        truth = [[s == stance for gold in stances for s in gold] for stance in ("supported", "contradicted")]
        writers = np.repeat(groups, len(self.concepts or ()))
        folds = GroupKFold(min(5, len(set(groups))))
        self.thresholds_ = np.array(
            [
                best_threshold(
                    cross_val_predict(_pooled(), x, y, groups=writers, cv=folds, method="predict_proba")[:, 1], y
                )
                for y in truth
            ]
        )
        each = np.repeat(weights, len(self.concepts or ()))
        self.supported_, self.contradicted_ = (_pooled().fit(x, y, sample_weight=each) for y in truth)
        return self

    def probabilities(self, texts: Sequence[Text], logits: Sequence[np.ndarray]) -> list[np.ndarray]:
        """For each text, probability of supported and of contradicted per concept: shape (concepts, 2)."""
        if not texts:
            return []
        x = np.concatenate([self._features(text, logit) for text, logit in zip(texts, logits, strict=True)])
        found = np.column_stack([m.predict_proba(x)[:, 1] for m in (self.supported_, self.contradicted_)])
        return np.split(found, len(texts))

    def links(self, text: Text, logits: np.ndarray, probabilities: np.ndarray) -> dict[str, Link]:
        """Every known concept's link, from ``probabilities`` of the text."""
        result = {}
        for k, (name, (pro, contra)) in enumerate(zip(self.concepts or (), probabilities, strict=True)):
            stance = decide(pro, contra, *self.thresholds_)
            column = logits[:, 2 * k + (stance == "contradicted")]
            doubtful = stance == "absent" and max(pro, contra) > 0.2
            evidence = evidence_spans(text, column) if stance != "absent" or doubtful else ()
            result[name] = Link(stance, float(pro), float(contra), evidence)
        return result

    def _features(self, text: Text, logits: np.ndarray) -> np.ndarray:
        """Shape (concepts, features)."""
        concepts = self.concepts or []
        if not text.statements:
            return np.full((len(concepts), _WIDTH), _FLOOR)
        matcher = cue_matcher(self.cues or {})
        cue = np.stack([matcher(p.text) for p in text.statement_passages])
        told = np.array([[len(p.text), *(p.shape.get(s, 0.0) for s in _SHAPES)] for p in text.statement_passages])
        return np.array(
            [
                [
                    *_summary_of(logits[:, 2 * k], logits[:, 2 * k + 1], cue[:, k]),
                    *_at_best(logits[:, 2 * k], cue[:, k], told),
                    *_at_best(logits[:, 2 * k + 1], cue[:, k], told),
                    *_between(logits, k),
                ]
                for k in range(len(concepts))
            ],
            dtype=float,
        )

    def __getstate__(self) -> dict[str, Any]:
        state = dict(super().__getstate__())
        return state | {k: packed(v) for k, v in state.items() if k in _BOOSTED}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state | {k: unpacked(v) for k, v in state.items() if k in _BOOSTED})


def _pooled() -> HistGradientBoostingClassifier:
    # Better than a logistic regression and than extremely randomised trees out of fold, by writer.
    return HistGradientBoostingClassifier(
        max_iter=200,
        learning_rate=0.05,
        max_leaf_nodes=12,
        min_samples_leaf=40,
        l2_regularization=5.0,
        early_stopping=False,
        random_state=0,
    )


def _summary_of(pro: np.ndarray, contra: np.ndarray, cue: np.ndarray) -> list[float]:
    """How high the logits of both stances go over the statements, and how often a cue stands there."""
    row: list[float] = []
    for values in (pro, contra):
        top = np.sort(values)[::-1]
        second = top[1] if len(top) > 1 else _FLOOR
        none = float(np.log1p(-np.clip(expit(values), 0, 1 - 1e-6)).sum())
        row += [top[0], second, top[:3].mean(), none, float((values > 0).sum())]
    count = float(cue.sum())
    return [*row, row[0] - row[5], row[2] - row[7], float(count > 0), float(np.log1p(count)), float(np.log1p(len(pro)))]


def _at_best(values: np.ndarray, cue: np.ndarray, told: np.ndarray) -> list[float]:
    """Cue, length and shape of the statement that speaks most for a stance."""
    best = int(values.argmax())
    return [float(cue[best]), *told[best]]


def _between(logits: np.ndarray, k: int) -> list[float]:
    """Reason ``k`` against the other reasons, and its two stances against each other."""
    pro, contra = logits[:, 2 * k], logits[:, 2 * k + 1]
    best, against = int(pro.argmax()), int(contra.argmax())
    rival = np.delete(logits[best, 0::2], k).max(initial=_FLOOR)
    likely = pro > -2
    loudest = int(np.maximum(pro, contra).argmax())
    return [
        rival,
        pro[best] - rival,
        contra[best],
        pro[against],
        float((pro - contra)[likely].sum()),
        float((contra > -1).sum()),
        float((pro > -1).sum()),
        pro[loudest] - contra[loudest],
    ]


def best_threshold(probability: np.ndarray, truth: Sequence[bool]) -> float:
    """Half the best F1 that any threshold reaches.

    For calibrated probabilities that is where F1 is best (Lipton, Elkan and Naryanaswamy 2014, "Optimal thresholding of
    classifiers to maximize F1 measure"). The threshold that happens to be best on these data is not taken: F1 is flat around it.
    """
    wanted = np.array(truth)
    found = probability >= np.unique(probability)[:, None]
    return float(((found & wanted).sum(axis=1) / (found.sum(axis=1) + wanted.sum() + 1e-9)).max())


def decide(pro: float, contra: float, threshold: float, against: float) -> Stance:
    """Stance from the probabilities of support and of contradiction."""
    if pro >= threshold and pro / threshold >= contra / against:
        return "supported"
    return "contradicted" if contra >= against else "absent"


def evidence_spans(text: Text, column: np.ndarray) -> tuple[tuple[int, int], ...]:
    """Passages that speak for a stance, best first: the best statement and those near it, adjoining ones as one."""
    if not len(column):
        return ()
    best = column.max()
    runs: list[list[int]] = []
    for k in np.flatnonzero(column >= best - _NEAR_BEST):
        if runs and k == runs[-1][-1] + 1 and text.statements[k].sentence == text.statements[k - 1].sentence:
            runs[-1].append(int(k))
        else:
            runs.append([int(k)])
    runs.sort(key=lambda run: -column[run].max())
    spans = []
    for run in runs[:_MOST_EVIDENCE]:
        start, end = tidy(text.narrative, text.statements[run[0]].start, text.statements[run[-1]].end)
        if start < end:
            spans.append((start, end))
    return tuple(spans)


@dataclass(frozen=True, slots=True)
class _Printed:
    """A wording's characters, shape (terms, 1); the column of the known reason most like it, and how like that is."""

    characters: csr_matrix
    column: int
    closeness: float


class WordingLinker(BaseEstimator):  # type: ignore[misc]
    """Support of a reason that is known by its printed wording alone.

    A statement is compared with the wording by shared words and characters, and with the help of the known reasons: a
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
        self.seen_: dict[tuple[str, str | None], _Printed] = {}
        self.last_: tuple[Text, csr_matrix] | None = None
        return self

    def __getstate__(self) -> dict[str, object]:
        return {k: v for k, v in super().__getstate__().items() if k not in ("characters_", "seen_", "last_")}

    def _printed(self, wording: str, leave_out: str | None) -> _Printed:
        """What is to know of a wording; a form's few wordings come again with every narrative."""
        if (wording, leave_out) not in self.seen_:
            if len(self.seen_) > 1000:
                self.seen_.clear()
            names = [name for name in self.wordings or {} if name != leave_out]
            known = self.characters_.transform([(self.wordings or {})[name].casefold() for name in names])
            target = self.characters_.transform([wording.casefold()]).T
            closeness = (known @ target).toarray().ravel()
            nearest = int(closeness.argmax())
            column = 2 * (self.concepts or []).index(names[nearest])
            self.seen_[wording, leave_out] = _Printed(target, column, float(closeness[nearest]))
        return self.seen_[wording, leave_out]

    def fit(
        self, texts: Sequence[Text], logits: Sequence[np.ndarray], stances: Sequence[Sequence[Stance]]
    ) -> WordingLinker:
        """Fit as if each known reason were unknown; arguments as of ``ReasonLinker.fit``."""
        rows, wanted = [], []
        for text, logit, gold in zip(texts, logits, stances, strict=True):
            vectors = self._vectors(text)
            for name, wording in (self.wordings or {}).items():
                rows.append(_summary(*self._likeness(wording, vectors, logit, leave_out=name)))
                wanted.append(gold[(self.concepts or []).index(name)] == "supported")
        self.model_ = LogisticRegression(C=1.0, max_iter=1000).fit(np.array(rows), wanted)
        return self

    def link(self, wording: str, text: Text, logits: np.ndarray, leave_out: str | None = None) -> Link:
        """Link of one wording; it is never ``contradicted``: what denies an unknown reason is not known."""
        if not text.statements or not wording:
            return Link("absent", 0.0, 0.0, ())
        likeness = self._likeness(wording, self._vectors(text), logits, leave_out)
        # As predict_proba says, which for one row takes a hundred times as long.
        score = float(expit(_summary(*likeness) @ self.model_.coef_[0] + self.model_.intercept_[0]))
        # evidence_spans counts in logits; likeness runs from 0 to 1.5
        spans = evidence_spans(text, likeness[0] * 8) if score >= 0.2 else ()
        return Link("supported" if score >= 0.5 else "absent", score, 0.0, spans)

    def _vectors(self, text: Text) -> csr_matrix:
        """Characters of each statement, and with half the weight those of its sentence; a form has several wordings."""
        if self.last_ is None or self.last_[0] is not text:
            passages = text.statement_passages
            vectors = self.characters_.transform([p.text for p in passages] + [p.sentence for p in passages])
            self.last_ = text, vectors[: len(passages)] + 0.5 * vectors[len(passages) :]
        return self.last_[1]

    def _likeness(
        self, wording: str, vectors: csr_matrix, logits: np.ndarray, leave_out: str | None
    ) -> tuple[np.ndarray, np.ndarray, float]:
        """Per statement, likeness to the wording, and logits lent by the known reason most like it; how like that is."""
        printed = self._printed(wording, leave_out)
        return (vectors @ printed.characters).toarray().ravel(), logits[:, printed.column], printed.closeness


def _summary(direct: np.ndarray, lent: np.ndarray, closeness: float) -> np.ndarray:
    """What a narrative's likeness to a wording comes to; zeros for a narrative without statements."""
    if not len(direct):
        return np.zeros(6)
    top = np.sort(direct)[::-1]
    lending = closeness * float(expit(lent.max()))
    return np.array([top[0], top[:3].mean(), direct.mean(), closeness, lending, float(np.log1p(len(direct)))])
