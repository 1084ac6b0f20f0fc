"""The Excel workbook: one sheet a table, and a page that explains them."""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from r40.codebook import Codebook
from r40.records import ScoredRelazione, Severity
from r40.reports import guide, labels
from r40.reports.files import write_atomically
from r40.reports.headings import HEADINGS
from r40.reports.rows import TABLES, Cell, Row

SHEETS = {
    "relazioni": "Relazioni",
    "flags": "Segnalazioni",
    "interventions": "Interventi",
    "reasons": "Motivazioni",
    "fields": "Dati",
}
GUIDE = "Leggimi"
CELL_LIMIT = 32_767  # UTF-16 units that Excel allows in a cell
LINK_LIMIT = 65_000  # links of a sheet; Excel takes 65,530
ROW_LIMIT = 1_048_575  # rows of a sheet, less its heading
CUT_NOTE = " … [testo tagliato: oltre il limite di una cella]"
CREATED = datetime(2024, 1, 1)  # fixed: equal input gives equal bytes

_HIDDEN = {"id", "column", "start", "end"}  # for programs, not for readers
_WIDTHS = {
    "order": 6, "comune": 24, "year": 7, "source": 34, "priority": 10, "errors": 12, "warnings": 12,
    "infos": 8, "main_reason": 60, "quote": 60, "status": 15, "problems": 44, "spending": 26, "service": 26,
    "ticked": 18, "interventions": 11, "form": 12, "narrative": 50, "severity": 13, "code": 9, "rule": 34,
    "subject": 11, "subject_label": 30, "message": 60, "evidence": 60, "values": 40, "area": 24, "label": 36,
    "text": 70, "score": 13, "doubt": 10, "actors": 34, "amount": 14, "more_amounts": 18, "people": 11,
    "more_people": 18, "stance": 22, "flags": 14, "wording": 60, "quadro": 9,
    "column_label": 22, "value": 18,
}  # fmt: skip
_UNWRAPPED = {"narrative", "source"}
_PERCENT = {"score"}
_SEVERITY_COLOURS = {
    Severity.ERROR: ("#FBE3E1", "#8E1B16"),
    Severity.WARNING: ("#FFF0CF", "#6B4300"),
    Severity.INFO: ("#E3EEF9", "#1B4A78"),
}
_COUNTS = {"errors": Severity.ERROR, "warnings": Severity.WARNING, "infos": Severity.INFO}
_LINKS = {"errors": "flags", "warnings": "flags", "infos": "flags", "interventions": "interventions",
          "ticked": "reasons"}  # fmt: skip
# What XML 1.0 cannot hold; XlsxWriter would write the controls as codes that readers then see.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_UNSAFE_IN_LINK = re.compile(r"""[%#" <>\[\]^`{}]""")  # all at once: XlsxWriter escapes only what has no "%"


