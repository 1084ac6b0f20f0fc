"""The typed records that flow from paper to a reviewer's decision. All frozen, all JSON-ready.

Names and shapes are those of the output contract (see docs/output.md): offsets are half-open
``[start, end)`` in characters of the cleaned narrative, blank figures are ``None``, never 0.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Fields = dict[str, dict[str, float | None]]
Stance = Literal["supported", "contradicted", "absent"]
Status = Literal["avviato", "proseguito", "potenziato", "programmato", "concluso"]


class Severity(StrEnum):
    """How grave a flag is."""

    ERROR = "error"  # cannot both be true
    WARNING = "warning"  # a reviewer should ask
    INFO = "info"  # worth knowing


class Record(BaseModel):
    """Base: immutable, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Record):
    """Something that went wrong with a file, for ``errors``."""

    code: str
    message: str = Field(description="Italian, says what to do next")


class Outcome(Record):
    """The outcome printed on the form; None where it is not printed or not understood."""

    spending: Literal["below", "not_below"] | None = None
    service: Literal["below", "not_below"] | None = None


class Span(Record):
    """A passage of the narrative."""

    start: int = Field(ge=0)
    end: int
    text: str

    @model_validator(mode="after")
    def _length_agrees(self) -> Span:
        if self.end - self.start != len(self.text):
            raise ValueError("a span's text must be as long as end - start")
        return self

    @classmethod
    def of(cls, narrative: str, start: int, end: int) -> Span:
        """The span ``[start, end)`` of ``narrative``."""
        return cls(start=start, end=end, text=narrative[start:end])


class Intervention(Span):
    """A social intervention that the narrative describes."""

    id: str = Field(description="identifier in the codebook's closed list")
    score: float = Field(ge=0, le=1, description="calibrated probability")
    status: Status | None = None
    actors: tuple[str, ...] = ()
    amounts: tuple[float, ...] = Field(default=(), description="euro")
    counts: tuple[int, ...] = Field(default=(), description="people")


class ReasonLink(Record):
    """What the narrative says of one reason of the form's block."""

    ticked: bool | None
    stance: Stance
    score: float = Field(ge=0, le=1, description="calibrated probability of `supported`")
    evidence: tuple[Span, ...] = ()


class Flag(Record):
    """Something that does not fit together, with its proof."""

    code: str
    subject: str = Field(description="reason or field code, area, or `-`")
    severity: Severity
    message: str
    evidence: tuple[Span, ...] = ()
    values: dict[str, Any] = {}


CheckStatus = Literal["fired", "passed", "not_applicable", "not_evaluable"]


class Relazione(Record):
    """One relazione as read from its file."""

    source: str
    sha256: str
    status: Literal["ok", "partial", "failed"]
    errors: tuple[Problem, ...] = ()
    comune: str | None = None
    year: int | None = Field(default=None, description="reporting year")
    form: str = Field(default="unknown", description="the layout it was read by")
    fields: Fields = {}
    outcome: Outcome = Outcome()
    ticks: dict[str, bool | None] = Field(default={}, description="reason code: SI, NO or blank")
    wording: dict[str, str] = Field(default={}, description="reason code: text on the form")
    narrative: str = ""

    def value(self, code: str, column: str = "value") -> float | None:
        """The figure in ``column`` of row ``code``; None when blank or absent."""
        return self.fields.get(code, {}).get(column)

    def has_problem(self, code: str) -> bool:
        """Whether reading reported a problem of this code."""
        return any(problem.code == code for problem in self.errors)


class ModelInfo(Record):
    """Which model scored a relazione."""

    name: str
    version: str
    data: str = Field(description="fingerprint of the training corpus")
    pipeline: str = Field(description="spaCy pipeline")


class ScoredRelazione(Relazione):
    """A relazione with all that r40 has to say of it: one line of scored.jsonl."""

    interventions: tuple[Intervention, ...] = ()
    reasons: dict[str, ReasonLink] = {}
    flags: tuple[Flag, ...] = ()
    checks: dict[str, CheckStatus] = Field(default={}, description="rule code: what became of it")
    priority: float = Field(default=0.0, ge=0, le=1)
    priority_reasons: tuple[str, ...] = Field(default=(), description="Italian, the weightiest first")
    model: ModelInfo | None = None
