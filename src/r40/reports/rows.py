"""Scored relazioni as flat tables, a function for the rows of each. Pure; the writers only draw them.

Every table holds ``order`` (place in the reading queue, from 1), ``comune``, ``year`` and ``source``,
so that tables can be joined. A blank is None, never 0 or an empty text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from r40.codebook import Codebook
from r40.records import Flag, ScoredRelazione, Severity, Span
from r40.reports import labels
from r40.reports.headings import HEADINGS
from r40.reports.outcomes import CHECK, outcomes

if TYPE_CHECKING:
    import pandas as pd

Cell = str | int | float | None
Row = dict[str, Cell]
_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True)
class Summary:
    """A batch at a glance: counts keyed by Italian label."""

    status: dict[str, int]
    severity: dict[str, int]


def reading_order(priority: float, comune: str | None, year: int | None, source: str) -> tuple[float, str, int, str]:
    """What the queue is sorted by: priority, then comune, year and source."""
    return -priority, comune or "", year or 0, source


def in_order(relazioni: Sequence[ScoredRelazione]) -> Iterator[ScoredRelazione]:
    """The relazioni in the order in which to read them, one after the other: all of them need not fit in memory."""
    keys = [reading_order(r.priority, r.comune, r.year, r.source) for r in relazioni]
    return (relazioni[place] for place in sorted(range(len(keys)), key=keys.__getitem__))


def queue(relazioni: Sequence[ScoredRelazione], limit: int | None = None) -> list[ScoredRelazione]:
    """The first relazioni to read, all if no limit is given."""
    return list(islice(in_order(relazioni), limit))


def ranked_flags(relazione: ScoredRelazione) -> list[Flag]:
    """The flags of a relazione, gravest first; those of equal severity in their own order."""
    return sorted(relazione.flags, key=lambda flag: _RANK[flag.severity])


def why(relazione: ScoredRelazione) -> tuple[list[str], str]:
    """(sentences that say why it has its priority, the passage that shows the first or an empty text).

    A relazione without flags speaks by its first problem of reading, if it has one.
    """
    if relazione.priority_reasons:
        first = relazione.priority_reasons[0]
        flag = next((flag for flag in relazione.flags if first.endswith(flag.message)), None)
        return list(map(labels.quote, relazione.priority_reasons)), (_quotes(flag.evidence) or "") if flag else ""
    if relazione.errors:
        return [labels.quote(relazione.errors[0].message)], ""
    return ["Nessuna segnalazione."], ""


def rows_of(name: str, relazione: ScoredRelazione, order: int, codebook: Codebook) -> list[Row]:
    """Rows of a relazione in a table.

    Args:
        name: of the table.
        relazione: scored.
        order: its place in the queue, from 1.
        codebook: where the labels come from.
    """
    keys: Row = {"order": order, "comune": relazione.comune, "year": relazione.year}
    return [keys | row | {"source": relazione.source} for row in _ROWS[name](relazione, codebook)]


def _flag_rows(r: ScoredRelazione, codebook: Codebook) -> Iterator[Row]:
    """One row a flag, gravest first."""
    for flag in ranked_flags(r):
        yield {
            "severity": labels.SEVERITY[flag.severity],
            "code": flag.code,
            "rule": labels.rule(flag.code, codebook),
            "subject": None if flag.subject == "-" else flag.subject,
            "subject_label": labels.subject(flag.subject, r, codebook) or None,
            "message": flag.message,
            "evidence": _quotes(flag.evidence),
            "values": _join(f"{name}: {text}" for name, text in labels.values(flag.values, codebook)),
        }


def _intervention_rows(r: ScoredRelazione, codebook: Codebook) -> Iterator[Row]:
    """One row an intervention, in the order of the narrative."""
    areas = labels.areas(codebook)
    for found in sorted(r.interventions, key=lambda i: (i.start, i.end)):
        kind = codebook.interventions.get(found.id)
        yield {
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
        }


def reason_codes(relazione: ScoredRelazione) -> list[str]:
    """Codes of the reasons that the form prints or the model judged, sorted."""
    return sorted({*relazione.ticks, *relazione.reasons})


def _reason_rows(r: ScoredRelazione, codebook: Codebook) -> Iterator[Row]:
    """One row a reason of the block printed; the model's columns are None where it did not judge."""
    for code in reason_codes(r):
        link = r.reasons.get(code)
        yield {
            "code": code,
            "label": labels.reason(code, codebook) or None,
            "ticked": labels.TICK[r.ticks.get(code, link.ticked if link else None)],
            "stance": labels.STANCE[link.stance] if link else None,
            "score": link.score if link else None,
            "doubt": _doubt(link.score) if link else None,
            "evidence": _quotes(link.evidence) if link else None,
            "flags": _join(flag.code for flag in r.flags if flag.subject == code),
            "wording": labels.wording(code, r, codebook),
        }


