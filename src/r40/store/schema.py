"""The tables. Times are UTC; JSON columns hold the records of ``r40.store.records``.

A relazione has one ``main`` review, which everybody shares. In double review it has two ``blind`` ones besides, one a reviewer,
and what they agree on or settle goes to the main one. A *mark* is what reviewers left on one thing of a review; taking it back
empties it but keeps its version, so that a version never means two things.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Utc(TypeDecorator[datetime]):
    """Aware UTC times; SQLite keeps them without zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """The present, UTC."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Utc, dict[str, Any]: JSON(none_as_null=True), list[str]: JSON(none_as_null=True),
    }  # fmt: skip


class UserRow(Base):
    """An account; no password hash: cannot log in (the local user)."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    full_name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    password: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class SessionRow(Base):
    """A login; the token itself is only in the browser."""

    __tablename__ = "sessions"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    user: Mapped[UserRow] = relationship()


class LoginAttemptRow(Base):
    """A failed login, for the limit."""

    __tablename__ = "login_attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)


class RunRow(Base):
    """An import of scored results."""

    __tablename__ = "runs"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    label: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


class RelazioneRow(Base):
    """What the queue lists of a relazione; the whole of it is in ``documents``."""

    __tablename__ = "relazioni"
    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(String(16), unique=True)
    source: Mapped[str] = mapped_column(Text)
    comune: Mapped[str | None] = mapped_column(String(200), index=True)
    year: Mapped[int | None] = mapped_column(index=True)
    region: Mapped[str | None] = mapped_column(String(60), index=True)
    read_status: Mapped[str] = mapped_column(String(10))
    priority: Mapped[float] = mapped_column(index=True)
    errors: Mapped[int]
    warnings: Mapped[int]
    infos: Mapped[int]
    why: Mapped[list[str]]  # it has its priority, the weightiest reason first
    changed: Mapped[bool] = mapped_column(default=False)
    double: Mapped[bool] = mapped_column(default=False)
    model: Mapped[str | None] = mapped_column(Text)
    rules: Mapped[str] = mapped_column(Text)
    first_run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    scored_run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    document: Mapped[DocumentRow] = relationship(back_populates="relazione")


class DocumentRow(Base):
    """A relazione as scored."""

    __tablename__ = "documents"
    relazione_id: Mapped[int] = mapped_column(ForeignKey("relazioni.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    relazione: Mapped[RelazioneRow] = relationship(back_populates="document")


class TextRow(Base):
    """A relazione's words as they are searched; apart, because a search reads the whole table."""

    __tablename__ = "texts"
    relazione_id: Mapped[int] = mapped_column(ForeignKey("relazioni.id", ondelete="CASCADE"), primary_key=True)
    searched: Mapped[str] = mapped_column(Text)


class TagRow(Base):
    """What a relazione can be filtered by: reasons ticked SI, interventions found."""

    __tablename__ = "tags"
    relazione_id: Mapped[int] = mapped_column(ForeignKey("relazioni.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    value: Mapped[str] = mapped_column(String(60), primary_key=True)
    __table_args__ = (Index("ix_tags_kind_value", "kind", "value"),)


class FlagRow(Base):
    """A flag, present or gone."""

    __tablename__ = "flags"
    id: Mapped[int] = mapped_column(primary_key=True)
    relazione_id: Mapped[int] = mapped_column(ForeignKey("relazioni.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(8), index=True)
    subject: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(String(10), index=True)
    body: Mapped[dict[str, Any]]
    present: Mapped[bool] = mapped_column(default=True)
    change: Mapped[str] = mapped_column(String(10))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))


class ReviewRow(Base):
    """A reviewer's, or everybody's, work on a relazione."""

    __tablename__ = "reviews"
    id: Mapped[int] = mapped_column(primary_key=True)
    relazione_id: Mapped[int] = mapped_column(ForeignKey("relazioni.id", ondelete="CASCADE"))
    side: Mapped[int] = mapped_column(default=0)  # 0 main, 1 and 2 blind
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    status: Mapped[str] = mapped_column(String(12), index=True)
    version: Mapped[int] = mapped_column(default=0)
    status_version: Mapped[int] = mapped_column(default=0)
    __table_args__ = (UniqueConstraint("relazione_id", "side"),)
    relazione: Mapped[RelazioneRow] = relationship()


class MarkRow(Base):
    """What was left on one thing of a review; ``body`` is None once taken back."""

    __tablename__ = "marks"
    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(120))
    flag_id: Mapped[int | None] = mapped_column(ForeignKey("flags.id"), index=True)
    label: Mapped[str | None] = mapped_column(String(12), index=True)  # verdict, stance, action
    body: Mapped[dict[str, Any] | None]
    version: Mapped[int]
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))  # whose results were on the desk
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("review_id", "kind", "key"),)
    user: Mapped[UserRow] = relationship()


class AuditRow(Base):
    """The audit trail; triggers refuse to change or delete a row."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    user_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(20))
    relazione_id: Mapped[int | None] = mapped_column(ForeignKey("relazioni.id"), index=True)
    review_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id"), index=True)
    kind: Mapped[str | None] = mapped_column(String(12))
    key: Mapped[str | None] = mapped_column(String(120))
    flag_id: Mapped[int | None] = mapped_column(ForeignKey("flags.id"))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    version: Mapped[int | None]  # of the mark or status after it
    desk_version: Mapped[int | None]
    undoable: Mapped[bool] = mapped_column(default=False)
    undoes: Mapped[int | None] = mapped_column(ForeignKey("audit.id"), index=True)
    model: Mapped[str | None] = mapped_column(Text)
    rules: Mapped[str | None] = mapped_column(Text)


class ViewRow(Base):
    """A saved view of the queue."""

    __tablename__ = "views"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    filters: Mapped[dict[str, Any]]
    sort: Mapped[str] = mapped_column(String(12))
    descending: Mapped[bool]
    shared: Mapped[bool]
    __table_args__ = (UniqueConstraint("user_id", "name"),)


class ProposalRow(Base):
    """Which side one of two reviewers would settle a difference by."""

    __tablename__ = "proposals"
    relazione_id: Mapped[int] = mapped_column(ForeignKey("relazioni.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    side: Mapped[int]
