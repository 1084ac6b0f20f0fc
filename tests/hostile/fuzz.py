"""``python -m tests.hostile.fuzz MINUTES [SEED] [FOLDER]``: reads spoilt relazioni until the time is over.

Each file is read in a child process; what kills or hangs it, or raises anything but a ReadError, is kept in FOLDER. Prints
how often each status and code came, and what was found.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from r40.batch.limits import limited
from r40.settings import Settings
from tests.hostile.mutate import at_random, bases, verdict

_FILES = 25  # of one child
_LIMITS = Settings(max_seconds=10, max_memory=600)


def main(minutes: float, seed: int, kept: Path) -> int:
    """Fuzz; the number of files that were kept."""
    from r40.ingest import plumber  # noqa: F401

    bases()
    begin, counts, found = time.monotonic(), Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        while time.monotonic() - begin < 60 * minutes:
            report = folder / "report"
            report.write_text("")
            code = _child(seed, folder, report)
            lines = report.read_text("utf-8").splitlines()
            for number, line in enumerate(lines):
                counts[line.split()[0]] += 1
                if line.startswith(("internal", "raised")):
                    _keep(line, seed + number, kept, found)
            if code:
                _keep(f"died of {signal.Signals(-code).name if code < 0 else code}", seed + len(lines), kept, found)
                counts["died"] += 1
            seed += len(lines) + bool(code)
    print(f"{counts.total()} files in {time.monotonic() - begin:.0f} s, up to seed {seed}")
    for what, count in counts.most_common():
        print(f"{count:7} {what}")
    for what, count in found.most_common():
        print(f"{count:7} {what}")
    return found.total()


def _child(seed: int, folder: Path, report: Path) -> int:
    """Read files from this number on, a line of the report for each; what became of the process."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with report.open("a", encoding="utf-8") as lines:
        for number in range(seed, seed + _FILES):
            suffix, data = at_random(number)
            path = folder / f"file{suffix}"
            path.write_bytes(data)
            try:
                with limited(_LIMITS):
                    said = verdict(path)
            except BaseException as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                said = f"raised {type(error).__name__}: {error} at {Path(where.filename).name}:{where.lineno}"
            print(ascii(said).strip("'\""), file=lines, flush=True)
    os._exit(0)


def _keep(what: str, seed: int, kept: Path, found: Counter[str]) -> None:
    if not found[what]:
        kept.mkdir(parents=True, exist_ok=True)
        suffix, data = at_random(seed)
        (kept / f"{seed}{suffix}").write_bytes(data)
        print(f"{seed}: {what}", flush=True)
    found[what] += 1


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(
        min(1, main(
            float(arguments[0]) if arguments else 1,
            int(arguments[1]) if len(arguments) > 1 else 0,
            Path(arguments[2]) if len(arguments) > 2 else Path(tempfile.gettempdir()) / "r40-fuzz",
        ))
    )  # fmt: skip