def write_excel(relazioni: Sequence[ScoredRelazione], codebook: Codebook, path: Path) -> None:
    """Write the workbook atomically; equal input gives equal bytes.

    Data never become formulas or addresses. Links lead from a relazione to its rows in the other sheets
    and, where the file is still there, to the file it was read from.

    Raises:
        OutputError: the file cannot be written (open in Excel, say).
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": "Relazioni lette da r40", "created": CREATED})
        tables = {name: build(relazioni, codebook) for name, build in TABLES.items()}
        writer = _Writer(book, tables, path.parent)
        for name in SHEETS:
            writer.table(name)
        writer.guide()
    write_atomically(path, [buffer.getvalue()])


def clean(text: str) -> str:
    """Text that a cell can hold: no control characters, at most ``CELL_LIMIT`` UTF-16 units."""
    text = _UNWRITABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text.encode("utf-16-le")) // 2 <= CELL_LIMIT:
        return text
    kept = text.encode("utf-16-le")[: 2 * (CELL_LIMIT - len(CUT_NOTE))]
    return kept.decode("utf-16-le", errors="ignore") + CUT_NOTE


class _Writer:
    """Draws the tables on the sheets of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook, tables: dict[str, list[Row]], folder: Path) -> None:
        self.book, self.tables, self.folder = book, tables, folder
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.links: Counter[str] = Counter()
        self.spans = {name: _row_spans(rows) for name, rows in tables.items()}

    def format(self, **properties: Any) -> Format:
        """One format for each set of properties, aligned at the top."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "top", **properties})
        return self.formats[key]

    def table(self, name: str) -> None:
        """A sheet with headings, filters, frozen panes and the rows of a table."""
        sheet = self.book.add_worksheet(SHEETS[name])
        headings = {key: text for key, text in HEADINGS[name].items() if key not in _HIDDEN}
        heading = self.format(bold=True, bg_color="#E6EBF1", bottom=1, text_wrap=True)
        for column, (key, text) in enumerate(headings.items()):
            sheet.set_column(column, column, _WIDTHS.get(key, 16))
            sheet.write_string(0, column, text, heading)
        rows = self.tables[name][:ROW_LIMIT]
        for line, row in enumerate(rows, 1):
            for column, key in enumerate(headings):
                self.cell(sheet, line, column, name, key, row)
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, len(rows), len(headings) - 1)
        _print_setup(sheet)

    def cell(self, sheet: Worksheet, line: int, column: int, name: str, key: str, row: Row) -> None:
        """One cell, with its link if it has one."""
        value = row[key]
        look = self.look(key, value)
        link = self.link(name, key, row) if self.links[name] < LINK_LIMIT else None
        if link:
            self.links[name] += 1
            look |= {"underline": 1, "font_color": look.get("font_color", "#1B4A78")}
        style = self.format(**look)
        if value is None:
            sheet.write_blank(line, column, None, style)
        elif isinstance(value, str):
            if not link or sheet.write_url(line, column, link, style, clean(value)) != 0:
                sheet.write_string(line, column, clean(value), style)
        else:
            if link:
                sheet.write_url(line, column, link, style)
            sheet.write_number(line, column, value, style)

    def look(self, key: str, value: Cell) -> dict[str, Any]:
        """Format of a value: wrapped text, numbers with their digits, severity with its colour."""
        look: dict[str, Any] = {}
        if isinstance(value, str):
            look["text_wrap"] = key not in _UNWRAPPED
        elif key in _PERCENT:
            look["num_format"] = "0%"
        elif key == "priority":
            look["num_format"] = "0.00"
        elif value is not None and key not in {"order", "year", "quadro"}:
            look["num_format"] = "#,##0" if float(value).is_integer() else "#,##0.00"
        severity = _severity(key, value)
        if severity:
            look["bg_color"], look["font_color"] = _SEVERITY_COLOURS[severity]
            look["bold"] = key == "severity"
        return look

    def link(self, name: str, key: str, row: Row) -> str | None:
        """Where a cell leads: the relazione's rows in another sheet, its own row, or its file."""
        order = row["order"]
        if key == "order" and name not in ("relazioni", "fields"):
            return f"internal:'{SHEETS['relazioni']}'!A{self.spans['relazioni'][order][0]}"
        if name == "relazioni" and key == "source":
            return _file_link(str(row["source"]), self.folder)
        if name == "relazioni" and row[key] and key in _LINKS:
            target = _LINKS[key]
            if order in self.spans[target]:
                first, last = self.spans[target][order]
                return f"internal:'{SHEETS[target]}'!A{first}:C{last}"
        return None

    def guide(self) -> None:
        """The sheet that explains the others."""
        sheet = self.book.add_worksheet(GUIDE)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 100)
        colours = {labels.SEVERITY[s]: colour for s, colour in _SEVERITY_COLOURS.items()}
        lines = guide.lines()
        if cut := [SHEETS[name] for name, rows in self.tables.items() if len(rows) > ROW_LIMIT]:
            lines.append(("Righe omesse", f"Oltre il limite di Excel nei fogli: {', '.join(cut)}."))
        for line, (term, meaning) in enumerate(lines):
            if not meaning:
                sheet.write_string(line, 0, term, self.format(bold=True, font_size=13))
                continue
            fill = dict(zip(("bg_color", "font_color"), colours.get(term, ()), strict=False))
            sheet.write_string(line, 0, term, self.format(bold=True, text_wrap=True, **fill))
            sheet.write_string(line, 1, meaning, self.format(text_wrap=True))
        _print_setup(sheet)


def _severity(key: str, value: Cell) -> Severity | None:
    if key in _COUNTS and value:
        return _COUNTS[key]
    if key == "severity":
        return next(severity for severity, label in labels.SEVERITY.items() if label == value)
    return None


def _row_spans(rows: Sequence[Row]) -> dict[Cell, tuple[int, int]]:
    """First and last line (from 1, after the heading) of each relazione's rows."""
    spans: dict[Cell, tuple[int, int]] = {}
    for line, row in enumerate(rows[:ROW_LIMIT], 2):
        first, _ = spans.get(row["order"], (line, line))
        spans[row["order"]] = (first, line)
    return spans


def _file_link(source: str, folder: Path) -> str | None:
    """Link to the source from a workbook in ``folder``; None when the file is not there."""
    try:
        file = Path(source).resolve()
        if not file.is_file():
            return None
        address = os.path.relpath(file, folder.resolve())
    except (OSError, ValueError):
        return None
    return "external:" + _UNSAFE_IN_LINK.sub(lambda match: f"%{ord(match[0]):02X}", address)


def _print_setup(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&RPagina &P di &N")
