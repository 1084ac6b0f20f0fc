"""The original PDFs: found again by their content, shown page by page."""

from __future__ import annotations

import hashlib
import multiprocessing
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path, PureWindowsPath
from typing import Any

from pebble import ProcessPool

from r40.errors import R40Error
from r40.records import ScoredRelazione
from r40.web import pdf

WIDTH = 1200  # pixels of a page's picture: sharp on a screen twice as dense as the pane is wide
UPLOADS = "caricati"  # folder of uploads, in that of the results
_SECONDS = 30  # for one page, on a busy machine
_PICTURES = 128  # kept in memory, about 100 kB each


class DocumentError(R40Error):
    """The original cannot be shown."""

    code = "document"


class Documents:
    """Finds and draws originals. Thread-safe."""

    def __init__(self, folder: Path, roots: Sequence[Path]) -> None:
        self._folders = (Path(), folder, folder / UPLOADS, folder.parent, *roots)
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None
        self.find = lru_cache(maxsize=4096)(self._find)
        self.picture = lru_cache(maxsize=_PICTURES)(self._picture)

    def of(self, relazione: ScoredRelazione) -> Path:
        """The original of a relazione: the file with its bytes, whatever a record may say of its place.

        Raises:
            DocumentError: not a PDF, or not where it was and not in the folders given.
        """
        name = PureWindowsPath(relazione.source).name
        if not name.casefold().endswith(".pdf"):
            raise DocumentError("La relazione è stata letta da un file di testo: non c'è un PDF da mostrare.")
        if path := self.find(relazione.source, relazione.sha256):
            return path
        raise DocumentError(
            f"Il PDF originale ({name}) non è più dov'era, o è cambiato: chi ha avviato r40 può indicare la cartella "
            "con «r40 review … --documents CARTELLA»."
        )

    def layout(self, path: Path, codes: Sequence[str]) -> pdf.Layout:
        """Sizes of the pages and boxes of the fields. Raises DocumentError."""
        found: pdf.Layout = self._run(pdf.layout, str(path), tuple(codes))
        return found

    def close(self) -> None:
        """End the process that draws."""
        with self._lock:
            if self._pool:
                self._pool.stop()  # type: ignore[no-untyped-call]
                self._pool.join()
                self._pool = None

    def _find(self, source: str, sha256: str) -> Path | None:
        for path in self._candidates(source):
            try:
                if path.is_file() and _sha256(path) == sha256:
                    return path.resolve()
            except OSError:
                continue
        return None

    def _candidates(self, source: str) -> Iterator[Path]:
        name = PureWindowsPath(source).name
        for folder in self._folders:
            yield folder / source
            yield folder / name

    def _picture(self, path: Path, number: int) -> bytes:
        """A page, from 0, as PNG. Raises DocumentError."""
        drawn: bytes = self._run(pdf.draw, str(path), number, WIDTH)
        return drawn

    def _run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        with self._lock:
            if self._pool is None:
                # Not forked: the app's threads may hold locks that a forked child would wait for.
                self._pool = ProcessPool(max_workers=1, context=multiprocessing.get_context("spawn"))
            future = self._pool.schedule(work, args=arguments, timeout=_SECONDS)
        try:
            return future.result()
        except Exception as error:  # whatever PDFium, Pillow or the loss of the process raises
            raise DocumentError(f"La pagina del PDF non si può mostrare ({error}): scaricare l'originale.") from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
