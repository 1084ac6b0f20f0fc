"""First phase on a Dask cluster, by joblib. Every node reads in guarded processes of its own, as a single machine does."""

from __future__ import annotations

import multiprocessing
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from multiprocessing.util import Finalize
from pathlib import Path

from r40.batch.annotate import annotate_all
from r40.batch.inputs import Input
from r40.batch.journal import Entry, Journal
from r40.batch.pool import Workers
from r40.batch.work import Job, Outcome, outcome
from r40.errors import ClusterError, R40Error

CHUNK = 32  # inputs a task
_WAIT = 20  # seconds for the scheduler to answer


def annotate_remotely(inputs: Sequence[Input], job: Job, journal: Journal, scheduler: str) -> Iterator[Outcome]:
    """Read and annotate inputs on the cluster; outcomes as they come, their entries in the journal of this machine.

    The nodes must find the files, and the model if one is named, under the same paths.

    Raises:
        ClusterError: the extra ``cluster`` is not installed, the scheduler does not answer, has no workers or loses
            them, or a worker may not start processes.
    """
    try:
        from distributed import Client
        from joblib import Parallel, delayed, parallel_config
    except ImportError as error:
        raise ClusterError("Per --scheduler serve l'estensione «cluster»: pip install 'r40[cluster]'.") from error
    chunks = [inputs[start : start + CHUNK] for start in range(0, len(inputs), CHUNK)]
    try:
        with Client(scheduler, timeout=_WAIT, set_as_default=True) as client:  # type: ignore[no-untyped-call]
            if not client.scheduler_info()["workers"]:
                raise ClusterError(f"Il cluster «{scheduler}» non ha processi di lavoro: avviarli con «dask worker».")
            with parallel_config(backend="dask"):
                results = Parallel(return_as="generator_unordered", batch_size=1)(
                    delayed(annotate_chunk)(chunk, job, journal.fingerprint) for chunk in chunks
                )
                for entries in results:
                    journal.write(entries)
                    yield from (outcome(entry.record, entry.seconds) for entry in entries)
    except R40Error:
        raise
    except Exception as error:
        raise ClusterError(
            f"Il cluster «{scheduler}» non risponde o ha interrotto il lavoro ({type(error).__name__}: {error}): "
            "verificare che sia attivo e ripetere lo stesso comando, che riprende da dove si è fermato."
        ) from error


def annotate_chunk(inputs: Sequence[Input], job: Job, fingerprint: str) -> list[Entry]:
    """Entries of inputs; runs on a node of the cluster.

    Raises:
        ClusterError: the node may not start processes.
    """
    if multiprocessing.current_process().daemon:
        raise ClusterError(
            "I processi di Dask non possono avviarne altri, e r40 legge i file in processi protetti: avviare «dask worker» "
            "con la variabile DASK_DISTRIBUTED__WORKER__DAEMON=False (docs/cluster.md)."
        )
    with _ONE_AT_A_TIME:
        workers = _workers(job, fingerprint)
        seconds = {each.source: each.seconds for each in annotate_all(inputs, workers)}
        records = workers.journal.records([each.source for each in inputs])
        workers.journal.clear()
    return [Entry(record, seconds[record.source]) for record in records]


_ONE_AT_A_TIME = threading.Lock()  # a process of the cluster has one guarded process, however many threads
_kept: dict[str, Workers] = {}


def _workers(job: Job, fingerprint: str) -> Workers:
    """The guarded process for this job, kept from chunk to chunk: it takes seconds to start."""
    key = f"{fingerprint} {job.settings}"
    if key not in _kept:
        _close()
        journal = Path(tempfile.mkdtemp(prefix="r40-")) / "journal.sqlite"
        _kept[key] = Workers(1, job, Journal(journal, fingerprint))
        # Unlike those of atexit, it is also called at the end of processes that multiprocessing has started, as Dask's.
        Finalize(None, _close, exitpriority=1)
    return _kept[key]


def _close() -> None:
    for workers in _kept.values():
        workers.stop()
        shutil.rmtree(workers.journal.path.parent, ignore_errors=True)
    _kept.clear()
