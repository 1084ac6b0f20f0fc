"""What to score: files, and rows of tables of narratives."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from r40.batch.table import TABLES, read_table
from r40.errors import NothingToReadError
from r40.ingest import SUFFIXES
from r40.records import Relazione


@dataclass(frozen=True, slots=True)
class Input:
    """A relazione to score: a file, or a row of a table."""

    source: str  # as the output names it
    path: Path
    given: Relazione | None = None  # the row; its narrative is not cleaned yet

    @classmethod
    def file(cls, path: Path) -> Input:
        """A file; bytes of its name that are no UTF-8 are written as ``\\xe8``, which any output can hold."""
        return cls(os.fsencode(path).decode("utf-8", "backslashreplace"), path)


def find_inputs(paths: Sequence[str]) -> list[Input]:
    """Inputs in the order of their paths, each once; rows of a table in the order of the table.

    A file is taken as it is, PDF, text or table (.parquet, .csv); in a folder PDF and text files are searched, links to
    folders not followed; a glob is expanded, ``**`` without following such links. What has the name of a relazione is an input even if it cannot be read.

    Raises:
        NothingToReadError: a path, folder or glob gives no file.
        TableError: a table is not valid.
    """
    found: set[Path] = set()
    for name in paths:
        path = Path(name)
        if path.is_dir():
            files = list(_search(path))
        elif os.path.lexists(path):
            files = [path]
        else:
            files = [p for p in _expanded(name) if not p.is_dir()]
        if not files:
            raise NothingToReadError(name)
        found.update(files)
    inputs: list[Input] = []
    for path in sorted(found, key=str):
        if path.suffix.casefold() in TABLES:
            inputs += [Input(row.source, path, row) for row in read_table(path)]
        else:
            inputs.append(Input.file(path))
    return inputs


def digest(each: Input) -> str:
    """SHA-256 of an input's content, empty if it cannot be read."""
    if each.given is not None:
        return each.given.sha256
    try:
        if not each.path.is_file():  # a pipe would keep us waiting
            return ""
        with each.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _expanded(pattern: str) -> Iterable[Path]:
    """Paths of a glob. Links that lead round in circles would make glob's own ``**`` exponential."""
    if "**" not in Path(pattern).parts:
        return map(Path, glob.glob(pattern))
    root, named = Path(Path(pattern).anchor), Path(pattern).parts
    found = root.glob(str(Path(pattern).relative_to(root)))
    return (path for path in found if not any(part.startswith(".") and part not in named for part in path.parts))


def _search(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        for name in names:
            if Path(name).suffix.casefold() in SUFFIXES:
                yield Path(parent, name)
