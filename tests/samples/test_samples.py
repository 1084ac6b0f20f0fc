"""The committed PDFs are what the package draws, and are read right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from r40.ingest import read
from r40.records import Relazione
from tests.forms.variants import render
from tests.samples.__main__ import FOLDER
from tests.samples.catalogue import NARRATIVES, SAMPLES, Sample

each = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.slug)


@each
def test_committed_pdf_is_what_is_drawn(sample: Sample, tmp_path: Path) -> None:
    path = tmp_path / sample.name
    render(sample.form(), path, sample.look)
    assert record(read(path)) == record(committed(sample.name))


@each
def test_sample_is_read_as_written(sample: Sample) -> None:
    found, expected = committed(sample.name), sample.form().expected()
    assert (found.status, list(found.errors)) == ("ok", [])
    assert (found.comune, found.year, found.form) == (expected["comune"], expected["year"], expected["form"])
    assert found.outcome.model_dump() == expected["outcome"]
    assert set(found.fields) == set(expected["fields"])
    assert filled(found.fields) == filled(expected["fields"])
    assert found.ticks == expected["ticks"]
    assert {c: squeezed(w) for c, w in found.wording.items()} == {
        c: squeezed(w) for c, w in expected["wording"].items()
    }
    assert squeezed(found.narrative) == squeezed(expected["narrative"])


@each
def test_drawing_is_deterministic(sample: Sample, tmp_path: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        render(sample.form(), tmp_path / name, sample.look)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_catalogue_folder_and_guide_name_the_same_files() -> None:
    names = Counter(sample.name for sample in SAMPLES)
    assert Counter(path.name for path in FOLDER.glob("*.pdf")) == names
    assert {path.stem for path in NARRATIVES.glob("*.txt")} == {sample.slug for sample in SAMPLES}
    assert Counter(re.findall(r"^\| `([^`]+)`", (FOLDER / "README.md").read_text(encoding="utf-8"), re.M)) == names
    assert len({sample.variant for sample in SAMPLES}) == len(SAMPLES)


@cache
def committed(name: str) -> Relazione:
    """What is read from a committed PDF."""
    return read(FOLDER / name)


def record(found: Relazione) -> dict[str, Any]:
    """All that was read, but not from where."""
    return found.model_dump(exclude={"source", "sha256"})


def filled(fields: Mapping[str, Mapping[str, float | None]]) -> dict[tuple[str, str], float]:
    """The cells that are not blank."""
    return {(code, name): n for code, row in fields.items() for name, n in row.items() if n is not None}


def squeezed(text: str) -> str:
    """Text for comparing: one blank for all white space, straight apostrophes, plain hyphens."""
    return re.sub(r"\s+", " ", text).replace("’", "'").replace("‐", "-").strip()
