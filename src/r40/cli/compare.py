"""``r40 compare``: why this model and not another."""

from __future__ import annotations

from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="compare")(compare)


def compare(
    corpus: Path = typer.Option(
        Path("data/corpus"), "--corpus", help="Folder with narratives.jsonl and clauses.jsonl."
    ),
    folds: int = typer.Option(2, "--folds", help="Groups of writers, each held out in turn."),
    nlp: str | None = typer.Option(None, "--nlp", help="spaCy pipeline, as for r40 train."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write the tables to this Markdown file too."),
) -> None:
    """Compare candidates for the model on the training split: same folds, one run, beside baselines.

    Also says what random folds would have claimed, and how well a reason is linked by its wording alone.

    Examples:

      r40 compare --out docs/model-selection.md
    """
    from rich.console import Console
    from rich.markdown import Markdown

    from r40.errors import OutputError
    from r40.model.comparison import compare as run
    from r40.reports.selection import render_comparison

    text = render_comparison(run(corpus, folds, nlp, Console(stderr=True).print))
    Console().print(Markdown(text))
    if out:
        try:
            out.write_text(text, "utf-8")
        except OSError as error:
            raise OutputError(str(out), error.strerror or type(error).__name__) from error
