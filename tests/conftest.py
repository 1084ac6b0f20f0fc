"""What several tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from r40.codebook import Codebook, default_codebook
from r40.model.annotator import Annotator
from r40.model.bundle import load_model

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "real"


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return default_codebook()


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    return load_model()


@pytest.fixture
def real_files() -> dict[int, Path]:
    """The two real relazioni by year; they are no part of the repository."""
    files = {2023: REAL / "000_b704b58a3232c371.txt", 2021: REAL / "003_7322580af84f14b1.txt"}
    if not all(path.is_file() for path in files.values()):
        pytest.skip("the real relazioni are not beside this checkout (../shared/real)")
    return files
