"""What tells groups apart: weighted log-odds with an informative Dirichlet prior."""

from __future__ import annotations

import numpy as np
import pandas as pd

from r40.themes.copies import Copies, weights
from r40.themes.estimates import presence

PRIOR = 10.0  # relazioni that the prior weighs as much as


def log_odds(
    one: np.ndarray, size_one: float, other: np.ndarray, size_other: float, prior: float = PRIOR
) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds-ratio of each item between two groups, and its z score, each shape (K,); positive where the first has more.

    Monroe, Colaresi and Quinn (2008), "Fightin' Words", Political Analysis 16(4), 372–403, section 3.3.2, with each item
    had or not by each member of a group: a Dirichlet prior over these two, informed by both groups together, pulls what is
    rare to no difference. As items are not rare here, the variance has the terms of those who do not have the item too.

    Args:
        one: members of the first group that have each item, shape (K,).
        size_one: members of the first group; sizes may be weighted.
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
    ``copies`` is ``once`` unless told otherwise: the z scores know nothing of shared texts.

    Args:
        relazioni: as in ``Corpus``.
        marks: ``relazione``, ``item``: interventions, words, anything.
        by: column of ``relazioni``.
        copies: how relazioni of one text count.
        prior: relazioni that the prior weighs as much as.
        least: items in fewer relazioni are left out.

    Returns:
        ``group``, ``item``, ``count`` and ``others`` (weighted relazioni with it in the group and outside), ``log_odds``, ``z``;
        by group, the most typical first. With fewer than two groups there is nothing to contrast, and no row.
    """
    told = relazioni[relazioni[by].notna()]
    present, items = presence(told.index, marks)
    kept = np.flatnonzero(present.sum(axis=0) >= max(1, least))
    weight = weights(told, copies)
    weighted = present[:, kept] * weight[:, None]
    total, size = weighted.sum(axis=0), weight.sum()
    groups = pd.Series(np.arange(len(told))).groupby(told[by].reset_index(drop=True), observed=True)
    parts = []
    if len(groups) > 1:
        for group, rows in groups:
            one, size_one = weighted[rows].sum(axis=0), weight[rows].sum()
            delta, z = log_odds(one, size_one, total - one, size - size_one, prior)
            columns = {"item": [items[k] for k in kept], "count": one, "others": total - one, "log_odds": delta, "z": z}
            part = pd.DataFrame({"group": str(group)} | columns)
            parts.append(part.sort_values(["z", "item"], ascending=[False, True]))
    if parts:
        return pd.concat(parts, ignore_index=True)
    types = {
        "group": "str",
        "item": "str",
        "count": "float64",
        "others": "float64",
        "log_odds": "float64",
        "z": "float64",
    }
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types.items()})
