"""``python -m tests.themes.bench [COUNT] [FOLDER]``: seconds and memory of themes over synthetic relazioni.

Narratives are sentences of the training corpus, drawn anew for each relazione, none nearly the same as another's.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from r40.codebook import default_codebook
from r40.segment import sentences
from r40.themes import place
from r40.themes.concordance import alike, find, in_context
from r40.themes.emerging import emerging_themes
from r40.themes.frames import load_corpus
from r40.themes.index import open_index
from r40.themes.tables import theme_tables
from tests.conftest import ROOT
from tests.themes.factory import record, write

T = TypeVar("T")


def make(folder: Path, count: int) -> None:
    """``count`` synthetic relazioni of four years."""
    corpus = [json.loads(line) for line in (ROOT / "data" / "corpus" / "narratives.jsonl").open(encoding="utf-8")]
    pool = []
    for each in corpus:
        text = each["narrative"]
        for start, end in sentences(text):
            inside = [i for i in each["interventions"] if start <= i["start"] and i["end"] <= end]
            pool.append((text[start:end], [(i["id"], text[i["start"] : i["end"]]) for i in inside]))
    draw = random.Random(0)
    names = sorted({c.name for found in place._gazetteer().current.values() for c in found})

    def relazioni() -> Iterator[dict[str, Any]]:
        for n in range(count):
            chosen = draw.choices(pool, k=20)
            text, found = "\n".join(text for text, _ in chosen), [found for _, spans in chosen for found in spans]
            comune = names[n // 4 % len(names)].upper()
            yield record(text, comune=comune, year=2021 + n % 4, found=found, key=n, checks={"D105": "passed"})

    write(folder, relazioni())


def timed(label: str, work: Callable[[], T]) -> T:
    start = time.perf_counter()
    result = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{label:34}{time.perf_counter() - start:8.2f} s   peak {peak:6.0f} MB", flush=True)
    return result


def main(count: int, folder: Path) -> None:
    codebook = default_codebook()
    if not (folder / "scored.jsonl").exists():
        timed("synthetic relazioni", lambda: make(folder, count))
    corpus = timed("load", lambda: load_corpus([folder], codebook))
    timed("all tables", lambda: theme_tables(corpus, codebook))
    found = timed("emerging themes", lambda: emerging_themes(corpus))
    print(len(found.passages), "passages", list(found.themes["theme"]), found.rand)
    timed("index build", lambda: open_index(folder, codebook))
    index, state = timed("index open", lambda: open_index(folder, codebook))
    print(state, len(index.forms), "words", len(index.vocabulary), "forms", len(index.norms), "passages")
    for phrase in ("educativa di strada", "servizio sociale", "anziani"):
        hits = timed(f"find {phrase!r}", lambda phrase=phrase: find(index, phrase))  # type: ignore[misc]
        print(len(hits), "hits")
        timed("  100 in context", lambda hits=hits: in_context(index, hits.head(100)))  # type: ignore[misc]
    timed("like", lambda: alike(index, "I ragazzi si incontrano nel cortile della parrocchia con gli educatori"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        chosen = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(temporary)
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 30_000, chosen)
