"""How precise each rule was found to be; measured by ``make bench-checks`` (docs/checks.md)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import yaml


@lru_cache(maxsize=1)
def measured_precision() -> Mapping[str, float]:
    """Share of a rule's flags that are right, by rule code, from 0 to 1.

    It is (k + 1) / (n + 2) of n flags of which k were right (Laplace's rule of succession), so that a rule with few flags is
    not taken for a sure one.
    """
    text = files("r40.checks").joinpath("precision.yaml").read_text("utf-8")
    return MappingProxyType({code: float(row["precision"]) for code, row in yaml.safe_load(text).items()})
