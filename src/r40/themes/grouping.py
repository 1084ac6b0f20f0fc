"""Passages grouped by what they say: HDBSCAN over TF-IDF vectors, and how stable the groups are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.cluster import HDBSCAN
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import normalize

from r40.themes.passages import Content

SAMPLE = 6_000  # passages that groups are formed from; the others are assigned to them
CORE = 0.5  # share of a group's passages that one expression must stand in to be what the group is about
_TOPICS = 60
_NEAREST = 0.9  # of the passages that made a group lie nearer to its centre than one that is assigned to it may


@dataclass(frozen=True)
class Space:
    """Passages as TF-IDF vectors: ``matrix`` of shape (passages, terms), the ``terms``, the ``content`` they come from."""

    content: Sequence[Content]
    matrix: csr_matrix
    terms: np.ndarray

    @classmethod
    def of(cls, content: Sequence[Content], known: frozenset[str], least: int) -> Space | None:
        """Over the terms ``known`` that ``least`` passages have; None if there is none."""
        vectorizer: Any = TfidfVectorizer(analyzer=partial(_terms, known=known), min_df=least, sublinear_tf=True)
        try:
            matrix = vectorizer.fit_transform(content)
        except ValueError:  # scikit-learn's way to say that no term is left
            return None
        return cls(content, matrix, vectorizer.get_feature_names_out())

    @cached_property
    def present(self) -> csr_matrix:
        """1 where a passage has a term, shape (passages, terms)."""
        return (self.matrix > 0).astype(float)

    @cached_property
    def expressions(self) -> np.ndarray:
        """Columns of the terms of two words."""
        return np.array([k for k, term in enumerate(self.terms) if " " in term], dtype=int)

    def group(self, draw: np.random.Generator, part: float, least: int) -> tuple[np.ndarray, np.ndarray]:
        """Group of each passage (-1 for none) and its cosine with the group's centre, each shape (passages,).

        Dense regions of a random ``part`` of the passages are found by HDBSCAN (Campello et al. 2013) in a truncated SVD of their
        vectors; groups about the same expression are joined; then every passage is assigned to the nearest centre,
        if it is as near as nine in ten of those that made it.
        """
        count = len(self.content)
        labels, cosine = np.full(count, -1), np.zeros(count)
        filled = np.flatnonzero(np.diff(self.matrix.indptr))
        chosen = np.sort(draw.choice(filled, min(SAMPLE, round(part * len(filled))), replace=False))
        topics = min(_TOPICS, self.matrix.shape[1] - 1, len(chosen) - 1)
        if len(chosen) < max(least, 3) or self.matrix.shape[1] < 1:
            return labels, cosine
        reduced = self.matrix[chosen].toarray()
        if topics >= 2:
            reduced = TruncatedSVD(topics, random_state=int(draw.integers(2**31))).fit_transform(self.matrix[chosen])
        smallest = min(max(3, round(least * min(1.0, len(chosen) / len(filled)))), len(chosen))
        density = HDBSCAN(
            min_cluster_size=smallest, min_samples=max(2, smallest // 2), allow_single_cluster=True, copy=True
        )
        raw = self._joined(chosen, density.fit_predict(normalize(reduced)))
        names = [name for name in np.unique(raw) if name >= 0]
        if not names:
            return labels, cosine
        centres = normalize(np.vstack([np.asarray(self.matrix[chosen[raw == n]].mean(axis=0)).ravel() for n in names]))
        near = np.asarray(self.matrix @ centres.T)
        bound = np.array([np.quantile(near[chosen[raw == n], k], 1 - _NEAREST) for k, n in enumerate(names)])
        best, cosine = near.argmax(axis=1), near.max(axis=1)
        return np.where((cosine >= bound[best]) & (cosine > 0), best, -1), cosine

    def _joined(self, chosen: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Groups whose passages mostly hold the same expression, as one: they are ways of saying the same."""
        present = self.present[chosen][:, self.expressions]
        overall = np.asarray(present.sum(axis=0)).ravel()
        first: dict[int, int] = {}
        joined = labels.copy()
        for label in np.unique(labels[labels >= 0]):
            members = labels == label
            counts = np.asarray(present[members].sum(axis=0)).ravel()
            about = np.flatnonzero(counts >= CORE * members.sum())
            if len(about):  # of several, the one that most others share
                joined[members] = first.setdefault(int(about[overall[about].argmax()]), int(label))
        return joined


def rand_index(one: np.ndarray, other: np.ndarray) -> float:
    """Adjusted Rand index (Hubert and Arabie 1985) of two groupings, over the passages that either of them assigns; 1 if neither does."""
    either = (one >= 0) | (other >= 0)
    return float(adjusted_rand_score(one[either], other[either])) if either.any() else 1.0


def best_jaccard(members: np.ndarray, labels: np.ndarray) -> float:
    """The best Jaccard index of a group (a mask) with the groups of another grouping (Hennig 2007, CSDA 52, 258–271)."""
    others = [labels == label for label in np.unique(labels[members]) if label >= 0]
    return max((float((members & other).sum() / (members | other).sum()) for other in others), default=0.0)


def _terms(content: Content, known: frozenset[str]) -> list[str]:
    return [term for term in (*content.lemmas, *content.expressions) if term in known]
