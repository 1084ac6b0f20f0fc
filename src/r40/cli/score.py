"""``r40 score``: files to scored relazioni and reports."""

from __future__ import annotations

from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="score")(score)


def score(
    paths: list[str] = typer.Argument(..., help="Files, folders or globs; PDF or text."),
    out: Path = typer.Option(
        Path("out"), "--out", "-o", help="Folder for scored.jsonl, the Excel workbook and the HTML report."
    ),
    model: Path | None = typer.Option(None, "--model", help="Folder of a model bundle; the default one if not given."),
    select: list[str] = typer.Option([], "--select", help="Check only these rules, by code or prefix (L, N2, X401)."),
    ignore: list[str] = typer.Option([], "--ignore", help="Leave these rules out, by code or prefix."),
    quiet: bool = typer.Option(False, "--quiet", "-q", help="No progress and no summary."),
) -> None:
    """Score relazioni: read, find interventions, link reasons, flag, report.

    Exit code 0 if all files were read, 1 if some failed (the others are scored), 2 if the call is wrong.

    Examples:

      r40 score data/samples --out out

      r40 score "relazioni/2023/*.pdf" --out out/2023
    """
    from datetime import date

    from rich.console import Console
    from rich.progress import Progress

    from r40.batch import find_inputs, prepare_output, score_files
    from r40.checks import explain
    from r40.codebook import default_codebook
    from r40.model.bundle import load_model
    from r40.reports.excel import write_excel
    from r40.reports.html import write_html
    from r40.reports.jsonl import write_jsonl
    from r40.reports.terminal import show_summary
    from r40.score import Scorer
    from r40.settings import Settings

    inputs = find_inputs(paths)
    rules = explain.select(select, ignore)
    prepare_output(out)
    codebook = default_codebook()
    scorer = Scorer(load_model(model), codebook, rules)
    errors = Console(stderr=True)
    with Progress(console=errors, disable=quiet or not errors.is_terminal) as bar:
        task = bar.add_task("Relazioni", total=2 * len(inputs))  # each is read, then scored
        scored = list(score_files(inputs, scorer, Settings(), lambda _: bar.advance(task)))
    write_jsonl(scored, out / "scored.jsonl")
    write_excel(scored, codebook, out / "relazioni.xlsx")
    write_html(scored, codebook, out / "relazioni.html", generated=date.today())
    if not quiet:
        show_summary(Console(), scored, out)
    if any(r.status == "failed" for r in scored):
        raise typer.Exit(1)
