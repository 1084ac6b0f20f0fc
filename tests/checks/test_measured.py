"""The measured precision that ships with r40."""

from __future__ import annotations

from r40.checks.measured import measured_precision
from r40.codebook import default_codebook


def test_every_rule_is_measured_and_none_is_sure() -> None:
    measured = measured_precision()
    assert set(measured) == set(default_codebook().rules)
    assert all(0 < value < 1 for value in measured.values())
