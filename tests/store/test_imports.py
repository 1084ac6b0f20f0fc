"""Import of scored results, and again after re-scoring."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from r40.checks.measured import measured_precision
from r40.checks.priority import priority
from r40.records import ScoredRelazione, Severity
from r40.store import Store, open_store
from r40.store.errors import NotAllowedError
from r40.store.imports import record_id
from r40.store.records import Change, Decision, Filters, User, Verdict, Work
from tests.reports.conftest import TEXT, failed, rich
from tests.store.conftest import FAILED, RICH, flag_id, without

Rescored = Callable[..., list[ScoredRelazione]]


def test_what_goes_in_comes_out(filled: Store, anna: User, relazioni: list[ScoredRelazione]) -> None:
    for relazione in relazioni:
        desk = filled.desk.open(anna, record_id(relazione))
        assert desk.relazione == relazione
        assert tuple(item.flag for item in desk.flags) == relazione.flags
        assert {item.change for item in desk.flags} <= {Change.FIRST}


def test_postgresql_knows_how_much_came_in(empty_postgresql: str) -> None:
    store = open_store(empty_postgresql)
    store.imports.add(store.accounts.local_user(), [rich()], "prova")
    with store._database.read() as session:
        counted = session.scalars(text("SELECT DISTINCT tablename FROM pg_stats WHERE schemaname = 'public'"))
        assert {"relazioni", "reviews", "flags", "tags", "texts"} <= set(counted)
    store.close()


def test_the_same_results_again_change_nothing(filled: Store, boss: User, relazioni: list[ScoredRelazione]) -> None:
    moved = [r.model_copy(update={"source": f"altrove/{r.source}"}) for r in relazioni]
    result = filled.imports.add(boss, moved, "di nuovo")
    assert (result.added, result.rescored, result.unchanged) == (0, 0, len(relazioni))
    assert filled.queue.page(boss, Filters(changed=True)).total == 0
    assert filled.queue.page(boss).rows[0].source.startswith("altrove/")


def test_a_decision_outlives_the_flag_it_was_on(filled: Store, boss: User, anna: User, rescored: Rescored) -> None:
    desk = filled.desk.open(anna, RICH)
    filled.desk.decide(anna, RICH, flag_id(desk, "N201"), Decision(verdict=Verdict.CONFIRMED), 0)
    result = filled.imports.add(boss, rescored("N201"), "nuovo modello")
    assert (result.flags_gone, result.flags_changed, result.flags_new, result.decisions_affected) == (1, 0, 0, 1)
    item = next(i for i in filled.desk.open(anna, RICH).flags if i.flag.code == "N201")
    assert not item.present and item.change is Change.GONE and item.changed_since_decision
    assert item.decision is not None and item.decision.by == "Anna Rossi"
    assert [r.record_id for r in filled.queue.page(anna, Filters(changed=True)).rows] == [RICH]


def test_a_flag_that_comes_back_finds_its_decision(
    filled: Store, boss: User, anna: User, relazioni: list[ScoredRelazione], rescored: Rescored
) -> None:
    identity = flag_id(filled.desk.open(anna, RICH), "N201")
    filled.desk.decide(anna, RICH, identity, Decision(verdict=Verdict.CONFIRMED), 0)
    filled.imports.add(boss, rescored("N201"), "nuovo modello")
    filled.imports.add(boss, relazioni, "vecchio modello")
    item = next(i for i in filled.desk.open(anna, RICH).flags if i.flag.code == "N201")
    assert item.present and item.id == identity and item.decision is not None


def test_new_and_changed_flags_are_told_apart(filled: Store, boss: User, anna: User) -> None:
    before = rich()
    filled.imports.add(boss, [without(before, "N201")], "senza")
    changed = tuple(
        f.model_copy(update={"message": "Altre parole.", "severity": Severity.INFO}) if f.code == "L303" else f
        for f in before.flags
    )
    result = filled.imports.add(boss, [before.model_copy(update={"flags": changed})], "con")
    assert (result.flags_changed, result.flags_new, result.absent) == (2, 0, 3)  # N201 is back, L303 is another
    row = next(r for r in filled.queue.page(anna).rows if r.record_id == RICH)
    assert (row.errors, row.warnings, row.infos) == (1, 2, 2)


def test_the_certainty_of_a_new_model_is_no_change(filled: Store, boss: User) -> None:
    relazione = rich()
    flags = tuple(f.model_copy(update={"values": f.values | {"certainty": 0.5}}) for f in relazione.flags)
    result = filled.imports.add(boss, [relazione.model_copy(update={"flags": flags, "priority": 0.5})], "riaddestrato")
    assert (result.rescored, result.flags_changed) == (1, 0)


def test_closing_takes_note_of_the_changes(filled: Store, boss: User, anna: User, rescored: Rescored) -> None:
    filled.imports.add(boss, rescored("N201"), "nuovo modello")
    filled.desk.set_status(anna, RICH, Work.CLOSED, filled.desk.open(anna, RICH).version)
    assert filled.queue.page(anna, Filters(changed=True)).total == 0


def test_copies_of_a_file_are_one_relazione(store: Store, boss: User) -> None:
    copy = rich().model_copy(update={"source": "copia.pdf"})
    result = store.imports.add(boss, [rich(), copy], "doppioni")
    assert (result.added, result.duplicates) == (1, ("copia.pdf",))


def test_files_that_could_not_be_opened_stay_apart(store: Store, boss: User) -> None:
    files = [failed().model_copy(update={"sha256": "", "source": f"{n}.pdf"}) for n in range(3)]
    assert store.imports.add(boss, files, "illeggibili").added == 3
    assert store.imports.add(boss, files, "illeggibili").unchanged == 3


def test_regions_are_filled_in_and_kept(filled: Store, boss: User, relazioni: list[ScoredRelazione]) -> None:
    filled.imports.add(boss, relazioni, "con regioni", lambda r: "Piemonte" if r.comune == "BORGO ALTO" else None)
    filled.imports.add(boss, relazioni, "senza regioni")
    assert filled.queue.facets(boss).regions == {"Piemonte": 1}


def test_nul_characters_do_not_stop_an_import(store: Store, boss: User) -> None:
    odd = rich().model_copy(update={"comune": "BORGO\x00ALTO", "narrative": TEXT + "\x00", "wording": {"R21": "\x00"}})
    assert store.imports.add(boss, [odd], "strani").added == 1
    assert store.desk.open(boss, RICH).relazione == odd


def test_only_supervisors_import(filled: Store, anna: User) -> None:
    with pytest.raises(NotAllowedError):
        filled.imports.add(anna, [rich()], "prova")


def test_priority_follows_what_reviewers_found(filled: Store, boss: User, relazioni: list[ScoredRelazione]) -> None:
    desk = filled.desk.open(boss, RICH)
    filled.exchange.reprioritise(boss)
    before = filled.queue.page(boss).rows[0].priority
    for code in ("L303", "N201", "L302", "X403"):
        filled.desk.decide(boss, RICH, flag_id(desk, code), Decision(verdict=Verdict.DISMISSED, reason="no"), 0)
    known = measured_precision()
    assert filled.exchange.precision()["L303"] == pytest.approx((0 + 10 * known["L303"]) / 11)
    assert filled.exchange.reprioritise(boss) > 0
    after = next(r for r in filled.queue.page(boss).rows if r.record_id == RICH).priority
    assert filled.desk.open(boss, RICH).priority == after
    assert priority(rich().flags, {**known, **filled.exchange.precision()})[0] == after
    again = without(rich(), "N209")
    filled.imports.add(boss, [again], "rilettura")
    assert 0 < after < before
    assert next(r for r in filled.queue.page(boss).rows if r.record_id == RICH).priority <= after


def test_the_reasons_agree_with_the_priority(filled: Store, boss: User) -> None:
    assert filled.desk.open(boss, RICH).why == rich().priority_reasons
    flags = {flag.code: flag for flag in rich().flags}
    l303 = flag_id(filled.desk.open(boss, RICH), "L303")
    others = [rich().model_copy(update={"sha256": f"{n:016x}"}) for n in range(30)]
    filled.imports.add(boss, others, "tante")
    for record in [RICH, *(f"{n:016x}" for n in range(30))]:
        wrong = Decision(verdict=Verdict.DISMISSED, reason="no")
        filled.desk.decide(
            boss, record, l303 if record == RICH else flag_id(filled.desk.open(boss, record), "L303"), wrong, 0
        )
    filled.exchange.reprioritise(boss)
    desk = filled.desk.open(boss, RICH)
    assert desk.why[0] == f"Incoerenza (N201): {flags['N201'].message}"
    assert not any("L303" in reason for reason in desk.why[:2])
    row = next(each for each in filled.queue.page(boss).rows if each.record_id == RICH)
    assert (row.why, row.priority) == (desk.why, desk.priority)
    assert next(each for each in filled.queue.page(boss).rows if each.record_id == FAILED).why == (
        failed().errors[0].message,
    )
