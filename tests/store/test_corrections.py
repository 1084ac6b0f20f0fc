"""Corrections after re-scoring."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from r40.records import Intervention, ScoredRelazione, Span
from r40.store import corrections
from r40.store.records import Content, InterventionCorrection, InterventionRef, Mark, MarkKind, StanceCorrection
from tests.reports.conftest import TEXT, rich, span

SPANS = st.tuples(st.integers(0, 30), st.integers(1, 30)).map(lambda s: (s[0], s[0] + s[1]))
WORDS = "Il trasporto sociale per le visite mediche"


def mark(kind: MarkKind, key: str, content: Content) -> dict[str, Mark]:
    at = datetime(2024, 5, 3, tzinfo=UTC)
    return {key: Mark(kind=kind, key=key, content=content, version=3, by="Anna", user_id=1, at=at)}


def again(shift: int, *found: Intervention) -> ScoredRelazione:
    """The narrative read anew, with something before it."""
    return rich().model_copy(update={"narrative": "x" * shift + TEXT, "interventions": found})


def remove(start: int, end: int) -> dict[str, Mark]:
    correction = InterventionCorrection(action="remove", original=InterventionRef(id="rom_sinti", start=start, end=end))
    return mark("intervention", correction.key, correction)


def found(start: int, end: int) -> Intervention:
    return Intervention(id="rom_sinti", start=start, end=end, text="x" * (end - start), score=0.5)


def test_a_removal_holds_for_the_same_intervention_with_other_edges() -> None:
    (kept,) = corrections.interventions(again(0, found(102, 150)), remove(100, 150), {})
    assert kept.origin == "removed"


def test_a_removal_does_not_hold_for_another_passage() -> None:
    (kept,) = corrections.interventions(again(0, found(200, 250)), remove(100, 150), {})
    assert kept.origin == "model"


def test_what_was_added_moves_with_its_words() -> None:
    words = span(TEXT, "È proseguita l'educativa di strada")
    add = InterventionCorrection(action="add", id="educativa_strada", span=words)
    (kept,) = corrections.interventions(again(9), mark("intervention", add.key, add), {})
    assert not kept.lost
    assert (kept.intervention.start, kept.intervention.text) == (words.start + 9, words.text)


def test_what_the_model_now_finds_by_itself_is_not_there_twice() -> None:
    words = span(TEXT, "È proseguita l'educativa di strada")
    add = InterventionCorrection(action="add", id="educativa_strada", span=words)
    model = Intervention(**words.model_dump(), id="educativa_strada", score=0.6)
    (kept,) = corrections.interventions(again(0, model), mark("intervention", add.key, add), {})
    assert kept.origin == "added"


def test_a_passage_that_is_gone_is_marked_as_lost() -> None:
    add = InterventionCorrection(action="add", id="trasporto_sociale", span=Span(start=0, end=len(WORDS), text=WORDS))
    (kept,) = corrections.interventions(again(0), mark("intervention", add.key, add), {})
    assert kept.lost
    stance = StanceCorrection(stance="supported", evidence=(Span(start=0, end=len(WORDS), text=WORDS),))
    reason = next(r for r in corrections.reasons(rich(), mark("stance", "R18", stance), {}) if r.code == "R18")
    assert (reason.stance, reason.evidence) == ("supported", ())


@given(SPANS, SPANS)
def test_overlap_is_a_share_and_does_not_care_for_order(a: tuple[int, int], b: tuple[int, int]) -> None:
    assert 0 <= corrections.overlap(a, b) == corrections.overlap(b, a) <= 1
    assert corrections.overlap(a, a) == 1


@given(st.text("ab ", max_size=20), st.data())
def test_a_passage_is_found_again_only_where_it_is(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words = Span.of(text, start, end)
    moved = corrections.relocate(words, "c" + text)
    if moved is not None:
        assert ("c" + text)[moved.start : moved.end] == words.text
