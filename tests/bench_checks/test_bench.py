"""The bench itself: large enough, and clean where it says so."""

from __future__ import annotations

from collections import Counter

import pytest

from r40.checks.base import Context, check
from r40.checks.explain import select
from r40.codebook import default_codebook
from tests.bench_checks.case import Case
from tests.bench_checks.measure import Tally, auc, wilson
from tests.bench_checks.report import data
from tests.bench_checks.run import all_cases

OF_FIGURES = select(["N", "D106", "L305"])


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return all_cases()


def test_every_rule_has_its_faults(cases: list[Case]) -> None:
    planted = Counter(case.rule for case in cases if case.kind == "planted")
    assert set(planted) == set(default_codebook().rules) and min(planted.values()) >= 7
    assert sum(planted.values()) >= 200 and sum(case.kind == "clean" for case in cases) >= 80
    assert len({case.id for case in cases}) == len(cases)


def test_figures_agree_but_where_a_fault_was_planted_in_them(cases: list[Case]) -> None:
    for case in cases:
        flags, _ = check(OF_FIGURES, Context(case.relazione(), default_codebook()))
        called_for = {case.rule, *case.also} if case.kind == "planted" else set(case.also)
        assert {flag.code for flag in flags} <= called_for, (case.id, [flag.message for flag in flags])


def test_a_phrasing_says_what_its_form_does_not(cases: list[Case]) -> None:
    told = [case for case in cases if case.phrased and case.kind == "planted" and case.rule != "D105"]
    assert all(case.form.narrative != case.base.form.narrative for case in told)
    assert not any("{" in case.form.narrative or "@" in case.form.narrative for case in told)


def test_measures() -> None:
    assert wilson(9, 10) == pytest.approx((0.5958, 0.9821), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)
    assert auc([0.1, 0.5], [0.5, 0.9]) == 0.875
    assert "X401: {precision: 0.750, recall: 0.500, n: 2}" in data({"X401": Tally(planted=4, found=2)})
