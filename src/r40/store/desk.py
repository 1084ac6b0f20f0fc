"""The desk: one relazione, and all that can be done on it. Each method is one transaction."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, selectinload

from r40.codebook import Codebook
from r40.records import Flag, ScoredRelazione
from r40.store import corrections
from r40.store.access import Access, access
from r40.store.audit import describe, read_entries, visible, what
from r40.store.database import Database
from r40.store.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from r40.store.marks import begin, desk_conflict, mark_record, mark_row, put, saved
from r40.store.records import (
    AuditEntry,
    Change,
    Decision,
    Desk,
    DeskFlag,
    InterventionCorrection,
    Mark,
    MarkKind,
    Note,
    Saved,
    StanceCorrection,
    User,
    Work,
)
from r40.store.schema import AuditRow, DocumentRow, FlagRow, MarkRow, RunRow, UserRow
from r40.store.sides import change_status


class Desks:
    """Relazioni as users work on them."""

    def __init__(self, database: Database, codebook: Codebook) -> None:
        self._database, self._codebook = database, codebook

    def open(self, user: User, record_id: str) -> Desk:
        """A relazione as ``user`` sees it.

        Raises:
            NotFoundError: no such relazione.
        """
        with self._database.read() as session:
            return build(session, access(session, user, record_id))

    def decide(self, user: User, record_id: str, flag_id: int, decision: Decision | None, expected: int) -> Saved:
        """Decide on a flag, or take the decision back (None).

        Raises:
            NotFoundError, NotAllowedError, ConflictError: see errors.
        """
        with self._database.write() as session:
            return decide(session, user, record_id, flag_id, decision, expected)

    def correct_stance(
        self, user: User, record_id: str, code: str, correction: StanceCorrection | None, expected: int
    ) -> Saved:
        """Correct what the narrative says of a reason, or take the correction back (None).

        Raises:
            InvalidError: a span is no passage of the narrative; supported or contradicted without evidence.
            NotFoundError, NotAllowedError, ConflictError: see errors.
        """
        with self._database.write() as session:
            at = access(session, user, record_id, lock=True).demand()
            relazione = document(session, at)
            if code not in relazione.reasons:
                raise NotFoundError(
                    f"La motivazione {code} non è nel modulo di questa relazione: ricaricare la pagina."
                )
            if correction is not None:
                if (correction.stance == "absent") != (not correction.evidence):
                    raise InvalidError(
                        "Selezionare il passo che sostiene o smentisce la motivazione; nessun passo se è assente dal testo."
                    )
                for span in correction.evidence:
                    corrections.check_span(span, relazione.narrative)
            return _mark(session, at, "stance", code, _body(correction), expected)

    def correct_intervention(
        self, user: User, record_id: str, correction: InterventionCorrection, expected: int
    ) -> Saved:
        """Add an intervention, change or remove one that the model found.

        Raises:
            InvalidError: the span is no passage of the narrative, the id not in the codebook.
            NotFoundError: the model found no such intervention. NotAllowedError, ConflictError: see errors.
        """
        with self._database.write() as session:
            at = access(session, user, record_id, lock=True).demand()
            relazione = document(session, at)
            if correction.id is not None and correction.id not in self._codebook.interventions:
                raise InvalidError(f"Il tipo di intervento «{correction.id}» non è nell'elenco: sceglierne un altro.")
            if correction.span is not None:
                corrections.check_span(correction.span, relazione.narrative)
            known = {(i.id, i.start, i.end) for i in relazione.interventions}
            about = correction.original
            corrected = mark_row(session, at.review.id, "intervention", correction.key)
            if about and (about.id, about.start, about.end) not in known and corrected is None:
                raise NotFoundError("L'intervento da correggere non c'è più: ricaricare la pagina.")
            return _mark(session, at, "intervention", correction.key, _body(correction), expected)

    def withdraw_intervention(self, user: User, record_id: str, key: str, expected: int) -> Saved:
        """Take the correction of an intervention back. Raises as ``correct_intervention``."""
        return self._withdraw(user, record_id, "intervention", key, expected)

    def add_note(self, user: User, record_id: str, note: Note) -> Saved:
        """Leave a note. Raises NotFoundError, NotAllowedError."""
        with self._database.write() as session:
            at = access(session, user, record_id, lock=True).demand()
            return _mark(session, at, "note", uuid.uuid4().hex[:12], _body(note), 0)

    def remove_note(self, user: User, record_id: str, key: str, expected: int) -> Saved:
        """Take a note back: one's own, or a supervisor any. Raises as ``correct_intervention``."""
        return self._withdraw(user, record_id, "note", key, expected)

    def _withdraw(self, user: User, record_id: str, kind: MarkKind, key: str, expected: int) -> Saved:
        with self._database.write() as session:
            at = access(session, user, record_id, lock=True).demand()
            row = mark_row(session, at.review.id, kind, key)
            if row is None:
                raise NotFoundError("Non c'è nulla da togliere: ricaricare la pagina.")
            if kind == "note" and row.user_id != user.id and not user.supervises:
                raise NotAllowedError(
                    "La nota è di un altro revisore: può toglierla chi l'ha scritta, o un supervisore."
                )
            return _mark(session, at, kind, key, None, expected)

    def set_status(self, user: User, record_id: str, status: Work, expected: int) -> Saved:
        """Close, reopen, or set back to unread; ``expected`` is the desk's version as the user saw it.

        Raises:
            ConflictError: somebody else did something there since. NotFoundError, NotAllowedError: see errors.
        """
        with self._database.write() as session:
            at = access(session, user, record_id, lock=True).demand(closed=True)
            if stale := desk_conflict(session, at, expected):
                raise stale
            change_status(session, at, status)
            return saved(session, at, "status", "", None)

    def undo(self, user: User, record_id: str) -> Saved:
        """Take back the user's last action on the relazione that is not yet taken back, as a new entry of the trail.

        Raises:
            NotFoundError: nothing to undo. ConflictError: somebody else changed the same thing since.
            NotAllowedError: the relazione is locked.
        """
        with self._database.write() as session:
            at = access(session, user, record_id, lock=True)
            entry = _last_action(session, at)
            if entry is None:
                raise NotFoundError("Non c'è nulla da annullare.")
            at.demand(closed=entry.kind == "status")
            if other := _changed_since(session, at, entry):
                raise other
            if entry.kind == "status":
                change_status(
                    session, at, Work((entry.before or {})["status"]), action="undo", undoable=False, undoes=entry.id
                )
                row = None
            else:
                kind: Any = entry.kind
                row = put(
                    session, at, kind, entry.key or "", entry.before, expected=None, action="undo", undoes=entry.id
                )
            return saved(session, at, entry.kind or "", entry.key or "", row)

    def side(self, user: User, record_id: str) -> int:
        """``Desk.side``, without the desk. Raises NotFoundError."""
        with self._database.read() as session:
            return access(session, user, record_id).review.side

    def changes(self, user: User, record_id: str, since: int, own: bool = False) -> tuple[AuditEntry, ...]:
        """What others did on the desk since its version ``since``, newest first; ``own``: and the user. Raises NotFoundError."""
        with self._database.read() as session:
            at = access(session, user, record_id)
            return read_entries(
                session,
                [AuditRow.review_id == at.review.id, AuditRow.desk_version > since, visible(user),
                 *([] if own else [AuditRow.user_id != user.id])],
            )  # fmt: skip


