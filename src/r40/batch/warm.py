"""For the fork server alone: loads at import, once, what its workers then share. A new worker starts in milliseconds.

No computation here: threads that it would start do not survive the fork.
"""

import gc
from contextlib import suppress

import pdfplumber
import pypdfium2  # type: ignore[import-untyped]
import threadpoolctl  # type: ignore[import-untyped]

import r40.batch.annotate
import r40.batch.judge
import r40.score
from r40.codebook import default_codebook
from r40.errors import ModelError
from r40.language import load_pipeline
from r40.model.bundle import load_model

__all__ = ["pdfplumber", "pypdfium2", "r40", "threadpoolctl"]

default_codebook()
with suppress(ModelError):  # the worker that needs it says so
    load_pipeline(load_model(None).info.pipeline)
gc.freeze()  # what is never collected is never copied
