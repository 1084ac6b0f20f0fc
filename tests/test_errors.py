"""What goes wrong with a file: a code that stays, an exit code, and a message in Italian that says what to do."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

import r40.errors
from r40.errors import OcrMissingError, R40Error, ReadError
from r40.ingest import failed, read
from r40.records import Relazione
from r40.settings import Settings
from tests.forms import narratives, variants
from tests.forms.content import make_form
from tests.ingest.test_documents import filled, squeezed

FORM = make_form(3, 2023, "C", narratives.PARAGRAPHS)
# Verbs that tell a reviewer what to do next.
ADVICE = re.compile(
    r"\b(?:verificar\w+|scaricar\w+|salvar\w+|usare|aprirlo|indicare|segnalare|aggiungere|scegliere|correggere)\b", re.I
)


@pytest.fixture(scope="session")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A form that is read without problems."""
    path = tmp_path_factory.mktemp("errors") / "relazione.pdf"
    variants.render(FORM, path, variants.ALL["portal"])
    return path


Kind = type[R40Error]


def subclasses(base: Kind) -> Iterator[Kind]:
    """All kinds of error under ``base``."""
    for kind in base.__subclasses__():
        yield kind
        yield from subclasses(kind)


def test_every_error_has_its_own_code_and_says_what_it_is() -> None:
    kinds = [kind for kind in subclasses(R40Error) if kind.__module__ == r40.errors.__name__]
    assert len(kinds) > 10
    everything: list[Kind] = [R40Error, *kinds]
    for kind in everything:
        assert "code" in vars(kind), f"{kind.__name__} has no code of its own"
        assert re.fullmatch(r"[a-z0-9_]+", kind.code)
        assert kind.exit_code in (1, 2)
        assert vars(kind).get("__doc__"), f"{kind.__name__} has no docstring"
    codes = [kind.code for kind in everything]
    assert len(codes) == len(set(codes))
    assert {c for c in vars(r40.errors).values() if inspect.isclass(c)} >= set(kinds)


# How a good document is spoilt.
def empty(data: bytes) -> bytes:
    return b""


def blank(data: bytes) -> bytes:
    return b" \r\n\t\n"


def a_word_file(data: bytes) -> bytes:
    return b"PK\x03\x04\x14\x00" + bytes(range(256)) * 20


def a_web_page(data: bytes) -> bytes:
    return b"<!doctype html><html><body>Accesso negato</body></html>"


def only_a_header(data: bytes) -> bytes:
    return b"%PDF-1.4\n"


def garbage_in_pdf_clothes(data: bytes) -> bytes:
    return b"%PDF-1.4\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"


def no_pages(data: bytes) -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
    )


SPOILT: list[tuple[Callable[[bytes], bytes], str]] = [
    (empty, "empty_file"),
    (blank, "empty_file"),
    (a_word_file, "not_a_pdf"),
    (a_web_page, "not_a_pdf"),
    (only_a_header, "damaged_pdf"),
    (garbage_in_pdf_clothes, "damaged_pdf"),
    (no_pages, "damaged_pdf"),
]


def refusal(path: Path, code: str, settings: Settings | None = None) -> ReadError:
    """The error that reading ``path`` ends with; its code, exit code and message are checked."""
    with pytest.raises(ReadError) as caught:
        read(path, settings=settings)
    error = caught.value
    assert (error.code, error.exit_code) == (code, 1)
    assert ADVICE.search(error.message), error.message
    assert not re.search(r"\b(?:the|file is|error|(?<!--retry-)failed)\b", error.message, re.I)
    record = failed(path, error)
    assert (record.status, record.source) == ("failed", str(path))
    assert [(p.code, p.message) for p in record.errors] == [(code, error.message)]
    return error


@pytest.mark.parametrize(("spoil", "code"), SPOILT, ids=[f.__name__ for f, _ in SPOILT])
def test_spoilt_file(document: Path, tmp_path: Path, spoil: Callable[[bytes], bytes], code: str) -> None:
    path = tmp_path / "spoilt.pdf"
    path.write_bytes(spoil(document.read_bytes()))
    refusal(path, code)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.8, 0.95, 0.999])
def test_truncated(document: Path, tmp_path: Path, share: float) -> None:
    data = document.read_bytes()
    path = tmp_path / "truncated.pdf"
    path.write_bytes(data[: int(len(data) * share)])
    refusal(path, "damaged_pdf")


@pytest.mark.parametrize("place", range(0, 20, 3))
def test_damaged_within(document: Path, tmp_path: Path, place: int) -> None:
    """A hole in the file: refused, or read as far as it goes, but never an internal error."""
    data = bytearray(document.read_bytes())
    start = len(data) * place // 20
    data[start : start + 400] = b"\x00" * 400
    path = tmp_path / "hole.pdf"
    path.write_bytes(bytes(data))
    try:
        read(path)
    except ReadError as error:
        assert error.code in {"damaged_pdf", "not_a_pdf", "no_text_layer", "not_a_relazione"}


def test_password(document: Path, tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    with pikepdf.open(document) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="segreta", owner="padrona"))
    assert "password" in refusal(path, "encrypted_pdf").message


@pytest.mark.parametrize("level", [4, 6])
def test_owner_password_alone_does_not_matter(document: Path, tmp_path: Path, level: int) -> None:
    path = tmp_path / "owned.pdf"
    with pikepdf.open(document) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="", owner="padrona", R=level))  # type: ignore[arg-type]
    assert read(path).status == "ok"


