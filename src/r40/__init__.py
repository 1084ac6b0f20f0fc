"""r40 reads the Italian comuni's reports on social services and flags what does not fit together."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from r40.ingest import read
    from r40.model.bundle import load_model
    from r40.records import Relazione, ScoredRelazione
    from r40.score import score

__all__ = ["Relazione", "ScoredRelazione", "load_model", "read", "score"]

# Loaded on first use: importing r40 must not import spaCy and scikit-learn.
_HOME = {
    "Relazione": "r40.records",
    "ScoredRelazione": "r40.records",
    "load_model": "r40.model.bundle",
    "read": "r40.ingest",
    "score": "r40.score",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'r40' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
