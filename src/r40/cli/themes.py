"""``r40 themes``: from scored relazioni to findings."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from r40.codebook import Codebook
    from r40.themes import Corpus, Emerging


class Copies(StrEnum):
    """How relazioni with nearly the same text count."""

    each = "each"
    once = "once"


_TOP = 15  # rows of a table shown on the terminal
_WORDS = {"item", "a", "b", "years", "comune", "place_note", "theme", "keywords"}  # columns that are no figures


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="themes")(themes)


def themes(
    folders: list[Path] = typer.Argument(
        ..., help="Folders written by `r40 score`: one, several, or one that holds several."
    ),
    out: Path | None = typer.Option(
        None,
        "--out",
        "-o",
        help="Folder for the tables: temi.xlsx and one CSV each. Only the main ones are shown if not given.",
    ),
    report: Path | None = typer.Option(
        None,
        "--report",
        help="A page (say temi.html) with the main tables and plots, captioned in Italian for a yearly report; its tables as Excel beside it. "
        "Needs the extra «themes».",
    ),
    copies: Copies = typer.Option(
        Copies.each,
        "--copies",
        help="How relazioni with nearly the same text (rule D105) count: 'each', every relazione for one, which says how many "
        "comuni tell of something; 'once', those of one text and year together for one, which says how many texts that somebody "
        "wrote do. Intervals take shared texts into account under both.",
    ),
    emerging: bool = typer.Option(
        False, "--emerging", help="Look for themes that no intervention claims, and propose codebook entries as YAML."
    ),
    least: int | None = typer.Option(
        None,
        "--least",
        min=2,
        help="With --emerging: independent texts that a theme needs; 5 or 0.5% of all if not given.",
    ),
    quiet: bool = typer.Option(False, "--quiet", "-q", help="No progress and no tables on the terminal."),
) -> None:
    """Say what scored relazioni tell, in numbers: how common interventions are, where, together with what, and since when.

    Shares are of the relazioni with a narrative, with 95% intervals. Tables by year, region, size of the comune (inhabitants as on the form), block and ticked reason; status; pairs that occur together (lift); what sets groups apart (weighted log-odds); trends between years, also of the same comuni; actors; amounts; comuni not found; shared texts.

    Examples:

      r40 themes out

      r40 themes out/2021 out/2023 --out temi --copies once

      r40 themes out --report temi.html

      r40 themes out --emerging --out temi
    """
    from rich.console import Console
    from rich.progress import Progress

    from r40.codebook import default_codebook
    from r40.themes import load_corpus
    from r40.themes.frames import scored_files

    if report is not None:
        _check_report(report, emerging)
    files = scored_files(folders)
    codebook = default_codebook()
    errors = Console(stderr=True)
    with Progress(console=errors, disable=quiet or not errors.is_terminal) as bar:
        task = bar.add_task("Relazioni", total=sum(path.stat().st_size for path in files))
        corpus = load_corpus(files, codebook, lambda size: bar.advance(task, size))
    console = Console(quiet=quiet)
    if emerging:
        _emerging(corpus, codebook, out, least, console)
    else:
        _tables(corpus, codebook, out, report, copies, console)


def _check_report(report: Path, emerging: bool) -> None:
    """Fail before the reading rather than after."""
    from r40.errors import ConfigurationError
    from r40.reports.charts import need_altair

    if emerging:
        raise ConfigurationError(
            "--report e --emerging non stanno insieme: eseguire «r40 themes» due volte, una con ciascuno."
        )
    if report.suffix.casefold() not in (".html", ".htm"):
        raise ConfigurationError(f"--report «{report}»: indicare un file che finisca in .html.")
    need_altair()


def _tables(
    corpus: Corpus, codebook: Codebook, out: Path | None, report: Path | None, copies: Copies, console: Console
) -> None:
    from r40.reports.tables import write_csv, write_workbook
    from r40.themes import labelled, theme_tables
    from r40.themes.copies import COPIES

    found = theme_tables(corpus, codebook, copies.value)
    tables = {name: labelled(table, codebook) for name, table in found.items()}
    told = corpus.narrated()
    console.print(
        f"{len(corpus.relazioni)} relazioni, {len(told)} con un testo, {told['text'].nunique()} testi diversi. "
        f"Conteggio «{copies}»: {COPIES[copies.value]}.",
        highlight=False,
    )
    for note in corpus.notes:
        console.print(note, highlight=False)
    _show(console, "Interventi più frequenti", tables["interventi"], ["item", "count", "share"])
    _show(console, "Coppie che ricorrono insieme", tables["coppie"], ["a", "b", "together", "lift"])
    trend = tables["andamento"]
    moved = trend[(trend["low"] > 0) | (trend["high"] < 0)]
    moved = moved.assign(years=moved["from"].astype("str") + "–" + moved["to"].astype("str"))
    _show(console, "Cambiamenti fra un anno e l'altro, in punti percentuali (intervalli che escludono lo zero)", moved,
          ["years", "item", "before", "after", "difference"])  # fmt: skip
    _show(console, "Comuni non trovati, cambiati o ambigui", tables["luoghi"], ["comune", "relazioni", "place_note"])
    if out is not None:
        from r40.themes.guide import notes

        for name, table in tables.items():
            write_csv(table, out / f"{name}.csv")
        write_workbook(tables, out / "temi.xlsx", notes(corpus, copies.value, list(tables)))
        console.print(f"Tabelle: {out / 'temi.xlsx'} e {len(tables)} file CSV in {out}", highlight=False)
    if report is not None:
        from r40.reports.themes import write_themes

        book = write_themes(corpus, found, codebook, copies.value, report)
        console.print(f"Pagina: {report}   Le sue tabelle: {book}", highlight=False)


def _emerging(corpus: Corpus, codebook: Codebook, out: Path | None, least: int | None, console: Console) -> None:
    from r40.reports.files import write_atomically
    from r40.reports.tables import write_csv
    from r40.themes import as_yaml, emerging_themes, labelled, proposed_entries

    areas = {name: kind.areas for name, kind in codebook.interventions.items()}
    found = emerging_themes(corpus, areas, least)
    entries = as_yaml(proposed_entries(found.themes, codebook.interventions))
    _show(console, "Temi emergenti", found.themes, ["theme", "keywords", "texts", "passages", "stability", "active"])
    console.print(_summary(found), highlight=False)
    if out is None:
        if len(found.themes):
            console.print(entries, highlight=False, markup=False, soft_wrap=True)
        return
    told = corpus.relazioni[["comune", "year", "source"]]
    free = told.loc[found.passages["relazione"]].reset_index(drop=True).join(found.passages.drop(columns="relazione"))
    for name, table in (
        ("temi_emergenti", found.themes),
        ("temi_scartati", found.discarded),
        ("passaggi_liberi", free),
    ):
        write_csv(labelled(table, codebook), out / f"{name}.csv")
    write_atomically(out / "interventi-proposti.yaml", [entries.encode()])
    console.print(
        f"Proposte: {out / 'interventi-proposti.yaml'}   Passaggi: {out / 'passaggi_liberi.csv'}", highlight=False
    )


def _summary(found: Emerging) -> str:
    """How many passages have a theme, and how stable the groups are."""
    assigned = int((found.passages["theme"] != "none").sum())
    text = f"{len(found.passages)} passaggi senza intervento: {assigned} in un tema, gli altri in nessuno."
    if found.rand:
        rand = ", ".join(f"{value:.2f}".replace(".", ",") for value in found.rand)
        text += f" Stabilità dei gruppi (Rand corretto, {len(found.rand)} estrazioni): {rand}."
    return text


def _show(console: Console, title: str, table: pd.DataFrame, columns: list[str]) -> None:
    from rich.markup import escape
    from rich.table import Table

    from r40.reports.themes import cells

    if table.empty:
        console.print(f"[bold]{title}[/bold]: nessuno.", highlight=False)
        return
    more = f" (prime {_TOP} di {len(table)})" if len(table) > _TOP else ""
    shown = Table(title=title + more, title_justify="left")
    head, rows = cells(table.head(_TOP), columns, years="Anni", before="Prima", after="Dopo")
    for name, heading in zip([*columns, "interval"], head, strict=False):
        shown.add_column(heading, justify="left" if name in _WORDS else "right")
    for row in rows:
        shown.add_row(*map(escape, row))
    console.print(shown)
