"""Tesseract, through pytesseract: words of a picture, and the slips of digits that it is known for put right."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Any

from PIL import Image

from r40.errors import OcrMissingError, TimeLimitError, UnexpectedReadError
from r40.ingest.raster import Grey, Place

_MOST_SECONDS = 300  # by the clock that Tesseract may take for a page; it takes some two seconds of CPU time


@dataclass(frozen=True)
class Found:
    """What Tesseract read at a place, in pixels, how sure it is (0 to 100), and the line that it put it on."""

    text: str
    sure: float
    place: Place
    line: tuple[int, int, int] = (0, 0, 0)
    unsure: bool = False


Engine = Callable[[Grey, int, str], list[Found]]
WHOLE_PAGE = "--psm 11"  # text wherever it is: cells of a table are no paragraphs
ONE_A_LINE = "--psm 6 -c tessedit_char_whitelist=0123456789.,-%€MRAB"


def engine(codes: Set[str]) -> Engine:
    """Tesseract, from a picture, its dots per inch and the way to read it, to words."""
    try:
        import pytesseract  # type: ignore[import-untyped]
    except ImportError as error:
        raise OcrMissingError(f"manca {error.name}") from error
    try:
        if "ita" not in pytesseract.get_languages():
            raise OcrMissingError("mancano i dati italiani di Tesseract")
    except pytesseract.TesseractNotFoundError as error:
        raise OcrMissingError("manca Tesseract") from error
    # Each worker of a run has a Tesseract of its own.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")

    def recognise(grey: Grey, dpi: int, way: str) -> list[Found]:
        try:
            image = Image.fromarray(grey)
            image.format = "BMP"  # in which pytesseract hands it on; PNG takes half a second to write
            data: dict[str, list[Any]] = pytesseract.image_to_data(
                image,
                lang="ita",
                config=f"{way} --dpi {dpi}",
                timeout=_MOST_SECONDS,
                output_type=pytesseract.Output.DICT,
            )
        except pytesseract.TesseractError as error:
            raise UnexpectedReadError(f"Tesseract: {error.message}") from error
        except RuntimeError as error:  # what pytesseract raises when time is up
            raise TimeLimitError from error
        columns = ("text", "conf", "left", "top", "width", "height", "block_num", "par_num", "line_num")
        return [
            Found(
                corrected(text.strip(), codes),
                float(sure),
                Place(y, y + height, x, x + width),
                (block, paragraph, line),
            )
            for text, sure, x, y, width, height, block, paragraph, line in zip(
                *(data[name] for name in columns), strict=True
            )
            if text.strip()
        ]

    return recognise


_LOOKALIKES = str.maketrans("OoQDIl|!SZ", "0000111152")
_NUMBER_LIKE = re.compile(r"^€?(?=.*\d)[\dOolI|S.,]+[€%]?$")
# A digit, or the zero of R01 to R0B, tells a code from RIO, ROSA or MIO.
_CODE_LIKE = re.compile(r"^(?:[MR](?=.?\d)..|RO.)(?![\dA-Za-z])")
_DOUBLED = re.compile(r"^[MR][A-Z\d](\d[\dAB])(?!\w)")  # one digit read as a letter and a digit: MS50
_GROUPED = re.compile(r"^(€?\d{1,3}(?:[.,]\d{3})+)[.,](\d{2}€?)$")
_TICKS = {"S1": "SI", "Sl": "SI", "S|": "SI", "5I": "SI", "N0": "NO", "NQ": "NO"}


def corrected(text: str, codes: Set[str]) -> str:
    """A word with the letters that stand for digits put right, where it can be nothing but a figure, a code or a tick.

    Where points and commas group thousands before two decimals, the last one is the comma.
    """
    if text in _TICKS:
        return _TICKS[text]
    if _CODE_LIKE.match(text) and (code := text[0] + text[1:3].translate(_LOOKALIKES)) in codes:
        return code + text[3:]
    if (match := _DOUBLED.match(text)) and text[:3] not in codes and text[0] + match[1] in codes:
        return text[0] + text[2:]
    if _NUMBER_LIKE.match(text) and 2 * sum(c.isdigit() for c in text) >= sum(c.isalnum() for c in text):
        text = text.translate(_LOOKALIKES)
        if match := _GROUPED.match(text):
            text = match[1].replace(",", ".") + "," + match[2]
    return text
