"""A desk as its page shows it: words, marked segments, small tables. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from r40.codebook import Codebook
from r40.records import Flag, ScoredRelazione, Severity, Span
from r40.reports import labels
from r40.reports.spans import cut
from r40.reports.view import checks, legend, outcome, tables
from r40.store.records import Desk, DeskFlag, DeskIntervention, DeskReason

View = dict[str, Any]
OTHER = 8  # colour of an intervention that the codebook does not know
_CODE = re.compile(r"[A-Z]\d[0-9A-Z]")
_CODE_KEYS = ("code", "codes", "rows")  # values of a flag that name rows of the form
_MOST_FIELDS = 12  # boxes on a page; more would show nothing
_GRAVEST = tuple(Severity)


class Segment(NamedTuple):
    """A stretch of the narrative as it is drawn."""

    start: int  # in characters of the narrative
    text: str
    marks: str  # names of the groups that cover it, by blanks
    classes: str
    numbers: str  # of the interventions that begin here
    title: str


def view(desk: Desk, codebook: Codebook) -> View:
    """All that the page shows."""
    relazione = desk.relazione
    found = [_intervention(n, each, codebook) for n, each in enumerate(desk.interventions, 1)]
    ranked = sorted(desk.flags, key=lambda each: (not each.present, _GRAVEST.index(each.flag.severity)))
    flags = [_flag(each, relazione, codebook) for each in ranked]
    present = [flag for flag in flags if flag["present"]]
    return {
        "title": labels.title(relazione),
        "why": list(map(labels.quote, desk.why)) if present else [],
        "problems": [problem.message for problem in relazione.errors],
        "outcome": outcome(relazione),
        "flags": flags,
        "decided": sum(flag["decision"] is not None for flag in present),
        "present": len(present),
        "asked": any(flag["verdict"] == "ask" for flag in flags),
        "reasons": [_reason(each, relazione, codebook) for each in desk.reasons],
        "interventions": found,
        "areas": legend([each for each in found if each["origin"] != "removed"]),
        "segments": segments(desk, found),
        "figures": figures(relazione, desk.flags, codebook),
        "checks": checks(relazione, codebook),
    }


def segments(desk: Desk, found: Sequence[View]) -> list[Segment]:
    """The narrative cut where anything begins or ends; joined, it gives the narrative back."""
    shown = [(each, item) for each, item in zip(desk.interventions, found, strict=True) if item["mark"]]
    flags = [each for each in desk.flags if each.flag.evidence]
    groups: list[Iterable[Span]] = [[each.intervention] for each, _ in shown]
    names = [item["mark"] for _, item in shown]
    for flag in flags:
        groups.append(flag.flag.evidence)
        names.append(f"f{flag.id}")
    for reason in desk.reasons:
        groups.append(reason.evidence)
        names.append(f"r{reason.code}")
    result, position, begun = [], 0, set[int]()
    for text, marks in cut(desk.relazione.narrative, groups):
        here = [shown[mark][1] for mark in marks if mark < len(shown)]
        fresh = [mark for mark in marks if mark < len(shown) and mark not in begun]
        begun.update(fresh)
        worst = [flags[m - len(shown)].flag.severity for m in marks if len(shown) <= m < len(shown) + len(flags)]
        classes = [f"{side}{item['colours'][0]}" for side, item in zip("ab", here, strict=False)]
        classes += [f"ev ev-{min(worst, key=_GRAVEST.index)}"] if worst else []
        result.append(
            Segment(
                position, text, " ".join(names[mark] for mark in marks), " ".join(classes),
                " ".join(str(shown[mark][1]["n"]) for mark in fresh), "; ".join(item["label"] for item in here),
            )
        )  # fmt: skip
        position += len(text)
    return result


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A selection without the blanks at its edges and with the whole of the words that it cuts; empty stays empty."""
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
            start -= 1
        while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
            end += 1
    return start, end


def fields_of(flag: Flag, relazione: ScoredRelazione, codebook: Codebook) -> list[str]:
    """Codes of the form's rows that a flag is about, its subject first."""
    form = labels.layout(relazione, codebook)
    named = [flag.subject] if _CODE.fullmatch(flag.subject) else list(form.by_area(flag.subject))
    for key in _CODE_KEYS:
        value = flag.values.get(key)
        items = value if isinstance(value, list) else [value]
        named += [item for item in items if isinstance(item, str) and _CODE.fullmatch(item)]
    return list(dict.fromkeys(named))[:_MOST_FIELDS]


