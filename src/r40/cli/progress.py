"""What a run says while it goes on: a bar on a terminal, a line a file elsewhere; and at its end."""

from __future__ import annotations

from heapq import nlargest
from pathlib import Path
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from r40.batch.output import lines
from r40.batch.run import Listener, Result
from r40.batch.work import Outcome
from r40.reports.rows import reading_order, summarise
from r40.reports.terminal import TOP, printable, show_summary

_SLOWEST = 3
_SLOW = 1.0  # seconds; a faster file is no news
_FAILED = 20  # files listed


class Bar(Listener):
    """A bar for each phase, with rate, time left and failures. A context manager."""

    def __init__(self, console: Console) -> None:
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("[red]{task.fields[failed]}"),
            console=console,
        )
        self.task: TaskID | None = None
        self.failed = 0

    def __enter__(self) -> Bar:
        self.progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self.progress.stop()

    def phase(self, name: str, total: int) -> None:
        self._end()
        self.task = self.progress.add_task(name, total=total, rate="", failed="")

    def outcome(self, outcome: Outcome) -> None:
        self.failed += outcome.status == "failed"
        self.step()

    def step(self, count: int = 1) -> None:
        assert self.task is not None
        self.progress.advance(self.task, count)
        speed = self.progress.tasks[self.task].speed
        self.progress.update(
            self.task,
            rate=f"{speed:.1f}/s" if speed else "",
            failed=f"non lette: {self.failed}" if self.failed else "",
        )

    def _end(self) -> None:
        if self.task is not None:
            self.progress.update(self.task, completed=self.progress.tasks[self.task].total)


class Log(Listener):
    """A line a file that was read, for a log."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def phase(self, name: str, total: int) -> None:
        self._line(f"{name}: {total}")

    def outcome(self, outcome: Outcome) -> None:
        problem = f": {outcome.problem}" if outcome.problem else ""
        self._line(f"{outcome.status:7} {outcome.seconds:7.2f} s  {printable(outcome.source)}{problem}")

    def _line(self, text: str) -> None:
        self.console.print(text, markup=False, highlight=False, soft_wrap=True)


def show_result(console: Console, result: Result, out: Path) -> None:
    """Counts, what to read first, what failed and what to do about it, what was slow."""
    scored = lines(result.verdicts, out)
    order = sorted(
        range(len(scored)),
        key=lambda n: reading_order(
            *(getattr(result.verdicts[n], k) for k in ("priority", "comune", "year", "source"))
        ),
    )
    show_summary(console, summarise(result.statuses, result.severities), [scored[n] for n in order[:TOP]], out)
    failed = [n for n, verdict in enumerate(result.verdicts) if verdict.status == "failed"]
    for n in failed[:_FAILED]:
        text = f"{scored[n].source}: {scored[n].errors[-1].message}"
        console.print(f"[red]Non letta[/red] {escape(printable(text))}", highlight=False)
    if len(failed) > _FAILED:
        console.print(f"e altre {len(failed) - _FAILED} non lette: sono in scored.jsonl, con il motivo.")
    if failed:
        console.print("Per riprovare le sole non lette: lo stesso comando con --retry-failed.", highlight=False)
    if done := len(result.verdicts) - len(result.outcomes):
        console.print(f"Già lette in un'esecuzione precedente: {done}.", highlight=False)
    for each in nlargest(_SLOWEST, result.outcomes, key=lambda outcome: outcome.seconds):
        if each.seconds >= _SLOW:
            console.print(f"Lenta: {each.seconds:.1f} s {escape(printable(each.source))}", highlight=False)
