"""Scanned PDFs to a form: Tesseract reads pictures of pages, put straight and without their ruling lines.

Needs the extra ``ocr`` and Debian's packages tesseract-ocr and tesseract-ocr-ita.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import islice
from statistics import median
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from r40.codebook.schema import Codebook
from r40.errors import DamagedPdfError, NoTextLayerError, TooMuchTextError
from r40.ingest import raster
from r40.ingest.form import Form, read_form
from r40.ingest.numbers import is_number, parse_number
from r40.ingest.page import MAX_CHARACTERS, Page, Word, merged
from r40.ingest.raster import Grey, Mask, Place, around
from r40.ingest.tesseract import ONE_A_LINE, WHOLE_PAGE, Engine, Found, engine
from r40.records import Problem

_DPI = 300  # what Tesseract is trained for
_MOST_PIXELS = 20_000_000  # of one page; A3 at 300 dpi has 17 million. Larger pages are rendered more coarsely.
_ACROSS, _DOWN = 24.0, 14.0  # points; shorter lines are strokes of letters
_FAINT = 208  # of 255; hairlines are no darker
_UNSURE = 80.0  # Tesseract's confidence, 0 to 100, below which a figure is named
_LEGIBLE = 60.0  # confidence below which a short word may as well be a figure
_GAP = 0.32  # blank between two words, in heights of a capital; between two digits there is less
_LOWEST, _TALLEST = 0.6, 1.7  # heights of one line, in medians of the page's words
_MOST_CLUSTERS = 3_000  # words or specks of one page; with more it is no form
_HIGHEST = 30_000  # pixels of a picture that Tesseract takes; its own limit is 32,767
_LONGEST_FIGURE = 16  # characters
_CODE_SHAPE = re.compile(r"^[MR][\dA-ZoIl|!]{2,3}[-\u2010\u2013.:]?$")


@dataclass(frozen=True)
class Scan:
    """Pages as read, and for each of them the places in ``words`` of those read with little confidence."""

    pages: list[Page]
    unsure: list[frozenset[int]]


def read_scan(data: bytes, codebook: Codebook, max_pages: int) -> Form:
    """Read a form from pictures of its pages; its problems say that it was, and which fields are unsure.

    Raises:
        OcrMissingError, NoTextLayerError, DamagedPdfError, TooMuchTextError, TimeLimitError
    """
    scan = read_pages(data, max_pages, _codes(codebook))
    form = read_form(scan.pages, codebook)
    fields = _unsure_fields(form, scan, codebook)
    form.problems.insert(0, Problem(code="ocr", message=_message(fields)))
    return form


def is_scan(data: bytes, max_pages: int) -> bool:
    """Whether pictures cover most of most pages, whatever text lies on or under them.

    Raises:
        DamagedPdfError
    """
    try:
        with pypdfium2.PdfDocument(data) as document:
            numbers = range(min(len(document), max_pages))
            return sum(_is_picture(document[number]) for number in numbers) > len(numbers) / 2
    except pypdfium2.PdfiumError as error:
        raise DamagedPdfError(str(error)) from error


def _is_picture(page: Any) -> bool:
    try:
        width, height = page.get_size()
        pictures = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST)
        sides = [picture.get_bounds() for picture in islice(pictures, _MOST_PICTURES)]
        return bool(sum((right - left) * (top - bottom) for left, bottom, right, top in sides) > _MOST * width * height)
    finally:
        page.close()


_DEEPEST, _MOST_PICTURES = 3, 200  # form objects inside form objects, and pictures, that are looked at on a page
_MOST = 0.5  # share of a scanned page that its pictures cover


def _codes(codebook: Codebook) -> frozenset[str]:
    rows = (code for layout in codebook.forms.values() for code in layout.rows)
    return frozenset([*rows, *(code for block in codebook.reasons.blocks.values() for code in block.codes), "R40"])


def _message(fields: Sequence[str]) -> str:
    least = f" In particolare, lettura incerta per: {', '.join(fields)}." if fields else ""
    return f"Scansione letta con OCR: confrontare le cifre e le caselle SI/NO con l'originale.{least}"


def _unsure_fields(form: Form, scan: Scan, codebook: Codebook) -> list[str]:
    """Codes of the rows and reasons that would be read otherwise if the unsure words said something else."""
    if not any(scan.unsure):
        return []
    other = read_form(
        [
            replace(page, words=tuple(_otherwise(w) if i in unsure else w for i, w in enumerate(page.words)))
            for page, unsure in zip(scan.pages, scan.unsure, strict=True)
        ],
        codebook,
    )
    rows = [code for code, row in form.fields.items() if other.fields.get(code) != row]
    return rows + [code for code, tick in form.ticks.items() if other.ticks.get(code) != tick]


def _otherwise(word: Word) -> Word:
    return word._replace(text=word.text.translate(_OTHER_DIGITS) if is_number(word.text) else _OTHER_TICK[word.text])


def _is_value(text: str) -> bool:
    return (is_number(text) and not _YEAR.match(text)) or text in _OTHER_TICK


_OTHER_DIGITS = str.maketrans("0123456789", "1357924680")
_OTHER_TICK = {"SI": "NO", "NO": "SI"}
_YEAR = re.compile(r"^20[12]\d$")


def read_pages(data: bytes, max_pages: int, codes: Set[str]) -> Scan:
    """Read pictures of a PDF's first pages; ``codes`` are those that a form may have.

    Raises:
        OcrMissingError: the extra, Tesseract or its Italian data are not installed.
        NoTextLayerError: nothing can be read on the pictures either.
        DamagedPdfError, TooMuchTextError
        TimeLimitError: a page took Tesseract more than five minutes by the clock.
    """
    recognise = engine(codes)
    pages: list[Page] = []
    unsure: list[frozenset[int]] = []
    characters = 0
    try:
        with pypdfium2.PdfDocument(data) as document:
            for number in range(min(len(document), max_pages)):
                page, doubts = _read_page(document[number], recognise, codes)
                pages.append(page)
                unsure.append(doubts)
                characters += sum(len(word.text) for word in page.words)
                if characters > MAX_CHARACTERS:
                    raise TooMuchTextError(MAX_CHARACTERS)
    except pypdfium2.PdfiumError as error:
        raise DamagedPdfError(str(error)) from error
    if not any(page.words for page in pages):
        raise NoTextLayerError
    return Scan(pages, unsure)


def _read_page(page: Any, recognise: Engine, codes: Set[str]) -> tuple[Page, frozenset[int]]:
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MOST_PIXELS / (width * height)) ** 0.5)
    dpi = 72 * scale
    try:
        grey = page.render(scale=scale, grayscale=True).to_numpy()
    finally:
        page.close()
    grey = grey.reshape(grey.shape[:2])
    printed = raster.dark(grey)
    grey = raster.turned(raster.whitened(grey, printed), raster.skew(printed, dpi))
    printed = raster.dark(grey)
    faint = grey < _FAINT
    across, down = raster.lines(faint, 1, _ACROSS, dpi), raster.lines(faint, 0, _DOWN, dpi)
    for place in across + down:
        raster.erase(grey, place, dpi, 255)
        raster.erase(printed, place, dpi, 0)
    found = recognise(grey, round(dpi), WHOLE_PAGE)
    found = [replace(f, unsure=f.sure < _UNSURE) for f in found]
    found = _read_again(found, grey, printed, dpi, recognise, codes)
    words = list(_words(found, scale))
    return Page(
        width,
        height,
        tuple(word for word, _ in words),
        merged(((p.top + p.bottom) / 2 / scale, p.left / scale, p.right / scale) for p in across),
        merged(((p.left + p.right) / 2 / scale, p.top / scale, p.bottom / scale) for p in down),
    ), frozenset(i for i, (_, unsure) in enumerate(words) if unsure)


def _read_again(
    found: list[Found], grey: Grey, printed: Mask, dpi: float, recognise: Engine, codes: Set[str]
) -> list[Found]:
    """Figures and codes of a page with a second reading: each cut out, on a line of its own, as digits and nothing else.

    Ink that the first reading passed over is read too: it loses single digits in wide columns.
    """
    height = median([f.place.height for f in found]) if found else 0
    if not height:
        return found
    # Ink so high and so unlike letters is a figure that its cell wrapped, which is to be read line by line.
    found = [f for f in found if f.sure >= _LEGIBLE or f.place.height <= _TALLEST * height]
    ink = [c for c in raster.clusters(printed, round(_GAP * height)) if c.height >= _LOWEST * height]
    if len(ink) > _MOST_CLUSTERS:
        return found
    of_word: dict[int, list[Place]] = defaultdict(list)
    cuttings: list[tuple[int | None, Place]] = []
    for place in ink:
        inside = [i for i, f in enumerate(found) if f.place.holds(place)]
        for i in inside:
            of_word[i].append(place)
        if not inside and _like_figure(place, height):
            cuttings.append((None, place))
    cuttings += [(i, around(of_word[i])) for i in of_word if _is_doubtful(found[i])]
    if not 0 < sum(raster.pitch(place) for _, place in cuttings) < _HIGHEST:
        return found
    sheet, middles = raster.sheet(grey, [place for _, place in cuttings])
    second = recognise(sheet, round(dpi), ONE_A_LINE)
    result = list(found)
    for (index, place), middle in zip(cuttings, middles, strict=True):
        parts = sorted((f for f in second if f.place.holds_row(middle)), key=lambda f: f.place.left)
        if not parts:
            continue
        again = Found("".join(f.text for f in parts), min(f.sure for f in parts), place)
        if index is not None:
            result[index] = _agreed(found[index], again, codes)
        elif is_number(again.text):
            result.append(replace(again, line=(-1, 0, len(result)), unsure=again.sure < _UNSURE))
    return result


def _agreed(first: Found, second: Found, codes: Set[str]) -> Found:
    """The likelier of two readings of a figure or code: a code that a form has, else the surer one."""
    if first.text == second.text or parse_number(first.text) == parse_number(second.text) is not None:
        return replace(first, unsure=False)
    valid = [f for f in (first, second) if f.text in codes or is_number(f.text)]
    if first not in valid and first.sure >= _LEGIBLE:
        return first
    best = max(valid, key=lambda f: (f.text in codes, f.sure), default=first)
    return replace(first, text=best.text, unsure=True)


def _is_doubtful(found: Found) -> bool:
    """Whether a second reading as digits is worth while: a figure, what looks like a code, or what is illegible."""
    text = found.text
    return len(text) <= _LONGEST_FIGURE and (is_number(text) or bool(_CODE_SHAPE.match(text)) or found.sure < _LEGIBLE)


def _like_figure(place: Place, height: float) -> bool:
    return place.height <= _TALLEST * height and place.width <= _LONGEST_FIGURE * height


def _words(found: Sequence[Found], scale: float) -> Iterator[tuple[Word, bool]]:
    """Words in points, each as high as its line's font, and whether they are unsure."""
    lines: dict[tuple[int, int, int], list[tuple[Word, bool]]] = defaultdict(list)
    for f in found:
        box = (f.place.left / scale, f.place.right / scale, f.place.top / scale, f.place.bottom / scale)
        lines[f.line].append((Word(f.text, *box), f.unsure))
    for words in lines.values():
        top, bottom = _font_box([word for word, _ in words])
        for word, unsure in _joined(words):
            yield word._replace(top=top, bottom=bottom), unsure and _is_value(word.text)


