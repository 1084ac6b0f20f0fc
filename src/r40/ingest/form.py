"""Positioned words and the codebook to a form: fields, outcome, ticks, wording, narrative."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from r40.codebook.schema import Codebook, FormLayout
from r40.ingest.columns import Years
from r40.ingest.flow import Flow, flow
from r40.ingest.narrative import TextLine, clean, cut_closing_notes, join_lines, plain
from r40.ingest.page import Line, Page
from r40.ingest.reasons import read_reasons
from r40.ingest.rows import find_anchors
from r40.ingest.table import read_figures
from r40.records import Fields, Outcome, Problem


@dataclass
class Form:
    """What a document says, before it becomes a Relazione."""

    comune: str | None = None
    year: int | None = None
    form: str = "unknown"
    fields: Fields = field(default_factory=dict)
    outcome: Outcome = field(default_factory=Outcome)
    ticks: dict[str, bool | None] = field(default_factory=dict)
    wording: dict[str, str] = field(default_factory=dict)
    narrative: str | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_relazione(self) -> bool:
        """Whether enough of the form was found to call the document one."""
        return len(self.fields) + len(self.ticks) >= 5 or (self.narrative is not None and bool(self.ticks))


def read_form(pages: Sequence[Page], codebook: Codebook) -> Form:
    """Read the form from its pages."""
    sheet = flow(pages)
    lines = sheet.lines
    heading = _narrative_heading(lines, codebook)
    end = lines[heading[0]].top - 0.3 * sheet.line_height if heading else float("inf")
    printed = [line for line in lines if line.top < end]
    anchors = find_anchors(sheet, end)
    reason_codes = {code for block in codebook.reasons.blocks.values() for code in block.codes}
    start = _quadro4(printed)
    reasons = [a for a in anchors if a.code in reason_codes or (start is not None and a.y > start)]
    rows = [a for a in anchors if a not in reasons]
    if start is None and reasons:
        start = reasons[0].word.top - 6 * sheet.line_height

    form = Form()
    text = plain(" ".join(line.text for line in printed))
    form.year = find_year(" ".join([text, *sheet.running]))
    form.comune = _comune(printed) or _comune_anywhere(sheet.running)
    form.outcome = read_outcome(text, codebook)
    layout = choose_layout(form, {a.code for a in rows}, codebook)
    year = form.year or layout.year
    base = find_base_year(text, year)
    bounds = start if start is not None else end
    form.fields, unplaced = read_figures(sheet, rows, bounds, layout, Years(year, base or 2019))
    form.ticks, form.wording = read_reasons(sheet, reasons, start or 0.0, end, codebook)
    form.narrative = narrative_of(sheet, codebook)
    report(form, layout, codebook, unplaced)
    return form


_HEADING = re.compile(
    r"^R40\b.{0,5}(?:RELAZIONE )?.{0,4}IN FORMATO LIBERO(?: ?\( ?massimo 6[. ]?000 caratteri ?\))?[.: ]*", re.IGNORECASE
)


def _narrative_heading(lines: Sequence[Line], codebook: Codebook) -> tuple[int, int] | None:
    """First line and number of lines of the heading of R40; it may wrap."""
    pattern = re.compile(codebook.text.narrative_heading, re.IGNORECASE)
    for i, line in enumerate(lines):
        if not line.text.startswith("R40"):
            continue
        for count in (1, 2, 3):
            text = plain(" ".join(each.text for each in lines[i : i + count]))
            if pattern.match(text):
                following = plain(lines[i + count].text) if i + count < len(lines) else ""
                if re.match(
                    r"^\(?(?:massimo )?(?:6[. ]?000 )?caratteri\)?$|^\(massimo 6[. ]?000 caratteri\)",
                    following,
                    re.IGNORECASE,
                ):
                    count += 1
                return i, count
    return None


def _quadro4(lines: Sequence[Line]) -> float | None:
    """Where Quadro 4 begins."""
    found = [line for line in lines if line.text[0] in "4Q" and _QUADRO_4.match(plain(line.text))]
    return found[-1].bottom - 0.1 * found[-1].height if found else None


# Capitals or a dash tell the heading from "… del Quadro 4 di relazione" that a sentence may begin a line with.
_QUADRO_4 = re.compile(r"^(?:QUADRO )?4\b.{0,4}QUADRO|^QUADRO 4\b|^Quadro 4 ?[-:.]|^4 ?- ?Quadro")


_REPORTING = (
    r"Numero di abitanti (20\d\d)",
    r"Livello di servizio (?:effettivo )?(20\d\d)",
    r"assegnate per il (20\d\d)",
    r"Nel (20\d\d) il livello di servizio",
    r"Nel (20\d\d) l'ente locale ha rendicontato",
    r"OBIETTIVI DI SERVIZIO (20\d\d)",
    r"Utenti aggiuntivi (20\d\d)",
)


def find_year(text: str) -> int | None:
    """Reporting year, as the form's labels print it; else the one year that the form prints most often."""
    for pattern in _REPORTING:
        if match := re.search(pattern, text, re.IGNORECASE):
            return int(match[1])
    years = [int(y) for y in re.findall(r"serviti (20\d\d)", text, re.IGNORECASE)]
    if years:
        return max(years)
    common = Counter(re.findall(r"(?<![\d.,])20[12]\d(?![\d.,])", text)).most_common(2)
    alone = common and common[0][1] > 1 and (len(common) == 1 or common[0][1] > common[1][1])
    return int(common[0][0]) if alone else None


