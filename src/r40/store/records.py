"""What the store takes and gives: frozen, typed, JSON-ready. No database object ever leaves the store.

Times are UTC and aware. ``version`` numbers only grow; they are what a caller sends back to show what it has seen.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from r40.records import Flag, Intervention, Record, ScoredRelazione, Severity, Span, Stance, Status
from r40.store.text import printable

NOTE_LIMIT = 4000  # characters of a note, a reason or a question: what one Excel cell and one letter can carry
PAGE_LIMIT = 500  # rows of a page of the queue


Written = Annotated[str, AfterValidator(printable), StringConstraints(max_length=NOTE_LIMIT)]
"""Text that a user wrote."""


class Role(StrEnum):
    """What a user may do: a supervisor also imports, assigns to others, settles differences and manages users."""

    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"


class Work(StrEnum):
    """How far a review is."""

    UNREAD = "da_leggere"
    OPEN = "in_corso"
    CLOSED = "chiusa"


class Verdict(StrEnum):
    """What a reviewer decides on a flag."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    ASK = "ask"  # "chiedere al comune"


class Change(StrEnum):
    """What the latest change by scoring did to a flag; ``first`` is how it came with its relazione."""

    FIRST = "first"
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


MarkKind = Literal["flag", "stance", "intervention", "note"]


class User(Record):
    """Somebody who works with the store."""

    id: int
    name: str = Field(description="what one logs in with")
    full_name: str
    role: Role
    active: bool = True

    @property
    def supervises(self) -> bool:
        return self.role is Role.SUPERVISOR


class Login(Record):
    """A server-side session; ``token`` is known only to the browser's cookie (the database keeps its hash)."""

    token: str
    csrf: str = Field(description="token that forms send back")
    user: User
    expires_at: datetime


# --- what is decided ------------------------------------------------------------------------------------------------


class Decision(Record):
    """On a flag. ``reason``: why it is dismissed (required then); the question for the comune, if not r40's own."""

    verdict: Verdict
    reason: Written = ""

    @model_validator(mode="after")
    def _dismissed_for_a_reason(self) -> Decision:
        if self.verdict is Verdict.DISMISSED and not self.reason:
            raise ValueError("per respingere una segnalazione occorre un motivo")
        return self


class StanceCorrection(Record):
    """The stance of the narrative towards a reason, and where it says so (none needed when ``absent``)."""

    stance: Stance
    evidence: tuple[Span, ...] = ()


class InterventionRef(Record):
    """Which intervention of the model a correction is about."""

    id: str
    start: int = Field(ge=0)
    end: int


class InterventionCorrection(Record):
    """An intervention that is not there (``remove``), is another (``change``) or was missed (``add``).

    ``original`` names the model's one (change, remove); ``span``, ``id`` and ``status`` are what it should be (add, change).
    """

    action: Literal["add", "change", "remove"]
    original: InterventionRef | None = None
    id: str | None = None
    span: Span | None = None
    status: Status | None = None

    @model_validator(mode="after")
    def _complete(self) -> InterventionCorrection:
        if (self.action != "add") != (self.original is not None):
            raise ValueError("serve l'intervento di partenza per correggerlo o toglierlo, non per aggiungerne uno")
        if (self.action != "remove") != (self.id is not None and self.span is not None):
            raise ValueError("servono tipo e passo del testo per aggiungere o correggere, non per togliere")
        return self

    @property
    def key(self) -> str:
        """What the mark is stored under: the same for two reviewers who correct, or add, the same."""
        if self.original is not None:
            return f"{self.original.id}:{self.original.start}:{self.original.end}"
        assert self.span is not None
        return f"+{self.id}:{self.span.start}:{self.span.end}"


class Note(Record):
    """A remark on the whole relazione."""

    text: Annotated[Written, StringConstraints(min_length=1)]


Content = Decision | StanceCorrection | InterventionCorrection | Note


class Mark(Record):
    """Something a reviewer left on a relazione: who, when, and the version to send when changing it."""

    kind: MarkKind
    key: str = Field(description="flag id, reason code, InterventionCorrection.key, or note id")
    content: Content
    version: int
    by: str = Field(description="full name")
    user_id: int
    at: datetime


