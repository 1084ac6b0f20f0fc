"""Double review: blind until both have closed, then one."""

from __future__ import annotations

import pytest

from r40.records import ScoredRelazione
from r40.store import Store
from r40.store.errors import InvalidError, NotAllowedError, NotFoundError
from r40.store.records import (
    Decision,
    Filters,
    InterventionCorrection,
    InterventionRef,
    Note,
    Role,
    StanceCorrection,
    User,
    Verdict,
    Work,
)
from tests.store.conftest import FAILED, HOSTILE, PARTIAL, PASSWORD, RICH, flag_id
from tests.store.test_desk import ASK, NO, YES, verdicts

URGENT = Filters(codes=("N201",))  # the rich one alone


@pytest.fixture
def blind(filled: Store, boss: User, anna: User, bruno: User) -> Store:
    assert filled.double.assign(boss, 1, [anna.id, bruno.id], URGENT) == (RICH,)
    return filled


def decide(store: Store, user: User, **decisions: Decision) -> None:
    desk = store.desk.open(user, RICH)
    for code, decision in decisions.items():
        store.desk.decide(user, RICH, flag_id(desk, code), decision, 0)


def close(store: Store, *users: User) -> None:
    for user in users:
        store.desk.set_status(user, RICH, Work.CLOSED, store.desk.open(user, RICH).version)


def test_neither_sees_the_other_anywhere(blind: Store, boss: User, anna: User, bruno: User) -> None:
    decide(blind, anna, N201=YES)
    blind.desk.add_note(anna, RICH, Note(text="parola segreta"))
    close(blind, anna)
    desk = blind.desk.open(bruno, RICH)
    assert (desk.status, desk.assignee, desk.version, desk.notes) == (Work.UNREAD, "Bruno Bianchi", 0, ())
    for other in (bruno, boss):
        assert verdicts(blind, other) == {}
        assert all("segreta" not in e.text and e.kind != "flag" for e in blind.audit.entries(other))
        assert blind.desk.changes(other, RICH, 0) == ()
        assert blind.queue.page(other, Filters(verdicts=(Verdict.CONFIRMED,))).total == 0
        assert b"segreta" not in blind.exchange.json(other)
        with pytest.raises(NotAllowedError):
            blind.double.differences(other, RICH)
    assert blind.exchange.precision() == {}
    assert verdicts(blind, anna) == {"N201": Verdict.CONFIRMED}
    assert any("segreta" in e.text for e in blind.audit.entries(anna))


def test_neither_learns_who_the_other_is_or_how_far(blind: Store, boss: User, anna: User, bruno: User) -> None:
    decide(blind, anna, N201=ASK)
    blind.exchange.letter(anna, RICH)
    assert not any("Anna" in entry.text for entry in blind.audit.entries(bruno))
    assert not any("Bruno" in entry.text for entry in blind.audit.entries(anna, RICH))
    assert any("Anna Rossi e Bruno" in entry.text for entry in blind.audit.entries(boss, RICH))
    close(blind, anna)
    ((mine,), (all_,)) = blind.double.rows(bruno), blind.double.rows(boss)
    assert (mine.reviewers, mine.statuses) == ((None, "Bruno Bianchi"), (None, Work.UNREAD))
    assert (all_.reviewers, all_.statuses) == (("Anna Rossi", "Bruno Bianchi"), (Work.CLOSED, Work.UNREAD))
    close(blind, bruno)
    assert blind.double.rows(bruno)[0].reviewers == all_.reviewers
    assert any("lettera" in entry.text for entry in blind.audit.entries(bruno))


def test_what_was_concluded_is_never_blind_again(blind: Store, boss: User, anna: User, bruno: User) -> None:
    close(blind, anna, bruno)
    desk = blind.desk.open(boss, RICH)
    with pytest.raises(InvalidError, match="conclusa"):
        blind.desk.set_status(boss, RICH, Work.UNREAD, desk.version)
    assert "conclusa" in blind.queue.set_status(boss, [RICH], Work.UNREAD).skipped[RICH]


