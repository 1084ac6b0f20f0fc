"""``r40 read``: what was read from one file."""

from __future__ import annotations

from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="read")(read)


def read(
    file: Path = typer.Argument(..., help="A relazione, PDF or text."),
    json: bool = typer.Option(False, "--json", help="Print the record as JSON, with the keys of the output contract."),
) -> None:
    """Show what r40 reads from one file: fields, ticks, wording, narrative.

    Examples:

      r40 read data/samples/petracunna-2023.pdf

      r40 read --json data/samples/petracunna-2023.pdf > petracunna.json
    """
    from r40.codebook import default_codebook
    from r40.ingest import read as read_file

    relazione = read_file(file)
    if json:
        typer.echo(relazione.model_dump_json(indent=2))
        return
    from rich.console import Console

    from r40.reports.terminal import show_relazione

    show_relazione(Console(), relazione, default_codebook())
