"""Writing on a review: marks, status, assignee. Each write bumps versions and appends to the audit trail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from r40.store.access import Access
from r40.store.audit import describe, record
from r40.store.errors import ConflictError
from r40.store.records import (
    Content,
    Decision,
    InterventionCorrection,
    Mark,
    MarkKind,
    Note,
    Saved,
    StanceCorrection,
    Work,
)
from r40.store.schema import AuditRow, MarkRow, UserRow, now

CONTENTS: dict[str, type[Content]] = {
    "flag": Decision,
    "stance": StanceCorrection,
    "intervention": InterventionCorrection,
    "note": Note,
}
NOTHING: dict[str, Any] = {"nothing": True}
"""Body of a mark on which two reviewers settled that nothing is to be said."""
_LABELS = {"flag": "verdict", "stance": "stance", "intervention": "action"}


def mark_row(session: Session, review_id: int, kind: str, key: str) -> MarkRow | None:
    """A mark, taken back or not."""
    return session.scalar(
        select(MarkRow).where(MarkRow.review_id == review_id, MarkRow.kind == kind, MarkRow.key == key)
    )


def mark_record(row: MarkRow) -> Mark | None:
    """A mark as the store gives it; None where it was taken back."""
    if row.body is None or row.body == NOTHING:
        return None
    kind: Any = row.kind
    return Mark(
        kind=kind,
        key=row.key,
        content=CONTENTS[row.kind].model_validate(row.body),
        version=row.version,
        by=row.user.full_name,
        user_id=row.user_id,
        at=row.at,
    )


def put(
    session: Session,
    at: Access,
    kind: MarkKind,
    key: str,
    body: dict[str, Any] | None,
    *,
    expected: int | None,
    action: str,
    flag_id: int | None = None,
    undoes: int | None = None,
) -> MarkRow:
    """Set, or take back (``body`` None), a mark; the review must be locked by the transaction.

    Raises:
        ConflictError: the mark's version is not ``expected`` (None: whatever it is).
    """
    row = mark_row(session, at.review.id, kind, key)
    if expected is not None and expected != (row.version if row else 0):
        if row is not None and row.user_id == at.user.id and row.body == body:
            return row  # sent again, because the answer never came
        raise conflict(session, at, kind, key, row)
    before = row.body if row else None
    if row is None:
        row = MarkRow(review_id=at.review.id, kind=kind, key=key, flag_id=flag_id, version=0)
        session.add(row)
    row.body = body
    row.label = "nothing" if body == NOTHING else body[_LABELS[kind]] if body and kind in _LABELS else None
    row.version += 1
    row.run_id = at.relazione.scored_run_id
    row.user_id, row.at = at.user.id, now()
    at.review.version += 1
    record(
        session, at.user, action, relazione=at.relazione, review=at.review, kind=kind, key=key, flag_id=row.flag_id,
        before=before, after=body, version=row.version, undoable=action == "mark", undoes=undoes,
    )  # fmt: skip
    session.flush()
    session.refresh(row)
    return row


def begin(session: Session, at: Access) -> None:
    """The first mark on an unread relazione: it is in corso, and whoever works on it has it."""
    if at.review.status == Work.UNREAD:
        set_status(session, at, Work.OPEN, undoable=False)
        if at.review.assignee_id is None:
            set_assignee(session, at, session.get_one(UserRow, at.user.id))


def set_status(
    session: Session,
    at: Access,
    status: Work,
    *,
    action: str = "mark",
    undoable: bool = True,
    undoes: int | None = None,
) -> None:
    """Set a review's status. A relazione that is closed is no longer one whose flags have changed."""
    before = at.review.status
    if before == status:
        return
    at.review.status = status
    at.review.version += 1
    at.review.status_version += 1
    if status == Work.CLOSED and at.review.side == 0:
        at.relazione.changed = False
    record(
        session, at.user, action, relazione=at.relazione, review=at.review, kind="status", key="",
        before={"status": before}, after={"status": str(status)}, version=at.review.status_version,
        undoable=undoable, undoes=undoes,
    )  # fmt: skip


def set_assignee(session: Session, at: Access, assignee: UserRow | None) -> None:
    """Give a review to a user, or to nobody."""
    before = session.get(UserRow, at.review.assignee_id) if at.review.assignee_id else None
    if before is assignee:
        return
    at.review.assignee_id = assignee.id if assignee else None
    at.review.version += 1
    record(
        session, at.user, "mark", relazione=at.relazione, review=at.review, kind="assignee", key="",
        before=_person(before), after=_person(assignee),
    )  # fmt: skip


def _person(user: UserRow | None) -> dict[str, Any] | None:
    return {"id": user.id, "name": user.full_name} if user else None


def conflict(session: Session, at: Access, kind: str, key: str, row: MarkRow | None) -> ConflictError:
    """Who changed a mark, to what, when."""
    if row is None:
        return ConflictError("nessuno", "mai salvata", now(), 0)
    return ConflictError(row.user.full_name, describe(kind, row.body), row.at, row.version, mark_record(row))


def desk_conflict(session: Session, at: Access, since: int) -> ConflictError | None:
    """The last change by others to a review after version ``since``."""
    entry = session.scalar(
        select(AuditRow)
        .where(AuditRow.review_id == at.review.id, AuditRow.desk_version > since, AuditRow.user_id != at.user.id)
        .where(AuditRow.kind.is_not(None), AuditRow.action != "propose")  # which change nothing
        .order_by(AuditRow.id.desc())
        .limit(1)
    )
    if entry is None:
        return None
    return ConflictError(entry.user_name, describe(entry.kind or "", entry.after), entry.at, at.review.version)


def saved(session: Session, at: Access, kind: str, key: str, row: MarkRow | None) -> Saved:
    """What a write tells its caller."""
    session.flush()
    assignee = session.get(UserRow, at.review.assignee_id) if at.review.assignee_id else None
    return Saved(
        record_id=at.relazione.record_id,
        kind=kind,
        key=key,
        mark=mark_record(row) if row else None,
        mark_version=row.version if row else at.review.version,
        desk_version=at.review.version,
        status=Work(at.review.status),
        assignee=assignee.full_name if assignee else None,
    )
