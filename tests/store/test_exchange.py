"""Excel out and in, JSON."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from r40.store import Store, workbook
from r40.store.errors import InvalidError
from r40.store.records import Decision, Filters, Note, StanceCorrection, User, Verdict, Work
from r40.store.workbook import GUIDE, SHEET, read_workbook, write_workbook
from tests.store.conftest import HOSTILE, RICH, flag_id
from tests.store.test_desk import ASK, NO, YES, verdicts

DECISION, REASON = "Decisione", "Motivo o domanda al comune"

WHOLE = write_workbook(
    [dict.fromkeys(workbook._COLUMNS, "1") | {"verdict": "Confermata", "flag_id": n} for n in range(3)]
)


class Sheet:
    """The exported workbook as a reviewer's Excel has it."""

    def __init__(self, data: bytes) -> None:
        self.book = load_workbook(io.BytesIO(data))
        self.sheet = self.book[SHEET]
        self.columns = {cell.value: n for n, cell in enumerate(self.sheet[1], 1)}

    def row(self, code: str) -> int:
        return next(n for n in range(2, self.sheet.max_row + 1) if self.cell(n, "Codice").value == code)

    def cell(self, row: int, column: str) -> Any:
        return self.sheet.cell(row, self.columns[column])

    def decide(self, code: str, decision: object, reason: object = None) -> int:
        row = self.row(code)
        self.cell(row, DECISION).value, self.cell(row, REASON).value = decision, reason
        return row

    def save(self) -> bytes:
        buffer = io.BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()


def test_decisions_come_back_in(filled: Store, anna: User) -> None:
    filled.desk.decide(anna, RICH, flag_id(filled.desk.open(anna, RICH), "N201"), NO, 0)
    sheet = Sheet(filled.exchange.excel(anna))
    assert sheet.book.sheetnames == [SHEET, GUIDE]
    assert sheet.cell(sheet.row("N201"), DECISION).value == "Respinta"
    assert sheet.cell(sheet.row("N201"), REASON).value == NO.reason
    sheet.decide("L302", "confermata ")
    sheet.decide("X403", "Chiedere al comune", "Quanti sono gli utenti?\nE da quando?")
    result = filled.exchange.import_excel(anna, sheet.save())
    assert (result.applied, result.unchanged, result.problems) == (2, 1, ())
    assert verdicts(filled, anna) == {"N201": Verdict.DISMISSED, "L302": Verdict.CONFIRMED, "X403": Verdict.ASK}
    again = filled.exchange.import_excel(anna, sheet.save())
    assert (again.applied, again.unchanged, again.problems) == (0, 3, ())


def test_rows_may_be_sorted_and_taken_out(filled: Store, anna: User) -> None:
    sheet = Sheet(filled.exchange.excel(anna))
    sheet.decide("N209", "Confermata")
    sheet.sheet.delete_rows(sheet.row("L303"))
    sheet.sheet.move_range(f"A{sheet.row('N209')}:P{sheet.row('N209')}", rows=20)
    assert filled.exchange.import_excel(anna, sheet.save()).applied == 1


def test_what_is_wrong_is_told_by_row_and_the_rest_is_applied(filled: Store, anna: User, bruno: User) -> None:
    sheet = Sheet(filled.exchange.excel(anna))
    desk = filled.desk.open(anna, RICH)
    filled.desk.decide(bruno, RICH, flag_id(desk, "L303"), NO, 0)
    wrong = {
        sheet.decide("L303", "Confermata"): "Bruno Bianchi",
        sheet.decide("N201", "Respinta"): "motivo",
        sheet.decide("N209", "Forse"): "non prevista",
        sheet.decide("X403", "Confermata", "=1+1"): "formula",
    }
    good = sheet.decide("L302", "Confermata")
    alien = sheet.decide("L301", "Confermata")
    sheet.cell(alien, "Id relazione").value = RICH
    sheet.sheet.append([cell.value for cell in sheet.sheet[good]])
    result = filled.exchange.import_excel(anna, sheet.save())
    said = {p.row: p.problem for p in result.problems}
    assert result.applied == 1 and said.keys() == wrong.keys() | {alien, sheet.sheet.max_row}
    assert all(words in said[row] for row, words in wrong.items())
    assert "non è di questa relazione" in said[alien] and "altra riga" in said[sheet.sheet.max_row]
    assert verdicts(filled, anna) == {"L303": Verdict.DISMISSED, "L302": Verdict.CONFIRMED}


