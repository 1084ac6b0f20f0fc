from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r40.themes.copies import weights
from r40.themes.estimates import estimate, wilson
from r40.themes.share import ALL, area_marks, composition, reason_marks, shares, status_shares
from tests.themes.conftest import marks, relazioni


def test_wilson_known_answer() -> None:
    low, high = wilson(np.array([0.1]), np.array([50.0]))  # 5 of 50
    assert (low[0], high[0]) == pytest.approx((0.0434, 0.2136), abs=2e-4)


def test_without_clusters_it_is_wilson_with_student_in_place_of_the_normal() -> None:
    y = np.array([[1.0]] * 30 + [[0.0]] * 70)
    low, high = estimate(y, np.ones(100), np.arange(100)).interval()
    plain = wilson(np.array([0.3]), np.array([99.0]))  # variance with C / (C - 1)
    assert (low[0], high[0]) == pytest.approx((plain[0][0], plain[1][0]), abs=1e-6)


def test_copies_widen_the_interval_as_if_each_text_were_one() -> None:
    y = np.repeat([[1.0], [0.0]], [8, 12], axis=0)
    alone = estimate(y, np.ones(20), np.arange(20))
    copied = estimate(np.repeat(y, 5, axis=0), np.ones(100), np.repeat(np.arange(20), 5))
    assert copied.p == pytest.approx(alone.p)
    assert copied.interval()[0] == pytest.approx(alone.interval()[0], abs=0.015)
    assert copied.interval()[1] == pytest.approx(alone.interval()[1], abs=0.015)


def test_nobody_and_everybody_have_an_interval_too() -> None:
    y = np.array([[0.0, 1.0]] * 20)
    low, high = estimate(y, np.ones(20), np.arange(20)).interval()
    assert (low[0], high[1]) == (0, 1)
    assert 0.1 < high[0] < 0.25
    assert low[1] == pytest.approx(1 - high[0])


def test_one_cluster_tells_nothing() -> None:
    low, high = estimate(np.array([[1.0], [0.0]]), np.ones(2), np.zeros(2)).interval()
    assert (low[0], high[0]) == (0, 1)


@pytest.mark.parametrize(("p", "size"), [(0.1, 1), (0.5, 4), (0.15, 4)])
def test_intervals_cover_at_their_rate(p: float, size: int) -> None:
    """60 texts of one to ``size`` copies each, 1,500 draws: 95% within what the draws leave open (a tenth of the texts have rare items)."""
    draw = np.random.default_rng(7)
    runs = 1_500
    sizes = draw.integers(1, size + 1, 60)
    cluster = np.repeat(np.arange(60), sizes)
    y = draw.random((60, runs)) < p
    low, high = estimate(y[cluster].astype(float), np.ones(len(cluster)), cluster).interval()
    assert 0.93 < ((low <= p) & (p <= high)).mean() < 0.99


@pytest.mark.parametrize("count", [30, 100])
def test_intervals_cover_where_one_text_in_ten_is_that_of_forty_comuni(count: int) -> None:
    """By the variance seen alone they would in half of the draws: the few long texts often agree by chance."""
    draw = np.random.default_rng(9)
    text = np.repeat(np.arange(count), np.where(np.arange(count) % 10, 1, 40))
    y = draw.random((count, 2_000)) < 0.3
    low, high = estimate(y[text].astype(float), np.ones(len(text)), text, text).interval()
    assert 0.93 < ((low <= 0.3) & (high >= 0.3)).mean() < 0.99


def test_each_mention_of_a_text_counts_but_not_its_copies() -> None:
    """Ten texts of four mentions each, half of them shared by three comuni: 4 * 20**2 / (5 * 9 + 5)."""
    text = np.repeat(np.arange(10), [3] * 5 + [1] * 5)
    found = estimate(np.full((20, 1), 2.0), np.ones(20), text, text, np.full(20, 4.0))
    assert found.kish_texts == pytest.approx(4 * 20**2 / 50)


def test_ignoring_copies_would_not_cover() -> None:
    draw = np.random.default_rng(7)
    y = (draw.random((60, 500)) < 0.3)[np.repeat(np.arange(60), 6)].astype(float)
    low, high = estimate(y, np.ones(360), np.arange(360)).interval()
    assert ((low <= 0.3) & (high >= 0.3)).mean() < 0.7


