"""ReportLab pieces of the test forms: set narrative text that splits over pages, and drawing out of reading order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from tests.forms.fonts import width_of
from tests.forms.typography import ligatures


@dataclass(frozen=True)
class Piece:
    """A line of the narrative with its place: words, left indent, space above."""

    words: tuple[str, ...]
    indent: float
    above: float
    justified: bool


@dataclass(frozen=True)
class BlockStyle:
    """Look of a text block."""

    font: str
    size: float
    leading: float
    boxed: bool
    ligatures: bool
    padding: float = 5


class TextBlock(Flowable):  # type: ignore[misc]
    """Lines broken beforehand, drawn one by one; splits between lines and draws its box on every page."""

    def __init__(self, pieces: list[Piece], style: BlockStyle, width: float) -> None:
        """Keep the lines; `width` is the whole width of the block."""
        super().__init__()
        self.pieces, self.style, self.width = pieces, style, width

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        """Size of the block."""
        self.height = self._height(self.pieces)
        return self.width, self.height

    def _height(self, pieces: list[Piece]) -> float:
        least = [self.style.leading] if not pieces else []
        return sum([piece.above + self.style.leading for piece in pieces] + least) + 2 * self.style.padding

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:
        """What fits the page, and the rest."""
        count = 0
        while count < len(self.pieces) and self._height(self.pieces[: count + 1]) <= availHeight:
            count += 1
        if count < 2 or count == len(self.pieces):
            return []
        rest = [replace(self.pieces[count], above=0), *self.pieces[count + 1 :]]
        return [TextBlock(self.pieces[:count], self.style, self.width), TextBlock(rest, self.style, self.width)]

    def draw(self) -> None:
        """Draw the box and the lines from the top."""
        canvas, style = self.canv, self.style
        if style.boxed:
            canvas.setLineWidth(0.6)
            canvas.rect(0, 0, self.width, self.height)
        canvas.setFont(style.font, style.size)
        y = self.height - style.padding
        for piece in self.pieces:
            y -= piece.above + style.leading
            self._draw_line(piece, style.padding + piece.indent, y + 0.25 * style.leading)

    def _draw_line(self, piece: Piece, x: float, y: float) -> None:
        style = self.style
        words = [ligatures(word) if style.ligatures else word for word in piece.words]
        if not piece.justified or len(words) < 2:
            self.canv.drawString(x, y, " ".join(words))
            return
        widths = [width_of(word, style.font, style.size) for word in words]
        room = self.width - style.padding - x
        gap = (room - sum(widths)) / (len(words) - 1)
        for index, (word, width) in enumerate(zip(words, widths, strict=True)):
            self.canv.drawString(x, y, word if index == len(words) - 1 else f"{word} ")
            x += width + gap


class Late(Flowable):  # type: ignore[misc]
    """A flowable drawn at the end of its page, in the order of `rank`: the content stream leaves the reading order."""

    def __init__(self, inner: Flowable, rank: int) -> None:
        """Hold the flowable back."""
        super().__init__()
        self.inner, self.rank = inner, rank

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        """Size of the flowable held."""
        self.width, self.height = self.inner.wrap(availWidth, availHeight)
        return self.width, self.height

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:
        """Split as the flowable held does."""
        return [Late(part, self.rank) for part in self.inner.split(availWidth, availHeight)]

    def draw(self) -> None:
        """Note the place; `LateCanvas` draws."""
        x, y = self.canv.absolutePosition(0, 0)
        self.canv.held.append((self.rank, len(self.canv.held), self.inner, x, y))


class LateCanvas(Canvas):  # type: ignore[misc]
    """A canvas that draws what was held back when its page ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with nothing held."""
        super().__init__(*args, **kwargs)
        self.held: list[tuple[int, int, Flowable, float, float]] = []

    def showPage(self) -> None:
        """Draw what is held, by rank, then end the page."""
        for _, _, flowable, x, y in sorted(self.held, key=lambda item: item[:2]):
            flowable.drawOn(self, x, y)
        self.held = []
        super().showPage()
