"""The audit trail: written in the transaction of what it tells of, read newest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from r40.codebook import default_codebook
from r40.store import labels
from r40.store.access import MAIN, SIDES, relazione_row
from r40.store.database import Database
from r40.store.records import AuditEntry, Decision, User, Work
from r40.store.schema import AuditRow, FlagRow, RelazioneRow, ReviewRow, now

ACTIONS = {
    "import": "ha importato i risultati",
    "user": "ha modificato gli utenti",
    "double": "ha assegnato la doppia lettura",
    "propose": "ha proposto di comporre una differenza su",
    "priority": "ha ricalcolato le priorità",
    "excel": "ha importato decisioni da Excel",
    "export": "ha esportato",
}


def record(
    session: Session,
    user: User,
    action: str,
    *,
    relazione: RelazioneRow | None = None,
    review: ReviewRow | None = None,
    **facts: Any,
) -> None:
    """Append an entry; ``facts`` are the other columns of ``AuditRow``."""
    entry = AuditRow(
        at=now(),
        user_id=user.id,
        user_name=user.full_name,
        action=action,
        relazione_id=relazione.id if relazione else None,
        review_id=review.id if review else None,
        desk_version=review.version if review else None,
        model=relazione.model if relazione else None,
        rules=relazione.rules if relazione else None,
        **facts,
    )
    session.add(entry)


class Audit:
    """What was done, by whom and when."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(
        self, user: User, record_id: str | None = None, user_id: int | None = None, page: int = 1, size: int = 100
    ) -> tuple[AuditEntry, ...]:
        """A page of the trail, newest first; what a blind reviewer does is hidden from all others until both have closed.

        Raises:
            NotFoundError: no such relazione.
        """
        with self._database.read() as session:
            conditions = [visible(user)]
            if record_id is not None:
                conditions.append(AuditRow.relazione_id == relazione_row(session, record_id).id)
            if user_id is not None:
                conditions.append(AuditRow.user_id == user_id)
            return read_entries(session, conditions, (page - 1) * size, size)


def read_entries(
    session: Session, conditions: list[ColumnElement[bool]], offset: int = 0, limit: int = 100
) -> tuple[AuditEntry, ...]:
    """Entries that meet all conditions, newest first."""
    rows = session.execute(
        select(AuditRow, RelazioneRow, FlagRow)
        .outerjoin(RelazioneRow, RelazioneRow.id == AuditRow.relazione_id)
        .outerjoin(FlagRow, FlagRow.id == AuditRow.flag_id)
        .where(*conditions)
        .order_by(AuditRow.id.desc())
        .offset(offset)
        .limit(limit)
    ).all()
    return tuple(_entry(entry, relazione, flag) for entry, relazione, flag in rows)


def visible(user: User) -> ColumnElement[bool]:
    """Entries that a user may read: of a blind review under way, not those of another's side, nor who the other is."""
    main = aliased(ReviewRow)
    blind = (
        exists()
        .where(ReviewRow.side.in_(SIDES), ReviewRow.relazione_id == AuditRow.relazione_id)
        .where(main.relazione_id == ReviewRow.relazione_id, main.side == MAIN, main.status == Work.UNREAD)
    )
    others = blind.where(ReviewRow.id == AuditRow.review_id, ReviewRow.assignee_id != user.id)
    names = and_(AuditRow.action == "double", blind.where(ReviewRow.assignee_id == user.id))
    return ~or_(others, names)


def _entry(row: AuditRow, relazione: RelazioneRow | None, flag: FlagRow | None) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        at=row.at,
        user=row.user_name,
        action=row.action,
        record_id=relazione.record_id if relazione else None,
        comune=relazione.comune if relazione else None,
        kind=row.kind,
        key=row.key,
        before=row.before,
        after=row.after,
        model=row.model,
        rules=row.rules,
        undoes=row.undoes,
        text=_sentence(row, f"{flag.code} {flag.subject}".removesuffix(" -") if flag else None),
        desk_version=row.desk_version,
    )


def _sentence(row: AuditRow, flag: str | None) -> str:
    if row.kind is None or row.action in ACTIONS:
        return f"{row.user_name} {ACTIONS[row.action]} {(row.after or {}).get('what', '')}".strip()
    was, became = (describe(row.kind, body) for body in (row.before, row.after))
    verb = "ha annullato: " if row.action == "undo" else "ha composto la differenza: " if row.action == "settle" else ""
    return f"{row.user_name} {verb}{what(row.kind, row.key or '', flag)}: {was} → {became}"


def what(kind: str, key: str, flag: str | None = None) -> str:
    """What a mark is about, in Italian."""
    return {
        "flag": f"segnalazione {flag or key}",
        "stance": f"motivazione {key}",
        "intervention": f"intervento «{_intervention(key.lstrip('+').split(':')[0])}»",
        "note": "nota",
        "status": "stato",
        "assignee": "assegnazione",
    }[kind]


def describe(kind: str, body: dict[str, Any] | None) -> str:
    """What a mark says, in a few Italian words."""
    if body is None or body.get("nothing"):
        return "nulla"
    if kind == "status":
        return labels.WORK[Work(body["status"])].lower()
    if kind == "assignee":
        return str(body["name"])
    if kind == "flag":
        decision = Decision.model_validate(body)
        return labels.VERDICT[decision.verdict].lower() + (f" («{decision.reason}»)" if decision.reason else "")
    if kind == "stance":
        return labels.STANCE[body["stance"]]
    if kind == "intervention":
        return f"{labels.INTERVENTION[body['action']]} «{_intervention(body['id'] or body['original']['id'])}»"
    return f"«{body['text']}»"


def _intervention(name: str) -> str:
    kind = default_codebook().interventions.get(name)
    return kind.label if kind else name
