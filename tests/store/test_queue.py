"""The queue: filters, order, paging, bulk actions, saved views."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from r40.records import ScoredRelazione, Severity
from r40.store import Store
from r40.store.errors import InvalidError, NotAllowedError, NotFoundError
from r40.store.records import Decision, Filters, Note, Sort, User, Verdict, Work
from tests.reports.conftest import rich
from tests.store.conftest import FAILED, HOSTILE, PARTIAL, RICH, flag_id


def found(store: Store, user: User, **filters: object) -> set[str]:
    return {row.record_id for row in store.queue.page(user, Filters.model_validate(filters)).rows}


CASES: list[tuple[dict[str, object], set[str]]] = [
    ({}, {RICH, HOSTILE, PARTIAL, FAILED}),
    ({"codes": ["L301", "L302"]}, {RICH, HOSTILE}),
    ({"severities": ["error"]}, {RICH}),
    ({"codes": ["L302"], "severities": ["error"]}, set()),
    ({"reasons": ["R18", "R29"]}, {RICH, HOSTILE}),
    ({"reasons": ["R20"]}, set()),  # NO on the form
    ({"interventions": ["trasporto_sociale"]}, {HOSTILE}),
    ({"years": [2021]}, {PARTIAL}),
    ({"statuses": ["chiusa"]}, set()),
    ({"assignees": [0]}, {RICH, HOSTILE, PARTIAL, FAILED}),
    ({"text": "CAFFE alzheimer"}, {RICH}),
    ({"text": "caffè ALZHEIMER"}, {RICH}),
    ({"text": "consorzio valle"}, {PARTIAL}),
    ({"text": "1.240% _ACCESSI_"}, {RICH}),
    ({"text": "scansione.pdf"}, {FAILED}),
    ({"text": "alzheimer parolachenonce"}, set()),
    ({"double": True}, set()),
]


def test_filters(filled: Store, anna: User) -> None:
    for filters, expected in CASES:
        assert found(filled, anna, **filters) == expected, filters


def test_pages_hold_everything_once_in_every_order(filled: Store, anna: User) -> None:
    for sort, descending in product(get_args(Sort), (True, False)):
        pages = [filled.queue.page(anna, None, sort, descending, page, 1) for page in range(1, 6)]
        ids = [row.record_id for page in pages for row in page.rows]
        assert sorted(ids) == [RICH, HOSTILE, PARTIAL, FAILED]
        assert tuple(ids) == filled.queue.ids(anna, None, sort, descending)
        assert {page.total for page in pages} == {4}  # past the end too


def test_the_most_urgent_comes_first_and_the_unknown_last(filled: Store, anna: User) -> None:
    assert filled.queue.ids(anna)[:3] == (RICH, HOSTILE, PARTIAL)
    for descending in (True, False):
        assert filled.queue.ids(anna, None, "year", descending)[-1] == FAILED


def test_next_unread_prefers_ones_own_and_leaves_others_alone(filled: Store, anna: User, bruno: User) -> None:
    assert filled.queue.next_unread(anna) == RICH
    assert filled.queue.next_unread(anna, after=RICH) == HOSTILE
    filled.queue.assign(anna, [PARTIAL], anna.id)
    filled.queue.assign(bruno, [RICH], bruno.id)
    assert filled.queue.next_unread(anna) == PARTIAL
    assert filled.queue.next_unread(anna, after=PARTIAL) == HOSTILE
    assert filled.queue.next_unread(anna, Filters(codes=("N201",))) is None


def test_the_row_tells_what_is_left_to_decide(filled: Store, anna: User) -> None:
    desk = filled.desk.open(anna, RICH)
    filled.desk.decide(anna, RICH, flag_id(desk, "N201"), Decision(verdict=Verdict.ASK), 0)
    row = filled.queue.page(anna).rows[0]
    assert (row.undecided, row.status, row.assignee, row.errors) == (4, Work.OPEN, "Anna Rossi", 2)
    assert found(filled, anna, verdicts=["ask"]) == {RICH}
    assert found(filled, anna, assignees=[anna.id]) == {RICH}
    assert row.why[0].startswith("Incoerenza (L303): La motivazione R18")


def test_facets_count_relazioni(filled: Store, anna: User) -> None:
    facets = filled.queue.facets(anna)
    assert facets.total == 4
    assert facets.years == {2023: 2, 2021: 1}
    assert facets.codes["L302"] == 1
    assert facets.reasons == {"R18": 1, "R21": 1, "R22": 1, "R29": 1, "R23": 1}
    assert facets.statuses == {Work.UNREAD: 4}


def test_bulk_actions_say_what_they_could_not_do(filled: Store, boss: User, anna: User, bruno: User) -> None:
    assert filled.queue.assign(boss, [RICH, HOSTILE, "0" * 16], bruno.id).skipped.keys() == {"0" * 16}
    taken = filled.queue.assign(anna, [RICH, PARTIAL], anna.id)
    assert taken.done == (PARTIAL,) and "altro revisore" in taken.skipped[RICH]
    closed = filled.queue.set_status(anna, [RICH, PARTIAL, FAILED], Work.CLOSED)
    assert closed.done == (PARTIAL, FAILED) and closed.skipped.keys() == {RICH}
    with pytest.raises(NotAllowedError):
        filled.queue.assign(anna, [FAILED], bruno.id)
    filled.accounts.change(boss, bruno.id, active=False)
    with pytest.raises(InvalidError):
        filled.queue.assign(boss, [FAILED], bruno.id)


def test_bulk_actions_leave_alone_what_a_colleague_changed_meanwhile(filled: Store, anna: User, bruno: User) -> None:
    seen = filled.queue.page(anna).seen
    filled.desk.add_note(anna, HOSTILE, Note(text="mia"))
    filled.desk.add_note(bruno, RICH, Note(text="sua"))
    filled.desk.set_status(bruno, PARTIAL, Work.CLOSED, 0)
    before = {row.record_id: (row.status, row.assignee) for row in filled.queue.page(bruno).rows}
    for result in (
        filled.queue.set_status(anna, [RICH, HOSTILE, PARTIAL, FAILED], Work.OPEN, seen),
        filled.queue.assign(anna, [RICH, HOSTILE, PARTIAL, FAILED], anna.id, seen),
    ):
        assert result.done == (HOSTILE, FAILED)
        assert "Bruno Bianchi" in result.skipped[RICH] and "Bruno Bianchi" in result.skipped[PARTIAL]
        assert result.names == {RICH: "BORGO ALTO", PARTIAL: "VALLE DI SOTTO"}
    after = {row.record_id: (row.status, row.assignee) for row in filled.queue.page(bruno).rows}
    assert all(after[record_id] == before[record_id] for record_id in (RICH, PARTIAL))
    again = filled.queue.set_status(anna, [PARTIAL], Work.OPEN, filled.queue.page(anna).seen)
    assert again.done == (PARTIAL,)


def test_views_are_ones_own_unless_shared(filled: Store, boss: User, anna: User, bruno: User) -> None:
    mine = filled.queue.save_view(anna, " Mie  urgenti ", Filters(severities=(Severity.ERROR,)), "year", False)
    assert mine.name == "Mie urgenti"
    assert filled.queue.views(bruno) == ()
    again = filled.queue.save_view(anna, "Mie urgenti", Filters(text="x"), shared=True)
    assert again.id == mine.id
    (seen,) = filled.queue.views(bruno)
    assert (seen.filters.text, seen.mine) == ("x", False)
    with pytest.raises(NotFoundError):
        filled.queue.delete_view(bruno, mine.id)
    with pytest.raises(InvalidError):
        filled.queue.save_view(anna, "  ", Filters())
    filled.queue.delete_view(boss, mine.id)
    assert filled.queue.views(anna) == ()


def test_a_page_of_hundreds_is_counted_right(store: Store, boss: User) -> None:
    many: list[ScoredRelazione] = [
        rich().model_copy(update={"sha256": f"{n:016x}", "comune": f"COMUNE {n:04}"}) for n in range(600)
    ]
    assert store.imports.add(boss, many, "tante").added == 600
    page = store.queue.page(boss, Filters(text="alzheimer"), "comune", False, 3, 100)
    assert page.total == 600
    assert page.rows[0].comune == "COMUNE 0200"


def test_a_note_does_not_count_as_a_decision(filled: Store, anna: User) -> None:
    filled.desk.add_note(anna, HOSTILE, Note(text="letta"))
    row = next(r for r in filled.queue.page(anna).rows if r.record_id == HOSTILE)
    assert row.undecided == 1
