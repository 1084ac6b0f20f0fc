"""Training: corpus to a fitted annotator. Two runs on the same data give the same bundle."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold

from r40.codebook import Codebook
from r40.model.annotator import Annotator
from r40.model.corpus import Clause, Narrative, fingerprint, load_clauses, load_narratives
from r40.model.features import Text, lone, prepare
from r40.model.linker import ReasonLinker, WordingLinker
from r40.model.tagger import InterventionTagger
from r40.model.units import UnitModel, all_cues, clause_targets, labels, targets
from r40.records import ModelInfo

NARRATIVES, CLAUSES = "narratives.jsonl", "clauses.jsonl"
Say = Callable[[str], None]


@dataclass
class Corpus:
    """Annotated data, and where from."""

    narratives: list[Narrative]
    clauses: list[Clause]
    fingerprint: str

    def split(self, name: str) -> list[Narrative]:
        """Narratives of a split."""
        return [n for n in self.narratives if n.split == name]


def load_corpus(folder: Path, codebook: Codebook) -> Corpus:
    """Read ``narratives.jsonl`` and ``clauses.jsonl`` of a folder. Raises CorpusError."""
    return Corpus(
        load_narratives(folder / NARRATIVES, codebook),
        load_clauses(folder / CLAUSES),
        fingerprint([folder / NARRATIVES, folder / CLAUSES]),
    )


@dataclass
class Prepared:
    """A corpus as features and targets."""

    narratives: list[Narrative]
    texts: list[Text]
    y: list[np.ndarray]
    clauses: list[Clause]
    clause_passages: list
    clause_y: np.ndarray
    names: list[str]

    @property
    def groups(self) -> np.ndarray:
        """Writer of each unit."""
        return np.concatenate([[n.writer] * len(t.units) for n, t in zip(self.narratives, self.texts, strict=True)])


def prepare_corpus(
    narratives: Sequence[Narrative], clauses: Sequence[Clause], codebook: Codebook, pipeline: str
) -> Prepared:
    """Cut and describe narratives and clauses. Clauses of two interventions teach the second stage nothing and stay out."""
    names = labels(codebook)
    usable = [c for c in clauses if len(c.interventions) < 2]
    texts = prepare([n.narrative for n in narratives], pipeline)
    return Prepared(
        list(narratives),
        texts,
        [targets(n, t, names) for n, t in zip(narratives, texts, strict=True)],
        usable,
        lone([c.text for c in usable], pipeline),
        clause_targets(usable, names),
        names,
    )


def fit(data: Prepared, codebook: Codebook, info: ModelInfo, say: Say = lambda _: None) -> Annotator:
    """Fit both stages; the second on out-of-fold logits of the first, grouped by writer."""
    started = time.monotonic()
    cues = all_cues(codebook)
    kinds, concepts = list(codebook.interventions), list(codebook.reasons.concepts)
    flat = [p for t in data.texts for p in t.passages]
    y = np.vstack(data.y)
    units = UnitModel(names=data.names, cues=cues)
    held = units.out_of_fold(flat, y, data.groups, data.clause_passages, data.clause_y)
    say(f"primo stadio, fuori campione: {time.monotonic() - started:.0f} s")
    units.fit_with_extra(flat, y, data.clause_passages, data.clause_y)
    say(f"primo stadio: {time.monotonic() - started:.0f} s")
    logits = np.split(held, np.cumsum([len(t.units) for t in data.texts])[:-1])
    cut = len(kinds) + 1
    tagger = _fit_tagger(data, [x[:, :cut] for x in logits], kinds, {k: cues[k] for k in kinds})
    say(f"secondo stadio, interventi: {time.monotonic() - started:.0f} s")
    stances = [[n.stance(c) for c in concepts] for n in data.narratives]
    reason_logits = [x[:, cut:] for x in logits]
    linker = ReasonLinker(concepts=concepts, cues={c: cues[c] for c in concepts})
    linker.fit(data.texts, reason_logits, stances, [n.writer for n in data.narratives])
    wordings = {c: codebook.reasons.concepts[c].wording for c in concepts if c != "altro"}
    wording = WordingLinker(concepts=concepts, wordings=wordings).use(units.features_.blocks_["text"])
    wording.fit(data.texts, reason_logits, stances)
    say(f"secondo stadio: {time.monotonic() - started:.0f} s")
    return Annotator(units, tagger, linker, wording, info)


_FOLDS = 3  # of writers, in which the second stage's thresholds are chosen


def _fit_tagger(
    data: Prepared, logits: list[np.ndarray], kinds: list[str], cues: dict[str, list[str]]
) -> InterventionTagger:
    """The tagger fitted on all, its thresholds and calibration chosen on writers that a tagger did not see."""
    y = [target[:, : len(kinds)] for target in data.y]
    writers = np.array([n.writer for n in data.narratives])
    held: list[np.ndarray] = [np.zeros(0)] * len(y)
    for train, test in GroupKFold(min(_FOLDS, len(set(writers)))).split(writers, groups=writers):
        tagger = InterventionTagger(names=kinds, cues=cues)
        tagger.fit([data.texts[k] for k in train], [logits[k] for k in train], [y[k] for k in train])
        for k in test:
            held[k] = tagger.probabilities(data.texts[k], logits[k])
    tagger = InterventionTagger(names=kinds, cues=cues).fit(data.texts, logits, y)
    return tagger.settle(held, [_present(n, kinds) for n in data.narratives])


def _present(narrative: Narrative, kinds: Sequence[str]) -> np.ndarray:
    ids = {i.id for i in narrative.interventions}
    return np.array([k in ids for k in kinds])
