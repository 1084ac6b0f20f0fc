"""Scored relazioni as flat tables, one function a table. Pure; the writers only draw them.

Every table holds ``order`` (place in the reading queue, from 1), ``comune``, ``year`` and ``source``,
so that tables can be joined. A blank is None, never 0 or an empty text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from r40.codebook import Codebook
from r40.records import Flag, ScoredRelazione, Severity, Span
from r40.reports import labels
from r40.reports.headings import HEADINGS

Cell = str | int | float | None
Row = dict[str, Cell]
_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True)
class Summary:
    """A batch at a glance: counts keyed by Italian label."""

    status: dict[str, int]
    severity: dict[str, int]


def queue(relazioni: Iterable[ScoredRelazione]) -> list[ScoredRelazione]:
    """The relazioni in the order in which to read them: by priority, then comune, year and source."""
    return sorted(relazioni, key=lambda r: (-r.priority, r.comune or "", r.year or 0, r.source))


def ranked_flags(relazione: ScoredRelazione) -> list[Flag]:
    """The flags of a relazione, gravest first; those of equal severity in their own order."""
    return sorted(relazione.flags, key=lambda flag: _RANK[flag.severity])


def main_reason(relazione: ScoredRelazione) -> tuple[str, str]:
    """(why to open it, the passage that shows it or an empty text).

    The gravest flag speaks, one with evidence before one without; a relazione that was not read
    speaks by its problem.
    """
    if relazione.flags and relazione.status != "failed":
        flag = min(relazione.flags, key=lambda f: (_RANK[f.severity], not f.evidence))
        return labels.quote(flag.message), _quotes(flag.evidence) or ""
    if relazione.errors:
        return labels.quote(relazione.errors[0].message), ""
    return "Nessuna segnalazione.", ""


def relazioni_rows(relazioni: Iterable[ScoredRelazione], codebook: Codebook) -> list[Row]:
    """One row a relazione."""
    return [_relazione_row(r, keys) for r, keys in _ordered(relazioni)]


def flag_rows(relazioni: Iterable[ScoredRelazione], codebook: Codebook) -> list[Row]:
    """One row a flag, in queue order, gravest first within a relazione."""
    return [
        keys
        | {
            "severity": labels.SEVERITY[flag.severity],
            "code": flag.code,
            "rule": labels.rule(flag.code, codebook),
            "subject": None if flag.subject == "-" else flag.subject,
            "subject_label": labels.subject(flag.subject, r, codebook) or None,
            "message": flag.message,
            "evidence": _quotes(flag.evidence),
            "values": _join(f"{name}: {text}" for name, text in labels.values(flag.values)),
            "source": r.source,
        }
        for r, keys in _ordered(relazioni)
        for flag in ranked_flags(r)
    ]


def intervention_rows(relazioni: Iterable[ScoredRelazione], codebook: Codebook) -> list[Row]:
    """One row an intervention, in the order of the narrative."""
    areas = labels.areas(codebook)
    rows: list[Row] = []
    for r, keys in _ordered(relazioni):
        for found in sorted(r.interventions, key=lambda i: (i.start, i.end)):
            kind = codebook.interventions.get(found.id)
            rows.append(
                keys
                | {
                    "area": _join(areas[a] for a in kind.areas) if kind else None,
                    "label": kind.label if kind else found.id,
                    "text": labels.quote(found.text),
                    "score": found.score,
                    "doubt": _doubt(found.score),
                    "status": found.status,
                    "actors": _join(found.actors),
                    "amount": found.amounts[0] if found.amounts else None,
                    "more_amounts": _join(map(labels.number, found.amounts[1:])),
                    "people": found.counts[0] if found.counts else None,
                    "more_people": _join(map(labels.number, found.counts[1:])),
                    "id": found.id,
                    "start": found.start,
                    "end": found.end,
                    "source": r.source,
                }
            )
    return rows


def reason_codes(relazione: ScoredRelazione) -> list[str]:
    """Codes of the reasons that the form prints or the model judged, sorted."""
    return sorted({*relazione.ticks, *relazione.reasons})


def reason_rows(relazioni: Iterable[ScoredRelazione], codebook: Codebook) -> list[Row]:
    """One row a reason of the block printed; the model's columns are None where it did not judge."""
    rows: list[Row] = []
    for r, keys in _ordered(relazioni):
        for code in reason_codes(r):
            link = r.reasons.get(code)
            rows.append(
                keys
                | {
                    "code": code,
                    "label": labels.reason(code, codebook) or None,
                    "ticked": labels.TICK[r.ticks.get(code, link.ticked if link else None)],
                    "stance": labels.STANCE[link.stance] if link else None,
                    "score": link.score if link else None,
                    "doubt": _doubt(link.score) if link else None,
                    "evidence": _quotes(link.evidence) if link else None,
                    "flags": _join(flag.code for flag in r.flags if flag.subject == code),
                    "wording": labels.wording(code, r, codebook),
                    "source": r.source,
                }
            )
    return rows


