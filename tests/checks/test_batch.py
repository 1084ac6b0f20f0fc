"""Narratives that are nearly the same."""

from __future__ import annotations

from r40.checks.batch import LISTED, BatchText, batch_statistics, bodies
from r40.checks.quantities import spelled
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


def test_hundreds_of_copies_are_counted_and_few_are_listed() -> None:
    lines = LONG.split("\n")
    texts = []
    for k in range(120):
        lines[k % len(lines)] = (
            f"Una frase che ha soltanto il comune numero {k}, e nessun altro dei comuni associati. " * 2
        )
        texts.append(BatchText(f"{k:03d}", f"COMUNE {k}", "\n".join(lines) if k % 2 else LONG))
    found = batch_statistics(texts).shared
    assert all(len(others) <= LISTED for others in found.values())
    assert found["000"][0].copies >= 59
    assert found["000"][0].share == 1.0


def test_paragraphs_in_another_order_are_a_copy() -> None:
    first, *rest = LONG.split("\n")
    texts = [BatchText("a", "A", LONG), BatchText("b", "B", "\n".join([*rest, first]))]
    assert set(batch_statistics(texts).shared) == {"a", "b"}


def test_a_formula_of_a_thousand_relazioni_is_no_copy() -> None:
    formula = " ".join(LONG.split("\n")[:2])
    own = [" ".join(spelled(200 * k + j + 1) for j in range(120)) for k in range(450)]
    texts = [BatchText(f"{k:03d}", f"COMUNE {k}", f"{formula} {text}") for k, text in enumerate(own)]
    assert not batch_statistics(texts).shared


def test_a_text_that_hundreds_have_with_changes_of_their_own_is_found() -> None:
    words = LONG.split(" ")
    texts = []
    for k in range(450):
        own = [*words]
        for j in range(8):
            own[(37 * k + 83 * j) % len(own)] = spelled(8 * k + j + 1)
        texts.append(BatchText(f"{k:03d}", f"COMUNE {k}", " ".join(own)))
    found = batch_statistics(texts).shared
    assert len(found) == len(texts)
    assert all(len(others) == LISTED and others[0].copies >= LISTED for others in found.values())
    (alone,) = batch_statistics(texts[:1], known=texts[1:]).shared.values()
    assert alone[0].copies == len(texts) - 1  # few that are new are compared with all


def test_initials_of_services_are_no_body() -> None:
    assert bodies("Posti in R.S.A. e S.A.D.; funzioni delegate al C.I.S.S. 38.") == {"C.I.S.S. 38"}
