"""Co-occurrence, contrast, trend, actors, amounts: known answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from r40.themes.actors import actor_edges, actor_network
from r40.themes.amounts import amounts_named, weighted_quantile
from r40.themes.contrast import contrasts, log_odds
from r40.themes.cooccurrence import cooccurrences
from r40.themes.copies import Copies
from r40.themes.names import kind_of, one_spelling, simple_name
from r40.themes.trend import trends
from tests.themes.conftest import marks, relazioni


def test_lift_known_answer() -> None:
    # 40 relazioni: a in 20, b in 10, both in 8
    told = [(n, "a") for n in range(20)] + [(n, "b") for n in [*range(8), 30, 31]]
    found = cooccurrences(relazioni(range(40)), marks(*told)).iloc[0]
    assert (found["a"], found["b"], found["together"]) == ("a", "b", 8)
    assert found["lift"] == pytest.approx(40 * 8 / (20 * 10))
    assert found["share_b_given_a"] == pytest.approx(0.4)
    assert found["share_a_given_b"] == pytest.approx(0.8)
    assert 1 < found["low"] < found["lift"] < found["high"]


def test_what_never_meets_has_lift_zero_and_an_upper_bound() -> None:
    told = [(n, "a") for n in range(20)] + [(n, "b") for n in range(20, 40)]
    found = cooccurrences(relazioni(range(60)), marks(*told)).iloc[0]
    assert (found["lift"], found["low"]) == (0, 0)
    assert 0 < found["high"] < 1


def test_rare_items_are_left_out_of_pairs() -> None:
    assert cooccurrences(relazioni(range(9)), marks((0, "a"), (0, "b"))).empty
    assert len(cooccurrences(relazioni(range(9)), marks((0, "a"), (0, "b")), least=1)) == 1


def test_intervals_of_lift_cover_independence_at_their_rate() -> None:
    draw = np.random.default_rng(3)
    clusters = np.repeat(np.arange(150), draw.integers(1, 4, 150))
    frame = relazioni(clusters)
    covered = []
    for _ in range(100):
        a, b = (np.flatnonzero((draw.random(150) < p)[clusters]) for p in (0.4, 0.3))
        found = cooccurrences(frame, marks(*[(int(n), "a") for n in a], *[(int(n), "b") for n in b])).iloc[0]
        covered.append(found["low"] <= 1 <= found["high"])
    assert 0.90 <= np.mean(covered) <= 0.99


def test_intervals_of_lift_cover_where_one_text_in_ten_is_that_of_forty_comuni() -> None:
    draw = np.random.default_rng(4)
    text = np.repeat(np.arange(60), np.where(np.arange(60) % 10, 1, 40))
    frame = relazioni(text, text=text)
    covered = []
    for _ in range(150):
        a, b = (np.flatnonzero((draw.random(60) < p)[text]) for p in (0.4, 0.3))
        found = cooccurrences(frame, marks(*[(int(n), "a") for n in a], *[(int(n), "b") for n in b])).iloc[0]
        covered.append(found["low"] <= 1 <= found["high"])
    assert np.mean(covered) >= 0.92


def test_log_odds_known_answer() -> None:
    delta, z = log_odds(np.array([8.0]), 10, np.array([3.0]), 10, prior=4)
    have = 4 * 11.5 / 21
    cells = np.array([8 + have, 2 + 4 - have, 3 + have, 7 + 4 - have])
    assert delta[0] == pytest.approx(np.log(cells[0] / cells[1] / (cells[2] / cells[3])))
    assert z[0] == pytest.approx(delta[0] / np.sqrt((1 / cells).sum()))
    everybody = log_odds(np.array([5.0]), 5, np.array([9.0]), 9)
    assert abs(everybody[1][0]) < 0.2


def test_contrast_finds_what_one_group_has_and_shrinks_the_rare() -> None:
    frame = relazioni(range(200), region=["Nord"] * 100 + ["Sud"] * 100)
    told = [(n, "comune") for n in range(200)]
    told += [(n, "tipica") for n in range(80)] + [(n, "tipica") for n in range(100, 110)]
    told += [(n, "rara") for n in range(5)]  # five times in the north alone
    found = contrasts(frame, marks(*told), "region").set_index(["group", "item"])
    assert found.loc[("Nord", "tipica"), "z"] > 3 > found.loc[("Nord", "rara"), "z"] > 0
    assert found.loc[("Sud", "tipica"), "z"] == pytest.approx(-found.loc[("Nord", "tipica"), "z"])
    assert abs(found.loc[("Nord", "comune"), "z"]) < found.loc[("Nord", "tipica"), "z"]
    assert found.loc[("Nord", "tipica"), ["count", "share", "elsewhere"]].tolist() == pytest.approx([80, 0.8, 0.1])


@pytest.mark.parametrize("copies", ["once", "each"])
@pytest.mark.parametrize("years", [True, False], ids=["the same every year", "one text for several comuni"])
def test_what_is_repeated_makes_no_z_score(years: bool, copies: Copies) -> None:
    """Groups that differ by chance alone: |z| over 1.96 in one item of twenty, not in one of four as if all were independent."""
    draw = np.random.default_rng(5)
    sizes = np.full(120, 3) if years else draw.integers(1, 8, 120)
    writer = np.repeat(np.arange(120), sizes)
    frame = relazioni(writer, region=np.where(writer < 40, "Nord", "Sud"))
    frame["weight"] = 1.0 if years else 1 / sizes[writer]
    row, item = np.nonzero((draw.random((120, 400)) < 0.3)[writer])
    found = contrasts(frame, pd.DataFrame({"relazione": row, "item": item.astype(str)}), "region", copies)
    surprising = found.loc[found["group"] == "Nord", "z"].abs() > 1.96
    assert len(surprising) == 400
    assert 0 < surprising.mean() < 0.07


def test_nothing_to_contrast() -> None:
    assert contrasts(relazioni(range(9), region=["Nord"] * 9), marks(*[(n, "a") for n in range(9)]), "region").empty


def years(before: int, after: int) -> pd.DataFrame:
    """So many comuni in both years, numbered alike."""
    codes = [f"{n:06}" for n in range(before)] + [f"{n:06}" for n in range(after)]
    return relazioni([int(c) for c in codes], year=[2021] * before + [2023] * after, code=codes)


def test_trend_known_answer() -> None:
    frame = years(50, 60)
    told = [(n, "a") for n in range(10)] + [(50 + n, "a") for n in range(30)]
    found = trends(frame, marks(*told), 2021, 2023).iloc[0]
    assert (found["before"], found["after"], found["difference"]) == pytest.approx((0.2, 0.5, 0.3))
    assert 0 < found["low"] < 0.3 < found["high"] < 0.5


def test_paired_trend_counts_the_same_comuni_and_is_surer() -> None:
    frame = years(50, 60)
    told = [(n, "a") for n in range(10)] + [(50 + n, "a") for n in range(20)] + [(50 + n, "a") for n in range(50, 60)]
    paired = trends(frame, marks(*told), 2021, 2023, paired=True).iloc[0]
    assert (paired["before"], paired["after"]) == pytest.approx((0.2, 0.4))
    assert (paired["gained"], paired["lost"], paired["relazioni_after"]) == (10, 0, 50)
    apart = frame.assign(cluster=range(110))
    loose = trends(apart, marks(*told), 2021, 2023, paired=True).iloc[0]
    assert paired["high"] - paired["low"] < loose["high"] - loose["low"]


@pytest.mark.parametrize("stay", [0.0, 0.6])
def test_intervals_of_trends_cover_at_their_rate(stay: float) -> None:
    """Comuni that keep what they had with probability ``stay``; the share is 0.3 in both years."""
    draw = np.random.default_rng(11)
    runs = 400
    old = draw.random((120, runs)) < 0.3
    new = np.where(draw.random((120, runs)) < stay, old, draw.random((120, runs)) < 0.3)
    told = pd.concat([
        pd.DataFrame({"relazione": rows + shift, "item": columns.astype(str)})
        for shift, table in ((0, old), (120, new)) for rows, columns in [np.nonzero(table)]
    ])  # fmt: skip
    found = trends(years(120, 120), told, 2021, 2023, paired=True)
    assert len(found) == runs
    assert 0.91 < ((found["low"] <= 0) & (found["high"] >= 0)).mean() < 0.99


def test_no_trend_without_both_years() -> None:
    assert trends(years(5, 0), marks((0, "a")), 2021, 2023).empty


@pytest.mark.parametrize(
    ("actor", "name", "kind"),
    [
        ("A.S.L.  TO4", "ASL TO4", "sanità"),
        ("ASL TO4", "ASL TO4", "sanità"),
        ("A.S.L", "ASL", "sanità"),
        ("cooperativa sociale «Il Faro»", "cooperativa sociale Il Faro", "cooperativa"),
        ("Consorzio C.I.S.S. 38", "Consorzio CISS 38", "consorzio"),
        ("Centro per l’Impiego", "Centro per l'Impiego", "centro per l'impiego"),
        ("cooperative di", "cooperative", "cooperativa"),
        ("Aspera", "Aspera", "altro"),
    ],
)
def test_names_of_actors(actor: str, name: str, kind: str) -> None:
    assert simple_name(actor) == name
    assert kind_of(name) == kind


def test_one_spelling() -> None:
    names = pd.Series(["Pro Loco", "pro loco", "Pro Loco", "Auser"])
    assert one_spelling(names).tolist() == ["Pro Loco"] * 3 + ["Auser"]


def test_edges_known_answer() -> None:
    frame = relazioni(range(20))
    interventions = pd.DataFrame({"relazione": [*range(10)], "id": "aiuti_materiali"})
    actors = pd.DataFrame({
        "relazione": [*range(6), *range(6), 12], "id": ["aiuti_materiali"] * 12 + ["dipendenze"],
        "actor": ["Caritas"] * 6 + ["parrocchia"] * 6 + ["SerD"], "kind": ["parrocchia e Caritas"] * 12 + ["sanità"],
    })  # fmt: skip
    found = actor_edges(frame, actors, interventions)
    assert found[["actor", "id", "relazioni", "share"]].values.tolist() == [
        ["parrocchia e Caritas", "aiuti_materiali", 6, 0.6]
    ]
    assert found["lift"].tolist() == pytest.approx([6 / 20 / (6 / 20 * 10 / 20)])
    frame["weight"] = [0.5] * 2 + [1.0] * 18  # two of the six share a text
    once = actor_edges(frame, actors, interventions, copies="once")
    assert once["share"].tolist() == pytest.approx([5 / 9])
    network = actor_network(frame, actors)
    assert network[["a", "b", "together"]].values.tolist() == [["Caritas", "parrocchia", 6]]


def test_amounts_known_answer() -> None:
    frame = relazioni([0, 0, 1, 2]).assign(weight=[0.5, 0.5, 1, 1])
    amounts = pd.DataFrame({"relazione": [0, 1, 2, 3], "id": "x", "amount": [100.0, 100.0, 1000.0, 5000.0]})
    once, each = amounts_named(frame, amounts).iloc[0], amounts_named(frame, amounts, "each").iloc[0]
    assert (once["relazioni"], once["clusters"], once["median"], once["largest"]) == (4, 3, 1000, 5000)
    assert each["median"] == 100
    assert weighted_quantile(np.array([3.0, 1.0, 2.0]), np.ones(3), 0.5) == 2
