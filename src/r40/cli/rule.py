"""``r40 rule``: what is checked."""

from __future__ import annotations

from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="rule")(rule)


def rule(
    code: str = typer.Argument("", help="Code of a rule; all are listed if none is given."),
    config: Path | None = typer.Option(
        None, "--config", help="Severities and thresholds in force; r40.toml of this folder if not given."
    ),
) -> None:
    """List the rules, or explain one: what it checks and why, how severe it is, from which thresholds on.

    Examples:

      r40 rule

      r40 rule L301
    """
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.table import Table

    from r40.checks.explain import rule_page, sections
    from r40.checks.registry import RULES
    from r40.codebook import default_codebook
    from r40.configuration import load_configuration

    console = Console()
    configuration = load_configuration(config)
    codebook = configuration.codebook(default_codebook())
    if code:
        console.print(Markdown(rule_page(code, codebook, configuration.thresholds)))
        return
    table = Table("Code", "Name", "Severity", "Checks")
    for each in RULES:
        entry = codebook.rules[each.code]
        table.add_row(each.code, entry.name, entry.severity, sections(each)["what"])
    console.print(table)
