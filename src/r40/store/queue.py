"""The queue: which relazioni to read, in what order, and what is done with many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from r40.store.access import MAIN, SIDES, Access, access_many, user_record, user_row
from r40.store.database import Database
from r40.store.errors import InvalidError, NotAllowedError, NotFoundError, StoreError
from r40.store.marks import set_assignee
from r40.store.records import (
    PAGE_LIMIT,
    BulkResult,
    Facets,
    Filters,
    Page,
    QueueRow,
    Sort,
    User,
    Verdict,
    View,
    Work,
)
from r40.store.schema import (
    AuditRow,
    FlagRow,
    MarkRow,
    RelazioneRow,
    ReviewRow,
    RunRow,
    TagRow,
    TextRow,
    UserRow,
    ViewRow,
)
from r40.store.search import Holds, words
from r40.store.sides import change_status

REASON, INTERVENTION = "reason", "intervention"  # kinds of tags
_OTHERS = "È assegnata a un altro revisore: può cambiarla un supervisore."


Condition = ColumnElement[bool] | InstrumentedAttribute[bool]

_main = aliased(ReviewRow, name="main")
_own = aliased(ReviewRow, name="own")  # the user's side of a blind review under way
_status = func.coalesce(_own.status, _main.status)
_assignee = func.coalesce(_own.assignee_id, _main.assignee_id)
_review = func.coalesce(_own.id, _main.id)
_status_order = case({str(status): n for n, status in enumerate(Work)}, value=_status)
_SORTS: dict[Sort, Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]]] = {
    "priority": (RelazioneRow.priority,),
    "comune": (RelazioneRow.comune, RelazioneRow.year),
    "year": (RelazioneRow.year, RelazioneRow.comune),
    "region": (RelazioneRow.region, RelazioneRow.comune),
    "status": (_status_order, RelazioneRow.priority),
    "assignee": (UserRow.full_name, RelazioneRow.priority),
    "flags": (RelazioneRow.errors, RelazioneRow.warnings, RelazioneRow.infos),
}


class Queue:
    """The relazioni as each user sees them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._scored: tuple[Any, dict[str, Any]] | None = None  # the last import, and what it left to filter on

    def page(
        self,
        user: User,
        filters: Filters | None = None,
        sort: Sort = "priority",
        descending: bool = True,
        page: int = 1,
        size: int = 50,
    ) -> Page:
        """A page of the queue; ``size`` at most ``PAGE_LIMIT``. A page past the end is empty."""
        size = max(1, min(size, PAGE_LIMIT))
        page = max(1, page)
        with self._database.read() as session:
            seen = session.scalar(select(func.max(AuditRow.id))) or 0  # first: what comes later may be on the page
            chosen = _select(user, filters or Filters())
            # Counted with the page: a text search is as dear as all else together.
            counted = _ordered(chosen.add_columns(func.count().over().label("total")), sort, descending)
            rows = session.execute(counted.offset((page - 1) * size).limit(size)).all()
            if not rows and page > 1:
                return Page(rows=(), total=len(session.execute(chosen).all()), seen=seen, page=page, size=size)
            decided = _decided(session, [row.review_id for row in rows])
            return Page(
                rows=tuple(_row(row, decided) for row in rows),
                total=rows[0].total if rows else 0,
                seen=seen,
                page=page,
                size=size,
            )

    def ids(
        self, user: User, filters: Filters | None = None, sort: Sort = "priority", descending: bool = True
    ) -> tuple[str, ...]:
        """Record ids of all that match, in order."""
        with self._database.read() as session:
            chosen = _ordered(_select(user, filters or Filters()), sort, descending)
            return tuple(session.scalars(chosen.with_only_columns(RelazioneRow.record_id)))

    def next_unread(
        self,
        user: User,
        filters: Filters | None = None,
        sort: Sort = "priority",
        descending: bool = True,
        after: str | None = None,
    ) -> str | None:
        """The first unread relazione that matches: the user's own first, then nobody's; ``after`` is left out."""
        with self._database.read() as session:
            chosen = _select(user, filters or Filters()).where(
                _status == Work.UNREAD,
                RelazioneRow.record_id != (after or ""),
                or_(_assignee == user.id, and_(_assignee.is_(None), ~RelazioneRow.double)),
            )
            ordered = _ordered(chosen, sort, descending, first=_assignee.is_(None))
            return session.scalar(ordered.with_only_columns(RelazioneRow.record_id).limit(1))

    def facets(self, user: User) -> Facets:
        """What the queue can be filtered on, with numbers of relazioni."""
        with self._database.read() as session:
            # What scoring found changes with an import alone; counted for each page, it would take a third of its time.
            run = session.execute(select(RunRow.id, RunRow.at).order_by(RunRow.id.desc()).limit(1)).first()
            if self._scored is None or self._scored[0] != run:
                self._scored = run, _scored_counts(session)
            status = _visible(user).with_only_columns(_status, func.count()).group_by(_status)
            return Facets(
                **self._scored[1],
                statuses=_counts(session, status),
                users=tuple(user_record(u) for u in session.scalars(select(UserRow).order_by(UserRow.full_name))),
            )

    def assign(
        self, user: User, record_ids: Sequence[str], assignee_id: int | None, seen: int | None = None
    ) -> BulkResult:
        """Give relazioni to a user, or to nobody (None): a reviewer takes what is free and gives back their own.

        Args:
            seen: ``Page.seen`` of what the user chose from; what others changed since is skipped. None: nothing is.

        Raises:
            NotFoundError: no such assignee. NotAllowedError: a reviewer assigns to somebody else.
            InvalidError: the assignee is not active.
        """
        if not user.supervises and assignee_id not in (user.id, None):
            raise NotAllowedError("Solo un supervisore assegna relazioni ad altri.")

        def give(session: Session, at: Access) -> None:
            assignee = user_row(session, assignee_id) if assignee_id is not None else None
            if at.review.side != MAIN or at.blocked:
                raise NotAllowedError(at.blocked or "È in doppia lettura: i due revisori sono già scelti.")
            if not user.supervises and at.review.assignee_id not in (user.id, None):
                raise NotAllowedError(_OTHERS)
            set_assignee(session, at, assignee)

        with self._database.read() as session:
            if assignee_id is not None and not user_row(session, assignee_id).active:
                raise InvalidError("L'utente non è più attivo: scegliere un altro.")
        return self._bulk(user, record_ids, give, seen)

    def set_status(self, user: User, record_ids: Sequence[str], status: Work, seen: int | None = None) -> BulkResult:
        """Set the status of many; those that the user may not change, or others changed (``assign``), are skipped."""

        def change(session: Session, at: Access) -> None:
            at.demand(closed=True)
            if not user.supervises and at.review.assignee_id not in (user.id, None):
                raise NotAllowedError(_OTHERS)
            change_status(session, at, status)

        return self._bulk(user, record_ids, change, seen)

    def _bulk(
        self, user: User, record_ids: Sequence[str], act: Callable[[Session, Access], None], seen: int | None
    ) -> BulkResult:
        done, skipped, names = [], {}, {}
        with self._database.write() as session:
            found = access_many(session, user, record_ids)
            others = {} if seen is None else _changed_by_others(session, user, seen)
            for record_id in dict.fromkeys(record_ids):
                at = found.get(record_id)
                if at is None:
                    skipped[record_id] = "Non è in archivio."
                    continue
                try:
                    if who := others.get(at.review.id):
                        raise NotAllowedError(f"Nel frattempo ci ha lavorato {who}: guardarla e, se serve, ripetere.")
                    act(session, at)
                    done.append(record_id)
                except StoreError as error:
                    skipped[record_id] = error.message
                    names[record_id] = at.relazione.comune or PurePath(at.relazione.source).name
        return BulkResult(done=tuple(done), skipped=skipped, names=names)

    def views(self, user: User) -> tuple[View, ...]:
        """The user's saved views and the shared ones, by name."""
        with self._database.read() as session:
            rows = session.scalars(
                select(ViewRow)
                .where(or_(ViewRow.user_id == user.id, ViewRow.shared))
                .order_by(ViewRow.name, ViewRow.id)
            )
            return tuple(_view(row, user) for row in rows)

    def save_view(
        self,
        user: User,
        name: str,
        filters: Filters,
        sort: Sort = "priority",
        descending: bool = True,
        shared: bool = False,
    ) -> View:
        """Save a view; the user's view of that name is replaced. Raises InvalidError: no name, or over 80 characters."""
        name = " ".join(name.split())
        if not 0 < len(name) <= 80:
            raise InvalidError("Dare alla vista un nome da 1 a 80 caratteri.")
        with self._database.write() as session:
            row = session.scalar(select(ViewRow).where(ViewRow.user_id == user.id, ViewRow.name == name))
            row = row or ViewRow(user_id=user.id, name=name)
            row.filters, row.sort, row.descending, row.shared = (
                filters.model_dump(mode="json"),
                sort,
                descending,
                shared,
            )
            session.add(row)
            session.flush()
            return _view(row, user)

    def delete_view(self, user: User, view_id: int) -> None:
        """Delete one's own view, or, a supervisor, a shared one. Raises NotFoundError."""
        with self._database.write() as session:
            row = session.get(ViewRow, view_id)
            if row is None or not (row.user_id == user.id or (row.shared and user.supervises)):
                raise NotFoundError("La vista non c'è più, o è di un altro utente: ricaricare la pagina.")
            session.delete(row)


