"""Training and measuring as commands use them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path

import sklearn

from r40 import __version__
from r40.codebook import Codebook, default_codebook
from r40.errors import CorpusError
from r40.language import best_installed, load_pipeline
from r40.model.analysis import ALL, KEYWORDS, MAJORITY, MODEL, Evaluation, scoreboard, strata
from r40.model.annotator import Annotation, Annotator
from r40.model.bundle import Manifest, load_model, save
from r40.model.comparison import by_writer
from r40.model.corpus import Narrative, fingerprint
from r40.model.evaluate import KeywordBaseline, Score, annotate_all, count, majority, scores
from r40.model.feedback import Feedback, load_feedback
from r40.model.train import CLAUSES, NARRATIVES, Corpus, Say, fit, load_corpus, prepare_corpus
from r40.records import ModelInfo

NAME = "r40-default"
Table = dict[str, dict[str, Score]]
"""System and stratum to its scores."""

WITHOUT = "model without feedback"
_SYSTEMS = {MODEL: "modello", WITHOUT: "modello senza correzioni", KEYWORDS: "parole chiave", MAJORITY: "maggioranza"}
_STRATA = {ALL: "tutti", "voice: plain": "ufficiale", "voice: free": "libero"}


@dataclass(frozen=True)
class Trained:
    """A bundle as written, and how good it is on the test split; None where the corpus has none."""

    manifest: Manifest
    evaluation: Evaluation | None


def train_bundle(corpus: Path, out: Path, pipeline: str | None, say: Say, feedback: Path | None = None) -> Trained:
    """Train on the training split, measure on the test split, save.

    With ``feedback`` (``r40.model.feedback``) reviewers' corrections are learnt from too, each with its weight; a second
    model without them is trained and measured beside, to see whether they help.

    Raises:
        CorpusError: corpus or feedback cannot be used.
    """
    codebook = default_codebook()
    pipeline = pipeline or best_installed()
    load_pipeline(pipeline)
    data = load_corpus(corpus, codebook)
    trained_on = fingerprint([corpus / NARRATIVES, corpus / CLAUSES, feedback]) if feedback else data.fingerprint
    info = ModelInfo(name=NAME, version=__version__, data=trained_on, pipeline=pipeline)
    lessons = load_feedback(feedback, codebook) if feedback else []
    annotator = _train(data, data.split("train"), codebook, info, say, lessons)
    evaluation = measure(annotator, data, codebook) if data.split("test") else None
    if lessons and evaluation:
        bare = _train(data, data.split("train"), codebook, info, say)
        evaluation = replace(evaluation, found={**evaluation.found, WITHOUT: annotate_all(bare, evaluation.gold)})
    found = scores(count(evaluation.gold, evaluation.found[MODEL])) if evaluation else {}
    manifest = save(
        annotator,
        out,
        {
            "name": info.name,
            "version": info.version,
            "pipeline": pipeline,
            "codebook": codebook.fingerprint,
            "corpus": info.data,
            "r40": __version__,
            "scikit_learn": sklearn.__version__,
            "metrics": {name: round(s.value, 4) for name, s in found.items() if isfinite(s.value)},
        },
    )
    say(f"Modello scritto in {out}. " + "; ".join(f"{name} {s}" for name, s in found.items()))
    return Trained(manifest, evaluation)


def _train(
    corpus: Corpus,
    narratives: Sequence[Narrative],
    codebook: Codebook,
    info: ModelInfo,
    say: Say,
    lessons: Sequence[Feedback] = (),
) -> Annotator:
    every = [*narratives, *(lesson.narrative for lesson in lessons)]
    weights = [1.0] * len(narratives) + [lesson.weight for lesson in lessons]
    return fit(prepare_corpus(every, corpus.clauses, codebook, info.pipeline, weights), codebook, info, say)


def cross_validate(corpus: Path, folds: int, say: Say) -> Evaluation:
    """The model and the baselines on the training split, each writer held out in turn with others."""
    codebook = default_codebook()
    data = load_corpus(corpus, codebook)
    gold: list[Narrative] = []
    found: dict[str, list[Annotation]] = {MODEL: [], KEYWORDS: [], MAJORITY: []}
    info = ModelInfo(name="cross-validation", version=__version__, data=data.fingerprint, pipeline=best_installed())
    for fold, (train, test) in enumerate(by_writer(data.split("train"), folds)):
        annotator = _train(data, train, codebook, info, lambda _: None)
        gold += test
        for system, results in _systems(annotator, test, train, codebook).items():
            found[system] += results
        say(f"{fold + 1}/{folds}: {', '.join(sorted({n.writer for n in test}))}")
    return Evaluation(
        gold, found, _about(f"training split, cross-validation in {folds} folds by writer", info, codebook)
    )


def evaluate_bundle(corpus: Path, model: Path | None) -> Evaluation:
    """A bundle and the baselines on the frozen test split."""
    codebook = default_codebook()
    return measure(load_model(model), load_corpus(corpus, codebook), codebook)


def measure(annotator: Annotator, data: Corpus, codebook: Codebook) -> Evaluation:
    """A model and the baselines on the test split.

    Raises:
        CorpusError: the corpus has none.
    """
    test = data.split("test")
    if not test:
        raise CorpusError("Il corpus non ha narrazioni di prova (split: test): indicarne un altro con --corpus.")
    about = {
        **_about("frozen test split", annotator.info, codebook),
        "corpus measured on": data.fingerprint,
    }
    return Evaluation(test, _systems(annotator, test, data.split("train"), codebook), about)


def _systems(
    annotator: Annotator, test: Sequence[Narrative], train: Sequence[Narrative], codebook: Codebook
) -> dict[str, list[Annotation]]:
    return {
        MODEL: annotate_all(annotator, test),
        KEYWORDS: KeywordBaseline(codebook, train).annotate([n.narrative for n in test]),
        MAJORITY: [majority(codebook, train)] * len(test),
    }


def _about(data: str, info: ModelInfo, codebook: Codebook) -> dict[str, str]:
    return {
        "measured on": data,
        "model": f"{info.name} {info.version}",
        "pipeline": info.pipeline,
        "corpus trained on": info.data,
        "codebook": codebook.fingerprint,
        "r40": __version__,
        "scikit-learn": sklearn.__version__,
    }


def table(evaluation: Evaluation) -> Table:
    """Scores over all narratives, and by voice, under Italian names for the terminal."""
    groups = {name: rows for name, rows in strata(evaluation.gold).items() if name in _STRATA}
    return {
        f"{_SYSTEMS[row.system]}, {_STRATA[row.stratum]}": dict(row.scores) for row in scoreboard(evaluation, groups)
    }
