"""Narratives that are nearly the same."""

from __future__ import annotations

from r40.checks.batch import BatchText, batch_statistics
from tests.forms.narratives import LONG, PARAGRAPHS, TYPOGRAPHY


def test_copies_are_found_with_other_names_and_figures() -> None:
    copy = PARAGRAPHS.replace("quarantadue", "trenta").replace("180,00", "95,00").replace("Casale Alto", "Pian del Re")
    texts = [
        BatchText("a", "ACQUANERA", PARAGRAPHS),
        BatchText("b", "SERRALUNETTA", LONG),
        BatchText("c", "MONTELUPAIO", copy),
        BatchText("d", "ACQUANERA", PARAGRAPHS),
        BatchText("e", "ROCCAMORENA", PARAGRAPHS[:300]),
    ]
    found = batch_statistics(texts).shared
    assert set(found) == {"a", "c", "d"}
    assert [(s.source, s.comune) for s in found["a"]] == [("c", "MONTELUPAIO")]
    assert found["a"][0].share > 0.9
    start, end = found["a"][0].start, found["a"][0].end
    assert PARAGRAPHS[start:end] in copy or end - start > 100


def test_those_scored_before_are_compared_but_not_reported() -> None:
    found = batch_statistics(
        [BatchText("new", "A", TYPOGRAPHY)], known=[BatchText("old", "B", TYPOGRAPHY, 2021)]
    ).shared
    assert list(found) == ["new"] and found["new"][0].year == 2021


def test_a_shared_introduction_is_no_copy() -> None:
    texts = [
        BatchText("a", "A", PARAGRAPHS[:400] + LONG[3000:5000]),
        BatchText("b", "B", PARAGRAPHS[:400] + LONG[:2500]),
    ]
    assert not batch_statistics(texts).shared
    assert not batch_statistics([]).shared


def test_sentences_of_the_form_do_not_count() -> None:
    form = (
        "Il Comune compila la relazione secondo le istruzioni ricevute dal portale e ne conserva copia agli atti. " * 4
    )
    texts = [BatchText("a", "A", form), BatchText("b", "B", form)]
    assert batch_statistics(texts).shared
    assert not batch_statistics(texts, template=[form.split(". ")[0]]).shared


def test_the_body_that_both_name() -> None:
    text = "Le funzioni sono svolte dal Consorzio Alta Valle per tutti i comuni associati. " + PARAGRAPHS
    found = batch_statistics([BatchText("a", "A", text), BatchText("b", "B", text)]).shared
    assert found["a"][0].body == "Consorzio Alta Valle"
