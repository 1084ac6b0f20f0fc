"""Second stage for interventions: is this unit part of that intervention, given what stands around it?

One gradient boosting for all interventions: it sees, for a pair of unit and intervention, logits and cues of the unit,
its neighbours, its sentence and the document, never which intervention it is. So what it learns (a clause that follows
one of the same kind, a denial in the sentence, a stronger rival) holds for rare interventions too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.special import expit
from sklearn.base import BaseEstimator
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from r40.model.boosting import packed, unpacked
from r40.model.features import PatternMatcher, Text, cue_matcher, name_weights
from r40.segment import Unit, join

_FAR = -9.0  # logit that stands for "no such neighbour"
_OPENINGS = ("", ",", ";", ":", "e", "con", "(", ")")
_SHAPES = (
    "bullet",
    "heading",
    "infinitive",
    "negation",
    "wish",
    "action",
    "past",
    "digit",
    "colon",
    "capitals",
    "sentence negation",
    "sentence wish",
    "sentence action",
    "first in sentence",
)
_CANDIDATES = 6  # most likely interventions of a unit that are looked at
_UNLIKELY = -6.5  # logit below which only a cue makes a candidate


class InterventionTagger(BaseEstimator):  # type: ignore[misc]
    """Probability of each intervention for each unit, and spans.

    Parameters
    ----------
    names: interventions, in the order of the columns.
    cues: patterns that hint at them.
    called: patterns for what they are called, weighed in ``fit`` by how often they mean it.
    extend: a span goes on over units of the same sentence whose probability reaches this.
    """

    def __init__(
        self,
        names: list[str] | None = None,
        cues: dict[str, list[str]] | None = None,
        called: dict[str, list[str]] | None = None,
        extend: float = 0.3,
    ) -> None:
        self.names = names
        self.cues = cues
        self.called = called
        self.extend = extend

    def fit(
        self, texts: Sequence[Text], logits: Sequence[np.ndarray], y: Sequence[np.ndarray], weights: np.ndarray
    ) -> InterventionTagger:
        """Fit on out-of-fold logits, shapes (units, interventions + 1): the last column is "any"; one weight a text."""
        flat = [p.text for text in texts for p in text.passages]
        self.weights_ = name_weights(self.called or {}, flat, np.concatenate(list(y)))
        rows, wanted, weighed = [], [], []
        for text, logit, target, weight in zip(texts, logits, y, weights, strict=True):
            features, units, kinds = self._pairs(text, logit)
            rows.append(features)
            wanted.append(target[units, kinds])
            weighed.append(np.full(len(units), weight))
        self.stack_ = HistGradientBoostingClassifier(
            max_iter=250,
            learning_rate=0.06,
            max_leaf_nodes=24,
            min_samples_leaf=40,
            l2_regularization=1.0,
            random_state=0,
        ).fit(np.concatenate(rows), np.concatenate(wanted), sample_weight=np.concatenate(weighed))
        self.seeds_ = np.full(len(self.names or ()), 0.45)
        self.slope_, self.shift_ = 1.0, 0.0
        return self

    def settle(self, probabilities: Sequence[np.ndarray], present: Sequence[np.ndarray]) -> InterventionTagger:
        """Choose each intervention's threshold, and calibrate, on out-of-fold probabilities of whole texts.

        ``seeds_``: a span begins where the probability reaches it; the value with the best F1 by document, drawn
        towards the one that is best for all. ``present`` says which interventions each text has.
        """
        top = np.stack([p.max(axis=0, initial=0.0) for p in probabilities])
        truth = np.stack(list(present)).astype(bool)
        best = max(_SEEDS, key=lambda s: _f1(top >= s, truth))
        overall = _f1(top >= best, truth)
        self.seeds_ = np.array(
            [
                max(_SEEDS, key=lambda s: (_f1(top[:, j] >= s, truth[:, j], _PULL, overall), -abs(s - best)))
                for j in range(truth.shape[1])
            ]
        )
        shown = top >= self.seeds_
        sigmoid = LogisticRegression(C=100.0).fit(_logit(top[shown])[:, None], truth[shown])
        self.slope_, self.shift_ = float(sigmoid.coef_[0, 0]), float(sigmoid.intercept_[0])
        return self

    def score(self, probability: float) -> float:
        """Calibrated probability that a span's intervention is described, from its best unit's probability."""
        return float(expit(self.slope_ * _logit(np.array(probability)) + self.shift_))

    def probabilities(self, texts: Sequence[Text], logits: Sequence[np.ndarray]) -> list[np.ndarray]:
        """For each text, shape (units, interventions)."""
        results = [np.zeros((len(text.units), len(self.names or ()))) for text in texts]
        pairs = [self._pairs(text, logit) for text, logit in zip(texts, logits, strict=True)]
        counts = [len(units) for _, units, _ in pairs]
        if not sum(counts):
            return results
        found = self.stack_.predict_proba(np.concatenate([f for f, units, _ in pairs if len(units)]))[:, 1]
        for result, (_, units, kinds), own in zip(results, pairs, np.split(found, np.cumsum(counts)[:-1]), strict=True):
            result[units, kinds] = own
        return results

    def spans(self, text: Text, probabilities: np.ndarray) -> list[tuple[str, int, int, float]]:
        """(intervention, start, end, probability) of each span, in order."""
        found = []
        for j, name in enumerate(self.names or ()):
            column = probabilities[:, j]
            seed = float(self.seeds_[j])
            if column.max(initial=0.0) < seed:
                continue
            chosen = spread(column, text.units, seed, min(self.extend, seed))
            for start, end in join(text.narrative, text.units, list(chosen)):
                inside = [p for p, u in zip(column, text.units, strict=True) if u.start < end and u.end > start]
                found.append((name, start, end, float(max(inside))))
        return sorted(found, key=lambda s: (s[1], s[2]))

    def _pairs(self, text: Text, logits: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Features of the pairs of unit and intervention worth a look; rows and columns of the pairs."""
        count = len(text.units)
        if count == 0:
            return np.zeros((0, 0)), np.zeros(0, dtype=int), np.zeros(0, dtype=int)
        own, anything = logits[:, :-1], logits[:, -1]
        matcher, namer = cue_matcher(self.cues or {}), self._namer()
        called = np.stack([namer(p.text) for p in text.passages])
        sentence_called = np.stack([namer(p.sentence) for p in text.passages])
        heading_called = np.stack([namer(p.heading) for p in text.passages])
        best_called = np.sort(called, axis=1)
        cue = np.stack([matcher(p.text) for p in text.passages])
        sentence_cue = np.stack([matcher(p.sentence) for p in text.passages])
        heading_cue = np.stack([matcher(p.heading) for p in text.passages])
        ranked = np.argsort(-own, axis=1)[:, :_CANDIDATES]
        likely = np.zeros(own.shape, dtype=bool)
        np.put_along_axis(likely, ranked, True, axis=1)
        candidates = (likely & (own > _UNLIKELY)) | (cue > 0) | (called > 0.2)
        near = _shift(own, 1), _shift(own, -1)
        candidates |= ((near[0] > -1.5) | (near[1] > -1.5)) & (own > _UNLIKELY)
        i, j = np.nonzero(candidates)
        sentence = np.array([u.sentence for u in text.units])
        numbers = np.unique(sentence, return_inverse=True)[1]
        by_sentence = np.full((numbers.max() + 1, own.shape[1]), _FAR)
        np.maximum.at(by_sentence, numbers, own)
        any_by_sentence = np.full(numbers.max() + 1, _FAR)
        np.maximum.at(any_by_sentence, numbers, anything)
        order = np.sort(own, axis=1)
        rival = np.where(own[i, j] == order[i, -1], order[i, -2], order[i, -1])
        columns = [
            own[i, j],
            anything[i],
            near[0][i, j],
            near[1][i, j],
            _shift(own, 2)[i, j],
            _shift(own, -2)[i, j],
            by_sentence[numbers[i], j],
            own.max(axis=0)[j],
            any_by_sentence[numbers[i]],
            _shift(anything[:, None], 1)[i, 0],
            _shift(anything[:, None], -1)[i, 0],
            _same(sentence, 1)[i],
            _same(sentence, -1)[i],
            cue[i, j],
            sentence_cue[i, j],
            heading_cue[i, j],
            _shift(cue, 1, 0)[i, j],
            _shift(cue, -1, 0)[i, j],
            rival,
            own[i, j] - rival,
            _others(near[0], i, j),
            _others(near[1], i, j),
            cue[i].sum(axis=1),
            np.array([len(p.text) for p in text.passages])[i],
            called[i, j],
            sentence_called[i, j],
            heading_called[i, j],
            _shift(called, 1, 0)[i, j],
            _shift(called, -1, 0)[i, j],
            np.where(called[i, j] == best_called[i, -1], best_called[i, -2], best_called[i, -1]),
        ]
        shape = np.array(
            [
                [p.shape.get(s, 0.0) for s in _SHAPES] + [float(u.opening == o) for o in _OPENINGS]
                for p, u in zip(text.passages, text.units, strict=True)
            ]
        )
        return np.column_stack([*columns, shape[i]]), i, j

    def _namer(self) -> PatternMatcher:
        if not hasattr(self, "namer_"):
            self.namer_ = PatternMatcher(self.called or {}, self.weights_)
        return self.namer_

    def __getstate__(self) -> dict[str, Any]:
        state = {k: v for k, v in super().__getstate__().items() if k != "namer_"}
        return state | {k: packed(v) for k, v in state.items() if k == "stack_"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state | {k: unpacked(v) for k, v in state.items() if k == "stack_"})


