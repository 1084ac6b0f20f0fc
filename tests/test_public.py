from __future__ import annotations

import subprocess
import sys

import r40


def test_public_names() -> None:
    assert sorted(r40.__all__) == ["Relazione", "ScoredRelazione", "load_model", "read", "score"]
    for name in r40.__all__:
        assert getattr(r40, name).__doc__


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, r40.cli; print([m for m in ('sklearn','spacy','pandas','mlflow','pdfplumber') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
