"""The command line, end to end, as a user starts it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from r40.cli.app import app
from tests.conftest import ROOT

SAMPLES = ROOT / "data" / "samples"


def r40(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from r40.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=180,
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path, Path]:
    """A folder of good and bad files, scored."""
    folder = tmp_path_factory.mktemp("batch")
    source, out = folder / "in", folder / "out"
    shutil.copytree(SAMPLES, source, ignore=shutil.ignore_patterns("*.md"))
    good = sorted(source.glob("*.pdf"))
    (source / "00 vuoto.pdf").write_bytes(b"")
    (source / "nome con emoji 🙂 è.pdf").write_bytes(b"ciao")
    (source / "troncato.pdf").write_bytes(good[0].read_bytes()[:4000])
    (source / "sub").mkdir()
    shutil.copy(good[0], source / "sub" / "COPIA.PDF")
    return r40("score", source, "--out", out), source, out


def test_bad_files_stop_nothing(run: tuple[subprocess.CompletedProcess[str], Path, Path]) -> None:
    done, source, out = run
    assert done.returncode == 1, done.stderr
    rows = [json.loads(line) for line in (out / "scored.jsonl").read_text("utf-8").splitlines()]
    assert [r["source"] for r in rows] == sorted(r["source"] for r in rows)
    failed = {Path(r["source"]).name: r["errors"][0]["code"] for r in rows if r["status"] == "failed"}
    assert failed == {
        "00 vuoto.pdf": "empty_file",
        "nome con emoji 🙂 è.pdf": "not_a_pdf",
        "troncato.pdf": "damaged_pdf",
    }
    assert len(rows) == len(list(source.rglob("*.*")))
    for row in rows:
        if row["status"] == "failed":
            continue
        assert set(row) >= {
            "comune",
            "year",
            "fields",
            "ticks",
            "narrative",
            "interventions",
            "reasons",
            "flags",
            "priority",
            "model",
        }
        for item in [
            *row["interventions"],
            *(e for r in row["reasons"].values() for e in r["evidence"]),
            *(e for f in row["flags"] for e in f["evidence"]),
        ]:
            assert row["narrative"][item["start"] : item["end"]] == item["text"]


def test_the_reports_are_written(run: tuple[subprocess.CompletedProcess[str], Path, Path]) -> None:
    done, _, out = run
    assert (out / "relazioni.xlsx").stat().st_size > 5_000
    html = (out / "relazioni.html").read_text("utf-8")
    assert "<html" in html
    assert "http://" not in html.replace("http://www.w3.org", "")
    assert "Da leggere per prime" in done.stdout
    assert "Non letta" in done.stdout


def test_nothing_to_read(tmp_path: Path) -> None:
    done = r40("score", tmp_path, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "nothing_to_read" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_configuration_of_the_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "r40.toml").write_text(
        'ignore = ["D105"]\n[severity]\nN202 = "info"\n[limits]\nmax_pages = 20\n[thresholds]\nD101.characters = 5999\n',
        "utf-8",
    )
    done = r40("score", SAMPLES / "petracunna-2023.pdf", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (row,) = map(json.loads, (tmp_path / "out" / "scored.jsonl").read_text("utf-8").splitlines())
    found = {flag["code"]: flag["severity"] for flag in row["flags"]}
    assert (found["N202"], found["D101"]) == ("info", "error")
    assert "D105" not in row["checks"]
    assert row["priority_reasons"][0].startswith("Incoerenza (D101)")


def test_a_wrong_configuration_ends_it_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "mio.toml").write_text("[thresholds]\nN209.facto = 2\n", "utf-8")
    done = r40("score", SAMPLES, "--out", tmp_path / "out", "--config", tmp_path / "mio.toml")
    assert done.returncode == 2
    assert "mio.toml" in done.stderr and "«thresholds.N209.facto»" in done.stderr and "factor" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_rule_is_explained_as_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    monkeypatch.chdir(tmp_path)
    (tmp_path / "r40.toml").write_text('severity.N209 = "info"\nthresholds.N209.users = 80\n', "utf-8")
    page = CliRunner().invoke(app, ["rule", "N209"]).output
    assert "info (default warning)" in page and "80 (default 50)" in page


def test_an_output_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = r40("score", SAMPLES, "--out", tmp_path / "file")
    assert done.returncode == 2
    assert "output_not_writable" in done.stderr


def test_read_shows_and_prints_json() -> None:
    path = sorted(SAMPLES.glob("*.pdf"))[0]
    shown = r40("read", path)
    assert shown.returncode == 0
    assert "R40" in shown.stdout
    record = json.loads(r40("read", "--json", path).stdout)
    assert record["narrative"]


def test_read_of_a_bad_file_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF-1.4 nothing")
    done = r40("read", path)
    assert done.returncode == 1
    assert "scaricare di nuovo" in done.stderr


@pytest.mark.parametrize("command", ["score", "read", "rule", "train", "evaluate"])
def test_every_command_has_help_with_examples(command: str) -> None:
    from typer.testing import CliRunner

    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert f"r40 {command}" in result.output


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in app.registered_commands:
        assert f"r40 {command.name}" in readme
