"""Themes: what thousands of scored relazioni say, as pure functions on data frames.

``load_corpus`` reads folders written by ``r40 score``; every statistic takes its frames and gives a frame.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from r40.themes.actors import actor_edges, actor_network
    from r40.themes.amounts import amounts_named
    from r40.themes.concordance import Where, alike, find, in_context
    from r40.themes.contrast import contrasts
    from r40.themes.cooccurrence import cooccurrences
    from r40.themes.emerging import Emerging, emerging_themes
    from r40.themes.frames import Corpus, load_corpus
    from r40.themes.index import Index, build_index, open_index
    from r40.themes.place import Place, place_of
    from r40.themes.proposals import as_yaml, proposed_entries
    from r40.themes.share import area_marks, composition, intervention_marks, reason_marks, shares, status_shares
    from r40.themes.tables import labelled, theme_tables
    from r40.themes.trend import trends

# Loaded on first use: `r40 find` needs no scikit-learn.
_HOME = {
    "Corpus": "frames",
    "Emerging": "emerging",
    "Index": "index",
    "Place": "place",
    "Where": "concordance",
    "actor_edges": "actors",
    "actor_network": "actors",
    "alike": "concordance",
    "amounts_named": "amounts",
    "area_marks": "share",
    "as_yaml": "proposals",
    "build_index": "index",
    "composition": "share",
    "contrasts": "contrast",
    "cooccurrences": "cooccurrence",
    "emerging_themes": "emerging",
    "find": "concordance",
    "in_context": "concordance",
    "intervention_marks": "share",
    "labelled": "tables",
    "load_corpus": "frames",
    "open_index": "index",
    "place_of": "place",
    "proposed_entries": "proposals",
    "reason_marks": "share",
    "shares": "share",
    "status_shares": "share",
    "theme_tables": "tables",
    "trends": "trend",
}

__all__ = [
    "Corpus",
    "Emerging",
    "Index",
    "Place",
    "Where",
    "actor_edges",
    "actor_network",
    "alike",
    "amounts_named",
    "area_marks",
    "as_yaml",
    "build_index",
    "composition",
    "contrasts",
    "cooccurrences",
    "emerging_themes",
    "find",
    "in_context",
    "intervention_marks",
    "labelled",
    "load_corpus",
    "open_index",
    "place_of",
    "proposed_entries",
    "reason_marks",
    "shares",
    "status_shares",
    "theme_tables",
    "trends",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'r40.themes' has no attribute {name!r}")
    return getattr(import_module(f"r40.themes.{_HOME[name]}"), name)
