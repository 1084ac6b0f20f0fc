"""Scored results into the store; again after re-scoring, without losing a decision."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session, joinedload

from r40 import __version__
from r40.checks.priority import priority
from r40.codebook import Codebook
from r40.records import Flag, ScoredRelazione, Severity
from r40.store.access import CHUNK, MAIN, supervisor
from r40.store.audit import record
from r40.store.database import Database
from r40.store.matching import pair, substance
from r40.store.precision import in_force, measured
from r40.store.queue import INTERVENTION, REASON
from r40.store.records import Change, ImportResult, User, Verdict, Work
from r40.store.schema import DocumentRow, FlagRow, MarkRow, RelazioneRow, ReviewRow, RunRow, TagRow, TextRow
from r40.store.text import fold

RegionOf = Callable[[ScoredRelazione], str | None]


class Imports:
    """Brings scored results in."""

    def __init__(self, database: Database, codebook: Codebook) -> None:
        self._database, self._codebook = database, codebook

    def add(
        self, by: User, relazioni: Sequence[ScoredRelazione], label: str, region_of: RegionOf | None = None
    ) -> ImportResult:
        """Add scored relazioni, or bring known ones up to date; what was decided stays, and what changed is marked.

        Args:
            relazioni: all of a ``scored.jsonl``.
            label: where they come from, for the audit trail.
            region_of: the region of a relazione's comune where known; regions stay as they are if not given.

        Raises:
            NotAllowedError: not a supervisor.
        """
        supervisor(by)
        with self._database.write() as session:
            if session.get_bind().dialect.name == "postgresql":
                session.execute(text("SELECT pg_advisory_xact_lock(7240041)"))  # one import at a time
            work = _Import(session, by, label, self._rules(), region_of)
            unique, duplicates = _unique(relazioni)
            for chunk in _chunks(list(unique.items())):
                work.chunk(dict(chunk))
            result = work.result(len(unique), duplicates)
            if session.get_bind().dialect.name == "postgresql" and result.added:
                # Until autovacuum comes by, the planner believes the tables empty: a filtered page took 0.8 s.
                session.execute(text("ANALYZE relazioni, reviews, flags, tags, texts"))
            record(session, by, "import", after={"what": f"«{label}»", **result.model_dump(mode="json")})
            return result

    def _rules(self) -> str:
        return f"r40 {__version__}, codebook {self._codebook.fingerprint}"


def record_id(relazione: ScoredRelazione) -> str:
    """16 hex digits that stay the same wherever the file lies: of its sha256, or of its source if it could not be read."""
    return relazione.sha256[:16] or hashlib.sha256(f"source:{relazione.source}".encode()).hexdigest()[:16]


class _Import:
    """One run."""

    def __init__(self, session: Session, by: User, label: str, rules: str, region_of: RegionOf | None) -> None:
        self.session, self.rules, self.region_of = session, rules, region_of
        self.precision = in_force(session) if measured(session) else None  # None: as scored
        self.run = RunRow(label=label, user_id=by.id)
        session.add(self.run)
        session.flush()
        self.counts: Counter[str] = Counter()

    def chunk(self, relazioni: Mapping[str, ScoredRelazione]) -> None:
        """Add or update some relazioni, by record id."""
        rows = self.session.scalars(
            select(RelazioneRow).where(RelazioneRow.record_id.in_(relazioni)).options(joinedload(RelazioneRow.document))
        )
        known = {row.record_id: row for row in rows}
        self.add({name: relazione for name, relazione in relazioni.items() if name not in known})
        changed: list[tuple[RelazioneRow, ScoredRelazione]] = []
        for name, row in known.items():
            relazione = relazioni[name]
            row.source = _text(relazione.source)
            row.region = self.region(relazione) or row.region
            if row.document.digest == _digest(relazione):
                self.counts["unchanged"] += 1
            else:
                changed.append((row, relazione))
        self.update(changed)
        self.session.flush()
        self.session.expunge_all()
        self.run = self.session.get_one(RunRow, self.run.id)

    def region(self, relazione: ScoredRelazione) -> str | None:
        """The region of a relazione's comune, where it can be told."""
        return self.region_of(relazione) if self.region_of else None

    def add(self, relazioni: Mapping[str, ScoredRelazione]) -> None:
        """Insert relazioni not known before."""
        if not relazioni:
            return
        self.counts["added"] += len(relazioni)
        ids = self.session.scalars(
            insert(RelazioneRow).returning(RelazioneRow.id, sort_by_parameter_order=True),
            [
                {"record_id": name, "source": _text(r.source), "region": self.region(r), "changed": False,
                 "double": False, "first_run_id": self.run.id, **self.columns(r)}
                for name, r in relazioni.items()
            ],
        ).all()  # fmt: skip
        numbered = list(zip(ids, relazioni.values(), strict=True))
        self.insert(DocumentRow, [{"relazione_id": id, **_document(r)} for id, r in numbered])
        self.insert(TextRow, [{"relazione_id": id, "searched": _searched(r)} for id, r in numbered])
        self.insert(ReviewRow, [{"relazione_id": id, "side": MAIN, "status": Work.UNREAD} for id, _ in numbered])
        self.insert(TagRow, [tag for id, r in numbered for tag in _tags(id, r)])
        self.insert(
            FlagRow,
            [self.flag(id, n, flag, Change.FIRST) for id, r in numbered for n, flag in enumerate(r.flags)],
        )

    def insert(self, table: Any, rows: list[dict[str, Any]]) -> None:
        """Insert rows, if any."""
        if rows:
            self.session.execute(insert(table), rows)

    def update(self, changed: Sequence[tuple[RelazioneRow, ScoredRelazione]]) -> None:
        """Bring relazioni whose results changed up to date."""
        self.counts["rescored"] += len(changed)
        ids = [row.id for row, _ in changed]
        flags: dict[int, list[FlagRow]] = {id: [] for id in ids}
        query = select(FlagRow).where(FlagRow.relazione_id.in_(ids)).order_by(FlagRow.present.desc(), FlagRow.position)
        for flag in self.session.scalars(query):
            flags[flag.relazione_id].append(flag)
        for old_tag in self.session.scalars(select(TagRow).where(TagRow.relazione_id.in_(ids))):
            self.session.delete(old_tag)
        self.session.flush()
        for row, relazione in changed:
            for name, value in {**self.columns(relazione), "scored_run_id": self.run.id}.items():
                setattr(row, name, value)
            for name, value in _document(relazione).items():
                setattr(row.document, name, value)
            self.session.get_one(TextRow, row.id).searched = _searched(relazione)
            row.changed = self.flags(row.id, flags[row.id], relazione.flags) or row.changed
        self.insert(TagRow, [tag for row, relazione in changed for tag in _tags(row.id, relazione)])

    def flags(self, relazione_id: int, old: Sequence[FlagRow], new: Sequence[Flag]) -> bool:
        """Match a relazione's flags; whether a reviewer would see a change."""
        before = [Flag.model_validate(row.body) for row in old]
        same = pair(before, new)
        touched = False
        for n, flag in enumerate(new):
            if n not in same:
                self.session.add(FlagRow(**self.flag(relazione_id, n, flag, Change.NEW)))
                self.counts["new"] += 1
                touched = True
                continue
            row = old[same[n]]
            if not row.present or substance(before[same[n]]) != substance(flag):
                row.change, row.run_id, row.present = Change.CHANGED, self.run.id, True
                self.counts["changed"] += 1
                touched = True
            row.position, row.severity, row.body = n, str(flag.severity), flag.model_dump(mode="json")
        for n, row in enumerate(old):
            if row.present and n not in same.values():
                row.change, row.run_id, row.present = Change.GONE, self.run.id, False
                self.counts["gone"] += 1
                touched = True
        return touched

    def flag(self, relazione_id: int, position: int, flag: Flag, change: Change) -> dict[str, Any]:
        """Columns of a flag."""
        return {
            "relazione_id": relazione_id, "position": position, "code": flag.code, "subject": flag.subject,
            "severity": str(flag.severity), "body": flag.model_dump(mode="json"), "present": True,
            "change": str(change), "run_id": self.run.id,
        }  # fmt: skip

    def columns(self, relazione: ScoredRelazione) -> dict[str, Any]:
        """Columns of a relazione that come of scoring."""
        severities = Counter(flag.severity for flag in relazione.flags)
        place, why = relazione.priority, list(relazione.priority_reasons)
        if self.precision and relazione.flags:
            place, why = priority(relazione.flags, self.precision)
        model = relazione.model
        return {
            "comune": _text(relazione.comune)[:200] if relazione.comune else None,
            "year": relazione.year,
            "read_status": relazione.status,
            "priority": place,
            "why": [_text(reason) for reason in why or [problem.message for problem in relazione.errors[:1]]],
            "errors": severities[Severity.ERROR],
            "warnings": severities[Severity.WARNING],
            "infos": severities[Severity.INFO],
            "model": f"{model.name} {model.version}, dati {model.data}, {model.pipeline}" if model else None,
            "rules": self.rules,
            "scored_run_id": self.run.id,
        }

    def result(self, total: int, duplicates: tuple[str, ...]) -> ImportResult:
        """What the run did."""
        stored = self.session.scalar(select(func.count()).select_from(RelazioneRow)) or 0
        affected = self.session.scalar(
            select(func.count())
            .select_from(MarkRow)
            .join(FlagRow, FlagRow.id == MarkRow.flag_id)
            .where(
                FlagRow.run_id == self.run.id,
                FlagRow.change.in_([Change.CHANGED, Change.GONE]),
                MarkRow.label.in_(list(Verdict)),
            )
        )
        count = self.counts
        return ImportResult(
            run_id=self.run.id,
            total=total,
            added=count["added"],
            rescored=count["rescored"],
            unchanged=count["unchanged"],
            duplicates=duplicates,
            absent=stored - total,
            flags_new=count["new"],
            flags_changed=count["changed"],
            flags_gone=count["gone"],
            decisions_affected=affected or 0,
        )


