"""PDFium's reading: what once misled such readers, each in a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from r40.errors import DamagedPdfError, EncryptedPdfError, TooMuchTextError
from r40.ingest import page as pages
from r40.ingest import pdfium, plumber, strokes
from r40.ingest.glyphs import clean_word, garbage_share
from r40.ingest.page import Page
from tests.forms.fonts import fonts
from tests.ingest.readings import differences

WIDE, HIGH = 400.0, 300.0
Draw = Callable[[Canvas], object]


def drawn(path: Path, *draw: Draw) -> bytes:
    """A PDF with a page for each of ``draw``."""
    canvas = Canvas(str(path), pagesize=(WIDE, HIGH), invariant=1)
    for each in draw:
        canvas.setFont("Helvetica", 10)
        each(canvas)
        canvas.showPage()
    canvas.save()
    return path.read_bytes()


def fast(data: bytes) -> Page:
    """The first page as PDFium reads it."""
    return pdfium.extract(data, 60).pages[0]


def texts(page: Page) -> list[str]:
    return [line.text for line in page.lines]


def mixed_fonts(canvas: Canvas) -> None:
    """``l'ambito`` with its article in another font, and a figure set in two."""
    for y, size in ((250, 10), (200, 7)):
        text = canvas.beginText(50, y)
        for part, font in (
            ("l'", "Helvetica-Oblique"),
            ("ambito", "Helvetica-Bold"),
            (" 3", "Helvetica"),
            (".662", "Times-Roman"),
        ):
            text.setFont(font, size)
            text.textOut(part)
        canvas.drawText(text)


def near_columns(canvas: Canvas) -> None:
    """Figures of two columns a little more than a blank apart, drawn column by column, in small type."""
    canvas.setFont("Helvetica", 7)
    for x in (50, 68):
        for y in (250, 240, 230):
            canvas.drawString(x, y, "614")
            x += 0.1


def broken_line(canvas: Canvas) -> None:
    for y, text in (
        (250, "interventi nel terri-"),
        (238, "torio e in forma as-"),
        (226, "sociata"),
        (214, "socio-"),
        (202, "12 voci"),
    ):
        canvas.drawString(50, y, text)


def letter_by_letter(canvas: Canvas) -> None:
    for x, text in ((50, "Utenti serviti"), (200, "512")):
        for place, letter in reversed(list(enumerate(text))):
            canvas.drawString(x + canvas.stringWidth(text[:place]), 250, letter)


def over_printed(canvas: Canvas) -> None:
    """Rotated text across upright text."""
    canvas.drawString(50, 250, "Comune ACQUANERA 7")
    for angle in (45, 90, 180, 270):
        canvas.saveState()
        canvas.translate(200, 150)
        canvas.rotate(angle)
        canvas.drawString(0, 0, "BOZZA x")
        canvas.restoreState()


@pytest.mark.parametrize("draw", [mixed_fonts, near_columns, broken_line, letter_by_letter, over_printed])
def test_words_are_pdfplumbers(draw: Draw, tmp_path: Path) -> None:
    data = drawn(tmp_path / "page.pdf", draw)
    if draw is over_printed:  # pdfplumber reads text on its head backwards
        assert texts(fast(data)) == ["Comune ACQUANERA 7"]
        return
    assert differences([fast(data)], plumber.extract(data, 60)) == []


def test_text_of_the_traps(tmp_path: Path) -> None:
    data = [drawn(tmp_path / "page.pdf", draw) for draw in (mixed_fonts, near_columns, broken_line, letter_by_letter)]
    assert [texts(fast(each)) for each in data] == [
        ["l'ambito 3.662", "l'ambito 3.662"],
        ["614 614"] * 3,
        ["interventi nel terri-", "torio e in forma as-", "sociata", "socio-", "12 voci"],
        ["Utenti serviti 512"],
    ]


@pytest.mark.skipif(fonts("DejaVuSans")[0] == "Helvetica", reason="no font with these characters")
def test_characters_that_are_not_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(fonts("DejaVuSans")[0], 10)
        canvas.drawString(50, 250, "ser\u200bvizi\ufeff\u2060 e\u00a0altro")
        canvas.drawString(50, 220, "Spesa sociale......................12,50 __________ fine")

    read = texts(fast(drawn(tmp_path / "page.pdf", draw)))
    assert read == ["servizi e altro", "Spesa sociale 12,50 fine"]


