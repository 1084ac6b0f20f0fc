"""Names of comuni."""

from __future__ import annotations

import pytest

from r40.checks.comuni import comune_in, comuni_of_italy, is_common_word


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Savigliano", "Savigliano"),
        ("San Giovanni in Persiceto e", "San Giovanni in Persiceto"),
        ("Reggio nell'Emilia", "Reggio nell'Emilia"),
        ("Pont Canavese Progetto Vita", "Pont Canavese"),
        ("Borgodoria", None),
        ("Re", None),
    ],
)
def test_the_longest_run_that_is_a_comune(words: str, found: str | None) -> None:
    assert comune_in(words) == found


def test_those_of_the_batch_are_comuni_too() -> None:
    assert comune_in("Borgodoria Alta", frozenset({"borgodoria alta"})) == "Borgodoria Alta"


def test_former_comuni_are_known() -> None:
    assert "rivarolo ligure" in comuni_of_italy()


@pytest.mark.parametrize(("name", "common"), [("Popoli", True), ("Vita", True), ("Codigoro", False)])
def test_common_words(name: str, common: bool) -> None:
    assert is_common_word(name) is common
