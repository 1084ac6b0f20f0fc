"""Training runs in MLflow, and the chosen model in its registry. Scoring never comes here."""

from __future__ import annotations

import logging
import os
import platform
import re
from collections.abc import Mapping
from importlib.metadata import requires, version
from importlib.util import find_spec
from math import isfinite
from pathlib import Path
from urllib.parse import unquote

from r40.errors import ConfigurationError
from r40.model.evaluate import Score

OFF = "off"
EXPERIMENT = MODEL = "r40"
CHAMPION = "champion"
_PACKAGE = Path(__file__).parents[1]
_SQLITE = "sqlite:///"
_QUIET = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false"}


def need_mlflow(tracking: str) -> None:
    """Fail before minutes of training rather than after.

    Raises:
        ConfigurationError: MLflow is not installed, and ``tracking`` is not ``off``.
    """
    if tracking != OFF and find_spec("mlflow") is None:
        raise ConfigurationError(
            "MLflow non è installato: eseguire «make setup», oppure --tracking off per non registrare l'addestramento."
        )


def log_run(
    tracking: str,
    parameters: Mapping[str, str],
    scores: Mapping[str, Score],
    bundle: Path,
    page: str | None = None,
    champion: bool = True,
) -> str | None:
    """Log one training run, register its model as ``r40``.

    Args:
        tracking: an MLflow store, or ``off``.
        parameters: pipeline, fingerprints, versions.
        scores: metric to its figure; the bounds of its interval are logged as ``…_low`` and ``…_high``.
        bundle: folder, logged as artefact and as the model's.
        page: the evaluation page, logged as ``evaluation.html``.
        champion: whether the alias ``champion`` moves to this model.

    Returns:
        ``models:/r40/VERSION``, or None where nothing was logged.

    Raises:
        ConfigurationError: MLflow is not installed.
    """
    need_mlflow(tracking)
    if tracking == OFF:
        return None
    for variable, value in _QUIET.items():  # read when MLflow is imported
        os.environ.setdefault(variable, value)
    import mlflow

    from r40.model.pyfunc import BUNDLE, example, signature

    for name in ("alembic", "mlflow"):
        logging.getLogger(name).setLevel(logging.WARNING)
    mlflow.set_tracking_uri(tracking)
    if mlflow.get_experiment_by_name(EXPERIMENT) is None:
        mlflow.create_experiment(EXPERIMENT, artifact_location=_artefacts(tracking))
    mlflow.set_experiment(EXPERIMENT)
    with mlflow.start_run():
        mlflow.log_params({**parameters, "python": platform.python_version(), "mlflow": mlflow.__version__})
        mlflow.log_metrics(_metrics(scores))
        mlflow.log_artifacts(str(bundle), artifact_path=BUNDLE)
        if page is not None:
            mlflow.log_text(page, "evaluation.html")
        model = mlflow.pyfunc.log_model(
            name=MODEL,
            python_model=str(_PACKAGE / "model" / "pyfunc.py"),
            code_paths=[str(_PACKAGE)],  # r40 is on no index: the model brings the code that made it
            artifacts={BUNDLE: str(bundle)},
            signature=signature(),
            input_example=example(),
            pip_requirements=_requirements(),
            registered_model_name=MODEL,
        )
    found = model.registered_model_version
    if champion:
        mlflow.MlflowClient().set_registered_model_alias(MODEL, CHAMPION, found)
    return f"models:/{MODEL}/{found}"


def _metrics(scores: Mapping[str, Score]) -> dict[str, float]:
    """Metric names as MLflow allows them; figures that are not numbers are left out."""
    flat: dict[str, float] = {}
    for name, score in scores.items():
        key = re.sub(r"[^\w/.-]+", "_", name)
        flat |= {key: score.value, f"{key}_low": score.low, f"{key}_high": score.high}
    return {key: value for key, value in flat.items() if isfinite(value)}


def _artefacts(tracking: str) -> str | None:
    """``mlruns`` beside an SQLite store, whatever the working directory; elsewhere the store knows best."""
    if not tracking.startswith(_SQLITE):
        return None
    folder = Path(unquote(tracking.removeprefix(_SQLITE))).resolve().parent
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / "mlruns").as_uri()


def _requirements() -> list[str]:
    """What r40 and the model need, pinned: a bundle holds scikit-learn's own structures."""
    names = [re.split(r"[^\w.-]", line)[0] for line in requires("r40") or () if "extra ==" not in line]
    return [f"{name}=={version(name)}" for name in [*names, "mlflow"]]