def figures(relazione: ScoredRelazione, flags: Sequence[DeskFlag], codebook: Codebook) -> list[View]:
    """The quadri as tables; each row with the flags that are about it."""
    about: dict[str, list[DeskFlag]] = {}
    for each in flags:
        if each.present:
            for code in fields_of(each.flag, relazione, codebook):
                about.setdefault(code, []).append(each)
    return [
        table
        | {
            "rows": [
                {
                    "code": code,
                    "label": label,
                    "cells": cells,
                    "flags": [{"id": each.id, "code": each.flag.code} for each in about.get(code, ())],
                    "severity": min(
                        (each.flag.severity for each in about.get(code, ())), key=_GRAVEST.index, default=None
                    ),
                }
                for code, label, _, cells in table["rows"]
            ]
        }
        for table in tables(relazione, codebook)
    ]


def _flag(each: DeskFlag, relazione: ScoredRelazione, codebook: Codebook) -> View:
    flag, decision = each.flag, each.decision
    content = decision.content if decision else None
    return {
        "id": each.id,
        "version": each.version,
        "present": each.present,
        "change": each.change,
        "changed_since_decision": each.changed_since_decision,
        "decision": decision,
        "verdict": getattr(content, "verdict", None),
        "reason": getattr(content, "reason", ""),
        "severity": flag.severity,
        "code": flag.code,
        "rule": labels.rule(flag.code, codebook),
        "subject": "" if flag.subject == "-" else flag.subject,
        "about": _about(flag, relazione, codebook),
        "message": flag.message,
        "quotes": [labels.quote(span.text, 240) for span in flag.evidence],
        "values": labels.values(flag.values, codebook),
        "fields": fields_of(flag, relazione, codebook),
    }


def _about(flag: Flag, relazione: ScoredRelazione, codebook: Codebook) -> str:
    label = labels.subject(flag.subject, relazione, codebook)
    return "" if label and label in flag.message else label


def _reason(each: DeskReason, relazione: ScoredRelazione, codebook: Codebook) -> View:
    link = relazione.reasons[each.code]
    ticked = relazione.ticks.get(each.code, link.ticked)
    return {
        "code": each.code,
        "wording": labels.wording(each.code, relazione, codebook),
        "ticked": labels.TICK[ticked] if ticked is not None else labels.BLANK,
        "tick": {True: "yes", False: "no", None: "blank"}[ticked],
        "stance": each.stance,
        "percent": labels.percent(link.score),
        "doubtful": labels.doubtful(link.score) and each.mark is None,
        "evidence": bool(each.evidence),
        "mark": each.mark,
        "was": link.stance,
        "version": each.version,
        "flags": [flag.code for flag in relazione.flags if flag.subject == each.code],
    }


def _intervention(n: int, each: DeskIntervention, codebook: Codebook) -> View:
    found = each.intervention
    kind = codebook.interventions.get(found.id)
    areas = labels.areas(codebook)
    own = kind.areas if kind else ()
    facts = [
        found.status,
        ", ".join(found.actors),
        ", ".join(f"{labels.number(amount)} €" for amount in found.amounts),
        ", ".join(f"{labels.number(count)} persone" for count in found.counts),
    ]
    return {
        "n": n,
        "key": each.key,
        "mark": None if each.origin == "removed" or each.lost else f"i{n}",
        "id": found.id,
        "label": kind.label if kind else found.id,
        "areas": [areas[area] for area in own] or ["Altro"],
        "colours": [list(areas).index(area) for area in own] or [OTHER],
        "percent": labels.percent(found.score) if each.origin == "model" else None,
        "doubtful": each.origin == "model" and labels.doubtful(found.score),
        "facts": [fact for fact in facts if fact],
        "origin": each.origin,
        "lost": each.lost,
        "by": each.mark,
        "version": each.version,
        "start": found.start,
        "end": found.end,
        "text": found.text,
        "status": found.status,
    }
