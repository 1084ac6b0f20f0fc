"""The letter to the comune with the open questions, ready to sign (.docx). Pure."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from r40.checks.link.wording import shortened
from r40.codebook import Codebook
from r40.records import Flag, ScoredRelazione
from r40.store.text import printable

BLANK = "_" * 16  # to fill in by hand
SMALL = 10  # points, of quotes, figures and page numbers
QUOTE_LIMIT = 400  # characters quoted of one passage
_MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
    "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
)  # fmt: skip
_SMALL = re.compile("di|dal|del|della|dello|delle|dei|degli|d|da|in|e|a|al|la|con|sul|su|nel|per|nell|dell|sull|all")
_REQUESTS = {
    "D": "Si chiede di verificare il testo della relazione e, se occorre, di trasmetterlo completo.",
    "N": "Si chiede di verificare i dati e di indicare quelli corretti.",
    "L": "Si chiede di chiarire questo punto, indicando i fatti a sostegno della risposta data nel Quadro 4.",
    "X": "Si chiede di precisare quale delle due indicazioni è corretta.",
}
_DOUBT = re.compile(r": da verificare, il testo è incerto\.?$")  # r40's own caution, no matter of the comune's
_COLUMNS = {
    "users_base": "utenti anno base", "users": "utenti", "unmet": "bisogni inevasi", "hours": "ore annue",
    "mean_hours": "ore medie", "number": "numero", "spending": "spesa", "value": "valore",
}  # fmt: skip


def write_letter(
    relazione: ScoredRelazione,
    questions: Sequence[tuple[Flag, str]],
    codebook: Codebook,
    *,
    protocol: str = "",
    day: date | None = None,
    sender: str = "",
    signer: str = "",
) -> bytes:
    """The letter as a Word file.

    Args:
        relazione: whose comune is asked.
        questions: flags to ask about, each with the reviewer's own words, or "" for r40's.
        protocol, day, sender, signer: as printed; blank lines to fill in where not given.
    """
    document = Document()
    _page(document)
    comune = name(relazione.comune) if relazione.comune else BLANK
    year = str(relazione.year) if relazione.year else BLANK
    _line(document, printable(sender) or f"Ente: {BLANK * 2}", bold=True)
    _line(document, f"Prot. n. {printable(protocol) or BLANK}")
    _line(document, f"Data: {long_date(day) if day else BLANK}", after=18)
    for n, text in enumerate((f"Al Comune di {comune}", "Servizi sociali", f"PEC: {BLANK}")):
        _line(document, text, left=9, after=18 if n == 2 else 0)
    subject = _line(document, "Oggetto: ", bold=True, after=12)
    subject.add_run(
        f"relazione di monitoraggio e rendicontazione degli obiettivi di servizio per il sociale, anno {year}. "
        "Richiesta di chiarimenti."
    )
    one = len(questions) == 1
    opening = "è emerso il punto che segue, sul quale" if one else "sono emersi i punti che seguono, sui quali"
    _line(
        document,
        f"Nell'esaminare la relazione relativa all'anno {year} trasmessa dal Comune di {comune} {opening} "
        "si chiede cortesemente un chiarimento.",
        after=10,
        justify=True,
    )
    for number, (flag, words) in enumerate(questions, 1):
        _question(document, number, flag, words, relazione, codebook)
    _line(
        document,
        f"Si prega di rispondere entro il {BLANK}, citando il protocollo della presente; se un dato o il testo va corretto, "
        "si prega di indicare la versione esatta.",
        before=14,
        after=8,
        justify=True,
    )
    closing = [_line(document, "Si ringrazia per la collaborazione e si porgono cordiali saluti.", after=24)]
    closing += [
        _line(document, text, left=9) for text in (printable(signer) or "Il/La responsabile", "", "", BLANK * 2)
    ]
    for paragraph in closing[:-1]:
        paragraph.paragraph_format.keep_with_next = True  # no page has the signature alone
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def name(comune: str) -> str:
    """``REGGIO NELL'EMILIA`` as it is written: ``Reggio nell'Emilia``; a name not in capitals stays."""
    comune = " ".join(printable(comune).split())
    if not comune.isupper():
        return comune
    parts = re.split(r"([ '’-])", comune.lower())
    return "".join(p if n and _SMALL.fullmatch(p) else p.capitalize() for n, p in enumerate(parts))


def long_date(day: date) -> str:
    """``3 maggio 2024``."""
    return f"{day.day}{'º' if day.day == 1 else ''} {_MONTHS[day.month - 1]} {day.year}"


def _question(
    document: DocumentType, number: int, flag: Flag, words: str, relazione: ScoredRelazione, codebook: Codebook
) -> None:
    own = printable(words)
    message = _DOUBT.sub(".", printable(_in_full(flag, relazione)))
    text = own or f"{message} {_REQUESTS.get(flag.code[:1], _REQUESTS['L'])}"
    paragraph = _line(document, f"{number}.\t{text}", left=0.8, before=8, after=3, justify=True)
    paragraph.paragraph_format.first_line_indent = Cm(-0.8)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(0.8))
    figures = _figures(flag.subject, relazione, codebook)
    paragraph.paragraph_format.keep_with_next = bool(flag.evidence or figures)
    # Not justified: what is short would stand in wide gaps.
    if figures:
        _line(document, f"Dati del modulo: {figures}.", left=0.8, after=3, small=True)
    for span in flag.evidence:
        _line(document, f"«{_cut(printable(span.text))}»", left=0.8, after=3, small=True).runs[0].italic = True


def _in_full(flag: Flag, relazione: ScoredRelazione) -> str:
    """A flag's message with a reason's wording as the form has it, where r40 has cut it short."""
    wording = relazione.wording.get(flag.subject, "")
    short = shortened(wording)
    return flag.message if short == wording else flag.message.replace(short, " ".join(wording.split()))


def _figures(code: str, relazione: ScoredRelazione, codebook: Codebook) -> str:
    """What the form prints in the row that a flag is about; "" where it is about no row."""
    row = relazione.fields.get(code)
    if not row or not any(value is not None for value in row.values()):
        return ""
    layout, _ = codebook.layout_for(relazione.year, set(relazione.fields))
    label = f"{code}, {layout.rows[code].label}" if code in layout.rows else code
    if set(row) == {"value"}:
        return f"{label}: {_number(row['value'])}"
    return f"{label}: " + "; ".join(f"{_COLUMNS.get(column, column)} {_number(value)}" for column, value in row.items())


def _number(value: float | None) -> str:
    """As Italians write it; a dash where the form is blank."""
    if value is None:
        return "non compilato"
    whole, _, decimals = f"{value:,.4f}".partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", ".") + (f",{decimals:0<2}" if decimals else "")


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= QUOTE_LIMIT else line[:QUOTE_LIMIT].rsplit(" ", 1)[0].rstrip(",;:") + " […]"


def _page(document: DocumentType) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Liberation Serif", Pt(11.5)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "it-IT")
    style.element.get_or_add_rPr().append(language)
    _footer(section.footer.paragraphs[0])
    document.core_properties.title = "Richiesta di chiarimenti"
    document.core_properties.author = ""


def _footer(paragraph: Paragraph) -> None:
    """«1 di 2», which the word processor fills in."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for name, text in (("PAGE", " di "), ("NUMPAGES", "")):
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), name)
        paragraph._p.append(field)
        paragraph.add_run(text)
    paragraph.style.font.size = Pt(SMALL)


def _line(
    document: DocumentType,
    text: str,
    *,
    bold: bool = False,
    left: float = 0,
    before: float = 0,
    after: float = 0,
    justify: bool = False,
    small: bool = False,
) -> Paragraph:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold = bold
    if small:
        run.font.size = Pt(SMALL)
    paragraph.paragraph_format.left_indent = Cm(left)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    if justify:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    return paragraph
