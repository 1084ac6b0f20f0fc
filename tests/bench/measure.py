"""Seconds and megabytes of a command, with all the processes that it starts."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

# As on a machine where r40 was used before; the bytecode of this checkout may be stale or missing.
_COMPILED = str(Path(tempfile.gettempdir(), f"r40-bench-{os.getuid()}-pycache"))
_INHERITED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_EVERY = 0.25  # seconds between two looks at the processes; a look takes milliseconds from workers that use all cores


@dataclass
class Cost:
    """What a command took."""

    seconds: float = 0.0
    cpu: float = 0.0
    peak: dict[str, float] = field(default_factory=dict)  # megabytes, resident, of the largest process of each role


def timed(work: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def command(*arguments: str | Path, watch: bool = True) -> Cost:
    """Run r40.

    Raises:
        RuntimeError: it failed.
    """
    cost, spent = Cost(), dict[int, float]()
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", "from r40.cli import main; main()", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**_INHERITED, "PYTHONPYCACHEPREFIX": _COMPILED},
    )
    while watch and process.poll() is None:
        _look(psutil.Process(process.pid), cost, spent)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_EVERY)
    _, said = process.communicate()
    cost.seconds = time.perf_counter() - begin
    cost.cpu = sum(spent.values())
    if process.returncode:
        raise RuntimeError(said.decode())
    return cost


def _look(run: psutil.Process, cost: Cost, spent: dict[int, float]) -> None:
    with suppress(psutil.Error):  # it has ended meanwhile
        for process in (run, *run.children(recursive=True)):
            with suppress(psutil.Error):
                times, size, parent = process.cpu_times(), process.memory_info().rss / 1e6, process.ppid()
                role = "run" if process == run else "fork server" if parent == run.pid else "worker"
                cost.peak[role] = max(cost.peak.get(role, 0.0), size)
                spent[process.pid] = times.user + times.system


def score(paths: Sequence[Path], folder: Path, jobs: int) -> Cost:
    """Score files into an empty folder."""
    source, out = folder / "in", folder / "out"
    source.mkdir(parents=True)
    for path in paths:
        os.link(path, source / path.name)
    return command("score", source, "--out", out, "--jobs", str(jobs), "--quiet")


def slope(points: Sequence[tuple[int, float]]) -> tuple[float, float]:
    """Seconds a file, and seconds whatever the number of files: a straight line by least squares."""
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    rise = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0
    return rise, mean_y - rise * mean_x