class Saved(Record):
    """What a write did."""

    record_id: str
    kind: str = Field(description="a MarkKind, `status` or `assignee`")
    key: str
    mark: Mark | None = Field(description="as it is now; None when taken back")
    mark_version: int = Field(description="to send with the next change of the same thing")
    desk_version: int
    status: Work
    assignee: str | None = Field(default=None, description="full name")


# --- the desk -------------------------------------------------------------------------------------------------------


class DeskFlag(Record):
    """A flag on the desk."""

    id: int
    flag: Flag
    present: bool = Field(description="False: scoring no longer raises it, it is kept for its decision or history")
    change: Change
    changed_at: datetime = Field(description="import that last changed it")
    changed_since_decision: bool = Field(description="scoring changed it, or it went, after it was decided")
    decision: Mark | None = None
    version: int = Field(description="to send as `expected` when deciding; 0 when never decided")


class DeskReason(Record):
    """A reason's stance after correction; ``mark`` is None where nobody corrected it."""

    code: str
    stance: Stance
    evidence: tuple[Span, ...]
    mark: Mark | None = None
    version: int = 0


class DeskIntervention(Record):
    """An intervention after correction.

    ``origin``: `model` as found; `changed`, `added` by a reviewer; `removed` (kept in the list, struck through).
    ``lost``: the correction is about an intervention or a passage that is no longer there after re-scoring.
    """

    key: str
    intervention: Intervention
    origin: Literal["model", "changed", "added", "removed"]
    lost: bool = False
    mark: Mark | None = None
    version: int = 0


class Desk(Record):
    """A relazione as one user sees it."""

    record_id: str
    relazione: ScoredRelazione = Field(description="as scored, without corrections")
    region: str | None
    priority: float = Field(description="as in the queue, where the rules' precision as reviewers found it counts")
    why: tuple[str, ...] = Field(description="Italian: it has this priority, the weightiest reason first")
    scored_at: datetime
    first_scored_at: datetime
    status: Work
    assignee: str | None
    assignee_id: int | None
    version: int = Field(description="grows with every change; send it when closing")
    side: int = Field(
        description="1 or 2: the user's own side of a double review, the other is hidden; 0: the main review"
    )
    double: bool
    locked: str | None = Field(description="Italian: why this user cannot write here; None when they can")
    flags: tuple[DeskFlag, ...] = Field(description="present ones first, in the order of scoring")
    reasons: tuple[DeskReason, ...]
    interventions: tuple[DeskIntervention, ...] = Field(description="by position in the narrative")
    notes: tuple[Mark, ...]
    can_undo: str | None = Field(description="Italian: what undo would take back; None when nothing")


# --- the queue ------------------------------------------------------------------------------------------------------

Sort = Literal["priority", "comune", "year", "region", "status", "assignee", "flags"]


class Filters(Record):
    """All given must hold; a list holds when any of its values does; an empty list asks nothing."""

    codes: tuple[str, ...] = Field(default=(), description="flag codes")
    severities: tuple[Severity, ...] = ()
    reasons: tuple[str, ...] = Field(default=(), description="reason codes that are ticked SI")
    interventions: tuple[str, ...] = Field(default=(), description="as found by the model")
    years: tuple[int, ...] = ()
    regions: tuple[str, ...] = ()
    statuses: tuple[Work, ...] = ()
    assignees: tuple[int, ...] = Field(default=(), description="user ids; 0 is nobody")
    verdicts: tuple[Verdict, ...] = Field(default=(), description="relazioni with such a decision")
    changed: bool = Field(
        default=False, description="flags changed, came or went since the relazione was first imported"
    )
    double: bool = Field(default=False, description="in double review")
    text: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description="all its words in comune, file or narrative; case and accents do not count"
    )


