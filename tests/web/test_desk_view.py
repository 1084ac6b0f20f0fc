"""What the desk's page is made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r40.codebook import Codebook
from r40.records import Severity
from r40.store import Store
from r40.web.desk_view import fields_of, view, whole_words
from tests.reports.conftest import rich
from tests.web.conftest import HOSTILE, RICH


@pytest.mark.parametrize("record", [RICH, HOSTILE])
def test_segments_give_the_narrative_back(store: Store, codebook: Codebook, record: str) -> None:
    desk = store.desk.open(store.accounts.local_user(), record)
    segments = view(desk, codebook)["segments"]
    narrative = desk.relazione.narrative
    assert "".join(segment.text for segment in segments) == narrative
    assert all(narrative[s.start : s.start + len(s.text)] == s.text for s in segments)
    for flag in desk.flags:
        lit = "".join(s.text for s in segments if f"f{flag.id}" in s.marks.split())
        assert lit == "".join(span.text for span in flag.flag.evidence)


def test_fields_of_a_flag(codebook: Codebook) -> None:
    relazione = rich()
    by_code = {flag.code: fields_of(flag, relazione, codebook) for flag in relazione.flags}
    assert by_code["L303"] == ["R18"] and by_code["N209"] == ["M12"]
    assert by_code["X403"] == ["M27", "M40", "M59"]  # the rows of the area


@pytest.mark.parametrize(
    ("selected", "whole"),
    [("isite medich", "visite mediche"), (" visite mediche ", "visite mediche"), ("l'ann", "all'anno"), ("  ", "")],
)
def test_a_selection_takes_whole_words(selected: str, whole: str) -> None:
    text = "Cinque visite mediche all'anno,  gratis"
    start = text.rindex(selected)
    start, end = whole_words(text, start, start + len(selected))
    assert text[start:end] == whole


@given(text=st.text(), a=st.integers(-5, 50), b=st.integers(-5, 50))
def test_any_selection_stays_in_the_text(text: str, a: int, b: int) -> None:
    start, end = whole_words(text, a, b)
    assert start >= end or text[start:end] == text[start:end].strip() != ""
    assert start >= end or whole_words(text, start, end) == (start, end)


def test_the_gravest_flag_comes_first(store: Store, codebook: Codebook) -> None:
    shown = view(store.desk.open(store.accounts.local_user(), RICH), codebook)["flags"]
    assert [flag["severity"] for flag in shown] == sorted(
        (flag["severity"] for flag in shown), key=list(Severity).index
    )
    assert len({flag["severity"] for flag in shown}) == 3


def test_rows_that_disagree_are_marked(store: Store, codebook: Codebook) -> None:
    shown = view(store.desk.open(store.accounts.local_user(), RICH), codebook)
    rows = {row["code"]: row for table in shown["figures"] for row in table["rows"]}
    assert rows["R0B"]["severity"] == "error" and [flag["code"] for flag in rows["R0B"]["flags"]] == ["N201"]
    assert rows["R03"]["severity"] is None
