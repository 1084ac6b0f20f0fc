"""The machine fails: no room on the disk, no memory, processes that die. Earlier output stays, the error says what to do."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver as server
from pathlib import Path

import pytest

from r40.batch.inputs import find_inputs
from r40.batch.run import Options, run
from r40.batch.work import Job
from r40.codebook import Codebook
from r40.errors import OutputError, WorkersError
from tests.batch.kill import fingerprint, make_inputs

_DISK = 12_000_000


@dataclass(frozen=True)
class Disk:
    """A folder on which there can be too little room."""

    place: Path
    mounted: bool

    @contextmanager
    def full(self, spare: int) -> Iterator[None]:
        """Meanwhile so many bytes are left; where no file system can be mounted, no file may grow beyond so many."""
        if self.mounted:
            room = os.statvfs(self.place)
            (self.place / "filler").write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - spare)))
            try:
                yield
            finally:
                (self.place / "filler").unlink()
            return
        processes = (os.getpid(), server._forkserver._forkserver_pid)  # type: ignore[attr-defined]
        limit = (max(spare, 1_000), resource.RLIM_INFINITY)  # semaphores are files too
        before = [resource.prlimit(pid, resource.RLIMIT_FSIZE, limit) for pid in processes]
        try:
            yield
        finally:
            for pid, limits in zip(processes, before, strict=True):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Disk]:
    """A file system of 12 MB where one can be mounted, as by root on CI; else a folder."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_DISK}", "tmpfs", str(place)]
    mounted = bool(shutil.which("mount")) and not subprocess.run(mount, capture_output=True).returncode
    yield Disk(place, mounted)
    if mounted:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_spoils_nothing_and_the_same_command_goes_on(
    codebook: Codebook, small_disk: Disk, tmp_path: Path
) -> None:
    source = make_inputs(tmp_path / "in")
    few, all_of_them = find_inputs([str(source / "*.pdf")]), find_inputs([str(source / "*")])
    job, options = Job(codebook), Options(jobs=2)
    # As deep as the other one: the workbook's links to the files are relative to it.
    run(all_of_them, job, tmp_path / "calm" / "out", options)
    expected = fingerprint(tmp_path / "calm" / "out")
    out = small_disk.place / "out"
    run(few, job, out, options)
    before = fingerprint(out)
    failures = 0
    for spare in (0, 40_000, 150_000, 400_000):  # in the journal, in the lines, in the reports
        with small_disk.full(spare):
            try:
                run(all_of_them, job, out, options)
            except OutputError as error:
                assert "spazio su disco" in error.message and str(out) in error.message
                failures += 1
        after = fingerprint(out)
        assert not [name for name in after if "tmp" in name or ".new" in name]
        assert {name: after[name] for name in before if after[name] != expected.get(name)}.items() <= before.items()
    assert failures >= 2
    run(all_of_them, job, out, options)
    assert fingerprint(out) == expected


def limited(which: int, limit: int) -> Callable[[], None]:
    """For a child process: this limit."""
    return lambda: resource.setrlimit(which, (limit, limit))


def score(source: Path, out: Path, before: Callable[[], None]) -> subprocess.CompletedProcess[str]:
    """The command in a process that cannot have what it wants."""
    return subprocess.run(
        [sys.executable, "-c", "from r40.cli import main; main()", "score", source, "--out", out, "--jobs", "1"],
        capture_output=True,
        text=True,
        preexec_fn=before,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # each thread would want memory of its own
        timeout=600,
    )


def test_writing_that_fails_is_told_in_one_line(tmp_path: Path) -> None:
    source, out = make_inputs(tmp_path / "in"), tmp_path / "out"
    out.mkdir()
    (out / "scored.jsonl").write_text("di prima\n")
    done = score(source, out, limited(resource.RLIMIT_FSIZE, 8_000))
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr and "Impossibile scrivere" in done.stderr
    assert (out / "scored.jsonl").read_text() == "di prima\n"
    assert sorted(path.name for path in out.iterdir()) == [".r40", "scored.jsonl"]


def test_a_machine_without_memory_is_told_so(tmp_path: Path) -> None:
    source, out = make_inputs(tmp_path / "in"), tmp_path / "out"
    for megabytes in (350, 500):  # not enough for the libraries, and not enough for the model
        done = score(source, out, limited(resource.RLIMIT_AS, megabytes * 1_000_000))
        assert done.returncode == WorkersError.exit_code, done.stderr
        assert "Traceback" not in done.stderr and "memoria" in done.stderr
        assert "\nfailed " not in done.stderr  # no file is to blame
    again = score(source, out, lambda: None)
    assert again.returncode == 1 and "ok  " in again.stderr, again.stderr  # one of them is empty
