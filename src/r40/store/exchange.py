"""What goes out of the store and comes back: Excel, JSON, the letter, training data, precision of the rules."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from r40.checks.priority import priority
from r40.codebook import Codebook
from r40.records import Flag, Severity
from r40.store import labels
from r40.store.access import CHUNK, MAIN, Access, access, supervisor
from r40.store.audit import record
from r40.store.database import Database
from r40.store.desk import build, decide
from r40.store.errors import InvalidError, StoreError
from r40.store.feedback import feedback
from r40.store.letter import write_letter
from r40.store.marks import mark_record, mark_row
from r40.store.precision import in_force, measured
from r40.store.queue import matching
from r40.store.records import (
    Change,
    Decision,
    ExcelResult,
    FeedbackResult,
    Filters,
    Mark,
    RowProblem,
    User,
    Verdict,
    Work,
)
from r40.store.schema import FlagRow, MarkRow, RelazioneRow, ReviewRow
from r40.store.text import printable
from r40.store.workbook import Row, read_workbook, stamp, write_workbook


class Exchange:
    """Exports and the import of decisions. What a user exports is what that user sees."""

    def __init__(self, database: Database, codebook: Codebook) -> None:
        self._database, self._codebook = database, codebook

    def excel(self, user: User, filters: Filters | None = None) -> bytes:
        """Decisions as an Excel workbook, one row a flag that is present or was decided on."""
        with self._database.write() as session:
            data = write_workbook(_excel_rows(session, user, filters or Filters()))
            record(session, user, "export", after={"what": "le decisioni in Excel"})
            return data

    def import_excel(self, user: User, data: bytes) -> ExcelResult:
        """Apply the decisions of a workbook that ``excel`` wrote; a row that cannot be applied is reported, the others are.

        Raises:
            InvalidError: not such a workbook, or too big.
        """
        rows, problems = read_workbook(data)
        applied = unchanged = 0
        with self._database.write() as session:
            # In one order, so that two imports at once cannot lock each other out.
            for row in sorted(rows, key=lambda row: (row.record_id, row.flag_id)):
                try:
                    if _apply(session, user, row):
                        applied += 1
                    else:
                        unchanged += 1
                except StoreError as error:
                    problems.append(RowProblem(row=row.number, record_id=row.record_id[:16], problem=error.message))
            result = ExcelResult(
                applied=applied, unchanged=unchanged, problems=tuple(sorted(problems, key=lambda p: p.row))
            )
            what = {"what": f"({applied} applicate, {len(problems)} no)"}
            record(session, user, "excel", after=what | result.model_dump(mode="json", exclude={"problems"}))
            return result

    def letter(
        self,
        user: User,
        record_id: str,
        protocol: str = "",
        day: date | None = None,
        sender: str = "",
        signer: str = "",
    ) -> bytes:
        """The letter to the comune with what is to be asked (.docx).

        Raises:
            InvalidError: nothing is to be asked. NotFoundError: no such relazione.
        """
        with self._database.write() as session:
            at = access(session, user, record_id)
            desk = build(session, at)
            questions = [
                (item.flag, item.decision.content.reason)
                for item in desk.flags
                if item.decision and isinstance(item.decision.content, Decision)
                and item.decision.content.verdict is Verdict.ASK
            ]  # fmt: skip
            if not questions:
                raise InvalidError(
                    "Non c'è nulla da chiedere al comune: decidere prima «Chiedere al comune» su almeno una segnalazione."
                )
            record(
                session,
                user,
                "export",
                relazione=at.relazione,
                review=at.review,
                after={"what": "la lettera al comune"},
            )
            return write_letter(
                desk.relazione, questions, self._codebook, protocol=protocol, day=day, sender=sender, signer=signer
            )

    def json(self, user: User, filters: Filters | None = None) -> bytes:
        """Decisions, corrections and notes, one object a relazione, as a JSON list (UTF-8)."""
        with self._database.write() as session:
            relazioni = []
            for relazione, review, flags, marks in _reviews(session, user, filters or Filters()):
                relazioni.append(
                    {
                        **{name: getattr(relazione, name) for name in _COLUMNS},
                        "status": review.status,
                        "flags": [_flag_json(flag, marks.get(("flag", str(flag.id)))) for flag in flags],
                        "corrections": [
                            mark.model_dump(mode="json") for (kind, _), mark in marks.items() if kind != "flag"
                        ],
                    }
                )
            record(session, user, "export", after={"what": "le decisioni in JSON"})
        return json.dumps(relazioni, ensure_ascii=False, indent=1).encode()

    def feedback(self, user: User) -> FeedbackResult:
        """Closed relazioni, as corrected, for training."""
        lines, left_out = [], Counter[str]()
        with self._database.write() as session:
            closed = (
                select(ReviewRow)
                .where(ReviewRow.side == MAIN, ReviewRow.status == Work.CLOSED)
                .order_by(ReviewRow.relazione_id)
            )
            for review in session.scalars(closed):
                desk = build(session, Access(user, review.relazione, review, None))
                made = feedback(desk, review.relazione.model, self._codebook)
                if isinstance(made, str):
                    left_out[made] += 1
                else:
                    lines.append(made.model_dump_json() + "\n")
            record(session, user, "export", after={"what": "i dati per l'addestramento"})
        return FeedbackResult(data="".join(lines).encode(), kept=len(lines), left_out=dict(left_out))

    def precision(self) -> dict[str, float]:
        """Precision by rule code as reviewers found it, smoothed; for ``r40.checks.priority``."""
        with self._database.read() as session:
            return measured(session)

    def reprioritise(self, user: User) -> int:
        """Priorities of all relazioni again, with the precision that reviewers found, and why; returns how many changed.

        Raises:
            NotAllowedError: not a supervisor.
        """
        supervisor(user)
        with self._database.write() as session:
            precision, changed = in_force(session), 0
            flags: dict[int, list[Flag]] = {}
            flags_of = select(FlagRow.relazione_id).where(FlagRow.present)
            rows = select(FlagRow.relazione_id, FlagRow.body).where(FlagRow.present)
            for relazione_id, body in session.execute(rows.order_by(FlagRow.relazione_id, FlagRow.position)):
                flags.setdefault(relazione_id, []).append(Flag.model_validate(body))
            for relazione in session.scalars(select(RelazioneRow).where(RelazioneRow.id.in_(flags_of))):
                value, why = priority(flags[relazione.id], precision)
                changed += value != relazione.priority
                relazione.priority, relazione.why = value, [printable(reason) for reason in why]
            record(session, user, "priority", after={"what": f"({changed} cambiate)", "precision": measured(session)})
            return changed


_COLUMNS = ("record_id", "source", "comune", "year", "region", "read_status", "priority", "double", "model", "rules")
Reviewed = tuple[RelazioneRow, ReviewRow, list[FlagRow], dict[tuple[str, str], Mark]]


def _reviews(session: Session, user: User, filters: Filters) -> Iterator[Reviewed]:
    """Relazioni that match with the review that the user sees, their flags (present or decided) and its marks."""
    chosen = matching(session, user, filters)
    for start in range(0, len(chosen), CHUNK):
        part = chosen[start : start + CHUNK]
        reviews = {r.id: r for r in session.scalars(select(ReviewRow).where(ReviewRow.id.in_([i for _, i in part])))}
        marks: dict[int, dict[tuple[str, str], Mark]] = {}
        for row in session.scalars(select(MarkRow).where(MarkRow.review_id.in_(reviews)).order_by(MarkRow.id)):
            if (mark := mark_record(row)) is not None:
                marks.setdefault(row.review_id, {})[mark.kind, mark.key] = mark
        flags: dict[int, list[FlagRow]] = {}
        query = select(FlagRow).where(FlagRow.relazione_id.in_([r.id for r, _ in part]))
        for flag in session.scalars(query.order_by(FlagRow.position, FlagRow.id)):
            flags.setdefault(flag.relazione_id, []).append(flag)
        for relazione, review_id in part:
            given = marks.get(review_id, {})
            kept = [f for f in flags.get(relazione.id, []) if f.present or ("flag", str(f.id)) in given]
            yield relazione, reviews[review_id], kept, given


def _excel_rows(session: Session, user: User, filters: Filters) -> Iterator[dict[str, Any]]:
    for relazione, review, flags, marks in _reviews(session, user, filters):
        versions = {
            row.key: row.version for row in session.scalars(select(MarkRow).where(MarkRow.review_id == review.id))
        }
        for row in flags:
            flag, mark = Flag.model_validate(row.body), marks.get(("flag", str(row.id)))
            decision = mark.content if mark and isinstance(mark.content, Decision) else None
            yield {
                "record_id": relazione.record_id,
                "flag_id": row.id,
                "version": versions.get(str(row.id), 0),
                "comune": relazione.comune or "",
                "year": relazione.year or "",
                "severity": labels.SEVERITY[Severity(row.severity)],
                "code": row.code,
                "subject": row.subject,
                "message": flag.message,
                "evidence": "\n".join(span.text for span in flag.evidence),
                "change": labels.CHANGE[Change(row.change)],
                "verdict": labels.VERDICT[decision.verdict] if decision else "",
                "reason": decision.reason if decision else "",
                "by": mark.by if mark else "",
                "at": stamp(mark.at) if mark else "",
                "status": labels.WORK[Work(review.status)],
            }


def _apply(session: Session, user: User, row: Row) -> bool:
    """Whether a row changed anything."""
    at = access(session, user, row.record_id, lock=True)
    now = mark_row(session, at.review.id, "flag", str(row.flag_id))
    if now is not None and now.body == row.decision.model_dump(mode="json"):
        return False
    decide(session, user, row.record_id, row.flag_id, row.decision, row.version)
    return True


def _flag_json(flag: FlagRow, mark: Mark | None) -> dict[str, Any]:
    return {
        "id": flag.id,
        **flag.body,
        "present": flag.present,
        "change": flag.change,
        "decision": mark.model_dump(mode="json") if mark else None,
    }
