"""The page and workbook of ``r40 themes --report``: the main tables and plots, each with all that a yearly report must say of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from r40.codebook import Codebook
from r40.reports.charts import (
    LEAST_CLUSTERS,
    STATES,
    Caption,
    amounts_chart,
    difference_chart,
    grid_chart,
    lift_chart,
    need_altair,
    share_chart,
    states_chart,
    svg,
    years_chart,
)
from r40.reports.files import write_atomically
from r40.reports.labels import number
from r40.reports.tables import DECIMALS, SHARES, headings, write_workbook
from r40.themes import labelled
from r40.themes.copies import Copies
from r40.themes.frames import Corpus
from r40.themes.guide import notes

_TEMPLATES = Path(__file__).parent / "templates"
_MOST = 20  # rows of a table or plot on the page; the workbook has all
_ACROSS = 8  # interventions across a grid
_TYPICAL = 3  # interventions that set a region apart, shown for each
_SURE = 1.96  # |z| over which a contrast is shown
INTERVALS = (
    "Gli intervalli, al 95%, tengono conto dei testi condivisi da più comuni e dello stesso comune in più anni, "
    "non degli errori del modello che riconosce gli interventi."
)
SHARED = {
    "each": "Ogni relazione conta per uno, anche se più comuni hanno lo stesso testo.",
    "once": "Le relazioni con lo stesso testo nello stesso anno contano insieme per uno.",
}


@dataclass(frozen=True)
class Figure:
    """A table with its caption, the plot of it if there is one, and what of it the page shows.

    ``name``: of its sheet in the workbook, which has all of ``table``; ``head`` and ``rows``: cells on the page; ``left_out``: rows
    that only the workbook has.
    """

    name: str
    caption: Caption
    table: pd.DataFrame
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    plot: Markup | None = None
    left_out: int = 0


def write_themes(
    corpus: Corpus, tables: Mapping[str, pd.DataFrame], codebook: Codebook, copies: Copies, path: Path
) -> Path:
    """Write the page to ``path`` and its tables as a workbook beside it, of which the path is returned; each atomically.

    ``tables``: as ``theme_tables`` returns them.

    Raises:
        OutputError: a file cannot be written.
        ConfigurationError: as ``need_altair``.
    """
    figures = theme_figures(corpus, tables, codebook, copies)
    book = path.with_suffix(".xlsx")
    page = _page(corpus, figures, copies, book.name)
    names = [figure.name for figure in figures]
    write_workbook({figure.name: figure.table for figure in figures}, book, notes(corpus, copies, names))
    write_atomically(path, [page.encode("utf-8")])
    return book


def source_of(corpus: Corpus) -> str:
    """Where the figures come from, for a caption."""
    told = corpus.narrated()
    years = sorted(int(year) for year in told["year"].dropna().unique())
    period = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0]) if years else "anno non noto"
    return f"elaborazione con r40 sui testi (campo R40) di {number(len(told))} relazioni di monitoraggio SOSE/IFEL, {period}"


def theme_figures(
    corpus: Corpus, tables: Mapping[str, pd.DataFrame], codebook: Codebook, copies: Copies
) -> list[Figure]:
    """What the page shows, in order; a table without rows is left out. Raises ConfigurationError as ``need_altair``."""
    need_altair()
    named = {name: labelled(table, codebook) for name, table in tables.items()} | {"lette": _read(corpus)}
    source, counted = source_of(corpus), SHARED[copies]
    figures = []
    for name, title, unit, note, show in _FIGURES:
        table = named[name]
        if len(table):
            head, rows, chart, left_out = show(table, named)
            if not rows:
                continue
            plot = svg(chart, name, title) if chart is not None else None
            caption = Caption(title, unit, source, note.format(intervals=INTERVALS, counted=counted))
            figures.append(Figure(name, caption, table, head, rows, plot, left_out))
    return figures


def _page(corpus: Corpus, figures: Sequence[Figure], copies: Copies, book: str) -> str:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["numeric"] = lambda cell: re.match(r"[+−]?\d|–|da [+−]?\d", cell) is not None
    told = corpus.narrated()
    return environment.get_template("themes.html.j2").render(
        figures=figures,
        book=book,
        notes=notes(corpus, copies),
        source=source_of(corpus),
        facts=[
            ("relazioni", number(len(corpus.relazioni))),
            ("con un testo", number(len(told))),
            ("testi diversi", number(told["text"].nunique())),
            ("comuni", number(told["code"].nunique())),
            ("regioni", number(told["region"].nunique())),
        ],
    )


def _read(corpus: Corpus) -> pd.DataFrame:
    """How many relazioni with a narrative there are, by year and region."""
    told = corpus.narrated()
    table = told.assign(region=told["region"].astype("object").fillna("non trovata")).groupby(
        ["year", "region"], dropna=False
    )
    counts = table.agg(relazioni=("text", "size"), comuni=("code", "nunique"), texts=("text", "nunique"))
    return counts.reset_index()


Shown = tuple[Sequence[str], Sequence[Sequence[str]], Any, int]  # head, rows, chart, rows left out
Show = Callable[[pd.DataFrame, Mapping[str, pd.DataFrame]], Shown]


def _by_year(table: pd.DataFrame, _: Mapping[str, pd.DataFrame]) -> Shown:
    years = table["year"].astype("object").where(table["year"].notna(), "anno non noto").astype("str")
    counts = table.assign(year=years).pivot_table(
        index="region", columns="year", values="relazioni", aggfunc="sum", fill_value=0
    )
    counts = pd.concat([counts, counts.sum().to_frame("Totale").T])
    rows = [[str(region), *(number(v) for v in values), number(sum(values))] for region, *values in counts.itertuples()]
    return ["Regione", *counts.columns, "Totale"], rows, None, 0


def _listed(
    columns: Sequence[str], chart: Callable[[pd.DataFrame], Any] | None, most: int = _MOST, **heads: str
) -> Show:
    """The first rows of a table, plotted as they stand; ``heads``: as in ``cells``."""

    def show(table: pd.DataFrame, _: Mapping[str, pd.DataFrame]) -> Shown:
        part = table.head(most)
        return *cells(part, columns, **heads), chart(part) if chart else None, len(table) - len(part)

    return show


def _gridded(first: str, across: str) -> Show:
    """Groups down and items across; ``across``: the table whose first items are shown."""

    def show(table: pd.DataFrame, named: Mapping[str, pd.DataFrame]) -> Shown:
        order = named[across].sort_values("share", ascending=False)["item"]
        items, groups = [str(item) for item in order[:_ACROSS]], [str(group) for group in table["group"].unique()]
        part = table[table["item"].isin(items)]
        cells = {(row.group, row.item): _share_cell(row) for row in part.itertuples()}
        rows = [[group, *(cells[group, item] for item in items)] for group in groups]
        return [first, *items], rows, grid_chart(part, groups, items), 0

    return show


def _yearly(table: pd.DataFrame, named: Mapping[str, pd.DataFrame]) -> Shown:
    years = [str(year) for year in table["group"].unique()]
    items = [str(item) for item in named["aree"].sort_values("share", ascending=False)["item"]]
    cells = {(row.group, row.item): _share_cell(row) for row in table.itertuples()}
    ordered = table.set_index("item").loc[items].reset_index()
    chart = years_chart(ordered) if len(years) > 1 else None
    return ["Area", *years], [[item, *(cells[year, item] for year in years)] for item in items], chart, 0


def _moved(table: pd.DataFrame, _: Mapping[str, pd.DataFrame]) -> Shown:
    """The largest differences between the last two years, rising first."""
    last = table[table["to"] == table["to"].max()].head(_MOST).sort_values("difference", ascending=False)
    years = {"before": f"Quota {last['from'].iloc[0]}", "after": f"Quota {last['to'].iloc[0]}"}
    head, rows = cells(last, ["item", "before", "after", "difference"], item="Intervento", **years)
    return head, rows, difference_chart(last), len(table) - len(last)


def _divided(table: pd.DataFrame, named: Mapping[str, pd.DataFrame]) -> Shown:
    """States across, for the most frequent interventions."""
    items = [str(item) for item in named["interventi"]["item"][:_MOST] if item in set(table["group"])]
    part = table.set_index("group").loc[items].reset_index()
    cells = {(row.group, row.item): _share_cell(row) for row in part.itertuples()}
    states = [state for state in STATES if state in set(part["item"])]
    rows = [[item, *(cells.get((item, state), "0,0%") for state in states)] for item in items]
    return ["Intervento", *states], rows, states_chart(part), 0


def _typical(table: pd.DataFrame, _: Mapping[str, pd.DataFrame]) -> Shown:
    """What is surely more frequent in each group than elsewhere."""
    part = table[table["z"] > _SURE].groupby("group").head(_TYPICAL)
    columns = ["group", "item", "share", "elsewhere", "log_odds", "z"]
    return (
        *cells(part, columns, group="Regione", item="Intervento", share="Nella regione", elsewhere="Altrove"),
        None,
        len(table) - len(part),
    )


def _named_amounts(table: pd.DataFrame, _: Mapping[str, pd.DataFrame]) -> Shown:
    """Quartiles of more than a few texts."""
    part = table[table["clusters"] >= LEAST_CLUSTERS].head(_MOST)
    columns = ["item", "relazioni", "clusters", "quarter", "median", "three_quarters"]
    return *cells(part, columns, item="Intervento"), amounts_chart(part), len(table) - len(part)


def _reasons(table: pd.DataFrame, _: Mapping[str, pd.DataFrame]) -> Shown:
    """Reasons of the block that each is printed in: the others are not asked there."""
    part = table[table["count"] > 0].sort_values(["group", "item"], kind="stable")
    columns = ["group", "item", "relazioni", "count", "share"]
    head, rows = cells(part, columns, group="Blocco", item="Motivazione", count="Che la sostengono")
    return head, rows, share_chart(part), 0


def cells(table: pd.DataFrame, columns: Sequence[str], **heads: str) -> tuple[list[str], list[list[str]]]:
    """Headings and texts of these columns, with the interval in one column behind them where the table has one.

    ``heads``: headings that say more than those of the workbook.
    """
    named = dict(zip(map(str, table), headings(table), strict=True)) | heads
    interval = ["Intervallo al 95%"] if "low" in table else []
    kind = next(kind for kind in ("lift", "difference", "share", "") if kind in table or not kind)
    rows = []
    for row in table.to_dict("records"):
        bounds = [f"da {_cell(kind, row['low'])} a {_cell(kind, row['high'])}"] if interval else []
        rows.append([*(_cell(column, row[column]) for column in columns), *bounds])
    return [*(named[column] for column in columns), *interval], rows


def listing(table: pd.DataFrame, columns: Sequence[str] | None = None, **heads: str) -> Any:
    """A table as it would stand on the page, for a notebook: Italian headings and figures, no row numbers."""
    head, rows = cells(table, columns or list(map(str, table)), **heads)
    return pd.DataFrame(rows, columns=head).style.hide()


def _cell(column: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if pd.isna(value) or value in (float("inf"), float("-inf")):
        return "–"
    if column == "year":
        return str(value)
    if column == "difference":
        return f"{100 * value:+.1f}".replace(".", ",").replace("-", "−")
    if column in SHARES:
        return f"{100 * value:.1f}%".replace(".", ",")
    if column in DECIMALS:
        return f"{value:.2f}".replace(".", ",").replace("-", "−")
    return number(round(value))


def _share_cell(row: Any) -> str:
    """A share with its interval, or a dash where too few texts stand behind it."""
    if row.clusters < LEAST_CLUSTERS:
        return "–"
    return f"{_cell('share', row.share)} ({100 * row.low:.0f}–{100 * row.high:.0f})"


_ASKED = "{counted} {intervals}"
_BLANK = (
    f"Tra parentesi l'intervallo, in percentuale; «–» o casella vuota: meno di {LEAST_CLUSTERS} testi indipendenti. "
    + _ASKED
)
# Name of the table, title, unit, note, and how it is shown.
_FIGURES: tuple[tuple[str, str, str, str, Show], ...] = (
    ("lette", "Relazioni con un testo, per regione e anno", "numero di relazioni",
     "Regione dal nome del comune, con gli elenchi ISTAT. Non è detto che siano tutte le relazioni presentate.", _by_year),
    ("interventi", "Interventi descritti più spesso", "quota delle relazioni con un testo che ne descrivono almeno uno", _ASKED,
     _listed(["item", "count", "share"], share_chart, item="Intervento", count="Relazioni")),
    ("aree_anno", "Aree di intervento per anno", "quota delle relazioni con un testo, per anno",
     "Una relazione conta in ogni area di cui parla. " + _BLANK, _yearly),
    ("aree_regione", "Aree di intervento per regione", "quota delle relazioni con un testo, per regione", _BLANK,
     _gridded("Regione", "aree")),
    ("interventi_dimensione", "Interventi più frequenti per dimensione del comune", "quota delle relazioni con un testo, per classe di abitanti",
     "Abitanti come stampati sul modulo; classi secondo i limiti dell'art. 156 TUEL. " + _BLANK, _gridded("Abitanti", "interventi")),
    ("contrasto_regione", "Che cosa distingue una regione dalle altre", "quota delle relazioni con un testo, nella regione e nelle altre insieme; log-odds (0 = come altrove) e z",
     f"I primi {_TYPICAL} interventi con z oltre 1,96 di ogni regione; con molti confronti qualcuno supera la soglia per caso. "
     "Log-odds con a priori di Dirichlet (Monroe, Colaresi e Quinn 2008). I testi condivisi contano una volta.", _typical),
    ("andamento", "Interventi la cui frequenza è cambiata di più fra gli ultimi due anni", "differenza della quota, in punti percentuali",
     "Scelti fra tutti perché cambiano di più: anche senza alcun cambiamento, uno su venti avrebbe un intervallo che esclude lo zero. "
     "I comuni dei due anni non sono per forza gli stessi (foglio «andamento_stessi_comuni» di «r40 themes --out»). " + _ASKED, _moved),
    ("stato", "A che punto sono gli interventi", "quota delle menzioni di ciascun intervento",
     "Lo stato è quello che il testo dichiara; «non detto»: nessuno. " + _BLANK, _divided),
    ("coppie", "Interventi che stanno insieme più di quanto farebbe il caso", "lift: rapporto fra le relazioni con entrambi e quelle attese per caso",
     "Le coppie più sicure, cioè con il limite inferiore più alto. " + _ASKED, _listed(["a", "b", "together", "lift"], lift_chart, a="Intervento", b="Intervento", together="Relazioni con entrambi")),
    ("motivazioni", "Motivazioni che il testo sostiene", "quota delle relazioni con un testo del blocco in cui la motivazione è stampata",
     "Blocco A: spesa e servizio non inferiori al riferimento; B: spesa non inferiore e servizio inferiore; C: spesa inferiore e servizio non inferiore. "
     + _ASKED, _reasons),
    ("soggetti", "Chi è nominato per quali interventi", "numero di relazioni, e quota di quelle con l'intervento, che nominano quel tipo di soggetto",
     "Tipi dedotti dai nomi che stanno nel passaggio. Il lift, con il suo intervallo, dice quanto più del caso stanno nella stessa relazione. " + _ASKED,
     _listed(["actor", "id", "relazioni", "share", "lift"], None)),
    ("importi", "Importi nominati nei testi", "euro",
     "Importi che i testi nominano accanto a un intervento, non spese verificate: perciò quartili e nessuna somma. La barra va dal primo al terzo quartile, "
     f"il segno scuro è la mediana. Interventi con importi in almeno {LEAST_CLUSTERS} testi indipendenti; quelli condivisi contano una volta.",
     _named_amounts),
)  # fmt: skip
