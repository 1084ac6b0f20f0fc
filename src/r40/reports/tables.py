"""Tables of figures as CSV files and as one Excel workbook, with Italian headings. Data never become formulas."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from r40.reports.excel import clean
from r40.reports.files import write_atomically

HEADINGS = {
    "group": "Gruppo", "item": "Voce", "relazioni": "Relazioni", "clusters": "Testi indipendenti", "count": "Con la voce",
    "share": "Quota", "low": "Quota: da", "high": "Quota: a", "a": "Prima voce", "b": "Seconda voce",
    "relazioni_a": "Con la prima", "relazioni_b": "Con la seconda", "together": "Con entrambe",
    "share_b_given_a": "Seconda, se c'è la prima", "share_a_given_b": "Prima, se c'è la seconda", "lift": "Lift",
    "elsewhere": "Quota altrove", "log_odds": "Log-odds", "z": "z", "from": "Dall'anno", "to": "All'anno",
    "before": "Quota prima", "after": "Quota dopo", "difference": "Differenza", "relazioni_before": "Relazioni prima",
    "relazioni_after": "Relazioni dopo", "gained": "Comuni che l'hanno in più", "lost": "Comuni che non l'hanno più",
    "actor": "Soggetto", "id": "Intervento", "amounts": "Importi", "quarter": "Primo quartile (€)", "median": "Mediana (€)",
    "three_quarters": "Terzo quartile (€)", "smallest": "Minimo (€)", "largest": "Massimo (€)", "comune": "Comune",
    "comuni": "Comuni", "place": "Esito", "code": "Codice ISTAT", "place_note": "Nota", "year": "Anno", "text": "Testo",
    "regions": "Regioni", "theme": "Tema", "keywords": "Parole", "passages": "Passaggi", "texts": "Testi indipendenti",
    "stability": "Stabilità (Jaccard)", "active": "Parlano di cose fatte", "area": "Area vicina", "examples": "Esempi",
    "relazione": "Relazione", "start": "Inizio", "end": "Fine", "fit": "Somiglianza", "why": "Perché no",
    "region": "Regione", "block": "Blocco", "source": "File", "left": "Prima", "match": "Trovato", "right": "Dopo",
    "interventions": "Interventi", "likeness": "Somiglianza", "equal": "Passaggi uguali",
}  # fmt: skip
SHARES = {"share", "share_a_given_b", "share_b_given_a", "before", "after", "difference", "active", "elsewhere"}
_BOUNDS = ("low", "high")
DECIMALS = {"lift", "priority", "log_odds", "z", "stability", "fit", "likeness"}
_EURO = {"quarter", "median", "three_quarters", "smallest", "largest"}
_WIDEST = 60
_GUIDE_WIDTH = 110
LINE_HEIGHT = 15  # points, of the default font
_WIDE = 1.1  # room that a line wants beyond its number of characters
CREATED = datetime(2024, 1, 1)  # fixed: equal input gives equal bytes

Cell = str | int | float | None


def headings(table: pd.DataFrame) -> list[str]:
    """Italian headings of a table's columns; the bounds are of the lift or difference where there is one."""
    of = "Lift" if "lift" in table else "Differenza" if "difference" in table else "Quota"
    named = ((str(name), HEADINGS.get(str(name), str(name))) for name in table)
    return [heading.replace("Quota:", f"{of}:") if name in _BOUNDS else heading for name, heading in named]


def csv_text(table: pd.DataFrame) -> str:
    """A table as CSV with Italian headings.

    Text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV Injection").
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings(table))
    for row in table.itertuples(index=False, name=None):
        writer.writerow([_harmless(_cell(value)) for value in row])
    return out.getvalue()


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV in UTF-8 with the mark that Excel needs to read accents.

    Raises:
        OutputError: the file cannot be written.
    """
    write_atomically(path, [b"\xef\xbb\xbf", csv_text(table).encode("utf-8", "replace")])


def write_workbook(tables: Mapping[str, pd.DataFrame], path: Path, notes: Sequence[tuple[str, str]] = ()) -> None:
    """Write tables as the sheets of a workbook, atomically; ``notes`` (term, meaning) make a first sheet.

    Raises:
        OutputError: the file cannot be written (open in Excel, say).
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "Temi delle relazioni, da r40", "created": CREATED})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        bold = book.add_format({"bold": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        if notes:
            sheet = book.add_worksheet("Leggimi")
            sheet.set_column(0, 0, 28)
            sheet.set_column(1, 1, _GUIDE_WIDTH)
            _print_setup(sheet)
            for line, (term, meaning) in enumerate(notes):
                sheet.set_row(line, LINE_HEIGHT * math.ceil(len(meaning) * _WIDE / _GUIDE_WIDTH))
                sheet.write_string(line, 0, clean(term), bold)
                sheet.write_string(line, 1, clean(meaning), wrapped)
        formats = {name: book.add_format({"num_format": f}) for name, f in _NUMBERS.items()}
        for name, table in tables.items():
            _sheet(book.add_worksheet(name[:31]), table, formats, head)
    write_atomically(path, [buffer.getvalue()])


_NUMBERS = {"share": "0.0%", "decimal": "0.00", "euro": "#,##0", "integer": "#,##0", "general": "General"}


def _sheet(sheet: Worksheet, table: pd.DataFrame, formats: Mapping[str, Format], head: Format) -> None:
    for column, (name, heading) in enumerate(zip(table, headings(table), strict=True)):
        values = [_cell(value) for value in table[name]]
        width = max([len(heading.split()[0]), *(len(str(v)) if isinstance(v, str) else 9 for v in values[:200])])
        sheet.set_column(column, column, min(_WIDEST, width + 2))
        sheet.write_string(0, column, heading, head)
        style = formats[_style(str(name), table)]
        for row, value in enumerate(values, 1):
            if isinstance(value, str):
                sheet.write_string(row, column, clean(value))
            elif value is not None:
                sheet.write_number(row, column, value, style)
    sheet.set_row(0, 2 * LINE_HEIGHT)
    sheet.freeze_panes(1, 0)
    _print_setup(sheet)
    if len(table):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)


def _print_setup(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&RPagina &P di &N")


def _style(name: str, table: pd.DataFrame) -> str:
    if name in SHARES or (name in _BOUNDS and "lift" not in table):
        return "share"
    if name in DECIMALS or name in _BOUNDS:
        return "decimal"
    return "euro" if name in _EURO else "general" if name in ("year", "from", "to") else "integer"


def _cell(value: object) -> Cell:
    """A value that a cell can hold; None for a missing or infinite one."""
    if isinstance(value, list):
        return " […] ".join(map(str, value))
    if value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, str):
        return value
    return float(value) if isinstance(value, float) else int(value)  # type: ignore[call-overload,no-any-return]


def _harmless(value: Cell) -> Cell:
    if isinstance(value, float):
        return round(value, 6)
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
