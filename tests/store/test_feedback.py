"""Reviewed relazioni as training data."""

from __future__ import annotations

from pathlib import Path

import pytest

from r40.checks.measured import measured_precision
from r40.codebook import default_codebook
from r40.errors import CorpusError
from r40.ingest.narrative import clean
from r40.model.corpus import load_narratives
from r40.model.feedback import Feedback, load_feedback
from r40.records import ScoredRelazione
from r40.store import Store, feedback
from r40.store.precision import smoothed
from r40.store.records import (
    Decision,
    FeedbackResult,
    InterventionCorrection,
    InterventionRef,
    StanceCorrection,
    User,
    Verdict,
    Work,
)
from tests.reports.conftest import rich, span
from tests.store.conftest import RICH, flag_id
from tests.store.test_desk import ASK, NO, YES


@pytest.fixture
def reviewed(store: Store, boss: User) -> Store:
    """A store with one relazione whose narrative is clean, as ingest leaves it."""
    store.imports.add(boss, [_clean(rich())], "prova")
    return store


def _clean(relazione: ScoredRelazione) -> ScoredRelazione:
    """The same passages in the cleaned narrative."""
    narrative = clean(relazione.narrative)

    def moved(item: dict[str, object]) -> dict[str, object]:
        words = str(item["text"])
        return item | {"start": narrative.index(words), "end": narrative.index(words) + len(words)}

    data = relazione.model_dump()
    data["narrative"] = narrative
    data["interventions"] = [moved(i) for i in data["interventions"]]
    for thing in [*data["reasons"].values(), *data["flags"]]:
        thing["evidence"] = [moved(e) for e in thing["evidence"]]
    return ScoredRelazione.model_validate(data)


def closed(store: Store, user: User) -> FeedbackResult:
    store.desk.set_status(user, RICH, Work.CLOSED, store.desk.open(user, RICH).version)
    return store.exchange.feedback(user)


def loaded(result: FeedbackResult, tmp_path: Path) -> list[Feedback]:
    path = tmp_path / "feedback.jsonl"
    path.write_bytes(result.data)
    return load_feedback(path, default_codebook())


def test_what_a_reviewer_left_is_what_is_learned(reviewed: Store, anna: User, tmp_path: Path) -> None:
    desk = reviewed.desk.open(anna, RICH)
    text = desk.relazione.narrative
    cafe = next(i.intervention for i in desk.interventions if i.intervention.id == "diurni_anziani")
    about = InterventionRef(id=cafe.id, start=cafe.start, end=cafe.end)
    reviewed.desk.correct_intervention(anna, RICH, InterventionCorrection(action="remove", original=about), 0)
    new = span(text, "I cittadini possono presentare la domanda di contributo on line")
    reviewed.desk.correct_intervention(
        anna, RICH, InterventionCorrection(action="add", id="segretariato_sociale", span=new), 0
    )
    shown = span(text, "con due educatori della cooperativa Il Ponte")
    reviewed.desk.correct_stance(anna, RICH, "R18", StanceCorrection(stance="supported", evidence=(shown,)), 0)
    (one,) = loaded(closed(reviewed, anna), tmp_path)
    ids = {i.id for i in one.narrative.interventions}
    assert "diurni_anziani" not in ids and "segretariato_sociale" in ids and len(ids) == 6
    assert one.narrative.stance("personale_numeroso") == "supported"
    assert one.narrative.stance("rete_territoriale") == "supported"
    assert (one.weight, one.narrative.block, one.narrative.inhabitants) == (feedback.WEIGHT_SINGLE, "A", 21_350)
    assert one.model is not None and one.model.startswith("default")


def test_a_dismissed_link_is_no_link(reviewed: Store, anna: User, tmp_path: Path) -> None:
    desk = reviewed.desk.open(anna, RICH)
    reviewed.desk.decide(anna, RICH, flag_id(desk, "L302"), NO, 0)
    (one,) = loaded(closed(reviewed, anna), tmp_path)
    assert one.narrative.stance("digitalizzazione") == "absent"


def test_a_confirmed_link_stays(reviewed: Store, anna: User, tmp_path: Path) -> None:
    desk = reviewed.desk.open(anna, RICH)
    reviewed.desk.decide(anna, RICH, flag_id(desk, "L302"), YES, 0)
    (one,) = loaded(closed(reviewed, anna), tmp_path)
    assert one.narrative.stance("digitalizzazione") == "supported"


def test_what_nobody_checked_teaches_nothing(reviewed: Store, anna: User) -> None:
    reviewed.desk.decide(anna, RICH, flag_id(reviewed.desk.open(anna, RICH), "N201"), YES, 0)
    assert closed(reviewed, anna).left_out == {feedback.UNTOUCHED: 1}


def test_an_open_relazione_waits(reviewed: Store, anna: User) -> None:
    reviewed.desk.decide(anna, RICH, flag_id(reviewed.desk.open(anna, RICH), "L302"), ASK, 0)
    result = reviewed.exchange.feedback(anna)
    assert (result.kept, result.left_out, result.data) == (0, {}, b"")


def test_what_remained_uncertain_is_left_out_until_it_is_corrected(reviewed: Store, anna: User) -> None:
    reviewed.desk.decide(anna, RICH, flag_id(reviewed.desk.open(anna, RICH), "L303"), NO, 0)
    assert closed(reviewed, anna).left_out == {feedback.UNSURE: 1}
    reviewed.desk.undo(anna, RICH)
    reviewed.desk.correct_stance(anna, RICH, "R18", StanceCorrection(stance="absent"), 0)
    assert closed(reviewed, anna).kept == 1


def test_a_relazione_that_the_corpus_could_not_hold_is_left_out(reviewed: Store, boss: User, anna: User) -> None:
    odd = _clean(rich()).model_copy(update={"year": None})
    reviewed.imports.add(boss, [odd], "senza anno")
    reviewed.desk.decide(anna, RICH, flag_id(reviewed.desk.open(anna, RICH), "L302"), YES, 0)
    assert closed(reviewed, anna).left_out == {feedback.UNUSABLE: 1}


def test_a_file_that_is_no_feedback_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    narrative = load_narratives(Path("data/corpus/narratives.jsonl"))[0]
    good = Feedback(weight=0.5, model=None, narrative=narrative)
    alien = good.model_copy(update={"narrative": narrative.model_copy(update={"block": "Z"})})
    for bad in ("{}", "nulla", good.model_dump_json().replace("0.5", "7"), alien.model_dump_json()):
        path.write_text(good.model_dump_json() + "\n\n" + bad + "\n", "utf-8")
        with pytest.raises(CorpusError, match=r"feedback\.jsonl, riga 3"):
            load_feedback(path, default_codebook())
    for unreadable in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(CorpusError, match="illeggibile"):
            load_feedback(unreadable, default_codebook())


def test_few_decisions_move_a_precision_little_and_many_decide_it() -> None:
    known = measured_precision()["N201"]
    assert smoothed("N201", 0, 0) == pytest.approx(known)
    assert 0.8 < smoothed("N201", 0, 1) < known
    assert smoothed("L301", 0, 1000) < 0.01
    assert smoothed("Z999", 10, 0) == pytest.approx(0.85)


def test_a_question_to_the_comune_says_nothing_of_the_rule(filled: Store, anna: User) -> None:
    desk = filled.desk.open(anna, RICH)
    filled.desk.decide(anna, RICH, flag_id(desk, "N201"), ASK, 0)
    filled.desk.decide(anna, RICH, flag_id(desk, "L302"), Decision(verdict=Verdict.CONFIRMED), 0)
    assert filled.exchange.precision().keys() == {"L302"}
