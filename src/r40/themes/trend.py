"""How shares move between two years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from r40.themes.copies import Copies, counted
from r40.themes.estimates import CONFIDENCE, Estimate, estimate, presence

_COLUMNS = ("item", "before", "after", "difference", "low", "high", "relazioni_before", "relazioni_after")


def trends(
    relazioni: pd.DataFrame,
    marks: pd.DataFrame,
    before: int,
    after: int,
    paired: bool = False,
    copies: Copies = "each",
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Difference of each item's share between two years, with its interval.

    Without ``paired``, all relazioni of both years. With it, only the comuni that have a relazione in both (the same ISTAT
    code; the first relazione of each year): what the same comuni tell, whoever else came or went.

    The interval joins the two shares' own intervals, less what they have in common: method 10 of Newcombe (1998, Statistics in
    Medicine 17, 2635–2650) as generalised by Zou and Donner (2008, Statistics in Medicine 27, 1693–1702); the correlation is that
    of the clusters, a comune being one in both years.

    Returns:
        ``item``, ``before``, ``after`` (shares), ``difference``, ``low``, ``high``, ``relazioni_before``, ``relazioni_after``; with
        ``paired`` also ``gained`` and ``lost``, comuni that have the item only after or only before. Largest
        difference first. No rows where a year has no relazioni.
    """
    years = relazioni["year"]
    first, second = relazioni[years == before], relazioni[years == after]
    if paired:
        first, second = _same_comuni(first, second)
    if first.empty or second.empty:
        return pd.DataFrame({c: pd.Series(dtype="str" if c == "item" else "float64") for c in _COLUMNS})
    known = marks[marks["relazione"].isin(first.index) | marks["relazione"].isin(second.index)]
    present, items = presence(first.index.append(second.index), known)
    had, has = present[: len(first)], present[len(first) :]
    old, new = estimate(had, *counted(first, copies)), estimate(has, *counted(second, copies))
    low, high = difference_interval(old, new, confidence)
    table = pd.DataFrame(
        {
            "item": items,
            "before": old.p,
            "after": new.p,
            "difference": new.p - old.p,
            "low": low,
            "high": high,
            "relazioni_before": len(first),
            "relazioni_after": len(second),
        }
    )
    if paired:
        table["gained"] = ((has > had).sum(axis=0)).astype("int64")
        table["lost"] = ((had > has).sum(axis=0)).astype("int64")
    order = table["difference"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def difference_interval(old: Estimate, new: Estimate, confidence: float = CONFIDENCE) -> tuple[np.ndarray, np.ndarray]:
    """Interval of ``new.p - old.p``, each shape (K,)."""
    low_old, high_old = old.interval(confidence)
    low_new, high_new = new.interval(confidence)
    rho = _correlation(old, new)
    difference = new.p - old.p
    down, up = (new.p - low_new, high_old - old.p), (high_new - new.p, old.p - low_old)
    below = np.sqrt(np.maximum(0, down[0] ** 2 + down[1] ** 2 - 2 * rho * down[0] * down[1]))
    above = np.sqrt(np.maximum(0, up[0] ** 2 + up[1] ** 2 - 2 * rho * up[0] * up[1]))
    return np.maximum(-1, difference - below), np.minimum(1, difference + above)


def _correlation(old: Estimate, new: Estimate) -> np.ndarray:
    """Correlation of the two estimates through the clusters that both have, shape (K,)."""
    _, i, j = np.intersect1d(old.clusters, new.clusters, return_indices=True)
    covariance = (old.influence[i] * new.influence[j]).sum(axis=0)
    scale = np.sqrt((old.influence**2).sum(axis=0) * (new.influence**2).sum(axis=0))
    shared = np.divide(covariance, scale, out=np.zeros_like(covariance), where=scale > 0)
    return np.asarray(np.clip(shared, -1, 1))


def _same_comuni(first: pd.DataFrame, second: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The relazioni of the comuni in both years, in the same order."""
    old, new = (part[part["code"].notna()].drop_duplicates("code") for part in (first, second))
    both = sorted(set(old["code"]) & set(new["code"]))
    return (
        old.reset_index().set_index("code").loc[both].reset_index().set_index("relazione"),
        new.reset_index().set_index("code").loc[both].reset_index().set_index("relazione"),
    )
