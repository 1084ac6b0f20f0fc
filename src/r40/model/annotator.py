"""The whole trained model: narratives to interventions and reason links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from r40.model.attributes import actors_of, amounts_of, counts_of, status_of
from r40.model.features import Passage, Text, prepare
from r40.model.linker import Link, ReasonLinker, WordingLinker
from r40.model.tagger import InterventionTagger
from r40.model.units import UnitModel
from r40.records import Intervention, ModelInfo


@dataclass(frozen=True)
class Annotation:
    """What the model found in one narrative: interventions, and links of known concepts and of unknown wordings."""

    interventions: tuple[Intervention, ...]
    concepts: Mapping[str, Link]
    wordings: Mapping[str, Link]


@dataclass
class Annotator:
    """A fitted model; ``info`` says which."""

    units: UnitModel
    statements: UnitModel
    tagger: InterventionTagger
    linker: ReasonLinker
    wording: WordingLinker
    info: ModelInfo

    def __post_init__(self) -> None:
        self.wording.use(self.statements.features_.blocks_["text"])

    def annotate(self, narratives: Sequence[str], wordings: Sequence[Mapping[str, str]] = ()) -> list[Annotation]:
        """Annotate narratives; ``wordings`` gives for each the reasons (code: wording) that the codebook does not know."""
        texts = prepare(narratives, self.info.pipeline)
        unit_logits = _each(self.units, [t.passages for t in texts])
        statement_logits = _each(self.statements, [t.statement_passages for t in texts])
        probabilities = self.tagger.probabilities(texts, unit_logits)
        stances = self.linker.probabilities(texts, statement_logits)
        unknown = list(wordings) or [{}] * len(texts)
        return [
            Annotation(
                self._interventions(text, found),
                self.linker.links(text, statements, stance),
                {code: self.wording.link(w, text, statements) for code, w in extra.items()},
            )
            for text, found, statements, stance, extra in zip(
                texts, probabilities, statement_logits, stances, unknown, strict=True
            )
        ]

    def _interventions(self, text: Text, probabilities: np.ndarray) -> tuple[Intervention, ...]:
        found = []
        for name, start, end, probability in self.tagger.spans(text, probabilities):
            passage = text.narrative[start:end]
            found.append(
                Intervention(
                    id=name,
                    start=start,
                    end=end,
                    text=passage,
                    score=round(self.tagger.score(probability), 4),
                    status=status_of(passage, _lead(text, start)),
                    actors=actors_of(passage),
                    amounts=amounts_of(passage),
                    counts=counts_of(passage),
                )
            )
        return tuple(found)


def _each(stage: UnitModel, passages: Sequence[Sequence[Passage]]) -> list[np.ndarray]:
    """Logits of each text's passages; one matrix product for all."""
    if not passages:
        return []
    flat = stage.logits([p for each in passages for p in each])
    return np.split(flat, np.cumsum([len(each) for each in passages])[:-1])


def _lead(text: Text, start: int) -> str:
    """The introduction before a list item of a sentence ("Sono stati avviati: …"); empty where there is none."""
    unit = next((u for u in text.units if u.start <= start < u.end), None)
    if unit is None:
        return ""
    first = next(u for u in text.units if u.sentence == unit.sentence)
    before = text.narrative[first.start : start]
    return before[: before.index(":")] if ":" in before else ""
