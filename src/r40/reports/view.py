"""A scored relazione as the HTML report shows it: words, marked segments and small tables, ready to draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from r40.codebook import Codebook
from r40.codebook.schema import Row as FormRow
from r40.records import Flag, Intervention, ScoredRelazione, Span
from r40.reports import labels
from r40.reports.outcomes import GROUPS, outcomes
from r40.reports.rows import ranked_flags, reason_codes, why
from r40.reports.spans import cut

View = dict[str, Any]
OTHER_COLOUR = -1  # of an intervention that the codebook does not know
HOURS = {"hours", "mean_hours"}


class Marks:
    """Groups of spans that can be lit up in the narrative, numbered as they are added."""

    def __init__(self) -> None:
        self.groups: list[list[Span]] = []

    def add(self, spans: Iterable[Span]) -> int | None:
        """The number of a new group; None when there is nothing to light up."""
        group = [span for span in spans if span.text.strip()]
        if not group:
            return None
        self.groups.append(group)
        return len(self.groups) - 1


def detail(relazione: ScoredRelazione, codebook: Codebook) -> View:
    """All that the page shows of one relazione; plain JSON data, texts in Italian."""
    marks = Marks()
    interventions = [
        _intervention(n, found, marks, codebook)
        for n, found in enumerate(sorted(relazione.interventions, key=lambda i: (i.start, i.end)), 1)
    ]
    reasons = [_reason(code, relazione, marks, codebook) for code in reason_codes(relazione)]
    flags = [_flag(flag, relazione, marks, codebook) for flag in ranked_flags(relazione)]
    return {
        "title": labels.title(relazione),
        "year": relazione.year,
        "status": labels.STATUS[relazione.status],
        "priority": labels.priority(relazione.priority),
        "why": why(relazione)[0] if relazione.status != "failed" else [],
        "form": relazione.form,
        "source": relazione.source,
        "problems": [problem.message for problem in relazione.errors],
        "outcome": outcome(relazione),
        "segments": [[text, list(on)] for text, on in cut(relazione.narrative, marks.groups)],
        "interventions": interventions,
        "areas": legend(interventions),
        "reasons": reasons,
        "flags": flags,
        "checks": checks(relazione, codebook),
        "tables": tables(relazione, codebook),
    }


def outcome(relazione: ScoredRelazione) -> list[str]:
    """The printed outcome in two sentences; empty for a file that was not read."""
    if relazione.status == "failed":
        return []
    return [labels.SPENDING[relazione.outcome.spending], labels.SERVICE[relazione.outcome.service]]


def _intervention(n: int, found: Intervention, marks: Marks, codebook: Codebook) -> View:
    kind = codebook.interventions.get(found.id)
    areas = labels.areas(codebook)
    found_areas = kind.areas if kind else ()
    facts = [
        found.status,
        ", ".join(found.actors),
        ", ".join(f"{labels.number(amount)} €" for amount in found.amounts),
        ", ".join(f"{labels.number(count)} persone" for count in found.counts),
    ]
    return {
        "mark": marks.add([found]),
        "n": n,
        "label": kind.label if kind else found.id,
        "areas": [areas[area] for area in found_areas] or ["Altro"],
        "colours": [list(areas).index(area) for area in found_areas] or [OTHER_COLOUR],
        "percent": labels.percent(found.score),
        "doubtful": labels.doubtful(found.score),
        "facts": [fact for fact in facts if fact],
    }


def legend(interventions: list[View]) -> list[View]:
    """The areas that occur, in the codebook's order, with how many interventions each."""
    pairs = Counter(pair for found in interventions for pair in zip(found["colours"], found["areas"], strict=True))
    return [{"colour": colour, "label": label, "n": n} for (colour, label), n in sorted(pairs.items())]


def _reason(code: str, relazione: ScoredRelazione, marks: Marks, codebook: Codebook) -> View:
    link = relazione.reasons.get(code)
    return {
        "mark": marks.add(link.evidence) if link else None,
        "code": code,
        "wording": labels.wording(code, relazione, codebook),
        "ticked": labels.TICK[relazione.ticks.get(code, link.ticked if link else None)],
        "stance": link.stance if link else "unknown",
        "stance_label": labels.STANCE[link.stance] if link else "Testo non esaminato",
        "percent": labels.percent(link.score) if link else None,
        "doubtful": labels.doubtful(link.score) if link else False,
        "flags": [flag.code for flag in relazione.flags if flag.subject == code],
    }


def _flag(flag: Flag, relazione: ScoredRelazione, marks: Marks, codebook: Codebook) -> View:
    return {
        "mark": marks.add(flag.evidence),
        "severity": flag.severity.value,
        "severity_label": labels.SEVERITY[flag.severity],
        "code": flag.code,
        "rule": labels.rule(flag.code, codebook),
        "subject": None if flag.subject == "-" else flag.subject,
        "about": _about(flag, relazione, codebook),
        "message": flag.message,
        "quotes": [labels.quote(span.text, 240) for span in flag.evidence],
        "values": labels.values(flag.values, codebook),
    }


def _about(flag: Flag, relazione: ScoredRelazione, codebook: Codebook) -> str:
    if flag.message.startswith(f"{flag.subject} ("):
        return ""  # the message opens with the subject and its name
    label = labels.subject(flag.subject, relazione, codebook)
    if flag.subject in ("-", *labels.areas(codebook)):
        return label
    return f"{flag.subject}: {label}" if label else flag.subject


def checks(relazione: ScoredRelazione, codebook: Codebook) -> list[View]:
    """What was checked, by what became of it; only the outcomes that occur."""
    every = outcomes(relazione, codebook)
    groups = [
        {
            "status": status,
            "label": label,
            "rules": [[found.code, found.rule, found.why] for found in every if found.status == status],
        }
        for status, label in GROUPS.items()
    ]
    return [group for group in groups if group["rules"]]


def tables(relazione: ScoredRelazione, codebook: Codebook) -> list[View]:
    """The figures of the quadri, a table for each part of the form.

    Every row is [code, label, severity of its gravest flag or None, figures as text]; a dash is a blank,
    an empty text a cell that the form does not have.
    """
    form = labels.layout(relazione, codebook)
    severity = {flag.subject: flag.severity for flag in reversed(ranked_flags(relazione))}
    parts: dict[str, list[str]] = {}
    for code in [*form.rows, *(code for code in relazione.fields if code not in form.rows)]:
        if code in relazione.fields:
            parts.setdefault(_part(form.rows.get(code)), []).append(code)
    found = []
    for caption, codes in parts.items():
        columns = list(dict.fromkeys(name for code in codes for name in relazione.fields[code]))
        rows = [
            [
                code,
                form.rows[code].label if code in form.rows else "",
                severity.get(code),
                [_cell(relazione, code, name, form.rows.get(code)) for name in columns],
            ]
            for code in codes
        ]
        heads = [labels.column(name, relazione.year) for name in columns]
        found.append({"caption": caption, "columns": heads, "rows": rows})
    return found


def _part(row: FormRow | None) -> str:
    if row is None:
        return "Voci non previste dal modulo noto"
    return labels.QUADRI.get(row.quadro, "") + (f" — {labels.GROUPS[row.group].lower()}" if row.group else "")


def _cell(relazione: ScoredRelazione, code: str, column: str, row: FormRow | None) -> str:
    value = relazione.value(code, column)
    absent = column not in relazione.fields[code] or (row and not row.hours and column in HOURS)
    return "" if value is None and absent else labels.number(value)
