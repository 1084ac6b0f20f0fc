"""Training and measuring as commands use them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import sklearn

from r40 import __version__
from r40.codebook import Codebook, default_codebook
from r40.language import EMBEDDED, load_pipeline
from r40.model.annotator import Annotation, Annotator
from r40.model.bundle import load_model, save
from r40.model.corpus import Narrative
from r40.model.evaluate import KeywordBaseline, Score, annotate_all, calibration_error, compare, count, majority, scores
from r40.model.tracking import log_run
from r40.model.train import Corpus, Say, fit, load_corpus, prepare_corpus
from r40.records import ModelInfo

NAME = "r40-default"
Table = dict[str, dict[str, Score]]
"""System and stratum to its scores."""


def train_bundle(corpus: Path, out: Path, pipeline: str | None, tracking: str, say: Say) -> None:
    """Train on the training split, measure on the test split, save, log."""
    codebook = default_codebook()
    pipeline = pipeline or EMBEDDED
    load_pipeline(pipeline)
    data = load_corpus(corpus, codebook)
    info = ModelInfo(name=NAME, version=__version__, data=data.fingerprint, pipeline=pipeline)
    annotator = _train(data, data.split("train"), codebook, info, say)
    test = data.split("test")
    found = scores(count(test, annotate_all(annotator, test))) if test else {}
    metrics = {name: round(s.value, 4) for name, s in found.items()}
    manifest = {
        "name": info.name,
        "version": info.version,
        "pipeline": pipeline,
        "codebook": codebook.fingerprint,
        "corpus": data.fingerprint,
        "r40": __version__,
        "scikit_learn": sklearn.__version__,
        "metrics": metrics,
    }
    save(annotator, out, manifest)
    log_run(tracking, {k: v for k, v in manifest.items() if isinstance(v, str)}, metrics, out)
    say(f"Modello scritto in {out}. " + "; ".join(f"{name} {s}" for name, s in found.items()))


def _train(corpus: Corpus, narratives: Sequence[Narrative], codebook: Codebook, info: ModelInfo, say: Say) -> Annotator:
    data = prepare_corpus(narratives, corpus.clauses, codebook, info.pipeline)
    return fit(data, codebook, info, say)


def cross_validate(corpus: Path, folds: int, say: Say) -> Table:
    """Scores of the model and of the baselines on the training split, each writer held out in turn with others."""
    codebook = default_codebook()
    data = load_corpus(corpus, codebook)
    narratives = data.split("train")
    writers = sorted({n.writer for n in narratives})
    gold: list[Narrative] = []
    found: dict[str, list[Annotation]] = {"modello": [], "parole chiave": [], "maggioranza": []}
    info = ModelInfo(name="cross-validation", version=__version__, data=data.fingerprint, pipeline=EMBEDDED)
    for fold in range(folds):
        held = set(writers[fold::folds])
        train = [n for n in narratives if n.writer not in held]
        test = [n for n in narratives if n.writer in held]
        annotator = _train(data, train, codebook, info, lambda _: None)
        gold += test
        found["modello"] += annotate_all(annotator, test)
        found["parole chiave"] += KeywordBaseline(codebook, train).annotate([n.narrative for n in test])
        found["maggioranza"] += [majority(codebook, train)] * len(test)
        say(f"{fold + 1}/{folds}: {', '.join(sorted(held))}")
    return _strata(gold, found)


def evaluate_bundle(corpus: Path, model: Path | None) -> Table:
    """Scores of a bundle and of the baselines on the frozen test split."""
    codebook = default_codebook()
    data = load_corpus(corpus, codebook)
    test = data.split("test")
    annotator = load_model(model)
    found = {
        "modello": annotate_all(annotator, test),
        "parole chiave": KeywordBaseline(codebook, data.split("train")).annotate([n.narrative for n in test]),
        "maggioranza": [majority(codebook, data.split("train"))] * len(test),
    }
    return _strata(test, found)


def _strata(gold: Sequence[Narrative], found: dict[str, list[Annotation]]) -> Table:
    """Scores over all narratives, and by voice; the calibration error beside them."""
    table: Table = {}
    for stratum, voices in (("tutti", ("plain", "free")), ("ufficiale", ("plain",)), ("libero", ("free",))):
        rows = [k for k, n in enumerate(gold) if n.voice in voices]
        if not rows:
            continue
        some = [gold[k] for k in rows]
        chosen = {name: [annotations[k] for k in rows] for name, annotations in found.items()}
        for name, result in compare(some, chosen).items():
            error = calibration_error(some, chosen[name])
            table[f"{name}, {stratum}"] = {**result, "calibration error": Score(error, np.nan, np.nan)}
    return table