class QueueRow(Record):
    """One relazione in the queue. Status and assignee are of the review that the user works on."""

    record_id: str
    comune: str | None
    year: int | None
    region: str | None
    source: str
    read_status: Literal["ok", "partial", "failed"]
    priority: float
    errors: int = Field(description="present flags of severity error")
    warnings: int
    infos: int
    why: tuple[str, ...] = Field(description="as ``Desk.why``")
    undecided: int = Field(description="present flags on which the user's review has no decision")
    changed: bool
    status: Work
    assignee: str | None
    assignee_id: int | None
    double: bool
    blind: bool


class Page(Record):
    """A page of the queue."""

    rows: tuple[QueueRow, ...]
    total: int = Field(description="relazioni that match")
    seen: int = Field(description="newest entry of the audit trail that the page shows the work of")
    page: int = Field(description="from 1")
    size: int


class Facets(Record):
    """What can be filtered on, with how many relazioni each; counts are over the whole queue."""

    codes: dict[str, int]
    reasons: dict[str, int]
    interventions: dict[str, int]
    years: dict[int, int]
    regions: dict[str, int]
    statuses: dict[Work, int]
    users: tuple[User, ...]
    total: int


class View(Record):
    """A saved view of the queue."""

    id: int
    name: str
    filters: Filters
    sort: Sort
    descending: bool
    shared: bool
    mine: bool


class BulkResult(Record):
    """What a bulk action did; what it could not do stands with the reason, in Italian."""

    done: tuple[str, ...]
    skipped: dict[str, str] = Field(default={})
    names: dict[str, str] = Field(default={}, description="comuni, or files, of what was skipped")


# --- import, double review, audit -----------------------------------------------------------------------------------


class ImportResult(Record):
    """What an import of scored results did, in relazioni and flags."""

    run_id: int
    total: int
    added: int
    rescored: int = Field(description="relazioni known before whose results changed")
    unchanged: int
    duplicates: tuple[str, ...] = Field(description="sources left out: the same bytes as another file of the import")
    absent: int = Field(description="relazioni of earlier imports that are not in this one; they are kept")
    flags_new: int
    flags_changed: int
    flags_gone: int
    decisions_affected: int = Field(description="decisions on flags that changed or went")


class DoubleRow(Record):
    """A relazione in double review. ``differences`` is None until both reviewers have closed it."""

    record_id: str
    comune: str | None
    year: int | None
    reviewers: tuple[str | None, str | None] = Field(
        description="None: hidden from the other one until both have closed"
    )
    statuses: tuple[Work | None, Work | None]
    differences: int | None
    settled: int


class Difference(Record):
    """Something on which two reviewers do not agree; None where one left nothing."""

    kind: MarkKind
    key: str
    label: str = Field(description="Italian: what it is about")
    first: Mark | None
    second: Mark | None
    proposals: dict[str, str] = Field(default={}, description="full name of reviewer: side proposed")
    settled: Mark | None = Field(default=None, description="the mark chosen, once settled")
    closed: bool = Field(default=False, description="whether it is settled")


class Agreement(Record):
    """Cohen's kappa (1960) of the verdicts on one flag code; None where it is not defined (one verdict only)."""

    code: str
    n: int = Field(description="flags that both reviewers decided")
    observed: float | None = Field(description="share on which they agree")
    kappa: float | None


class AuditEntry(Record):
    """One line of the audit trail."""

    id: int
    at: datetime
    user: str
    action: str
    record_id: str | None
    comune: str | None
    kind: str | None
    key: str | None
    before: Any
    after: Any
    model: str | None = Field(description="name, version and data of the model whose results were on the desk")
    rules: str | None = Field(description="r40 version and codebook fingerprint")
    undoes: int | None = Field(description="id of the entry taken back")
    text: str = Field(description="Italian, one sentence")
    desk_version: int | None


class RowProblem(Record):
    """A row of an Excel file that was not applied."""

    row: int = Field(description="as Excel numbers it")
    record_id: str
    problem: str


class ExcelResult(Record):
    """What an import of decisions did."""

    applied: int
    unchanged: int
    problems: tuple[RowProblem, ...]


class FeedbackResult(Record):
    """Training data out of corrected relazioni."""

    data: bytes = Field(description="feedback.jsonl, see r40.model.feedback")
    kept: int
    left_out: dict[str, int] = Field(description="Italian reason: closed relazioni left out for it")