def test_scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def reads_nothing(codes: object) -> object:
        return lambda *_: []

    def missing(codes: object) -> object:
        raise OcrMissingError("manca Tesseract")

    path = tmp_path / "scan.pdf"
    canvas = Canvas(str(path))
    for _ in range(2):
        canvas.rect(50, 50, 400, 700)
        canvas.line(50, 300, 450, 300)
        canvas.showPage()
    canvas.save()
    monkeypatch.setattr("r40.ingest.ocr.engine", reads_nothing)
    assert "OCR" in refusal(path, "no_text_layer").message
    monkeypatch.setattr("r40.ingest.ocr.engine", missing)
    assert "tesseract-ocr-ita" in refusal(path, "ocr_missing").message


LETTER = (
    "Oggetto: convocazione del Consiglio comunale",
    "Si comunica che la seduta è fissata per il giorno 12 marzo 2023 alle ore 18:30.",
    "All'ordine del giorno: 1) bilancio; 2) R16 e M12 (sigle dei mezzi comunali); 3) varie.",
)


def test_another_document(tmp_path: Path) -> None:
    path = tmp_path / "lettera.pdf"
    canvas = Canvas(str(path))
    for row, line in enumerate(LETTER):
        canvas.drawString(50, 750 - 20 * row, line)
    canvas.save()
    refusal(path, "not_a_relazione")
    text = tmp_path / "lettera.txt"
    text.write_text("\n".join(LETTER), "utf-8")
    refusal(text, "not_a_relazione")


def test_binary_text_file(tmp_path: Path) -> None:
    path = tmp_path / "relazione.txt"
    path.write_bytes(b"PK\x03\x04" + bytes([0, 1, 0, 3]) * 500)
    refusal(path, "not_text")
    path.write_bytes(bytes(range(256)) * 40)
    refusal(path, "not_text")


def test_a_pdf_named_as_text_is_still_a_pdf(document: Path, tmp_path: Path) -> None:
    path = tmp_path / "relazione.txt"
    path.write_bytes(document.read_bytes())
    assert read(path).status == "ok"


def test_unreadable_path(tmp_path: Path) -> None:
    refusal(tmp_path / "manca.pdf", "file_unreadable")
    folder = tmp_path / "cartella.pdf"
    folder.mkdir()
    refusal(folder, "file_unreadable")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may read everything")
def test_forbidden_path(document: Path, tmp_path: Path) -> None:
    path = tmp_path / "chiuso.pdf"
    path.write_bytes(document.read_bytes())
    path.chmod(0)
    refusal(path, "file_unreadable")


def test_too_big(document: Path) -> None:
    assert "MB" in refusal(document, "file_unreadable", Settings(max_bytes=1000)).message


def test_good_document(document: Path) -> None:
    assert (read(document).status, read(document).errors) == ("ok", ())


def advice_of(found: Relazione, code: str) -> str:
    """Message of a problem of a form read in part."""
    assert found.status == "partial"
    message = next(p.message for p in found.errors if p.code == code)
    assert ADVICE.search(message), message
    return message


def test_unknown_year(tmp_path: Path) -> None:
    form = make_form(4, 2025, "A", narratives.PARAGRAPHS)
    path = tmp_path / "2025.pdf"
    variants.render(form, path, variants.ALL["portal"])
    found = read(path)
    assert "2025" in advice_of(found, "unknown_layout")
    assert "R0C" in next(p.message for p in found.errors if p.code == "unknown_code")
    assert filled(found.fields) == filled(form.expected()["fields"])


def test_without_r40(document: Path, tmp_path: Path) -> None:
    """The pages before the one on which the heading of R40 stands."""
    path = tmp_path / "tronca.pdf"
    form = make_form(3, 2023, "C", narratives.LONG)
    look = variants.REPORTLAB["columns"]
    variants.render(form, path, look)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        del pdf.pages[_page_with("R40", path) :]
        pdf.save(path)
    found = read(path)
    assert "R40" in advice_of(found, "no_narrative")
    assert found.narrative == ""
    assert found.year == 2023
    assert found.comune == form.comune


def test_missing_page(tmp_path: Path) -> None:
    form = make_form(9, 2023, "C", narratives.PARAGRAPHS)
    path = tmp_path / "relazione.pdf"
    variants.render(form, path, variants.ALL["cut_tables"])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        assert len(pdf.pages) > 3
        del pdf.pages[1]
        pdf.save(path)
    found = read(path)
    message = advice_of(found, "missing_rows")
    lost = set(form.expected()["fields"]) - set(found.fields)
    assert lost
    assert all(
        code in message for code in lost if code not in {f"R{n}" for n in range(10, 16)} or "R09" in found.fields
    )
    wanted = filled(form.expected()["fields"])
    assert all(wanted[cell] == value for cell, value in filled(found.fields).items())
    assert squeezed(found.narrative) == squeezed(form.expected()["narrative"])


def test_first_page_missing(tmp_path: Path) -> None:
    form = make_form(9, 2021, "C", narratives.PARAGRAPHS)
    path = tmp_path / "relazione.pdf"
    variants.render(form, path, variants.ALL["typewriter"])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        del pdf.pages[0]
        pdf.save(path)
    found = read(path)
    assert found.year == 2021
    assert found.comune == form.comune  # from the running header
    assert "M12" in advice_of(found, "missing_rows")


def _page_with(text: str, path: Path) -> int:
    with pdfplumber.open(path) as pdf:
        return next(i for i, page in enumerate(pdf.pages) if re.search(rf"^{text}\b", page.extract_text(), re.M))
