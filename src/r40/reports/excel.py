"""The Excel workbook: one sheet a table, and a page that explains them."""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any
from urllib.parse import quote

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from r40.codebook import Codebook
from r40.errors import OutputError
from r40.records import ScoredRelazione, Severity
from r40.reports import guide, labels
from r40.reports.files import write_atomically
from r40.reports.headings import HEADINGS
from r40.reports.outcomes import CHECK
from r40.reports.rows import Cell, Row, in_order, rows_of

SHEETS = {
    "relazioni": "Relazioni",
    "flags": "Segnalazioni",
    "interventions": "Interventi",
    "reasons": "Motivazioni",
    "checks": "Controlli",
    "fields": "Dati",
}
GUIDE = "Leggimi"
CELL_LIMIT = 32_767  # UTF-16 units that Excel allows in a cell
LINK_LIMIT = 65_000  # links of a sheet; Excel takes 65,530
ROW_LIMIT = 1_048_575  # rows of a sheet, less its heading
DETAILED = 100  # relazioni in the long sheet: two thirds of a workbook's cells would be its own, and who opens it has a few in mind
LONG = "fields"
CUT_NOTE = " … [testo tagliato: oltre il limite di una cella]"
CREATED = datetime(2024, 1, 1)  # fixed: equal input gives equal bytes

_HIDDEN = {"id", "column", "start", "end"}  # for programs, not for readers
_NOT_MADE = CHECK[
    "not_evaluable"
]  # the checks that a reviewer must make by hand; the others are flags, or nothing to do
_WIDTHS = {
    "order": 6, "comune": 24, "year": 7, "source": 34, "priority": 10, "errors": 12, "warnings": 12,
    "infos": 8, "priority_reasons": 70, "quote": 50, "not_evaluable": 12, "status": 17, "problems": 44, "spending": 26,
    "service": 26, "ticked": 18, "interventions": 11, "form": 12, "narrative": 50, "severity": 13, "code": 9, "rule": 42,
    "subject": 11, "subject_label": 30, "message": 60, "evidence": 60, "values": 40, "area": 24, "label": 36,
    "text": 70, "score": 13, "doubt": 10, "actors": 34, "amount": 14, "more_amounts": 18, "people": 11,
    "more_people": 18, "stance": 22, "flags": 14, "wording": 60, "quadro": 9,
    "column_label": 22, "value": 18, "why": 60,
}  # fmt: skip
_UNWRAPPED = {"narrative", "source"}
_CENTRED = {"order", "year", "priority", "errors", "warnings", "infos", "not_evaluable", "code", "quadro", "score", "ticked",
            "subject"}  # fmt: skip
# Last column that is printed: on a sheet of A4 the others would leave no letter readable.
_PRINTED = {
    "relazioni": "not_evaluable", "flags": "evidence", "interventions": "people", "reasons": "evidence",
    "checks": "why", "fields": "value",
}  # fmt: skip
_GUIDE_WIDTH = 100
LINE_HEIGHT = 15  # points, of the default font
HIGHEST = 16  # lines; Excel takes 27, and a row that fills the screen cannot be scrolled past
_WIDE = 1.05  # room that a line wants beyond its number of characters, for wide letters and broken words
_PERCENT = {"score"}
_FIGURES = {"amount", "people", "value"}
_SEVERITY_COLOURS = {
    Severity.ERROR: ("#FBE3E1", "#8E1B16"),
    Severity.WARNING: ("#FFF0CF", "#6B4300"),
    Severity.INFO: ("#E3EEF9", "#1B4A78"),
}
_COUNTS = {"errors": Severity.ERROR, "warnings": Severity.WARNING, "infos": Severity.INFO}
_LINKS = {"errors": "flags", "warnings": "flags", "infos": "flags", "interventions": "interventions",
          "ticked": "reasons", "not_evaluable": "checks"}  # fmt: skip
_LINKED = {"relazioni", "flags"}  # the others would have more rows than a sheet can have links
# What XML 1.0 cannot hold; XlsxWriter would write the controls as codes that readers then see.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# All at once: XlsxWriter escapes only what has no "%". Controls, which XML cannot hold, colon and backslash are allowed in names.
_UNSAFE_IN_LINK = re.compile(rf"""[%#" <>\[\]^`{{}}:\\]|{_UNWRITABLE.pattern}|[\t\n]""")


def write_excel(
    relazioni: Sequence[ScoredRelazione], codebook: Codebook, path: Path, *, detailed: int = DETAILED
) -> None:
    """Write the workbook atomically; equal input gives equal bytes.

    Data never become formulas or addresses. Links lead from a relazione to its rows in the other sheets
    and, where the file is still there, to the file it was read from. Relazioni are taken one by one, in the order of the
    queue; the sheet of figures holds the first ``detailed``, and the guide says so.

    Raises:
        OutputError: the file cannot be written (open in Excel, say).
    """
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    try:
        with xlsxwriter.Workbook(buffer, options) as book:
            book.set_properties({"title": "Relazioni lette da r40", "created": CREATED})
            writer = _Writer(book, path.parent)
            for order, relazione in enumerate(in_order(relazioni), 1):
                names = [name for name in SHEETS if name != LONG or order <= detailed]
                writer.relazione({name: _rows(name, relazione, order, codebook) for name in names})
            writer.finish(cut=len(relazioni) > detailed, detailed=detailed)
    except (OSError, FileCreateError) as error:  # no room for its temporary files
        raise OutputError(str(path), getattr(error, "strerror", None) or str(error)) from error
    write_atomically(path, [buffer.getvalue()])


