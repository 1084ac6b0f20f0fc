"""The fast path: words and ruling lines of a PDF from PDFium.

PDFium finds the blanks between words, which it sets too often rather than too seldom; here words are put together
again by the gap between them. Calls cost about a microsecond each, so boxes are asked for per word, not per character.
PDFium must not be called from two threads of a process at once.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from math import inf, pi
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from r40.errors import DamagedPdfError, EncryptedPdfError, TooMuchTextError
from r40.ingest import calls
from r40.ingest.glyphs import INVISIBLE, LEADERS, clean_word, garbage_share
from r40.ingest.page import MAX_CHARACTERS, Page, Word
from r40.ingest.sheet import Box
from r40.ingest.strokes import rules_of

_MOST_GARBAGE = 0.02  # share of a page's characters that no reader would write
_MOST_BOXLESS = 0.05  # share of a page's words without an extent


@dataclass(frozen=True)
class Extract:
    """Pages as PDFium shows them; whether they look wrong; and how many things are drawn on them."""

    pages: list[Page]
    doubtful: bool
    objects: int


def extract(data: bytes, max_pages: int) -> Extract:
    """Read a PDF's first pages.

    What the fields of a form that is filled in on the screen show is read as if it were printed.
    A page is doubtful when more than 2 % of its characters are replacement characters, control characters, unassigned
    or of an unknown private use (a font without a map to Unicode), or more than 5 % of its words have no extent.

    Raises:
        EncryptedPdfError, DamagedPdfError, TooMuchTextError
    """
    pages: list[Page] = []
    doubtful, objects, characters = False, 0, 0
    _forget_error()
    try:
        with pypdfium2.PdfDocument(data) as document:
            filled_in = document.get_formtype() != pdfium.FORMTYPE_NONE
            for number in range(min(len(document), max_pages)):
                with _opened(document, number, filled_in) as (page, layer):
                    characters += layer.count_chars()
                    if characters > MAX_CHARACTERS:
                        raise TooMuchTextError(MAX_CHARACTERS)
                    box = _box(page)
                    words, suspect = _words(layer, box)
                    horizontal, vertical, drawn = rules_of(page.raw, box)
                pages.append(Page(box.width, box.height, tuple(words), horizontal, vertical))
                doubtful |= suspect
                objects += drawn
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise EncryptedPdfError from error
        raise DamagedPdfError(str(error)) from error
    return Extract(pages, doubtful, objects + characters)


def _forget_error() -> None:
    """PDFium keeps the error of the last file that it refused, and some files it refuses without one of its own."""
    pdfium.FPDF_LoadMemDocument(b"", 0, None)


@contextmanager
def _opened(document: Any, number: int, filled_in: bool) -> Iterator[tuple[Any, Any]]:
    """A page, with the looks of its fields made part of it, and its text layer."""
    page = document[number]
    if filled_in and pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS:
        page.close()
        page = document[number]
    layer = page.get_textpage()
    try:
        yield page, layer
    finally:
        layer.close()
        page.close()


def _box(page: Any) -> Box:
    raw = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page.raw, raw)
    return Box(raw.left, raw.bottom, raw.right, raw.top, pdfium.FPDFPage_GetRotation(page.raw))


# Characters that PDFium writes without a blank, where they begin and end in its count, x0, x1, top and bottom.
_Run = tuple[str, int, int, float, float, float, float]
# PDFium ends a line that it goes on with in the next one by U+FFFE, in the place of its hyphen.
_NO_RUN = r"\s\ufffe" + "".join(INVISIBLE)
_RUN = re.compile(f"[^{_NO_RUN}]+\ufffe?|\ufffe")
_SAME_LINE = 2.0  # points between the tops of characters of one word, at most
# In heights of a word.
_WIDEST = 0.9  # mean width of its characters; in a wider one, PDFium has missed a blank
_NO_BLANK = 0.02  # a blank no wider is none: browsers print a soft hyphen as a blank that the next letter covers
_NARROW_BLANK = 0.16  # a blank that PDFium has made up (where the font changes, for one) is one if it is wider
_OVERLAP = 0.25


def _words(layer: Any, box: Box) -> tuple[list[Word], bool]:
    """Words in the order of the content stream, and whether the page looks wrong."""
    raw = layer.raw
    text = _text(raw, layer.count_chars())
    runs, lost = _runs(raw, LEADERS.sub(lambda match: " " * len(match[0]), text), box)
    width, height = box.width, box.height
    words: list[Word] = []
    for written, _, _, x0, x1, top, bottom in _joined(raw, runs):
        if x1 > 0 and x0 < width and bottom > 0 and top < height:
            if not written.isascii() or not written.isprintable():
                written = clean_word(written.replace("\ufffe", "-"))
            if written:
                words.append(Word(written, x0, x1, top, bottom))
    return words, garbage_share(text) > _MOST_GARBAGE or lost > _MOST_BOXLESS * len(runs)


def _text(raw: Any, count: int) -> str:
    """All characters of a page, one of the string for one of PDFium's."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(raw, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
    if len(text) == count:
        return text
    # Characters beyond the basic plane, or none at all for a glyph: ask for each.
    return "".join(_character(raw, index) for index in range(count))


