"""`python -m tests.forms DIR`: writes a set of test forms, each with what a reader must get from it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from tests.forms import narratives, variants
from tests.forms.content import Form, make_form
from tests.forms.html_maker import HtmlVariant, chromium
from tests.forms.variants import AnyVariant

CASES = ((2021, "A"), (2023, "C"), (2021, "C"), (2023, "A"), (2025, "A"), (2023, "B"), (2021, "B"), (2025, "C"))
SIZES = (None, 3062, 73421, None, 940, 128750)
HYPHENATED = ("hyphen_ascii", "borderless_hyphenated", "cut_tables", "tight", "placed_words", "web_hyphens")
Job = tuple[str, Form, AnyVariant]


def jobs(rounds: int = 3) -> Iterator[Job]:
    """Every variant a few times, each time with another year, block, size and narrative; long ones where words break."""
    texts = list(narratives.ALL)
    for turn in range(rounds):
        for place, (name, variant) in enumerate(variants.ALL.items()):
            year, block = CASES[(place + 3 * turn) % len(CASES)]
            text = texts[(3 * place + turn) % len(texts)]
            form = make_form(100 * turn + place, year, block, narratives.ALL[text], SIZES[(place + turn) % len(SIZES)])
            if place % 7 == 6:
                form = replace(form, ticks={**form.ticks, next(iter(form.ticks)): None})
            yield f"{name}-{year}{block}-{text}", form, variant
    for place, name in enumerate(HYPHENATED):
        year, block = CASES[place]
        yield f"{name}-{year}{block}-hyphens", make_form(900 + place, year, block, narratives.LONG), variants.ALL[name]


def main(folder: Path) -> int:
    """Write the set; without Chromium, the forms of the ReportLab makers only."""
    folder.mkdir(parents=True, exist_ok=True)
    browser = chromium() is not None

    def write(job: Job) -> None:
        name, form, variant = job
        path = folder / f"{name}.pdf"
        variants.render(form, path, variant)
        text = json.dumps(form.expected(), ensure_ascii=False, indent=1)
        path.with_suffix(".expected.json").write_text(text, encoding="utf-8")

    chosen = [job for job in jobs() if browser or not isinstance(job[2], HtmlVariant)]
    for job in chosen:
        if not isinstance(job[2], HtmlVariant):  # ReportLab keeps global state: one at a time
            write(job)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, (job for job in chosen if isinstance(job[2], HtmlVariant))))
    print(f"{len(chosen)} forms in {folder}" + ("" if browser else " (Chromium is missing)"))
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.forms DIR")
    sys.exit(main(Path(sys.argv[1])))
