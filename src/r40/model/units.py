"""First stage: a linear model of each passage on its own words, its context and the codebook's cues.

One support vector machine a label (L2, squared hinge, liblinear), its margins scaled to logits. For units: every intervention,
and "any intervention at all"; for statements: every reason's two stances. Their logits are what the second stages (tagger, linker)
reason about.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.base import BaseEstimator, clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from r40.codebook import Codebook
from r40.model.features import Passage, PassageFeatures
from r40.segment import Unit

ANY = "any intervention"
_CLAUSE_WEIGHT = 0.7  # of a lone clause against a unit of a narrative: it comes without context
_SMALL = 7e-4  # coefficients below are dropped: they weigh nothing and would make the bundle large
_GENTLEST = 0.1  # slope of a scaling at least: too few positives can turn it over


def labels(codebook: Codebook) -> list[str]:
    """What holds of units: interventions, and any of them."""
    return [*codebook.interventions, ANY]


def stances(codebook: Codebook) -> list[str]:
    """What holds of statements: each reason supported (+), contradicted (-)."""
    return [f"{concept}{sign}" for concept in codebook.reasons.concepts for sign in "+-"]


def cues(codebook: Codebook) -> dict[str, list[str]]:
    """Hints at interventions by id."""
    return {name: list(kind.cues) for name, kind in codebook.interventions.items()}


def reason_cues(codebook: Codebook) -> dict[str, list[str]]:
    """Hints at reasons by concept."""
    return {name: list(concept.cues) for name, concept in codebook.reasons.concepts.items()}


def targets(spans: Iterable[tuple[int, int, str]], units: Sequence[Unit], names: Sequence[str]) -> np.ndarray:
    """Which names hold of each unit: shape (units, names). A span claims a unit if it covers half of either."""
    index = {name: j for j, name in enumerate(names)}
    found = np.zeros((len(units), len(names)), dtype=np.int8)
    for start, end, name in spans:
        for row, unit in enumerate(units):
            overlap = min(unit.end, end) - max(unit.start, start)
            if 2 * overlap >= min(unit.end - unit.start, end - start):
                found[row, index[name]] = 1
    return with_any(found, names)


def clause_targets(found: Sequence[Iterable[str]], names: Sequence[str]) -> np.ndarray:
    """Which names hold of each lone clause: shape (clauses, names)."""
    index = {name: j for j, name in enumerate(names)}
    result = np.zeros((len(found), len(names)), dtype=np.int8)
    for row, clause in enumerate(found):
        for name in clause:
            result[row, index[name]] = 1
    return with_any(result, names)


def with_any(found: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """Targets with the column of ``ANY``, where there is one, filled from the others."""
    if ANY in names:
        column = list(names).index(ANY)
        found[:, column] = found[:, :column].any(axis=1)
    return found


class UnitModel(BaseEstimator):  # type: ignore[misc]
    """Logits of every label for every passage.

    Parameters
    ----------
    names: labels, in the order of the columns.
    cues: patterns for the features; None leaves them out.
    C: inverse strength of regularisation; 1 is about the best of 0.3, 1 and 3 for statements, out of fold by writer.
    margin: a support vector machine's margins, to be scaled to logits by ``scale``; if not, a logistic regression's logits.
    """

    def __init__(
        self,
        names: list[str] | None = None,
        cues: dict[str, list[str]] | None = None,
        C: float = 1.0,
        characters: bool = True,
        context: bool = True,
        margin: bool = True,
        jobs: int = 2,
    ) -> None:
        self.names = names
        self.cues = cues
        self.C = C
        self.characters = characters
        self.context = context
        self.margin = margin
        self.jobs = jobs

    def fit(self, passages: Sequence[Passage], y: np.ndarray, weights: np.ndarray | None = None) -> UnitModel:
        """Fit on passages and targets, shape (passages, labels)."""
        self.features_ = PassageFeatures(cues=self.cues, characters=self.characters, context=self.context)
        x = self.features_.fit(passages).transform(passages)
        weights = np.ones(len(passages)) if weights is None else weights
        # In processes, because liblinear's threads would share one random generator: no two runs would be alike.
        fitted = Parallel(n_jobs=self.jobs, prefer="processes")(
            delayed(_fit_one)(x, y[:, j], weights, self._estimator()) for j in range(y.shape[1])
        )
        coefficients = np.stack([c for c, _ in fitted], axis=1).astype(np.float32)
        coefficients[np.abs(coefficients) < _SMALL] = 0
        self.coef_ = coefficients
        self.intercept_ = np.array([b for _, b in fitted], dtype=np.float32)
        return self

    def _estimator(self) -> LogisticRegression | LinearSVC:
        if self.margin:
            return LinearSVC(C=self.C, tol=1e-2, max_iter=80, random_state=0)
        return LogisticRegression(solver="liblinear", dual=True, C=self.C, tol=1e-2, max_iter=80, random_state=0)

    def __getstate__(self) -> dict[str, object]:
        state = dict(super().__getstate__())
        if "coef_" in state:  # half precision halves the bundle and moves no probability by more than a thousandth
            state["coef_"] = self.coef_.astype(np.float16)
        return state

    def __setstate__(self, state: dict[str, object]) -> None:
        super().__setstate__(state)
        if "coef_" in state:
            self.coef_ = self.coef_.astype(np.float32)

    def logits(self, passages: Sequence[Passage]) -> np.ndarray:
        """Shape (passages, labels)."""
        if not passages:
            return np.zeros((0, len(self.intercept_)), dtype=np.float32)
        return np.asarray(self.features_.transform(passages) @ self.coef_) + self.intercept_

    def out_of_fold(
        self,
        passages: Sequence[Passage],
        y: np.ndarray,
        groups: np.ndarray,
        extra: Sequence[Passage],
        extra_y: np.ndarray,
        weights: np.ndarray | None = None,
        folds: int = 4,
    ) -> np.ndarray:
        """Logits of each passage from a model that saw no passage of its group; ``extra`` is in every training fold.

        Raises ValueError for fewer than two groups. With fewer groups than ``folds``, each group is a fold.
        """
        each = np.ones(len(passages)) if weights is None else weights
        result = np.zeros(y.shape, dtype=np.float32)
        for train, held in GroupKFold(min(folds, len(set(groups)))).split(y, groups=groups):
            model = clone(self).fit_with_extra([passages[i] for i in train], y[train], extra, extra_y, each[train])
            result[held] = model.logits([passages[i] for i in held])
        return result

    def scale(self, margins: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Make logits of the margins from now on, and of these.

        Platt scaling (Platt 1999, "Probabilistic outputs for support vector machines"), learnt on ``margins`` of passages
        held out, of targets ``y``, both of shape (passages, labels); the fitted model takes it into its coefficients.
        """
        logits = np.array(margins, dtype=np.float32)
        for j in range(y.shape[1]):
            if y[:, j].min() == y[:, j].max():
                continue
            sigmoid = LogisticRegression(C=100.0).fit(margins[:, [j]], y[:, j], sample_weight=weights)
            slope, shift = max(float(sigmoid.coef_[0, 0]), _GENTLEST), float(sigmoid.intercept_[0])
            logits[:, j] = slope * margins[:, j] + shift
            self.coef_[:, j] *= slope
            self.intercept_[j] = slope * self.intercept_[j] + shift
        return logits

    def fit_with_extra(
        self,
        passages: Sequence[Passage],
        y: np.ndarray,
        extra: Sequence[Passage],
        extra_y: np.ndarray,
        weights: np.ndarray | None = None,
    ) -> UnitModel:
        """Fit on passages of narratives, of weight 1 if not given, and on lone clauses."""
        each = np.ones(len(passages)) if weights is None else weights
        return self.fit([*passages, *extra], np.vstack([y, extra_y]), np.r_[each, np.full(len(extra), _CLAUSE_WEIGHT)])


def _fit_one(
    x: sparse.csr_matrix, y: np.ndarray, weights: np.ndarray, estimator: LogisticRegression | LinearSVC
) -> tuple[np.ndarray, float]:
    if y.min() == y.max():  # a label that these data lack, or have everywhere
        return np.zeros(x.shape[1]), -9.0 if y.max() == 0 else 9.0
    with warnings.catch_warnings():
        # Stopping before convergence is meant: it costs no quality out of fold, and time grows fast after it.
        warnings.simplefilter("ignore", ConvergenceWarning)
        estimator.fit(x, y, sample_weight=weights)
    return estimator.coef_[0], float(estimator.intercept_[0])
