"""Cohen's kappa."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from r40.store.agreement import by_code, kappa

LABELS = st.sampled_from(["confirmed", "dismissed", "ask"])


@given(
    st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=30).filter(lambda p: len({x for q in p for x in q}) > 1)
)
def test_kappa_is_scikit_learns(pairs: list[tuple[str, str]]) -> None:
    assert kappa(pairs) == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)))


def test_kappa_of_the_textbook() -> None:
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)


def test_kappa_is_not_defined_where_only_one_verdict_was_given() -> None:
    assert kappa([]) is None
    assert kappa([("confirmed", "confirmed")] * 5) is None


def test_each_code_and_all_together() -> None:
    found = {a.code: a for a in by_code([("L301", "c", "c"), ("L301", "d", "c"), ("N201", "d", "d")])}
    assert [(c, a.n, a.observed) for c, a in found.items()] == [("L301", 2, 0.5), ("N201", 1, 1.0), ("*", 3, 2 / 3)]
    assert by_code([])[0].n == 0
