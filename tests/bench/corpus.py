"""Varied relazioni to time things on: each with figures, layout and narrative of its own."""

from __future__ import annotations

import json
import os
import random
import re
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from tests.conftest import ROOT
from tests.forms import variants
from tests.forms.content import make_form
from tests.forms.html_maker import HtmlVariant, chromium

_BROWSER = 12  # every so many files come from Chromium, where there is one: it takes seconds for each
_SYLLABLES = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sta", "tre", "vi", "zo", "gna", "scu"]


def make_files(folder: Path, count: int) -> list[Path]:
    """Write so many relazioni, the same ones at each call, in the order of their names."""
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        return list(pool.map(_make, range(count), [folder] * count, chunksize=4))


def some_of(paths: list[Path], count: int) -> list[Path]:
    """Files from all over the list."""
    return paths[:: max(1, len(paths) // count)][:count]


def _make(number: int, folder: Path) -> Path:
    printed = {name: v for name, v in variants.ALL.items() if not isinstance(v, HtmlVariant)}
    shown = {name: v for name, v in variants.ALL.items() if isinstance(v, HtmlVariant)}
    chosen = shown if number % _BROWSER == _BROWSER - 1 and chromium() else printed
    name = list(chosen)[number % len(chosen)]
    path = folder / f"{number:05d}-{name}.pdf"
    form = make_form(number, (2021, 2023)[number % 2], "ABC"[number % 3], _narrative(number))
    variants.render(form, path, chosen[name])
    return path


@cache
def _texts() -> list[str]:
    lines = (ROOT / "data" / "corpus" / "narratives.jsonl").read_text("utf-8").splitlines()
    return [re.sub(r"\[\[?|\]\]?", "", json.loads(line)["narrative"]) for line in lines]


def _narrative(number: int) -> str:
    """One of the corpus, with some long words replaced by words that only this one has, so that none repeats another."""
    chance = random.Random(number)
    text = _texts()[number % len(_texts())]
    return re.sub(r"\b[a-zà-ù]{8,}\b", lambda m: _word(chance) if chance.random() < 0.4 else m[0], text)


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=4))
