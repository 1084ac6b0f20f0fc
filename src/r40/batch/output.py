"""Third phase: the reports, each written by a worker from scored.jsonl."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path

from pebble import ProcessExpired

from r40.batch.judge import SCORED
from r40.batch.pool import Workers
from r40.batch.work import Verdict, equipped
from r40.codebook import Codebook
from r40.errors import WorkersError
from r40.reports.jsonl import ScoredLines

_TRIES = 3
_PATIENCE = 3600.0  # seconds for one report
EXCEL, HTML, PARQUET = "relazioni.xlsx", "relazioni.html", "parquet"


def lines(verdicts: Sequence[Verdict], out: Path) -> ScoredLines:
    """The relazioni of a run, in the order of its inputs."""
    sizes = [verdict.size for verdict in verdicts]
    return ScoredLines(out / SCORED, list(zip(accumulate(sizes, initial=0), sizes, strict=False)))


def write_reports(
    verdicts: Sequence[Verdict], codebook: Codebook, out: Path, day: date, workers: Workers
) -> Iterator[str]:
    """Write the reports beside scored.jsonl; names of their files as they are written.

    Raises:
        OutputError: one cannot be written.
        WorkersError: the worker that writes one is killed again and again, or has no memory.
    """
    scored = lines(verdicts, out)
    reports = deque(_Report(name, scored, codebook, day) for name in (EXCEL, HTML, PARQUET))
    tries: Counter[str] = Counter()
    for report, result in workers.run(_write, reports, _PATIENCE):
        tries[report.name] += 1
        if isinstance(result, ProcessExpired):
            if tries[report.name] == _TRIES:
                raise WorkersError
            reports.append(report)
        elif isinstance(result, BaseException):
            raise result
        else:
            yield report.name


@dataclass(frozen=True, slots=True)
class _Report:
    name: str
    scored: ScoredLines
    codebook: Codebook
    day: date


def _write(report: _Report) -> None:
    path = report.scored.path.with_name(report.name)
    with equipped():
        from r40.reports.excel import write_excel
        from r40.reports.html import write_html
        from r40.reports.parquet import write_parquet
    try:
        if report.name == EXCEL:
            write_excel(report.scored, report.codebook, path)
        elif report.name == HTML:
            write_html(report.scored, report.codebook, path, generated=report.day)
        else:
            write_parquet(report.scored, path)
    except MemoryError as error:
        raise WorkersError(f"{type(error).__name__}: {report.name}") from error
