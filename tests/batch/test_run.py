from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from r40.batch.inputs import Input, find_inputs
from r40.batch.judge import known_texts
from r40.batch.run import Options, Result, fingerprint, run
from r40.batch.work import Job
from r40.checks.explain import select
from r40.errors import OutputBusyError, OutputError
from r40.settings import Settings


def score(inputs: Sequence[Input], job: Job, out: Path, **options: Any) -> Result:
    return run(inputs, job, out, Options(**{"jobs": 2, **options}))


def read_by(result: Result) -> list[str]:
    return sorted(Path(outcome.source).name for outcome in result.outcomes)


def rows(out: Path) -> dict[str, dict[str, Any]]:
    lines = (out / "scored.jsonl").read_text("utf-8").split("\n")
    return {Path(row["source"]).name: row for row in map(json.loads, filter(None, lines))}


def test_what_is_done_and_unchanged_is_skipped(files: list[Input], job: Job, tmp_path: Path) -> None:
    out, folder = tmp_path / "out", files[0].path.parent
    assert read_by(score(files, job, out)) == ["a.pdf", "petracunna-2023.pdf", "rivamera-2021.pdf", "z.pdf"]
    before = (out / "scored.jsonl").read_bytes()
    assert read_by(score(files, job, out)) == []
    assert (out / "scored.jsonl").read_bytes() == before
    assert read_by(score(files, job, out, retry_failed=True)) == ["a.pdf", "z.pdf"]
    (folder / "z.pdf").write_bytes(b"altro")
    (folder / "rivamera-2021.pdf").rename(folder / "renamed.pdf")
    assert read_by(score(find_inputs([str(folder)]), job, out)) == ["z.pdf"]
    assert rows(out)["renamed.pdf"]["status"] == "ok"
    assert (out / "scored.jsonl").read_bytes() != before


def test_equal_files_are_both_there_and_a_vanished_one_has_failed(files: list[Input], job: Job, tmp_path: Path) -> None:
    folder = files[0].path.parent
    (folder / "copy.pdf").write_bytes((folder / "rivamera-2021.pdf").read_bytes())
    found = find_inputs([str(folder)])
    (folder / "z.pdf").unlink()
    score(found, job, tmp_path / "out")
    by_name = rows(tmp_path / "out")
    assert list(by_name) == ["a.pdf", "copy.pdf", "petracunna-2023.pdf", "rivamera-2021.pdf", "z.pdf"]
    assert by_name["z.pdf"]["errors"][0]["code"] == "file_unreadable"
    same = [{k: v for k, v in by_name[n].items() if k != "source"} for n in ("copy.pdf", "rivamera-2021.pdf")]
    assert same[0] == same[1]


def test_a_narrative_is_compared_with_those_of_earlier_runs(job: Job, tmp_path: Path) -> None:
    text = "Il servizio di assistenza domiciliare è stato potenziato con nuovi operatori e con un orario più ampio. " \
        "Per i minori si è aperto un centro educativo pomeridiano nel quartiere della stazione, con dodici posti. " \
        "Agli anziani soli telefona ogni giorno un gruppo di volontari formati dal Consorzio dei servizi. " \
        "Le famiglie in difficoltà hanno avuto buoni per la spesa e un aiuto per pagare l'affitto e le bollette."  # fmt: skip
    inputs = []
    for place in ("ALBA", "BRA"):
        (tmp_path / f"{place}.csv").write_text(f"narrative;comune\n{text};{place}\n", "utf-8")
        inputs.append(find_inputs([str(tmp_path / f"{place}.csv")]))
    score(inputs[0], job, tmp_path / "out")
    assert [flag["code"] for row in rows(tmp_path / "out").values() for flag in row["flags"]].count("D105") == 0
    for out, known in ((tmp_path / "out", []), (tmp_path / "other", known_texts([tmp_path / "out"]))):
        score(inputs[1], job, out, known=known)
        ((name, row),) = rows(out).items()
        (flag,) = [flag for flag in row["flags"] if flag["code"] == "D105"]
        assert (name, flag["values"]["comuni"]) == ("BRA.csv#1", ["ALBA"])


def test_other_rules_need_no_new_reading_and_other_limits_do(table: list[Input], job: Job, tmp_path: Path) -> None:
    score(table, job, tmp_path)
    result = score(table, replace(job, rules=select(["D101"])), tmp_path)
    assert not result.outcomes
    assert {code for row in rows(tmp_path).values() for code in row["checks"]} == {"D101"}
    assert fingerprint(job) != fingerprint(replace(job, settings=Settings(max_pages=3)))
    assert fingerprint(job) == fingerprint(replace(job, settings=Settings(max_seconds=7)))


def test_two_runs_do_not_write_into_one_folder(table: list[Input], job: Job, tmp_path: Path) -> None:
    held = subprocess.Popen(
        [sys.executable, "-c", "import sys, fcntl, os, time; from pathlib import Path\n"
         "p = Path(sys.argv[1]); p.mkdir(); f = (p / 'lock').open('w'); fcntl.flock(f, fcntl.LOCK_EX)\n"
         "f.write(str(os.getpid())); f.flush(); print('held', flush=True); time.sleep(60)", str(tmp_path / ".r40")],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert held.stdout
    assert held.stdout.readline() == "held\n"
    with pytest.raises(OutputBusyError, match=str(held.pid)):
        score(table, job, tmp_path)
    held.kill()
    held.wait()
    assert score(table, job, tmp_path).statuses["partial"] == len(table)


@pytest.mark.parametrize("name", ["scored.jsonl", "relazioni.xlsx", "relazioni.html", "parquet"])
def test_an_output_that_cannot_be_written_is_named(name: str, table: list[Input], job: Job, tmp_path: Path) -> None:
    (tmp_path / "out" / name / "mine").mkdir(parents=True)
    with pytest.raises(OutputError, match=name.replace(".", r"\.")):
        score(table, job, tmp_path / "out")
    assert (tmp_path / "out" / name / "mine").is_dir()
    assert not list((tmp_path / "out").glob(".*.tmp"))
