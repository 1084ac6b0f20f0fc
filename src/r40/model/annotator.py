"""The whole trained model: narratives to interventions and reason links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from r40.model.attributes import actors_of, amounts_of, counts_of, status_of
from r40.model.features import Text, prepare
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
    tagger: InterventionTagger
    linker: ReasonLinker
    wording: WordingLinker
    info: ModelInfo

    def __post_init__(self) -> None:
        self.wording.use(self.units.features_.blocks_["text"])

    def annotate(self, narratives: Sequence[str], wordings: Sequence[Mapping[str, str]] = ()) -> list[Annotation]:
        """Annotate narratives; ``wordings`` gives for each the reasons (code: wording) that the codebook does not know."""
        texts = prepare(narratives, self.info.pipeline)
        logits = self.logits(texts)
        unknown = list(wordings) or [{}] * len(texts)
        return [
            Annotation(
                self._interventions(text, self._for_tagger(logit)),
                self.linker.links(text, self._for_linker(logit)),
                {code: self.wording.link(w, text, self._for_linker(logit)) for code, w in extra.items()},
            )
            for text, logit, extra in zip(texts, logits, unknown, strict=True)
        ]

    def logits(self, texts: Sequence[Text]) -> list[np.ndarray]:
        """First-stage logits of each text, shape (units, labels); one matrix product for all."""
        flat = self.units.logits([p for text in texts for p in text.passages])
        ends = np.cumsum([len(text.units) for text in texts])
        return np.split(flat, ends[:-1]) if len(texts) else []

    def _for_tagger(self, logits: np.ndarray) -> np.ndarray:
        return logits[:, : len(self.tagger.names or ()) + 1]

    def _for_linker(self, logits: np.ndarray) -> np.ndarray:
        return logits[:, len(self.tagger.names or ()) + 1 :]

    def _interventions(self, text: Text, logits: np.ndarray) -> tuple[Intervention, ...]:
        found = []
        for name, start, end, probability in self.tagger.spans(text, self.tagger.probabilities(text, logits)):
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


def _lead(text: Text, start: int) -> str:
    """The introduction before a list item of a sentence ("Sono stati avviati: …"); empty where there is none."""
    unit = next((u for u in text.units if u.start <= start < u.end), None)
    if unit is None:
        return ""
    first = next(u for u in text.units if u.sentence == unit.sentence)
    before = text.narrative[first.start : start]
    return before[: before.index(":")] if ":" in before else ""
