"""scored.jsonl: one relazione a line, keys as in the output contract."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

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
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise ConfigurationError(
            f"Impossibile leggere «{path}» ({error.strerror or error}): indicare il file scored.jsonl "
            "scritto da «r40 score»."
        ) from error
    return [_parse(line, path, number) for number, line in enumerate(lines, 1) if line.strip()]


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
