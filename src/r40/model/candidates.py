"""Candidates for the model, each fitted and measured in the same way, so that the one that ships was chosen and not assumed.

A candidate reads passages one by one: what is likelier than not is said. The model that ships reasons over their
neighbours with a second stage (``train.fit``); it is measured beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import HistGradientBoostingClassifier

from r40.codebook import Codebook
from r40.model.annotator import Annotation
from r40.model.features import Passage, PassageFeatures, Text
from r40.model.linker import Link, evidence_spans
from r40.model.tagger import spread
from r40.model.train import Layer, Prepared
from r40.model.units import UnitModel, cues, reason_cues
from r40.records import Intervention, Stance
from r40.segment import join


class Scores(Protocol):
    """What a candidate needs of its classifier: a value over zero says yes."""

    def fit_with_extra(
        self, passages: Sequence[Passage], y: np.ndarray, extra: Sequence[Passage], extra_y: np.ndarray
    ) -> Scores: ...

    def logits(self, passages: Sequence[Passage]) -> np.ndarray: ...


class ReducedBoosting(BaseEstimator):  # type: ignore[misc]
    """Gradient boosting, one a label, over features reduced by a truncated SVD, and the cues as they are."""

    def __init__(self, cues: dict[str, list[str]] | None = None, components: int = 80) -> None:
        self.cues = cues
        self.components = components

    def fit_with_extra(
        self, passages: Sequence[Passage], y: np.ndarray, extra: Sequence[Passage], extra_y: np.ndarray
    ) -> ReducedBoosting:
        """Fit on units and lone clauses."""
        every, truth = [*passages, *extra], np.vstack([y, extra_y])
        self.features_ = PassageFeatures(cues=self.cues).fit(every)
        self.svd_ = TruncatedSVD(self.components, random_state=0).fit(self.features_.transform(every))
        x = self._reduced(every)
        self.models_ = [
            HistGradientBoostingClassifier(
                max_iter=40, max_leaf_nodes=12, learning_rate=0.15, early_stopping=False, random_state=0
            ).fit(x, column)
            if column.min() != column.max()
            else None
            for column in truth.T
        ]
        return self

    def logits(self, passages: Sequence[Passage]) -> np.ndarray:
        """Shape (passages, labels)."""
        x = self._reduced(passages)
        columns = [m.decision_function(x) if m else np.full(len(passages), -9.0) for m in self.models_]
        return np.column_stack(columns)

    def _reduced(self, passages: Sequence[Passage]) -> np.ndarray:
        own = self.features_.cue_hits(passages)[:, : len(self.cues or {})]
        reduced = self.svd_.transform(sparse.csr_matrix(self.features_.transform(passages)))
        return np.hstack([reduced, own]).astype(np.float32)


@dataclass(frozen=True)
class Candidate:
    """A classifier of units and one of statements, neither yet fitted."""

    units: Scores
    statements: Scores


NGRAMS, LINEAR, SVM, BOOSTING = (
    "n-grams without cues, logistic",
    "n-grams, context and cues, logistic",
    "n-grams, context and cues, linear SVM",
    "80 SVD components and cues, gradient boosting",
)


# Inverse strengths of regularisation of logistic regressions over units and over statements: the best F1 of 10, 40 and of 2, 10, 40,
# 200 by cross-validation grouped by writer; for statements a little less than the best, which was the last tried.
_LOGISTIC: tuple[dict[str, Any], dict[str, Any]] = {"C": 40.0, "margin": False}, {"C": 100.0, "margin": False}


def candidates(codebook: Codebook, layers: tuple[Layer, Layer]) -> dict[str, Candidate]:
    """Candidates by name; the first is the baseline."""
    units, statements = (layer.names for layer in layers)
    kinds, reasons = cues(codebook), reason_cues(codebook)
    return {
        NGRAMS: Candidate(
            UnitModel(names=units, context=False, **_LOGISTIC[0]),
            UnitModel(names=statements, context=False, **_LOGISTIC[1]),
        ),
        LINEAR: Candidate(
            UnitModel(names=units, cues=kinds, **_LOGISTIC[0]),
            UnitModel(names=statements, cues=reasons, **_LOGISTIC[1]),
        ),
        SVM: Candidate(
            UnitModel(names=units, cues=kinds),
            UnitModel(names=statements, cues=reasons),
        ),
        BOOSTING: Candidate(ReducedBoosting(cues=kinds), ReducedBoosting(cues=reasons)),
    }


def annotate(candidate: Candidate, train: Prepared, texts: Sequence[Text], codebook: Codebook) -> list[Annotation]:
    """Fit a candidate and annotate texts that it did not see."""
    for scores, layer in ((candidate.units, train.units), (candidate.statements, train.statements)):
        scores.fit_with_extra(layer.passages, layer.y, layer.clauses, layer.clause_y)
    return [
        Annotation(
            _interventions(text, candidate.units.logits(text.passages), list(codebook.interventions)),
            _links(text, candidate.statements.logits(text.statement_passages), list(codebook.reasons.concepts)),
            {},
        )
        for text in texts
    ]


def _interventions(text: Text, logits: np.ndarray, names: Sequence[str]) -> tuple[Intervention, ...]:
    found = []
    for j, name in enumerate(names):
        chosen = spread(logits[:, j], text.units, 0.0, 0.0)
        for start, end in join(text.narrative, text.units, list(chosen)):
            found.append(Intervention(id=name, start=start, end=end, text=text.narrative[start:end], score=0.5))
    return tuple(sorted(found, key=lambda i: i.start))


def _links(text: Text, logits: np.ndarray, concepts: Sequence[str]) -> dict[str, Link]:
    links = {}
    for k, concept in enumerate(concepts):
        pro, contra = logits[:, 2 * k], logits[:, 2 * k + 1]
        best, against = pro.max(initial=-9.0), contra.max(initial=-9.0)
        stance: Stance = "absent" if max(best, against) <= 0 else "supported" if best >= against else "contradicted"
        evidence = evidence_spans(text, contra if stance == "contradicted" else pro) if stance != "absent" else ()
        links[concept] = Link(stance, float(1 / (1 + np.exp(-best))), float(1 / (1 + np.exp(-against))), evidence)
    return links
