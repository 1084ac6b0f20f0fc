"""The registered model says what the bundle says."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from r40.codebook import Codebook
from r40.errors import ConfigurationError
from r40.ingest.narrative import clean
from r40.model import tracking
from r40.model.annotator import Annotator
from r40.model.evaluate import Score
from r40.model.tracking import log_run, need_mlflow
from r40.records import Relazione
from r40.score import link_reasons
from r40.settings import default_model_dir

mlflow = pytest.importorskip("mlflow")

NARRATIVES = [
    "È proseguito il progetto Housing First, in rete con l’Ambito.\nIl servizio di assistenza domiciliare è stato ampliato.",
    "Non vi sono volontari sul territorio comunale. Sarebbe necessario un centro antiviolenza.",
    "",
]
TICKS = [{"R21": True, "R17": None}, {"R29": False}, {}]
WORDING = [{"R21": "Sviluppo della rete", "R23": "Progetti per persone senza dimora"}, {}, {}]
SCORES = {"all/reasons supported": Score(0.9, 0.85, 0.95), "all/calibration error": Score(0.03, math.nan, math.nan)}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A store with one run; what MLflow changes in the process is put back."""
    folder = tmp_path_factory.mktemp("mlflow")
    uri = f"sqlite:///{folder}/mlflow.db"
    path, environment = list(sys.path), dict(os.environ)
    assert log_run(uri, {"pipeline": "embedded-it"}, SCORES, default_model_dir(), "<p>page") == "models:/r40/1"
    yield uri
    mlflow.set_tracking_uri(None)
    sys.path[:] = path
    os.environ.clear()
    os.environ.update(environment)


@pytest.fixture(scope="module")
def champion(store: str) -> Any:
    mlflow.set_tracking_uri(store)
    return mlflow.pyfunc.load_model("models:/r40@champion")


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "narrative": NARRATIVES,
            "ticks": [json.dumps(t) for t in TICKS],
            "wording": [json.dumps(w) for w in WORDING],
        }
    )


def test_the_champion_answers_as_the_bundle(
    champion: Any, frame: pd.DataFrame, annotator: Annotator, codebook: Codebook
) -> None:
    answer = champion.predict(frame)
    assert answer.interventions[0]
    unknown = [{"R23": WORDING[0]["R23"]}, {}, {}]
    for k, expected in enumerate(annotator.annotate(NARRATIVES, unknown)):
        assert answer.interventions[k] == [i.model_dump(mode="json") for i in expected.interventions]
        relazione = Relazione(
            source="", sha256="", status="ok", ticks={**dict.fromkeys(WORDING[k]), **TICKS[k]}, narrative=NARRATIVES[k]
        )
        reasons = link_reasons(relazione, expected, codebook)
        if reasons:
            assert {r.pop("code"): r for r in json.loads(json.dumps(answer.reasons[k]))} == {
                code: record.model_dump(mode="json") for code, record in reasons.items()
            }


def test_narratives_alone_are_enough(champion: Any, codebook: Codebook) -> None:
    raw = "  Il centro diurno per anziani\r\n\r\nè\tstato riaperto. "
    answer = champion.predict(pd.DataFrame({"narrative": [raw, None]}, index=[7, 9]))
    assert list(answer.index) == [7, 9]
    assert list(answer.narrative) == [clean(raw), ""]
    known = {code for concept in codebook.reasons.concepts.values() for code in concept.codes}
    assert all({r["code"] for r in reasons} == known for reasons in answer.reasons)
    assert answer.interventions[9] == []


def test_lists_as_json_for_spark(champion: Any, frame: pd.DataFrame) -> None:
    lists, texts = champion.predict(frame), champion.predict(frame, params={"as_json": True})
    for name in ("interventions", "reasons"):
        assert [json.loads(text) for text in texts[name]] == list(lists[name])


def test_what_is_no_object_is_refused(champion: Any) -> None:
    with pytest.raises(ValueError, match="JSON"):
        champion.predict(pd.DataFrame({"narrative": ["Testo."], "ticks": ["[1]"]}))


def test_nothing_of_the_model_is_pickled(champion: Any) -> None:
    root = Path(mlflow.artifacts.download_artifacts("models:/r40@champion"))
    files = {p.name for p in root.rglob("*")}
    assert {"pyfunc.py", "model.skops", "manifest.json"} <= files
    assert not [name for name in files if name.endswith((".pkl", ".pickle", ".pyc"))]


def test_the_run_has_figures_and_artefacts(store: str) -> None:
    client = mlflow.MlflowClient(store)
    (run,) = client.search_runs([client.get_experiment_by_name("r40").experiment_id])
    assert run.data.metrics == {
        "all/reasons_supported": 0.9,
        "all/reasons_supported_low": 0.85,
        "all/reasons_supported_high": 0.95,
        "all/calibration_error": 0.03,
    }
    assert run.data.params["pipeline"] == "embedded-it" and run.data.params["mlflow"] == mlflow.__version__
    assert {f.path for f in client.list_artifacts(run.info.run_id)} == {"bundle", "evaluation.html"}
    folder = Path(store.removeprefix("sqlite:///")).parent
    assert run.info.artifact_uri.startswith((folder / "mlruns").as_uri())


def test_off_logs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert log_run("off", {}, {}, default_model_dir()) is None
    assert not list(tmp_path.iterdir())


def test_without_mlflow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking, "find_spec", lambda _: None)
    need_mlflow("off")
    with pytest.raises(ConfigurationError, match="--tracking off"):
        need_mlflow("sqlite:///mlflow.db")
