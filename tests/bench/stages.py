"""Each stage by itself, in this process."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import pdfplumber
import pypdfium2


def plumber_text(path: Path) -> None:
    """What r40 is compared with."""
    with pdfplumber.open(io.BytesIO(path.read_bytes())) as document:
        for page in document.pages:
            page.extract_text()


def pdfium_text(path: Path) -> None:
    """The least that reading a PDF can take."""
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        for page in document:
            page.get_textpage().get_text_range()


@dataclass
class Rounds:
    """Milliseconds a file of several rounds over the same files, spread over the run, by wall clock and by processor."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def add(self, work: Callable[[Path], Any], paths: Sequence[Path]) -> None:
        """One more round."""
        wall, cpu = time.perf_counter(), time.process_time()
        for path in paths:
            work(path)
        self.wall.append((time.perf_counter() - wall) * 1000 / len(paths))
        self.cpu.append((time.process_time() - cpu) * 1000 / len(paths))

    @property
    def middle(self) -> tuple[float, float]:
        """Medians, wall and processor."""
        return median(self.wall), median(self.cpu)


def stages(paths: Sequence[Path], folder: Path) -> dict[str, float]:
    """Milliseconds a file: median of reading, annotating (a chunk) and judging; each report as a whole."""
    from r40.batch.work import CHUNK
    from r40.codebook import default_codebook
    from r40.ingest import read
    from r40.model.bundle import load_model
    from r40.reports.excel import write_excel
    from r40.reports.html import write_html
    from r40.reports.jsonl import write_jsonl
    from r40.reports.parquet import write_parquet
    from r40.score import annotate, judge, statistics

    codebook, model = default_codebook(), load_model()
    annotate([read(paths[0])], model, codebook)  # what is loaded on first use
    found: dict[str, list[float]] = {}

    def clocked(name: str, work: Callable[[], Any], files: int) -> Any:
        begin = time.perf_counter()
        result = work()
        found.setdefault(name, []).append((time.perf_counter() - begin) * 1000 / files)
        return result

    with counted_second_readings() as again:
        relazioni = [clocked("read", lambda p=p: read(p, codebook), 1) for p in paths]
    chunks = [relazioni[k : k + CHUNK] for k in range(0, len(relazioni), CHUNK)]
    annotated = [
        r for chunk in chunks for r in clocked("annotate", lambda c=chunk: annotate(c, model, codebook), len(chunk))
    ]
    batch = clocked("compare the batch", lambda: statistics(relazioni), len(paths))
    scored = [clocked("judge", lambda r=r: judge(r, codebook, batch=batch), 1) for r in annotated]
    out, count = folder / "stages", len(paths)
    clocked("scored.jsonl", lambda: write_jsonl(scored, out / "scored.jsonl"), count)
    clocked("Excel", lambda: write_excel(scored, codebook, out / "relazioni.xlsx"), count)
    clocked("HTML", lambda: write_html(scored, codebook, out / "relazioni.html", generated=date.today()), count)
    clocked("Parquet", lambda: write_parquet(scored, out / "parquet"), count)
    result = {name: median(times) for name, times in found.items()}
    return result | {"files read a second time, by pdfplumber": float(len(again))}


@contextmanager
def counted_second_readings() -> Iterator[list[bytes]]:
    """Files of which the fast path was unsure."""
    from r40.ingest import plumber

    genuine, seen = plumber.extract, list[bytes]()

    def extract(data: bytes, max_pages: int) -> Any:
        seen.append(data)
        return genuine(data, max_pages)

    plumber.extract = extract
    try:
        yield seen
    finally:
        plumber.extract = genuine
