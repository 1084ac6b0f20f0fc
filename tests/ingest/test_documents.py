"""Golden documents: every look of the form, with rotating years, blocks and narratives, read exactly by both readings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from r40.errors import DamagedPdfError
from r40.ingest import pdfium, plumber, read
from r40.records import Relazione
from tests.forms import narratives, variants
from tests.forms.content import Form, make_form
from tests.forms.html_maker import HtmlVariant, chromium
from tests.forms.reportlab_maker import Variant
from tests.ingest.readings import differences

CASES = ((2021, "A"), (2023, "C"), (2021, "C"), (2023, "A"), (2025, "A"), (2023, "B"), (2021, "B"), (2025, "C"))
TEXTS = tuple(narratives.ALL)
SECOND = ("portal", "narrow", "rules_top", "borderless_hyphenated", "hyphen_ascii", "columns", "numbers_last",
          "landscape", "cut_tables", "compounds", "tight", "typewriter", "placed_words", "web_hyphens")  # fmt: skip
LONG = ("borderless_hyphenated", "tight", "web_hyphens")

needs_chromium = pytest.mark.skipif(chromium() is None, reason="Chromium is not installed: no pages printed from HTML")


def _documents() -> Iterator[Any]:
    for turn in (0, 1):
        for place, name in enumerate(variants.ALL):
            if turn and name not in SECOND:
                continue
            year, block = CASES[(place + 5 * turn) % len(CASES)]
            text = "long" if turn and name in LONG else TEXTS[(3 * place + 4 * turn) % len(TEXTS)]
            marks = needs_chromium if isinstance(variants.ALL[name], HtmlVariant) else ()
            yield pytest.param(
                name, year, block, text, 50 * turn + place, id=f"{name}-{year}{block}-{text}", marks=marks
            )


@pytest.mark.parametrize(("name", "year", "block", "text", "seed"), list(_documents()))
def test_document_is_read_exactly(
    name: str, year: int, block: str, text: str, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = make_form(seed, year, block, narratives.ALL[text])
    if seed % 5 == 4:
        form = replace(form, ticks={**form.ticks, next(iter(form.ticks)): None})
    variant = variants.ALL[name]
    path = tmp_path / f"{name}.pdf"
    variants.render(form, path, variant)
    fast, careful = pdfium.extract(path.read_bytes(), 60), plumber.extract(path.read_bytes(), 60)
    assert not fast.doubtful
    assert differences(fast.pages, careful) == []
    monkeypatch.setattr(plumber, "extract", lambda *_: pytest.fail("PDFium alone is enough"))
    found = read(path)
    monkeypatch.setattr(pdfium, "extract", refuse)
    monkeypatch.setattr(plumber, "extract", lambda *_: careful)
    for each in (found, read(path)):
        check(each, form)
        if shows_paragraphs(variant):
            assert each.narrative.split("\n") == form.expected()["narrative"].split("\n")


def refuse(data: bytes, max_pages: int) -> pdfium.Extract:
    """PDFium's reading of a file that it cannot open."""
    raise DamagedPdfError


SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("*.pdf"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_readings_of_a_sample_agree(path: Path) -> None:
    fast = pdfium.extract(path.read_bytes(), 60)
    assert not fast.doubtful
    assert differences(fast.pages, plumber.extract(path.read_bytes(), 60)) == []


def check(found: Relazione, form: Form) -> None:
    """All of ``form`` is in ``found`` and nothing else; line breaks of the narrative are left open."""
    expected = form.expected()
    assert (found.comune, found.year, found.form) == (expected["comune"], expected["year"], expected["form"])
    assert found.outcome.model_dump() == expected["outcome"]
    assert filled(found.fields) == filled(expected["fields"])
    assert set(found.fields) == set(expected["fields"])
    for code, columns in found.fields.items():
        assert set(columns) <= set(expected["fields"][code]), code
    assert found.ticks == expected["ticks"]
    assert {c: squeezed(w) for c, w in found.wording.items()} == {
        c: squeezed(w) for c, w in expected["wording"].items()
    }
    assert squeezed(found.narrative) == squeezed(expected["narrative"])
    codes = {problem.code for problem in found.errors}
    assert codes == ({"unknown_layout", "unknown_code"} if form.year == 2025 else set())
    assert found.status == ("partial" if codes else "ok")


def filled(fields: Mapping[str, Mapping[str, float | None]]) -> dict[tuple[str, str], float]:
    """The cells that are not blank."""
    return {(code, name): n for code, row in fields.items() for name, n in row.items() if n is not None}


def squeezed(text: str) -> str:
    """Text for comparing: one blank for all white space, straight apostrophes."""
    return re.sub(r"\s+", " ", text).replace("’", "'").replace("‐", "-").strip()


def shows_paragraphs(variant: variants.AnyVariant) -> bool:
    """Whether the look sets its paragraphs apart (elsewhere a full last line hides where one ends)."""
    match variant:
        case Variant():
            return variant.paragraph_gap >= 0.4 * variant.size
        case HtmlVariant():
            return variant.narrative == "paragraphs"
        case _:
            return False