def decide(
    session: Session, user: User, record_id: str, flag_id: int, decision: Decision | None, expected: int
) -> Saved:
    """``Desks.decide`` within a transaction; what it raises, it raises before it writes."""
    at = access(session, user, record_id, lock=True).demand()
    flag = session.get(FlagRow, flag_id)
    if flag is None or flag.relazione_id != at.relazione.id:
        raise NotFoundError("La segnalazione non è di questa relazione: ricaricare la pagina.")
    return _mark(session, at, "flag", str(flag_id), _body(decision), expected, flag_id)


def document(session: Session, at: Access) -> ScoredRelazione:
    """The relazione as scored."""
    return ScoredRelazione.model_validate_json(session.get_one(DocumentRow, at.relazione.id).body)


def marks_of(session: Session, review_id: int) -> dict[str, dict[str, MarkRow]]:
    """Marks of a review by kind and key, in the order in which they were first left."""
    rows = session.scalars(
        select(MarkRow).where(MarkRow.review_id == review_id).options(selectinload(MarkRow.user)).order_by(MarkRow.id)
    )
    result: dict[str, dict[str, MarkRow]] = {"flag": {}, "stance": {}, "intervention": {}, "note": {}}
    for row in rows:
        result[row.kind][row.key] = row
    return result


def build(session: Session, at: Access) -> Desk:
    """The desk of an access."""
    relazione, rows = document(session, at), marks_of(session, at.review.id)
    runs = {run.id: run.at for run in session.scalars(select(RunRow))}
    flags = session.scalars(
        select(FlagRow)
        .where(FlagRow.relazione_id == at.relazione.id)
        .order_by(FlagRow.present.desc(), FlagRow.position, FlagRow.id)
    ).all()
    given = {kind: {k: m for k, row in kept.items() if (m := mark_record(row))} for kind, kept in rows.items()}
    versions = {kind: {k: row.version for k, row in kept.items()} for kind, kept in rows.items()}
    assignee = session.get(UserRow, at.review.assignee_id) if at.review.assignee_id else None
    last = _last_action(session, at)
    return Desk(
        record_id=at.relazione.record_id,
        relazione=relazione,
        region=at.relazione.region,
        priority=at.relazione.priority,
        why=tuple(at.relazione.why),
        scored_at=runs[at.relazione.scored_run_id],
        first_scored_at=runs[at.relazione.first_run_id],
        status=Work(at.review.status),
        assignee=assignee.full_name if assignee else None,
        assignee_id=at.review.assignee_id,
        version=at.review.version,
        side=at.review.side,
        double=at.relazione.double,
        locked=at.locked,
        flags=tuple(_flag(row, rows["flag"].get(str(row.id)), given["flag"].get(str(row.id)), runs) for row in flags),
        reasons=corrections.reasons(relazione, given["stance"], versions["stance"]),
        interventions=corrections.interventions(relazione, given["intervention"], versions["intervention"]),
        notes=tuple(given["note"].values()),
        can_undo=_undo_label(session, at, last) if last else None,
    )


