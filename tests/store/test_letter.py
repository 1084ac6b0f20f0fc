"""The letter to the comune."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document

from r40.codebook import default_codebook
from r40.store import Store
from r40.store.errors import InvalidError
from r40.store.letter import name, write_letter
from r40.store.records import Decision, User, Verdict
from tests.reports.conftest import HOSTILE as MARKUP
from tests.reports.conftest import hostile, rich
from tests.store.conftest import RICH, flag_id
from tests.store.test_desk import ASK, YES


def lines(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


def test_the_letter_asks_what_reviewers_want_to_know_and_shows_why(filled: Store, anna: User) -> None:
    desk = filled.desk.open(anna, RICH)
    filled.desk.decide(anna, RICH, flag_id(desk, "N201"), ASK, 0)
    own = Decision(verdict=Verdict.ASK, reason="Quanti assistenti sociali lavorano oggi nel servizio?")
    filled.desk.decide(anna, RICH, flag_id(desk, "L303"), own, 0)
    filled.desk.decide(anna, RICH, flag_id(desk, "L302"), YES, 0)
    text = lines(filled.exchange.letter(anna, RICH, "1234/2024", date(2024, 5, 1), "Ufficio di prova"))
    assert {"Ufficio di prova", "Prot. n. 1234/2024", "Data: 1º maggio 2024", "Al Comune di Borgo Alto"} <= set(text)
    assert any(line.startswith("Oggetto: ") and "anno 2023" in line for line in text)
    questions = [line for line in text if line[:2] in ("1.", "2.", "3.")]
    assert questions[0] == "1.\tQuanti assistenti sociali lavorano oggi nel servizio?"
    assert "1.000" in questions[1] and "Si chiede di verificare i dati" in questions[1]
    assert len(questions) == 2
    assert "«L'organico del servizio sociale si è ridotto per due pensionamenti non ancora sostituiti»" in text
    assert any("utenti anno base 694; utenti 1.000" in line for line in text)


def test_blanks_are_left_for_what_is_not_known(filled: Store, anna: User) -> None:
    filled.desk.decide(anna, RICH, flag_id(filled.desk.open(anna, RICH), "N201"), ASK, 0)
    text = lines(filled.exchange.letter(anna, RICH))
    assert any(line.startswith("Prot. n. ____") for line in text) and any(
        line.startswith("Data: ____") for line in text
    )


def test_it_is_signed_on_a_page_that_says_more_and_pages_are_numbered() -> None:
    data = write_letter(rich(), [(flag, "") for flag in rich().flags], default_codebook(), signer="Mario Prova")
    document = Document(io.BytesIO(data))
    *_, closing, signer, _, _, line = document.paragraphs
    assert (signer.text, set(line.text)) == ("Mario Prova", {"_"})
    assert closing.paragraph_format.keep_with_next and signer.paragraph_format.keep_with_next
    footer = document.sections[0].footer.paragraphs[0]._p.xml
    assert 'w:instr="PAGE"' in footer and 'w:instr="NUMPAGES"' in footer
    for paragraph in document.paragraphs:  # what stands under a question stays with it, and has no gaps between words
        if paragraph.text.startswith(("«", "Dati del modulo")):
            assert paragraph.alignment is None


def test_a_wording_that_r40_cut_short_is_asked_about_in_full() -> None:
    wording = "Costi fissi di gestione elevati\nin rapporto alla dimensione dell'ente e alla sua montuosità"
    flag = rich().flags[0].model_copy(update={"subject": "R26", "message": f"R26 ({wording[:77]}…) è barrata SI."})
    data = write_letter(rich().model_copy(update={"wording": {"R26": wording}}), [(flag, "")], default_codebook())
    assert any(f"R26 ({' '.join(wording.split())}) è barrata SI." in line for line in lines(data))


def test_without_questions_there_is_no_letter(filled: Store, anna: User) -> None:
    with pytest.raises(InvalidError, match="nulla da chiedere"):
        filled.exchange.letter(anna, RICH)


def test_anything_a_document_may_hold_can_be_quoted() -> None:
    flag = hostile().flags[0].model_copy(update={"message": "\x00\x0b\ud800 <w:p> & \ufffe"})
    data = write_letter(hostile(), [(flag, ""), (flag, MARKUP)], default_codebook(), protocol="\x01", sender="\x02")
    assert any(MARKUP in line for line in lines(data))


def test_r40s_own_doubt_is_not_told_to_the_comune() -> None:
    flag = rich().flags[0].model_copy(update={"message": "R20 è barrata NO: da verificare, il testo è incerto."})
    assert any(
        "1.\tR20 è barrata NO. Si chiede" in line
        for line in lines(write_letter(rich(), [(flag, "")], default_codebook()))
    )


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("ASTI", "Asti"),
        ("PIEVE DI SOLMARA", "Pieve di Solmara"),
        ("SANT'ELVERIO", "Sant'Elverio"),
        ("REGGIO NELL’EMILIA", "Reggio nell’Emilia"),
        ("LA LOGGIA", "La Loggia"),
        ("Già Scritto", "Già Scritto"),
    ],
)
def test_names_are_written_as_names(printed: str, written: str) -> None:
    assert name(printed) == written
