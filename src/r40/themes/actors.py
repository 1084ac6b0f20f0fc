"""Who is named with what: consorzi, cooperatives, health authorities, associations, as edge tables.

Names are as the narratives give them: a short name ("Caritas") stands for different bodies in different places, and a
body may be named in several ways. Kinds are surer than names.
"""

from __future__ import annotations

import re
from typing import Literal

import pandas as pd

from r40.themes.cooccurrence import cooccurrences, lift_table
from r40.themes.copies import Copies, weights

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("consorzio", r"consorzi"),
        ("cooperativa", r"cooperativ"),
        ("sanità", r"(?:asl|asp|ats|ausl|ulss|usl|aulss|csm|serd)\b|consultori|azienda (?:usl|ulss|sanitaria)"),
        ("ambito o unione", r"ambito|unione|distretto|azienda (?:speciale|consortile)|società della salute"),
        ("scuola", r"scuol|istituto comprensivo"),
        ("parrocchia e Caritas", r"parrocchi|oratorio|caritas"),
        ("volontariato e terzo settore", r"associazion|fondazion|terzo settore|croce|auser|pro loco"),
        ("centro per l'impiego", r"centro per l'impiego"),
        ("giustizia e Stato", r"prefettura|tribunale"),
    )
)
OTHER = "altro"
MOST = 150  # names that edges are made of, the most frequent ones: thousands would take hours and be read by nobody
# What a name cut off before its own part ends in: "cooperative di".
_DANGLING = re.compile(r"(?:\s+(?:d[ai]|de[il]|dell[aeo]|degli|e|per|con|in))+$", re.IGNORECASE)
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)?")


def kind_of(actor: str) -> str:
    """The kind of body that a name (as ``simple_name`` gives it) speaks of."""
    return next((kind for kind, pattern in KINDS if pattern.match(actor)), OTHER)


def simple_name(actor: str) -> str:
    """A name without quotes, stops in its initials, needless blanks and a preposition at its end: ``A.S.L.  TO4`` as ``ASL TO4``."""
    text = _INITIALS.sub(lambda match: match[0].replace(".", "").upper(), actor.replace("’", "'"))
    return _DANGLING.sub("", " ".join(re.sub(r"[“”\"«»]", " ", text).split()).strip(" .,;:-"))


def one_spelling(names: pd.Series) -> pd.Series:
    """Names that differ in capitals only, each in its most frequent spelling (the first by alphabet of several)."""
    folded = names.str.casefold()
    counted = pd.DataFrame({"key": folded, "name": names}).value_counts(["key", "name"]).reset_index()
    chosen = counted.sort_values(["count", "name"], ascending=[False, True]).drop_duplicates("key")
    return folded.map(chosen.set_index("key")["name"])


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