def matching(session: Session, user: User, filters: Filters) -> list[tuple[RelazioneRow, int]]:
    """Relazioni that match with the id of the review that the user sees, by comune and year."""
    chosen = _ordered(_select(user, filters), "comune", False).with_only_columns(RelazioneRow, _review)
    return [(relazione, review_id) for relazione, review_id in session.execute(chosen)]


def unread_single(session: Session, user: User, filters: Filters) -> list[RelazioneRow]:
    """Relazioni that match, that nobody has begun and that are not in double review, by id."""
    chosen = _select(user, filters).where(_status == Work.UNREAD, ~RelazioneRow.double)
    return list(session.scalars(chosen.with_only_columns(RelazioneRow).order_by(RelazioneRow.id)))


def _changed_by_others(session: Session, user: User, seen: int) -> dict[int, str]:
    """Who changed which review last, since an entry of the trail."""
    entries = select(AuditRow.review_id, AuditRow.user_name).where(
        AuditRow.id > seen, AuditRow.user_id != user.id, AuditRow.review_id.is_not(None), AuditRow.kind.is_not(None)
    )
    return _counts(session, entries.order_by(AuditRow.id))


def _visible(user: User) -> Select[*tuple[Any, ...]]:
    """Every relazione with the review that the user sees."""
    return (
        select(
            RelazioneRow.record_id, RelazioneRow.comune, RelazioneRow.year, RelazioneRow.region, RelazioneRow.source,
            RelazioneRow.read_status, RelazioneRow.priority, RelazioneRow.errors, RelazioneRow.warnings,
            RelazioneRow.infos, RelazioneRow.why, RelazioneRow.changed, RelazioneRow.double,
            _status.label("status"), _assignee.label("assignee_id"), UserRow.full_name.label("assignee"),
            _review.label("review_id"), _own.id.is_not(None).label("blind"),
        )
        .select_from(RelazioneRow)
        .join(_main, and_(_main.relazione_id == RelazioneRow.id, _main.side == MAIN))
        .outerjoin(
            _own,
            and_(
                RelazioneRow.double,
                _own.relazione_id == RelazioneRow.id,
                _own.side.in_(SIDES),
                _own.assignee_id == user.id,
                _main.status == Work.UNREAD,
            ),
        )
        .outerjoin(UserRow, UserRow.id == _assignee)
    )  # fmt: skip


