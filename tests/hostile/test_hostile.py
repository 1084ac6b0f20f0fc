"""A folder of bad files with a few good ones among them, scored as an operator would."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from r40.ingest import read
from r40.records import ScoredRelazione
from tests.hostile import files
from tests.hostile.catalogue import BASE, SAMPLES

GOOD = ("petracunna-2023.pdf", "rivamera-2021.pdf", "acqualaria-2023.pdf")
LIMITS = "[limits]\nmax_seconds = 2\nmax_memory = 300\n"
_CELL = '=HYPERLINK(""http://a.b/"";""x"")'
_ROWS = f"""narrative;comune;year;id
"{_CELL}";+cmd;2023;=1+1
"<script>alert(3)</script> {{{{ 7 * 7 }}}}";<b>ALBA</b>;2023;../../altrove
"\x01\x02 \x1b[31m \u202e al contrario \x0b";\u202eALBA;2021;a\x07b
"""


@dataclass(frozen=True)
class Run:
    """A folder, what was made of it, and what was said meanwhile."""

    corpus: files.Corpus
    home: Path
    before: dict[str, tuple[int, int]]
    done: subprocess.CompletedProcess[bytes]

    @property
    def out(self) -> Path:
        return self.home / "out"

    def rows(self) -> dict[bytes, dict[str, Any]]:
        """Lines of scored.jsonl by the name of their file."""
        found = {}
        for line in (self.out / "scored.jsonl").read_bytes().splitlines():
            row = json.loads(line)
            found[row["source"].rpartition("/")[2].encode()] = row
        return found


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    home = tmp_path_factory.mktemp("hostile")
    corpus = files.make(home / "in")
    for name in GOOD:
        shutil.copy(SAMPLES / name, home / "in" / name)
    (home / "righe.csv").write_text(_ROWS, "utf-8")
    (home / "r40.toml").write_text(LIMITS)
    (home / "tmp").mkdir()
    before = tree(home)
    done = score(home, "in", "righe.csv", "--out", "out", "--jobs", "2")
    yield Run(corpus, home, before, done)
    shutil.rmtree(home)  # a hundred megabytes


def score(home: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The command, with nothing to write to but ``home``."""
    return subprocess.run(
        [sys.executable, "-c", "from r40.cli import main; main()", "score", *arguments],
        capture_output=True,
        cwd=home,
        env={**os.environ, "TMPDIR": str(home / "tmp"), "HOME": str(home)},
        timeout=900,
    )


def tree(home: Path) -> dict[str, tuple[int, int]]:
    """Size and time of all but the output."""
    return {
        str(path): (stat.st_size, stat.st_mtime_ns)
        for parent, _, names in os.walk(home)
        if not Path(parent).is_relative_to(home / "out")
        for path in (Path(parent, name) for name in names)
        if (stat := path.lstat())
    }


def test_each_bad_file_fails_with_its_code_and_says_so_in_italian(run: Run) -> None:
    assert run.done.returncode == 1, run.done.stderr.decode()
    assert len(run.corpus.bad) >= 40
    rows = run.rows()
    said = read(BASE).model_dump(mode="json", include={"comune", "year", "fields", "ticks", "narrative"})
    wrong = {}
    for name, codes in run.corpus.bad.items():
        row = rows.pop(name.decode("utf-8", "backslashreplace").encode())
        found = {error["code"] for error in row["errors"]}
        if name in run.corpus.readable and row["status"] == "ok":
            assert {key: row[key] for key in said} == said
            continue
        if row["status"] == "ok" or not found or not found <= codes:
            wrong[name] = (row["status"], sorted(found))
        for error in row["errors"]:
            assert re.search(r"\b(?:il|la|un|del|non|che|è|per)\b", error["message"], re.IGNORECASE), error
            assert error["message"].isprintable() and "Traceback" not in error["message"]
    assert not wrong
    assert len(rows) == len(GOOD) + len(run.corpus.hostile) + 3


@pytest.fixture(scope="module")
def alone(run: Run) -> Path:
    """Output of a run over the good ones alone."""
    shutil.copytree(run.home / "in", run.home / "alone", ignore=lambda _, names: set(names) - set(GOOD))
    assert score(run.home, "alone", "--out", "out/alone").returncode == 0
    return run.out / "alone"


