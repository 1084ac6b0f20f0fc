"""Who is named with what: consorzi, cooperatives, health authorities, associations, as edge tables.

Names are as the narratives give them: a short name ("Caritas") stands for different bodies in different places, and a
body may be named in several ways. Kinds are surer than names.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from r40.themes.cooccurrence import cooccurrences, lift_table
from r40.themes.copies import Copies, weights

MOST = 150  # names that edges are made of, the most frequent ones: thousands would take hours and be read by nobody


def actor_edges(
    relazioni: pd.DataFrame,
    actors: pd.DataFrame,
    interventions: pd.DataFrame,
    by: Literal["actor", "kind"] = "kind",
    copies: Copies = "each",
    least: int = 5,
) -> pd.DataFrame:
    """Which actors, or kinds of actor, are named for which interventions.

    Returns:
        Edges ``actor`` (or kind), ``id``, ``relazioni`` that name the one in a passage about the other, ``share`` of the
        relazioni with that intervention that do (counted as ``copies`` says), and the ``lift`` with ``low`` and ``high`` of both being in one relazione (see
        ``lift_table``). Most relazioni first; edges of fewer than ``least`` relazioni, and names
        that are not among the ``MOST`` frequent, are left out.
    """
    actors = _most_frequent(actors[actors["relazione"].isin(relazioni.index)], by)
    weight = pd.Series(weights(relazioni, copies), index=relazioni.index)
    edges = actors[["relazione", by, "id"]].drop_duplicates()
    edges = (
        edges.assign(weight=edges["relazione"].map(weight))
        .groupby([by, "id"], observed=True)["weight"]
        .agg(["size", "sum"])
    )
    table = edges[edges["size"] >= least].reset_index()
    table.columns = pd.Index(["actor", "id", "relazioni", "weight"])
    table = table.astype({"actor": "str", "id": "str"})
    told = interventions[["relazione", "id"]].drop_duplicates()
    whole = told["relazione"].map(weight).groupby(told["id"].astype("str")).sum()
    lifts = lift_table(
        relazioni, actors[["relazione", by]].rename(columns={by: "item"}),
        interventions[["relazione", "id"]].rename(columns={"id": "item"}), copies, least,
    )  # fmt: skip
    table = table.merge(lifts, left_on=["actor", "id"], right_on=["a", "b"])
    table["share"] = table["weight"] / table["id"].map(whole).astype("float64")
    table = table[["actor", "id", "relazioni", "share", "lift", "low", "high"]]
    return table.sort_values(["relazioni", "actor", "id"], ascending=[False, True, True], ignore_index=True)


def actor_network(
    relazioni: pd.DataFrame, actors: pd.DataFrame, copies: Copies = "each", least: int = 5
) -> pd.DataFrame:
    """Which of the ``MOST`` frequent actors are named in the same relazioni: edges as ``cooccurrences`` returns them."""
    known = _most_frequent(actors[actors["relazione"].isin(relazioni.index)], "actor")
    return cooccurrences(relazioni, known[["relazione", "actor"]].rename(columns={"actor": "item"}), copies, least)


def _most_frequent(actors: pd.DataFrame, by: str) -> pd.DataFrame:
    """The rows of the ``MOST`` names that most relazioni give."""
    count = actors[["relazione", by]].drop_duplicates()[by].value_counts()
    return actors[actors[by].isin(count.index[:MOST])]
