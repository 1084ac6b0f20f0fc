"""``python -m tests.notebooks.corpus FOLDER``: a scored corpus for the notebooks, without PDFs and without the model.

Narratives and what they tell are the gold annotation of the training corpus, each used for one comune and year, but for
consorzi that file one text for all their comuni. Comuni, regions and years are dealt out at random: what the notebooks
find in them is not true of those comuni.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from r40.codebook import Codebook, default_codebook
from r40.model.attributes import actors_of, amounts_of, counts_of, status_of
from r40.model.corpus import GoldEvidence, GoldIntervention, Narrative
from r40.themes import place
from tests.conftest import ROOT
from tests.themes.factory import record, write

YEARS = (2021, 2022, 2023)
REGIONS = ("Piemonte", "Lombardia", "Veneto", "Emilia-Romagna", "Toscana", "Lazio", "Campania", "Puglia", "Calabria")
CONSORZI, MEMBERS = 8, 6
RISING = {"care_leavers", "misure_inclusione", "servizio_sociale_professionale"}
_FLAGS = {
    ("absent", True): ("L301", "warning", "è indicata, ma il testo non ne parla"),
    ("supported", False): ("L302", "warning", "non è indicata, ma il testo la sostiene"),
    ("contradicted", True): ("L303", "error", "è indicata, ma il testo dice il contrario"),
}
_WEIGHT = {"error": 0.4, "warning": 0.15, "info": 0.02}


def make(folder: Path, count: int = 500, seed: int = 40) -> Path:
    """``folder`` with ``count`` scored relazioni; the same arguments give the same bytes."""
    draw, codebook = random.Random(seed), default_codebook()
    pool = _narratives()
    comuni = _comuni(-(-count // len(YEARS)), draw)
    inhabitants = {name: round(10 ** draw.gauss(3.7, 0.6)) for name, _ in comuni}
    records: list[dict[str, Any]] = []
    for year in YEARS:
        shared: dict[int, Narrative] = {}
        for name, consorzio in comuni[: count - len(records)]:
            told = shared.get(consorzio) if consorzio is not None else None
            told = told or _chosen(pool, year, inhabitants[name], draw)
            if consorzio is not None:
                shared[consorzio] = told
            line = _scored(told, name.upper(), year, inhabitants[name], draw, codebook)
            records.append(line | {"consorzio": (consorzio, year)})
    _mark_copies(records)
    return write(folder, records)


def _narratives() -> list[Narrative]:
    """The training split, unchecked: another test checks it, and that takes seconds."""
    lines = map(json.loads, (ROOT / "data" / "corpus" / "narratives.jsonl").open(encoding="utf-8"))
    parts = {"interventions": GoldIntervention, "evidence": GoldEvidence}
    return [
        Narrative.model_construct(**line | {k: tuple(kind.model_construct(**x) for x in line[k]) for k, kind in parts.items()})
        for line in lines
        if line["split"] == "train"
    ]  # fmt: skip


def _comuni(count: int, draw: random.Random) -> list[tuple[str, int | None]]:
    """``count`` comuni with the number of their consorzio; a region that stands earlier in ``REGIONS`` has more."""
    names: dict[str, list[str]] = {}
    for comune in sorted({c for found in place._gazetteer().current.values() for c in found}, key=lambda c: c.code):
        names.setdefault(comune.region, []).append(comune.name)
    for region in REGIONS:
        draw.shuffle(names[region])
    weights = range(len(REGIONS) + 3, 3, -1)
    alone = draw.choices(REGIONS, weights=weights, k=count - CONSORZI * MEMBERS)
    comuni: list[tuple[str, int | None]] = [(names[region].pop(), None) for region in alone]
    for number, region in enumerate(draw.choices(REGIONS[:5], k=CONSORZI)):
        comuni += [(names[region].pop(), number) for _ in range(MEMBERS)]
    return comuni


def _chosen(pool: list[Narrative], year: int, inhabitants: int, draw: random.Random) -> Narrative:
    """A narrative taken out of the pool: of a comune of like size rather, and of what rises over the years."""

    def fitness(told: Narrative) -> float:
        like = min(told.inhabitants, inhabitants) / max(told.inhabitants, inhabitants)
        rising = len(RISING & {i.id for i in told.interventions}) * (year - YEARS[0])
        return 0.3 + like + 0.5 * rising

    candidates = draw.sample(range(len(pool)), min(15, len(pool)))
    return pool.pop(draw.choices(candidates, weights=[fitness(pool[k]) for k in candidates])[0])


def _scored(
    told: Narrative, comune: str, year: int, inhabitants: int, draw: random.Random, codebook: Codebook
) -> dict[str, Any]:
    text = told.narrative
    found = []
    for gold in told.interventions:
        passage = text[gold.start : gold.end]
        found.append({
            "id": gold.id, "text": passage, "start": gold.start, "end": gold.end, "score": _score(draw),
            "status": gold.status or status_of(passage), "actors": list(actors_of(passage)),
            "amounts": list(amounts_of(passage)), "counts": list(counts_of(passage)),
        })  # fmt: skip
    block = codebook.reasons.blocks[told.block]
    reasons = {code: _reason(told, code, draw, codebook) for code in block.codes}
    flags = [_flag(code, r) for code, r in reasons.items() if (r["stance"], r["ticked"]) in _FLAGS]
    line = record(
        text, comune=comune, year=year, key=told.id, inhabitants=float(inhabitants), ticks=told.ticks, reasons=reasons,
        outcome=(block.outcome["spending"], block.outcome["service"]), flags=flags, checks={"D105": "passed"},
        priority=_priority(flags),
    )  # fmt: skip
    return line | {"interventions": found}


def _reason(told: Narrative, code: str, draw: random.Random, codebook: Codebook) -> dict[str, Any]:
    concept = codebook.reasons.concept_of(code) or ""
    stance = told.stance(concept)
    passages = [e for e in told.evidence if e.concept == concept]
    return {
        "ticked": told.ticks.get(code),
        "stance": stance,
        "score": _score(draw) if stance == "supported" else round(1 - _score(draw), 3),
        "evidence": [{"start": e.start, "end": e.end, "text": told.narrative[e.start : e.end]} for e in passages],
    }


def _score(draw: random.Random) -> float:
    return round(draw.betavariate(9, 2), 3)


def _flag(code: str, reason: dict[str, Any]) -> dict[str, Any]:
    rule, severity, what = _FLAGS[reason["stance"], reason["ticked"]]
    return {"code": rule, "subject": code, "severity": severity, "message": f"La motivazione {code} {what}.",
            "evidence": [], "values": {}}  # fmt: skip


def _mark_copies(records: Sequence[dict[str, Any]]) -> None:
    """Rule D105's flag on every relazione of a consorzio."""
    groups: dict[tuple[int | None, int], list[dict[str, Any]]] = {}
    for line in records:
        groups.setdefault(line.pop("consorzio"), []).append(line)
    for (consorzio, _), lines in groups.items():
        for line in lines if consorzio is not None and len(lines) > 1 else ():
            others = [other["source"] for other in lines if other is not line]
            line["checks"] = {"D105": "fired"}
            line["flags"] = [
                *line["flags"],
                {"code": "D105", "subject": "narrative", "severity": "info", "evidence": [],
                 "message": f"Il testo è quasi uguale a quello di {len(others)} altri comuni.", "values": {"sources": others}},
            ]  # fmt: skip
            line["priority"] = _priority(line["flags"])


def _priority(flags: Sequence[dict[str, Any]]) -> float:
    return round(min(1.0, sum(_WEIGHT[flag["severity"]] for flag in flags)), 3)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
