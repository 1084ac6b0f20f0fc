"""Tables of narratives, Parquet or CSV: what a researcher has who has no PDF.

Columns: ``narrative`` (required), ``comune``, ``year``, ``id`` (or ``source``: names the row, else its number does), and a
column for each reason (``R16``) with SI, NO or nothing. Others are left aside.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from r40.errors import TableError
from r40.records import Problem, Relazione

TABLES = (".parquet", ".csv")
NARRATIVE = "narrative"
_NAMES = ("id", "source")
_REASON = re.compile(r"R(?:1[6-9]|2\d|3[0-3])")
_TICKS = {"si": True, "sì": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": None}
_YEARS = range(2000, 2100)
_FIELD_LIMIT = 10_000_000  # characters of a CSV field; more is an unclosed quote
# Says why fields are missing; the checks of figures are then not evaluable.
_NO_FORM = Problem(
    code="narrative_only",
    message="La relazione viene da una tabella di testi: le cifre del modulo non ci sono e non sono state controllate.",
)


def read_table(path: Path) -> list[Relazione]:
    """The rows of a table as relazioni without figures, status ``partial``; narratives are as given.

    Raises:
        TableError: the file cannot be read, lacks the column ``narrative``, or a row (named) is not valid.
    """
    rows = _parquet(path) if path.suffix.casefold() == ".parquet" else _csv(path)
    relazioni = [_relazione(path, number, row) for number, row in enumerate(rows, 1)]
    if not relazioni:
        raise TableError(str(path), "non contiene righe")
    seen: set[str] = set()
    for number, relazione in enumerate(relazioni, 1):
        if relazione.source in seen:
            name = relazione.source.removeprefix(f"{path}#")
            raise TableError(str(path), f"riga {number}: «{name}» nomina già un'altra riga")
        seen.add(relazione.source)
    return relazioni


def _relazione(path: Path, number: int, row: Mapping[str, Any]) -> Relazione:
    try:
        narrative = row[NARRATIVE] or ""
        if not isinstance(narrative, str):
            raise ValueError("«narrative» non è un testo")
        name = next((str(row[key]) for key in _NAMES if row.get(key) not in (None, "")), str(number))
        comune, year = str(row.get("comune") or "").strip() or None, _year(row.get("year"))
        ticks = {code: _tick(code, value) for code, value in row.items() if _REASON.fullmatch(code)}
        ticks = {code: tick for code, tick in ticks.items() if tick is not None}  # else: not of this row's block
    except ValueError as error:
        raise TableError(str(path), f"riga {number}: {error}") from error
    content = repr((narrative, comune, year, sorted(ticks.items())))
    return Relazione(
        source=_printable(f"{path}#{name}"),
        sha256=hashlib.sha256(content.encode("utf-8", "backslashreplace")).hexdigest(),
        status="partial",
        errors=(_NO_FORM,),
        comune=comune and _printable(comune),
        year=year,
        ticks=ticks,
        narrative=_printable(narrative),
    )


def _printable(text: str) -> str:
    """Without lone surrogates, which no output can hold."""
    return text.encode("utf-8", "replace").decode()


def _year(value: Any) -> int | None:
    if value is None or value != value or str(value).strip() == "":
        return None
    try:
        number = float(value)
        year = int(number)
    except (TypeError, ValueError, OverflowError):
        number, year = 0.0, 0
    if year != number or year not in _YEARS:
        raise ValueError(f"«year» vale {value!r}, serve un anno come 2023")
    return year


def _tick(code: str, value: Any) -> bool | None:
    text = "" if value is None or value != value else str(value).strip().casefold().removesuffix(".0")
    if text not in _TICKS:
        raise ValueError(f"«{code}» vale {value!r}, serve SI, NO o niente")
    return _TICKS[text]


def _wanted(path: Path, columns: list[str]) -> list[str]:
    """Columns that r40 uses.

    Raises:
        TableError: ``narrative`` is not among them.
    """
    if NARRATIVE not in columns:
        found = ", ".join(columns[:20]) or "nessuna"
        raise TableError(str(path), f"manca la colonna «{NARRATIVE}» (colonne trovate: {found})")
    return [c for c in columns if c in (NARRATIVE, "comune", "year", *_NAMES) or _REASON.fullmatch(c)]


def _parquet(path: Path) -> Iterator[dict[str, Any]]:
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    try:
        with pq.ParquetFile(path) as file:
            wanted = _wanted(path, file.schema_arrow.names)
            for batch in file.iter_batches(batch_size=1000, columns=wanted):
                yield from batch.to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise TableError(str(path), f"non si legge come Parquet ({_first_line(error)})") from error


def _csv(path: Path) -> Iterator[dict[str, Any]]:
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        with path.open(encoding=_encoding(path), newline="") as file:
            delimiter = max(";\t,", key=file.readline().count)
            file.seek(0)
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            names = [name.strip() for name in next(reader, [])]
            wanted = set(_wanted(path, names))
            for cells in reader:
                if not cells:
                    continue
                if len(cells) != len(names):
                    problem = f"riga del file {reader.line_num}: {len(cells)} celle invece di {len(names)}"
                    raise TableError(str(path), problem)
                yield {name: cell for name, cell in zip(names, cells, strict=True) if name in wanted}
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise TableError(str(path), f"non si legge come CSV ({_first_line(error)})") from error


def _encoding(path: Path) -> str:
    """UTF-8, or what Italian Excel writes."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _first_line(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error)
    return text.splitlines()[0] if text else type(error).__name__
