"""What a run has done so far: an SQLite file in the output folder, so that a run cut off at any moment goes on from there.

Workers commit what they have read themselves, so that a killed run loses the files in flight only.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from r40.checks.batch import BatchText
from r40.errors import OutputBusyError, OutputError
from r40.records import ScoredRelazione

FOLDER = ".r40"  # in the output folder
_FILE, _LOCK = "journal.sqlite", "lock"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS results (
    source TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,       -- of the content
    fingerprint TEXT NOT NULL,  -- of all else that the record depends on
    status TEXT NOT NULL,
    seconds REAL NOT NULL,      -- spent on reading
    comune TEXT, year INTEGER, narrative TEXT NOT NULL,
    record BLOB NOT NULL        -- as JSON, before it was judged
)
"""
_WAIT = 120.0  # seconds until the other workers have written
_SLICE = 500  # sources in one query


@dataclass(frozen=True, slots=True)
class Entry:
    """A relazione read and annotated, not judged yet."""

    record: ScoredRelazione
    seconds: float


@dataclass(frozen=True, slots=True)
class Done:
    """What the journal knows of a source."""

    sha256: str
    status: str
    seconds: float


class Journal:
    """Entries by source.

    Raises:
        OutputError: (all methods) the file cannot be read or written.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path, self.fingerprint = path, fingerprint
        with self._connected() as connection:
            connection.execute(_SCHEMA)

    def write(self, entries: Iterable[Entry]) -> None:
        """Store entries, all or none; those of the same source are replaced."""
        rows = [self._row(entry) for entry in entries]
        with self._connected() as connection:
            connection.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def _row(self, entry: Entry) -> tuple[object, ...]:
        r = entry.record
        return (
            r.source, r.sha256, self.fingerprint, r.status, entry.seconds, r.comune, r.year, r.narrative,
            r.model_dump_json().encode(),
        )  # fmt: skip

    def done(self) -> dict[str, Done]:
        """What is done, by source; entries that depend on anything that has changed since are left out."""
        with self._connected() as connection:
            rows = connection.execute(
                "SELECT source, sha256, status, seconds FROM results WHERE fingerprint = ?", (self.fingerprint,)
            )
            return {source: Done(sha256, status, seconds) for source, sha256, status, seconds in rows}

    def copy(self, source: str, renamed: str) -> None:
        """Store the entry of a source under another name."""
        ((_, seconds),) = self._select("SELECT source, seconds FROM results WHERE source IN", [source])
        self.write([Entry(self.records([source])[0].model_copy(update={"source": renamed}), seconds)])

    def clear(self) -> None:
        """Forget all entries."""
        with self._connected() as connection:
            connection.execute("DELETE FROM results")

    def records(self, sources: Sequence[str]) -> list[ScoredRelazione]:
        """Records of sources, in their order.

        Raises:
            KeyError: one of them has none.
        """
        found = dict(self._select("SELECT source, record FROM results WHERE source IN", sources))
        return [ScoredRelazione.model_validate_json(found[source]) for source in sources]

    def texts(self, sources: Sequence[str]) -> tuple[list[BatchText], list[BatchText]]:
        """Narratives of sources, in their order, and all others of earlier runs, sorted."""
        order = {source: number for number, source in enumerate(sources)}
        with self._connected() as connection:
            texts = [
                BatchText(source, comune, narrative, year)
                for source, comune, year, narrative in connection.execute(
                    "SELECT source, comune, year, narrative FROM results WHERE status != 'failed' ORDER BY source"
                )
            ]
        own = sorted((t for t in texts if t.source in order), key=lambda t: order[t.source])
        return own, [t for t in texts if t.source not in order]

    def _select(self, query: str, sources: Sequence[str]) -> Iterator[tuple]:
        with self._connected() as connection:
            for start in range(0, len(sources), _SLICE):
                some = sources[start : start + _SLICE]
                yield from connection.execute(f"{query} ({','.join('?' * len(some))})", some)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self.path, timeout=_WAIT)
            try:
                with connection:
                    yield connection
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise OutputError(str(self.path), str(error)) from error


@contextmanager
def opened(out: Path, fingerprint: str) -> Iterator[Journal]:
    """The journal of an output folder, which no other run can open meanwhile.

    Raises:
        OutputError: the folder cannot be written.
        OutputBusyError: another run has it open.
    """
    folder = out / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("a+")
    except OSError as error:
        raise OutputError(str(out), error.strerror or type(error).__name__) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the system frees it, however the run ends
        except OSError as error:
            lock.seek(0)
            raise OutputBusyError(str(out), lock.read().strip() or "sconosciuto") from error
        with suppress(OSError):  # only to tell others who has it; a full disk is told by what matters
            os.ftruncate(lock.fileno(), 0)
            os.pwrite(lock.fileno(), str(os.getpid()).encode(), 0)
        yield Journal(folder / _FILE, fingerprint)
