"""The careful path: words and ruling lines of a PDF from pdfplumber, character by character."""

from __future__ import annotations

import io
import itertools
import logging
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils import extract_words
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from r40.errors import DamagedPdfError, EncryptedPdfError, TooMuchTextError
from r40.ingest.glyphs import INVISIBLE, clean_word
from r40.ingest.page import MAX_CHARACTERS, SHORTEST_ACROSS, SHORTEST_DOWN, Page, Word, merged

logging.getLogger("pdfminer").setLevel(logging.ERROR)

# A blank inside a word is at most this share of the character's size (pdfplumber's own default, 3 points, joins words set in 7 points).
_X_TOLERANCE_RATIO = 0.18


def extract(data: bytes, max_pages: int) -> list[Page]:
    """Read a PDF's first pages.

    Raises:
        EncryptedPdfError, DamagedPdfError, TooMuchTextError
    """
    pages: list[Page] = []
    characters = 0
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for page in document.pages[:max_pages]:
                characters += len(page.chars)
                if characters > MAX_CHARACTERS:
                    raise TooMuchTextError(MAX_CHARACTERS)
                pages.append(_page(page))
                page.close()
    except PdfminerException as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect):
            raise EncryptedPdfError from error
        raise DamagedPdfError(type(cause).__name__) from error
    except PDFPasswordIncorrect as error:
        raise EncryptedPdfError from error
    except (
        MalformedPDFException,
        PDFException,
        PSException,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
    ) as error:
        # pdfminer lets errors of its parsing through as they come
        raise DamagedPdfError(type(error).__name__) from error
    return pages


def _page(page: Any) -> Page:
    edges = page.edges
    horizontal = [e for e in edges if e["orientation"] == "h" and e["width"] >= SHORTEST_ACROSS]
    vertical = [e for e in edges if e["orientation"] == "v" and e["height"] >= SHORTEST_DOWN]
    words = extract_words(_body(page), x_tolerance_ratio=_X_TOLERANCE_RATIO, y_tolerance=2)
    return Page(
        width=float(page.width),
        height=float(page.height),
        words=tuple(
            Word(text, w["x0"], w["x1"], w["top"], w["bottom"]) for w in words if (text := clean_word(w["text"]))
        ),
        horizontal=merged((float(e["top"]), float(e["x0"]), float(e["x1"])) for e in horizontal),
        vertical=merged((float(e["x0"]), float(e["top"]), float(e["bottom"])) for e in vertical),
    )


def _body(page: Any) -> list[dict[str, Any]]:
    """Characters that are read: on the part of the page that is seen, upright (rotated text is a watermark or a stamp).

    Browsers print a soft hyphen as a blank on top of which the next letter stands: that blank goes too.
    """
    left, top, right, bottom = page.cropbox
    chars = [c for c in page.chars if c["x1"] > left and c["x0"] < right and c["bottom"] > top and c["top"] < bottom]
    kept = []
    for char, following in itertools.zip_longest(chars, chars[1:]):
        a, b, c, d, *_ = char["matrix"]
        upright = abs(b) + abs(c) < 0.1 * (abs(a) + abs(d))
        covered = (
            following is not None
            and char["text"].isspace()
            and abs(following["top"] - char["top"]) < 1
            and char["x0"] - 0.1 <= following["x0"] < char["x0"] + 0.3 * char["width"]
        )
        if upright and not covered and char["text"] not in INVISIBLE:
            kept.append(char)
    return kept
