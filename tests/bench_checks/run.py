"""Builds the bench and scores it with the default model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from r40.checks.batch import BatchStatistics
from r40.codebook import default_codebook
from r40.model.annotator import Annotation, Annotator
from r40.model.bundle import load_model
from r40.records import Flag, Relazione
from r40.score import Scorer, statistics
from tests.bench_checks.bases import bases
from tests.bench_checks.case import Case, record
from tests.bench_checks.links import link_cases
from tests.bench_checks.measure import Scored
from tests.bench_checks.numbers import number_cases
from tests.bench_checks.pdf import drawn
from tests.bench_checks.shared import shared_cases
from tests.bench_checks.texts import text_cases

CHUNK = 32


class Remembering:
    """An annotator that annotates each narrative once: many relazioni of the bench differ in figures and ticks only."""

    def __init__(self, annotator: Annotator) -> None:
        self.info = annotator.info
        self._annotator = annotator
        self._known: dict[str, Annotation] = {}

    def annotate(self, narratives: Sequence[str], wordings: Sequence[Mapping[str, str]] = ()) -> list[Annotation]:
        new = [text for text in dict.fromkeys(narratives) if text not in self._known]
        self._known.update(zip(new, self._annotator.annotate(new), strict=True))
        return [self._known[text] for text in narratives]


def all_cases() -> list[Case]:
    """Clean relazioni, near misses and planted faults."""
    clean = [Case(f"clean-{base.id}", "clean", base, base.form) for base in bases()]
    return [*clean, *number_cases(), *link_cases(), *text_cases(), *shared_cases()]


@dataclass
class Bench:
    """What judges the cases: the default model, and the batch that they see."""

    cases: Sequence[Case]

    def __post_init__(self) -> None:
        self.scorer = Scorer(cast(Annotator, Remembering(load_model())), default_codebook())
        self.common = [record(base.form, f"clean-{base.id}") for base in bases()]
        together = [case.relazione() for case in self.cases if not case.alone]
        self.everyone = statistics([*self.common, *together])

    def score(self) -> list[Scored]:
        """Score all cases; each sees the clean relazioni as its batch, and those of its own."""
        done: list[Scored] = []
        for start in range(0, len(self.cases), CHUNK):
            chunk = self.cases[start : start + CHUNK]
            done += self._scored([c for c in chunk if not c.alone], self.everyone)
            for case in (c for c in chunk if c.alone):
                done += self._scored([case], _batch(case, self.common))
        return done

    def through_pdf(self, scored: Sequence[Scored]) -> tuple[int, int]:
        """(relazioni drawn as PDF, those of them with the same flags when read again)."""
        before = {each.case.id: _signature(each.flags) for each in scored}
        sample = drawn(self.cases)
        again = self.scorer.score([read for _, read in sample], self.everyone)
        return len(sample), sum(
            before[case.id] == _signature(found.flags) for (case, _), found in zip(sample, again, strict=True)
        )

    def _scored(self, cases: Sequence[Case], batch: BatchStatistics) -> list[Scored]:
        found = self.scorer.score([case.relazione() for case in cases], batch)
        return [Scored(case, scored.flags, scored.priority) for case, scored in zip(cases, found, strict=True)]


def _signature(flags: Sequence[Flag]) -> set[tuple[str, str, str]]:
    return {(flag.code, flag.subject, flag.severity.value) for flag in flags}


def _batch(case: Case, common: Sequence[Relazione]) -> BatchStatistics:
    beside = [record(form, f"beside-{i}") for i, form in enumerate(case.beside)]
    used = {f"clean-{case.base.id}"} | {r.source for r in common if r.narrative in {f.narrative for f in case.beside}}
    return statistics([case.relazione(), *beside, *(r for r in common if r.source not in used)])
