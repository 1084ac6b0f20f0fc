"""Bundles: a folder with ``manifest.json`` and ``model.skops``. No pickle: skops loads from a list of trusted types."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import sklearn.utils
from pydantic import Field, ValidationError

from r40.errors import ModelError
from r40.language import EMBEDDED, load_pipeline
from r40.model.annotator import Annotator
from r40.records import ModelInfo, Record
from r40.settings import default_model_dir

# skops trusts every estimator of scikit-learn, and imports all of them to know their names, which takes half a second. A bundle
# is trusted with those that it holds, and no others.
_every_estimator, sklearn.utils.all_estimators = sklearn.utils.all_estimators, lambda: []
try:
    import skops.io
    from skops.io.exceptions import UntrustedTypesFoundException
finally:
    sklearn.utils.all_estimators = _every_estimator

MANIFEST, MODEL = "manifest.json", "model.skops"

# All that a bundle may hold beside numbers, strings and numpy arrays.
TRUSTED = [
    "numpy.dtype",
    "r40.model.features.PassageFeatures",
    "r40.model.linker.ReasonLinker",
    "r40.model.linker.WordingLinker",
    "r40.model.tagger.InterventionTagger",
    "r40.model.units.UnitModel",
    "sklearn._loss.link.Interval",
    "sklearn._loss.link.LogitLink",
    "sklearn._loss.loss.HalfBinomialLoss",
    "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
    "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingClassifier",
    "sklearn.linear_model._logistic.LogisticRegression",
    "sklearn.preprocessing._label.LabelEncoder",
]


class Manifest(Record):
    """What a bundle says of itself."""

    name: str
    version: str
    pipeline: str
    codebook: str
    corpus: str
    sha256: str
    r40: str
    scikit_learn: str
    metrics: dict[str, Any] = Field(default={})


def save(annotator: Annotator, folder: Path, manifest: dict[str, Any]) -> Manifest:
    """Write a bundle; ``manifest`` lacks only the hash. The same model gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{MODEL}.new"
    parts = {
        "units": annotator.units,
        "statements": annotator.statements,
        "tagger": annotator.tagger,
        "linker": annotator.linker,
        "wording": annotator.wording,
    }
    raw = skops.io.dumps(parts)
    _write_reproducibly(raw, path)
    record = Manifest.model_validate({**manifest, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()})
    (folder / MANIFEST).write_text(
        json.dumps(record.model_dump(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    path.replace(folder / MODEL)  # only now: an interrupted save leaves the earlier model whole
    return record


def _write_reproducibly(raw: bytes, path: Path) -> None:
    """Compress, with one date for all members, and objects numbered in order.

    skops stamps members with the time, and names objects and arrays by their place in memory: both would change the hash.
    """
    numbers: dict[int, int] = {}

    def renumber(node: Any) -> Any:
        if isinstance(node, list):
            return [renumber(item) for item in node]
        if not isinstance(node, dict):
            return node
        result = {}
        for key, value in node.items():
            if key == "__id__":
                value = numbers.setdefault(value, len(numbers))
            elif key == "file":
                stem, _, ending = value.partition(".")
                names[value] = f"{numbers.setdefault(int(stem), len(numbers))}.{ending}"
                value = names[value]
            result[key] = renumber(value)
        return result

    names: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(path, "w") as target:
        schema = json.dumps(renumber(json.loads(source.read("schema.json"))), indent=2)
        members = {"schema.json": schema.encode(), **{new: source.read(old) for old, new in names.items()}}
        for name, data in members.items():
            member = zipfile.ZipInfo(name, date_time=(2024, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, data, compresslevel=9)


@lru_cache(maxsize=2)
def load_model(folder: Path | None = None) -> Annotator:
    """Load a bundle, the default one if no folder is given.

    Raises:
        ModelError: it is missing, changed since it was saved, holds types that r40 does not trust, or names a spaCy
            pipeline that is not installed.
    """
    folder = folder or default_model_dir()
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_text("utf-8"))
        data = (folder / MODEL).read_bytes()
    except OSError as error:
        raise ModelError(
            f"Il modello in «{folder}» non si legge ({error.strerror}): indicarne un altro con --model."
        ) from error
    except ValidationError as error:
        raise ModelError(
            f"Il manifesto del modello in «{folder}» non è valido: eseguire di nuovo «make train»."
        ) from error
    if hashlib.sha256(data).hexdigest() != manifest.sha256:
        raise ModelError(f"Il modello in «{folder}» è stato modificato o è incompleto: eseguire di nuovo «make train».")
    if manifest.pipeline != EMBEDDED:
        load_pipeline(manifest.pipeline)
    try:
        parts = skops.io.loads(data, trusted=TRUSTED)
    except UntrustedTypesFoundException as error:
        untrusted = sorted(set(skops.io.get_untrusted_types(data=data)) - set(TRUSTED))
        raise ModelError(f"Il modello in «{folder}» contiene tipi non ammessi: {', '.join(untrusted)}.") from error
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(
            f"Il modello in «{folder}» non è compatibile con questa versione: eseguire «make train»."
        ) from error
    info = ModelInfo(name=manifest.name, version=manifest.version, data=manifest.corpus, pipeline=manifest.pipeline)
    return Annotator(**parts, info=info)