def _select(user: User, filters: Filters) -> Select[*tuple[Any, ...]]:
    return _visible(user).where(*_conditions(filters))


def _conditions(filters: Filters) -> Iterator[Condition]:
    if filters.codes or filters.severities:
        flagged = [FlagRow.code.in_(filters.codes)] if filters.codes else []
        flagged += [FlagRow.severity.in_(filters.severities)] if filters.severities else []
        yield RelazioneRow.id.in_(select(FlagRow.relazione_id).where(FlagRow.present, *flagged))
    for kind, values in ((REASON, filters.reasons), (INTERVENTION, filters.interventions)):
        if values:
            yield RelazioneRow.id.in_(select(TagRow.relazione_id).where(TagRow.kind == kind, TagRow.value.in_(values)))
    if filters.years:
        yield RelazioneRow.year.in_(filters.years)
    if filters.regions:
        yield RelazioneRow.region.in_(filters.regions)
    if filters.statuses:
        yield _status.in_(filters.statuses)
    if filters.assignees:
        yield func.coalesce(_assignee, 0).in_(filters.assignees)
    if filters.verdicts:
        yield exists().where(MarkRow.review_id == _review, MarkRow.kind == "flag", MarkRow.label.in_(filters.verdicts))
    if filters.changed:
        yield RelazioneRow.changed
    if filters.double:
        yield RelazioneRow.double
    if found := words(filters.text):
        searched = (Holds(TextRow.searched, word) for word in found)
        yield RelazioneRow.id.in_(select(TextRow.relazione_id).where(*searched))


