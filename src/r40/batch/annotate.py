"""First phase: every input read and annotated, in worker processes, into the journal."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pebble import ProcessExpired

from r40.batch.inputs import Input
from r40.batch.journal import Entry
from r40.batch.limits import fault
from r40.batch.pool import Workers
from r40.batch.work import CHUNK, EQUIPPING, Outcome, annotate_inputs, failed, last_read, outcome
from r40.errors import ConfigurationError, TimeLimitError, WorkersError

_LOST = 5  # workers that may die before they begin
_SHARES = 4  # chunks a worker at least, so that none is left waiting at the end


@dataclass(frozen=True, slots=True)
class _Chunk:
    inputs: Sequence[Input]
    suspect: bool = False  # the only input was being read when a worker died


def annotate_all(inputs: Sequence[Input], workers: Workers) -> Iterator[Outcome]:
    """Read and annotate inputs; outcomes as they come.

    What kills a worker costs its own file: the file that was being read is tried once more by itself, unless it took
    too long, and the rest of its chunk is done again.

    Raises:
        ConfigurationError: the journal cannot be written, or the model cannot be loaded.
        WorkersError: workers die faster than they work, or have no memory to begin.
    """
    size = max(1, min(CHUNK, len(inputs) // (workers.jobs * _SHARES)))
    chunks = deque(_Chunk(inputs[start : start + size]) for start in range(0, len(inputs), size))
    for chunk, result in workers.run(_annotate, chunks):
        if isinstance(result, (ConfigurationError, WorkersError)):
            raise result
        if isinstance(result, BaseException):
            yield from _blame(chunk, result, chunks, workers)
            continue
        if rest := chunk.inputs[len(result) :]:
            chunks.appendleft(_Chunk(rest))
        yield from result


def _annotate(chunk: _Chunk) -> list[Outcome]:
    return annotate_inputs(chunk.inputs)


def _blame(chunk: _Chunk, error: BaseException, chunks: deque[_Chunk], workers: Workers) -> Iterator[Outcome]:
    """Put back what has to be done again; the outcome of an input that has failed for good."""
    guilty: int | None = None
    if isinstance(error, ProcessExpired):
        guilty = last_read(workers.journal, error.pid)
    if guilty == EQUIPPING:  # no fault of any file
        if -getattr(error, "exitcode", 0) == signal.SIGPROF or workers.lost == _LOST:
            raise WorkersError(type(error).__name__)
        workers.lost += 1
        chunks.append(chunk)
        return
    if guilty is None and len(chunk.inputs) > 1:  # a fault after reading: of any of them
        chunks.extend(_Chunk([each]) for each in chunk.inputs)
        return
    guilty = guilty or 0
    suspect, reason = chunk.inputs[guilty], fault(error)
    rest = [*chunk.inputs[:guilty], *chunk.inputs[guilty + 1 :]]
    if rest:
        chunks.append(_Chunk(rest))
    if not chunk.suspect and not isinstance(reason, TimeLimitError):
        chunks.append(_Chunk([suspect], suspect=True))
        return
    record = failed(suspect, reason)
    seconds = float(workers.job.settings.max_seconds) if isinstance(reason, TimeLimitError) else 0.0
    workers.journal.write([Entry(record, seconds)])
    yield outcome(record, seconds)
