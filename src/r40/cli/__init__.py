"""The command line: one module a command."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point. Imports nothing before it is called: worker processes import the program that started the run."""
    if sys.argv[1:2] == ["score"] and "--help" not in sys.argv:
        from r40.batch import server

        server.start()  # what it loads takes longer than all the rest before the first file is read

    from r40.cli.app import run

    run()
