"""What the desk's page is made of."""

from __future__ import annotations

import pytest

from r40.codebook import Codebook
from r40.records import Severity
from r40.store import Store
from r40.web.desk_view import fields_of, view
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
