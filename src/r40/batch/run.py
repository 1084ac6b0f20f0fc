"""A run: inputs to scored.jsonl and the reports. Reads as a table of contents."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import r40
from r40.batch.annotate import annotate_all
from r40.batch.inputs import Input, digest
from r40.batch.journal import FOLDER, Journal, opened
from r40.batch.judge import SCORED, compare, judge_all
from r40.batch.output import write_reports
from r40.batch.pool import Workers
from r40.batch.work import Job, Outcome, Verdict
from r40.checks.batch import BatchText
from r40.records import Severity
from r40.settings import default_model_dir

_UNREAD = {"max_seconds", "max_memory"}  # settings on which no record depends, unless it failed


@dataclass(frozen=True)
class Options:
    """How to run a job."""

    jobs: int
    resume: bool = True
    retry_failed: bool = False
    known: Sequence[BatchText] = ()  # narratives scored before, for D105
    scheduler: str | None = None  # address of a Dask scheduler that reads and annotates instead of this machine


@dataclass(frozen=True)
class Result:
    """What a run gave."""

    verdicts: Sequence[Verdict]  # in the order of the inputs
    outcomes: Sequence[Outcome]  # of the inputs that this run read; the others were done before

    @property
    def statuses(self) -> Counter[str]:
        """Relazioni by status."""
        return Counter(verdict.status for verdict in self.verdicts)

    @property
    def severities(self) -> Counter[Severity]:
        """Flags by severity."""
        total: Counter[Severity] = Counter()
        for verdict in self.verdicts:
            total.update(verdict.severities)
        return total


class Listener:
    """Hears how a run goes on; this one does not care."""

    def phase(self, name: str, total: int) -> None:
        """A phase begins, of so many steps."""

    def outcome(self, outcome: Outcome) -> None:
        """An input was read."""

    def step(self, count: int = 1) -> None:
        """Steps of the phase were done."""


def run(inputs: Sequence[Input], job: Job, out: Path, options: Options, listener: Listener | None = None) -> Result:
    """Score inputs into ``out``: scored.jsonl and the reports, all written whole or not at all.

    Killed at any moment, it goes on from the same inputs to the same output. Neither the output nor its order depends
    on the number of jobs. The program that calls it must guard its main module, as ``multiprocessing`` asks.

    Raises:
        OutputError: something cannot be written.
        OutputBusyError: another run writes into ``out``.
        ModelError: the model cannot be loaded.
        ClusterError: the scheduler cannot be used.
        WorkersError: workers die faster than they work.
    """
    listener = listener or Listener()
    sources = [each.source for each in inputs]
    with (
        opened(out, fingerprint(job)) as journal,
        _tidied(out),
        Workers(options.jobs, job, journal) as workers,
    ):
        listener.phase("Lettura", len(inputs))
        waiting = list(_waiting(inputs, journal, options, listener))
        outcomes = []
        for outcome in _annotate(waiting, workers, options):
            outcomes.append(outcome)
            listener.outcome(outcome)
        listener.phase("Confronto fra relazioni", 1)
        batch = compare(journal, sources, options.known)
        listener.phase("Controlli", len(inputs))
        parts = _fresh(journal.path.with_name("parts"))
        verdicts: dict[str, Verdict] = {}
        for verdict in judge_all(sources, batch, workers, parts, out / SCORED):
            verdicts[verdict.source] = verdict
            listener.step()
        shutil.rmtree(parts)
        result = Result([verdicts[source] for source in sources], outcomes)
        listener.phase("Rapporti", 3)
        for _ in write_reports(result.verdicts, job.codebook, out, date.today(), workers):
            listener.step()
    return result


def fingerprint(job: Job) -> str:
    """Of all that a record depends on beside its input: r40's code, the codebook, the model, limits."""
    package = Path(r40.__file__).parent
    parts = [
        r40.__version__,
        job.codebook.model_dump_json(exclude={"rules"}),
        job.settings.model_dump_json(exclude=_UNREAD),
        ((job.model or default_model_dir()) / "manifest.json").read_text("utf-8"),
    ]
    for name in ("ingest", "model", "segment.py", "language.py", "records.py", "score.py"):
        place = package / name
        files = sorted(place.rglob("*.py")) if place.is_dir() else [place]
        parts += [file.read_text("utf-8") for file in files]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _waiting(inputs: Sequence[Input], journal: Journal, options: Options, listener: Listener) -> Iterator[Input]:
    """Inputs that are still to do. A file that was only renamed is done."""
    done = journal.done() if options.resume else {}
    renamed = {(d.sha256, Path(s).suffix): s for s, d in done.items() if d.status != "failed"}
    for each in inputs:
        sha256 = digest(each) if done else ""
        before = done.get(each.source)
        if before and before.sha256 == sha256:
            if before.status == "failed" and options.retry_failed:
                yield each
            else:
                listener.step()
        elif done and each.given is None and (old := renamed.get((sha256, each.path.suffix))):
            journal.copy(old, each.source)
            listener.step()
        else:
            yield each


def _annotate(inputs: Sequence[Input], workers: Workers, options: Options) -> Iterator[Outcome]:
    if options.scheduler and inputs:
        from r40.batch.cluster import annotate_remotely

        return annotate_remotely(inputs, workers.job, workers.journal, options.scheduler)
    return annotate_all(inputs, workers)


@contextmanager
def _tidied(out: Path) -> Iterator[None]:
    """Take away what a killed run was writing; and at the end, what workers were writing when they were stopped."""
    _tidy(out)
    try:
        yield
    finally:
        _tidy(out)


def _tidy(out: Path) -> None:
    for leftover in (*out.glob(".*.tmp"), *out.glob(".*.new"), *out.glob(".*.old"), *(out / FOLDER).glob("reading-*")):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def _fresh(folder: Path) -> Path:
    """An empty folder; what a killed run left there goes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder
