"""Relazione + model + checks → ScoredRelazione. Pure; reads as a table of contents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from r40.checks.base import Context, Rule, check
from r40.checks.batch import BatchStatistics, BatchText, batch_statistics
from r40.checks.measured import measured_precision
from r40.checks.priority import priority
from r40.checks.registry import RULES
from r40.checks.thresholds import Thresholds
from r40.codebook import Codebook, default_codebook
from r40.model.annotator import Annotation, Annotator
from r40.records import ReasonLink, Relazione, ScoredRelazione


@dataclass(frozen=True)
class Scorer:
    """All that scoring needs beside the relazioni."""

    annotator: Annotator
    codebook: Codebook
    rules: Sequence[Rule] = RULES
    thresholds: Thresholds = field(default_factory=Thresholds)
    precision: Mapping[str, float] = field(default_factory=measured_precision)
    """Precision by rule code, for the priority; that of the family where a code is missing."""

    def score(self, relazioni: Sequence[Relazione], batch: BatchStatistics | None = None) -> list[ScoredRelazione]:
        """Score relazioni; their features are computed together. Failed ones pass through."""
        return [
            judge(each, self.codebook, self.rules, self.thresholds, self.precision, batch)
            for each in annotate(relazioni, self.annotator, self.codebook)
        ]


def annotate(relazioni: Sequence[Relazione], annotator: Annotator, codebook: Codebook) -> list[ScoredRelazione]:
    """Relazioni with their interventions and reasons, not judged yet. Failed ones pass through."""
    readable = [r for r in relazioni if r.status != "failed"]
    unknown = [_unknown_wordings(r, codebook) for r in readable]
    found = iter(annotator.annotate([r.narrative for r in readable], unknown))
    return [
        ScoredRelazione(**dict(r)) if r.status == "failed" else _annotated(r, next(found), annotator, codebook)
        for r in relazioni
    ]


def _annotated(relazione: Relazione, found: Annotation, annotator: Annotator, codebook: Codebook) -> ScoredRelazione:
    return ScoredRelazione(
        **dict(relazione),
        interventions=found.interventions,
        reasons=link_reasons(relazione, found, codebook),
        model=annotator.info,
    )


def judge(
    annotated: ScoredRelazione,
    codebook: Codebook,
    rules: Sequence[Rule] = RULES,
    thresholds: Thresholds | None = None,
    precision: Mapping[str, float] | None = None,
    batch: BatchStatistics | None = None,
) -> ScoredRelazione:
    """A relazione with its flags and its priority. A failed one passes through; needs no model.

    ``precision`` by rule code, for the priority, is the measured one if not given.
    """
    if annotated.status == "failed":
        return annotated
    context = Context(
        annotated, codebook, annotated.interventions, annotated.reasons, thresholds or Thresholds(), batch
    )
    flags, checks = check(rules, context)
    value, why = priority(flags, measured_precision() if precision is None else precision)
    return annotated.model_copy(
        update={"flags": tuple(flags), "checks": checks, "priority": value, "priority_reasons": tuple(why)}
    )


def score(relazione: Relazione, annotator: Annotator, codebook: Codebook | None = None) -> ScoredRelazione:
    """Score one relazione by itself; what only a batch shows (D105) is not evaluable."""
    return Scorer(annotator, codebook or default_codebook()).score([relazione])[0]


def statistics(relazioni: Sequence[Relazione]) -> BatchStatistics:
    """What the rules may know of the whole batch."""
    return batch_statistics(
        [BatchText(r.source, r.comune, r.narrative, r.year) for r in relazioni if r.status != "failed"]
    )


def link_reasons(relazione: Relazione, found: Annotation, codebook: Codebook) -> dict[str, ReasonLink]:
    """Links of the codes that the form prints."""
    result = {}
    for code, ticked in relazione.ticks.items():
        concept = codebook.reasons.concept_of(code)
        link = found.concepts[concept] if concept else found.wordings[code]
        result[code] = link.record(relazione.narrative, ticked)
    return result


def _unknown_wordings(relazione: Relazione, codebook: Codebook) -> dict[str, str]:
    return {
        code: relazione.wording.get(code, "") for code in relazione.ticks if codebook.reasons.concept_of(code) is None
    }
