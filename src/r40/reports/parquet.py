"""Parquet tables for researchers and clusters: a folder a table, partitioned by year, columns typed (docs/output.md)."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from r40.errors import OutputError
from r40.records import ScoredRelazione, Severity, Span

Row = dict[str, Any]

_SPANS = pa.list_(pa.struct([("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())]))
_KEYS = [("source", pa.string()), ("comune", pa.string())]
SCHEMAS = {
    "relazioni": pa.schema(
        [
            *_KEYS,
            ("sha256", pa.string()),
            ("status", pa.string()),
            ("problems", pa.list_(pa.struct([("code", pa.string()), ("message", pa.string())]))),
            ("form", pa.string()),
            ("spending", pa.string()),
            ("service", pa.string()),
            ("narrative", pa.string()),
            ("priority", pa.float64()),
            ("errors", pa.int32()),
            ("warnings", pa.int32()),
            ("infos", pa.int32()),
            ("model", pa.string()),
            ("model_version", pa.string()),
            ("model_data", pa.string()),
            ("pipeline", pa.string()),
        ]
    ),
    "interventions": pa.schema(
        [
            *_KEYS,
            ("id", pa.string()),
            ("start", pa.int32()),
            ("end", pa.int32()),
            ("text", pa.string()),
            ("score", pa.float64()),
            ("status", pa.string()),
            ("actors", pa.list_(pa.string())),
            ("amounts", pa.list_(pa.float64())),
            ("counts", pa.list_(pa.int64())),
        ]
    ),
    "reasons": pa.schema(
        [
            *_KEYS,
            ("code", pa.string()),
            ("wording", pa.string()),
            ("ticked", pa.bool_()),
            ("stance", pa.string()),
            ("score", pa.float64()),
            ("evidence", _SPANS),
        ]
    ),
    "flags": pa.schema(
        [
            *_KEYS,
            ("code", pa.string()),
            ("subject", pa.string()),
            ("severity", pa.string()),
            ("message", pa.string()),
            ("evidence", _SPANS),
            ("values", pa.string()),  # JSON: what a flag carries depends on its rule
        ]
    ),
    "fields": pa.schema([*_KEYS, ("code", pa.string()), ("column", pa.string()), ("value", pa.float64())]),
}
_GROUP = 20_000  # rows kept in memory for a table and year
_NO_YEAR = 0  # pandas cannot read Hive's partition of nulls


def write_parquet(relazioni: Iterable[ScoredRelazione], folder: Path) -> None:
    """Write the tables, ``folder/<table>/year=<year>/part-0.parquet``; what was in ``folder`` goes when all is written.

    Rows are in the order given; no more than ``_GROUP`` of a table and year are held in memory.

    Raises:
        OutputError: the folder cannot be written, or holds something else.
    """
    new, old = (folder.with_name(f".{folder.name}.{os.getpid()}.{kind}") for kind in ("new", "old"))
    try:
        if folder.exists() and not {path.name for path in folder.iterdir()} <= set(SCHEMAS):
            raise OutputError(str(folder), "contiene altri file")
        writer = _Writer(new)
        try:
            for relazione in relazioni:
                for table, rows in _rows(relazione):
                    writer.add(table, relazione.year, rows)
        finally:
            writer.close()
        if folder.exists():
            folder.replace(old)
        new.replace(folder)
    except OSError as error:
        raise OutputError(str(folder), error.strerror or str(error)) from error
    finally:
        for leftover in (new, old):
            shutil.rmtree(leftover, ignore_errors=True)


class _Writer:
    """One file a table and year, written in groups of rows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[tuple[str, int | None], pq.ParquetWriter] = {}
        self.waiting: dict[tuple[str, int | None], list[Row]] = {}
        for table in SCHEMAS:
            (folder / table).mkdir(parents=True)

    def add(self, table: str, year: int | None, rows: Iterable[Row]) -> None:
        waiting = self.waiting.setdefault((table, year), [])
        waiting += rows
        if len(waiting) >= _GROUP:
            self._flush(table, year)

    def close(self) -> None:
        for table, year in self.waiting:
            self._flush(table, year)
        for file in self.files.values():
            file.close()

    def _flush(self, table: str, year: int | None) -> None:
        rows = self.waiting[table, year]
        if not rows:
            return
        if (table, year) not in self.files:
            path = self.folder / table / f"year={_NO_YEAR if year is None else year}" / "part-0.parquet"
            path.parent.mkdir()
            self.files[table, year] = pq.ParquetWriter(path, SCHEMAS[table], compression="zstd")
        self.files[table, year].write_table(pa.Table.from_pylist(rows, SCHEMAS[table]))
        rows.clear()


def _rows(r: ScoredRelazione) -> Iterator[tuple[str, list[Row]]]:
    """Rows of each table."""
    keys = {"source": r.source, "comune": r.comune}
    severities = Counter(flag.severity for flag in r.flags)
    yield (
        "relazioni",
        [
            keys
            | {
                "sha256": r.sha256,
                "status": r.status,
                "problems": [problem.model_dump() for problem in r.errors],
                "form": r.form,
                "spending": r.outcome.spending,
                "service": r.outcome.service,
                "narrative": r.narrative,
                "priority": r.priority,
                "errors": severities[Severity.ERROR],
                "warnings": severities[Severity.WARNING],
                "infos": severities[Severity.INFO],
                "model": r.model.name if r.model else None,
                "model_version": r.model.version if r.model else None,
                "model_data": r.model.data if r.model else None,
                "pipeline": r.model.pipeline if r.model else None,
            }
        ],
    )
    yield "interventions", [keys | found.model_dump() for found in r.interventions]
    yield (
        "reasons",
        [
            keys
            | {
                "code": code,
                "wording": r.wording.get(code),
                "ticked": link.ticked,
                "stance": link.stance,
                "score": link.score,
                "evidence": _spans(link.evidence),
            }
            for code, link in r.reasons.items()
        ],
    )
    yield (
        "flags",
        [
            keys
            | {
                "code": flag.code,
                "subject": flag.subject,
                "severity": flag.severity.value,
                "message": flag.message,
                "evidence": _spans(flag.evidence),
                "values": json.dumps(flag.values, ensure_ascii=False),
            }
            for flag in r.flags
        ],
    )
    yield (
        "fields",
        [
            keys | {"code": code, "column": column, "value": value}
            for code, row in r.fields.items()
            for column, value in row.items()
        ],
    )


def _spans(spans: Iterable[Span]) -> list[Row]:
    return [span.model_dump() for span in spans]