def _character(raw: Any, index: int) -> str:
    if pdfium.FPDFText_IsHyphen(raw, index) == 1:
        return "\ufffe"
    return chr(pdfium.FPDFText_GetUnicode(raw, index) or 0xFFFD)


def _boxes(raw: Any, indices: Sequence[int], box: Box) -> list[Sequence[float]]:
    """All x0, top, x1, bottom of characters, from the ascent to the descent of their fonts."""
    rectangles = (pdfium.FS_RECTF * len(indices))()
    start, size = ctypes.addressof(rectangles), ctypes.sizeof(pdfium.FS_RECTF)
    places = range(start, start + size * len(indices), size)
    for _ in map(calls.char_box, repeat(calls.address_of(raw)), indices, places):
        pass
    flat = memoryview(rectangles).cast("B").cast("f").tolist()
    return box.upright(flat[::4], flat[3::4], flat[2::4], flat[1::4])


def _runs(raw: Any, text: str, box: Box) -> tuple[list[_Run], int]:
    """Upright runs, and how many have no extent. Turned ones are watermarks and stamps."""
    spans = [match.span() for match in _RUN.finditer(text)]
    ends = [index for start, end in spans for index in (start, end - 1)]
    x0s, tops, x1s, bottoms = _boxes(raw, ends, box)
    lines = zip(spans, x0s[::2], x1s[1::2], tops[::2], tops[1::2], bottoms[::2], bottoms[1::2], strict=True)
    runs: list[_Run] = []
    lost = 0
    for (start, end), x0, x1, top, last_top, bottom, last_bottom in lines:
        height = bottom - top
        if height <= 0:
            lost += 1
        elif end - start == 1:
            if _is_upright(raw, start, box):
                runs.append((text[start:end], start, end, x0, x1, top, bottom))
        elif abs(top - last_top) < _SAME_LINE and 0 < x1 - x0 < _WIDEST * height * (end - start):
            top, bottom = min(top, last_top), max(bottom, last_bottom)
            runs.append((text[start:end], start, end, x0, x1, top, bottom))
        else:
            runs += _apart(raw, text[start:end], start, box)
    return runs, lost


def _apart(raw: Any, part: str, start: int, box: Box) -> list[_Run]:
    """A run that is not one word on one line: its upright characters, put together by their gaps."""
    sides = _boxes(raw, range(start, start + len(part)), box)
    runs: list[_Run] = []
    for index, (character, x0, top, x1, bottom) in enumerate(zip(part, *sides, strict=True), start):
        if bottom <= top or not _is_upright(raw, index, box):
            continue
        run = (character, index, index + 1, x0, x1, top, bottom)
        if runs and _gap(runs[-1], run) <= _NARROW_BLANK:
            run = _together(runs.pop(), run)
        runs.append(run)
    return runs


def _is_upright(raw: Any, index: int, box: Box) -> bool:
    """Whether a character leans by less than a tenth, as the page is seen."""
    angle = (pdfium.FPDFText_GetCharAngle(raw, index) + box.turns * pi / 2 + pi) % (2 * pi) - pi
    return bool(abs(angle) < 0.1)


def _joined(raw: Any, runs: Iterable[_Run]) -> list[_Run]:
    """Runs put together where PDFium has set a blank that is none."""
    words: list[_Run] = []
    for run in runs:
        gap = _gap(words[-1], run) if words else inf
        if gap <= _NO_BLANK or (gap <= _NARROW_BLANK and pdfium.FPDFText_IsGenerated(raw, words[-1][2])):
            run = _together(words.pop(), run)
        words.append(run)
    return words


def _gap(left: _Run, right: _Run) -> float:
    """The blank between two runs of a line, in heights; infinite where the right one does not go on from the left one."""
    _, _, _, _, end, line, _ = left
    _, _, _, start, _, top, bottom = right
    gap = (start - end) / (bottom - top)
    return gap if gap >= -_OVERLAP and abs(top - line) < _SAME_LINE else inf


def _together(left: _Run, right: _Run) -> _Run:
    return left[0] + right[0], left[1], right[2], left[3], right[4], min(left[5], right[5]), max(left[6], right[6])
