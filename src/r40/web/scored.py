"""Scored results into the store, with the region of each comune where its name tells."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from r40.records import ScoredRelazione
from r40.reports.files import write_atomically
from r40.reports.jsonl import read_jsonl
from r40.store import Store
from r40.store.records import ImportResult, User
from r40.themes.place import place_of

SCORED = "scored.jsonl"
_STAMP = Path(".r40") / "imported"  # digest of the scored.jsonl that was imported last


def bring_in(store: Store, user: User, scored: Sequence[ScoredRelazione], label: str) -> ImportResult:
    """Import results. Raises as ``Imports.add``."""
    return store.imports.add(user, scored, label, region_of)


def region_of(relazione: ScoredRelazione) -> str | None:
    """The region of a relazione's comune; None where the name does not tell."""
    return place_of(relazione.comune, relazione.year).region


def bring_in_folder(store: Store, user: User, folder: Path) -> ImportResult | None:
    """Import the folder's scored.jsonl unless it was imported already.

    Raises:
        ConfigurationError: it is not what «r40 score» writes.
    """
    path, stamp = folder / SCORED, folder / _STAMP
    if not path.is_file():
        return None
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if store.queue.page(user, size=1).total and stamp.is_file() and stamp.read_text() == digest:
        return None
    result = bring_in(store, user, read_jsonl(path), str(path))
    write_atomically(stamp, [digest.encode()])
    return result