@pytest.mark.parametrize(
    ("glyphs", "text"),
    [
        ("\uf0b7", "•"),
        ("u\uf001cio", "uficio"),
        ("\ud800a\x00", "a"),
        ("M12....", "M12"),
        ("\u200b", ""),
        ("N(cid:1)", "N"),
        ("so\u00adcio", "so\u00adcio"),
    ],
)
def test_glyphs(glyphs: str, text: str) -> None:
    assert clean_word(glyphs) == text


def test_a_font_without_letters_is_in_doubt() -> None:
    assert garbage_share("perché è così – “tutto” 1.234,50 € • \ufb01ne\u00ad\ufffe \uf0b7") == 0
    assert garbage_share("") == 0
    assert garbage_share("ab\ufffd\ue123") == garbage_share("ab(cid:3)\x01") == 0.5


def test_what_fields_show_is_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 250, "Comune")
        canvas.acroForm.textfield(value="ACQUANERA", x=100, y=245, width=150, height=18)

    assert texts(fast(drawn(tmp_path / "form.pdf", draw))) == ["Comune ACQUANERA"]


# A table of two rows and two columns, drawn in the ways of several makers. All show the same rules.
XS, YS = (50.0, 200.0, 350.0), (100.0, 150.0, 200.0)


def lines_one_by_one(canvas: Canvas) -> None:
    for y in YS:
        for x0, x1 in pairwise(XS):
            canvas.line(x0, y, x1, y)
    for x in XS:
        canvas.line(x, YS[0], x, YS[-1])


def bars(canvas: Canvas) -> None:
    for y in YS:
        canvas.rect(XS[0], y - 0.3, XS[-1] - XS[0], 0.6, stroke=0, fill=1)
    for x in XS:
        canvas.rect(x - 0.3, YS[0], 0.6, YS[-1] - YS[0], stroke=0, fill=1)


def boxes(canvas: Canvas) -> None:
    canvas.setLineWidth(1.4)
    for x in XS[:-1]:
        for y in YS[:-1]:
            canvas.rect(x, y, 150, 50)


def shades(canvas: Canvas) -> None:
    canvas.setFillGray(0.9)
    for x in XS[:-1]:
        for y in YS[:-1]:
            canvas.rect(x, y, 150, 50, stroke=0, fill=1)


def one_path(canvas: Canvas) -> None:
    canvas.grid(XS, YS)


def dashed(canvas: Canvas) -> None:
    canvas.setDash(1, 2)
    one_path(canvas)


def scaled(canvas: Canvas) -> None:
    canvas.scale(0.1, 0.1)
    canvas.setLineWidth(5)
    canvas.grid([10 * x for x in XS], [10 * y for y in YS])


def nested_forms(canvas: Canvas) -> None:
    canvas.beginForm("inner")
    canvas.translate(-30, -20)
    canvas.scale(0.5, 0.5)
    canvas.grid([2 * x for x in XS], [2 * y for y in YS])
    canvas.drawString(120, 250, "dentro")
    canvas.endForm()
    canvas.beginForm("outer")
    canvas.translate(20, 10)
    canvas.doForm("inner")
    canvas.endForm()
    canvas.translate(10, 10)
    canvas.doForm("outer")


