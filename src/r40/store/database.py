"""The database: opened, brought to the newest schema, and its transactions.

SQLite runs in WAL with ``synchronous=FULL``: what a click committed survives the loss of power. A writing transaction takes the
write lock at its start (BEGIN IMMEDIATE), so that two writers wait for each other instead of failing half-way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from r40.store.errors import DatabaseError

FILE = Path(".r40") / "review.sqlite"  # in the folder of scored results
BUSY_MS = 20_000  # how long a writer waits for another one
CONNECTIONS = 40  # as many as FastAPI's thread pool may ask for at once


class Database:
    """An open database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(r40_writes=True)
        # SQLite has one writer, and those that wait for it poll, some for long: in one process they queue up here.
        self._turn: AbstractContextManager[Any] = Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads: one consistent picture."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that writes; committed at the end, undone by any error."""
        with self._turn, Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_database(where: str | Path) -> Database:
    """Open, and migrate to the newest schema.

    Args:
        where: folder of scored results (its ``.r40/review.sqlite`` is made if absent) or an SQLAlchemy URL.

    Raises:
        DatabaseError: cannot be opened, or is newer than this r40.
    """
    try:
        engine = _engine(_url(where))
        migrate(engine)
    except (OSError, ValueError, DBAPIError, ArgumentError, NoSuchModuleError, ImportError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        raise DatabaseError(
            f"Impossibile aprire l'archivio delle revisioni ({reason}): verificare che la cartella o "
            "l'indirizzo del database siano giusti, che si possa scrivere e che ci sia spazio su disco."
        ) from error
    except CommandError as error:
        raise DatabaseError(
            "L'archivio delle revisioni è stato scritto da una versione più recente di r40: aggiornare r40 e riprovare."
        ) from error
    return Database(engine)


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest revision; several processes may do it at once."""
    with engine.execution_options(r40_writes=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7240040)")
        command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration, without a file: its scripts are in the package."""
    config = Config()
    config.set_main_option("script_location", "r40.store:migrations")
    config.attributes["connection"] = connection
    return config


def _url(where: str | Path) -> URL:
    if isinstance(where, str) and "://" in where:
        return make_url(where)
    folder = Path(where)
    if not folder.is_dir():
        raise NotADirectoryError(f"«{folder}» non è una cartella")
    file = folder / FILE
    file.parent.mkdir(exist_ok=True)
    return URL.create("sqlite", database=str(file.resolve()))


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        # The driver's own transactions are off: SQLAlchemy's begin says which kind is wanted.
        engine = create_engine(
            url,
            pool_size=CONNECTIONS,
            max_overflow=0,
            connect_args={"timeout": BUSY_MS / 1000, "isolation_level": None},
        )
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
        return engine
    return create_engine(url, pool_size=CONNECTIONS // 2, max_overflow=CONNECTIONS // 2, pool_pre_ping=True)


def _sqlite_connect(connection: Any, _: Any) -> None:
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("r40_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
