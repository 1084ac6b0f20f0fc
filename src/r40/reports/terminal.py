"""Tables on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from r40.codebook import Codebook
from r40.records import Relazione, ScoredRelazione
from r40.reports import labels
from r40.reports.rows import Summary, why

TOP = 5  # relazioni listed to be opened first


def show_summary(console: Console, counts: Summary, first: Sequence[ScoredRelazione], out: Path) -> None:
    """What a run gave: counts, the relazioni to open first, where the reports are."""
    console.print(
        "   ".join(f"{name}: {count}" for name, count in {**counts.status, **counts.severity}.items() if count)
    )
    table = Table(title="Da leggere per prime", title_justify="left", expand=False)
    for heading in ("Comune", "Anno", "Priorità", "Segnalazioni", "Perché"):
        table.add_column(heading, justify="right" if heading in ("Priorità", "Segnalazioni") else "left")
    for relazione in first:
        table.add_row(
            escape(printable(labels.title(relazione))),
            str(relazione.year or ""),
            labels.priority(relazione.priority),
            str(len(relazione.flags)),
            escape(printable(why(relazione)[0][0])),
        )
    console.print(table)
    console.print(
        f"Rapporto: {out / 'relazioni.html'}   Excel: {out / 'relazioni.xlsx'}   "
        f"Dati: {out / 'scored.jsonl'}, {out / 'parquet'}",
        highlight=False,
    )


def printable(text: str) -> str:
    """A text on one line, without characters that a terminal obeys: names of files may hold any."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def show_relazione(console: Console, relazione: Relazione, codebook: Codebook) -> None:
    """What was read from one file."""
    scored = ScoredRelazione(**dict(relazione))
    form = labels.layout(scored, codebook)
    console.print(
        f"[bold]{relazione.comune or '?'} {relazione.year or '?'}[/bold]  modello {relazione.form}  stato {labels.STATUS[relazione.status]}"
    )
    for problem in relazione.errors:
        console.print(f"[yellow]{problem.code}[/yellow] {problem.message}", highlight=False)
    console.print(labels.SPENDING[relazione.outcome.spending] + "; " + labels.SERVICE[relazione.outcome.service])
    table = Table("Codice", "Voce", "Valori")
    for code, row in relazione.fields.items():
        values = "  ".join(f"{labels.column(c, relazione.year)}: {labels.number(v) or '–'}" for c, v in row.items())
        table.add_row(code, labels.row(code, form), values)
    console.print(table)
    ticks = Table("Codice", "Barrata", "Testo sul modulo")
    for code, ticked in relazione.ticks.items():
        ticks.add_row(code, labels.TICK[ticked], relazione.wording.get(code, ""))
    console.print(ticks)
    console.print(f"[bold]R40[/bold] ({len(relazione.narrative)} caratteri)")
    console.print(relazione.narrative, highlight=False, markup=False)


def show_scores(console: Console, table: Mapping[str, Mapping[str, object]]) -> None:
    """Scores of systems and strata, with intervals."""
    measures = next(iter(table.values()))
    shown = Table("", *measures)
    for system, scores in table.items():
        shown.add_row(system, *(str(s).replace(" [nan, nan]", "") for s in scores.values()))
    console.print(shown)
