"""Which model ships, and what its figures hide: candidates on the same folds, random against grouped folds, unknown wordings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from r40 import __version__
from r40.codebook import Codebook, default_codebook
from r40.errors import CorpusError
from r40.language import best_installed
from r40.model.analysis import KEYWORDS, MAJORITY, MODEL, Evaluation
from r40.model.annotator import Annotation, Annotator
from r40.model.candidates import annotate, candidates
from r40.model.corpus import Narrative
from r40.model.evaluate import KeywordBaseline, Score, count, majority, scores
from r40.model.features import Text
from r40.model.linker import WordingLinker
from r40.model.train import Corpus, Prepared, Say, first_stage, fit, load_corpus, prepare_corpus
from r40.model.units import reason_cues, targets
from r40.records import Intervention, ModelInfo
from r40.segment import Unit, join

RANDOM = "model, random folds"
_SEED = 0


@dataclass(frozen=True)
class LeftOut:
    """How well a reason is linked by its wording alone, by a linker that never saw it.

    ``auc`` of 0.5 and ``always`` (the F1 of saying "supported" of every narrative) are chance.
    """

    concept: str
    supported: int
    auc: float
    f1: float
    always: float


@dataclass(frozen=True)
class Comparison:
    """All systems on the same folds by writer, the chosen model on random folds, unknown wordings, ways to cut.

    ``cuts``: by grain, the character-level F1 of a classifier that errs on no piece: the most that the grain allows.
    """

    grouped: Evaluation
    random: Evaluation
    wordings: Sequence[LeftOut]
    cuts: Mapping[str, Score]


def compare(corpus: Path, folds: int, pipeline: str | None, say: Say) -> Comparison:
    """Fit and measure everything on the training split.

    Raises:
        CorpusError: fewer writers than folds.
    """
    codebook = default_codebook()
    data = load_corpus(corpus, codebook)
    narratives = data.split("train")
    info = ModelInfo(
        name="comparison", version=__version__, data=data.fingerprint, pipeline=pipeline or best_installed()
    )
    about = {"corpus": data.fingerprint, "pipeline": info.pipeline, "codebook": codebook.fingerprint}
    systems = _Systems(data, codebook, info)
    grouped: dict[str, list[Annotation]] = {}
    order: list[Narrative] = []
    for n, (train, test) in enumerate(by_writer(narratives, folds)):
        order += test
        for name, found in systems.all(train, test):
            grouped.setdefault(name, []).extend(found)
            say(f"{n + 1}/{folds} {name}")
    mixed: list[Narrative] = []
    shuffled: list[Annotation] = []
    for n, (train, test) in enumerate(at_random(narratives, folds)):
        mixed += test
        shuffled += systems.chosen(train, test)
        say(f"{n + 1}/{folds} {RANDOM}")
    everything = prepare_corpus(narratives, data.clauses, codebook, info.pipeline)
    return Comparison(
        Evaluation(order, grouped, about),
        Evaluation(mixed, {RANDOM: shuffled}, about),
        leave_one_out(everything, codebook),
        ceilings(everything, codebook),
    )


def by_writer(narratives: Sequence[Narrative], folds: int) -> Iterator[tuple[list[Narrative], list[Narrative]]]:
    """(training, held out) by fold; no writer is in both.

    Raises:
        CorpusError: fewer writers than folds.
    """
    writers = sorted({n.writer for n in narratives})
    if len(writers) < folds or folds < 2:
        raise CorpusError(
            f"Servono almeno 2 gruppi e non più degli autori: qui {folds} gruppi per {len(writers)} autori."
        )
    for fold in range(folds):
        held = set(writers[fold::folds])
        yield [n for n in narratives if n.writer not in held], [n for n in narratives if n.writer in held]


def at_random(narratives: Sequence[Narrative], folds: int) -> Iterator[tuple[list[Narrative], list[Narrative]]]:
    """(training, held out) by fold, narratives dealt at random: writers are in both."""
    fold_of = np.random.default_rng(_SEED).permutation(len(narratives)) % folds
    for fold in range(folds):
        yield (
            [n for n, f in zip(narratives, fold_of, strict=True) if f != fold],
            [n for n, f in zip(narratives, fold_of, strict=True) if f == fold],
        )


@dataclass(frozen=True)
class _Systems:
    corpus: Corpus
    codebook: Codebook
    info: ModelInfo

    def chosen(self, train: list[Narrative], test: list[Narrative]) -> list[Annotation]:
        return self._fit(self._prepare(train)).annotate([n.narrative for n in test])

    def all(self, train: list[Narrative], test: list[Narrative]) -> Iterator[tuple[str, list[Annotation]]]:
        known, unseen = self._prepare(train), self._prepare(test).texts
        yield MODEL, self._fit(known).annotate([n.narrative for n in test])
        for name, candidate in candidates(self.codebook, (known.units, known.statements)).items():
            yield name, annotate(candidate, known, unseen, self.codebook)
        yield KEYWORDS, KeywordBaseline(self.codebook, train).annotate([n.narrative for n in test])
        yield MAJORITY, [majority(self.codebook, train)] * len(test)

    def _prepare(self, narratives: Sequence[Narrative]) -> Prepared:
        return prepare_corpus(narratives, self.corpus.clauses, self.codebook, self.info.pipeline)

    def _fit(self, data: Prepared) -> Annotator:
        return fit(data, self.codebook, self.info)


def leave_one_out(data: Prepared, codebook: Codebook, folds: int = 4) -> list[LeftOut]:
    """Each reason linked by its wording, by linkers that saw neither it nor the narrative's writer."""
    concepts = list(codebook.reasons.concepts)
    wordings = {c: codebook.reasons.concepts[c].wording for c in concepts if c != "altro"}
    statements, logits = first_stage(data.statements, reason_cues(codebook))
    gold = [[n.stance(c) for c in concepts] for n in data.narratives]
    characters = statements.features_.blocks_["text"]
    results = []
    for left, wording in wordings.items():
        others = {c: w for c, w in wordings.items() if c != left}
        probability = np.zeros(len(gold))
        for train, test in GroupKFold(folds).split(gold, groups=data.writers):
            linker = WordingLinker(concepts=concepts, wordings=others).use(characters)
            linker.fit([data.texts[k] for k in train], [logits[k] for k in train], [gold[k] for k in train])
            for k in test:
                probability[k] = linker.link(wording, data.texts[k], logits[k]).score
        truth = np.array([g[concepts.index(left)] == "supported" for g in gold])
        results.append(_left_out(left, truth, probability))
    return results


