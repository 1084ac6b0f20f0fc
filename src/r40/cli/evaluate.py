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
) -> None:
    """Measure interventions and reasons on the frozen test split, or by grouped cross-validation, beside baselines.

    Examples:

      r40 evaluate

      r40 evaluate --cross-validate 4
    """
    from rich.console import Console

    from r40.model.workflow import cross_validate, evaluate_bundle
    from r40.reports.terminal import show_scores

    console = Console()
    if folds:
        show_scores(console, cross_validate(corpus, folds, Console(stderr=True).print))
    else:
        show_scores(console, evaluate_bundle(corpus, model))