def field_rows(relazioni: Iterable[ScoredRelazione], codebook: Codebook) -> list[Row]:
    """One row a figure of the quadri, blanks included."""
    rows: list[Row] = []
    for r, keys in _ordered(relazioni):
        form = labels.layout(r, codebook)
        for code, columns in r.fields.items():
            quadro = form.rows[code].quadro if code in form.rows else None
            rows.extend(
                keys
                | {
                    "quadro": quadro,
                    "code": code,
                    "label": labels.row(code, form),
                    "column": name,
                    "column_label": labels.column(name, r.year),
                    "value": value,
                    "source": r.source,
                }
                for name, value in columns.items()
            )
    return rows


TABLES: dict[str, Callable[[Iterable[ScoredRelazione], Codebook], list[Row]]] = {
    "relazioni": relazioni_rows,
    "flags": flag_rows,
    "interventions": intervention_rows,
    "reasons": reason_rows,
    "fields": field_rows,
}


def frames(relazioni: Sequence[ScoredRelazione], codebook: Codebook) -> dict[str, pd.DataFrame]:
    """Every table as a DataFrame, columns as in ``HEADINGS`` even when it has no rows."""
    return {
        name: pd.DataFrame(build(relazioni, codebook), columns=list(HEADINGS[name])).convert_dtypes()
        for name, build in TABLES.items()
    }


def summary(relazioni: Sequence[ScoredRelazione]) -> Summary:
    """Counts by status, and flags by severity."""
    statuses = Counter[str](r.status for r in relazioni)
    severities = Counter(flag.severity for r in relazioni for flag in r.flags)
    return Summary(
        status={label: statuses[status] for status, label in labels.STATUS_MANY.items()},
        severity={label: severities[severity] for severity, label in labels.SEVERITY_MANY.items()},
    )


def _ordered(relazioni: Iterable[ScoredRelazione]) -> Iterator[tuple[ScoredRelazione, Row]]:
    for order, r in enumerate(queue(relazioni), 1):
        yield r, {"order": order, "comune": r.comune, "year": r.year}


def _relazione_row(r: ScoredRelazione, keys: Row) -> Row:
    severities = Counter(flag.severity for flag in r.flags)
    why, passage = main_reason(r)
    return keys | {
        "priority": r.priority,
        "errors": severities[Severity.ERROR],
        "warnings": severities[Severity.WARNING],
        "infos": severities[Severity.INFO],
        "main_reason": why,
        "quote": passage or None,
        "status": labels.STATUS[r.status],
        "problems": _join((problem.message for problem in r.errors), " "),
        "spending": labels.SPENDING[r.outcome.spending],
        "service": labels.SERVICE[r.outcome.service],
        "ticked": _join((code for code, yes in sorted(r.ticks.items()) if yes), ", "),
        "interventions": len(r.interventions),
        "form": r.form if r.form != "unknown" else "Non riconosciuto",
        "narrative": r.narrative or None,
        "source": r.source,
    }


def _join(texts: Iterable[str], by: str = "; ") -> str | None:
    return by.join(texts) or None


def _quotes(spans: Iterable[Span]) -> str | None:
    return _join((labels.quote(span.text) for span in spans), " […] ")


def _doubt(score: float) -> str | None:
    return "Incerto" if labels.doubtful(score) else None
