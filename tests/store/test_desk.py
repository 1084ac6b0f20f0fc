"""The desk: decisions, corrections, conflicts, undo."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import ValidationError

from r40.records import Span
from r40.store import Store, open_store
from r40.store.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from r40.store.records import (
    Decision,
    InterventionCorrection,
    InterventionRef,
    Note,
    Role,
    StanceCorrection,
    User,
    Verdict,
    Work,
)
from tests.reports.conftest import TEXT, span
from tests.store.conftest import FAILED, HOSTILE, PASSWORD, RICH, flag_id

YES = Decision(verdict=Verdict.CONFIRMED)
NO = Decision(verdict=Verdict.DISMISSED, reason="È spiegato nel testo.")
ASK = Decision(verdict=Verdict.ASK)


def verdicts(store: Store, user: User, record_id: str = RICH) -> dict[str, Verdict]:
    return {
        item.flag.code: item.decision.content.verdict
        for item in store.desk.open(user, record_id).flags
        if item.decision and isinstance(item.decision.content, Decision)
    }


def test_a_decision_is_there_for_everybody_and_after_a_restart(filled: Store, anna: User, bruno: User) -> None:
    n201 = flag_id(filled.desk.open(anna, RICH), "N201")
    saved = filled.desk.decide(anna, RICH, n201, NO, 0)
    assert (saved.status, saved.assignee, saved.mark_version) == (Work.OPEN, "Anna Rossi", 1)
    other = open_store(filled._database.engine.url.render_as_string())
    mark = next(i.decision for i in other.desk.open(bruno, RICH).flags if i.id == n201)
    other.close()
    assert mark is not None and (mark.by, mark.content) == ("Anna Rossi", NO)


def test_dismissing_needs_a_reason() -> None:
    with pytest.raises(ValidationError, match="motivo"):
        Decision(verdict=Verdict.DISMISSED, reason=" \x07 ")


def test_a_stale_decision_is_refused_and_says_who_and_what(filled: Store, anna: User, bruno: User) -> None:
    n201 = flag_id(filled.desk.open(anna, RICH), "N201")
    filled.desk.decide(anna, RICH, n201, NO, 0)
    with pytest.raises(ConflictError) as caught:
        filled.desk.decide(bruno, RICH, n201, YES, 0)
    error = caught.value
    assert error.who == "Anna Rossi" and "respinta" in error.what and error.current is not None
    assert verdicts(filled, bruno) == {"N201": Verdict.DISMISSED}
    filled.desk.decide(bruno, RICH, n201, YES, error.version)
    assert verdicts(filled, anna) == {"N201": Verdict.CONFIRMED}


def test_two_people_decide_on_different_flags_of_one_relazione(filled: Store, anna: User, bruno: User) -> None:
    desk = filled.desk.open(anna, RICH)
    first = filled.desk.decide(anna, RICH, flag_id(desk, "N201"), YES, 0)
    filled.desk.decide(bruno, RICH, flag_id(desk, "L302"), NO, 0)
    assert verdicts(filled, anna) == {"N201": Verdict.CONFIRMED, "L302": Verdict.DISMISSED}
    (news,) = filled.desk.changes(anna, RICH, first.desk_version)
    assert news.text.startswith("Bruno Bianchi segnalazione L302 R20: nulla → respinta")


def test_of_many_at_once_one_wins_and_nothing_is_lost(filled: Store, boss: User) -> None:
    users = [filled.accounts.create(boss, f"utente{n}", f"Utente {n}", PASSWORD, Role.REVIEWER) for n in range(6)]
    desk = filled.desk.open(boss, RICH)
    contested = flag_id(desk, "N201")

    def work(user: User) -> bool:
        filled.desk.add_note(user, RICH, Note(text=f"nota di {user.name}"))
        try:
            filled.desk.decide(user, RICH, contested, Decision(verdict=Verdict.DISMISSED, reason=user.name), 0)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        won = list(pool.map(work, users))
    after = filled.desk.open(boss, RICH)
    assert sum(won) == 1
    assert len(after.notes) == 6
    # Every write has an entry: six notes, one decision, who took it and that it is in corso.
    entries = filled.audit.entries(boss, RICH)
    assert len(entries) == 9 and after.version == 9


def test_a_closed_relazione_is_reopened_before_it_changes(filled: Store, anna: User, bruno: User) -> None:
    desk = filled.desk.open(anna, RICH)
    n201 = flag_id(desk, "N201")
    saved = filled.desk.decide(anna, RICH, n201, YES, 0)
    filled.desk.set_status(anna, RICH, Work.CLOSED, saved.desk_version)
    with pytest.raises(NotAllowedError, match="riaprirla"):
        filled.desk.decide(anna, RICH, n201, NO, 1)
    assert filled.desk.open(bruno, RICH).locked
    filled.desk.undo(anna, RICH)
    filled.desk.decide(anna, RICH, n201, NO, 1)


def test_nobody_closes_what_they_have_not_seen(filled: Store, anna: User, bruno: User) -> None:
    seen = filled.desk.open(anna, RICH).version
    filled.desk.add_note(bruno, RICH, Note(text="Aspetta."))
    with pytest.raises(ConflictError, match="Bruno Bianchi"):
        filled.desk.set_status(anna, RICH, Work.CLOSED, seen)
    filled.desk.set_status(anna, RICH, Work.CLOSED, filled.desk.open(anna, RICH).version)


def test_undo_goes_back_step_by_step_and_deletes_nothing(filled: Store, anna: User) -> None:
    n201 = flag_id(filled.desk.open(anna, RICH), "N201")
    filled.desk.decide(anna, RICH, n201, YES, 0)
    filled.desk.decide(anna, RICH, n201, ASK, 1)
    filled.desk.add_note(anna, RICH, Note(text="appunto"))
    assert filled.desk.open(anna, RICH).can_undo == "nota: «appunto»"
    before = len(filled.audit.entries(anna, RICH))
    filled.desk.undo(anna, RICH)
    assert filled.desk.open(anna, RICH).notes == ()
    assert verdicts(filled, anna) == {"N201": Verdict.ASK}
    filled.desk.undo(anna, RICH)
    assert verdicts(filled, anna) == {"N201": Verdict.CONFIRMED}
    saved = filled.desk.undo(anna, RICH)
    assert verdicts(filled, anna) == {} and saved.mark is None
    assert len(filled.audit.entries(anna, RICH)) == before + 3
    with pytest.raises(NotFoundError, match="annullare"):
        filled.desk.undo(anna, RICH)
    # Versions only grow: a page opened before all this cannot overwrite anything.
    with pytest.raises(ConflictError):
        filled.desk.decide(anna, RICH, n201, NO, 0)
    filled.desk.decide(anna, RICH, n201, NO, saved.mark_version)


def test_undo_leaves_what_others_changed_since(filled: Store, anna: User, bruno: User) -> None:
    n201 = flag_id(filled.desk.open(anna, RICH), "N201")
    filled.desk.decide(anna, RICH, n201, YES, 0)
    filled.desk.decide(bruno, RICH, n201, NO, 1)
    with pytest.raises(ConflictError, match="Bruno Bianchi"):
        filled.desk.undo(anna, RICH)
    filled.desk.undo(bruno, RICH)
    assert verdicts(filled, bruno) == {"N201": Verdict.CONFIRMED}


def test_a_stance_is_corrected_with_the_passage_that_shows_it(filled: Store, anna: User) -> None:
    passage = span(TEXT, "con due educatori della cooperativa Il Ponte")
    filled.desk.correct_stance(anna, RICH, "R18", StanceCorrection(stance="supported", evidence=(passage,)), 0)
    reason = next(r for r in filled.desk.open(anna, RICH).reasons if r.code == "R18")
    assert (reason.stance, reason.evidence, reason.version) == ("supported", (passage,), 1)
    filled.desk.correct_stance(anna, RICH, "R18", None, 1)
    reason = next(r for r in filled.desk.open(anna, RICH).reasons if r.code == "R18")
    assert (reason.stance, reason.mark, reason.version) == ("contradicted", None, 2)


UNSHOWN = [
    StanceCorrection(stance="supported"),
    StanceCorrection(stance="absent", evidence=(Span(start=0, end=3, text="Nel"),)),
    StanceCorrection(stance="supported", evidence=(Span(start=0, end=3, text="NEL"),)),
    StanceCorrection(stance="supported", evidence=(Span(start=0, end=4, text="Nel "),)),
    StanceCorrection(stance="supported", evidence=(Span(start=99_999, end=100_002, text="Nel"),)),
]


def test_a_stance_that_the_text_cannot_show_is_refused(filled: Store, anna: User) -> None:
    for correction in UNSHOWN:
        with pytest.raises(InvalidError):
            filled.desk.correct_stance(anna, RICH, "R18", correction, 0)
    with pytest.raises(NotFoundError):
        filled.desk.correct_stance(anna, RICH, "R99", StanceCorrection(stance="absent"), 0)


def test_interventions_are_added_changed_and_removed(filled: Store, anna: User) -> None:
    found = {i.intervention.id: i for i in filled.desk.open(anna, RICH).interventions}
    cafe, street = found["diurni_anziani"].intervention, found["educativa_strada"].intervention
    remove = InterventionCorrection(
        action="remove", original=InterventionRef(id=cafe.id, start=cafe.start, end=cafe.end)
    )
    shorter = Span.of(TEXT, street.start, street.end - len(" della cooperativa Il Ponte"))
    change = InterventionCorrection(
        action="change",
        original=InterventionRef(id=street.id, start=street.start, end=street.end),
        id="prevenzione_giovanile",
        span=shorter,
        status="proseguito",
    )
    new = span(TEXT, "I cittadini possono presentare la domanda di contributo on line")
    add = InterventionCorrection(action="add", id="segretariato_sociale", span=new)
    for correction in (remove, change, add):
        filled.desk.correct_intervention(anna, RICH, correction, 0)
    now = {i.intervention.id: i for i in filled.desk.open(anna, RICH).interventions}
    assert {k: i.origin for k, i in now.items() if i.mark} == {
        "diurni_anziani": "removed", "prevenzione_giovanile": "changed", "segretariato_sociale": "added",
    }  # fmt: skip
    assert now["prevenzione_giovanile"].intervention.actors == ("cooperativa Il Ponte",)
    assert len(now) == len(found) + 1
    key = now["segretariato_sociale"].key
    filled.desk.withdraw_intervention(anna, RICH, key, 1)
    assert "segretariato_sociale" not in {i.intervention.id for i in filled.desk.open(anna, RICH).interventions}
    with pytest.raises(NotFoundError):
        filled.desk.withdraw_intervention(anna, RICH, "+x:0:1", 1)


UNFOUNDED: list[tuple[InterventionCorrection, type[Exception]]] = [
    (InterventionCorrection(action="add", id="nope", span=Span.of(TEXT, 0, 3)), InvalidError),
    (InterventionCorrection(action="add", id="rom_sinti", span=Span(start=0, end=3, text="abc")), InvalidError),
    (InterventionCorrection(action="remove", original=InterventionRef(id="rom_sinti", start=0, end=3)), NotFoundError),
]


def test_a_correction_of_nothing_is_refused(filled: Store, anna: User) -> None:
    for correction, error in UNFOUNDED:
        with pytest.raises(error):
            filled.desk.correct_intervention(anna, RICH, correction, 0)


def test_notes_are_taken_back_by_their_writer_or_a_supervisor(
    filled: Store, boss: User, anna: User, bruno: User
) -> None:
    key = filled.desk.add_note(anna, FAILED, Note(text="Chiedere il PDF <b>originale</b>")).key
    with pytest.raises(NotAllowedError):
        filled.desk.remove_note(bruno, FAILED, key, 1)
    filled.desk.remove_note(boss, FAILED, key, 1)
    assert filled.desk.open(anna, FAILED).notes == ()


def test_what_is_not_there_is_not_found(filled: Store, anna: User) -> None:
    with pytest.raises(NotFoundError):
        filled.desk.open(anna, "f" * 16)
    other = filled.desk.open(anna, HOSTILE).flags[0].id
    with pytest.raises(NotFoundError):
        filled.desk.decide(anna, RICH, other, YES, 0)


def test_the_trail_tells_model_and_rules(filled: Store, anna: User) -> None:
    filled.desk.add_note(anna, RICH, Note(text="x"))
    entry = next(e for e in filled.audit.entries(anna, RICH) if e.kind == "note")
    assert entry.model == "default 0.1.0, dati 0f3a, it_embedded"
    assert entry.rules is not None and entry.rules.startswith("r40 ") and "codebook" in entry.rules
    assert (entry.before, entry.after) == (None, {"text": "x"})
    assert entry.at.tzinfo is not None
