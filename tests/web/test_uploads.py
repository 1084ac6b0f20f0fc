"""PDFs from the browser: kept under safe names, failures told."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r40.errors import ConfigurationError
from r40.records import ScoredRelazione
from r40.store.records import ImportResult
from r40.web.uploads import Job, UploadError, Uploads, safe_stem
from tests.web.conftest import SAMPLE, Served


@given(st.text(max_size=200))
def test_any_name_becomes_a_safe_one(name: str) -> None:
    assert re.fullmatch("[a-z0-9][a-z0-9-]{0,59}", safe_stem(name))


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\Città di Castello (2).PDF", "citta-di-castello-2"),
        ("....pdf", "relazione"),
        ("CON.pdf", "con"),
    ],
)
def test_names(name: str, stem: str) -> None:
    assert safe_stem(name) == stem


def finished(job: Job) -> Job:
    for _ in range(3000):
        if job.done:
            return job
        time.sleep(0.02)
    raise AssertionError("the job does not end")


def never(_: Sequence[ScoredRelazione]) -> ImportResult:
    raise AssertionError("nothing to import")


def test_what_is_no_pdf_is_refused(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "in", lambda *_: [])
    with pytest.raises(UploadError, match="non è un PDF"):
        uploads.keep("a.pdf", b"MZ\x90\x00")
    assert not (tmp_path / "in").exists()


@pytest.mark.parametrize(
    ("error", "said"), [(ConfigurationError("Manca il modello."), "Manca il modello."), (KeyError("x"), "KeyError")]
)
def test_a_failing_run_is_told(tmp_path: Path, error: Exception, said: str) -> None:
    def fail(_: Sequence[Path], __: Callable[[str], None]) -> list[ScoredRelazione]:
        raise error

    uploads = Uploads(tmp_path, fail)
    job = finished(uploads.start([uploads.keep("a.pdf", b"%PDF-1.4")], never))
    assert job.result is None and said in (job.error or "")
    uploads.close()


def test_limits_over_the_network(local: Served) -> None:
    client = local.client()
    many = [("file", (f"{n}.pdf", b"%PDF-1.4", "application/pdf")) for n in range(local.settings.upload_files + 1)]
    assert "per volta" in client.post("/importa/documenti", files=many).text
    heavy = b"%PDF-" + bytes(local.settings.upload_bytes)
    assert "supera 50 MB" in client.post("/importa/documenti", files={"file": ("a.pdf", heavy)}).text
    assert client.post("/importa/documenti", files={"file": ("a.txt", b"testo")}).status_code == 422
    assert not (local.settings.folder / "caricati").exists()


def test_upload_is_imported_and_its_original_shown(local: Served) -> None:
    client = local.client()
    data = SAMPLE.read_bytes() + b"\n% altra copia"
    page = client.post("/importa/documenti", files={"file": ("../Nuova Relazione.pdf", data)})
    address = re.search(r'hx-get="(/importa/documenti/\w+)"', page.text)
    for _ in range(600):
        if not address or "<progress" not in page.text:
            break
        time.sleep(0.05)
        page = client.get(address[1])
    assert "Importate 1 relazioni" in page.text
    assert [path.name[:16] for path in (local.settings.folder / "caricati").iterdir()] == ["nuova-relazione-"]
