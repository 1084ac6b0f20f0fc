"""What several tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from r40.codebook import Codebook, default_codebook
from r40.model.annotator import Annotator
from r40.model.bundle import load_model

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "real"


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return default_codebook()


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    return load_model()


@pytest.fixture(scope="module")  # not longer: while it is open no test can run an event loop of its own
def browser() -> Iterator[Browser]:
    """Debian's Chromium; where it is not installed, what needs it is skipped."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright non è installato")
    if not CHROMIUM.exists():
        pytest.skip(f"manca {CHROMIUM}: il browser non si può provare")
    arguments = [
        "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--no-first-run",
    ]  # fmt: skip
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def real_files() -> dict[int, Path]:
    """The two real relazioni by year; they are no part of the repository."""
    files = {2023: REAL / "000_b704b58a3232c371.txt", 2021: REAL / "003_7322580af84f14b1.txt"}
    if not all(path.is_file() for path in files.values()):
        pytest.skip("the real relazioni are not beside this checkout (../shared/real)")
    return files
