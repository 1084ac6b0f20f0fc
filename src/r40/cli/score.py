"""``r40 score``: files to scored relazioni and reports."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer


class FailOn(StrEnum):
    """Flags that make the command fail."""

    ERROR = "error"
    WARNING = "warning"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="score")(score)


def score(
    paths: list[str] = typer.Argument(
        ..., help="Files, folders or globs: PDF, text, or tables of narratives (.parquet, .csv; docs/output.md)."
    ),
    out: Path = typer.Option(
        Path("out"), "--out", "-o", help="Folder for scored.jsonl, the Excel workbook, the HTML report, Parquet tables."
    ),
    model: Path | None = typer.Option(None, "--model", help="Folder of a model bundle; the default one if not given."),
    select: list[str] = typer.Option([], "--select", help="Check only these rules, by code or prefix (L, N2, X401)."),
    ignore: list[str] = typer.Option([], "--ignore", help="Leave these rules out, by code or prefix."),
    config: Path | None = typer.Option(
        None,
        "--config",
        help="Rules, severities, thresholds and limits (docs/configuration.md); r40.toml of this folder if not given. "
        "The options above win over it.",
    ),
    jobs: int | None = typer.Option(None, "--jobs", "-j", min=1, help="Worker processes; one a core if not given."),
    resume: bool = typer.Option(
        True, "--resume/--no-resume", help="Skip what an earlier run into the same folder has read, if unchanged."
    ),
    retry_failed: bool = typer.Option(False, "--retry-failed", help="Read again what could not be read."),
    known: list[Path] = typer.Option(
        [], "--known", help="Folder or scored.jsonl of another run: its narratives are compared too (D105)."
    ),
    fail_on: FailOn | None = typer.Option(
        None, "--fail-on", help="Exit code 1 too when there are flags of this severity or a graver one."
    ),
    scheduler: str | None = typer.Option(
        None, "--scheduler", metavar="tcp://HOST:PORT", help="Read on this Dask cluster (docs/cluster.md)."
    ),
    quiet: bool = typer.Option(False, "--quiet", "-q", help="No progress and no summary."),
) -> None:
    """Score relazioni: read, find interventions, link reasons, flag, report.

    A run that was interrupted or killed goes on where it was when the same command is given again.

    Exit code 0 if all files were read, 1 if some failed (the others are scored), 2 if the call is wrong, 130 if interrupted.

    Examples:

      r40 score data/samples --out out

      r40 score "relazioni/2023/*.pdf" --out out/2023 --known out/2022
    """
    import os

    from rich.console import Console

    from r40.batch.inputs import find_inputs
    from r40.batch.judge import known_texts
    from r40.batch.run import Listener, Options, run
    from r40.batch.work import Job
    from r40.cli.progress import Bar, Log, show_result
    from r40.codebook import default_codebook
    from r40.configuration import load_configuration
    from r40.records import Severity

    inputs = find_inputs(paths)
    configuration = load_configuration(config)
    job = Job(
        configuration.codebook(default_codebook()),
        configuration.limits,
        model,
        configuration.rules(select, ignore),
        configuration.thresholds,
    )
    options = Options(
        jobs=min(jobs or len(os.sched_getaffinity(0)), len(inputs)),
        resume=resume,
        retry_failed=retry_failed,
        known=known_texts(known),
        scheduler=scheduler,
    )
    errors = Console(stderr=True)
    try:
        if quiet:
            result = run(inputs, job, out, options, Listener())
        elif errors.is_terminal:
            with Bar(errors) as bar:
                result = run(inputs, job, out, options, bar)
        else:
            result = run(inputs, job, out, options, Log(errors))
    except KeyboardInterrupt:
        errors.print("Interrotto: lo stesso comando riprende da dove si è fermato.")
        raise typer.Exit(130) from None
    if not quiet:
        show_result(Console(), result, out)
    grave = {None: (), FailOn.ERROR: (Severity.ERROR,), FailOn.WARNING: (Severity.ERROR, Severity.WARNING)}[fail_on]
    if result.statuses["failed"] or any(result.severities[severity] for severity in grave):
        raise typer.Exit(1)
