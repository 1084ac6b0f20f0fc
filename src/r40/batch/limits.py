"""Limits of the process that reads a file, and what became of it when it passed them."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from concurrent.futures import TimeoutError as PoolTimeout
from contextlib import contextmanager

import psutil  # type: ignore[import-untyped]
from pebble import ProcessExpired

from r40.errors import MemoryLimitError, ReaderCrashedError, ReadError, TimeLimitError, UnexpectedReadError
from r40.settings import Settings

# What libraries say in errors of other kinds.
_NO_MEMORY = ("failed to map segment", "reserve memory", "allocate memory", "Unable to allocate")
CLOCK = 3  # seconds by the clock for each of CPU time: on a busy machine a process gets a third of a core


@contextmanager
def limited(settings: Settings, files: int = 1) -> Iterator[None]:
    """Let the system kill this process when the work takes too long, and refuse it memory beyond the limit.

    The alarm's default action ends the process in C code too, and needs no parent to watch it: a worker whose run
    was killed ends as well. Work on several files has the time of all. Afterwards the limits are those of before.
    """
    process = psutil.Process()
    seconds = files * settings.max_seconds
    spent = resource.getrusage(resource.RUSAGE_SELF)
    with (
        _soft(resource.RLIMIT_CPU, int(spent.ru_utime + spent.ru_stime) + seconds + 1),
        _soft(resource.RLIMIT_AS, process.memory_info().vms + settings.max_memory * 1_000_000),
    ):
        signal.setitimer(signal.ITIMER_REAL, CLOCK * seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def _soft(which: int, limit: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(which)
    others = [value for value in (soft, hard) if value != resource.RLIM_INFINITY]
    resource.setrlimit(which, (min([limit, *others]), hard))
    try:
        yield
    finally:
        resource.setrlimit(which, (soft, hard))


def fault(error: BaseException) -> ReadError:
    """What to say of a file whose worker raised this, or died."""
    if isinstance(error, ReadError):
        return MemoryLimitError() if isinstance(error.__cause__, MemoryError) else error
    if isinstance(error, PoolTimeout):
        return TimeLimitError()
    if isinstance(error, MemoryError) or any(phrase in str(error) for phrase in _NO_MEMORY):
        return MemoryLimitError()
    if isinstance(error, ProcessExpired):
        return _death(-(error.exitcode or 0))
    return UnexpectedReadError(f"{type(error).__name__}: {error}")


def _death(number: int) -> ReadError:
    if number in (signal.SIGALRM, signal.SIGXCPU):
        return TimeLimitError()
    try:
        return ReaderCrashedError(signal.Signals(number).name)
    except ValueError:
        return ReaderCrashedError(f"codice {-number}")
