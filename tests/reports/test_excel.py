from __future__ import annotations

from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from openpyxl.workbook import Workbook  # type: ignore[import-untyped]

from r40.codebook import Codebook
from r40.errors import OutputError
from r40.records import ScoredRelazione
from r40.reports.excel import CELL_LIMIT, CUT_NOTE, SHEETS, clean, write_excel
from r40.reports.rows import queue


@pytest.fixture
def book(relazioni: list[ScoredRelazione], codebook: Codebook, tmp_path: Path) -> Workbook:
    write_excel(relazioni, codebook, tmp_path / "r40.xlsx")
    return openpyxl.load_workbook(tmp_path / "r40.xlsx")


def columns(book: Workbook, sheet: str) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in book[sheet][1]}


def test_sheets_headings_filters_and_frozen_panes(book: Workbook) -> None:
    assert book.sheetnames == [*SHEETS.values(), "Leggimi"]
    assert list(columns(book, "Segnalazioni"))[:6] == [
        "N.",
        "Comune",
        "Anno",
        "Gravità",
        "Codice",
        "Controllo",
    ]
    for name in SHEETS.values():
        sheet = book[name]
        assert sheet.freeze_panes == "D2"
        assert sheet.auto_filter.ref == sheet.dimensions
    assert book.active is not None
    assert book.active.title == "Relazioni"


def test_nothing_becomes_a_formula(book: Workbook) -> None:
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    assert book["Relazioni"]["B3"].value == "=CMD|'/C calc'!A0"
    message = book["Segnalazioni"].cell(7, columns(book, "Segnalazioni")["Che cosa non torna"])
    assert str(message.value).startswith("+1+1 </script>")
    assert (message.data_type, message.alignment.wrap_text) == ("s", True)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "\t=1", "http://a.it", "mailto:a@b.it"])
def test_a_text_stays_a_text(text: str, codebook: Codebook, tmp_path: Path) -> None:
    odd = ScoredRelazione(source="a", sha256="b", status="ok", comune=text, narrative=text, priority_reasons=(text,))
    write_excel([odd], codebook, tmp_path / "r40.xlsx")
    row = openpyxl.load_workbook(tmp_path / "r40.xlsx")["Relazioni"][2]
    same = [cell for cell in row if cell.value in (text, text.strip())]
    assert len(same) == 3
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in same)


def test_a_row_is_as_high_as_its_longest_text(
    relazioni: list[ScoredRelazione], codebook: Codebook, tmp_path: Path
) -> None:
    heights = []
    for reasons in (
        ("Breve.",),
        ("Lunga " * 60,),
        ("Una.", "Due.", "Tre.", "Quattro.", "Cinque.", "Sei."),
        ("Lunga " * 3000,),
    ):
        one = relazioni[3].model_copy(update={"priority_reasons": reasons})
        write_excel([one], codebook, tmp_path / "r40.xlsx")
        heights.append(openpyxl.load_workbook(tmp_path / "r40.xlsx")["Relazioni"].row_dimensions[2].height)
    brief, long, lines, endless = heights
    assert brief < long <= lines < endless <= 409


def test_checks_that_could_not_be_made_are_counted_and_linked(book: Workbook) -> None:
    cell = book["Relazioni"].cell(2, columns(book, "Relazioni")["Controlli non valutabili"])
    assert cell.value == 1
    assert cell.hyperlink is not None and cell.hyperlink.location.startswith("'Controlli'!A2:")
    at = columns(book, "Controlli")
    why = {row[at["Codice"] - 1].value: row[at["Perché"] - 1].value for row in book["Controlli"].iter_rows(2)}
    assert why["X401"] == "mancano le risorse aggiuntive (R08)"
    counted = sum(
        row[columns(book, "Relazioni")["Controlli non valutabili"] - 1].value for row in book["Relazioni"].iter_rows(2)
    )
    assert book["Controlli"].max_row - 1 == counted


def test_why_stands_beside_the_priority(book: Workbook) -> None:
    at = columns(book, "Relazioni")
    assert at["Perché questa priorità"] == at["Priorità"] + 1
    text = book["Relazioni"].cell(2, at["Perché questa priorità"]).value
    assert text.startswith("Incoerenza (L303)") and text.count("\n") == 3


