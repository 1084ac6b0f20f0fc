"""Renders a form by placing strings one by one on a ReportLab canvas: no tables, no flow, columns by position alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.forms.blocks import Comune, Grid, Heading, Narrative, Notes, Reasons, Text
from tests.forms.document import blocks_of
from tests.forms.fonts import fonts, is_truetype, width_of
from tests.forms.model import Form
from tests.forms.typography import NumberStyle, break_lines, narrative_paragraphs, number_text


@dataclass(frozen=True)
class CanvasVariant:
    """Knobs of a look: `leaders` fills the way to the figures with dots; `by_word` draws every word on its own."""

    font: str = "Helvetica"
    size: float = 9
    leaders: bool = False
    by_word: bool = False
    rules: bool = False
    tick_place: str = "between"
    dash: str = "\u2010"
    hyphen: str = ""
    notes: str = "own"
    footer: str = ""
    numbers: NumberStyle = field(default_factory=NumberStyle)


def render(form: Form, path: Path, variant: CanvasVariant) -> None:
    """Write the form as PDF."""
    pen = _Pen(form, path, variant)
    for block in blocks_of(form, variant.notes):
        match block:
            case Heading():
                pen.space(0.8)
                pen.text(block.text, bold=True)
                pen.space(0.3)
            case Comune():
                pen.text(f"Comune {block.name}", bold=True)
            case Text():
                pen.text(block.text)
                pen.space(0.4)
            case Grid():
                pen.grid(block)
                pen.space(0.5)
            case Reasons():
                pen.reasons(block)
                pen.space(0.5)
            case Narrative():
                pen.narrative(block.text)
                pen.space(0.8)
            case Notes():
                pen.text(block.lines[0], bold=True)
                for line in block.lines[1:]:
                    pen.text(line)
                pen.space(0.5)
    pen.close()


class _Pen:
    """A canvas with the place where the next line goes."""

    left, right, bottom = 45.0, A4[0] - 45.0, 55.0

    def __init__(self, form: Form, path: Path, variant: CanvasVariant) -> None:
        self.form, self.variant = form, variant
        self.regular, self.bold = fonts(variant.font)
        self.dash = variant.dash if is_truetype(variant.font) else "-"
        self.canvas = Canvas(str(path), pagesize=A4, invariant=1)
        self.leading = variant.size * 1.3
        self.y = A4[1] - 45
        self.page = 1

    def close(self) -> None:
        """End the last page and save."""
        self._footer()
        self.canvas.save()

    def _footer(self) -> None:
        if self.variant.footer:
            facts = {"comune": self.form.comune, "year": self.form.year, "page": self.page}
            self.canvas.setFont(self.regular, 8)
            self.canvas.drawCentredString(A4[0] / 2, 30, self.variant.footer.format(**facts))

    def space(self, lines: float) -> None:
        """Leave a vertical space."""
        self.y -= lines * self.leading

    def room(self, lines: int = 1) -> None:
        """Go to the next page unless there is room."""
        if self.y - lines * self.leading < self.bottom:
            self._footer()
            self.canvas.showPage()
            self.page += 1
            self.y = A4[1] - 45

    def draw(self, x: float, y: float, text: str, *, bold: bool = False) -> None:
        """A string at a place, whole or word by word."""
        font, size = self.bold if bold else self.regular, self.variant.size
        self.canvas.setFont(font, size)
        if not self.variant.by_word:
            self.canvas.drawString(x, y, text)
            return
        for word in text.split(" "):
            self.canvas.drawString(x, y, word)
            x += width_of(f"{word} ", font, size)

    def broken(self, text: str, width: float, *, bold: bool = False, hyphen: str = "") -> list[str]:
        """The text's lines at a width."""
        measure = partial(width_of, font=self.bold if bold else self.regular, size=self.variant.size)
        return [line.text for line in break_lines(text, width, measure, hyphen)]

    def text(self, text: str, *, bold: bool = False) -> None:
        """A paragraph of the form's own."""
        text = text.replace("\u2010", self.dash)
        for line in self.broken(text, self.right - self.left, bold=bold):
            self.room()
            self.y -= self.leading
            self.draw(self.left, self.y, line, bold=bold)

    def grid(self, block: Grid) -> None:
        """Labels at the left, figures right-aligned at fixed places, the first line of the label beside them."""
        count = max(len(line.cells) for line in block.lines)
        step = 75.0 if count > 2 else 85.0
        stops = [self.right - step * (count - 1 - index) for index in range(count)]
        if any(block.headings):
            self._headings(block.headings, stops, step)
        for line in block.lines:
            label = self.broken(
                line.label.replace("\u2010", self.dash), stops[0] - step - self.left, bold=not line.cells
            )
            self.room(len(label))
            top = self.y - self.leading
            for index, text in enumerate(label):
                self.draw(self.left, top - index * self.leading, text, bold=not line.cells)
            for stop, figure in zip(stops, line.cells, strict=False):
                text = number_text(figure, self.variant.numbers) if figure is not None else ""
                width = width_of(text, self.regular, self.variant.size)
                if self.variant.leaders and stop == stops[0]:
                    self._leaders(label[0], stop - width, top)
                if text:
                    self.draw(stop - width, top, text)
            self.y = top - (len(label) - 1) * self.leading
            if self.variant.rules:
                self.canvas.setLineWidth(0.3)
                self.canvas.line(self.left, self.y - 2.5, self.right, self.y - 2.5)

    def _leaders(self, label: str, stop: float, y: float) -> None:
        start = self.left + width_of(label, self.regular, self.variant.size) + 6
        count = int((stop - 6 - start) / width_of(".", self.regular, self.variant.size))
        if count > 2:
            self.draw(start, y, "." * count)

    def _headings(self, headings: tuple[str, ...], stops: list[float], step: float) -> None:
        columns = [self.broken(headings[0], stops[0] - step - self.left)]
        columns += [self.broken(text, step - 8) for text in headings[1:]]
        height = max(len(column) for column in columns)
        self.room(height + 1)
        for place, column in zip([None, *stops], columns, strict=False):
            for index, text in enumerate(column):
                width = width_of(text, self.regular, self.variant.size)
                x = self.left if place is None else place - width
                self.draw(x, self.y - (index + 1) * self.leading, text)
        self.space(height)

    def reasons(self, block: Reasons) -> None:
        """Code, tick and wording at three places; the tick at half the height of its wording."""
        size = self.variant.size
        x_code, x_tick, x_wording, width = self.left, self.left + 4 * size, self.left + 8 * size, 46 * size
        if self.variant.tick_place == "left":
            x_code, x_tick = x_tick, x_code
        elif self.variant.tick_place == "right":
            x_wording, x_tick = self.left + 4 * size, self.right - 2 * size
        for line in block.lines:
            if isinstance(line, str):
                self.text(line)
                continue
            wording = self.broken(line.wording, min(width, self.right - x_wording - 3 * size))
            self.room(len(wording))
            top = self.y - self.leading
            middle = top - (len(wording) - 1) * self.leading / 2
            self.draw(x_code, middle, line.code)
            if line.tick:
                self.draw(x_tick, middle, line.tick, bold=True)
            for index, text in enumerate(wording):
                self.draw(x_wording, top - index * self.leading, text)
            self.y = top - (len(wording) - 1) * self.leading
            self.space(0.3)

    def narrative(self, text: str) -> None:
        """The free text."""
        hyphen = self.variant.hyphen
        for item in narrative_paragraphs(text, self.dash, nbsp=False):
            self.space(1 if item.gap else 0.35)
            for line in self.broken(item.text, self.right - self.left, hyphen=hyphen):
                self.room()
                self.y -= self.leading
                self.draw(self.left, self.y, line)