def _rows(name: str, relazione: ScoredRelazione, order: int, codebook: Codebook) -> list[Row]:
    rows = rows_of(name, relazione, order, codebook)
    return [row for row in rows if row["status"] == _NOT_MADE] if name == "checks" else rows


def clean(text: str) -> str:
    """Text that a cell can hold: no control characters, at most ``CELL_LIMIT`` UTF-16 units."""
    if not text.isprintable():
        text = _UNWRITABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    if 2 * len(text) <= CELL_LIMIT or len(text.encode("utf-16-le")) // 2 <= CELL_LIMIT:
        return text
    kept = text.encode("utf-16-le")[: 2 * (CELL_LIMIT - len(CUT_NOTE))]
    return kept.decode("utf-16-le", errors="ignore") + CUT_NOTE


class _Writer:
    """Draws the sheets of one workbook, relazione by relazione."""

    def __init__(self, book: xlsxwriter.Workbook, folder: Path) -> None:
        self.book, self.folder = book, folder
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.styles: dict[tuple[str, object, bool], Format] = {}
        self.links: Counter[str] = Counter()
        self.filled: Counter[str] = Counter()  # rows of a sheet, less its heading
        self.cut: list[str] = []  # sheets that are full
        self.headings = {
            name: {key: text for key, text in HEADINGS[name].items() if key not in _HIDDEN} for name in SHEETS
        }
        del self.headings["checks"]["status"]  # always the same
        self.sheets = {name: self.sheet(name) for name in SHEETS}

    def format(self, **properties: Any) -> Format:
        """One format for each set of properties, aligned at the top."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "top", **properties})
        return self.formats[key]

    def sheet(self, name: str) -> Worksheet:
        """A sheet with its headings, which stay in sight."""
        sheet = self.book.add_worksheet(SHEETS[name])
        heading = {"bold": True, "bg_color": "#E6EBF1", "bottom": 1, "text_wrap": True}
        sheet.set_row(0, 2 * LINE_HEIGHT + 2)
        for column, (key, text) in enumerate(self.headings[name].items()):
            sheet.set_column(column, column, _WIDTHS.get(key, 16))
            sheet.write_string(0, column, text, self.format(**heading, **_alignment(key)))
        sheet.freeze_panes(1, 3)
        _print_setup(sheet)
        sheet.hide_gridlines(0)  # printed too
        sheet.repeat_rows(0)
        return sheet

    def relazione(self, tables: dict[str, list[Row]]) -> None:
        """The rows of one relazione, in every sheet."""
        spans = {name: (self.filled[name] + 2, self.filled[name] + 1 + len(rows)) for name, rows in tables.items()}
        for name, rows in tables.items():
            for row in rows:
                if self.filled[name] == ROW_LIMIT:
                    self.cut += [name] if name not in self.cut else []
                    break
                self.filled[name] += 1
                self.row(name, self.filled[name], row, spans)

    def row(self, name: str, line: int, row: Row, spans: Mapping[str, tuple[int, int]]) -> None:
        """One row, as high as its texts want."""
        sheet = self.sheets[name]
        for column, key in enumerate(self.headings[name]):
            self.cell(sheet, line, column, name, key, row, spans)
        sheet.set_row(line, _height(row, self.headings[name]))

    def cell(
        self, sheet: Worksheet, line: int, column: int, name: str, key: str, row: Row,
        spans: Mapping[str, tuple[int, int]],
    ) -> None:  # fmt: skip
        """One cell, with its link if it has one."""
        value = row[key]
        if value is None:
            return
        link = None
        if name in _LINKED and self.links[name] < LINK_LIMIT:
            link = self.link(name, key, row, spans)
        style = self.style(key, value, link is not None)
        if link:
            self.links[name] += 1
        if isinstance(value, str):
            if not link or sheet.write_url(line, column, link, style, clean(value)) != 0:
                sheet.write_string(line, column, clean(value), style)
        else:
            if link:
                sheet.write_url(line, column, link, style)
            sheet.write_number(line, column, value, style)

    def style(self, key: str, value: str | float, linked: bool) -> Format:
        """Format of a cell; found out once for values that look the same."""
        if isinstance(value, str):
            kind: object = value if key == "severity" else str
        else:
            kind = (float(value).is_integer(), value == 0)
        if (key, kind, linked) not in self.styles:
            look = self.look(key, value)
            if linked:
                look |= {"underline": 1, "font_color": look.get("font_color", "#1B4A78")}
            self.styles[key, kind, linked] = self.format(**look)
        return self.styles[key, kind, linked]

    def look(self, key: str, value: str | float) -> dict[str, Any]:
        """Format of a value: wrapped text, numbers with their digits, severity with its colour."""
        look: dict[str, Any] = {}
        if isinstance(value, str):
            look["text_wrap"] = key not in _UNWRAPPED
        elif key in _PERCENT:
            look["num_format"] = "0%"
        elif key == "priority":
            look["num_format"] = "0.00"
        elif key not in {"order", "year", "quadro"}:
            look["num_format"] = "#,##0" if float(value).is_integer() else "#,##0.00"
        severity = _severity(key, value)
        if severity:
            look["bg_color"], look["font_color"] = _SEVERITY_COLOURS[severity]
            look["bold"] = key == "severity"
        return look | _alignment(key)

    def link(self, name: str, key: str, row: Row, spans: Mapping[str, tuple[int, int]]) -> str | None:
        """Where a cell leads: the relazione's rows in another sheet, its own row, or its file."""
        if key == "order" and name == "flags":
            return f"internal:'{SHEETS['relazioni']}'!A{spans['relazioni'][0]}"
        if name == "relazioni" and key == "source":
            return _file_link(str(row["source"]), self.folder)
        if name == "relazioni" and row[key] and key in _LINKS:
            target = _LINKS[key]
            first, last = spans.get(target, (0, 0))
            if first <= last <= ROW_LIMIT and first:
                return f"internal:'{SHEETS[target]}'!A{first}:C{last}"
        return None

    def finish(self, *, cut: bool, detailed: int) -> None:
        """Filters, the range to print, and the sheet that explains the others."""
        for name, sheet in self.sheets.items():
            keys = list(self.headings[name])
            sheet.autofilter(0, 0, self.filled[name], len(keys) - 1)
            sheet.print_area(0, 0, self.filled[name], keys.index(_PRINTED[name]))
        lines = guide.lines()
        if cut:
            lines.append(
                (
                    "Foglio ridotto",
                    f"«{SHEETS[LONG]}»: solo le prime {detailed} relazioni. Tutte: tabelle Parquet e scored.jsonl.",
                )
            )
        if self.cut:
            full = ", ".join(SHEETS[name] for name in self.cut)
            lines.append(("Righe omesse", f"Oltre il limite di Excel nei fogli: {full}."))
        self.guide(lines)

    def guide(self, lines: Sequence[tuple[str, str]]) -> None:
        """The sheet that explains the others."""
        sheet = self.book.add_worksheet(GUIDE)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, _GUIDE_WIDTH)
        colours = {labels.SEVERITY[s]: colour for s, colour in _SEVERITY_COLOURS.items()}
        for line, (term, meaning) in enumerate(lines):
            if not meaning:
                sheet.write_string(line, 0, term, self.format(bold=True, font_size=13))
                continue
            fill = dict(zip(("bg_color", "font_color"), colours.get(term, ()), strict=False))
            sheet.write_string(line, 0, term, self.format(bold=True, text_wrap=True, **fill))
            sheet.write_string(line, 1, meaning, self.format(text_wrap=True))
            sheet.set_row(line, LINE_HEIGHT * _lines(meaning, _GUIDE_WIDTH))
        _print_setup(sheet)


