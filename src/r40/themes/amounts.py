"""Sums of money that narratives name for an intervention."""

from __future__ import annotations

import numpy as np
import pandas as pd

from r40.themes.copies import Copies, weights

_QUANTILES = {"quarter": 0.25, "median": 0.5, "three_quarters": 0.75}


def amounts_named(relazioni: pd.DataFrame, amounts: pd.DataFrame, copies: Copies = "once") -> pd.DataFrame:
    """Amounts in euro named for each intervention.

    What a narrative names is not what was spent: some name a grant, some a contract of years, most name nothing. So
    quartiles are given and no sum. ``copies`` is ``once`` unless told otherwise: a consorzio's amount stands in every copy.

    Returns:
        ``item``, ``relazioni`` (that name one), ``clusters`` (of them that are independent), ``amounts`` (how many), ``quarter``, ``median``, ``three_quarters`` (weighted, lower
        quantiles: values that occur), ``smallest``, ``largest``; most relazioni first.
    """
    weight = pd.Series(weights(relazioni, copies), index=relazioni.index)
    known = amounts[amounts["relazione"].isin(relazioni.index)]
    rows = []
    for item, part in known.groupby("id", observed=True):
        values = part["amount"].to_numpy()
        w, cluster = weight.loc[part["relazione"]].to_numpy(), relazioni.loc[part["relazione"], "cluster"]
        rows.append(
            {
                "item": str(item),
                "relazioni": part["relazione"].nunique(),
                "clusters": cluster.nunique(),
                "amounts": len(values),
            }
            | {name: weighted_quantile(values, w, q) for name, q in _QUANTILES.items()}
            | {"smallest": values.min(), "largest": values.max()}
        )
    columns = ["item", "relazioni", "clusters", "amounts", *_QUANTILES, "smallest", "largest"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["relazioni", "item"], ascending=[False, True], ignore_index=True)


def weighted_quantile(values: np.ndarray, weight: np.ndarray, q: float) -> float:
    """The smallest value up to which at least ``q`` of the weight lies."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(reached, q * reached[-1] * (1 - 1e-12))])
