"""Tables on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from r40.codebook import Codebook
from r40.records import Relazione, ScoredRelazione
from r40.reports import labels
from r40.reports.rows import main_reason, queue, summary

_TOP = 10  # relazioni listed to be opened first


def show_summary(console: Console, scored: Sequence[ScoredRelazione], out: Path) -> None:
    """What a run gave: counts, the relazioni to open first, what failed, where the reports are."""
    found = summary(scored)
    console.print("   ".join(f"{name}: {count}" for name, count in {**found.status, **found.severity}.items() if count))
    table = Table(title="Da leggere per prime", title_justify="left", expand=False)
    for heading in ("Comune", "Anno", "Priorità", "Segnalazioni", "Motivo principale"):
        table.add_column(heading, justify="right" if heading in ("Priorità", "Segnalazioni") else "left")
    for relazione in queue(scored)[:_TOP]:
        table.add_row(
            relazione.comune or labels.file_name(relazione.source),
            str(relazione.year or ""),
            labels.priority(relazione.priority),
            str(len(relazione.flags)),
            main_reason(relazione)[0],
        )
    console.print(table)
    for relazione in scored:
        for problem in relazione.errors:
            if relazione.status == "failed":
                console.print(f"[red]Non letta[/red] {relazione.source}: {problem.message}", highlight=False)
    console.print(
        f"Rapporto: {out / 'relazioni.html'}   Excel: {out / 'relazioni.xlsx'}   Dati: {out / 'scored.jsonl'}",
        highlight=False,
    )


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
