from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster

from r40.batch.inputs import Input
from r40.batch.run import Options, run
from r40.batch.work import Job
from r40.errors import ClusterError


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    settings = {"distributed.worker.daemon": False, "distributed.comm.timeouts.connect": "60s"}
    with (
        dask.config.set(settings),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as found,
    ):
        yield found


def test_a_cluster_gives_what_one_machine_gives(
    cluster: LocalCluster, table: list[Input], files: list[Input], job: Job, tmp_path: Path
) -> None:
    inputs = [*files, *table]
    for name, scheduler in (("here", None), ("there", cluster.scheduler_address)):
        result = run(inputs, job, tmp_path / name, Options(jobs=1, scheduler=scheduler))
        assert len(result.outcomes) == len(inputs)
    assert (tmp_path / "here" / "scored.jsonl").read_bytes() == (tmp_path / "there" / "scored.jsonl").read_bytes()
    again = run(inputs, job, tmp_path / "there", Options(jobs=1, scheduler=cluster.scheduler_address))
    assert not again.outcomes


def test_a_scheduler_that_does_not_answer(
    table: list[Input], job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("r40.batch.cluster._WAIT", 1)
    with pytest.raises(ClusterError, match=r"tcp://127\.0\.0\.1:9"):
        run(table, job, tmp_path, Options(jobs=1, scheduler="tcp://127.0.0.1:9"))
