"""Renders a form with ReportLab's platypus, in as many looks as `Variant` has knobs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, Table

from tests.forms.blocks import Comune, Figure, Grid, Heading, Narrative, Notes, Reasons, Text
from tests.forms.document import blocks_of
from tests.forms.flowables import BlockStyle, Late, LateCanvas, Piece, TextBlock
from tests.forms.fonts import fonts, is_truetype, width_of
from tests.forms.model import Form
from tests.forms.typography import NumberStyle, break_lines, ligatures, narrative_paragraphs, number_text

RANKS = {"ticks_last": 2, "numbers_last": 2}


@dataclass(frozen=True)
class Variant:
    """Knobs of a look.

    `borders` full, horizontal, none. `tick_place` left (tick, code, wording), between (code, tick, wording), right.
    `order` reading, ticks_last, numbers_last, columns, narrative_last: order of the content stream.
    `header` and `footer` take {comune}, {year}, {page}, {pages}. Lengths are in points, shares of the text width.
    """

    font: str = "Helvetica"
    size: float = 9
    borders: str = "full"
    tick_place: str = "between"
    tick_align: str = "MIDDLE"
    cell_align: str = "MIDDLE"
    label_share: float = 0.5
    number_width: float = 0
    repeat_header: bool = False
    start_gap: float = 0
    wide: bool = False
    header: str = ""
    footer: str = ""
    box: bool = True
    justified: bool = False
    hyphen: str = ""
    break_compounds: bool = False
    dash: str = "\u2010"
    nbsp: bool = False
    ligatures: str = "none"
    numbers: NumberStyle = field(default_factory=NumberStyle)
    notes: str = "own"
    order: str = "reading"
    upper_headings: bool = False
    watermark: str = ""
    paragraph_gap: float = 4
    hang: float = 0
    comune_cell: bool = False


def render(form: Form, path: Path, variant: Variant) -> None:
    """Write the form as PDF. It is built twice, since footers print the number of pages."""
    pages = _build(form, BytesIO(), variant, 0)
    _build(form, path, variant, pages)


def _build(form: Form, target: Path | BytesIO, variant: Variant, pages: int) -> int:
    return _Maker(form, variant).build(target, pages)


class _Maker:
    """One rendering: styles and the flowables of each block."""

    def __init__(self, form: Form, variant: Variant) -> None:
        self.form, self.variant = form, variant
        self.regular, self.bold = fonts(variant.font)
        self.dash = variant.dash if is_truetype(variant.font) else "-"
        self.page = landscape(A4) if variant.wide else A4
        self.margin = 42.0
        self.width = self.page[0] - 2 * self.margin
        self.tables = 0

    def build(self, target: Path | BytesIO, pages: int) -> int:
        """Lay out and write; gives the number of pages."""
        document = BaseDocTemplate(
            target if isinstance(target, BytesIO) else str(target), pagesize=self.page, invariant=1, title="Relazione"
        )
        top = 52 if self.variant.header else 40
        frame = Frame(self.margin, 48, self.width, self.page[1] - 48 - top, 0, 0, 0, 0, showBoundary=0)
        template = PageTemplate("page", [frame], onPage=partial(self._furniture, pages=pages))
        document.addPageTemplates([template])
        document.build(self.story(), canvasmaker=LateCanvas)
        return int(document.page)

    def story(self) -> list[Flowable]:
        """All flowables in reading order."""
        story: list[Flowable] = []
        for block in blocks_of(self.form, self.variant.notes):
            match block:
                case Heading():
                    text = block.text.upper() if self.variant.upper_headings else block.text
                    story += [Spacer(0, 8), self.paragraph(text, bold=True, size=1.1), Spacer(0, 4)]
                case Comune():
                    story += [self.comune(block.name), Spacer(0, self.variant.start_gap + 4)]
                case Text():
                    story += [self.paragraph(block.text, size=0.85 if block.style == "small" else 1), Spacer(0, 5)]
                case Grid():
                    story += [self.grid(block), Spacer(0, 6)]
                case Reasons():
                    story += [self.reasons(block), Spacer(0, 6)]
                case Narrative():
                    story += [self.narrative(block.text), Spacer(0, 8)]
                case Notes():
                    story += [self.paragraph(block.lines[0], bold=True)]
                    story += [self.paragraph(line) for line in block.lines[1:]]
                    story.append(Spacer(0, 6))
        return story

    def plain(self, text: str) -> str:
        """Text of the form itself, with the variant's dashes and ligatures."""
        text = text.replace("\u2010", self.dash)
        return ligatures(text) if self.variant.ligatures == "all" and is_truetype(self.variant.font) else text

    def paragraph(self, text: str, *, bold: bool = False, size: float = 1, align: int = TA_LEFT) -> Paragraph:
        """A paragraph in the form's font."""
        points = self.variant.size * size
        style = ParagraphStyle(
            "form",
            fontName=self.bold if bold else self.regular,
            fontSize=points,
            leading=points * 1.18,
            alignment=align,
            splitLongWords=1,
        )
        return Paragraph(escape(self.plain(text)), style)

    def comune(self, name: str) -> Flowable:
        """The line with the comune's name."""
        if not self.variant.comune_cell:
            return self.paragraph(f"Comune {name}", bold=True)
        cells = [[self.paragraph("Comune"), self.paragraph(name, bold=True)]]
        return Table(cells, colWidths=[90, 260], style=self.ruling(), hAlign="LEFT")

    def ruling(self, *extra: Any) -> list[Any]:
        """Borders and alignment of the variant's tables."""
        whole = ((0, 0), (-1, -1))
        commands: list[Any] = [("VALIGN", *whole, self.variant.cell_align)]
        for side, points in (("TOP", 2), ("BOTTOM", 3), ("LEFT", 3), ("RIGHT", 3)):
            commands.append((f"{side}PADDING", *whole, points))
        if self.variant.borders == "full":
            commands.append(("GRID", *whole, 0.5, colors.black))
        elif self.variant.borders == "horizontal":
            commands.append(("LINEBELOW", *whole, 0.4, colors.grey))
        return [*commands, *extra]

    def cell(self, flowable: Flowable, column: int, kind: str) -> Flowable:
        """The cell's content, held back where the variant's drawing order asks for it."""
        order = self.variant.order
        if order == "columns":
            return Late(flowable, self.tables * 100 + column)
        if order == f"{kind}s_last":
            return Late(flowable, RANKS[order])
        return flowable

    def grid(self, block: Grid) -> Table:
        """A table of figures."""
        self.tables += 1
        count = max(len(line.cells) for line in block.lines)
        share = self.variant.label_share if count > 1 else max(self.variant.label_share, 0.6)
        each = self.variant.number_width or min((1 - share) * self.width / count, 130)
        widths = [share * self.width, *([each] * count)]
        cells: list[list[Any]] = []
        spans: list[Any] = []
        if any(block.headings):
            cells.append(
                [
                    self.cell(
                        self.paragraph(text, bold=not index, align=TA_CENTER if index else TA_LEFT), index, "label"
                    )
                    for index, text in enumerate(block.headings)
                ]
            )
        for line in block.lines:
            if not line.cells:
                spans.append(("SPAN", (0, len(cells)), (-1, len(cells))))
                title = self.cell(self.paragraph(line.label, bold=True), 0, "label")
                cells.append([title, *([""] * count)])
                continue
            numbers = [self.number(figure, index) for index, figure in enumerate(line.cells, 1)]
            cells.append([self.cell(self.paragraph(line.label), 0, "label"), *numbers])
        repeat = 1 if self.variant.repeat_header and any(block.headings) else 0
        return Table(cells, colWidths=widths, repeatRows=repeat, style=self.ruling(*spans), hAlign="LEFT")

    def number(self, figure: Figure | None, column: int) -> Any:
        """A cell with a figure."""
        text = number_text(figure, self.variant.numbers) if figure is not None else ""
        return self.cell(self.paragraph(text, align=TA_RIGHT), column, "number") if text else ""

    def reasons(self, block: Reasons) -> Table:
        """Quadro 4."""
        self.tables += 1
        place = self.variant.tick_place
        order = {"left": (1, 0, 2), "between": (0, 1, 2), "right": (0, 2, 1)}[place]
        tick_column = order.index(1)
        size = self.variant.size
        widths = [(4.2 * size, 4.2 * size, self.width - 8.4 * size)[part] for part in order]
        cells: list[list[Any]] = []
        extra: list[Any] = [("VALIGN", (tick_column, 0), (tick_column, -1), self.variant.tick_align)]
        for line in block.lines:
            if isinstance(line, str):
                extra.append(("SPAN", (0, len(cells)), (-1, len(cells))))
                cells.append([self.cell(self.paragraph(line), 0, "label"), "", ""])
                continue
            parts = (
                self.paragraph(line.code),
                self.paragraph(line.tick, bold=True, align=TA_CENTER),
                self.paragraph(line.wording),
            )
            kinds = ("label", "tick", "label")
            cells.append([self.cell(parts[part], index, kinds[part]) for index, part in enumerate(order)])
        return Table(cells, colWidths=widths, style=self.ruling(*extra), hAlign="LEFT")

    def narrative(self, text: str) -> Flowable:
        """The free text, broken into lines here so that line ends can be hyphenated."""
        variant = self.variant
        unicode_font = is_truetype(variant.font)
        look = BlockStyle(
            self.regular, variant.size, variant.size * 1.22, variant.box, variant.ligatures != "none" and unicode_font
        )
        hyphen = variant.hyphen if unicode_font or variant.hyphen != "\u2010" else "-"
        pieces: list[Piece] = []
        for item in narrative_paragraphs(text, self.dash, variant.nbsp):
            indent = variant.hang if item.bullet else 0.0
            room = self.width - 2 * look.padding - indent
            measure = partial(width_of, font=self.regular, size=variant.size)
            lines = break_lines(item.text, room, measure, hyphen, variant.break_compounds)
            for index, line in enumerate(lines):
                above = (variant.paragraph_gap + (variant.size if item.gap else 0)) if index == 0 and pieces else 0
                outdent = variant.hang if item.bullet and index == 0 else 0
                pieces.append(Piece(line.words, indent - outdent, above, variant.justified and not line.last))
        block = TextBlock(pieces, look, self.width)
        return Late(block, 1) if variant.order == "narrative_last" else block

    def _furniture(self, canvas: LateCanvas, document: Any, *, pages: int) -> None:
        """Header, footer and watermark of a page."""
        facts = {"comune": self.form.comune, "year": self.form.year, "page": document.page, "pages": pages}
        canvas.saveState()
        canvas.setFont(self.regular, 8)
        if self.variant.header:
            canvas.drawString(self.margin, self.page[1] - 34, self.plain(self.variant.header.format(**facts)))
        if self.variant.footer:
            canvas.drawRightString(self.page[0] - self.margin, 28, self.plain(self.variant.footer.format(**facts)))
        if self.variant.watermark:
            canvas.setFillColorRGB(0.85, 0.85, 0.85)
            canvas.setFont(self.bold, 90)
            canvas.translate(self.page[0] / 2, self.page[1] / 2)
            canvas.rotate(45)
            canvas.drawCentredString(0, 0, self.variant.watermark)
        canvas.restoreState()
