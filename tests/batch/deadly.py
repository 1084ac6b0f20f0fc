"""Inputs that do to their reader what a hostile file may do."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil

from r40.batch.inputs import Input


class Deadly:
    """Passes for a path; whoever opens it suffers."""

    suffix = ".pdf"

    def __init__(self, harm: str, witness: Path) -> None:
        self.harm, self.witness = harm, witness

    def is_file(self) -> bool:
        return False

    def __fspath__(self) -> str:
        with self.witness.open("a") as file:
            file.write(f"{os.getpid()}\n")
        if self.harm == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        elif self.harm == "exit":
            os._exit(3)
        elif self.harm == "spin":
            while True:
                pass
        elif self.harm == "sleep":
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
            time.sleep(600)
        elif self.harm == "memory":
            held = []
            while True:
                held.append(b"x" * 50_000_000)
        elif self.harm == "once" and self.witness.read_text().count("\n") == 1:
            os.kill(os.getpid(), signal.SIGKILL)  # as an operator, or the system when memory is short
        elif self.harm == "raise":
            raise RecursionError("nested too deep")
        return str(self.witness)


def deadly(harm: str, folder: Path) -> Input:
    """An input of this kind; each attempt to read it leaves a line in ``folder/harm``."""
    return Input(f"{harm}.pdf", Deadly(harm, folder / harm))  # type: ignore[arg-type]


def kill_parent_pool(number: int) -> int:
    """A task of which one idle worker is killed, now and then: pebble gives up its pool."""
    if number in (2, 4):
        for child in psutil.Process(os.getpid()).parent().children():
            if child.pid != os.getpid():
                with suppress(psutil.NoSuchProcess):  # one that was killed before has ended meanwhile
                    child.kill()
    return number
