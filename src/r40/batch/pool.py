"""Worker processes that may die: a task whose worker was killed is handed back, and the worker replaced."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import TypeVar

from pebble import ProcessPool

from r40.batch import server
from r40.batch.journal import Journal
from r40.batch.limits import CLOCK
from r40.batch.work import BUDGET, Job, start
from r40.errors import WorkersError

Task = TypeVar("Task")
Result = TypeVar("Result")

_WAITING = 2  # tasks a worker that wait, so that none idles; few, so that an interruption is quick
_SPARE = 60.0  # seconds beyond all limits until a worker counts as stuck
_RESTARTS = 5  # in a row, without one task done


class Workers:
    """A pool for one job. A context manager: on leaving, its processes are stopped."""

    def __init__(self, jobs: int, job: Job, journal: Journal) -> None:
        self.jobs, self.job, self.journal = jobs, job, journal
        self.lost = 0  # workers that died before they began to work
        # A worker's own alarm comes long before.
        self.patience = BUDGET + 2 * CLOCK * job.settings.max_seconds + _SPARE
        self.context = server.context()
        self.pool = self._new()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self.stop()

    def run(
        self, function: Callable[[Task], Result], tasks: deque[Task], patience: float | None = None
    ) -> Iterator[tuple[Task, Result | BaseException]]:
        """Results, or what became of the worker, as they come. Tasks added meanwhile are done too.

        Args:
            function: what a worker does of a task.
            tasks: taken from the left.
            patience: seconds that a task may take until its worker is killed; by default those of reading.

        Raises:
            WorkersError: workers die faster than they work.
        """
        limit = patience or self.patience
        running: dict[Future, Task] = {}
        restarts = 0
        while tasks or running:
            try:
                while tasks and len(running) < self.jobs * _WAITING:
                    running[self.pool.schedule(function, args=(tasks[0],), timeout=limit)] = tasks[0]
                    tasks.popleft()
                broken = False
            except RuntimeError:  # the pool broke since we looked
                broken = True
            done = set() if broken else wait(running, limit + _SPARE, FIRST_COMPLETED).done
            for future in done:
                error = future.exception()
                if isinstance(error, BrokenProcessPool):
                    broken = True
                    continue
                restarts = 0
                yield running.pop(future), error or future.result()
            if broken or not done:
                # A worker that dies while it holds the pool's locks takes the pool with it; its tasks are still to do.
                tasks.extendleft(running.values())
                running.clear()
                restarts += 1
                if restarts > _RESTARTS:
                    raise WorkersError
                self.stop()
                self.pool = self._new()

    def _new(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.jobs, initializer=start, initargs=(self.job, self.journal), context=self.context
        )

    def stop(self) -> None:
        """End the processes, whatever they do."""
        self.pool.stop()  # type: ignore[no-untyped-call]
        with contextlib.suppress(RuntimeError):  # it broke
            self.pool.join()
