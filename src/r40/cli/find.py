"""``r40 find``: keyword in context over all narratives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="find")(find)


def find(
    arguments: list[str] = typer.Argument(
        ...,
        metavar="[PHRASE] FOLDER...",
        help="A word or phrase, unless --like is given; then folders written by `r40 score`.",
    ),
    like: str | None = typer.Option(None, "--like", help="Find sentences like this one instead of a phrase."),
    year: list[int] = typer.Option([], "--year", help="Only relazioni of this year; may be repeated, as all filters."),
    region: list[str] = typer.Option([], "--region", help="Only comuni of this region; its first letters will do."),
    comune: list[str] = typer.Option([], "--comune", help="Only this comune, by name or ISTAT code."),
    intervention: list[str] = typer.Option([], "--intervention", help="Only passages of this intervention, by id."),
    block: list[str] = typer.Option([], "--block", help="Only relazioni of this block of reasons: A, B or C."),
    limit: int = typer.Option(
        20, "--limit", "-n", min=1, help="Rows shown on the terminal; and passages that --like finds."
    ),
    csv: bool = typer.Option(False, "--csv", help="Print everything found as CSV; no cell becomes a formula."),
    json: bool = typer.Option(False, "--json", help="Print everything found as JSON Lines."),
) -> None:
    """Find a word or phrase in all narratives, in any inflection, and show it in its context.

    Words match by lemma ("orti sociali" finds "l'orto sociale"), whatever their capitals and accents, one after the other in one sentence. The first call makes an index in FOLDER/.r40/, which later calls open at once.

    Examples:

      r40 find "educativa di strada" out

      r40 find "banca del tempo" out/2021 out/2023 --region Piemonte --csv > banca.csv

      r40 find --like "I ragazzi si incontrano in piazza con due educatori" out
    """
    from rich.console import Console

    from r40.codebook import default_codebook
    from r40.errors import ConfigurationError
    from r40.reports.tables import csv_text
    from r40.themes import Where, alike, in_context, open_index
    from r40.themes import find as search
    from r40.themes.concordance import chosen

    codebook = default_codebook()
    folders = [Path(name) for name in (arguments if like is not None else arguments[1:])]
    if not folders:
        raise ConfigurationError(
            'Indicare che cosa cercare e dove, per esempio: r40 find "educativa di strada" out, oppure r40 find --like "…" out.'
        )
    if unknown := [name for name in intervention if name not in codebook.interventions]:
        raise ConfigurationError(
            f"Intervento sconosciuto: {', '.join(unknown)}. Gli id sono in interventions.yaml del codebook."
        )
    if unknown := [name for name in block if name.upper() not in codebook.reasons.blocks]:
        raise ConfigurationError(
            f"Blocco sconosciuto: {', '.join(unknown)}. I blocchi sono {', '.join(codebook.reasons.blocks)}."
        )
    if csv and json:
        raise ConfigurationError("Scegliere fra --csv e --json.")
    where = Where(year, region, comune, intervention, block)
    tables = []
    everything = csv or json
    total = left = 0
    for folder in folders:
        index, done = open_index(folder, codebook)
        if done == "unsaved":
            typer.echo(f"Indice non salvato: «{folder}» non è scrivibile. La prossima ricerca lo rifarà.", err=True)
        hits = search(index, arguments[0], where) if like is None else alike(index, like, where, limit)
        total += len(hits)
        left += int(chosen(index.relazioni, where).sum())
        tables.append(in_context(index, hits if everything else hits.head(limit)))
    import pandas as pd

    table = pd.concat(tables, ignore_index=True)
    if like is not None:
        table = table.sort_values("likeness", ascending=False, kind="stable", ignore_index=True)
    if csv:
        typer.echo(csv_text(table.drop(columns="relazione")), nl=False)
    elif json:
        typer.echo(table.drop(columns="relazione").to_json(orient="records", lines=True, force_ascii=False), nl=False)
    else:
        _show(Console(), table.head(limit), total, left)


def _show(console: Console, table: pd.DataFrame, total: int, left: int) -> None:
    """``total`` passages found, in ``left`` relazioni that the filters leave."""
    import pandas as pd
    from rich.table import Table
    from rich.text import Text

    if not total:
        console.print(
            f"Nessun passaggio trovato, fra {left} relazioni: provare un'altra espressione o meno filtri."
            if left
            else "I filtri non lasciano nessuna relazione: verificare anno, regione, comune e blocco indicati."
        )
        return
    shown = Table(box=None, padding=(0, 1), show_header=True)
    shown.add_column("Comune", style="bold", no_wrap=True, max_width=24)
    shown.add_column("Anno")
    scored = "likeness" in table
    if scored:
        shown.add_column("Somiglianza", justify="right")
    shown.add_column("Passaggio")
    for row in table.to_dict("records"):
        style = "bold" if scored else "bold reverse"
        passage = Text.assemble(row["left"], (row["match"], style), row["right"])
        cells = [Text("" if pd.isna(row[key]) else str(row[key])) for key in ("comune", "year")]
        if scored:
            likeness = f"{row['likeness']:.2f}".replace(".", ",")
            cells.append(Text(likeness + (f" ×{row['equal']}" if row["equal"] > 1 else "")))
        shown.add_row(*cells, passage)
    console.print(shown)
    more = (
        f", mostrati {len(table)}: --limit per vederne di più, --csv o --json per averli tutti"
        if total > len(table)
        else ""
    )
    console.print(f"{total} passaggi{more}.", highlight=False)