def _check_rows(r: ScoredRelazione, codebook: Codebook) -> Iterator[Row]:
    """One row a rule, with what became of it and why."""
    for found in outcomes(r, codebook):
        yield {"code": found.code, "rule": found.rule, "status": CHECK[found.status], "why": found.why or None}


def _field_rows(r: ScoredRelazione, codebook: Codebook) -> Iterator[Row]:
    """One row a figure of the quadri, blanks included."""
    form = labels.layout(r, codebook)
    for code, columns in r.fields.items():
        for name, value in columns.items():
            yield {
                "quadro": form.rows[code].quadro if code in form.rows else None,
                "code": code,
                "label": labels.row(code, form),
                "column": name,
                "column_label": labels.column(name, r.year),
                "value": value,
            }


def _relazione_rows(r: ScoredRelazione, codebook: Codebook) -> Iterator[Row]:
    severities = Counter(flag.severity for flag in r.flags)
    reasons, passage = why(r)
    yield {
        "priority": r.priority,
        "errors": severities[Severity.ERROR],
        "warnings": severities[Severity.WARNING],
        "infos": severities[Severity.INFO],
        "priority_reasons": "\n".join(reasons),
        "quote": passage or None,
        "status": labels.STATUS[r.status],
        "problems": _join((problem.message for problem in r.errors), " "),
        "spending": labels.SPENDING[r.outcome.spending],
        "service": labels.SERVICE[r.outcome.service],
        "ticked": _join((code for code, yes in sorted(r.ticks.items()) if yes), ", "),
        "interventions": len(r.interventions),
        "not_evaluable": sum(status == "not_evaluable" for status in r.checks.values()),
        "form": r.form if r.form != "unknown" else "Non riconosciuto",
        "narrative": r.narrative or None,
    }


_ROWS: dict[str, Callable[[ScoredRelazione, Codebook], Iterator[Row]]] = {
    "relazioni": _relazione_rows,
    "flags": _flag_rows,
    "interventions": _intervention_rows,
    "reasons": _reason_rows,
    "checks": _check_rows,
    "fields": _field_rows,
}
TABLES = tuple(_ROWS)


def table(name: str, relazioni: Sequence[ScoredRelazione], codebook: Codebook) -> list[Row]:
    """A whole table, in the order of the queue."""
    return [row for order, r in enumerate(in_order(relazioni), 1) for row in rows_of(name, r, order, codebook)]


def frames(relazioni: Sequence[ScoredRelazione], codebook: Codebook) -> dict[str, pd.DataFrame]:
    """Every table as a DataFrame, columns as in ``HEADINGS`` even when it has no rows."""
    import pandas as pd  # half a second, which the writers of files do not need

    return {
        name: pd.DataFrame(table(name, relazioni, codebook), columns=list(HEADINGS[name])).convert_dtypes()
        for name in TABLES
    }


def summary(relazioni: Iterable[ScoredRelazione]) -> Summary:
    """Counts by status, and flags by severity."""
    statuses: Counter[str] = Counter()
    severities: Counter[Severity] = Counter()
    for r in relazioni:
        statuses[r.status] += 1
        severities.update(flag.severity for flag in r.flags)
    return summarise(statuses, severities)


def summarise(statuses: Mapping[str, int], severities: Mapping[Severity, int]) -> Summary:
    """Counts under their Italian labels."""
    return Summary(
        status={label: statuses.get(status, 0) for status, label in labels.STATUS_MANY.items()},
        severity={label: severities.get(severity, 0) for severity, label in labels.SEVERITY_MANY.items()},
    )


def _join(texts: Iterable[str], by: str = "; ") -> str | None:
    return by.join(texts) or None


def _quotes(spans: Iterable[Span]) -> str | None:
    return _join((labels.quote(span.text) for span in spans), " […] ")


def _doubt(score: float) -> str | None:
    return "Incerto" if labels.doubtful(score) else None