_SEEDS = (0.35, 0.4, 0.45, 0.5, 0.55)
_PULL = 40.0  # documents' worth by which a label's F1 is drawn towards the overall one


def _logit(probability: np.ndarray) -> np.ndarray:
    clipped = np.clip(probability, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(clipped / (1 - clipped)))


def _f1(found: np.ndarray, truth: np.ndarray, pull: float = 0.0, overall: float = 0.0) -> float:
    hit, wrong, missed = ((found & truth).sum(), (found & ~truth).sum(), (~found & truth).sum())
    return float((2 * hit + pull * overall) / (2 * hit + wrong + missed + pull + 1e-9))


def spread(probabilities: np.ndarray, units: Sequence[Unit], seed: float, extend: float) -> np.ndarray:
    """Units at ``seed`` or more, and those at ``extend`` or more that join them within their sentence."""
    chosen = probabilities >= seed
    for order in (range(1, len(units)), range(len(units) - 2, -1, -1)):
        step = 1 if order.step > 0 else -1
        for k in order:
            if chosen[k - step] and probabilities[k] >= extend and units[k].sentence == units[k - step].sentence:
                chosen[k] = True
    return chosen


def _shift(values: np.ndarray, by: int, fill: float = _FAR) -> np.ndarray:
    """Values of the unit ``by`` places before (or after, if negative)."""
    moved = np.full_like(values, fill, dtype=float)
    if by > 0:
        moved[by:] = values[:-by]
    else:
        moved[:by] = values[-by:]
    return moved


def _same(sentence: np.ndarray, by: int) -> np.ndarray:
    same: np.ndarray = _shift(sentence[:, None].astype(float), by, -1)[:, 0] == sentence
    return same.astype(float)


def _others(near: np.ndarray, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Best logit of a neighbour among the other interventions."""
    rows = near[i].copy()
    rows[np.arange(len(i)), j] = _FAR
    return np.asarray(rows.max(axis=1))
