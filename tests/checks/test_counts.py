"""Counts in sentences: bounds, years, and what is another body's."""

from __future__ import annotations

import pytest

from r40.checks.cross import staff_words, users_words
from r40.checks.cross.counts import contradicts, counts_in, of_another_body, year_of


@pytest.mark.parametrize(
    ("text", "value", "bound"),
    [
        ("Gli utenti non sono stati più di 30.", 30, "below"),
        ("Gli utenti superano i 300.", 300, "above"),
        ("Gli utenti sfiorano i 300.", 300, "about"),
        ("Il servizio conta una sola assistente sociale.", 1, "exact"),
        ("Gli utenti sono 30.", 30, "exact"),
    ],
)
def test_bound(text: str, value: float, bound: str) -> None:
    (count,) = counts_in(text)
    assert (count.value, count.bound) == (value, bound)


def test_shares_and_ranges_count_nothing() -> None:
    assert counts_in("Il venti per cento degli utenti, tra 10-12 persone.") == []


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Gli utenti erano 40 nel 2019 e sono diventati 50.", [2019, 2023]),
        ("Nel 2019 gli utenti erano 40, oggi sono 50.", [2019, 2023]),
        ("Da 40 nel 2019 si è passati a 50 utenti.", [2019, 2023]),
        ("Gli utenti sono passati da 40 a 50.", [None, 2023]),
        ("Gli utenti erano 40.", [None]),
        ("Gli utenti sono 50, in crescita rispetto all'anno precedente.", [2023]),
        ("L'anno precedente gli utenti erano 40.", [None]),
        ("Nel triennio gli utenti sono stati 90.", [None]),
        ("Nel 2022 gli utenti sono stati 45.", [2022]),
        ("Rispetto al 2019 gli utenti sono 50.", [2023]),
    ],
)
def test_year(text: str, years: list[int | None]) -> None:
    assert [year_of(text, count, 2023, 2019) for count in counts_in(text)] == years


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Il Consorzio segue 40 anziani.", True),
        ("Sono 40 gli anziani seguiti dall'Ambito.", True),
        ("Il Comune, in collaborazione con l'Ambito, segue 40 anziani.", False),
        ("Nell'ambito dell'area anziani gli utenti sono 40.", False),
    ],
)
def test_another_body(text: str, other: bool) -> None:
    (count,) = counts_in(text)
    assert of_another_body(text, count.start, count.end) is other


def test_a_hedged_number_contradicts_only_where_it_may_not_be() -> None:
    assert contradicts(60, "above", [40]) and not contradicts(59, "above", [40])
    assert contradicts(20, "below", [40]) and not contradicts(27, "below", [40])
    assert contradicts(90, "about", [40]) and contradicts(20, "about", [40]) and not contradicts(50, "about", [40])
    assert contradicts(41, "exact", [40]) and not contradicts(40, "exact", [40, 50])


@pytest.mark.parametrize("unit", ["anziani 10 utenti ", "10 assistenti sociali e altre figure 11, "])
def test_a_table_run_together_is_no_prose(unit: str) -> None:
    text = unit * 300
    assert not list(users_words.readings(text)) and not list(staff_words.readings(text))
