"""Clean relazioni: a narrative of the corpus with ticks as annotated and figures that fit what it says."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from r40.checks.quantities import counts
from r40.codebook import default_codebook
from r40.model.corpus import Narrative, load_narratives
from tests.forms.content import Form, Quadro3, make_form
from tests.forms.generate import ZERO, mean_hours, objectives_total, service_level, totals_of
from tests.forms.labels import CONTRIBUTIONS

PHRASINGS = Path(__file__).parent / "phrasings"
CORPUS = Path(__file__).parents[2] / "data" / "corpus" / "narratives.jsonl"
ROW = {"famiglia": "M12", "disabili": "M15", "dipendenze_salute_mentale": "M18", "anziani": "M21", "immigrati": "M24",
       "poverta": "M27", "dipendenze": "M18", "contributi": "M40", "multiutenza": "M30"}  # fmt: skip
NOT_RUNNING = ("programmato", "concluso")
TRAINING_WRITERS = ("03", "10", "17")  # narratives of each training writer that join the clean ones


@dataclass(frozen=True)
class Base:
    """A clean relazione and where its narrative comes from."""

    id: str
    split: str
    form: Form
    facts: Mapping[str, Any]
    stances: Mapping[str, str]  # reason code of the block: stance as annotated
    areas: tuple[tuple[str, ...], ...]  # of each intervention that runs, the areas that it may count in
    sent: bool | None  # whether the narrative says that the additional resources went to the ambito


@cache
def phrasings(name: str) -> dict[str, Any]:
    """A file of phrasings."""
    loaded: dict[str, Any] = yaml.safe_load((PHRASINGS / f"{name}.yaml").read_text("utf-8"))
    return loaded


@cache
def bases() -> tuple[Base, ...]:
    """One clean relazione for each narrative of the frozen test split and for some of each training writer."""
    chosen = [
        n for n in load_narratives(CORPUS)
        if n.split == "test" or (n.writer <= "w15" and n.id.split("-")[1] in TRAINING_WRITERS)
    ]  # fmt: skip
    made = (_base(narrative, seed) for seed, narrative in enumerate(chosen, start=1))
    return tuple(base for base in made if any(base.form.ticks.values()))


def settle(form: Form) -> Form:
    """The form with all that follows from its rows: totals, means, level, reference, additional users claimed."""
    rows = {
        code: {**row, "mean_hours": mean_hours(row.get("users"), row["hours"])} if row.get("hours") is not None else row
        for code, row in form.rows.items()
    }
    totals = totals_of(form.layout, rows)
    level = service_level(form.layout, totals, form.inhabitants or Decimal(1))
    factor = Decimal("1.2") if form.outcome.service == "below" else Decimal("0.8")
    form = replace(form, rows=rows, totals=totals, service_level=level, reference=round(level * factor, 2))
    if form.quadro3 is None:
        return form
    gained = max(ZERO, (totals["users"] or ZERO) - (totals["users_base"] or ZERO))
    lines = {code: dict(line) for code, line in form.quadro3.lines.items() if code != "R15"}
    lines["R13"]["users"] = gained
    return replace(form, quadro3=Quadro3(form.quadro3.to_account, lines | {"R15": objectives_total(lines)}))


def with_row(form: Form, code: str, users: int, base: int | None = None) -> Form:
    """The form with a row set; hours are kept plausible."""
    row = dict(form.rows[code])
    row |= {"users": Decimal(users), "users_base": Decimal(base if base is not None else max(1, round(users * 0.9)))}
    if "hours" in row:
        row["hours"] = Decimal(users * 7)
    return settle(replace(form, rows={**form.rows, code: row}))


def with_staff(form: Form, social: tuple[Any, Any], other: tuple[Any, Any]) -> Form:
    """The form with its staff set, each (before, now)."""
    years = form.layout.staff_years
    pairs = {"R01": social, "R02": other}
    return replace(
        form, staff={c: {y: Decimal(str(v)) for y, v in zip(years, pair, strict=True)} for c, pair in pairs.items()}
    )


def with_transfer(form: Form, sent: bool) -> Form:
    """The form with all of its additional resources in R14, or none."""
    if form.quadro3 is None:
        return form
    due = form.additional or ZERO
    lines = {code: dict(line) for code, line in form.quadro3.lines.items() if code != "R15"}
    lines["R14"] = {"spending": due if sent else Decimal("0.00"), "users": Decimal(3) if sent else ZERO}
    lines["R13"]["spending"] = max(due, lines["R13"]["spending"] or ZERO)
    return replace(form, quadro3=Quadro3(due, lines | {"R15": objectives_total(lines)}))


def with_additional(form: Form, euro: Decimal) -> Form:
    """The form with other additional resources, wherever it prints them."""
    if form.quadro3 is None:
        return replace(form, additional=euro)
    sent = bool(form.quadro3.lines["R14"]["spending"])
    lines = {code: dict(line) for code, line in form.quadro3.lines.items()}
    lines["R13"]["spending"] = max(lines["R13"]["spending"] or ZERO, euro)
    return with_transfer(replace(form, additional=euro, quadro3=Quadro3(euro, lines)), sent)


def _base(narrative: Narrative, seed: int) -> Base:
    codebook = default_codebook()
    stances = {code: narrative.stance(codebook.reasons.concept_of(code) or "") for code in narrative.ticks}
    ticks = {code: stance == "supported" for code, stance in stances.items()}
    form = make_form(
        seed,
        narrative.year,
        narrative.block,
        narrative.narrative,
        narrative.inhabitants,
        comune=narrative.comune.upper(),
    )
    form = _staffed(replace(form, ticks=ticks), narrative, seed)
    areas: list[tuple[str, ...]] = []
    for found in narrative.interventions:
        named = codebook.interventions[found.id].areas
        if found.status in NOT_RUNNING or "multiutenza" in named:
            continue
        areas.append(tuple(named))
        people = [int(q.value) for q in counts(narrative.narrative[found.start : found.end]) if q.value < 5000]
        for area in named:
            form = _at_least(form, ROW[area], max([4, *people]))
    form = _unserved(form, {area for i in narrative.interventions for area in codebook.interventions[i.id].areas}, seed)
    told = {**narrative.facts.get("users", {}), **phrasings("read_by_hand")["users"].get(narrative.id, {})}
    for area, users in told.items():
        form = with_row(form, ROW[area], users)
    if euro := narrative.facts.get("additional"):
        form = with_additional(form, Decimal(str(euro)))
    sent = {i: s for s, key in ((True, "to_ambito"), (False, "kept")) for i in phrasings("read_by_hand")[key]}.get(
        narrative.id
    )
    if sent is not None:
        form = with_transfer(form, sent)
    return Base(narrative.id, narrative.split, settle(form), narrative.facts, stances, tuple(areas), sent)


def _unserved(form: Form, described: set[str], seed: int) -> Form:
    """The form with half of the areas that the narrative has no word of left blank or at zero, as those of small comuni are."""
    rng = random.Random(seed)
    rows = dict(form.rows)
    for area, first in ROW.items():
        if area in described or area in ("contributi", "multiutenza", "dipendenze") or rng.random() < 0.5:
            continue
        label = next(row.label for row in form.layout.rows if row.code == first)
        empty = rng.choice((None, ZERO))
        for row in form.layout.rows:
            if row.label == label and not ("contributi" in described and row.code in CONTRIBUTIONS):
                rows[row.code] = dict.fromkeys(form.rows[row.code], empty)
    return replace(form, rows=rows)


def _at_least(form: Form, code: str, users: int) -> Form:
    people = int(form.inhabitants or 0)
    now = form.rows[code].get("users") or 0
    return form if now >= users else with_row(form, code, min(users, max(4, people // 12)))


def _staffed(form: Form, narrative: Narrative, seed: int) -> Form:
    if not form.staff:
        return form
    if "staff" in narrative.facts:
        before, now = narrative.facts["staff"]
        return with_staff(form, (before, now), (1, 1))
    rng = random.Random(seed)
    before = 1 + int(form.inhabitants or 0) // 5000
    other = rng.randint(0, before)
    return with_staff(form, (before, before + (1 if form.ticks.get("R18") else 0)), (other, other))


def names(text: str, comune: str) -> bool:
    """Whether a text names a comune."""
    return re.search(rf"\b{re.escape(comune)}\b", text, re.IGNORECASE) is not None
