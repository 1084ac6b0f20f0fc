"""Many files: found, read one by one so that a bad one stops nothing, scored in chunks, in the order of their paths."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from r40.codebook import Codebook
from r40.errors import NothingToReadError, OutputError, ReadError
from r40.ingest import SUFFIXES, failed, read
from r40.model.annotator import Annotator
from r40.records import Relazione, ScoredRelazione
from r40.score import score_many
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
    paths: Iterable[Path],
    annotator: Annotator,
    codebook: Codebook,
    settings: Settings,
    progress: Callable[[Relazione], None] = lambda _: None,
) -> Iterator[ScoredRelazione]:
    """Score files in the order given; ``progress`` is called for each file read."""
    waiting = iter(paths)
    while chunk := list(islice(waiting, CHUNK)):
        relazioni = []
        for path in chunk:
            relazione = read_safely(path, codebook, settings)
            progress(relazione)
            relazioni.append(relazione)
        yield from score_many(relazioni, annotator, codebook)


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
