"""Many files: found, read one by one so that a bad one stops nothing, scored in chunks, in the order of their paths."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from r40.codebook import Codebook
from r40.errors import NothingToReadError, OutputError, ReadError
from r40.ingest import SUFFIXES, failed, read
from r40.records import Relazione, ScoredRelazione
from r40.score import Scorer, statistics
from r40.settings import Settings

CHUNK = 32  # files whose features are computed together


def find_inputs(paths: Sequence[str]) -> list[Path]:
    """Files to read: files as they are, folders searched for PDF and text files, globs expanded; sorted, each once.

    Raises:
        NothingToReadError: a path, folder or glob gives no file.
    """
    found: set[Path] = set()
    for name in paths:
        path = Path(name)
        if path.is_dir():
            files = [p for p in path.rglob("*") if p.suffix.casefold() in SUFFIXES and p.is_file()]
        elif path.exists():
            files = [path]
        else:
            files = [Path(p) for p in glob.glob(name, recursive=True) if Path(p).is_file()]
        if not files:
            raise NothingToReadError(name)
        found.update(files)
    return sorted(found, key=str)


def read_safely(path: Path, codebook: Codebook, settings: Settings) -> Relazione:
    """Read one file; a failure becomes a record."""
    try:
        return read(path, codebook, settings)
    except ReadError as error:
        return failed(path, error)


def score_files(
    paths: Sequence[Path], scorer: Scorer, settings: Settings, progress: Callable[[str], None] = lambda _: None
) -> Iterator[ScoredRelazione]:
    """Score files, in the order given. All are read before the first is judged: some checks compare them.

    ``progress`` is called with a path when its file was read, and again when it was scored.
    """
    relazioni = []
    for path in paths:
        relazioni.append(read_safely(path, scorer.codebook, settings))
        progress(str(path))
    batch = statistics(relazioni)
    waiting = iter(relazioni)
    while chunk := list(islice(waiting, CHUNK)):
        for scored in scorer.score(chunk, batch):
            progress(scored.source)
            yield scored


def prepare_output(folder: Path) -> None:
    """Make the output folder and see that it can be written.

    Raises:
        OutputError: it cannot.
    """
    probe = folder / ".r40-probe"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise OutputError(str(folder), error.strerror or type(error).__name__) from error
