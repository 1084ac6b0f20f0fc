"""A store in SQLite and one in PostgreSQL, users, and relazioni of invented comuni."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import URL, create_engine, text

from r40.records import ScoredRelazione
from r40.store import Store, accounts, open_store
from r40.store.records import Desk, Role, User
from r40.store.schema import Base
from tests.reports.conftest import failed, hostile, partial, rich

PASSWORD = "una frase lunga"


def _binary(name: str) -> str | None:
    """A program of PostgreSQL; Debian keeps most of them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(found[-1]) if found else None)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[URL]:
    """A PostgreSQL server of this run alone, on a socket of its own."""
    initdb, server = _binary("initdb"), _binary("pg_ctl")
    if initdb is None or server is None:
        pytest.skip("PostgreSQL is not installed (Debian's package postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="r40-postgresql-"))
    user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    if user:
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        subprocess.run(command, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL, timeout=60)

    try:
        run(initdb, "-D", "data", "-U", "r40", "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        run(server, "-D", "data", "-w", "-l", "log", "-o", options, "start")
        yield URL.create("postgresql+psycopg", "r40", database="postgres", query={"host": str(folder)})
    finally:
        run(server, "-D", "data", "-m", "immediate", "stop")
        shutil.rmtree(folder)


@contextmanager
def database(server: URL, name: str) -> Iterator[str]:
    """A new database on a server; its URL."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield server.set(database=name).render_as_string()
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


@pytest.fixture
def empty_postgresql(postgresql: URL) -> Iterator[str]:
    with database(postgresql, "r40_empty") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where no store was opened yet."""
    return str(request.getfixturevalue("empty_postgresql")) if request.param == "postgresql" else str(tmp_path)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was opened once, so that not every test migrates."""
    folder = tmp_path_factory.mktemp("migrated")
    open_store(folder).close()
    return folder


@pytest.fixture(scope="session")
def postgresql_store(postgresql: URL) -> Iterator[Store]:
    with database(postgresql, "r40_test") as url:
        opened = open_store(url)
        yield opened
        opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store without users; passwords are hashed fast, not well."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", lambda: cheap)
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("migrated_sqlite"), tmp_path, dirs_exist_ok=True)
        opened = open_store(tmp_path)
        yield opened
        opened.close()
        return
    opened = request.getfixturevalue("postgresql_store")
    yield opened
    with opened._database.write() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))  # or the trail could not be emptied
        session.execute(text(f"TRUNCATE {', '.join(Base.metadata.tables)} RESTART IDENTITY"))


@pytest.fixture
def boss(store: Store) -> User:
    """A supervisor."""
    return store.accounts.create(None, "capo", "Carla Capo", PASSWORD)


@pytest.fixture
def anna(store: Store, boss: User) -> User:
    return store.accounts.create(boss, "anna", "Anna Rossi", PASSWORD, Role.REVIEWER)


@pytest.fixture
def bruno(store: Store, boss: User) -> User:
    return store.accounts.create(boss, "bruno", "Bruno Bianchi", PASSWORD, Role.REVIEWER)


@pytest.fixture
def relazioni() -> list[ScoredRelazione]:
    return [rich(), hostile(), partial(), failed()]


@pytest.fixture
def filled(store: Store, boss: User, relazioni: list[ScoredRelazione]) -> Store:
    """The store with the four relazioni."""
    store.imports.add(boss, relazioni, "prova")
    return store


RICH, HOSTILE, PARTIAL, FAILED = ("a" * 16, "b" * 16, "c" * 16, "d" * 16)


def flag_id(desk: Desk, code: str) -> int:
    """Id of the one flag of a code."""
    return next(item.id for item in desk.flags if item.flag.code == code)


def without(relazione: ScoredRelazione, *codes: str) -> ScoredRelazione:
    """Scored again: some flags are not raised any more."""
    return relazione.model_copy(update={"flags": tuple(f for f in relazione.flags if f.code not in codes)})


@pytest.fixture
def rescored(relazioni: list[ScoredRelazione]) -> Callable[..., list[ScoredRelazione]]:
    """All relazioni, the first of them without some flags."""
    return lambda *codes: [without(relazioni[0], *codes), *relazioni[1:]]
