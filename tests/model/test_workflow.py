from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from r40.cli.app import app
from r40.errors import CorpusError
from r40.model import tracking, workflow
from r40.model.analysis import KEYWORDS, MAJORITY, MODEL
from r40.model.annotator import Annotator
from r40.model.bundle import load_model
from r40.model.corpus import fingerprint
from tests.conftest import ROOT

CORPUS = ROOT / "data" / "corpus"
EACH = 4  # narratives of each split


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of a few short narratives."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    lines = sorted((CORPUS / "narratives.jsonl").read_text("utf-8").splitlines(), key=len)
    some = [[line for line in lines if json.loads(line)["split"] == split][:EACH] for split in ("train", "test")]
    (folder / "narratives.jsonl").write_text("\n".join(some[0] + some[1]) + "\n", "utf-8")
    (folder / "clauses.jsonl").write_text("", "utf-8")
    return folder


@pytest.fixture
def no_training(monkeypatch: pytest.MonkeyPatch, annotator: Annotator) -> None:
    """The default model stands for every trained one."""
    monkeypatch.setattr(workflow, "_train", lambda *_: annotator)


@pytest.mark.usefixtures("no_training")
def test_training_writes_a_bundle_that_says_what_it_is(corpus: Path, tmp_path: Path) -> None:
    said: list[str] = []
    trained = workflow.train_bundle(corpus, tmp_path / "bundle", None, said.append)
    assert trained.manifest.corpus == fingerprint([corpus / "narratives.jsonl", corpus / "clauses.jsonl"])
    assert trained.manifest.pipeline == "embedded-it"
    assert trained.evaluation is not None and len(trained.evaluation.gold) == EACH
    assert set(trained.manifest.metrics) >= {"interventions by document", "reasons supported"}
    assert str(tmp_path / "bundle") in said[-1]
    assert load_model(tmp_path / "bundle").info.data == trained.manifest.corpus


@pytest.mark.usefixtures("no_training")
def test_cross_validation_measures_every_narrative_once(corpus: Path) -> None:
    evaluation = workflow.cross_validate(corpus, 2, lambda _: None)
    assert len({n.id for n in evaluation.gold}) == len(evaluation.gold) == EACH
    assert {name: len(found) for name, found in evaluation.found.items()} == {
        MODEL: EACH,
        KEYWORDS: EACH,
        MAJORITY: EACH,
    }


def test_a_corpus_without_a_test_split(corpus: Path) -> None:
    path = corpus / "narratives.jsonl"
    path.write_text("\n".join(path.read_text("utf-8").splitlines()[:EACH]) + "\n", "utf-8")
    with pytest.raises(CorpusError, match="--corpus"):
        workflow.evaluate_bundle(corpus, None)


def test_evaluate_shows_tables_and_writes_the_page(corpus: Path, tmp_path: Path) -> None:
    page = tmp_path / "out" / "evaluation.html"
    done = CliRunner().invoke(app, ["evaluate", "--corpus", str(corpus), "--html", str(page)], catch_exceptions=False)
    assert done.exit_code == 0
    assert "modello" in done.output and "parole" in done.output
    assert "frozen test split" in page.read_text("utf-8")


@pytest.mark.usefixtures("no_training")
def test_training_untracked_needs_no_mlflow(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "mlflow", None)
    monkeypatch.chdir(tmp_path)
    arguments = ["train", "--corpus", str(corpus), "--out", str(tmp_path / "bundle"), "--tracking", "off"]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bundle", "corpus"]


@pytest.mark.usefixtures("no_training")
def test_training_logs_figures_by_stratum_and_the_page(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[tuple[Any, ...]] = []
    monkeypatch.setattr(tracking, "log_run", lambda *arguments: logged.append(arguments))
    arguments = ["train", "--corpus", str(corpus), "--out", str(tmp_path / "bundle"), "--no-champion"]
    assert CliRunner().invoke(app, arguments, catch_exceptions=False).exit_code == 0
    ((store, parameters, scores, bundle, page, champion),) = logged
    assert (store, bundle, champion) == ("sqlite:///mlflow.db", tmp_path / "bundle", False)
    assert {"pipeline", "codebook", "corpus", "r40", "scikit_learn", "sha256"} <= set(parameters)
    assert {"all/interventions by document", "all/calibration error"} <= set(scores)
    assert "Worst errors" in page


def test_feedback_is_learnt_from_and_measured(small_corpus: Path, corpus: Path, tmp_path: Path) -> None:
    train = (small_corpus / "narratives.jsonl").read_text("utf-8").splitlines()
    test = (corpus / "narratives.jsonl").read_text("utf-8").splitlines()[EACH:]
    (small_corpus / "narratives.jsonl").write_text("\n".join([*train[:-2], *test]) + "\n", "utf-8")
    lessons = [json.dumps({"weight": 0.5, "model": None, "narrative": json.loads(line)}) for line in train[-2:]]
    (tmp_path / "feedback.jsonl").write_text("\n".join(lessons) + "\n", "utf-8")
    trained = workflow.train_bundle(
        small_corpus, tmp_path / "b", "embedded-it", lambda _: None, tmp_path / "feedback.jsonl"
    )
    assert trained.evaluation is not None
    assert {MODEL, workflow.WITHOUT, KEYWORDS} <= set(trained.evaluation.found)
    assert trained.manifest.corpus != fingerprint([small_corpus / "narratives.jsonl", small_corpus / "clauses.jsonl"])
    assert "modello senza correzioni, tutti" in workflow.table(trained.evaluation)


def test_feedback_that_cannot_be_used(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "feedback.jsonl").write_text('{"weight": 2}\n', "utf-8")
    with pytest.raises(CorpusError, match=r"feedback\.jsonl, riga 1"):
        workflow.train_bundle(corpus, tmp_path / "b", "embedded-it", lambda _: None, tmp_path / "feedback.jsonl")
