"""Pages of a PDF as pictures, and where a field stands on them. Runs in a process of its own: PDFium takes one thread, and a
damaged file may take the process with it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import NamedTuple

import pypdfium2

MOST_PAGES = 60
_PADDING = 5.0  # points above and below a field's code: its row
_MARGIN = 3.0  # points beside it


class Box(NamedTuple):
    """A field on a page: points from the page's upper left corner."""

    page: int
    x: float
    y: float
    width: float
    height: float


class Layout(NamedTuple):
    """A document's pages, as (width, height) in points, and the fields asked for that are on them."""

    sizes: tuple[tuple[float, float], ...]
    boxes: tuple[Box, ...]


def layout(path: str, codes: Sequence[str]) -> Layout:
    """Sizes of the pages, and the row of each code where it first stands."""
    with pypdfium2.PdfDocument(path) as document:
        pages = range(min(len(document), MOST_PAGES))
        sizes = tuple(document[number].get_size() for number in pages)
        boxes = [box for code in codes if (box := _first(document, pages, code))]
    return Layout(sizes, tuple(boxes))


def _first(document: pypdfium2.PdfDocument, pages: range, code: str) -> Box | None:
    for number in pages:
        text = document[number].get_textpage()
        found = text.search(code, match_case=True, match_whole_word=True).get_next()
        if found is None or not text.count_rects(*found):
            continue
        width, height = document[number].get_size()
        left, bottom, _, top = text.get_rect(0)
        edge = min(left, width - left) - _MARGIN  # the form's margins are alike
        return Box(
            number, left - _MARGIN, height - top - _PADDING, width - edge - left + _MARGIN, top - bottom + 2 * _PADDING
        )
    return None


def draw(path: str, number: int, width: int) -> bytes:
    """A page as PNG, ``width`` pixels wide. Raises IndexError: no such page."""
    with pypdfium2.PdfDocument(path) as document:
        page = document[number]
        picture = page.render(scale=width / page.get_width()).to_pil()
    file = io.BytesIO()
    picture.convert("P", palette=1, colors=64).save(file, "PNG", optimize=False)
    return file.getvalue()
