"""A corpus small enough to train on in a test."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from tests.conftest import ROOT

_WRITERS, _EACH, _CLAUSES = 6, 4, 100


@pytest.fixture
def small_corpus(tmp_path: Path) -> Path:
    """A few short narratives of a few writers, and some clauses."""
    folder, source = tmp_path / "small", ROOT / "data" / "corpus"
    folder.mkdir()
    by_writer: dict[str, list[str]] = {}
    for line in (source / "narratives.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        if record["split"] == "train" and 700 < len(record["narrative"]) < 1600:
            by_writer.setdefault(record["writer"], []).append(line)
    kept = [line for lines in islice(by_writer.values(), _WRITERS) for line in lines[:_EACH]]
    clauses = (source / "clauses.jsonl").read_text("utf-8").splitlines()
    (folder / "narratives.jsonl").write_text("\n".join(kept) + "\n", "utf-8")
    (folder / "clauses.jsonl").write_text("\n".join(clauses[:: len(clauses) // _CLAUSES]) + "\n", "utf-8")
    return folder