def find_base_year(text: str, year: int) -> int | None:
    """The year that users are compared with, as the headers of Quadro 1 print it."""
    years = {int(y) for y in re.findall(r"serviti (20\d\d)", text, re.IGNORECASE)} - {year}
    return min(years, default=None)


def read_outcome(text: str, codebook: Codebook) -> Outcome:
    """The outcome that the form prints, from its running text."""
    found = {}
    for side in ("spending", "service"):
        for pattern in getattr(codebook.text.outcome, side):
            if match := re.search(pattern, text, re.IGNORECASE):
                below = not match.groupdict().get("not")
                found[side] = "below" if below else "not_below"
                break
    return Outcome.model_validate(found)


_COMUNE = re.compile(r"^(?:Comune|COMUNE)\s*(?:di\b|DI\b)?\s*:?\s*(.+)$")


def comune_in(text: str) -> str | None:
    """Name after "Comune", where the line is the form's own and not a sentence."""
    match = _COMUNE.match(plain(text))
    if not match:
        return None
    name = re.split(r"\s+(?:N°|Provincia|Prov\.|Anno|ANNO|\(|-|–|20\d\d|Codice)", match[1])[0].strip(" .:-")
    return name if name and name == name.upper() and re.search(r"[A-ZÀ-Ý]{2}", name) else None


def _comune(lines: Sequence[Line]) -> str | None:
    for i, line in enumerate(lines):
        words = line.words
        if words[0].text.rstrip(":").casefold() != "comune":
            continue
        near = [words[0]]
        for left, right in itertools.pairwise(words):
            if right.x0 - left.x1 > 2.5 * line.height and len(near) > 1:
                break
            near.append(right)
        name = comune_in(" ".join(w.text for w in near))
        if name:
            return name + _continued(lines, i, near[0].x0, near[-1].x1, near[1].x0 if len(near) > 1 else 0)
    return None


def _continued(lines: Sequence[Line], i: int, x0: float, x1: float, name_x: float) -> str:
    """The rest of a name that its cell wrapped: capitals right below it."""
    if i + 1 >= len(lines) or lines[i + 1].top - lines[i].bottom > 0.6 * lines[i].height:
        return ""
    below = [w for w in lines[i + 1].words if w.x0 >= x0 - 2 and w.x1 <= x1 + 30]
    text = " ".join(w.text for w in below)
    starts_below = bool(below) and (abs(below[0].x0 - x0) < 3 or abs(below[0].x0 - name_x) < 3)
    capitals = bool(re.fullmatch(r"[A-ZÀ-Ý' -]{2,}", text)) and not re.search(r"INTERVENTI|QUADRO|UTENTI|SERVI", text)
    return f" {text}" if starts_below and capitals else ""


