"""``r40 train``: corpus to a model bundle."""

from __future__ import annotations

from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="train")(train)


def train(
    corpus: Path = typer.Option(
        Path("data/corpus"), "--corpus", help="Folder with narratives.jsonl and clauses.jsonl."
    ),
    out: Path = typer.Option(Path("models/default"), "--out", "-o", help="Folder of the bundle to write."),
    nlp: str | None = typer.Option(
        None,
        "--nlp",
        help="spaCy pipeline: it_core_news_lg (licence CC BY-NC-SA 3.0), _md, _sm, or embedded-it. The best one installed if not given.",
    ),
    feedback: Path | None = typer.Option(
        None, "--with-feedback", help="Corrections exported by the review app (feedback.jsonl): learn from them too."
    ),
    tracking: str = typer.Option("sqlite:///mlflow.db", "--tracking", help="MLflow store; 'off' logs nothing."),
    champion: bool = typer.Option(
        True, "--champion/--no-champion", help="Whether the registry's alias 'champion' moves to this model."
    ),
) -> None:
    """Train the model on the annotated corpus, log the run with MLflow, save the bundle.

    Examples:

      r40 train

      r40 train --nlp it_core_news_lg --out models/lg --no-champion
    """
    from rich.console import Console

    from r40.model.analysis import MODEL, scoreboard, strata
    from r40.model.tracking import OFF, log_run, need_mlflow
    from r40.model.workflow import table, train_bundle
    from r40.reports.evaluation import need_plots, render_evaluation
    from r40.reports.terminal import show_scores

    console = Console(stderr=True)
    need_mlflow(tracking)
    if tracking != OFF:
        need_plots()
    trained = train_bundle(corpus, out, nlp, console.print, feedback)
    if feedback and trained.evaluation:
        show_scores(console, table(trained.evaluation))
    if tracking == OFF:
        return
    evaluation = trained.evaluation
    rows = scoreboard(evaluation, strata(evaluation.gold)) if evaluation else []
    parameters = {name: value for name, value in trained.manifest.model_dump().items() if isinstance(value, str)}
    scores = {
        f"{row.stratum.replace(': ', '_')}/{name}": score
        for row in rows
        if row.system == MODEL
        for name, score in row.scores.items()
    }
    page = render_evaluation(evaluation) if evaluation else None
    console.print(f"MLflow: {log_run(tracking, parameters, scores, out, page, champion)} ({tracking})", highlight=False)
