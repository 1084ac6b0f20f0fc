"""First stage: a linear model of each unit on its own words, its context and the codebook's cues.

One logistic regression a label (L2, liblinear): every intervention, "any intervention at all", and every reason's two
stances. Their logits are what the second stages (tagger, linker) reason about.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.base import BaseEstimator, clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from r40.codebook import Codebook
from r40.model.corpus import Clause, Narrative
from r40.model.features import Passage, PassageFeatures, Text

ANY = "any intervention"
_CLAUSE_WEIGHT = 0.7  # of a lone clause against a unit of a narrative: it comes without context
_SMALL = 2e-3  # coefficients below are dropped: they weigh nothing and would make the bundle large


def labels(codebook: Codebook) -> list[str]:
    """Labels of the first stage, in order."""
    stances = [f"{c}{s}" for c in codebook.reasons.concepts for s in "+-"]
    return [*codebook.interventions, ANY, *stances]


def all_cues(codebook: Codebook) -> dict[str, list[str]]:
    """Cue patterns of interventions and reasons by name."""
    return {
        **{name: list(kind.cues) for name, kind in codebook.interventions.items()},
        **{name: list(concept.cues) for name, concept in codebook.reasons.concepts.items()},
    }


def targets(narrative: Narrative, text: Text, names: Sequence[str]) -> np.ndarray:
    """Which labels hold of each unit: shape (units, labels). A span claims a unit if it covers half of either."""
    index = {name: j for j, name in enumerate(names)}
    found = np.zeros((len(text.units), len(names)), dtype=np.int8)
    spans = [(i.start, i.end, i.id) for i in narrative.interventions]
    spans += [(e.start, e.end, e.concept + ("+" if e.stance == "supported" else "-")) for e in narrative.evidence]
    for start, end, name in spans:
        for row, unit in enumerate(text.units):
            overlap = min(unit.end, end) - max(unit.start, start)
            if 2 * overlap >= min(unit.end - unit.start, end - start):
                found[row, index[name]] = 1
    any_column = index[ANY]
    found[:, any_column] = found[:, :any_column].any(axis=1)
    return found


def clause_targets(clauses: Sequence[Clause], names: Sequence[str]) -> np.ndarray:
    """Which labels hold of each lone clause: shape (clauses, labels)."""
    index = {name: j for j, name in enumerate(names)}
    found = np.zeros((len(clauses), len(names)), dtype=np.int8)
    for row, clause in enumerate(clauses):
        for name, _ in clause.interventions:
            found[row, index[name]] = found[row, index[ANY]] = 1
        for concept, stance in clause.reasons:
            found[row, index[concept + ("+" if stance == "supported" else "-")]] = 1
    return found


class UnitModel(BaseEstimator):  # type: ignore[misc]
    """Logits of every label for every unit.

    Parameters
    ----------
    names: labels, in the order of the columns.
    cues: patterns for the features; None leaves them out.
    C: inverse strength of regularisation.
    """

    def __init__(
        self,
        names: list[str] | None = None,
        cues: dict[str, list[str]] | None = None,
        C: float = 10.0,
        characters: bool = True,
        context: bool = True,
        jobs: int = 2,
    ) -> None:
        self.names = names
        self.cues = cues
        self.C = C
        self.characters = characters
        self.context = context
        self.jobs = jobs

    def fit(self, passages: Sequence[Passage], y: np.ndarray, weights: np.ndarray | None = None) -> UnitModel:
        """Fit on passages and targets, shape (passages, labels)."""
        self.features_ = PassageFeatures(cues=self.cues, characters=self.characters, context=self.context)
        x = self.features_.fit(passages).transform(passages)
        weights = np.ones(len(passages)) if weights is None else weights
        fitted = Parallel(n_jobs=self.jobs, prefer="threads")(
            delayed(_fit_one)(x, y[:, j], weights, self.C) for j in range(y.shape[1])
        )
        coefficients = np.stack([c for c, _ in fitted], axis=1).astype(np.float32)
        coefficients[np.abs(coefficients) < _SMALL] = 0
        self.coef_ = coefficients
        self.intercept_ = np.array([b for _, b in fitted], dtype=np.float32)
        return self

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
        folds: int = 4,
    ) -> np.ndarray:
        """Logits of each passage from a model that saw no passage of its group; ``extra`` is in every training fold."""
        result = np.zeros(y.shape, dtype=np.float32)
        for train, held in GroupKFold(folds).split(y, groups=groups):
            model = clone(self).fit_with_extra([passages[i] for i in train], y[train], extra, extra_y)
            result[held] = model.logits([passages[i] for i in held])
        return result

    def fit_with_extra(
        self, passages: Sequence[Passage], y: np.ndarray, extra: Sequence[Passage], extra_y: np.ndarray
    ) -> UnitModel:
        """Fit on units and lone clauses."""
        weights = np.r_[np.ones(len(passages)), np.full(len(extra), _CLAUSE_WEIGHT)]
        return self.fit([*passages, *extra], np.vstack([y, extra_y]), weights)


def _fit_one(x: sparse.csr_matrix, y: np.ndarray, weights: np.ndarray, strength: float) -> tuple[np.ndarray, float]:
    if y.min() == y.max():  # a label that these data lack, or have everywhere
        return np.zeros(x.shape[1]), -9.0 if y.max() == 0 else 9.0
    model = LogisticRegression(solver="liblinear", dual=True, C=strength, tol=1e-2, max_iter=80, random_state=0)
    model.fit(x, y, sample_weight=weights)
    return model.coef_[0], float(model.intercept_[0])
