"""The reviewers' store: scored results, decisions, audit trail. ``open_store`` is where to begin."""

from __future__ import annotations

from pathlib import Path

from r40.codebook import Codebook, default_codebook
from r40.store.accounts import Accounts
from r40.store.audit import Audit
from r40.store.database import Database, open_database
from r40.store.desk import Desks
from r40.store.double import DoubleReview
from r40.store.exchange import Exchange
from r40.store.imports import Imports
from r40.store.queue import Queue

__all__ = ["Store", "open_store"]


class Store:
    """An open store. Safe to share among threads; every method of its parts is one transaction."""

    def __init__(self, database: Database, codebook: Codebook) -> None:
        self._database = database
        self.accounts = Accounts(database)
        self.imports = Imports(database, codebook)
        self.queue = Queue(database)
        self.desk = Desks(database, codebook)
        self.double = DoubleReview(database)
        self.audit = Audit(database)
        self.exchange = Exchange(database, codebook)

    def close(self) -> None:
        """Close all connections."""
        self._database.close()


def open_store(where: str | Path, codebook: Codebook | None = None) -> Store:
    """Open a store, made or migrated as needed.

    Args:
        where: folder of scored results (SQLite in its ``.r40/review.sqlite``), or an SQLAlchemy URL
            (``postgresql+psycopg://…``).

    Raises:
        DatabaseError: it cannot be opened, or was written by a newer r40.
    """
    return Store(open_database(where), codebook or default_codebook())