def _comune_anywhere(texts: Sequence[str]) -> str | None:
    for text in texts:
        if match := re.search(
            r"\bComune (?:di )?([A-ZÀ-Ý][A-ZÀ-Ý' ]*[A-ZÀ-Ý'])(?=\s*(?:[-–|,(]|$|\s[a-z0-9]))", plain(text)
        ):
            return match[1].strip()
    return None


def choose_layout(form: Form, codes: set[str], codebook: Codebook) -> FormLayout:
    """The layout to read by; a year that none describes is reported."""
    layout, known = codebook.layout_for(form.year, codes)
    if known:
        form.form = layout.form
    elif codes:
        read_by = f"la relazione è stata letta con il modello del {layout.form}, secondo i codici."
        message = (
            f"Anno {form.year}: nessun modello lo descrive; {read_by} Verificare i dati e aggiungere il modello "
            f"del {form.year} al codebook."
            if form.year
            else f"Anno della relazione non trovato: {read_by} Verificare i dati."
        )
        form.problems.append(Problem(code="unknown_layout", message=message))
    return layout


def report(form: Form, layout: FormLayout, codebook: Codebook, unplaced: Sequence[str]) -> None:
    """Add to the form's problems what is missing or could not be placed."""
    problems = form.problems

    def add(code: str, message: str) -> None:
        problems.append(Problem(code=code, message=message))

    if new := sorted(set(form.fields) - set(layout.rows)):
        add("unknown_code", f"Codici che il modello {layout.form} non conosce: {', '.join(new)}. Letti come stampati.")
    if unplaced:
        add("unplaced_value", f"Valori senza riga o colonna riconoscibile: {'; '.join(unplaced)}. Verificarli sul PDF.")
    if form.narrative is None:
        add(
            "no_narrative",
            "Il campo R40 (relazione in formato libero) non è nel documento: verificare che il PDF sia completo.",
        )
    if not form.ticks:
        add("no_reasons", "Il Quadro 4 (motivazioni) non è nel documento: verificare che il PDF sia completo.")
    if form.comune is None:
        add("no_comune", "Il nome del comune non è stato trovato: verificarlo sul documento.")
    if form.year is None:
        add("no_year", "L'anno della relazione non è stato trovato: verificarlo sul documento.")
    expected = {c for c, row in layout.rows.items() if row.quadro < 3 or "R09" in form.fields or "R15" in form.fields}
    if lost := sorted(expected - set(form.fields)):
        add("missing_rows", f"Righe del modulo non trovate: {', '.join(lost)}. Verificare che il PDF sia completo.")
    if any(not text for text in form.wording.values()):
        codes = ", ".join(c for c, text in form.wording.items() if not text)
        add("no_wording", f"Testo della motivazione non trovato per {codes}.")


def narrative_of(sheet: Flow, codebook: Codebook) -> str | None:
    """The cleaned narrative after the heading of R40; None without that heading."""
    lines = sheet.lines
    heading = _narrative_heading(lines, codebook)
    if heading is None:
        return None
    first, count = heading
    head = clean(" ".join(line.text for line in lines[first : first + count]))
    told = head[len(head) - len(_HEADING.sub("", plain(head))) :].strip()  # on the heading's line
    body = list(lines[first + count :])
    cut = cut_closing_notes([line.text for line in body], codebook.text.closing_notes)
    body = body[:cut]
    size = sheet.line_height
    gaps = sorted(b.y - a.y for a, b in itertools.pairwise(body) if a.page == b.page)
    leading = gaps[len(gaps) // 3] if gaps else size
    result = []
    if told:
        result.append(_printed(lines[first + count - 1], told))
    for before, line in zip([None, *body], body, strict=False):
        gap = 0.0
        if before is not None and before.page == line.page:
            gap = max(0.0, line.y - before.y - leading) / size
        result.append(_printed(line, line.text, gap))
    return join_lines(result, blank=0.28 * size)


def _printed(line: Line, text: str, gap: float = 0.0) -> TextLine:
    return TextLine(text, line.x0, line.x1, line.words[0].x1 - line.words[0].x0, gap, line.page)
