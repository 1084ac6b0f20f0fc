"""Second phase: every relazione judged beside the others, into scored.jsonl."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from r40.batch.journal import Journal
from r40.batch.limits import fault
from r40.batch.pool import Workers
from r40.batch.work import Part, Verdict, judge_part, write_part
from r40.checks.batch import BatchStatistics, BatchText, batch_statistics
from r40.errors import ConfigurationError, WorkersError
from r40.records import Problem
from r40.reports.files import write_atomically
from r40.reports.jsonl import iter_jsonl

SCORED = "scored.jsonl"
PART = 64  # relazioni a task at most
_SHARES = 4  # tasks a worker at least


def known_texts(paths: Iterable[Path]) -> list[BatchText]:
    """Narratives of runs into other folders.

    Args:
        paths: scored.jsonl files, or folders that hold one.

    Raises:
        ConfigurationError: one cannot be read.
    """
    return [
        BatchText(r.source, r.comune, r.narrative, r.year)
        for path in paths
        for r in iter_jsonl(path / SCORED if path.is_dir() else path)
        if r.status != "failed"
    ]


def compare(journal: Journal, sources: Sequence[str], known: Sequence[BatchText]) -> BatchStatistics:
    """What the rules may know of the batch, of earlier runs into the same folder, and of the known narratives."""
    own, earlier = journal.texts(sources)
    return batch_statistics(own, known=[*earlier, *known])


def judge_all(
    sources: Sequence[str], batch: BatchStatistics, workers: Workers, parts: Path, path: Path
) -> Iterator[Verdict]:
    """Judge relazioni of the journal and write them to ``path``, one a line, in the order given.

    Yields:
        verdicts as they come; the file is written when the last was taken.

    Raises:
        OutputError: something cannot be written.
        WorkersError: workers die faster than they work, or have no memory to begin.
    """
    size = max(1, min(PART, len(sources) // (workers.jobs * _SHARES)))
    todo = deque(
        _part(sources[start : start + size], batch, parts / f"{start:08d}") for start in range(0, len(sources), size)
    )
    done: list[Part] = []
    for part, result in workers.run(judge_part, todo):
        if isinstance(result, (ConfigurationError, WorkersError)):
            raise result
        if not isinstance(result, BaseException):
            done.append(part)
            yield from result
        elif not part.alone:  # one of them is to blame, or who killed the worker: each by itself
            todo.extend(
                _part([source], batch, part.path.with_name(f"{part.path.name}-{number:04d}"), alone=True)
                for number, source in enumerate(part.sources)
            )
        else:
            done.append(part)
            yield _give_up(part, result, workers.journal)
    write_atomically(path, _lines(sorted(done, key=lambda part: part.path.name)))


def _part(sources: Sequence[str], batch: BatchStatistics, path: Path, *, alone: bool = False) -> Part:
    shared = {source: batch.shared[source] for source in sources if source in batch.shared}
    return Part(sources, shared, batch.comuni, path, alone)


def _give_up(part: Part, error: BaseException, journal: Journal) -> Verdict:
    """The line of a relazione that no worker could judge."""
    (record,) = journal.records(part.sources)
    reason = fault(error)
    problem = Problem(code=reason.code, message=reason.message)
    scored = record.model_copy(update={"status": "failed", "errors": (*record.errors, problem)})
    return write_part(part, [scored])[0]


def _lines(parts: Iterable[Part]) -> Iterator[bytes]:
    for part in parts:
        yield part.path.read_bytes()
