"""Training itself, on a small corpus: the same every time, and with a pipeline that has vectors and entities."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language

from r40.language import EMBEDDED, analyse, best_installed, load_pipeline
from r40.model.bundle import load_model
from r40.model.features import Passage, PassageFeatures, prepare
from r40.model.workflow import train_bundle

WIDTH = 12


def test_two_trainings_give_the_same_bundle(small_corpus: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        train_bundle(small_corpus, tmp_path / name, EMBEDDED, lambda _: None)
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name


@pytest.fixture
def small_pipeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An installed package of the same shape as it_core_news_lg: vectors, lemmas, named entities."""
    nlp = spacy.blank("it")
    nlp.vocab.reset_vectors(width=WIDTH)
    rng = np.random.default_rng(0)
    for word in ("anziani", "anziano", "minori", "comune", "servizio", "casa", "dormitorio", "disabili"):
        nlp.vocab.set_vector(word, rng.normal(size=WIDTH).astype(np.float32))
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.initialize()
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ORG", "pattern": "Valdirosa"}, {"label": "LOC", "pattern": "Borgo Fiume"}])  # type: ignore[attr-defined]
    nlp.add_pipe("sentencizer", name="parser")  # is left out when loaded, as the real parser is
    site = tmp_path / "site"
    package = site / "it_core_news_lg"
    package.mkdir(parents=True)
    nlp.to_disk(package / "data")
    (package / "__init__.py").write_text(
        "from pathlib import Path\nimport spacy\n\n"
        "def load(**options):\n    return spacy.load(Path(__file__).parent / 'data', **options)\n",
        "utf-8",
    )
    info = site / "it_core_news_lg-3.8.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: it_core_news_lg\nVersion: 3.8.0\n", "utf-8")
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.delitem(sys.modules, "it_core_news_lg", raising=False)
    load_pipeline.cache_clear()
    yield "it_core_news_lg"
    load_pipeline.cache_clear()
    sys.modules.pop("it_core_news_lg", None)


def test_the_best_installed_pipeline_is_found(small_pipeline: str) -> None:
    assert best_installed() == small_pipeline
    assert "parser" not in load_pipeline(small_pipeline).pipe_names


def _described(pipeline: str, text: str) -> Passage:
    return prepare([text], pipeline)[0].passages[0]


def test_vectors_and_entities_are_features(small_pipeline: str) -> None:
    passage = _described(small_pipeline, "Servizio per anziani di Borgo Fiume")
    assert passage.vector.shape == (WIDTH,) and np.linalg.norm(passage.vector) == pytest.approx(1, abs=1e-5)
    assert passage.shape["entity LOC"] == 1.0
    many = prepare(["Il servizio per gli anziani soli. Il dormitorio per gli anziani soli."] * 3, small_pipeline)
    passages = [p for text in many for p in text.passages]
    bare = [replace(p, vector=np.zeros(0, dtype=np.float32)) for p in passages]
    width, without = (PassageFeatures().fit(p).transform(p).shape[1] for p in (passages, bare))
    assert width - without == WIDTH


def test_the_embedded_pipeline_has_neither() -> None:
    passage = _described(EMBEDDED, "Servizio per anziani di Borgo Fiume")
    assert passage.vector.size == 0 and not any(name.startswith("entity") for name in passage.shape)


def test_passages_of_a_text_are_described_as_if_alone(small_pipeline: str) -> None:
    nlp: Language = load_pipeline(small_pipeline)
    passages = ["L'ambito di Valdirosa", "", "dormitorio per\nminori", "È la casa"]
    together = analyse([passages, ["anziani"], []], nlp)
    assert [len(found) for found in together] == [4, 1, 0]
    for passage, found in zip(passages, together[0], strict=True):
        (alone,) = analyse([[passage]], nlp)[0]
        assert found.lemmas == alone.lemmas and found.entities == alone.entities
        assert np.allclose(found.vector, alone.vector)


def test_a_bundle_trained_with_vectors_scores_with_them(
    small_pipeline: str, small_corpus: Path, tmp_path: Path
) -> None:
    trained = train_bundle(small_corpus, tmp_path / "bundle", small_pipeline, lambda _: None)
    assert trained.manifest.pipeline == small_pipeline
    annotator = load_model(tmp_path / "bundle")
    vocabulary = sum(len(v.vocabulary_) for v in annotator.units.features_.blocks_.values())
    assert annotator.units.coef_.shape[0] >= vocabulary + WIDTH
    assert len(annotator.annotate(["È attivo il dormitorio per gli anziani."])) == 1
