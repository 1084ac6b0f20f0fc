from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest
from nbmake.nb_run import NotebookRun

from r40.records import ScoredRelazione
from tests.conftest import ROOT
from tests.notebooks.corpus import make

NOTEBOOKS = ROOT / "notebooks"
NAMES = sorted(path.stem for path in NOTEBOOKS.glob("*.py"))
TIMEOUT = 1800  # seconds a cell: for a kernel that hangs, not for a slow machine


@pytest.fixture(scope="session")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("notebooks") / "out")


def test_the_corpus_is_what_r40_score_would_write(scored: Path, tmp_path: Path) -> None:
    lines = (scored / "scored.jsonl").read_text("utf-8").splitlines()
    relazioni = [ScoredRelazione.model_validate_json(line) for line in lines]
    assert len(relazioni) == len({r.sha256 for r in relazioni}) == len({r.source for r in relazioni}) == 500
    assert {r.year for r in relazioni} == {2021, 2022, 2023}
    for each in relazioni:
        for span in [*each.interventions, *(s for reason in each.reasons.values() for s in reason.evidence)]:
            assert each.narrative[span.start : span.end] == span.text
    assert (make(tmp_path / "again") / "scored.jsonl").read_text("utf-8").splitlines() == lines


def test_there_are_four_pairs() -> None:
    assert len(NAMES) == 4
    assert sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_pairs_are_in_sync_and_hold_no_outputs(name: str) -> None:
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", 4)
    script = jupytext.read(NOTEBOOKS / f"{name}.py")
    cells = [(cell.cell_type, cell.source) for cell in notebook.cells]
    assert cells == [(cell.cell_type, cell.source) for cell in script.cells], f"jupytext --sync notebooks/{name}.py"
    for cell in notebook.cells:
        assert cell.cell_type == "markdown" or (cell.outputs == [] and cell.execution_count is None)


@pytest.mark.parametrize("name", NAMES)
def test_each_opens_with_its_question(name: str) -> None:
    first = jupytext.read(NOTEBOOKS / f"{name}.py").cells[0]
    assert first.cell_type == "markdown"
    assert re.match(r"# \d\. .+\n\*\*[^*]+\?\*\*", first.source)


@pytest.mark.parametrize("name", NAMES)
def test_notebook_runs_and_draws(name: str, scored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("R40_OUT", str(scored))
    monkeypatch.chdir(NOTEBOOKS)
    before = set(NOTEBOOKS.iterdir())
    result = NotebookRun(NOTEBOOKS / f"{name}.ipynb", TIMEOUT).execute()
    assert result.error is None, result.error
    outputs = [output for cell in result.nb["cells"] for output in cell.get("outputs", ())]
    plots = [_data(output, "image/svg+xml") for output in outputs if _data(output, "image/svg+xml")]
    assert plots
    for plot in plots:
        assert all(word in plot for word in ("Unità: ", "Fonte: ", "Nota: ")), plot[:500]
        assert "undefined" not in plot and "NaN" not in plot
    for table in (re.sub(r"<style.*?</style>", "", _data(output, "text/html"), flags=re.DOTALL) for output in outputs):
        assert not re.search(r"\bnan\b|NaN|<NA>|&lt;NA|ambiguous|>(?:free|plain)<|>\s*[-−]?\d+\.\d{1,2}\s*<", table), (
            table
        )
    assert not [output for output in outputs if output.get("name") == "stderr"]
    assert set(NOTEBOOKS.iterdir()) == before


def _data(output: dict[str, Any], kind: str) -> str:
    return str(output.get("data", {}).get(kind, ""))
