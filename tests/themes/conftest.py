from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from r40.codebook import Codebook
from r40.themes import Corpus, load_corpus
from tests.themes.factory import write

Loader = Callable[..., Corpus]


@pytest.fixture
def load(tmp_path: Path, codebook: Codebook) -> Loader:
    """A corpus of these records, read as from ``r40 score``'s folder."""

    def loaded(records: Sequence[dict[str, Any]], name: str = "out") -> Corpus:
        return load_corpus([write(tmp_path / name, records)], codebook)

    return loaded


def relazioni(clusters: Sequence[int], **columns: Sequence[Any]) -> pd.DataFrame:
    """A frame of relazioni with what statistics need."""
    told = {"cluster": list(clusters), "text": range(len(clusters)), "weight": 1.0}
    frame = pd.DataFrame(told | {k: list(v) for k, v in columns.items()})
    frame.index.name = "relazione"
    return frame


def marks(*rows: tuple[int, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["relazione", "item"])
