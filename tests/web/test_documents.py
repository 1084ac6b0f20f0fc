"""The original PDF: found by its content, boxed where the field stands, harmless when damaged."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from r40.records import ScoredRelazione
from r40.web.documents import DocumentError, Documents
from tests.web.conftest import RICH, SAMPLE, Served, sampled


@pytest.fixture(scope="module")
def relazione() -> ScoredRelazione:
    return sampled()


@pytest.fixture
def documents(tmp_path: Path) -> Iterator[Documents]:
    (tmp_path / "results").mkdir()
    (tmp_path / "elsewhere").mkdir()
    documents = Documents(tmp_path / "results", [tmp_path / "elsewhere"])
    yield documents
    documents.close()


def test_found_where_it_was_and_where_it_went(documents: Documents, relazione: ScoredRelazione, tmp_path: Path) -> None:
    assert documents.of(relazione) == SAMPLE.resolve()
    moved = relazione.model_copy(update={"source": r"C:\relazioni\petracunna-2023.pdf"})
    with pytest.raises(DocumentError, match="--documents"):
        Documents(tmp_path, []).of(moved)
    shutil.copy(SAMPLE, tmp_path / "elsewhere")
    assert documents.of(moved) == (tmp_path / "elsewhere" / SAMPLE.name).resolve()


def test_another_file_in_its_place_is_not_shown(
    documents: Documents, relazione: ScoredRelazione, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(b"%PDF-1.4 altrui")
    for source in (str(secret), "../secret.pdf", "/etc/passwd", "testo.txt"):
        with pytest.raises(DocumentError):
            documents.of(relazione.model_copy(update={"source": source}))


def test_field_is_boxed_on_its_page(documents: Documents) -> None:
    layout = documents.layout(SAMPLE, ["M24", "R04", "Z99"])
    assert [box.page for box in layout.boxes] == [0, 1]
    width, height = layout.sizes[1]
    box = layout.boxes[1]
    assert 0 < box.x < 60 and box.x + box.width > width - 60
    assert 0 < box.y < box.y + box.height < height / 4  # R04 stands in the upper part of page 2
    assert documents.picture(SAMPLE, 1).startswith(b"\x89PNG")


def test_damaged_pdf_is_an_error_in_words(documents: Documents, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 guasto")
    with pytest.raises(DocumentError, match="scaricare l'originale"):
        documents.layout(bad, [])
    assert len(documents.layout(SAMPLE, []).sizes) == 3


def test_pages_over_the_network(local: Served) -> None:
    client = local.client()
    record = sampled().sha256[:16]
    shown = client.get(f"/relazioni/{record}/documento", params={"campo": "R04 boh"})
    assert 'class="field-box"' in shown.text and shown.text.count("<image") == 3
    assert client.get(f"/relazioni/{record}/documento/1.png").headers["content-type"] == "image/png"
    assert client.get(f"/relazioni/{record}/documento/9.png").status_code == 404
    assert client.get(f"/relazioni/{record}/documento.pdf").content == SAMPLE.read_bytes()
    assert "non è più dov&#39;era" in client.get(f"/relazioni/{RICH}/documento").text