def test_shares_known_answer() -> None:
    frame = relazioni(range(6), year=[2021] * 4 + [2023] * 2)
    found = shares(frame, marks((0, "a"), (0, "a"), (1, "a"), (1, "b"), (5, "b"), (99, "a")), "year")
    table = {(r.group, r.item): (r.relazioni, r.count, r.share) for r in found.itertuples()}
    assert table == {
        ("2021", "a"): (4, 2, 0.5), ("2021", "b"): (4, 1, 0.25), ("2023", "a"): (2, 0, 0.0), ("2023", "b"): (2, 1, 0.5),
    }  # fmt: skip
    assert shares(frame, marks((0, "a"))).iloc[0][["group", "share"]].tolist() == [ALL, pytest.approx(1 / 6)]


def test_groups_that_overlap() -> None:
    groups = pd.DataFrame({"relazione": [0, 1, 1, 2, 77], "group": ["R16", "R16", "R18", "R18", "R18"]})
    found = shares(relazioni(range(3)), marks((1, "a"), (2, "a")), groups)
    assert found[["group", "relazioni", "count", "share"]].values.tolist() == [["R16", 2, 1, 0.5], ["R18", 2, 2, 1.0]]


def test_once_counts_texts_and_each_counts_relazioni() -> None:
    frame = relazioni([0, 0, 0, 1]).assign(weight=[1 / 3] * 3 + [1.0])
    told = marks((0, "a"), (1, "a"), (2, "a"))
    assert shares(frame, told, copies="each")["share"].tolist() == [0.75]
    assert shares(frame, told, copies="once")["share"].tolist() == pytest.approx([0.5])
    assert shares(frame, told)["clusters"].tolist() == [2]
    assert weights(frame, "once").sum() == pytest.approx(2)


def test_nothing_to_count() -> None:
    none = marks().astype({"relazione": "int64"})
    assert shares(relazioni([]), none).empty
    assert shares(relazioni([0, 1]), none).empty
    assert list(shares(relazioni([]), none)) == list(shares(relazioni([0]), marks((0, "a"))))


def test_status_known_answer() -> None:
    mentions = pd.DataFrame(
        {"relazione": [0, 0, 1, 2], "id": ["x"] * 4, "state": ["avviato", "avviato", None, "concluso"]}
    )
    found = status_shares(relazioni(range(3)), mentions)
    assert dict(zip(found["item"], found["share"], strict=True)) == {
        "avviato": 0.5,
        "concluso": 0.25,
        "non detto": 0.25,
    }


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from("xy"), st.sampled_from("abc")), min_size=1, max_size=40),
    st.sampled_from(["each", "once"]),
)
def test_shares_of_a_composition_sum_to_one(rows: list[tuple[int, str, str]], copies: str) -> None:
    frame = relazioni([n // 2 for n in range(10)]).assign(weight=[0.5] * 10)
    found = composition(frame, pd.DataFrame(rows, columns=["relazione", "group", "item"]), copies)  # type: ignore[arg-type]
    assert found.groupby("group")["share"].sum().to_numpy() == pytest.approx(1.0)
    assert (found["low"] <= found["share"] + 1e-9).all()
    assert (found["share"] <= found["high"] + 1e-9).all()
    assert found["low"].min() >= 0
    assert found["high"].max() <= 1


def test_areas_and_reasons(codebook: object) -> None:
    interventions = pd.DataFrame({"relazione": [0, 0, 1], "id": ["trasporto_sociale", "rom_sinti", "no_such"]})
    found = area_marks(interventions, codebook)  # type: ignore[arg-type]
    assert sorted(found["item"]) == ["anziani", "disabili", "immigrati", "multiutenza"]
    reasons = pd.DataFrame({
        "relazione": [0, 0, 1], "code": ["R16", "R17", "R16"], "stance": ["supported", "absent", "contradicted"],
        "ticked": pd.array([True, None, False], "boolean"),
    })  # fmt: skip
    assert reason_marks(reasons).values.tolist() == [[0, "R16"]]
    assert reason_marks(reasons, said=False).values.tolist() == [[0, "R16"]]
