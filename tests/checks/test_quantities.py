"""Numbers in Italian text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r40.checks.quantities import amounts, counts, parse_words, quantities, spelled


@given(st.integers(1, 999_999))
def test_words_and_numbers_agree(number: int) -> None:
    assert parse_words(spelled(number)) == number
    assert parse_words(spelled(number).capitalize()) == number


@given(st.integers(0, 99_999_999), st.sampled_from(("{} euro", "€ {}", "euro {}", "({} €)", "EUR {},")))
def test_printed_amounts_are_found(cents: int, frame: str) -> None:
    printed = f"{cents / 100:,.2f}".translate(str.maketrans(",.", ".,"))
    found = amounts(f"una spesa di {frame.format(printed)} nell'anno 2023")
    assert [q.value for q in found] == [cents / 100]


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for quantity in quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(text)


@pytest.mark.parametrize(
    ("text", "value", "bound"),
    [
        ("2.128,86 euro", 2128.86, "exact"),
        ("€ 2.128", 2128, "exact"),
        ("circa 21 mila euro", 21_000, "about"),
        ("un milione e mezzo di euro", 1_500_000, "exact"),
        ("mezzo milione di euro", 500_000, "exact"),
        ("due milioni e 300 mila euro", 2_300_000, "exact"),
        ("duecentomila euro", 200_000, "exact"),
        ("oltre 3.000 euro", 3000, "above"),
        ("poco meno di 3.000 euro", 3000, "about"),
        ("fino a 500,00 €", 500, "below"),
        ("€ 2,5 mln", 2_500_000, "exact"),
        ("non più di 3.000 euro", 3000, "below"),
        ("non inferiori a 3.000 euro", 3000, "above"),
        ("non arriva nemmeno a 3.000 euro", 3000, "below"),
        ("non si raggiungono i 3.000 euro", 3000, "below"),
        ("superano i 3.000 euro", 3000, "above"),
        ("sfiora i 3.000 euro", 3000, "about"),
    ],
)
def test_amounts(text: str, value: float, bound: str) -> None:
    (found,) = amounts(text)
    assert (found.value, found.bound) == (value, bound)


def test_counts_leave_out_years_dates_laws_and_shares() -> None:
    text = "Nel 2023 (L. 328/2000, art. 12, 3 marzo) il 30% dei ventitré minori e 17 anziani, uno solo, alle ore 10"
    assert [q.value for q in counts(text)] == [23, 17]


def test_rounded_figures_differ_only_beyond_their_last_figure() -> None:
    (found,) = amounts("21 mila euro")
    assert not found.differs(21_340.18) and found.differs(24_000)
    (about,) = amounts("circa 21 mila euro")
    assert not about.differs(90_000)
