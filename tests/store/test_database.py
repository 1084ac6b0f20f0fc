"""The database: migrations, durability, what it refuses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from r40.records import ScoredRelazione
from r40.store import Store, open_store
from r40.store.database import open_database
from r40.store.errors import DatabaseError
from r40.store.migrations.operations import REFUSAL
from r40.store.records import Note, User
from r40.store.schema import Base
from tests.store.conftest import RICH


def test_the_migrations_make_the_schema_that_the_code_knows(where: str) -> None:
    database = open_database(where)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    database.close()


def test_opening_again_keeps_what_is_there(where: str) -> None:
    first = open_store(where)
    made = first.accounts.local_user()
    first.close()
    second = open_store(where)
    assert second.accounts.all() == (made,)
    second.close()


def test_many_may_open_a_new_store_at_once(where: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        for store in list(pool.map(lambda _: open_store(where), range(6))):
            store.close()


def test_a_newer_database_is_left_alone(where: str) -> None:
    database = open_database(where)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(DatabaseError, match="più recente"):
        open_database(where)


@pytest.mark.parametrize(
    "wrong", ["nowhere", "postgresql+psycopg://r40@/r40?host=/nowhere", "nonsense://x", "postgresql+psycopg://h:port/x"]
)
def test_what_cannot_be_opened_is_said_in_italian(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="Impossibile aprire"):
        open_database(wrong if "://" in wrong else tmp_path / wrong)


def test_a_file_that_is_no_database_is_said_in_italian(tmp_path: Path) -> None:
    file = tmp_path / ".r40" / "review.sqlite"
    file.parent.mkdir()
    file.write_bytes(b"not a database " * 100)
    with pytest.raises(DatabaseError, match="Impossibile aprire"):
        open_database(tmp_path)


@pytest.mark.parametrize("statement", ["UPDATE audit SET user_name = 'x'", "DELETE FROM audit"])
def test_nobody_changes_the_audit_trail(where: str, statement: str) -> None:
    store = open_store(where)
    store.accounts.create(None, "capo", "Carla Capo", "una frase lunga")
    store.close()
    database = open_database(where)
    with pytest.raises(DBAPIError, match=REFUSAL), database.engine.begin() as connection:
        connection.execute(text(statement))
    database.close()


def test_postgresql_refuses_to_truncate_the_trail(empty_postgresql: str) -> None:
    database = open_database(empty_postgresql)
    with pytest.raises(DBAPIError, match=REFUSAL), database.engine.begin() as connection:
        connection.execute(text("TRUNCATE audit CASCADE"))
    database.close()


def test_sqlite_is_durable_and_checks_references(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    with database.engine.connect() as connection:
        values = [
            connection.execute(text(f"PRAGMA {p}")).scalar() for p in ("journal_mode", "synchronous", "foreign_keys")
        ]
    database.close()
    assert values == ["wal", 2, 1]
    assert (tmp_path / ".r40" / "review.sqlite").is_file()


def test_a_killed_process_loses_only_what_it_had_not_committed(filled: Store, boss: User) -> None:
    with pytest.raises(RuntimeError), filled._database.write() as session:
        session.execute(text("DELETE FROM views"))
        session.execute(text("UPDATE users SET full_name = 'x'"))
        raise RuntimeError
    assert boss in filled.accounts.all()


def test_an_older_database_keeps_everything_and_learns_the_reasons(
    where: str, relazioni: list[ScoredRelazione]
) -> None:
    store = open_store(where)
    store.imports.add(store.accounts.local_user(), relazioni, "prova")
    store.desk.add_note(store.accounts.local_user(), RICH, Note(text="resta"))
    with store._database.write() as session:  # as the first schema had it
        session.execute(text("ALTER TABLE relazioni DROP COLUMN why"))
        session.execute(text("ALTER TABLE relazioni ADD COLUMN main_flag TEXT"))
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    store.close()
    store = open_store(where)
    desk = store.desk.open(store.accounts.local_user(), RICH)
    assert desk.why == relazioni[0].priority_reasons
    assert [note.content for note in desk.notes] == [Note(text="resta")]
    store.close()
