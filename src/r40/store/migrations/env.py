"""What Alembic runs: the revisions on the connection that r40 passes in."""

from __future__ import annotations

from alembic import context

from r40.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
