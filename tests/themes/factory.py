"""Scored relazioni made up for the tests: what ``r40 score`` would write, without scoring."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

Found = tuple[str, str]  # intervention id, its passage in the narrative


def record(
    narrative: str = "",
    *,
    comune: str | None = "ASTI",
    year: int | None = 2023,
    found: Sequence[Found | dict[str, Any]] = (),
    outcome: tuple[str | None, str | None] = ("not_below", "not_below"),
    inhabitants: float | None = 10_000,
    key: object = "",
    **more: Any,
) -> dict[str, Any]:
    """One line of scored.jsonl; ``key`` sets apart relazioni that are otherwise alike."""
    interventions = []
    for item in found:
        given = {"id": item[0], "text": item[1]} if isinstance(item, tuple) else dict(item)
        start = narrative.index(given["text"])
        interventions.append(
            {"score": 0.9, "status": None, "actors": [], "amounts": [], "counts": []}
            | given
            | {"start": start, "end": start + len(given["text"])}
        )
    line = {
        "source": f"{comune}-{year}{key}.pdf",
        "status": "ok",
        "errors": [],
        "comune": comune,
        "year": year,
        "form": str(year) if year in (2021, 2023) else "unknown",
        "fields": {"R03": {"value": inhabitants}},
        "outcome": {"spending": outcome[0], "service": outcome[1]},
        "ticks": {},
        "wording": {},
        "narrative": narrative,
        "interventions": interventions,
        "reasons": {},
        "flags": [],
        "checks": {},
        "priority": 0.0,
        "model": None,
    } | more
    digest = hashlib.sha256(json.dumps([line, str(key)], default=str).encode()).hexdigest()
    return {"sha256": digest} | line


def write(folder: Path, records: Iterable[dict[str, Any]]) -> Path:
    """``folder`` with these records as its scored.jsonl."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "scored.jsonl").open("w", encoding="utf-8") as file:
        for each in records:
            file.write(json.dumps(each, ensure_ascii=False) + "\n")
    return folder
