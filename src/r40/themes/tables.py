"""The tables of ``r40 themes``: every statistic over a corpus, by name."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pandas as pd

from r40.codebook import Codebook
from r40.themes.actors import actor_edges, actor_network
from r40.themes.amounts import amounts_named
from r40.themes.contrast import contrasts
from r40.themes.cooccurrence import cooccurrences
from r40.themes.copies import Copies, copy_report
from r40.themes.frames import Corpus
from r40.themes.passages import NONE
from r40.themes.place import place_report
from r40.themes.share import area_marks, intervention_marks, reason_marks, shares, status_shares
from r40.themes.trend import trends


def theme_tables(corpus: Corpus, codebook: Codebook, copies: Copies = "each") -> dict[str, pd.DataFrame]:
    """All tables, in reading order; those with nothing to show are there and empty.

    Interventions, areas and reasons stand by id or code (``labelled`` gives them their names). Contrasts and amounts take
    ``once`` whatever ``copies`` says, for the reasons given there.
    """
    told = corpus.narrated()
    marks = intervention_marks(corpus.interventions)
    areas = area_marks(corpus.interventions, codebook)
    ticked = reason_marks(corpus.reasons, said=False).rename(columns={"item": "group"})
    tables = {
        "interventi": shares(told, marks, copies=copies).sort_values("share", ascending=False, ignore_index=True),
        "aree": shares(told, areas, copies=copies),
        "interventi_anno": shares(told, marks, "year", copies),
        "interventi_regione": shares(told, marks, "region", copies),
        "interventi_dimensione": shares(told, marks, "size", copies),
        "interventi_blocco": shares(told, marks, "block", copies),
        "interventi_motivazione": shares(told, marks, ticked, copies),
        "aree_anno": shares(told, areas, "year", copies),
        "aree_regione": shares(told, areas, "region", copies),
        "motivazioni": shares(told, reason_marks(corpus.reasons), "block", copies),
        "stato": status_shares(told, corpus.interventions, copies),
        "coppie": cooccurrences(told, marks, copies),
        "contrasto_anno": contrasts(told, marks, "year"),
        "contrasto_regione": contrasts(told, marks, "region"),
        "contrasto_dimensione": contrasts(told, marks, "size"),
        "contrasto_blocco": contrasts(told, marks, "block"),
        "andamento": _between_years(told, lambda a, b: trends(told, marks, a, b, copies=copies)),
        "andamento_stessi_comuni": _between_years(told, lambda a, b: trends(told, marks, a, b, True, copies)),
        "soggetti": actor_edges(told, corpus.actors, corpus.interventions, "kind", copies),
        "soggetti_nomi": actor_edges(told, corpus.actors, corpus.interventions, "actor", copies),
        "soggetti_rete": actor_network(told, corpus.actors, copies),
        "importi": amounts_named(told, corpus.amounts),
        "luoghi": place_report(corpus.relazioni),
        "testi_condivisi": copy_report(corpus.relazioni),
    }
    return tables


_WORDS = {
    "place": {
        "found": "trovato",
        "former": "nome o comune cambiato",
        "ambiguous": "più comuni possibili",
        "unknown": "non trovato",
    },
    "theme": {NONE: "nessuno"},
}


def labelled(table: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """``table`` in Italian: names of interventions, areas and reasons in place of their ids and codes, and what became of a place."""
    names = {name: kind.label for name, kind in codebook.interventions.items()} | codebook.areas
    names |= {"contributi": "Contributi economici"}
    for concept in codebook.reasons.concepts.values():
        names |= {code: f"{code} {concept.label}" for code in concept.codes}
    shown = table.copy()
    for column in ("group", "item", "a", "b", "id", "actor", "area", "theme", "place"):
        if column in shown:
            known = _WORDS.get(column, names)
            shown[column] = shown[column].astype("object").map(lambda value, known=known: known.get(value, value))
    return shown


def _between_years(relazioni: pd.DataFrame, difference: Callable[[int, int], pd.DataFrame]) -> pd.DataFrame:
    """Differences from each year to the next one at hand, with ``from`` and ``to``."""
    years = sorted(int(year) for year in relazioni["year"].dropna().unique())
    parts = [difference(a, b) for a, b in pairwise(years)]
    stamped = [part.assign(**{"from": a, "to": b}) for part, (a, b) in zip(parts, pairwise(years), strict=True)]
    if not stamped:
        return difference(0, 0).assign(**{"from": pd.Series(dtype="int64"), "to": pd.Series(dtype="int64")})
    table = pd.concat(stamped, ignore_index=True)
    return table[["from", "to", *(c for c in table.columns if c not in ("from", "to"))]]