@pytest.mark.parametrize(
    ("column", "value"),
    [("Id relazione", "x" * 90), ("Id relazione", None), ("Id relazione", 12.5), ("Id segnalazione", "uno"), ("Id segnalazione", -1),
     ("Id segnalazione", 99_999), ("Id segnalazione", "9" * 40), ("Versione", None), ("Versione", 1.5), ("Versione", "²")],
)  # fmt: skip
def test_a_spoilt_id_is_reported(filled: Store, anna: User, column: str, value: object) -> None:
    sheet = Sheet(filled.exchange.excel(anna))
    row = sheet.decide("L302", "Confermata")
    sheet.cell(row, column).value = value
    result = filled.exchange.import_excel(anna, sheet.save())
    assert [p.row for p in result.problems] == [row] and result.applied == 0


def test_an_empty_cell_takes_nothing_back_and_a_closed_relazione_stays(filled: Store, anna: User) -> None:
    saved = filled.desk.decide(anna, RICH, flag_id(filled.desk.open(anna, RICH), "N201"), YES, 0)
    sheet = Sheet(filled.exchange.excel(anna))
    sheet.decide("N201", None)
    assert filled.exchange.import_excel(anna, sheet.save()).problems == ()
    sheet.decide("N201", "Chiedere al comune")
    filled.desk.set_status(anna, RICH, Work.CLOSED, saved.desk_version)
    (problem,) = filled.exchange.import_excel(anna, sheet.save()).problems
    assert "chiusa" in problem.problem
    assert verdicts(filled, anna) == {"N201": Verdict.CONFIRMED}


def test_nothing_becomes_a_formula(filled: Store, anna: User) -> None:
    evil = '=HYPERLINK("http://x";"y")'
    desk = filled.desk.open(anna, HOSTILE)
    filled.desk.decide(anna, HOSTILE, desk.flags[0].id, Decision(verdict=Verdict.DISMISSED, reason=evil), 0)
    data = filled.exchange.excel(anna)
    sheet = Sheet(data)
    row = sheet.row("L301")
    assert sheet.cell(row, REASON).value == evil and sheet.cell(row, "Comune").value.startswith("=CMD")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
    assert filled.exchange.import_excel(anna, data).unchanged == 1


def _other_workbook() -> bytes:
    buffer = io.BytesIO()
    Workbook().save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("make", [bytes, lambda: b"ciao", lambda: b"PK\x03\x04" + b"\0" * 50, _other_workbook])
def test_another_file_is_refused(filled: Store, anna: User, make: Any) -> None:
    with pytest.raises(InvalidError):
        filled.exchange.import_excel(anna, make())


def test_a_damaged_workbook_is_refused(filled: Store, anna: User) -> None:
    data = filled.exchange.excel(anna)
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        for damaged in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/sharedStrings.xml"):
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w") as archive:
                for name in whole.namelist():
                    archive.writestr(name, b"<broken" if name == damaged else whole.read(name))
            with pytest.raises(InvalidError):
                filled.exchange.import_excel(anna, buffer.getvalue())


def test_a_file_too_big_to_unpack_is_refused(filled: Store, anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "UNPACKED_LIMIT", 10_000)
    with pytest.raises(InvalidError, match="troppo grande"):
        filled.exchange.import_excel(anna, filled.exchange.excel(anna))


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_spoilt_bytes_are_refused_or_read(data: st.DataObject) -> None:
    spoilt = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 5))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(InvalidError):
        read_workbook(bytes(spoilt[: data.draw(st.integers(0, len(spoilt)))] if data.draw(st.booleans()) else spoilt))


def test_json_has_decisions_corrections_and_notes(filled: Store, anna: User) -> None:
    filled.desk.decide(anna, RICH, flag_id(filled.desk.open(anna, RICH), "N201"), ASK, 0)
    filled.desk.correct_stance(anna, RICH, "R18", StanceCorrection(stance="absent"), 0)
    filled.desk.add_note(anna, RICH, Note(text="Così è."))
    (found,) = json.loads(filled.exchange.json(anna, Filters(codes=("N201",))))
    assert (found["record_id"], found["status"], found["comune"]) == (RICH, "in_corso", "BORGO ALTO")
    decision = next(f for f in found["flags"] if f["code"] == "N201")["decision"]
    assert (decision["content"]["verdict"], decision["by"]) == ("ask", "Anna Rossi")
    assert {c["kind"] for c in found["corrections"]} == {"stance", "note"}


def test_exports_are_in_the_trail(filled: Store, anna: User) -> None:
    filled.exchange.excel(anna)
    assert filled.audit.entries(anna)[0].text == "Anna Rossi ha esportato le decisioni in Excel"
