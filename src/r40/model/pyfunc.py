"""The model as MLflow serves it: narratives in, the contract's interventions and reasons out.

MLflow runs this file itself ("models from code"): nothing of r40 is pickled, and the bundle beside it is loaded as
everywhere else, after its hash check. Input is a frame with a row for each narrative:

- ``narrative``: text of R40;
- ``ticks``, may be missing: JSON object, reason code to true, false or null, as in the contract;
- ``wording``, may be missing: JSON object, reason code to the text printed on the form.

Output has a row for each narrative: ``narrative`` (cleaned, what the spans index), ``interventions`` and ``reasons``. Reasons
are those of the codes given, or of all codes of the codebook if none is given. From a shell::

    MLFLOW_TRACKING_URI=sqlite:///mlflow.db mlflow models predict -m models:/r40@champion -i in.csv -t csv --env-manager local

In Spark the lists come as JSON text, for a frame with a column ``narrative``::

    read = mlflow.pyfunc.spark_udf(spark, "models:/r40@champion", env_manager="local", params={"as_json": True},
                                   result_type="narrative string, interventions string, reasons string")
    scored = relazioni.withColumn("r40", read("narrative"))
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from mlflow.models import ModelSignature, set_model
from mlflow.pyfunc import PythonModel
from mlflow.types import ColSpec, DataType, ParamSchema, ParamSpec, Schema
from mlflow.types.schema import Array, Object, Property

from r40.codebook import Codebook, default_codebook
from r40.ingest.narrative import clean
from r40.model.annotator import Annotation, Annotator
from r40.model.bundle import load_model
from r40.model.linker import Link

BUNDLE = "bundle"  # name of the model's artefact
LISTS = ["interventions", "reasons"]


def signature() -> ModelSignature:
    """Columns, as the module's docstring describes them."""
    text, whole, number = DataType.string, DataType.long, DataType.double
    span = [Property("start", whole), Property("end", whole), Property("text", text)]
    intervention = [
        Property("id", text),
        *span,
        Property("score", number),
        Property("status", text, required=False),
        Property("actors", Array(text)),
        Property("amounts", Array(number)),
        Property("counts", Array(whole)),
    ]
    reason = [
        Property("code", text),
        Property("ticked", DataType.boolean, required=False),
        Property("stance", text),
        Property("score", number),
        Property("evidence", Array(Object(span))),
    ]
    return ModelSignature(
        inputs=Schema(
            [
                ColSpec(text, "narrative"),
                ColSpec(text, "ticks", required=False),
                ColSpec(text, "wording", required=False),
            ]
        ),
        outputs=Schema(
            [
                ColSpec(text, "narrative"),
                ColSpec(Array(Object(intervention)), "interventions"),
                ColSpec(Array(Object(reason)), "reasons"),
            ]
        ),
        params=ParamSchema([ParamSpec("as_json", DataType.boolean, False)]),
    )


def example() -> pd.DataFrame:
    """What to send."""
    return pd.DataFrame(
        {
            "narrative": ["È proseguito il progetto Housing First, in rete con l’Ambito."],
            "ticks": ['{"R21": true, "R23": null}'],
            "wording": ['{"R23": "Progetti per persone senza dimora"}'],
        }
    )


def read_narratives(
    annotator: Annotator, codebook: Codebook, narratives: pd.DataFrame, as_json: bool = False
) -> pd.DataFrame:
    """Frame in, frame out, as the module's docstring describes them; ``as_json`` turns the lists into JSON text."""
    texts = [clean(_text(value)) for value in narratives["narrative"]]
    ticks = [_object(value) for value in _column(narratives, "ticks")]
    wordings = [_object(value) for value in _column(narratives, "wording")]
    codes = [list(dict.fromkeys([*t, *w])) for t, w in zip(ticks, wordings, strict=True)]
    unknown = [
        {code: str(wording.get(code) or "") for code in some if codebook.reasons.concept_of(code) is None}
        for some, wording in zip(codes, wordings, strict=True)
    ]
    annotations = annotator.annotate(texts, unknown)
    result = pd.DataFrame(
        {
            "narrative": texts,
            "interventions": [[i.model_dump(mode="json") for i in a.interventions] for a in annotations],
            "reasons": [
                _reasons(text, found, some or _known(codebook), ticked, codebook)
                for text, found, some, ticked in zip(texts, annotations, codes, ticks, strict=True)
            ],
        },
        index=narratives.index,
    )
    if as_json:
        result[LISTS] = result[LISTS].map(lambda items: json.dumps(items, ensure_ascii=False))
    return result


def _reasons(
    text: str, found: Annotation, codes: list[str], ticks: Mapping[str, Any], codebook: Codebook
) -> list[dict[str, Any]]:
    rows = []
    for code in codes:
        concept = codebook.reasons.concept_of(code)
        link: Link = found.concepts[concept] if concept else found.wordings[code]
        rows.append({"code": code, **link.record(text, ticks.get(code)).model_dump(mode="json")})
    return rows


def _known(codebook: Codebook) -> list[str]:
    return sorted(code for concept in codebook.reasons.concepts.values() for code in concept.codes)


def _column(frame: pd.DataFrame, name: str) -> list[Any]:
    return list(frame[name]) if name in frame else [None] * len(frame)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""  # missing values of pandas are floats


def _object(value: Any) -> dict[str, Any]:
    found = json.loads(_text(value) or "{}")
    if not isinstance(found, dict):
        raise ValueError(f"«ticks» e «wording» devono essere oggetti JSON (codice: valore), non {value!r}.")
    return found


class NarrativeModel(PythonModel):  # type: ignore[misc]
    """What MLflow loads and calls."""

    def load_context(self, context: Any) -> None:
        """Load the bundle among the model's artefacts."""
        self.annotator = load_model(Path(context.artifacts[BUNDLE]))
        self.codebook = default_codebook()

    def predict(self, context: Any, model_input: pd.DataFrame, params: dict[str, Any] | None = None) -> pd.DataFrame:
        """Frame in, frame out."""
        return read_narratives(self.annotator, self.codebook, model_input, bool((params or {}).get("as_json")))


set_model(NarrativeModel())
