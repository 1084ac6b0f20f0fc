"""What the reviewers' corrections make of the model's findings. Pure.

A correction outlives re-scoring: it applies to the model's intervention of the same id that overlaps the one it was made on, and
its passage is found again by its text when the narrative was read anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from r40.records import Intervention, ScoredRelazione, Span
from r40.store.errors import InvalidError
from r40.store.records import (
    DeskIntervention,
    DeskReason,
    InterventionCorrection,
    InterventionRef,
    Mark,
    StanceCorrection,
)

SAME = 0.5  # overlap over union from which two spans of one id are the same intervention


def check_span(span: Span, narrative: str) -> None:
    """Demand that a span is a passage of the narrative, without blanks at its edges.

    Raises:
        InvalidError: it is not.
    """
    if narrative[span.start : span.end] != span.text or not span.text or span.text != span.text.strip():
        raise InvalidError("Il passo selezionato non corrisponde al testo della relazione: selezionarlo di nuovo.")


def relocate(span: Span, narrative: str) -> Span | None:
    """The span where its text now stands; None when it is gone or stands in several places."""
    if narrative[span.start : span.end] == span.text:
        return span
    start = narrative.find(span.text)
    if start < 0 or narrative.find(span.text, start + 1) >= 0:
        return None
    return Span.of(narrative, start, start + len(span.text))


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Overlap over union of two half-open spans."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, shared) / (max(a[1], b[1]) - min(a[0], b[0]))


def interventions(
    relazione: ScoredRelazione, marks: Mapping[str, Mark], versions: Mapping[str, int]
) -> tuple[DeskIntervention, ...]:
    """Interventions after correction, by position.

    Args:
        relazione: as scored.
        marks: corrections by key.
        versions: versions of all marks by key, of those taken back too.
    """
    left = list(relazione.interventions)
    result: list[DeskIntervention] = []
    for key, mark in marks.items():
        correction = mark.content
        assert isinstance(correction, InterventionCorrection)
        about = correction.original or InterventionRef(
            id=correction.id or "", start=_start(correction), end=_end(correction)
        )
        original = _closest(about, left)
        if original is not None:
            left.remove(original)
        made = _made(correction, original, relazione.narrative)
        if made is not None:
            intervention, lost = made
            origin = {"remove": "removed", "add": "added"}.get(correction.action, "changed")
            result.append(
                DeskIntervention.model_validate(
                    {"key": key, "intervention": intervention, "origin": origin, "lost": lost, "mark": mark,
                     "version": mark.version}
                )
            )  # fmt: skip
    for intervention in left:
        key = f"{intervention.id}:{intervention.start}:{intervention.end}"
        result.append(
            DeskIntervention(key=key, intervention=intervention, origin="model", version=versions.get(key, 0))
        )
    return tuple(sorted(result, key=lambda i: (i.intervention.start, i.intervention.end, i.key)))


def reasons(
    relazione: ScoredRelazione, marks: Mapping[str, Mark], versions: Mapping[str, int]
) -> tuple[DeskReason, ...]:
    """Reasons of the block after correction; evidence that cannot be found again is left out."""
    result = []
    for code, link in relazione.reasons.items():
        mark = marks.get(code)
        if mark is None:
            result.append(
                DeskReason(code=code, stance=link.stance, evidence=link.evidence, version=versions.get(code, 0))
            )
            continue
        correction = mark.content
        assert isinstance(correction, StanceCorrection)
        found = (relocate(span, relazione.narrative) for span in correction.evidence)
        evidence = tuple(span for span in found if span is not None)
        result.append(
            DeskReason(code=code, stance=correction.stance, evidence=evidence, mark=mark, version=mark.version)
        )
    return tuple(result)


def _start(correction: InterventionCorrection) -> int:
    return correction.span.start if correction.span else 0


def _end(correction: InterventionCorrection) -> int:
    return correction.span.end if correction.span else 0


def _closest(about: InterventionRef, found: Sequence[Intervention]) -> Intervention | None:
    """The intervention that a correction is about: of the same id and place, or nearly."""
    same = [i for i in found if i.id == about.id]
    best = max(same, key=lambda i: overlap((i.start, i.end), (about.start, about.end)), default=None)
    if best is None or overlap((best.start, best.end), (about.start, about.end)) <= SAME:
        return None
    return best


def _made(
    correction: InterventionCorrection, original: Intervention | None, narrative: str
) -> tuple[Intervention, bool] | None:
    """The intervention that a correction leaves, and whether its passage is lost; None where nothing is left to show."""
    if correction.action == "remove":
        return (original, False) if original else None
    assert correction.span is not None
    span = relocate(correction.span, narrative)
    place = span or correction.span
    facts = original.model_dump() if original and correction.action == "change" else {}
    facts |= {**place.model_dump(), "id": correction.id, "score": 1.0, "status": correction.status}
    return Intervention.model_validate(facts), span is None
