"""Weighted shares with intervals that respect clustering: the arithmetic under every table.

The relazioni at hand are nearly all that there are; intervals say how far a share could be chance if comuni and their
writers were drawn again from the like, not how far a sample is from its population (no finite-population correction).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.stats import norm, t

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """Shares of K items with what their intervals need.

    ``p``: shares, shape (K,). ``influence``: what each cluster moves each share by, shape (clusters, K), rows as
    ``clusters``. ``n``: observations; ``kish_texts``: how many equally weighted ones they are worth if what a text tells
    counts once (Kish 1965, Survey Sampling); ``kish_clusters``: the same if every cluster is one.
    """

    p: np.ndarray
    influence: np.ndarray
    clusters: np.ndarray
    n: int
    kish_texts: float
    kish_clusters: float

    @property
    def variance(self) -> np.ndarray:
        """Cluster-robust variance of the shares by linearisation, shape (K,); nan with a single cluster."""
        count = len(self.clusters)
        if count < 2:
            return np.full(len(self.p), np.nan)
        return np.asarray(count / (count - 1) * (self.influence**2).sum(axis=0))

    def effective(self, confidence: float = CONFIDENCE) -> np.ndarray:
        """Independent observations that each share is worth, shape (K,).

        That number is p(1-p) / variance, corrected for the degrees of freedom that clusters leave (Korn and Graubard 1998,
        Survey Methodology 24), and never more than there are texts: where a few texts of forty comuni each happen to agree,
        the variance seen is far too small. Where nobody or everybody has the item none can be seen: every
        cluster then counts as one observation.
        """
        variance, tail = self.variance, (1 + confidence) / 2
        with np.errstate(divide="ignore", invalid="ignore"):
            seen = np.where(variance > 1e-15, self.p * (1 - self.p) / variance, self.kish_clusters)
        lost = t.ppf(tail, max(1, self.n - 1)) / t.ppf(tail, max(1, len(self.clusters) - 1))
        return np.asarray(np.clip(seen, 1e-9, self.kish_texts) * lost**2)

    def interval(self, confidence: float = CONFIDENCE) -> tuple[np.ndarray, np.ndarray]:
        """Wilson intervals on the effective number of observations (Dean and Pagano 2015, Survey Statistics), each shape (K,)."""
        if len(self.clusters) < 2:
            return np.zeros(len(self.p)), np.ones(len(self.p))
        return wilson(self.p, self.effective(confidence), confidence)


def estimate(
    numerator: np.ndarray,
    weight: np.ndarray,
    cluster: np.ndarray,
    text: np.ndarray | None = None,
    denominator: np.ndarray | None = None,
) -> Estimate:
    """Ratios of weighted sums.

    Args:
        numerator: shape (n, K).
        weight: shape (n,).
        cluster: key of each observation's cluster, shape (n,).
        text: key of each observation's text, shape (n,): what is nearly the same, not only related; each its own if not
            given.
        denominator: shape (n,); 1 each if not given, which makes the ratios shares.
    """
    base = weight if denominator is None else weight * denominator
    total = float(base.sum())
    if total <= 0:
        raise ValueError("no observations")
    p = (weight @ numerator) / total
    keys, codes = np.unique(cluster, return_inverse=True)
    rows = csr_matrix((np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(len(keys), len(codes)))
    residual = weight[:, None] * numerator - base[:, None] * p
    by_cluster = np.asarray(rows @ base)
    of_text = np.unique(np.arange(len(base)) if text is None else text, return_inverse=True)[1]
    alike = np.bincount(of_text, base) * np.bincount(of_text, weight)  # what a text tells once is one observation
    used = by_cluster > 0
    return Estimate(
        np.clip(p, 0.0, 1.0) if denominator is None else p,
        np.asarray(rows @ residual)[used] / total,
        keys[used],
        int((base > 0).sum()),
        total**2 / float(alike.sum()),
        total**2 / float((by_cluster**2).sum()),
    )


def wilson(p: np.ndarray, n: np.ndarray, confidence: float = CONFIDENCE) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's interval (1927, JASA 22) of shares ``p`` of ``n`` observations, which need not be whole numbers."""
    z = float(norm.ppf((1 + confidence) / 2))
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return np.clip(centre - half, 0, p), np.clip(centre + half, p, 1)


def presence(index: pd.Index, marks: pd.DataFrame) -> tuple[np.ndarray, list[str]]:
    """Which items each relazione has: (0/1 of shape (relazioni, items), items sorted).

    ``marks``: columns ``relazione`` and ``item``, in any number of rows.
    """
    counts, items = occurrences(index, marks)
    return np.minimum(counts, 1.0), items


def occurrences(index: pd.Index, marks: pd.DataFrame) -> tuple[np.ndarray, list[str]]:
    """How often each relazione has each item: (shape (relazioni, items), items sorted)."""
    row = index.get_indexer(pd.Index(marks["relazione"]))
    kept = marks["item"].to_numpy()[row >= 0]
    items, column = np.unique(kept.astype(str), return_inverse=True)
    matrix = np.zeros((len(index), len(items)))
    np.add.at(matrix, (row[row >= 0], column), 1)
    return matrix, [str(item) for item in items]
