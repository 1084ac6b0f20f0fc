"""Scans: relazioni drawn, turned into pictures as a scanner would, and read by OCR. Needs Debian's Tesseract, as CI has it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from r40.errors import OcrMissingError
from r40.ingest import read
from r40.records import Relazione
from tests.forms import narratives, variants
from tests.forms.content import Form, make_form
from tests.forms.raster import scan
from tests.ingest.test_documents import filled, squeezed

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="manca Tesseract: le scansioni non si possono provare"
)


@dataclass(frozen=True)
class Look:
    """How a relazione is drawn and scanned."""

    variant: str
    dpi: int
    skew: float
    year: int
    block: str
    text: str


LOOKS = (
    Look("portal", 300, 0, 2021, "A", "nota_bene"),
    Look("rules_top", 200, 0, 2021, "B", "bullets"),
    Look("borderless_hyphenated", 300, 1.5, 2023, "C", "one_paragraph"),
    Look("tight", 200, 1.5, 2023, "A", "typography"),
)
# Of these four scans, at worst. What was seen is better; a newer Tesseract may read a little otherwise.
FIGURES_READ = 0.92  # share of a form's figures that are read as they are printed
FIGURES_WRONG = 0.03  # share read as another figure; the others are missing
CHARACTERS_WRONG = 0.01  # edits of the narrative, per character


@cache
def scanned(look: Look, folder: Path) -> tuple[Form, Relazione]:
    """A form, and what is read from its scan."""
    form = make_form(LOOKS.index(look) + 1, look.year, look.block, narratives.ALL[look.text])
    variants.render(form, folder / f"{look.variant}.pdf", variants.ALL[look.variant])
    scan(folder / f"{look.variant}.pdf", folder / f"{look.variant}-{look.dpi}.pdf", look.dpi, look.skew)
    return form, read(folder / f"{look.variant}-{look.dpi}.pdf")


@needs_tesseract
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.variant}-{look.dpi}-{look.skew}")
def test_a_scan_is_read(look: Look, tmp_path_factory: pytest.TempPathFactory) -> None:
    form, found = scanned(look, tmp_path_factory.getbasetemp())
    expected = form.expected()
    assert (found.comune, found.year) == (expected["comune"], expected["year"])
    assert found.outcome.model_dump() == expected["outcome"]
    assert found.ticks == expected["ticks"]
    printed, figures = filled(expected["fields"]), filled(found.fields)
    wrong = {place: (n, printed.get(place)) for place, n in figures.items() if n != printed.get(place)}
    lost = printed.keys() - figures.keys()
    print(f"{look}: {len(printed)} figures, {len(wrong)} wrong, {len(lost)} lost; {wrong} {sorted(lost)}")
    assert len(wrong) <= FIGURES_WRONG * len(printed), wrong
    assert len(printed) - len(wrong) - len(lost) >= FIGURES_READ * len(printed), lost
    narrative = squeezed(expected["narrative"])
    edits = distance(squeezed(found.narrative), narrative)
    print(f"narrative: {edits} edits of {len(narrative)} characters")
    assert edits <= CHARACTERS_WRONG * len(narrative), found.narrative


@needs_tesseract
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.variant}-{look.dpi}-{look.skew}")
def test_a_scan_says_that_it_is_one(look: Look, tmp_path_factory: pytest.TempPathFactory) -> None:
    form, found = scanned(look, tmp_path_factory.getbasetemp())
    assert found.status == "partial"
    first, *others = found.errors
    assert first.code == "ocr"
    assert "OCR" in first.message and "confrontare le cifre" in first.message
    if filled(form.expected()["fields"]).keys() - filled(found.fields).keys():
        assert {"missing_rows", "unplaced_value"} & {problem.code for problem in others}


def distance(one: str, other: str) -> int:
    """Levenshtein's."""
    row: Sequence[int] = range(len(other) + 1)
    for i, a in enumerate(one, 1):
        new = [i]
        for j, b in enumerate(other, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (a != b)))
        row = new
    return row[-1]


@needs_tesseract
def test_a_figure_read_with_doubt_is_named(tmp_path: Path) -> None:
    """A coarse scan: what Tesseract is not sure of is told by its code."""
    form = make_form(9, 2023, "A", narratives.ALL["very_short"])
    variants.render(form, tmp_path / "a.pdf", variants.ALL["portal"])
    scan(tmp_path / "a.pdf", tmp_path / "b.pdf", 100)
    message = read(tmp_path / "b.pdf").errors[0].message
    assert "lettura incerta per: " in message
    assert set(message.rpartition(": ")[2].rstrip(".").split(", ")) <= {*form.expected()["fields"], *form.ticks}


def test_without_tesseract_the_error_names_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pytesseract  # type: ignore[import-untyped]

    form = make_form(1, 2023, "A", narratives.ALL["very_short"])
    variants.render(form, tmp_path / "a.pdf", variants.ALL["portal"])
    scan(tmp_path / "a.pdf", tmp_path / "b.pdf", 100, pages=1)
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "no-such-program")
    with pytest.raises(OcrMissingError, match="tesseract-ocr-ita") as caught:
        read(tmp_path / "b.pdf")
    assert "manca Tesseract" in caught.value.message and "r40[ocr]" in caught.value.message
    monkeypatch.undo()
    monkeypatch.setattr(pytesseract, "get_languages", lambda: ["eng", "osd"])
    with pytest.raises(OcrMissingError, match="dati italiani"):
        read(tmp_path / "b.pdf")
