"""All commands; errors become exit codes here."""

from __future__ import annotations

import sys

import typer

from r40.cli import compare, evaluate, find, read, review, rule, score, themes, train
from r40.errors import R40Error

app = typer.Typer(
    name="r40",
    help="Reads the Italian comuni's reports on social services, finds the interventions that they describe, links "
    "them to the reasons they tick, and flags what does not fit together.\n\nExamples:\n\n"
    "  r40 score data/samples --out out\n\n  r40 read data/samples/petracunna-2023.pdf",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (score, review, read, rule, themes, find, train, evaluate, compare):
    module.register(app)


@app.callback(invoke_without_command=True)
def _version(version: bool = typer.Option(False, "--version", help="Print the version and exit.")) -> None:
    if version:
        from r40 import __version__

        typer.echo(__version__)
        raise typer.Exit


def run() -> None:
    """Run the command that was given: r40's errors end with their message and exit code, an interruption with 130."""
    try:
        app()
    except R40Error as error:
        typer.echo(f"Errore ({error.code}): {error.message}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        typer.echo("Interrotto.", err=True)
        sys.exit(130)