@pytest.mark.parametrize(
    "draw", [lines_one_by_one, bars, boxes, shades, one_path, dashed, scaled, nested_forms], ids=lambda f: f.__name__
)
def test_ruling_lines(draw: Draw, tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.saveState()
        draw(canvas)
        canvas.restoreState()
        # no rules: a slanted line, a curve, the underline of a letter
        canvas.line(10, 10, 390, 60)
        canvas.bezier(10, 280, 50, 200, 60, 290, 100, 250)
        canvas.line(10, 5, 15, 5)

    found = fast(drawn(tmp_path / "table.pdf", page))
    assert {rule.position for rule in found.horizontal} == {HIGH - y for y in YS}
    assert {rule.position for rule in found.vertical} == set(XS)
    for rule in found.horizontal:
        assert (rule.start, rule.end) == (pytest.approx(XS[0], abs=1), pytest.approx(XS[-1], abs=1))
    for rule in found.vertical:
        assert (rule.start, rule.end) == (pytest.approx(HIGH - YS[-1], abs=1), pytest.approx(HIGH - YS[0], abs=1))
    if draw is nested_forms:
        assert texts(found) == ["dentro"]


def test_dots_are_passed_over_and_what_stands_among_them_is_not(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for y in (50, 250):
            for x in range(20, 380, 2):
                canvas.rect(x, y, 1, 1, stroke=0, fill=1)
            canvas.line(50, y + 20, 350, y + 20)
        for row in range(8):  # as many dots before each rule as are passed over at once
            for place in range(15):
                canvas.rect(20 + 2 * place, 100 + 12 * row, 1, 1, stroke=0, fill=1)
            canvas.line(50, 100 + 12 * row, 350, 100 + 12 * row)

    found = fast(drawn(tmp_path / "dots.pdf", draw))
    assert {rule.position for rule in found.horizontal} == {230, 30, *(HIGH - 100 - 12 * row for row in range(8))}
    assert found.vertical == ()


def test_a_drawing_has_no_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = drawn(tmp_path / "table.pdf", lines_one_by_one)
    monkeypatch.setattr(strokes, "_MOST_RULES", 2)
    assert (fast(data).horizontal, fast(data).vertical) == ((), ())


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_crop_box_and_rotation(turn: int, tmp_path: Path) -> None:
    """Only what is seen is read, in the coordinates of what is seen, by both readings."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(200, 150)
        canvas.rotate(turn)
        canvas.drawString(-50, 20, "dentro la pagina 7 e")
        canvas.line(-50, 10, 50, 10)
        canvas.line(-60, -20, -60, 20)
        canvas.restoreState()
        canvas.drawString(20, 20, "fuori")

    path = tmp_path / "page.pdf"
    drawn(path, draw)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].CropBox = pikepdf.Array([100, 50, 300, 250])
        pdf.pages[0].Rotate = turn
        pdf.save(path)
    found = fast(path.read_bytes())
    assert (found.width, found.height) == (200, 200)
    assert texts(found) == texts(plumber.extract(path.read_bytes(), 60)[0]) == ["dentro la pagina 7 e"]
    assert found.words[0].x0 == pytest.approx(50, abs=1)
    assert found.words[0].bottom == pytest.approx(82, abs=1)
    assert [rule.position for rule in found.horizontal] == [90]
    assert [(rule.position, rule.start, rule.end) for rule in found.vertical] == [
        (40, pytest.approx(80, abs=1), pytest.approx(120, abs=1))
    ]


def many_words(canvas: Canvas) -> None:
    for row in range(20):
        canvas.drawString(20, 280 - 12 * row, "parola " * 5 + f"{row}")


@pytest.mark.parametrize("extract", [pdfium.extract, plumber.extract], ids=["pdfium", "pdfplumber"])
def test_too_many_characters_in_all(
    extract: Callable[[bytes, int], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = drawn(tmp_path / "long.pdf", many_words, many_words)
    for module in (pdfium, plumber):
        monkeypatch.setattr(module, "MAX_CHARACTERS", 1000)
    extract(data, 1)
    with pytest.raises(TooMuchTextError) as caught:
        extract(data, 2)
    assert "1.000" in caught.value.message
    assert pages.MAX_CHARACTERS > 100_000


def test_documents_and_pages_are_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[pypdfium2.PdfDocument] = []
    parts: list[object] = []

    class Spy(pypdfium2.PdfDocument):
        def __init__(self, data: bytes) -> None:
            super().__init__(data)
            opened.append(self)

        def get_page(self, index: int) -> pypdfium2.PdfPage:
            parts.append(page := super().get_page(index))
            return page

    monkeypatch.setattr(pdfium.pypdfium2, "PdfDocument", Spy)
    data = drawn(tmp_path / "long.pdf", many_words, many_words)
    pdfium.extract(data, 60)
    monkeypatch.setattr(pdfium, "MAX_CHARACTERS", 1000)
    with pytest.raises(TooMuchTextError):
        pdfium.extract(data, 60)
    assert (len(opened), len(parts)) == (2, 4)
    assert all(each.raw is None for each in [*opened, *parts])  # type: ignore[attr-defined]


def test_a_refusal_does_not_depend_on_the_file_before(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "locked.pdf"), encrypt=StandardEncryption("segreta", "padrone"), invariant=1)
    canvas.drawString(50, 700, "M11")
    canvas.save()
    without_pages = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R /Size 2 >>\n%%EOF\n"
    with pytest.raises(EncryptedPdfError):
        fast((tmp_path / "locked.pdf").read_bytes())
    with pytest.raises(DamagedPdfError):
        fast(without_pages)
