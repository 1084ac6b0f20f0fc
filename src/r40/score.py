"""Relazione + model + checks → ScoredRelazione. Pure; reads as a table of contents."""

from __future__ import annotations

from collections.abc import Sequence

from r40.checks.base import Context, Rule, Thresholds, check
from r40.checks.registry import RULES
from r40.codebook import Codebook, default_codebook
from r40.model.annotator import Annotation, Annotator
from r40.model.linker import Link
from r40.records import Flag, ReasonLink, Relazione, ScoredRelazione, Severity, Span


def score(
    relazione: Relazione,
    annotator: Annotator,
    codebook: Codebook | None = None,
    rules: Sequence[Rule] = RULES,
) -> ScoredRelazione:
    """Score one relazione."""
    return score_many([relazione], annotator, codebook, rules)[0]


def score_many(
    relazioni: Sequence[Relazione],
    annotator: Annotator,
    codebook: Codebook | None = None,
    rules: Sequence[Rule] = RULES,
) -> list[ScoredRelazione]:
    """Score several relazioni at once: their features are computed together. Failed ones pass through."""
    codebook = codebook or default_codebook()
    readable = [r for r in relazioni if r.status != "failed"]
    unknown = [_unknown_wordings(r, codebook) for r in readable]
    annotations = annotator.annotate([r.narrative for r in readable], unknown)
    scored = iter([_scored(r, a, annotator, codebook, rules) for r, a in zip(readable, annotations, strict=True)])
    return [next(scored) if r.status != "failed" else ScoredRelazione(**dict(r)) for r in relazioni]


def _unknown_wordings(relazione: Relazione, codebook: Codebook) -> dict[str, str]:
    return {
        code: relazione.wording.get(code, "") for code in relazione.ticks if codebook.reasons.concept_of(code) is None
    }


def _scored(
    relazione: Relazione, annotation: Annotation, annotator: Annotator, codebook: Codebook, rules: Sequence[Rule]
) -> ScoredRelazione:
    reasons = link_reasons(relazione, annotation, codebook)
    context = Context(relazione, codebook, annotation.interventions, reasons, Thresholds())
    flags, checks = check(rules, context)
    return ScoredRelazione(
        **dict(relazione),
        interventions=annotation.interventions,
        reasons=reasons,
        flags=tuple(flags),
        checks=checks,
        priority=priority(flags),
        model=annotator.info,
    )


def link_reasons(relazione: Relazione, annotation: Annotation, codebook: Codebook) -> dict[str, ReasonLink]:
    """Links of the codes that the form prints."""
    result = {}
    for code, ticked in relazione.ticks.items():
        concept = codebook.reasons.concept_of(code)
        link = annotation.concepts[concept] if concept else annotation.wordings[code]
        result[code] = _record(relazione.narrative, ticked, link)
    return result


def _record(narrative: str, ticked: bool | None, link: Link) -> ReasonLink:
    return ReasonLink(
        ticked=ticked,
        stance=link.stance,
        score=round(link.score, 4),
        evidence=tuple(Span.of(narrative, s, e) for s, e in link.evidence),
    )


# Chance that a flag of this severity is a true and serious matter, before rules are measured one by one.
_WEIGHT = {Severity.ERROR: 0.5, Severity.WARNING: 0.25, Severity.INFO: 0.03}


def priority(flags: Sequence[Flag]) -> float:
    """Probability that at least one flag is true and serious, taking flags as independent; more flags never lower it."""
    none = 1.0
    for flag in flags:
        none *= 1 - _WEIGHT[flag.severity]
    return round(1 - none, 4)
