"""Decisions as an Excel workbook that comes back in. Pure: rows to bytes, bytes to rows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from openpyxl import load_workbook  # type: ignore[import-untyped]
from pydantic import ValidationError

from r40.store import labels
from r40.store.errors import InvalidError
from r40.store.records import NOTE_LIMIT, Decision, RowProblem, Verdict
from r40.store.text import printable

SHEET, GUIDE = "Decisioni", "Leggimi"
BYTES_LIMIT, UNPACKED_LIMIT = 30_000_000, 400_000_000  # of a workbook that is sent in; 100,000 rows have some 10 MB
_COLUMNS = {
    "record_id": ("Id relazione", 18), "flag_id": ("Id segnalazione", 9), "version": ("Versione", 9),
    "comune": ("Comune", 24), "year": ("Anno", 7), "severity": ("Gravità", 13), "code": ("Codice", 8),
    "subject": ("Oggetto", 11), "message": ("Che cosa non torna", 60), "evidence": ("Passo del testo", 60),
    "change": ("Dopo la rilettura", 20), "verdict": ("Decisione", 20), "reason": ("Motivo o domanda al comune", 50),
    "by": ("Deciso da", 22), "at": ("Deciso il (UTC)", 17), "status": ("Stato", 12),
}  # fmt: skip
_NEEDED = ("record_id", "flag_id", "version", "verdict", "reason")
_EDITABLE = {"verdict", "reason"}
_VERDICTS = {label.casefold(): verdict for verdict, label in labels.VERDICT.items()}
_GUIDE = (
    "Ogni riga è una segnalazione. Si compilano le colonne gialle: «Decisione» (scegliere dall'elenco) e «Motivo o domanda al comune».",
    "Il motivo è obbligatorio per «Respinta»; con «Chiedere al comune» è la domanda che andrà nella lettera (se manca, la scrive r40).",
    "Le righe si possono ordinare, filtrare e togliere; le colonne Id e Versione non vanno cambiate: servono a ritrovare la segnalazione.",
    "Caricando il file, r40 applica le decisioni nuove o cambiate ed elenca le righe che non ha potuto applicare, con il motivo. "
    "Una decisione cambiata da altri dopo l'esportazione non viene sovrascritta. Una cella vuota non toglie una decisione.",
)


@dataclass(frozen=True)
class Row:
    """A row that was read: what is decided on which flag, and the version it was exported with."""

    number: int
    record_id: str
    flag_id: int
    version: int
    decision: Decision


def write_workbook(rows: Iterable[dict[str, Any]]) -> bytes:
    """The workbook of rows keyed as ``_COLUMNS``; text never becomes a formula or a link."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(SHEET)
        heading = book.add_format(
            {"bold": True, "bg_color": "#E6EBF1", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        plain = book.add_format({"valign": "top", "text_wrap": True})
        editable = book.add_format({"valign": "top", "text_wrap": True, "bg_color": "#FFF9DB"})
        last = 0
        for column, (label, width) in enumerate(_COLUMNS.values()):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, label, heading)
        for last, row in enumerate(rows, 1):
            for column, key in enumerate(_COLUMNS):
                style = editable if key in _EDITABLE else plain
                value = row[key]
                if isinstance(value, int):
                    sheet.write_number(last, column, value, style)
                elif value:
                    sheet.write_string(last, column, printable(value)[:32_767], style)
                else:
                    sheet.write_blank(last, column, None, style)
        verdict = list(_COLUMNS).index("verdict")
        if last:
            sheet.data_validation(1, verdict, last, verdict, {
                "validate": "list", "source": list(labels.VERDICT.values()), "ignore_blank": True,
                "error_title": "Decisione", "error_message": "Scegliere una voce dall'elenco.",
            })  # fmt: skip
        sheet.freeze_panes(1, 4)
        sheet.autofilter(0, 0, last, len(_COLUMNS) - 1)
        guide = book.add_worksheet(GUIDE)
        guide.set_column(0, 0, 110)
        for line, text in enumerate(_GUIDE):
            guide.write_string(line, 0, text, plain)
    return buffer.getvalue()


def read_workbook(data: bytes) -> tuple[list[Row], list[RowProblem]]:
    """Rows with a decision, and what is wrong with others; rows without a decision are passed over.

    Raises:
        InvalidError: not such a workbook, or too big.
    """
    _check(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True)
        lines: list[Sequence[Any]] = list(book[SHEET].iter_rows())
        places = _places(lines[0] if lines else ())
    except Exception as error:  # a spoilt or hostile file can make the libraries raise almost anything
        raise _unusable() from error
    rows: list[Row] = []
    problems: list[RowProblem] = []
    seen: set[int] = set()
    for number, line in enumerate(lines[1:], 2):
        values = {key: line[place] if place < len(line) else None for key, place in places.items()}
        if all(cell is None or cell.value in (None, "") for cell in values.values()):
            continue
        record_id = _text(values["record_id"])
        try:
            row = _row(number, record_id, values)
            if row is not None and row.flag_id in seen:
                raise InvalidError("La segnalazione compare già in un'altra riga: tenerne una sola.")
        except InvalidError as error:
            problems.append(RowProblem(row=number, record_id=record_id[:16], problem=error.message))
            continue
        if row is not None:
            seen.add(row.flag_id)
            rows.append(row)
    return rows, problems


def _check(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise _unusable() from error
    if len(data) > BYTES_LIMIT or unpacked > UNPACKED_LIMIT:
        raise InvalidError("Il file è troppo grande: caricarlo in più parti.")


def _unusable() -> InvalidError:
    return InvalidError(
        f"Il file non è la cartella Excel delle decisioni (foglio «{SHEET}» con le sue intestazioni): esportarla di nuovo da r40."
    )


def _places(heading: Sequence[Any]) -> dict[str, int]:
    found = {_text(cell).casefold(): place for place, cell in reversed(list(enumerate(heading)))}
    return {key: found[_COLUMNS[key][0].casefold()] for key in _NEEDED}


def _row(number: int, record_id: str, values: dict[str, Any]) -> Row | None:
    if any(cell is not None and cell.data_type == "f" for cell in values.values()):
        raise InvalidError("Una cella contiene una formula: scriverci il valore.")
    verdict, reason = _text(values["verdict"]), _text(values["reason"])
    if not verdict:
        if reason:
            raise InvalidError("C'è un motivo ma non la decisione: sceglierla dall'elenco.")
        return None
    if verdict.casefold() not in _VERDICTS:
        known = ", ".join(f"«{label}»" for label in labels.VERDICT.values())
        raise InvalidError(f"Decisione «{verdict[:60]}» non prevista: usare {known}.")
    if len(reason) > NOTE_LIMIT:
        raise InvalidError(f"Il motivo supera {NOTE_LIMIT} caratteri: accorciarlo.")
    try:
        decision = Decision(verdict=Verdict(_VERDICTS[verdict.casefold()]), reason=reason)
    except ValidationError as error:
        raise InvalidError(
            "Per respingere una segnalazione occorre un motivo: scriverlo nella colonna accanto."
        ) from error
    return Row(number, record_id, _whole(values["flag_id"]), _whole(values["version"]), decision)


def _text(cell: Any) -> str:
    value = None if cell is None else cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else printable(str(value))


def _whole(cell: Any) -> int:
    text = _text(cell)
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise InvalidError(
            "L'id della segnalazione o la versione non è un numero: riprendere la riga dal file esportato."
        )
    return int(text)


def stamp(at: datetime) -> str:
    """A time as the sheet shows it."""
    return at.strftime("%d/%m/%Y %H:%M")
