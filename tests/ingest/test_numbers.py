"""Italian figures, there and back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r40.ingest.numbers import is_number, parse_number, strip_unit

DASHES = "-\u2010\u2011\u2012\u2013\u2212"
decimals = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)


def italian(number: Decimal, *, grouped: bool, places: int | None = None) -> str:
    """The number as a form prints it."""
    text = f"{number:,f}" if places is None else f"{number:,.{places}f}"
    text = text.translate(str.maketrans(",.", ".,"))
    return text if grouped else text.replace(".", "")


@given(decimals, st.booleans())
def test_round_trip(number: Decimal, grouped: bool) -> None:
    assert parse_number(italian(number, grouped=grouped)) == float(number)


@given(st.integers(0, 10**9), st.booleans())
def test_round_trip_of_counts(number: int, grouped: bool) -> None:
    assert parse_number(italian(Decimal(number), grouped=grouped)) == number


@given(st.decimals(min_value=0, max_value=10**4, places=8), st.sampled_from(("", "%", " %")))
def test_round_trip_of_long_decimals(number: Decimal, unit: str) -> None:
    assert parse_number(italian(number, grouped=False) + unit) == pytest.approx(float(number), abs=1e-9)


@given(decimals, st.sampled_from(("€ {}", "€{}", "{} €", "{}€", "{}\u00a0€", "EUR {}", "{} euro")), st.booleans())
def test_the_currency_sign_is_left_out(number: Decimal, frame: str, grouped: bool) -> None:
    token = frame.format(italian(number, grouped=grouped))
    assert is_number(token)
    assert parse_number(token) == float(number)


@given(decimals.filter(bool), st.sampled_from(DASHES), st.booleans())
def test_every_dash_is_a_minus(number: Decimal, dash: str, grouped: bool) -> None:
    assert parse_number(dash + italian(number, grouped=grouped)) == -float(number)


@given(decimals.filter(bool))
def test_parentheses_are_a_minus(number: Decimal) -> None:
    assert parse_number(f"({italian(number, grouped=True)})") == -float(number)


@given(st.text())
def test_any_text_is_a_figure_or_none(text: str) -> None:
    value = parse_number(text)
    assert is_number(text) == (value is not None)
    assert value is None or value == value  # no NaN
    strip_unit(text)


@pytest.mark.parametrize(
    "token",
    ["", " ", "-", "\u2010", "\u2013", "--", "€", "%", ".", ",", "...", "n.d.", "N/A", "M12", "R07", "12a", "1:6500",
     "2022\u20102024", "9:30-16:30", "SI", "(", "()", "(*)", "0-3", "e5", "1e5", "inf", "nan", "²", "½"],
)  # fmt: skip
def test_not_a_figure(token: str) -> None:
    assert parse_number(token) is None


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("7.750.355,06", 7750355.06),
        ("33,44726562", 33.44726562),
        ("0", 0),
        ("0,00 €", 0),
        ("1.234", 1234),
        ("12.5", 12.5),
        ("7,750,355.06", 7750355.06),
        ("7,750.06", 7750.06),
        ("7.750,355,06", 7750355.06),
        ("7,750,355", 7750355),
        ("1'234", 1234),
        ("+4", 4),
        ("\u22123", -3),
        ("5,36%", 5.36),
    ],
)
def test_figure(token: str, value: float) -> None:
    assert parse_number(token) == value
