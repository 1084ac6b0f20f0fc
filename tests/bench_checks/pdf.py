"""A sample of the bench through the PDF: drawn in various layouts, read, and judged as the record was."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from r40.ingest import read
from r40.records import Relazione
from tests.bench_checks.case import Case
from tests.forms import variants
from tests.forms.html_maker import HtmlVariant

SAMPLE = 24


def drawn(cases: Sequence[Case]) -> list[tuple[Case, Relazione]]:
    """A sample of cases, each with what is read from its PDF; layouts that need no browser, in turn."""
    looks = [variant for variant in variants.ALL.values() if not isinstance(variant, HtmlVariant)]
    chosen = [case for case in cases if not case.alone]
    chosen = chosen[:: len(chosen) // SAMPLE][:SAMPLE]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for turn, case in enumerate(chosen):
            path = Path(folder) / f"{case.id}.pdf"
            variants.render(case.form, path, looks[turn % len(looks)])
            found.append((case, read(path).model_copy(update={"source": case.id})))
    return found
