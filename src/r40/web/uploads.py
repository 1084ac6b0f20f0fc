"""PDFs dropped in the browser: checked, kept under a safe name, read and scored in the background, imported."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath

from r40.errors import R40Error
from r40.records import ScoredRelazione
from r40.store.records import ImportResult

Score = Callable[[Sequence[Path], Callable[[str], None]], list[ScoredRelazione]]
Import = Callable[[Sequence[ScoredRelazione]], ImportResult]
_MAGIC = b"%PDF-"
_HEAD = 1024  # bytes within which a PDF must say that it is one
_KEPT = 20  # jobs whose outcome can still be seen


class UploadError(R40Error):
    """An upload is refused."""

    code = "upload"


@dataclass
class Job:
    """Files under way."""

    id: str
    total: int
    steps: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    result: ImportResult | None = None
    error: str | None = None

    @property
    def done(self) -> bool:
        return self.result is not None or self.error is not None


class Uploads:
    """Scores what was uploaded, one job after the other. Thread-safe."""

    def __init__(self, folder: Path, score: Score) -> None:
        self.folder, self._score = folder, score
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="r40-upload")

    def keep(self, name: str, data: bytes) -> Path:
        """Write a file under a safe name that its content makes unique.

        Raises:
            UploadError: not a PDF, or the folder cannot be written.
        """
        if _MAGIC not in data[:_HEAD]:
            raise UploadError(f"«{name}» non è un PDF: si caricano solo le relazioni in PDF.")
        path = self.folder / f"{safe_stem(name)}-{hashlib.sha256(data).hexdigest()[:12]}.pdf"
        try:
            self.folder.mkdir(exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise UploadError(
                f"Impossibile salvare «{name}» ({error.strerror}): verificare lo spazio su disco e i permessi."
            ) from error
        return path

    def start(self, paths: Sequence[Path], bring_in: Import) -> Job:
        """Score files in the background, then import them."""
        job = Job(secrets.token_hex(8), len(paths))
        with self._lock:
            self._jobs[job.id] = job
            for old in list(self._jobs)[:-_KEPT]:
                del self._jobs[old]
        self._worker.submit(self._run, job, tuple(paths), bring_in)
        return job

    def job(self, job_id: str) -> Job | None:
        """A job; None when it is forgotten."""
        with self._lock:
            return self._jobs.get(job_id)

    def close(self) -> None:
        """Take no more jobs."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _run(self, job: Job, paths: Sequence[Path], bring_in: Import) -> None:
        def step(_: str) -> None:
            job.steps += 1

        try:
            scored = self._score(paths, step)
            job.failed = [
                (PureWindowsPath(r.source).name, r.errors[0].message if r.errors else "")
                for r in scored
                if r.status == "failed"
            ]
            job.result = bring_in(scored)
        except R40Error as error:
            job.error = error.message
        except Exception as error:  # a fault must be seen by whoever waits, not die with the thread
            job.error = f"Errore imprevisto ({type(error).__name__}: {error}): segnalarlo agli sviluppatori di r40."


def safe_stem(name: str) -> str:
    """A file's name without folders, suffix, accents and anything but letters, digits and dashes: 1 to 60 characters."""
    stem = PureWindowsPath(name).stem
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:60] or "relazione"
