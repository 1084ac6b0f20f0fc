"""Cleaning, joining lines, and cutting the form's closing notes."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r40.codebook import default_codebook
from r40.ingest import read
from r40.ingest.narrative import TextLine, clean, cut_closing_notes, italian_words, join_lines, plain
from r40.records import Span
from tests.forms import labels, narratives, variants
from tests.forms.blocks import Notes
from tests.forms.content import make_form
from tests.forms.document import blocks_of
from tests.forms.typography import break_lines

anything = st.text(st.characters(), max_size=300)  # lone surrogates and control characters too
ODD = "\u2010\u2011\u00ad\ufffe\u200b\u00a0\ufb01\ufb03\ud800\x00\x07\r\n\t\u2028\u0301-’E a1."
odd = st.text(st.sampled_from(ODD), max_size=60)


@given(st.one_of(anything, odd))
def test_clean_is_idempotent(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@given(st.one_of(anything, odd))
def test_clean_leaves_nothing_that_harms(text: str) -> None:
    cleaned = clean(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Cf") for c in cleaned.replace("\n", ""))
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert all(line == line.strip() and line and "  " not in line for line in cleaned.split("\n") if cleaned)
    cleaned.encode("utf-8")


@given(st.one_of(anything, odd), st.data())
def test_spans_index_the_cleaned_text(text: str, data: st.DataObject) -> None:
    narrative = clean(text)
    start = data.draw(st.integers(0, len(narrative)))
    end = data.draw(st.integers(start, len(narrative)))
    span = Span.of(narrative, start, end)
    again = Span.model_validate_json(span.model_dump_json())
    assert clean(narrative)[again.start : again.end] == again.text == span.text


@given(st.one_of(anything, odd))
def test_plain_is_one_line(text: str) -> None:
    assert "\n" not in plain(text)
    assert plain(plain(text)) == plain(text)


@given(st.lists(st.one_of(anything, odd), max_size=6))
def test_join_lines_takes_any_text(texts: list[str]) -> None:
    lines = [TextLine(t, 0, len(t), len(t.split(" ")[0])) for t in texts]
    joined = join_lines(lines, 1)
    assert clean(joined) == joined


LETTERS = set("abcdefghijklmnopqrstuvwxyzàèéìòù")
WORDS = sorted(w for w in italian_words() if len(w) < 16 and set(w) <= LETTERS)[::37]
# A prefix that the reader takes for the first half of a compound, and words that a break makes into two.
words = st.lists(st.sampled_from(WORDS), min_size=20, max_size=120)


@settings(max_examples=60, deadline=None)
@given(words, st.integers(45, 110), st.sampled_from(("", "-", "\u2010", "\u00ad", "\ufffe")))
def test_join_lines_undoes_a_greedy_wrap(chosen: list[str], width: int, hyphen: str) -> None:
    text = " ".join(chosen).capitalize() + "."
    wrapped = break_lines(text, width, len, hyphen)
    lines = [TextLine(line.text, 0, len(line.text), len(line.words[0])) for line in wrapped]
    assert join_lines(lines, 1) == text


@pytest.mark.parametrize("name", ["paragraphs", "typography", "long", "bullets", "one_paragraph"])
@pytest.mark.parametrize("hyphen", ["", "-", "\u2010", "\u00ad"])
@pytest.mark.parametrize("width", [60, 84, 110])
def test_narratives_survive_a_wrap(name: str, hyphen: str, width: int) -> None:
    lines: list[TextLine] = []
    for paragraph in narratives.ALL[name].split("\n"):
        if paragraph:
            for index, line in enumerate(break_lines(paragraph, width, len, hyphen)):
                lines.append(TextLine(line.text, 0, len(line.text), len(line.words[0]), 0.0 if index else 0.6))
    expected = [line for line in narratives.ALL[name].split("\n") if line]
    assert join_lines(lines, 1).split("\n") == expected


def test_compounds_keep_their_hyphen_at_a_line_end() -> None:
    lines = [
        TextLine("interventi socio-", 0, 17, 10),
        TextLine("sanitari e psico-", 0, 17, 8),
        TextLine("educativi.", 0, 10, 10),
    ]
    assert join_lines(lines, 1) == "interventi socio-sanitari e psico-educativi."


NOTES = default_codebook().text.closing_notes


def printed_notes(year: int, kind: str) -> list[str]:
    form = make_form(1, year, "A", "")
    return [line for block in blocks_of(form, kind) if isinstance(block, Notes) for line in block.lines]


@pytest.mark.parametrize("kind", ["nota_bene", "attenzione", "both"])
@pytest.mark.parametrize("width", [50, 90, 130])
@pytest.mark.parametrize("text", [t for t in narratives.ALL if t != "empty"])
def test_closing_notes_are_cut_exactly(kind: str, width: int, text: str) -> None:
    body = [piece.text for p in narratives.ALL[text].split("\n") for piece in break_lines(p, width, len)]
    notes = [piece.text for p in printed_notes(2023, kind) for piece in break_lines(p, width, len)]
    assert cut_closing_notes([*body, *notes], NOTES) == len(body)
    assert cut_closing_notes(body, NOTES) == len(body)


OWN = (
    ["ATTENZIONE: nel corso dell’anno la popolazione anziana è cresciuta ancora", "e le domande di aiuto con essa."],
    ["NOTA BENE", "I dati non comprendono i nuclei seguiti dal comune vicino per tutto l’inverno."],
    ["ASSISTENZA DOMICILIARE: 31 anziani seguiti a casa.", "ATTENZIONE particolare ai minori soli."],
    ["NOTE", "Il servizio di trasporto è sospeso da luglio per la rottura del mezzo."],
)


@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("kind", ["nota_bene", "both", "none"])
def test_the_narratives_own_notes_survive(own: list[str], kind: str) -> None:
    body = ["Il servizio ha seguito quaranta famiglie.", *own]
    assert cut_closing_notes([*body, *printed_notes(2021, kind)], NOTES) == len(body)
    assert cut_closing_notes([*body, "Fine del testo.", *printed_notes(2021, kind)], NOTES) == len(body) + 1


def test_a_document_keeps_the_narratives_own_notes(tmp_path: Path) -> None:
    text = "\n".join(["Il servizio ha seguito quaranta famiglie.", *OWN[0], *OWN[1], "Non altro."])
    form = make_form(5, 2023, "A", text)
    variants.render(form, tmp_path / "a.pdf", variants.ALL["rules_top"])
    narrative = read(tmp_path / "a.pdf").narrative
    assert " ".join(narrative.split()) == " ".join(text.split())


def test_labels_are_no_notes() -> None:
    assert cut_closing_notes([labels.R40_HEADING], NOTES) == 1
