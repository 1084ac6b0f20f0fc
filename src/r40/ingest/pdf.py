"""PDF files to pages of words and ruling lines, with pdfplumber."""

from __future__ import annotations

import io
import itertools
import logging
import re
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils import extract_words
from pdfplumber.utils.exceptions import PdfminerException

from r40.errors import DamagedPdfError, EncryptedPdfError, NotAPdfError, NoTextLayerError
from r40.ingest.page import Page, Rule, Word

logging.getLogger("pdfminer").setLevel(logging.ERROR)

# A blank inside a word is at most this share of the character's size (pdfplumber's own default, 3 points, joins words set in 7 points).
_X_TOLERANCE_RATIO = 0.18
_SHORTEST_RULE = 8.0  # points; shorter strokes are underlines of a letter, ticks, ornaments


def read_pages(data: bytes, max_pages: int) -> list[Page]:
    """Pages of a PDF.

    Raises:
        NotAPdfError, EncryptedPdfError, DamagedPdfError, NoTextLayerError
    """
    if b"%PDF-" not in data[:1024]:
        raise NotAPdfError
    if b"%%EOF" not in data[-4096:]:
        raise DamagedPdfError("manca la fine del file")
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            pages = []
            for page in document.pages[:max_pages]:
                pages.append(_page(page))
                page.close()
    except PdfminerException as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect):
            raise EncryptedPdfError from error
        raise DamagedPdfError(type(cause).__name__) from error
    except PDFPasswordIncorrect as error:
        raise EncryptedPdfError from error
    except (PDFException, PSException, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        # pdfminer lets errors of its parsing through as they come
        raise DamagedPdfError(type(error).__name__) from error
    if not pages:
        raise DamagedPdfError("nessuna pagina")
    if not any(page.words for page in pages):
        raise NoTextLayerError
    return pages


def _page(page: Any) -> Page:
    edges = page.edges
    horizontal = [e for e in edges if e["orientation"] == "h" and e["width"] >= _SHORTEST_RULE]
    vertical = [e for e in edges if e["orientation"] == "v" and e["height"] >= 4]
    words = extract_words(_body(page.chars), x_tolerance_ratio=_X_TOLERANCE_RATIO, y_tolerance=2)
    return Page(
        width=float(page.width),
        height=float(page.height),
        words=tuple(
            Word(_clean(w["text"]), w["x0"], w["x1"], w["top"], w["bottom"]) for w in words if _clean(w["text"])
        ),
        horizontal=_merged((e["top"], e["x0"], e["x1"]) for e in horizontal),
        vertical=_merged((e["x0"], e["top"], e["bottom"]) for e in vertical),
    )


def _body(chars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Characters that are read: upright ones (rotated text is a watermark or a stamp), without invisible ones.

    Browsers print a soft hyphen as a blank on top of which the next letter stands: that blank goes too.
    """
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
        if upright and not covered and char["text"] not in _INVISIBLE:
            kept.append(char)
    return kept


def _merged(edges: Any, slack: float = 1.5) -> tuple[Rule, ...]:
    """Join edges on one line that touch: a table's border is drawn cell by cell."""
    rules: list[Rule] = []
    for position, start, end in sorted((round(float(p), 0), float(s), float(e)) for p, s, e in edges):
        last = rules[-1] if rules else None
        if last and last.position == position and start <= last.end + slack:
            rules[-1] = Rule(position, last.start, max(last.end, end))
        else:
            rules.append(Rule(position, start, end))
    return tuple(rules)


_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff")
# Glyphs that some fonts map into the private use area.
_PRIVATE = str.maketrans({"\uf001": "fi", "\uf002": "fl", "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf02d": "-"})
_LEADERS = re.compile(r"[.…_·]{4,}")


def _clean(text: str) -> str:
    """Without control characters, lone surrogates, dotted leaders and the marks that extractors leave."""
    text = _LEADERS.sub(" ", text.translate(_PRIVATE))
    return "".join(c for c in text if (c.isprintable() or c == "\u00ad") and c not in _INVISIBLE).strip()
