"""``python -m tests.batch.kill [TIMES]``: runs killed at random moments and taken up again must give what an undisturbed one gives."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.conftest import ROOT

_VERBS = ("potenziato", "avviato", "proseguito", "ridotto", "sospeso")
_SERVICES = ("assistenza domiciliare", "mensa", "trasporto sociale")
_PLACES = ("ALBA", "BRA", "CUNEO", "MONDOVÌ")


def make_inputs(folder: Path) -> Path:
    """A table of short narratives, two relazioni as PDF and a copy, and one that fails."""
    folder.mkdir()
    text = "\n".join(
        f"Nel 2023 il Comune di {place} ha {verb} il servizio di {service} per {3 * n + 5} utenti;{place};2023"
        for n, (verb, service, place) in enumerate((v, s, p) for v in _VERBS for s in _SERVICES for p in _PLACES)
    )
    (folder / "rows.csv").write_text(f"narrative;comune;year\n{text}\n", "utf-8")
    for name in ("petracunna-2023.pdf", "rivamera-2021.pdf"):
        (folder / name).write_bytes((ROOT / "data" / "samples" / name).read_bytes())
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "copy.pdf").write_bytes((folder / "petracunna-2023.pdf").read_bytes())
    return folder


class Template:
    """The process that runs are forked from. A context manager."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.batch.template"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )  # fmt: skip
        assert self._line() == "ready"

    def __enter__(self) -> Template:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(60)

    def start(self, source: str, out: Path, jobs: int) -> int:
        """Process id of a run."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps([source, str(out), jobs]) + "\n")
        self.process.stdin.flush()
        return int(self._line())

    def end(self) -> int:
        """Exit code of the run, when it has ended."""
        return int(self._line())

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()


def fingerprint(out: Path) -> dict[str, str]:
    """What a run has left, journal and lock aside."""
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.parent.name != ".r40"
    }


def kill_somebody(pid: int, chance: random.Random) -> str:
    """Kill the run, or one of its workers."""
    try:
        workers = psutil.Process(pid).children()
        if workers and chance.random() < 0.4:
            os.kill(chance.choice(workers).pid, signal.SIGKILL)
            return "worker"
        os.kill(pid, signal.SIGKILL)
    except (psutil.NoSuchProcess, ProcessLookupError):
        return "nobody"
    return "run"


def check(folder: Path, times: int, seed: int = 0) -> list[str]:
    """Kill and take up ``times`` runs; who was killed in each.

    Raises:
        AssertionError: a run gave something else than the undisturbed one.
    """
    chance = random.Random(seed)
    source = str(make_inputs(folder / "in") / "*")
    killed = []
    with Template() as template:
        for name in ("first", "calm"):  # the first is slow
            begin = time.monotonic()
            template.start(source, folder / name, 2)
            assert template.end() == 0
            lasted = time.monotonic() - begin
        calm = fingerprint(folder / "calm")
        assert len(calm) > 5 and calm == fingerprint(folder / "first")
        for number in range(times):
            out = folder / f"disturbed-{number}"
            victims = []
            for _ in range(1 + number % 3):
                pid = template.start(source, out, chance.choice((1, 2, 3)))
                time.sleep(chance.uniform(0, lasted))
                victims.append(kill_somebody(pid, chance))
                template.end()
            template.start(source, out, chance.choice((1, 2)))
            assert template.end() == 0
            assert fingerprint(out) == calm, f"{number}: {victims}"
            killed.append("+".join(victims))
    return killed


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
        for victims in check(Path(name), count, seed=int(time.time())):
            print(victims)
        print(f"{count} times killed and taken up: always the output of an undisturbed run")