def _unique(relazioni: Sequence[ScoredRelazione]) -> tuple[dict[str, ScoredRelazione], tuple[str, ...]]:
    """By record id, and the sources of the files whose bytes came before."""
    unique: dict[str, ScoredRelazione] = {}
    duplicates = []
    for relazione in relazioni:
        if unique.setdefault(record_id(relazione), relazione) is not relazione:
            duplicates.append(relazione.source)
    return unique, tuple(duplicates)


def _chunks(items: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def _document(relazione: ScoredRelazione) -> dict[str, str]:
    return {"digest": _digest(relazione), "body": relazione.model_dump_json()}


def _searched(relazione: ScoredRelazione) -> str:
    return _text(fold(f"{relazione.comune or ''} {PurePath(relazione.source).name} {relazione.narrative}"))


def _digest(relazione: ScoredRelazione) -> str:
    """Of the results, wherever the file lies."""
    return hashlib.sha256(relazione.model_dump_json(exclude={"source"}).encode()).hexdigest()


def _tags(relazione_id: int, relazione: ScoredRelazione) -> Iterator[dict[str, Any]]:
    ticked = {(REASON, code) for code, tick in relazione.ticks.items() if tick}
    found = {(INTERVENTION, intervention.id) for intervention in relazione.interventions}
    for kind, value in sorted(ticked | found):
        yield {"relazione_id": relazione_id, "kind": kind, "value": value[:60]}


def _text(text: str) -> str:
    """Text that PostgreSQL takes."""
    return text.replace("\x00", "")
