"""What Alembic does not know of: triggers, and how PostgreSQL stores a column."""

from __future__ import annotations

from alembic import op

REFUSAL = "the audit trail is append-only"


def append_only(table: str) -> None:
    """Let the database refuse to change or delete rows of a table."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def uncompressed(table: str, column: str) -> None:
    """Let PostgreSQL keep long text as it is: a search that reads all of it would unpack it for each word."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE EXTERNAL")


def inline(table: str) -> None:
    """Let PostgreSQL keep text of up to a page, which most narratives are, in the table itself: it reads it all the faster."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table} SET (toast_tuple_target = 8160)")
