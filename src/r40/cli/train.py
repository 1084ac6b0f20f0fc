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
        help="spaCy pipeline: it_core_news_lg (licence CC BY-NC-SA 3.0), _md, _sm, or embedded-it. The embedded one if not given.",
    ),
    tracking: str = typer.Option("sqlite:///mlflow.db", "--tracking", help="MLflow store; 'off' logs nothing."),
) -> None:
    """Train the model on the annotated corpus, log the run with MLflow, save the bundle.

    Examples:

      r40 train

      r40 train --nlp it_core_news_lg --out models/lg
    """
    from rich.console import Console

    from r40.model.workflow import train_bundle

    train_bundle(corpus, out, nlp, tracking, Console(stderr=True).print)
