from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from r40.ingest.narrative import clean
from r40.segment import join, sentences, tidy, units

WORDS = st.sampled_from(
    [
        "il",
        "Comune",
        "ha",
        "potenziato",
        "l’assistenza",
        "domiciliare",
        "e",
        "i",
        "pasti,",
        "mentre",
        "è",
        "stato",
        "attivato:",
        "un",
        "centro",
        "diurno;",
        "-",
        "educativa",
        "di",
        "strada",
        "(A.S.L.",
        "n.",
        "4)",
        "nonché",
        "Housing",
        "First.",
        "Nel",
        "2023",
        "R16",
        "SI",
        "oltre",
        "a\n\n3.",
        "art.",
        "12",
        "dott.",
        "Rossi",
        "E’",
    ]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=120).map(" ".join), st.text(max_size=300)).map(clean)


@given(TEXTS)
def test_units_lie_in_order_and_lose_only_blanks_and_bullets(text: str) -> None:
    found = units(text)
    for left, right in itertools.pairwise(found):
        assert left.end <= right.start
    rest, position = "", 0
    for unit in found:
        rest += text[position : unit.start]
        position = unit.end
        assert text[unit.start : unit.end].strip() == text[unit.start : unit.end] != ""
        assert "\n" not in text[unit.start : unit.end]
    rest += text[position:]
    assert not any(c.isalpha() and c.isupper() for c in rest)
    assert len(rest.replace(" ", "").replace("\n", "")) <= 4 * (text.count("\n") + len(sentences(text)))


@given(TEXTS, st.data())
def test_joined_spans_index_the_text(text: str, data: st.DataObject) -> None:
    found = units(text)
    chosen = data.draw(st.lists(st.booleans(), min_size=len(found), max_size=len(found)))
    spans = join(text, found, chosen)
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert (start, end) == tidy(text, start, end)
    for (_, end), (start, _) in itertools.pairwise(spans):
        assert end <= start


def _texts(text: str) -> list[str]:
    return [text[u.start : u.end] for u in units(text)]


def test_abbreviations_end_no_sentence() -> None:
    text = "La spesa ex art. 12 del D.Lgs. n. 147 è a carico dell’A.S.L. di zona. Il resto è del Comune."
    assert len(sentences(text)) == 2


def test_a_list_sentence_is_cut_at_its_items() -> None:
    text = "Sono stati attivati i progetti: Bussola, doposcuola per le medie; Ponte, educativa di strada; Casa Nuova, alloggi."
    assert [t.split(",")[0] for t in _texts(text)][:2] == ["Sono stati attivati i progetti:", "Bussola"]
    assert "Ponte, educativa di strada;" in _texts(text)


def test_bullets_stay_outside_and_headings_are_known() -> None:
    text = "Area anziani\n- garantire il servizio di assistenza domiciliare\n- potenziare il telesoccorso"
    found = units(text)
    assert next(text[u.start : u.end] for u in found if u.bullet).startswith("garantire")
    assert all(u.heading == "Area anziani" for u in found)


def test_tidy_drops_the_connective_and_the_stop() -> None:
    text = "e il centro diurno per anziani."
    start, end = tidy(text, 0, len(text))
    assert text[start:end] == "il centro diurno per anziani"