def ceilings(data: Prepared, codebook: Codebook) -> dict[str, Score]:
    """Character-level F1 of the gold labels laid over clauses, statements and sentences, and joined again."""
    grains: dict[str, Callable[[Text], list[Unit]]] = {
        "clauses and list items": lambda text: text.units,
        "statements": lambda text: text.statements,
        "sentences": _sentences,
    }
    return {
        grain: scores(count(data.narratives, [_perfect(n, cut(t), codebook) for n, t in data.pairs()]))[
            "interventions by character"
        ]
        for grain, cut in grains.items()
    }


def _sentences(text: Text) -> list[Unit]:
    runs = [list(run) for _, run in groupby(text.units, key=lambda unit: unit.sentence)]
    return [replace(run[0], end=run[-1].end) for run in runs]


def _perfect(narrative: Narrative, parts: Sequence[Unit], codebook: Codebook) -> Annotation:
    names = list(codebook.interventions)
    truth = targets([(i.start, i.end, i.id) for i in narrative.interventions], parts, names)
    found = [
        Intervention(id=name, start=start, end=end, text=narrative.narrative[start:end], score=1.0)
        for j, name in enumerate(names)
        for start, end in join(narrative.narrative, parts, [bool(y) for y in truth[:, j]])
    ]
    return Annotation(tuple(found), {}, {})


def _left_out(concept: str, truth: np.ndarray, probability: np.ndarray) -> LeftOut:
    found = probability >= 0.5
    hits = int((found & truth).sum())
    return LeftOut(
        concept,
        int(truth.sum()),
        float(roc_auc_score(truth, probability)),
        2 * hits / (int(found.sum()) + int(truth.sum())),
        2 * truth.mean() / (1 + truth.mean()),
    )
