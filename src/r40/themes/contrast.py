"""What tells groups apart: weighted log-odds with an informative Dirichlet prior."""

from __future__ import annotations

import numpy as np
import pandas as pd

from r40.themes.copies import Copies, counted
from r40.themes.estimates import estimate, presence

PRIOR = 10.0  # relazioni that the prior weighs as much as


def log_odds(
    one: np.ndarray,
    size_one: np.ndarray | float,
    other: np.ndarray,
    size_other: np.ndarray | float,
    prior: float = PRIOR,
) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds-ratio of each item between two groups, and its z score, each shape (K,); positive where the first has more.

    Monroe, Colaresi and Quinn (2008), "Fightin' Words", Political Analysis 16(4), 372–403, section 3.3.2, with each item
    had or not by each member of a group: a Dirichlet prior over these two, informed by both groups together, pulls what is
    rare to no difference. As items are not rare here, the variance has the terms of those who do not have the item too.

    Args:
        one: members of the first group that have each item, shape (K,).
        size_one: members of the first group; sizes may be weighted, and differ by item.
        other: those of the second group, shape (K,).
        size_other: members of the second group.
        prior: members that the prior weighs as much as.
    """
    common = (one + other + 0.5) / (size_one + size_other + 1)
    have, lack = prior * common, prior * (1 - common)
    cells = (one + have, size_one - one + lack, other + have, size_other - other + lack)
    delta = np.log(cells[0] / cells[1]) - np.log(cells[2] / cells[3])
    return delta, delta / np.sqrt(sum(1 / cell for cell in cells))


def contrasts(
    relazioni: pd.DataFrame, marks: pd.DataFrame, by: str, copies: Copies = "once", prior: float = PRIOR, least: int = 5
) -> pd.DataFrame:
    """What sets each group of ``by`` apart from all the others together.

    Relazioni that have an item are counted, not its mentions, so that one talkative relazione does not make a difference.
    Each side counts for as many independent observations as its share is worth (``Estimate.effective``): a comune that tells the
    same every year, or forty that share a text, make no z score.

    Args:
        relazioni: as in ``Corpus``.
        marks: ``relazione``, ``item``: interventions, words, anything.
        by: column of ``relazioni``.
        copies: how relazioni of one text count.
        prior: observations that the prior weighs as much as.
        least: items in fewer relazioni are left out.

    Returns:
        ``group``, ``item``, ``count`` (relazioni of the group with it), ``share``, ``elsewhere`` (share outside the group), ``log_odds``,
        ``z``; by group, the most typical first. With fewer than two groups there is nothing to contrast, and no row.
    """
    told = relazioni[relazioni[by].notna()]
    present, items = presence(told.index, marks)
    kept = np.flatnonzero(present.sum(axis=0) >= max(1, least))
    present, names = present[:, kept], [items[k] for k in kept]
    groups = told[by].to_numpy()
    parts = []
    for group in told[by].drop_duplicates().sort_values() if told[by].nunique() > 1 else ():
        inside = groups == group
        own, rest = (estimate(present[rows], *counted(told[rows], copies)) for rows in (inside, ~inside))
        n, m = own.effective(), rest.effective()
        delta, z = log_odds(own.p * n, n, rest.p * m, m, prior)
        columns = {
            "item": names,
            "count": present[inside].sum(axis=0).astype("int64"),
            "share": own.p,
            "elsewhere": rest.p,
        }
        part = pd.DataFrame({"group": str(group)} | columns | {"log_odds": delta, "z": z})
        parts.append(part.sort_values(["z", "item"], ascending=[False, True]))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(_NONE)


_NONE = {name: pd.Series(dtype="str" if name in ("group", "item") else "float64")
         for name in ("group", "item", "count", "share", "elsewhere", "log_odds", "z")}  # fmt: skip
