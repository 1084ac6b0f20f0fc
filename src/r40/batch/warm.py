"""For the fork server alone: loads at import, once, what its workers then share. A new worker starts in milliseconds.

No computation here: threads that it would start do not survive the fork.
"""

import gc
import signal
import sys
from contextlib import suppress
from importlib import import_module
from importlib.abc import MetaPathFinder
from mmap import mmap

# SciPy early: skops, which the model needs, looks for its functions in all modules loaded before it.
_SHARED = ("scipy.special", "pypdfium2", "threadpoolctl", "r40.batch.annotate", "r40.batch.judge", "r40.score")
_SPARE = 64_000_000  # bytes
_LOADING = 60  # CPU seconds


class _NoPandas(MetaPathFinder):
    """scikit-learn and pyarrow import pandas where there is one: a tenth of a second, and memory, that workers have no use for."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name, name=name)


def _load() -> None:
    for name in _SHARED:
        import_module(name)
    from r40.checks.comuni import comuni_of_italy
    from r40.ingest.narrative import italian_words
    from r40.language import load_pipeline
    from r40.model.bundle import load_model

    italian_words()
    comuni_of_italy()
    load_pipeline(load_model(None).info.pipeline)


signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which stops its server
sys.meta_path.insert(0, _NoPandas())
gc.disable()  # going through so many new objects again and again takes a quarter of the time
# On paper only, as nobody touches it; when memory runs short here, workers need some to say that they have none.
_spare = mmap(-1, _SPARE)
signal.setitimer(signal.ITIMER_PROF, _LOADING)  # OpenBLAS asks for its memory again and again, without end
with suppress(Exception):  # no model, no memory: the worker that needs it says so
    _load()
signal.setitimer(signal.ITIMER_PROF, 0)
del _spare
gc.enable()
gc.freeze()  # what is never collected is never copied
