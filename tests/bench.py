"""``python -m tests.bench [FILES]``: times of one run, as ratios to pdfplumber's bare text of the same files."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pdfplumber
import pypdfium2

from r40.batch import read_safely
from r40.codebook import default_codebook
from r40.model.bundle import load_model
from r40.score import Scorer, statistics
from r40.settings import Settings
from tests.forms import narratives, variants
from tests.forms.content import make_form
from tests.forms.html_maker import HtmlVariant


def make_files(folder: Path, count: int) -> list[Path]:
    """Varied relazioni of the makers that need no browser."""
    chosen = {name: v for name, v in variants.ALL.items() if not isinstance(v, HtmlVariant)}
    texts = list(narratives.ALL.values())
    paths = []
    for k in range(count):
        name = list(chosen)[k % len(chosen)]
        path = folder / f"{k:05d}-{name}.pdf"
        form = make_form(k, (2021, 2023)[k % 2], "ABC"[k % 3], texts[k % len(texts)])
        variants.render(form, path, chosen[name])
        paths.append(path)
    return paths


def timed(work: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def plumber_text(path: Path) -> None:
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()


def pdfium_text(path: Path) -> None:
    document = pypdfium2.PdfDocument(path)
    for page in document:
        page.get_textpage().get_text_range()
    document.close()


def main(count: int) -> None:
    codebook = default_codebook()
    load = timed(load_model)
    scorer = Scorer(load_model(), codebook)
    with tempfile.TemporaryDirectory() as folder:
        paths = make_files(Path(folder), count)
        bare = median(timed(lambda p=p: plumber_text(p)) for p in paths)
        pdfium = median(timed(lambda p=p: pdfium_text(p)) for p in paths)
        relazioni = []
        reading = median(timed(lambda p=p: relazioni.append(read_safely(p, codebook, Settings()))) for p in paths)
        batch = statistics(relazioni)
        scoring = timed(lambda: scorer.score(relazioni, batch)) / count
    print(f"{count} files, milliseconds a file (median; scoring is a mean), ratio to pdfplumber's extract_text")
    for name, seconds in (
        ("pdfplumber extract_text", bare), ("pypdfium2 get_text_range", pdfium), ("r40 read", reading),
        ("r40 score (after reading)", scoring), ("r40 whole", reading + scoring),
    ):  # fmt: skip
        print(f"{name:28s} {seconds * 1000:8.1f} {seconds / bare:8.2f}")
    print(f"{'loading the model, once':28s} {load * 1000:8.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
