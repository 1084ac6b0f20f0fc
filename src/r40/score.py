"""Relazione + model + checks → ScoredRelazione. Pure; reads as a table of contents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from r40.checks.base import Context, Rule, Thresholds, check
from r40.checks.batch import BatchStatistics, BatchText, batch_statistics
from r40.checks.priority import priority
from r40.checks.registry import RULES
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

    def score(self, relazioni: Sequence[Relazione], batch: BatchStatistics | None = None) -> list[ScoredRelazione]:
        """Score relazioni; their features are computed together. Failed ones pass through."""
        readable = [r for r in relazioni if r.status != "failed"]
        unknown = [_unknown_wordings(r, self.codebook) for r in readable]
        annotations = self.annotator.annotate([r.narrative for r in readable], unknown)
        scored = iter([self._judge(r, a, batch) for r, a in zip(readable, annotations, strict=True)])
        return [next(scored) if r.status != "failed" else ScoredRelazione(**dict(r)) for r in relazioni]

    def _judge(self, relazione: Relazione, found: Annotation, batch: BatchStatistics | None) -> ScoredRelazione:
        reasons = link_reasons(relazione, found, self.codebook)
        context = Context(relazione, self.codebook, found.interventions, reasons, self.thresholds, batch)
        flags, checks = check(self.rules, context)
        return ScoredRelazione(
            **dict(relazione),
            interventions=found.interventions,
            reasons=reasons,
            flags=tuple(flags),
            checks=checks,
            priority=priority(flags)[0],
            model=self.annotator.info,
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