def _ordered(
    chosen: Select[*tuple[Any, ...]], sort: Sort, descending: bool, first: ColumnElement[Any] | None = None
) -> Select[*tuple[Any, ...]]:
    """In order; what is unknown comes last either way, and equals by id, so that pages never overlap."""
    order: list[ColumnElement[Any]] = [first] if first is not None else []
    for column in _SORTS[sort]:
        order += [column.is_(None), column.desc() if descending else column.asc()]
    return chosen.order_by(*order, RelazioneRow.id)


def _decided(session: Session, review_ids: Sequence[int]) -> dict[int, int]:
    """Decided flags that are present, by review."""
    decided = (
        select(MarkRow.review_id, func.count())
        .join(FlagRow, FlagRow.id == MarkRow.flag_id)
        .where(MarkRow.review_id.in_(review_ids), FlagRow.present, MarkRow.label.in_(list(Verdict)))
        .group_by(MarkRow.review_id)
    )
    return _counts(session, decided)


def _row(row: Any, decided: dict[int, int]) -> QueueRow:
    facts = dict(row._mapping)
    review_id = facts.pop("review_id")
    del facts["total"]
    undecided = row.errors + row.warnings + row.infos - decided.get(review_id, 0)
    return QueueRow.model_validate(facts | {"undecided": undecided})


def _view(row: ViewRow, user: User) -> View:
    return View.model_validate(
        {"id": row.id, "name": row.name, "filters": row.filters, "sort": row.sort, "descending": row.descending,
         "shared": row.shared, "mine": row.user_id == user.id}
    )  # fmt: skip


def _scored_counts(session: Session) -> dict[str, Any]:
    """The facets that come of scoring."""

    def tagged(kind: str) -> dict[str, int]:
        return _counts(session, select(TagRow.value, func.count()).where(TagRow.kind == kind).group_by(TagRow.value))

    def grouped(column: Any) -> dict[Any, int]:
        return _counts(session, select(column, func.count()).select_from(RelazioneRow).group_by(column))

    codes = select(FlagRow.code, func.count(FlagRow.relazione_id.distinct())).where(FlagRow.present)
    return {
        "codes": _counts(session, codes.group_by(FlagRow.code)),
        "reasons": tagged(REASON),
        "interventions": tagged(INTERVENTION),
        "years": grouped(RelazioneRow.year),
        "regions": grouped(RelazioneRow.region),
        "total": session.scalar(select(func.count()).select_from(RelazioneRow)) or 0,
    }


def _counts(session: Session, query: Select[*tuple[Any, ...]]) -> dict[Any, Any]:
    return {key: count for key, count in session.execute(query).all() if key is not None}
