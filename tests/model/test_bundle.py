from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import skops.io

from r40.errors import ModelError
from r40.model.annotator import Annotator
from r40.model.bundle import MANIFEST, MODEL, load_model, save
from r40.settings import default_model_dir

LARGEST = 25_000_000  # bytes; issue 2


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_model_dir(), tmp_path / "bundle"))


def test_the_default_bundle_is_small() -> None:
    assert sum(p.stat().st_size for p in default_model_dir().iterdir()) <= LARGEST


def test_a_missing_bundle(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="--model"):
        load_model(tmp_path)


def test_a_changed_bundle_is_refused(copy: Path) -> None:
    data = bytearray((copy / MODEL).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / MODEL).write_bytes(bytes(data))
    with pytest.raises(ModelError, match="modificato"):
        load_model(copy)


def test_foreign_types_are_refused(copy: Path) -> None:
    from fractions import Fraction

    skops.io.dump({"units": Fraction(1, 2)}, copy / MODEL)
    manifest = json.loads((copy / MANIFEST).read_text("utf-8"))
    manifest["sha256"] = hashlib.sha256((copy / MODEL).read_bytes()).hexdigest()
    (copy / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ModelError, match="Fraction"):
        load_model(copy)


def test_a_pipeline_that_is_not_installed_is_never_replaced(copy: Path) -> None:
    manifest = json.loads((copy / MANIFEST).read_text("utf-8"))
    manifest["pipeline"] = "it_core_news_nowhere"
    (copy / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ModelError, match="it_core_news_nowhere"):
        load_model(copy)


def test_saved_again_it_says_the_same(tmp_path: Path, annotator: Annotator) -> None:
    manifest = json.loads((default_model_dir() / MANIFEST).read_text("utf-8"))
    for name in ("one", "two"):
        save(annotator, tmp_path / name, manifest)
    one, two = ((tmp_path / name / MODEL).read_bytes() for name in ("one", "two"))
    assert hashlib.sha256(one).digest() == hashlib.sha256(two).digest()
    text = "È proseguito il progetto Housing First. Il servizio di assistenza domiciliare è stato ampliato a dodici anziani."
    again = load_model(tmp_path / "one").annotate([text])[0]
    first = annotator.annotate([text])[0]
    assert [i.id for i in again.interventions] == [i.id for i in first.interventions]
    assert np.allclose([i.score for i in again.interventions], [i.score for i in first.interventions], atol=2e-3)