def test_what_was_begun_and_set_back_is_not_given_to_two(filled: Store, boss: User, anna: User, bruno: User) -> None:
    decide(filled, anna, N201=YES)
    filled.desk.set_status(anna, RICH, Work.UNREAD, filled.desk.open(anna, RICH).version)
    assert filled.double.assign(boss, 1, [anna.id, bruno.id], URGENT) == ()


def test_each_decides_without_conflict_and_others_cannot(blind: Store, boss: User, anna: User, bruno: User) -> None:
    decide(blind, anna, N201=YES)
    decide(blind, bruno, N201=NO)
    n201 = flag_id(blind.desk.open(boss, RICH), "N201")
    assert "doppia lettura" in (blind.desk.open(boss, RICH).locked or "")
    with pytest.raises(NotAllowedError):
        blind.desk.decide(boss, RICH, n201, YES, 0)
    assert blind.queue.set_status(boss, [RICH], Work.CLOSED).skipped.keys() == {RICH}
    assert blind.queue.assign(boss, [RICH], boss.id).skipped.keys() == {RICH}
    assert blind.queue.next_unread(boss) == HOSTILE


def test_each_finds_it_in_their_own_queue(blind: Store, anna: User, bruno: User) -> None:
    decide(blind, anna, N201=YES)
    mine, theirs = (blind.queue.page(user, URGENT).rows[0] for user in (anna, bruno))
    assert (mine.status, mine.undecided, mine.assignee, mine.blind) == (Work.OPEN, 4, "Anna Rossi", True)
    assert (theirs.status, theirs.undecided, theirs.assignee) == (Work.UNREAD, 5, "Bruno Bianchi")
    assert blind.queue.next_unread(bruno) == RICH
    assert blind.queue.next_unread(anna) == HOSTILE


def test_full_agreement_closes_the_relazione(blind: Store, anna: User, bruno: User, boss: User) -> None:
    for user in (anna, bruno):
        decide(blind, user, N201=YES, L302=NO)
    blind.desk.add_note(anna, RICH, Note(text="mia"))
    close(blind, anna, bruno)
    desk = blind.desk.open(boss, RICH)
    assert (desk.status, desk.side, len(desk.notes)) == (Work.CLOSED, 0, 1)
    assert verdicts(blind, boss) == {"N201": Verdict.CONFIRMED, "L302": Verdict.DISMISSED}
    assert blind.double.differences(anna, RICH) == ()


def test_differences_are_settled_by_both_or_by_a_supervisor(blind: Store, boss: User, anna: User, bruno: User) -> None:
    decide(blind, anna, N201=YES, L302=NO, X403=ASK)
    decide(blind, bruno, N201=YES, L302=YES, L303=YES)
    close(blind, anna, bruno)
    found = {d.key: d for d in blind.double.differences(anna, RICH)}
    desk = blind.desk.open(boss, RICH)
    l302, x403, l303 = (str(flag_id(desk, code)) for code in ("L302", "X403", "L303"))
    assert found.keys() == {l302, x403, l303} and desk.status == Work.OPEN
    assert found[l303].first is None and found[l302].label.startswith("L302 R20: ")

    assert not blind.double.settle(anna, RICH, "flag", l302, "second")
    assert not blind.double.settle(bruno, RICH, "flag", l302, "first")
    assert not blind.double.settle(anna, RICH, "flag", x403, "first")
    assert blind.double.differences(anna, RICH)[0].proposals == {"Anna Rossi": "second", "Bruno Bianchi": "first"}
    assert blind.double.settle(bruno, RICH, "flag", l302, "second")
    with pytest.raises(InvalidError, match="già composta"):
        blind.double.settle(boss, RICH, "flag", l302, "first")
    assert blind.double.settle(boss, RICH, "flag", x403, "second")  # as nothing
    assert blind.desk.open(boss, RICH).status == Work.OPEN
    assert blind.double.settle(boss, RICH, "flag", l303, "second")
    assert blind.desk.open(boss, RICH).status == Work.CLOSED
    assert verdicts(blind, boss) == dict.fromkeys(("N201", "L302", "L303"), Verdict.CONFIRMED)
    (row,) = blind.double.rows(anna)
    assert (row.differences, row.settled) == (3, 3)
    assert any(e.action == "settle" and e.user == "Carla Capo" for e in blind.audit.entries(boss, RICH))


