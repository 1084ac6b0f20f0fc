"""scored.jsonl: one relazione a line, keys as in the output contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import overload

from pydantic import ValidationError

from r40.errors import ConfigurationError
from r40.records import ScoredRelazione
from r40.reports.files import write_atomically


def write_jsonl(relazioni: Iterable[ScoredRelazione], path: Path) -> None:
    """Write ``relazioni`` in the order given; UTF-8, accents as they are, atomically.

    Raises:
        OutputError: the file cannot be written.
    """
    write_atomically(path, (relazione.model_dump_json().encode() + b"\n" for relazione in relazioni))


def read_jsonl(path: Path) -> list[ScoredRelazione]:
    """Read what :func:`write_jsonl` wrote; blank lines are skipped.

    Raises:
        ConfigurationError: the file cannot be read, or a line (named) is not a scored relazione.
    """
    return list(iter_jsonl(path))


def iter_jsonl(path: Path) -> Iterator[ScoredRelazione]:
    """As :func:`read_jsonl`, one after the other."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _parse(line, path, number)
    except OSError as error:
        raise ConfigurationError(
            f"Impossibile leggere «{path}» ({error.strerror or error}): indicare il file scored.jsonl "
            "scritto da «r40 score»."
        ) from error


class ScoredLines(Sequence[ScoredRelazione]):
    """Relazioni of a scored.jsonl, in any order, read when asked for: a year of them does not fit in memory.

    Args:
        path: the file.
        places: (offset, bytes) of the lines.
    """

    def __init__(self, path: Path, places: Sequence[tuple[int, int]]) -> None:
        self.path, self.places = path, places

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[ScoredRelazione]:
        with self.path.open("rb") as file:
            for offset, size in self.places:
                file.seek(offset)
                yield ScoredRelazione.model_validate_json(file.read(size))

    @overload
    def __getitem__(self, index: int) -> ScoredRelazione: ...

    @overload
    def __getitem__(self, index: slice) -> ScoredLines: ...

    def __getitem__(self, index: int | slice) -> ScoredRelazione | ScoredLines:
        if isinstance(index, slice):
            return ScoredLines(self.path, self.places[index])
        return next(iter(ScoredLines(self.path, [self.places[index]])))


def _parse(line: bytes, path: Path, number: int) -> ScoredRelazione:
    try:
        return ScoredRelazione.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "riga intera"
        raise ConfigurationError(
            f"«{path}», riga {number}, {where}: {first['msg']}. "
            "Il file non è quello scritto da «r40 score», o è stato modificato: rifarlo con «r40 score»."
        ) from error
