"""The only place where MLflow is imported: runs, their figures, the chosen model in the registry."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from r40.errors import ConfigurationError


def log_run(tracking: str, parameters: Mapping[str, Any], metrics: Mapping[str, float], bundle: Path) -> None:
    """Log one training run with its bundle as artefact; ``tracking`` is an MLflow store, or ``off``.

    Raises:
        ConfigurationError: MLflow is not installed.
    """
    if tracking == "off":
        return
    try:
        import mlflow
    except ImportError as error:
        raise ConfigurationError(
            "MLflow non è installato: eseguire «make setup», oppure --tracking off per non registrare l'addestramento."
        ) from error
    for name in ("alembic", "mlflow"):
        logging.getLogger(name).setLevel(logging.WARNING)
    mlflow.set_tracking_uri(tracking)
    mlflow.set_experiment("r40")
    with mlflow.start_run():
        mlflow.log_params(dict(parameters))
        mlflow.log_metrics({name.replace(" ", "_"): value for name, value in metrics.items()})
        mlflow.log_artifacts(str(bundle), artifact_path="bundle")
