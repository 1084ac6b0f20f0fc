"""Which reading of a PDF is kept, and when there is a second one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from r40.codebook import default_codebook
from r40.errors import DamagedPdfError, ReadError, TooMuchTextError
from r40.ingest import pdf, pdfium, plumber, read
from r40.ingest.form import Form
from r40.ingest.page import Page
from tests.forms import narratives, variants
from tests.forms.content import make_form
from tests.ingest.test_documents import check, refuse

FORM = make_form(91, 2023, "C", narratives.PARAGRAPHS)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A form that PDFium reads whole."""
    path = tmp_path_factory.mktemp("pdf") / "form.pdf"
    variants.render(FORM, path, variants.ALL["portal"])
    return path


class Careful:
    """Stands before pdfplumber and counts its readings; gives ``pages`` where they are set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.readings = 0
        self.pages: list[Page] | ReadError | None = None
        self._extract = plumber.extract
        monkeypatch.setattr(plumber, "extract", self)

    def __call__(self, data: bytes, max_pages: int) -> list[Page]:
        self.readings += 1
        if isinstance(self.pages, ReadError):
            raise self.pages
        return self.pages if self.pages is not None else self._extract(data, max_pages)


@pytest.fixture
def careful(monkeypatch: pytest.MonkeyPatch) -> Careful:
    return Careful(monkeypatch)


def without(pages: list[Page], text: str) -> list[Page]:
    """Pages that have lost a word."""
    return [replace(page, words=tuple(word for word in page.words if word.text != text)) for page in pages]


def spoil(monkeypatch: pytest.MonkeyPatch, text: str = "", objects: int = 0, *, doubtful: bool = False) -> None:
    """Make PDFium lose a word, count objects or say that it doubts."""
    extract = pdfium.extract

    def spoilt(data: bytes, max_pages: int) -> pdfium.Extract:
        found = extract(data, max_pages)
        return pdfium.Extract(without(found.pages, text), doubtful, objects or found.objects)

    monkeypatch.setattr(pdfium, "extract", spoilt)


def test_a_whole_form_is_read_once(path: Path, careful: Careful) -> None:
    check(read(path), FORM)
    assert careful.readings == 0


def test_what_the_layout_does_not_know_is_no_loss(tmp_path: Path, careful: Careful) -> None:
    form = make_form(92, 2025, "A", narratives.PARAGRAPHS)
    variants.render(form, tmp_path / "form.pdf", variants.ALL["portal"])
    check(read(tmp_path / "form.pdf"), form)
    assert careful.readings == 0


@pytest.mark.parametrize("lost", ["M12", "R40", "Comune"])
def test_a_form_that_lacks_something_is_read_again(
    lost: str, path: Path, careful: Careful, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, lost)
    check(read(path), FORM)
    assert careful.readings == 1


def test_a_doubtful_page_is_read_again(path: Path, careful: Careful, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch, doubtful=True)
    check(read(path), FORM)
    assert careful.readings == 1


def test_words_without_extent_are_read_by_pdfplumber(
    path: Path, careful: Careful, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdfium, "extract", lambda *_: pdfium.Extract([Page(600, 800, ())], doubtful=True, objects=9))
    check(read(path), FORM)
    assert careful.readings == 1


def test_a_file_that_pdfium_refuses_is_read_by_pdfplumber(
    path: Path, careful: Careful, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdfium, "extract", refuse)
    check(read(path), FORM)
    assert careful.readings == 1


def test_a_page_on_which_much_is_drawn_is_not_read_again(
    path: Path, careful: Careful, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, "M12", objects=1_000_000)
    assert "M12" not in read(path).fields
    assert careful.readings == 0


@pytest.mark.parametrize("error", [DamagedPdfError("prova"), TooMuchTextError(9)], ids=["damaged", "too much"])
def test_a_second_reading_that_fails_takes_nothing_away(
    error: ReadError, path: Path, careful: Careful, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, "M12")
    careful.pages = error
    found = read(path)
    assert careful.readings == 1
    assert found.ticks == FORM.ticks
    assert [problem.code for problem in found.errors if problem.code == "missing_rows"] == ["missing_rows"]


def test_the_better_reading_is_kept(path: Path, careful: Careful, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pdfium.extract(path.read_bytes(), 60).pages
    spoil(monkeypatch, "Comune")
    careful.pages = without(without(whole, "Comune"), "M12")
    assert "M12" in read(path).fields


def test_worth() -> None:
    """A relazione before anything else, then few problems, then much read; the first where both are alike."""
    poor, rich = Form(), Form(fields={f"M{n}": {"users": 1.0, "hours": None} for n in range(10, 16)})
    assert pdf._worth(rich) > pdf._worth(poor)
    assert pdf._worth(Form(ticks={"R16": True})) > pdf._worth(Form(ticks={"R16": None}))
    assert max(poor, Form(), key=pdf._worth) is poor


def test_an_unreadable_font_is_in_doubt(path: Path, tmp_path: Path, careful: Careful) -> None:
    """Without its map to Unicode, an embedded font's glyphs are mere numbers."""
    with pikepdf.open(path) as document:
        for page in document.pages:
            for font in page.Resources.Font.values():
                if "/ToUnicode" in font:
                    del font.ToUnicode
        document.save(tmp_path / "numbers.pdf")
    data = (tmp_path / "numbers.pdf").read_bytes()
    assert pdfium.extract(data, 60).doubtful
    found = pdf.read_pdf_form(data, default_codebook(), 60)
    assert careful.readings == 1
    assert (found.problems, found.ticks) == ([], FORM.ticks)
    assert "cid" not in " ".join([found.narrative or "", *found.wording.values()])