def test_the_same_correction_agrees_and_another_does_not(blind: Store, boss: User, anna: User, bruno: User) -> None:
    about = next(i.intervention for i in blind.desk.open(anna, RICH).interventions)
    original = InterventionRef(id=about.id, start=about.start, end=about.end)
    for user in (anna, bruno):
        blind.desk.correct_intervention(user, RICH, InterventionCorrection(action="remove", original=original), 0)
    blind.desk.correct_stance(anna, RICH, "R18", StanceCorrection(stance="absent"), 0)
    close(blind, anna, bruno)
    (difference,) = blind.double.differences(boss, RICH)
    assert (difference.kind, difference.key, difference.second) == ("stance", "R18", None)
    assert [i.origin for i in blind.desk.open(boss, RICH).interventions if i.mark] == ["removed"]


def test_after_closing_reviewers_settle_and_a_supervisor_may_say_a_third_thing(
    blind: Store, boss: User, anna: User, bruno: User
) -> None:
    decide(blind, anna, N201=YES)
    decide(blind, bruno, N201=NO)
    close(blind, anna)
    blind.desk.undo(anna, RICH)  # the other has not closed: one may go back
    close(blind, anna, bruno)
    n201 = flag_id(blind.desk.open(anna, RICH), "N201")
    with pytest.raises(NotAllowedError):
        blind.desk.decide(anna, RICH, n201, NO, 0)
    with pytest.raises(NotFoundError):
        blind.desk.undo(anna, RICH)
    blind.desk.decide(boss, RICH, n201, ASK, 0)
    assert blind.double.differences(boss, RICH)[0].closed


def test_agreement_counts_what_both_decided_once_both_have_closed(
    blind: Store, boss: User, anna: User, bruno: User
) -> None:
    decide(blind, anna, N201=YES, L302=NO, X403=ASK)
    decide(blind, bruno, N201=YES, L302=YES)
    close(blind, anna)
    assert blind.double.agreement(boss)[-1].n == 0
    close(blind, bruno)
    found = {a.code: a for a in blind.double.agreement(boss)}
    assert (found["N201"].observed, found["L302"].observed, found["*"].n) == (1, 0, 2)
    assert found["*"].kappa == pytest.approx(0.0)


def test_a_share_goes_to_pairs_in_turn(
    store: Store, boss: User, anna: User, bruno: User, relazioni: list[ScoredRelazione]
) -> None:
    many = [relazioni[2].model_copy(update={"sha256": f"{n:016x}"}) for n in range(40)]
    store.imports.add(boss, many, "tante")
    store.desk.add_note(anna, f"{0:016x}", Note(text="cominciata"))
    dario = store.accounts.create(boss, "dario", "Dario Viola", PASSWORD, Role.REVIEWER)
    picked = store.double.assign(boss, 0.2, [anna.id, bruno.id, dario.id], seed=7)
    assert len(picked) == 8 == len(set(picked)) and f"{0:016x}" not in picked
    pairs = [row.reviewers for row in store.double.rows(boss)]
    assert len(set(pairs)) == 3 and max(pairs.count(p) for p in pairs) <= 3
    assert len(store.double.rows(anna)) < 8
    assert not set(store.double.assign(boss, 1, [anna.id, bruno.id])) & set(picked)


def test_what_makes_no_sense_is_refused(filled: Store, boss: User, anna: User, bruno: User) -> None:
    for share, reviewers in ((0, [anna.id, bruno.id]), (1.5, [anna.id, bruno.id]), (0.5, [anna.id, anna.id])):
        with pytest.raises(InvalidError):
            filled.double.assign(boss, share, reviewers)
    with pytest.raises(NotAllowedError):
        filled.double.assign(anna, 0.5, [anna.id, bruno.id])
    for record_id in (PARTIAL, FAILED):
        with pytest.raises(NotFoundError, match="non è in doppia"):
            filled.double.differences(boss, record_id)
