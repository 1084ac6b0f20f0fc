"""What worker processes do: read and annotate inputs, judge relazioni.

What scoring needs is imported by the fork server (``r40.batch.warm``) and by the functions here: the run itself starts without it.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from mmap import mmap
from pathlib import Path

from r40.batch.inputs import Input, digest
from r40.batch.journal import Entry, Journal
from r40.batch.limits import fault, limited
from r40.checks.base import Rule
from r40.checks.batch import BatchStatistics, SharedText
from r40.checks.registry import RULES
from r40.checks.thresholds import Thresholds
from r40.codebook import Codebook
from r40.errors import OutputError, R40Error, ReadError, TooMuchTextError, WorkersError
from r40.ingest import read
from r40.ingest.narrative import clean
from r40.ingest.page import MAX_CHARACTERS
from r40.records import Problem, Relazione, ScoredRelazione, Severity
from r40.settings import Settings

CHUNK = 48  # files whose features are computed together
EQUIPPING = -1  # instead of the place of an input
_SPARE = 32_000_000  # bytes, on paper only, to say that there are no others
_LOADING = 30.0  # CPU seconds for program and model; they take a tenth of it
BUDGET = 2.0  # seconds of reading after which a worker hands in what it has: a killed run loses no more than that


@dataclass(frozen=True)
class Job:
    """All that workers need to know beside the inputs."""

    codebook: Codebook
    settings: Settings = field(default_factory=Settings)
    model: Path | None = None  # the default one
    rules: Sequence[Rule] = RULES
    thresholds: Thresholds = field(default_factory=Thresholds)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an input."""

    source: str
    status: str
    seconds: float  # spent on reading
    problem: str = ""  # why it failed


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a run remembers of a judged relazione."""

    source: str
    status: str
    priority: float
    comune: str | None
    year: int | None
    severities: Mapping[Severity, int]
    size: int  # bytes of its line


@dataclass
class _Here:
    """What this process was started with."""

    job: Job
    journal: Journal
    marker: Path


_here: _Here


def start(job: Job, journal: Journal) -> None:
    """Make this process a worker."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    global _here
    _here = _Here(job, journal, _marker(journal, os.getpid()))
    threadpool_limits(1)  # workers are as many as cores


def annotate_inputs(inputs: Sequence[Input]) -> list[Outcome]:
    """Read and annotate inputs into the journal until the time budget is spent.

    Returns:
        outcomes of the first inputs, of at least one.

    Raises:
        OutputError: the journal cannot be written.
        ModelError: the model cannot be loaded.
        WorkersError: there is no memory even for the program and its model.
    """
    _mark(EQUIPPING)
    with equipped():
        from r40.model.bundle import load_model
        from r40.score import annotate

        annotator = load_model(_here.job.model)
    job, begin = _here.job, time.monotonic()
    relazioni: list[Relazione] = []
    seconds: list[float] = []
    for number, each in enumerate(inputs):
        before = time.monotonic()
        _mark(number)
        with limited(job.settings):
            relazioni.append(read_safely(each, job.codebook, job.settings))
        seconds.append(time.monotonic() - before)
        if time.monotonic() - begin > BUDGET:
            break
    _here.marker.unlink(missing_ok=True)
    with limited(job.settings, len(relazioni)):
        annotated = annotate(relazioni, annotator, job.codebook)
    _here.journal.write(map(Entry, annotated, seconds))
    return [outcome(record, spent) for record, spent in zip(annotated, seconds, strict=True)]


@contextmanager
def equipped() -> Iterator[None]:
    """Load what work needs. Where even that fails no file is to blame, and none is marked as failed.

    Raises:
        WorkersError: something is lacking. Without memory, libraries say so by errors of many kinds.
    """
    signal.setitimer(signal.ITIMER_PROF, _LOADING)  # OpenBLAS asks for its memory again and again, without end
    spare = []
    try:
        spare.append(mmap(-1, _SPARE))
        yield
    except R40Error:
        raise
    except Exception as error:
        spare.clear()
        raise WorkersError(f"{type(error).__name__}: {error}") from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _mark(number: int) -> None:
    """Say what this worker is doing, should it die: the place of the input that it reads, or ``EQUIPPING``."""
    with suppress(OSError):  # only a hint; a full disk is told when the journal is written
        _here.marker.write_text(str(number))


def _marker(journal: Journal, pid: int) -> Path:
    return journal.path.with_name(f"reading-{pid}")


def last_read(journal: Journal, pid: int) -> int | None:
    """Place, among its inputs, of the one that a worker was reading when it died; ``EQUIPPING`` if it had not begun yet,
    None if it had read them."""
    marker = _marker(journal, pid)
    try:
        number = marker.read_text()
        marker.unlink()
    except OSError:
        return None
    return int(number) if number else None


def read_safely(each: Input, codebook: Codebook, settings: Settings) -> Relazione:
    """Read one input; a failure becomes a record."""
    if each.given is not None:
        if len(each.given.narrative) > MAX_CHARACTERS:
            return failed(each, TooMuchTextError(MAX_CHARACTERS))
        return each.given.model_copy(update={"narrative": clean(each.given.narrative)})
    try:
        relazione = read(each.path, codebook, settings)
    except (ReadError, MemoryError) as error:
        return failed(each, fault(error))
    return relazione.model_copy(update={"source": each.source})


def failed(each: Input, error: ReadError) -> ScoredRelazione:
    """The record of an input that could not be read, so that a batch loses nothing."""
    return ScoredRelazione(
        source=each.source,
        sha256=digest(each),
        status="failed",
        errors=(Problem(code=error.code, message=error.message),),
    )


def outcome(record: Relazione, seconds: float) -> Outcome:
    """What to say of a record."""
    return Outcome(record.source, record.status, seconds, record.errors[0].message if record.status == "failed" else "")


@dataclass(frozen=True, slots=True)
class Part:
    """Relazioni to judge, and the file for their lines."""

    sources: Sequence[str]
    shared: Mapping[str, tuple[SharedText, ...]]
    comuni: frozenset[str]
    path: Path
    alone: bool = False  # the only relazione of a part that failed


def judge_part(part: Part) -> list[Verdict]:
    """Judge relazioni of the journal and write their lines.

    Raises:
        OutputError: the lines cannot be written.
        WorkersError: there is no memory even for the program.
    """
    with equipped():
        from r40.score import judge
    job, batch = _here.job, BatchStatistics(part.shared, part.comuni)
    scored = []
    for annotated in _here.journal.records(part.sources):
        with limited(job.settings):
            scored.append(judge(annotated, job.codebook, job.rules, job.thresholds, batch=batch))
    return write_part(part, scored)


def write_part(part: Part, scored: Sequence[ScoredRelazione]) -> list[Verdict]:
    """Write the lines of a part.

    Raises:
        OutputError: they cannot be written.
    """
    lines = [each.model_dump_json().encode() + b"\n" for each in scored]
    try:
        part.path.write_bytes(b"".join(lines))
    except OSError as error:
        raise OutputError(str(part.path), error.strerror or type(error).__name__) from error
    return [_verdict(each, len(line)) for each, line in zip(scored, lines, strict=True)]


def _verdict(scored: ScoredRelazione, size: int) -> Verdict:
    return Verdict(
        scored.source,
        scored.status,
        scored.priority,
        scored.comune,
        scored.year,
        Counter(flag.severity for flag in scored.flags),
        size,
    )