def test_the_good_ones_are_scored_as_without_the_bad(run: Run, alone: Path) -> None:
    lines = (alone / "scored.jsonl").read_text("utf-8").splitlines()
    by_name = {Path(row["source"]).name: row for row in map(json.loads, lines)}
    among = run.rows()
    for name in GOOD:
        row = among[name.encode()] | {"source": by_name[name]["source"]}
        assert row == by_name[name] and row["status"] == "ok"


def test_what_says_hostile_things_is_read(run: Run) -> None:
    rows = run.rows()
    for number, comune in enumerate(files.COMUNI):
        row = rows[f"ostile {number}.pdf".encode()]
        assert row["status"] == "ok"
        assert row["comune"] == comune.replace("\u202e", "")
        assert "=HYPERLINK" in row["narrative"] and "<script>" in row["narrative"] and "{{ 7 * 7 }}" in row["narrative"]
    for path in run.corpus.hostile:
        assert rows[os.fsencode(path.name)]["status"] in ("ok", "partial")


def test_nothing_is_written_elsewhere(run: Run) -> None:
    after = {name: what for name, what in tree(run.home).items() if "/alone/" not in name}
    assert after == run.before
    names = {str(path.relative_to(run.out)) for path in run.out.iterdir()} - {"alone"}
    assert names == {".r40", "scored.jsonl", "relazioni.xlsx", "relazioni.html", "parquet"}


def test_a_terminal_is_not_told_what_to_do(run: Run) -> None:
    for text in (run.done.stdout.decode("utf-8"), run.done.stderr.decode("utf-8")):
        assert "Traceback" not in text
        assert all(line.isprintable() for line in text.splitlines())


def test_lines_of_json_hold_text_only(run: Run) -> None:
    data = (run.out / "scored.jsonl").read_bytes()
    assert data.decode("utf-8").count("\n") == len(data.splitlines())
    for line in data.splitlines():
        json.dumps(json.loads(line), ensure_ascii=False).encode("utf-8")  # no lone surrogates, escaped or not
        ScoredRelazione.model_validate_json(line)


def test_the_workbook_has_no_formulas(run: Run) -> None:
    path = run.out / "relazioni.xlsx"
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            assert not name.startswith("/") and ".." not in name
            root = ET.fromstring(archive.read(name))  # well-formed
            if name.startswith("xl/worksheets/sheet"):
                assert not [each for each in root.iter() if each.tag.endswith("}f")], name
            if name.endswith(".rels"):
                targets = [each.get("Target", "") for each in root if each.get("TargetMode") == "External"]
                assert all(re.match(r"(?:\.\./|file:|in/|[^:]*$)", target) for target in targets), targets
    book = openpyxl.load_workbook(path)
    texts = [c.value for sheet in book for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
    assert any(text.startswith("=HYPERLINK") for text in texts)
    assert len([text for text in texts if text in files.COMUNI]) >= 3


class _Page(HTMLParser):
    """Counts what a browser would run, and the relazioni, which lie in it as JSON that no browser runs."""

    def __init__(self) -> None:
        super().__init__()
        self.active: list[str] = []
        self.data: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and dict(attrs).get("type") == "application/json" and set(dict(attrs)) == {"type", "id"}:
            self.data.append(dict(attrs)["id"])
        elif tag in ("script", "iframe", "object", "embed", "base", "link"):
            self.active.append(f"{tag} {dict(attrs).get('id', '')}".strip())
        for name, value in attrs:
            if name.startswith("on") or re.match(r"\s*(?:javascript|vbscript|data):", value or "", re.IGNORECASE):
                self.active.append(f"{name}={value}")


def parsed(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text("utf-8"))
    return page


def test_the_page_runs_nothing_but_its_own(run: Run, alone: Path) -> None:
    page = run.out / "relazioni.html"
    own, other = parsed(page), parsed(alone / "relazioni.html")
    assert own.active == other.active and len(other.active) < 5
    assert own.data == [f"dati-{n}" for n in range(1, len(run.rows()) + 1)]
    assert len(other.data) == len(GOOD)
    text = page.read_text("utf-8")
    assert "<script>alert" not in text.lower() and "&lt;script&gt;alert" in text.lower()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", text)


def test_the_tables_can_be_read(run: Run) -> None:
    table = pq.read_table(run.out / "parquet" / "relazioni")
    assert table.num_rows == len(run.rows())
    assert set(files.COMUNI[:4]) <= set(table.column("comune").to_pylist())
