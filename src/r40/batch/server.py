"""The fork server that workers come from. Imports nothing heavy: it is started first, and loads while the run gets ready."""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver
from multiprocessing.context import BaseContext

# "__main__" too: each worker imports the program that started the run, and with it r40's command line.
_PRELOAD = ["__main__", "r40.batch.warm"]
START_METHOD = "forkserver"


def context() -> BaseContext:
    """What workers are started by."""
    found = multiprocessing.get_context(START_METHOD)
    found.set_forkserver_preload(_PRELOAD)
    return found


def start() -> None:
    """Start the server, unless it runs."""
    context()
    forkserver.ensure_running()