# Sizes in ems, of a common sans serif.
_CAPITAL, _SMALL, _ASCENT, _DESCENT = 0.72, 0.53, 0.9, 0.21
_BELOW = re.compile(r"[gjpqyQ,;()|\[\]_]")
_TALL = re.compile(r"[A-ZÀ-Ýbdfhklt0-9ìòàùè]")


def _font_box(words: Sequence[Word]) -> tuple[float, float]:
    """Top and bottom of a line as its font would set them, whatever letters are on it."""
    sizes, baselines = [], []
    for word in words:
        if not any(c.isalnum() for c in word.text):
            continue
        reach = (_CAPITAL if _TALL.search(word.text) else _SMALL) + (_DESCENT if _BELOW.search(word.text) else 0)
        size = word.height / reach
        sizes.append(size)
        baselines.append(word.bottom - (_DESCENT * size if _BELOW.search(word.text) else 0))
    if not sizes:
        return min(w.top for w in words), max(w.bottom for w in words)
    size, baseline = median(sizes), median(baselines)
    return baseline - _ASCENT * size, baseline + _DESCENT * size


def _joined(words: Iterable[tuple[Word, bool]]) -> list[tuple[Word, bool]]:
    """Words of a line, the parts of a figure that was read with a blank beside its point or comma put together."""
    result: list[tuple[Word, bool]] = []
    for word, unsure in words:
        if result:
            before, unsure_before = result[-1]
            apart = _PARTED.search(f"{before.text} {word.text}") and is_number(before.text + word.text)
            if apart and word.x0 - before.x1 < 0.5 * word.height:
                result[-1] = before._replace(text=before.text + word.text, x1=word.x1), unsure or unsure_before
                continue
        result.append((word, unsure))
    return result


_PARTED = re.compile(r"\d[.,] \d|\d [.,]\d")
