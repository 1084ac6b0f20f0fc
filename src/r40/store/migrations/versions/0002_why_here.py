"""Why a relazione has its priority, kept with it: both follow what reviewers find of the rules."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from r40.store.migrations.operations import inline

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the reasons from the scored results, until priorities are next reckoned; keep text that is searched at hand."""
    inline("texts")
    op.add_column("relazioni", sa.Column("why", sa.JSON(none_as_null=True), nullable=False, server_default="[]"))
    op.drop_column("relazioni", "main_flag")
    relazioni = sa.table("relazioni", sa.column("id", sa.Integer()), sa.column("why", sa.JSON()))
    documents = sa.table("documents", sa.column("relazione_id", sa.Integer()), sa.column("body", sa.Text()))
    bind = op.get_bind()
    for relazione_id in bind.scalars(sa.select(relazioni.c.id)).all():  # one by one: a year of them has 200 MB
        body = bind.scalar(sa.select(documents.c.body).where(documents.c.relazione_id == relazione_id))
        scored = json.loads(str(body))
        reasons = scored["priority_reasons"] or [problem["message"] for problem in scored["errors"][:1]]
        why = [reason.replace("\x00", "") for reason in reasons]
        bind.execute(relazioni.update().where(relazioni.c.id == relazione_id).values(why=why))
