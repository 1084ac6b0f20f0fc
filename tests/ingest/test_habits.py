"""Habits of other makers, each of which once misled the reader."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from r40.codebook import default_codebook
from r40.ingest import read
from r40.ingest.form import comune_in, find_year, read_form
from r40.ingest.narrative import TextLine, join_lines, join_row
from r40.ingest.page import Page, Word
from tests.forms import narratives, variants
from tests.forms.content import make_form
from tests.forms.html_maker import HtmlVariant
from tests.forms.reportlab_maker import Variant
from tests.forms.typography import NumberStyle
from tests.ingest.test_documents import check, needs_chromium

NUMBERED = """Premessa: il settore ha operato con continuità.
1. Area minori: sono stati seguiti 34 nuclei, con accessi quindicinali dell’educatore e incontri con la scuola per tutto l’anno scolastico.
2. Area anziani: 56 utenti in assistenza domiciliare.
3) Area disabili - trasporto e centro diurno.
a) trasporto di 12 persone
R30 è la voce che meglio descrive la situazione, poiché i servizi sono gestiti dall’ambito.
M21 e M12 sono cresciuti; NO alle riduzioni, SI agli investimenti.
R17 SI: sono state svolte 40 ore di formazione."""
CAPITALS = (
    "SI PRECISA CHE I SERVIZI SOCIALI SONO GESTITI IN FORMA ASSOCIATA CON L’AMBITO TERRITORIALE. NEL CORSO DELL’ANNO SONO "
    "STATI SEGUITI 45 NUCLEI FAMILIARI E 31 ANZIANI, CON UN AUMENTO DELLE ORE DI ASSISTENZA DOMICILIARE.\n"
    "NOTA: NON SONO STATI RILEVATI BISOGNI INEVASI."
)
LOOKS: dict[str, tuple[variants.AnyVariant, int, str, str]] = {
    "tick close to the left of its code": (
        HtmlVariant(css="td{border-bottom:.3pt solid #aaa} .number{text-align:left} body{font-size:12pt}", tick_place="left"),
        2023, "B", NUMBERED,
    ),
    "rows cut by page ends": (
        HtmlVariant(
            css="td,th{border:.6pt solid #000} .tick{vertical-align:top} td{vertical-align:top} "
            ".wording{padding:6pt 330pt 6pt 4pt} .label{padding-right:60pt} body{font-size:11pt}",
            footer='"Pagina " counter(page)',
        ),
        2021, "C", NUMBERED,
    ),
    "words broken in narrow cells": (
        HtmlVariant(css="td,th{border:.6pt solid #000} .wording{padding-right:300pt}", tick_place="right", dash="–"),
        2023, "A", CAPITALS,
    ),
    "six points, numbers centred": (
        HtmlVariant(css="body{font-size:6pt;line-height:1.05} .number{text-align:center} td{padding:0 2pt}",
                    numbers=NumberStyle(count_thousands=True), header='"{comune} {year}"'),
        2021, "B", NUMBERED,
    ),
    "capitals with hyphens": (
        Variant(font="LiberationSans", size=8, tick_place="right", justified=True, hyphen="-", upper_headings=True),
        2023, "C", CAPITALS,
    ),
    "large type, ticks at the left": (
        Variant(font="Times-Roman", size=12, borders="none", tick_place="left", numbers=NumberStyle(euro="before")),
        2021, "C", NUMBERED,
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=needs_chromium if isinstance(look[0], HtmlVariant) else ()) for n, look in LOOKS.items()],
)
def test_look(name: str, tmp_path: Path) -> None:
    look, year, block, text = LOOKS[name]
    form = make_form(70, year, block, text)
    variants.render(form, tmp_path / "form.pdf", look)
    check(read(tmp_path / "form.pdf"), form)


def test_a_new_reason_and_no_quadro_3(tmp_path: Path) -> None:
    form = make_form(71, 2023, "C", NUMBERED)
    wording = (
        "Nuova motivazione relativa ai livelli essenziali delle prestazioni sociali (LEPS) e al loro finanziamento"
    )
    form = replace(
        form, quadro3=None, wordings={**form.wordings, "R34": wording}, ticks={**form.ticks, "R34": True},
        comune="SANT'ALBERICO IN COLLE",
    )  # fmt: skip
    variants.render(form, tmp_path / "form.pdf", variants.ALL["portal"])
    check(read(tmp_path / "form.pdf"), form)


@pytest.mark.parametrize("kind", ["offset", "turned", "upside down", "overlay"])
def test_page_geometry(kind: str, tmp_path: Path) -> None:
    """Pages whose coordinates do not begin at zero, that are turned, or that stand inside another page."""
    form = make_form(72, 2023, "A", narratives.PARAGRAPHS)
    source, path = tmp_path / "plain.pdf", tmp_path / "form.pdf"
    variants.render(form, source, variants.ALL["portal"])
    with pikepdf.open(source) as pdf, pikepdf.new() as outer:
        for page in pdf.pages:
            w, h = (float(x) for x in list(page.mediabox)[2:])  # type: ignore[arg-type]
            if kind == "overlay":
                outer.add_blank_page(page_size=(w, h))
                outer.pages[-1].add_overlay(page, pikepdf.Rectangle(0, 0, w, h))
                continue
            move, box, turn = {
                "offset": ("1 0 0 1 200 300", [200, 300, 200 + w, 300 + h], 0),
                "turned": (f"0 1 -1 0 {h} 0", [0, 0, h, w], 90),
                "upside down": (f"-1 0 0 -1 {w} {h}", [0, 0, w, h], 180),
            }[kind]
            page.contents_add(pdf.make_stream(f"q {move} cm\n".encode()), prepend=True)
            page.contents_add(pdf.make_stream(b"\nQ"))
            page.mediabox = pikepdf.Array([float(x) for x in box])
            page.Rotate = turn
        (outer if kind == "overlay" else pdf).save(path)
    check(read(path), form)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Comune SANT'ALBERICO IN COLLE", "SANT'ALBERICO IN COLLE"),
        ("Comune di: L’ARIOLA", "L'ARIOLA"),
        ("Comune RÒ", "RÒ"),
        ("Comune NE", "NE"),
        ("COMUNE DI MONDOVÌ BASSO", "MONDOVÌ BASSO"),
        ("Comune PRECICCA-ACQUARIVA", "PRECICCA-ACQUARIVA"),
        ("Comune VALDRONA/WALDRAUN", "VALDRONA/WALDRAUN"),
        ("Comune CASTELNOVO NE' COLLI Provincia XX", "CASTELNOVO NE' COLLI"),
        ("Comune di residenza degli utenti", None),
        ("Comuni vicini", None),
        ("Il Comune ha", None),
    ],
)
def test_names_of_comuni(line: str, name: str | None) -> None:
    assert comune_in(line) == name


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("R03 - Numero di abitanti 2023 73421 R07 2017 2021", 2023),
        ("N° di utenti serviti 2019 N° di utenti serviti 2022", 2022),
        ("Nel 2021 l'ente locale ha rendicontato la spesa; nel 2019", 2021),
        ("utenti 2019 utenti 2023 ore 2023 ore 2023", 2023),
        ("utenti 2019 utenti 2023", None),
        ("M12 2.021,00 2.021,00 12.2021", None),
    ],
)
def test_reporting_year(text: str, year: int | None) -> None:
    assert find_year(text) == year


def test_words_broken_in_a_cell() -> None:
    assert join_row(["erogati interamente/", "parzialmente dai ser-", "vizi socio-", "sanitari"]) == (
        "erogati interamente/parzialmente dai servizi socio-sanitari"
    )


def test_words_broken_in_capitals() -> None:
    texts = ["NEL COR-", "SO DELL’ANNO IFEL-", "ANCI E SOCIO-", "SANITARIO."]
    lines = [TextLine(t, 0, 20, 4) for t in texts]
    assert join_lines(lines, 1) == "NEL CORSO DELL’ANNO IFEL-ANCI E SOCIO-SANITARIO."


def test_a_figure_beside_no_row_is_reported() -> None:
    def line(text: str, x: float, y: float) -> list[Word]:
        words = []
        for part in text.split():
            words.append(Word(part, x, x + 5 * len(part), y, y + 10))
            x += 5 * len(part) + 3
        return words

    words = line("Comune ACQUANERA", 40, 10)
    for row, code in enumerate(("M12", "M15", "M18", "M21", "M24", "M27")):
        y = 60 + 20 * row + (90 if row > 2 else 0)
        words += (
            line(f"{code} - Utenti di un servizio", 40, y) + line(str(10 + row), 300, y) + line(str(30 + row), 400, y)
        )
    words += line("777", 300, 150)
    form = read_form([Page(600, 800, tuple(words))], default_codebook())
    message = next(p.message for p in form.problems if p.code == "unplaced_value")
    assert "777" in message
    assert all("777" not in str(row) for row in form.fields.values())
