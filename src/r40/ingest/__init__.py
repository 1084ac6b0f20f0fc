"""From a file to a Relazione."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from r40.codebook import Codebook, default_codebook
from r40.errors import (
    EmptyFileError,
    FileUnreadableError,
    NotARelazioneError,
    NotTextError,
    ReadError,
    TooMuchTextError,
    UnexpectedReadError,
)
from r40.ingest.form import Form
from r40.ingest.page import MAX_CHARACTERS
from r40.ingest.pdf import read_pdf_form
from r40.ingest.text import read_text_form
from r40.records import Problem, Relazione
from r40.settings import Settings

__all__ = ["SUFFIXES", "failed", "read"]

SUFFIXES = (".pdf", ".txt")


def read(path: str | Path, codebook: Codebook | None = None, settings: Settings | None = None) -> Relazione:
    """Read one relazione, PDF or text.

    Raises:
        ReadError: the file cannot be used; its subclass and ``code`` say why.
    """
    codebook = codebook or default_codebook()
    settings = settings or Settings()
    path = Path(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would keep us waiting, a device never end
            raise FileUnreadableError("non è un file di dati")
        if status.st_size > settings.max_bytes:
            raise FileUnreadableError(f"supera {settings.max_bytes // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as error:
        raise FileUnreadableError(error.strerror or type(error).__name__) from error
    if not data.strip():
        raise EmptyFileError
    try:
        if data.lstrip()[:5] == b"%PDF-" or path.suffix.casefold() == ".pdf":
            form = read_pdf_form(data, codebook, settings.max_pages)
        else:
            text = _decode(data)
            if len(text) > MAX_CHARACTERS:
                raise TooMuchTextError(MAX_CHARACTERS)
            form = read_text_form(text, codebook)
    except ReadError:
        raise
    except Exception as error:
        raise UnexpectedReadError(f"{type(error).__name__}: {error}") from error
    if not form.is_relazione:
        raise NotARelazioneError
    return _relazione(path, data, form)


def failed(path: str | Path, error: ReadError) -> Relazione:
    """The record of a file that could not be read, so that a batch loses nothing."""
    try:
        digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        digest = ""
    return Relazione(
        source=str(path),
        sha256=digest,
        status="failed",
        errors=(Problem(code=error.code, message=error.message),),
    )


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.count("\x00") > len(text) // 100:
            break
        return text
    raise NotTextError


def _relazione(path: Path, data: bytes, form: Form) -> Relazione:
    return Relazione(
        source=str(path),
        sha256=hashlib.sha256(data).hexdigest(),
        status="partial" if form.problems else "ok",
        errors=tuple(form.problems),
        comune=form.comune,
        year=form.year,
        form=form.form,
        fields=form.fields,
        outcome=form.outcome,
        ticks=form.ticks,
        wording=form.wording,
        narrative=form.narrative or "",
    )