def test_numbers_are_numbers_and_blanks_are_blank(book: Workbook) -> None:
    sheet, at = book["Dati"], columns(book, "Dati")
    found = {(row[at["Codice"] - 1].value, row[at["Intestazione"] - 1].value): row for row in sheet.iter_rows()}
    value = at["Valore"] - 1
    assert found["R06", "Valore"][value].value == 1_750_355.06
    assert found["R06", "Valore"][value].number_format == "#,##0.00"
    assert found["M59", "Utenti 2023"][value].value is None
    assert found["M59", "Utenti anno base"][value].value == 0
    assert book["Relazioni"]["D2"].value == 0.93


def test_severity_has_a_colour(book: Workbook) -> None:
    column = columns(book, "Segnalazioni")["Gravità"]
    fills = {str(c.value): c.fill.fgColor.rgb for (c,) in book["Segnalazioni"].iter_rows(2, 6, column, column)}
    assert set(fills) == {"Incoerenza", "Da chiarire", "Nota"}
    assert len(set(fills.values())) == 3


def test_links_lead_to_the_rows(book: Workbook) -> None:
    at = columns(book, "Relazioni")
    links = {cell.coordinate: cell.hyperlink for row in book["Relazioni"].iter_rows() for cell in row}
    first = book["Relazioni"].cell(2, at["Incoerenze"]).coordinate
    assert links[first] is not None
    assert links[first].location == "'Segnalazioni'!A2:C6"
    assert book["Relazioni"][first].value == 2
    back = book["Segnalazioni"]["A7"].hyperlink
    assert back is not None
    assert back.location == "'Relazioni'!A3"


def test_link_to_the_source_file(relazioni: list[ScoredRelazione], codebook: Codebook, tmp_path: Path) -> None:
    source = tmp_path / "in" / "borgo n#1: \x07\ufffe\\.pdf"
    source.parent.mkdir()
    source.touch()
    one = queue(relazioni)[0].model_copy(update={"source": str(source)})
    write_excel([one], codebook, tmp_path / "out" / "r40.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out" / "r40.xlsx")["Relazioni"]
    link = sheet.cell(2, sheet.max_column).hyperlink
    assert link is not None
    assert link.target is not None
    assert link.target.replace("\\", "/").endswith("../in/borgo%20n%231%3A%20%07%EF%BF%BE%5C.pdf")


@pytest.mark.parametrize("text", ["a" * 40_000, "\U0001d400" * 20_000])
def test_long_text_is_cut_to_a_cell(text: str) -> None:
    cut = clean(text)
    assert len(cut.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert cut.endswith(CUT_NOTE)
    cut.encode()


def test_control_characters_do_not_break_the_file(codebook: Codebook, tmp_path: Path) -> None:
    odd = ScoredRelazione(source="a", sha256="b", status="ok", comune="A\x00B\x0bC\x1b\ufffe", narrative="x\r\ny")
    write_excel([odd], codebook, tmp_path / "r40.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "r40.xlsx")["Relazioni"]
    assert sheet["B2"].value == "A B C  "


def test_equal_input_gives_equal_bytes(relazioni: list[ScoredRelazione], codebook: Codebook, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_excel(relazioni, codebook, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_empty_batch_is_a_workbook(codebook: Codebook, tmp_path: Path) -> None:
    write_excel([], codebook, tmp_path / "r40.xlsx")
    assert openpyxl.load_workbook(tmp_path / "r40.xlsx")["Relazioni"].max_row == 1


def test_file_that_cannot_be_written(codebook: Codebook, tmp_path: Path) -> None:
    (tmp_path / "r40.xlsx").mkdir()
    with pytest.raises(OutputError):
        write_excel([], codebook, tmp_path / "r40.xlsx")


def test_guide_explains_each_severity(book: Workbook) -> None:
    terms = {row[0].value for row in book["Leggimi"].iter_rows()}
    assert {"Incoerenza", "Da chiarire", "Nota", "Priorità", "Dubbio"} <= terms


def test_long_sheets_hold_the_first_and_the_guide_says_so(
    relazioni: list[ScoredRelazione], codebook: Codebook, tmp_path: Path
) -> None:
    write_excel(relazioni, codebook, tmp_path / "r40.xlsx", detailed=1)
    book = openpyxl.load_workbook(tmp_path / "r40.xlsx")
    assert {row[0].value for row in book["Dati"].iter_rows(2)} == {1}
    assert {row[0].value for row in book["Relazioni"].iter_rows(2)} == {1, 2, 3, 4}
    terms = {row[0].value: row[1].value for row in book["Leggimi"].iter_rows()}
    assert "«Dati»: solo le prime 1" in str(terms["Foglio ridotto"])
