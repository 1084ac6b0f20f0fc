"""Readers that crash, hang and swell, in real worker processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from r40.batch.annotate import annotate_all
from r40.batch.inputs import Input
from r40.batch.journal import Journal
from r40.batch.pool import Workers
from r40.batch.work import Job
from r40.errors import ModelError, OutputError
from r40.settings import Settings
from tests.batch.deadly import deadly, kill_parent_pool


@pytest.fixture
def workers(job: Job, tmp_path: Path) -> Iterator[Workers]:
    with Workers(2, job, Journal(tmp_path / "journal.sqlite", "f")) as found:
        yield found


def attempts(harm: str, folder: Path) -> int:
    return (folder / harm).read_text().count("\n")


def test_what_kills_its_reader_costs_only_itself(job: Job, table: list[Input], tmp_path: Path) -> None:
    impatient = replace(job, settings=Settings(max_seconds=4, max_memory=300))
    bad = {
        "crash": "reader_crashed",
        "exit": "reader_crashed",
        "spin": "time_limit",
        "sleep": "time_limit",
        "memory": "memory_limit",
        "raise": "internal",
    }
    inputs = list(table)
    for place, harm in enumerate(bad):
        inputs.insert(6 * place + 3, deadly(harm, tmp_path))
    journal = Journal(tmp_path / "journal.sqlite", "f")
    with Workers(2, impatient, journal) as workers:
        assert len({outcome.source for outcome in annotate_all(inputs, workers)}) == len(inputs)
    records = journal.records([each.source for each in inputs])
    failed = {r.source.removesuffix(".pdf"): r.errors[0].code for r in records if r.status == "failed"}
    assert failed == bad
    assert {r.status for r in records if r.source.removesuffix(".pdf") not in bad} == {"partial"}
    assert (attempts("spin", tmp_path), attempts("sleep", tmp_path), attempts("crash", tmp_path)) == (1, 1, 2)


def test_a_reader_that_others_killed_is_given_another_chance(
    workers: Workers, table: list[Input], tmp_path: Path
) -> None:
    (tmp_path / "once").write_text("")
    outcomes = list(annotate_all([*table[:4], deadly("once", tmp_path)], workers))
    assert attempts("once", tmp_path) == 2
    assert {o.source: o.status for o in outcomes}["once.pdf"] == "failed"  # it holds process ids, no relazione
    assert "SIGKILL" not in "".join(o.problem for o in outcomes)


def test_a_pool_that_breaks_is_made_again(workers: Workers) -> None:
    found = {}
    for number in range(6):  # one by one, so that the worker that is killed is idle: it has no task to lose
        found |= dict(workers.run(kill_parent_pool, deque([number])))
    assert found == {n: n for n in range(6)}


def test_the_same_record_whatever_the_workers(job: Job, table: list[Input], files: list[Input], tmp_path: Path) -> None:
    inputs = [*files, *table]
    found = []
    for jobs in (1, 2):
        journal = Journal(tmp_path / f"{jobs}.sqlite", "f")
        with Workers(jobs, job, journal) as workers:
            assert len(list(annotate_all(inputs, workers))) == len(inputs)
        found.append([r.model_dump_json() for r in journal.records([each.source for each in inputs])])
    assert found[0] == found[1]


def test_a_model_that_cannot_be_loaded_ends_the_run(job: Job, table: list[Input], tmp_path: Path) -> None:
    lost = Job(job.codebook, job.settings, model=tmp_path)
    with Workers(1, lost, Journal(tmp_path / "j.sqlite", "f")) as workers, pytest.raises(ModelError, match="--model"):
        list(annotate_all(table, workers))


def test_a_journal_that_cannot_be_written_ends_the_run(workers: Workers, table: list[Input], tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(OutputError, match=r"journal\.sqlite"):
        list(annotate_all(table, workers))
