"""Runs that can be killed and are quick to start: forked from a process that has imported and loaded all they need.

A real run starts a fork server, which takes seconds; here the run itself is the server of its workers. Reads commands from
its input, a JSON list ``[table or folder, output folder, jobs]`` a line; writes the process id of each run, which ends with
the run's own code.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from pathlib import Path

import r40.batch.warm
import r40.reports.excel
import r40.reports.html
import r40.reports.parquet  # noqa: F401
from r40.batch import server
from r40.batch.inputs import find_inputs
from r40.batch.run import Options, run
from r40.batch.work import Job
from r40.codebook import default_codebook


def main() -> None:
    """Serve."""
    server.START_METHOD = "fork"
    print("ready", flush=True)
    for line in sys.stdin:
        source, out, jobs = json.loads(line)
        child = os.fork()
        if not child:
            os.setsid()
            job = Job(default_codebook())
            code = 1
            try:
                run(find_inputs([source]), job, Path(out), Options(jobs=jobs))
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        # Forked workers hold the lock of their run until they see that it is gone; those of a fork server never have it.
        while _alive(child):
            time.sleep(0.01)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main()
