"""What occurs together more than chance would have it: lift, with intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import t

from r40.themes.copies import Copies, counted
from r40.themes.estimates import CONFIDENCE, estimate, presence


def cooccurrences(
    relazioni: pd.DataFrame,
    marks: pd.DataFrame,
    copies: Copies = "each",
    least: int = 5,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Lift of each pair of items: P(a and b) / (P(a) P(b)) over ``relazioni``; 1 is what chance gives.

    Args:
        relazioni: as in ``Corpus``; those to count.
        marks: ``relazione``, ``item``.
        copies: how relazioni of one text count.
        least: pairs of which an item occurs in fewer relazioni are left out.
        confidence: of the intervals.

    Returns:
        ``a`` < ``b``, ``relazioni_a``, ``relazioni_b``, ``together``, ``share_b_given_a``, ``share_a_given_b``, ``lift``, ``low``, ``high``;
        the surest attraction first. See ``lift_table`` for the intervals.
    """
    found = lift_table(relazioni, marks, marks, copies, least, confidence)
    return found[found["a"] < found["b"]].reset_index(drop=True)


def lift_table(
    relazioni: pd.DataFrame,
    left: pd.DataFrame,
    right: pd.DataFrame,
    copies: Copies = "each",
    least: int = 5,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Lift of each item of ``left`` with each of ``right``; columns as ``cooccurrences`` returns them.

    The interval is that of the log of the lift by the delta method, its variance summed over clusters (so that forty comuni with
    one text are one piece of evidence) and not below that of as many independent observations as there are texts, with
    Student's t on the clusters. For a pair that never occurs the lift is 0 and its upper bound takes Wilson's upper
    bound of P(a and b).
    """
    first, names_a = _common(relazioni, left, least)
    second, names_b = _common(relazioni, right, least)
    how = counted(relazioni, copies)
    parts = [_one_to_many(name, first[:, k], names_b, second, how, confidence) for k, name in enumerate(names_a)]
    if not parts or not names_b:
        return pd.DataFrame({c: pd.Series(dtype="str" if c in "ab" else "float64") for c in _COLUMNS})
    table = pd.concat(parts, ignore_index=True)[list(_COLUMNS)]
    return table.sort_values(["low", "lift", "a", "b"], ascending=[False, False, True, True], ignore_index=True)


_COLUMNS = (
    "a",
    "b",
    "relazioni_a",
    "relazioni_b",
    "together",
    "share_b_given_a",
    "share_a_given_b",
    "lift",
    "low",
    "high",
)


def _common(relazioni: pd.DataFrame, marks: pd.DataFrame, least: int) -> tuple[np.ndarray, list[str]]:
    """Presence of the items that at least ``least`` relazioni have."""
    size = marks[marks["relazione"].isin(relazioni.index)].drop_duplicates(["relazione", "item"])["item"].value_counts()
    return presence(relazioni.index, marks[marks["item"].isin(size[size >= max(1, least)].index)])


def _one_to_many(
    name: str,
    one: np.ndarray,
    names: list[str],
    many: np.ndarray,
    how: tuple[np.ndarray, np.ndarray, np.ndarray],
    confidence: float,
) -> pd.DataFrame:
    both = many * one[:, None]
    k = len(names)
    found = estimate(np.hstack([both, many, one[:, None]]), *how)
    p_both, p_many, p_one = found.p[:k], found.p[k : 2 * k], found.p[2 * k]
    lift = p_both / (p_one * p_many)
    with np.errstate(divide="ignore", invalid="ignore"):
        influence = (
            found.influence[:, :k] / p_both
            - found.influence[:, k : 2 * k] / p_many
            - found.influence[:, 2 * k : 2 * k + 1] / p_one
        )
        count = len(found.clusters)
        variance = count / max(1, count - 1) * (influence**2).sum(axis=0)
        independent = (1 / p_both - 1 / p_many - 1 / p_one + 2 * lift - 1) / found.kish_texts
        error = np.sqrt(np.maximum(variance, independent))
        spread = np.exp(t.ppf((1 + confidence) / 2, max(1, count - 1)) * error)
    never = p_both == 0
    upper = found.interval(confidence)[1][:k] / (p_one * p_many)
    lone = count < 2
    return pd.DataFrame(
        {
            "a": name,
            "b": names,
            "relazioni_a": int(one.sum()),
            "relazioni_b": many.sum(axis=0).astype("int64"),
            "together": both.sum(axis=0).astype("int64"),
            "share_b_given_a": p_both / p_one,
            "share_a_given_b": p_both / p_many,
            "lift": lift,
            "low": np.where(never | lone, 0.0, lift / spread),
            "high": np.where(lone, np.inf, np.where(never, upper, lift * spread)),
        }
    )
