"""``r40 evaluate``: how good the model is, beside baselines."""

from __future__ import annotations

from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="evaluate")(evaluate)


def evaluate(
    corpus: Path = typer.Option(
        Path("data/corpus"), "--corpus", help="Folder with narratives.jsonl and clauses.jsonl."
    ),
    model: Path | None = typer.Option(
        None, "--model", help="Bundle to measure on the test split; the default one if not given."
    ),
    folds: int = typer.Option(
        0, "--cross-validate", help="Cross-validate on the training split, grouped by writer, in so many folds."
    ),
    html: Path | None = typer.Option(
        None, "--html", help="Also write a page with strata, types, confusions, curves, calibration and worst errors."
    ),
) -> None:
    """Measure interventions and reasons on the frozen test split, or by grouped cross-validation, beside baselines.

    Examples:

      r40 evaluate --html out/evaluation.html

      r40 evaluate --cross-validate 4
    """
    from rich.console import Console

    from r40.model.workflow import cross_validate, evaluate_bundle, table
    from r40.reports.evaluation import need_plots, write_evaluation
    from r40.reports.terminal import show_scores

    console = Console()
    if html:
        need_plots()
    if folds:
        evaluation = cross_validate(corpus, folds, Console(stderr=True).print)
    else:
        evaluation = evaluate_bundle(corpus, model)
    show_scores(console, table(evaluation))
    if html:
        write_evaluation(evaluation, html)
        console.print(f"Pagina: {html}", highlight=False)
