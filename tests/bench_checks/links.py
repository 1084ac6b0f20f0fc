"""Faults between ticks and narrative, and areas without users: as annotated, in the frozen test split."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from r40.codebook import default_codebook
from tests.bench_checks.bases import bases, settle
from tests.bench_checks.case import Case
from tests.forms.generate import ZERO

EACH = 24


def link_cases() -> Iterator[Case]:
    """One tick of a relazione of the test split turned against its narrative."""
    for rule, ticked, stance, other in (
        ("L301", True, "absent", False), ("L302", False, "supported", None), ("L303", True, "contradicted", None),
        ("L304", True, "absent", True),
    ):  # fmt: skip
        found = [
            (base, code)
            for base in bases()
            for code, said in base.stances.items()
            if base.split == "test"
            and (said == stance or (rule == "L304" and said == "contradicted"))
            and (other is None or (_altro(code) == other))
            and not (rule == "L303" and _altro(code))
        ]
        random.Random(rule).shuffle(found)
        taken = 0
        for base, code in found:
            ticks = {**base.form.ticks, code: ticked}
            if taken == EACH or not any(ticks.values()):
                continue
            taken += 1
            also = frozenset({"N211"}) if code == "R18" else frozenset()
            yield Case(f"{rule}-{taken:02d}", "planted", base, replace(base.form, ticks=ticks), rule, code, also)
    yield from _areas()


def _altro(code: str) -> bool:
    return default_codebook().reasons.concept_of(code) == "altro"


def _areas() -> Iterator[Case]:
    """An area that the narrative describes is emptied."""
    found = sorted(
        {
            (base.id, areas[0]): base
            for base in bases()
            if base.split == "test"
            for areas in base.areas
            if len(areas) == 1
        }.items()
    )
    random.Random("X403").shuffle(found)
    taken: dict[str, int] = {}
    for (_, area), base in found:
        if taken.get(area, 0) >= 3 or area in base.facts.get("users", {}):
            continue
        taken[area] = taken.get(area, 0) + 1
        layout = base.form.layout
        codes = _codes(base.form.year, area)
        blank = len(taken) % 2 == 0
        rows = {
            row.code: dict.fromkeys(base.form.rows[row.code], None if blank else ZERO)
            if row.code in codes
            else base.form.rows[row.code]
            for row in layout.rows
        }
        form = settle(replace(base.form, rows=rows))
        yield Case(f"X403-{area}-{taken[area]}", "planted", base, form, "X403", area)


def _codes(year: int, area: str) -> set[str]:
    layout = default_codebook().layout_for(year, set())[0]
    if area == "contributi":
        return {code for code, row in layout.rows.items() if row.group == "contributi"}
    return {code for code, row in layout.rows.items() if row.area == area}
