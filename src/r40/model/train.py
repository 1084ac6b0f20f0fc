"""Training: corpus to a fitted annotator. Two runs on the same data give the same bundle."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold

from r40.codebook import Codebook
from r40.model.annotator import Annotator
from r40.model.corpus import Clause, Narrative, fingerprint, load_clauses, load_narratives
from r40.model.features import Passage, Text, lone, prepare
from r40.model.linker import ReasonLinker, WordingLinker
from r40.model.tagger import InterventionTagger
from r40.model.units import UnitModel, clause_targets, cues, labels, reason_cues, stances, targets
from r40.records import ModelInfo
from r40.segment import Unit

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
class Layer:
    """Passages of one grain (units or statements) of all narratives and lone clauses, with their targets."""

    names: list[str]
    passages: list[Passage]
    y: np.ndarray
    sizes: list[int]
    groups: np.ndarray
    weights: np.ndarray
    clauses: list[Passage]
    clause_y: np.ndarray

    def per_text(self, rows: np.ndarray) -> list[np.ndarray]:
        """Rows of all passages, cut by narrative."""
        return np.split(rows, np.cumsum(self.sizes)[:-1])


@dataclass
class Prepared:
    """A corpus as features and targets."""

    narratives: list[Narrative]
    texts: list[Text]
    units: Layer
    statements: Layer
    weights: np.ndarray

    def pairs(self) -> Iterator[tuple[Narrative, Text]]:
        """Each narrative with its text."""
        return zip(self.narratives, self.texts, strict=True)

    @property
    def writers(self) -> np.ndarray:
        """Writer of each narrative."""
        return np.array([n.writer for n in self.narratives])


def prepare_corpus(
    narratives: Sequence[Narrative],
    clauses: Sequence[Clause],
    codebook: Codebook,
    pipeline: str,
    weights: Sequence[float] | None = None,
) -> Prepared:
    """Cut and describe narratives and clauses; ``weights``, one a narrative, are 1 if not given.

    Clauses of two interventions teach nothing of where one ends, and stay out of the units.
    """
    texts = prepare([n.narrative for n in narratives], pipeline)
    alone = lone([c.text for c in clauses], pipeline)
    single = [k for k, c in enumerate(clauses) if len(c.interventions) < 2]
    kinds = [[(i.start, i.end, i.id) for i in n.interventions] for n in narratives]
    reasons = [[(e.start, e.end, _stance(e.concept, e.stance)) for e in n.evidence] for n in narratives]
    writers = [n.writer for n in narratives]
    each = np.ones(len(narratives)) if weights is None else np.array(weights, dtype=float)
    return Prepared(
        list(narratives),
        texts,
        _layer(
            labels(codebook), [t.units for t in texts], [t.passages for t in texts], kinds, writers, each,
            [alone[k] for k in single], [[name for name, _ in clauses[k].interventions] for k in single],
        ),
        _layer(
            stances(codebook), [t.statements for t in texts], [t.statement_passages for t in texts], reasons, writers, each,
            alone, [[_stance(*reason) for reason in c.reasons] for c in clauses],
        ),
        each,
    )  # fmt: skip


def _stance(concept: str, stance: str) -> str:
    return concept + ("+" if stance == "supported" else "-")


def _layer(
    names: list[str],
    parts: Sequence[list[Unit]],
    passages: Sequence[list[Passage]],
    spans: Sequence[list[tuple[int, int, str]]],
    writers: Sequence[str],
    weights: np.ndarray,
    clauses: list[Passage],
    clause_names: Sequence[list[str]],
) -> Layer:
    sizes = [len(p) for p in parts]
    return Layer(
        names,
        [p for each in passages for p in each],
        np.vstack([targets(s, p, names) for s, p in zip(spans, parts, strict=True)]),
        sizes,
        np.repeat(np.array(writers), sizes),
        np.repeat(weights, sizes),
        clauses,
        clause_targets(clause_names, names),
    )


def fit(data: Prepared, codebook: Codebook, info: ModelInfo, say: Say = lambda _: None) -> Annotator:
    """Fit both stages; the second on out-of-fold logits of the first, grouped by writer."""
    started = time.monotonic()

    def lap(what: str) -> None:
        say(f"{what}: {time.monotonic() - started:.0f} s")

    units, unit_logits = first_stage(data.units, cues(codebook))
    lap("primo stadio, interventi")
    statements, statement_logits = first_stage(data.statements, reason_cues(codebook))
    lap("primo stadio, motivazioni")
    tagger = _fit_tagger(data, unit_logits, codebook)
    lap("secondo stadio, interventi")
    concepts = list(codebook.reasons.concepts)
    gold = [[n.stance(c) for c in concepts] for n in data.narratives]
    linker = ReasonLinker(concepts=concepts, cues=reason_cues(codebook))
    linker.fit(data.texts, statement_logits, gold, data.writers, data.weights)
    wordings = {c: codebook.reasons.concepts[c].wording for c in concepts if c != "altro"}
    wording = WordingLinker(concepts=concepts, wordings=wordings).use(statements.features_.blocks_["text"])
    wording.fit(data.texts, statement_logits, gold)
    lap("secondo stadio, motivazioni")
    return Annotator(units, statements, tagger, linker, wording, info)


def first_stage(layer: Layer, patterns: dict[str, list[str]]) -> tuple[UnitModel, list[np.ndarray]]:
    """The first stage fitted on all, and each narrative's logits from a model that did not see its writer."""
    model = UnitModel(names=layer.names, cues=patterns)
    held = model.out_of_fold(layer.passages, layer.y, layer.groups, layer.clauses, layer.clause_y, layer.weights)
    model.fit_with_extra(layer.passages, layer.y, layer.clauses, layer.clause_y, layer.weights)
    return model, layer.per_text(model.scale(held, layer.y, layer.weights))


_FOLDS = 3  # of writers, in which the second stage's thresholds are chosen


def _fit_tagger(data: Prepared, logits: list[np.ndarray], codebook: Codebook) -> InterventionTagger:
    """The tagger fitted on all, its thresholds and calibration chosen on writers that a tagger did not see."""
    kinds = list(codebook.interventions)
    y = [target[:, : len(kinds)] for target in data.units.per_text(data.units.y)]
    held: list[np.ndarray] = [np.zeros(0)] * len(y)
    writers = data.writers
    for train, test in GroupKFold(min(_FOLDS, len(set(writers)))).split(writers, groups=writers):
        tagger = _tagger(codebook).fit(
            [data.texts[k] for k in train], [logits[k] for k in train], [y[k] for k in train], data.weights[train]
        )
        found = tagger.probabilities([data.texts[k] for k in test], [logits[k] for k in test])
        for k, probabilities in zip(test, found, strict=True):
            held[k] = probabilities
    return (
        _tagger(codebook)
        .fit(data.texts, logits, y, data.weights)
        .settle(held, [_present(n, kinds) for n in data.narratives])
    )


def _tagger(codebook: Codebook) -> InterventionTagger:
    return InterventionTagger(
        names=list(codebook.interventions),
        cues=cues(codebook),
        called={name: list(kind.names) for name, kind in codebook.interventions.items()},
    )


def _present(narrative: Narrative, kinds: Sequence[str]) -> np.ndarray:
    ids = {i.id for i in narrative.interventions}
    return np.array([k in ids for k in kinds])