def _flag(row: FlagRow, mark: MarkRow | None, decision: Mark | None, runs: dict[int, Any]) -> DeskFlag:
    return DeskFlag(
        id=row.id,
        flag=Flag.model_validate(row.body),
        present=row.present,
        change=Change(row.change),
        changed_at=runs[row.run_id],
        changed_since_decision=bool(decision and mark and row.run_id > mark.run_id),
        decision=decision,
        version=mark.version if mark else 0,
    )


def _body(content: Decision | StanceCorrection | InterventionCorrection | Note | None) -> dict[str, Any] | None:
    return content.model_dump(mode="json") if content else None


def _mark(
    session: Session, at: Access, kind: MarkKind, key: str, body: dict[str, Any] | None, expected: int,
    flag_id: int | None = None,
) -> Saved:  # fmt: skip
    row = put(session, at, kind, key, body, expected=expected, action="mark", flag_id=flag_id)
    begin(session, at)
    return saved(session, at, kind, key, row)


def _last_action(session: Session, at: Access) -> AuditRow | None:
    undone = aliased(AuditRow)
    return session.scalar(
        select(AuditRow)
        .where(
            AuditRow.review_id == at.review.id,
            AuditRow.user_id == at.user.id,
            AuditRow.undoable,
            ~select(undone.id).where(undone.undoes == AuditRow.id).exists(),
        )
        .order_by(AuditRow.id.desc())
        .limit(1)
    )


def _changed_since(session: Session, at: Access, entry: AuditRow) -> ConflictError | None:
    other = session.scalar(
        select(AuditRow)
        .where(
            AuditRow.review_id == at.review.id,
            AuditRow.kind == entry.kind,
            AuditRow.key == entry.key,
            AuditRow.id > entry.id,
            AuditRow.user_id != at.user.id,
        )
        .order_by(AuditRow.id.desc())
        .limit(1)
    )
    if other is None:
        return None
    return ConflictError(other.user_name, describe(other.kind or "", other.after), other.at, at.review.version)


def _undo_label(session: Session, at: Access, entry: AuditRow) -> str:
    flag = session.get(FlagRow, entry.flag_id) if entry.flag_id else None
    about = what(entry.kind or "", entry.key or "", f"{flag.code} {flag.subject}".removesuffix(" -") if flag else None)
    return f"{about}: {describe(entry.kind or '', entry.after)}"