def _alignment(key: str) -> dict[str, Any]:
    """Short codes and figures in the middle; texts a little off the border, or they touch a figure beside them."""
    if key in _CENTRED:
        return {"align": "center"}
    return {} if key in _FIGURES else {"align": "left", "indent": 1}


def _height(row: Row, keys: Iterable[str]) -> int:
    """Points that the wrapped texts of a row want; LibreOffice does not find out by itself when it opens the file."""
    wanted = 1
    for key in keys:
        value = row[key]
        if isinstance(value, str) and key not in _UNWRAPPED:
            wanted = max(wanted, _lines(value, _WIDTHS.get(key, 16)))
    return LINE_HEIGHT * min(HIGHEST, wanted)


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column of ``width`` characters."""
    if "\n" not in text:
        return max(1, ceil(len(text) * _WIDE / width))
    return sum(_lines(line, width) for line in text.split("\n"))


def _severity(key: str, value: Cell) -> Severity | None:
    if key in _COUNTS and value:
        return _COUNTS[key]
    if key == "severity":
        return next(severity for severity, label in labels.SEVERITY.items() if label == value)
    return None


def _file_link(source: str, folder: Path) -> str | None:
    """Link to the source from a workbook in ``folder``; None when the file is not there."""
    try:
        file = Path(source).resolve()
        if not file.is_file():
            return None
        address = os.path.relpath(file, folder.resolve())
    except (OSError, ValueError, RuntimeError):  # the last: pathlib, of links that go round in a circle
        return None
    return "external:" + _UNSAFE_IN_LINK.sub(lambda match: quote(match[0]), address)


def _print_setup(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.6)
    sheet.set_footer("&L&A&RPagina &P di &N")
