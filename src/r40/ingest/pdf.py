"""PDF files to a form: PDFium reads them; pdfplumber gives a second reading where the first one is in doubt."""

from __future__ import annotations

from collections.abc import Sequence

from r40.codebook.schema import Codebook
from r40.errors import DamagedPdfError, NotAPdfError, NoTextLayerError, OcrMissingError, ReadError
from r40.ingest import pdfium
from r40.ingest.form import Form, read_form
from r40.ingest.page import Page

# A second reading takes pdfplumber some 40 µs a character, and more a stroke.
_MOST_OBJECTS = 30_000
# Problems that say what the form is, not what was lost in reading it.
_NO_LOSS = frozenset({"unknown_layout", "unknown_code"})


def read_pdf_form(data: bytes, codebook: Codebook, max_pages: int) -> Form:
    """Read a form from a PDF.

    The first reading is PDFium's. It is in doubt when PDFium refuses the file's structure, when a page looks wrong
    (see ``pdfium.extract``) or when the form lacks something that every form has: a row, the reasons, a wording, the
    narrative, the name, the year, a column for a figure. Then pdfplumber reads the file too, unless so much is drawn on
    it (more than 30,000 characters and strokes) that this would take minutes, and the form with less missing is kept:
    one that is a relazione before one that is not, then the fewest problems, then the most figures, ticks and words
    of wording; PDFium's where both are alike.

    A PDF without text is read by OCR. So is one that still lacks something where pictures cover its pages (the text is
    a scanner's own OCR or a stamp), or where the text looks wrong and is no relazione; the better form is kept.

    Raises:
        NotAPdfError, EncryptedPdfError, DamagedPdfError, NoTextLayerError, OcrMissingError, TooMuchTextError
    """
    if b"%PDF-" not in data[:1024]:
        raise NotAPdfError
    if b"%%EOF" not in data[-4096:]:
        raise DamagedPdfError("manca la fine del file")
    try:
        form, doubtful = _read_text_layer(data, codebook, max_pages)
    except NoTextLayerError:
        return _read_scan(data, codebook, max_pages)
    if not _lacks(form):
        return form
    try:
        if (doubtful and not form.is_relazione) or _is_scan(data, max_pages):
            form = max(form, _read_scan(data, codebook, max_pages), key=_worth)
    except OcrMissingError:
        if not form.is_relazione:
            raise
    except ReadError:
        pass  # what there is of text has been read
    return form


def _is_scan(data: bytes, max_pages: int) -> bool:
    from r40.ingest import ocr

    return ocr.is_scan(data, max_pages)


def _read_scan(data: bytes, codebook: Codebook, max_pages: int) -> Form:
    from r40.ingest import ocr  # most runs never need scipy.ndimage and PIL either

    return ocr.read_scan(data, codebook, max_pages)


def _read_text_layer(data: bytes, codebook: Codebook, max_pages: int) -> tuple[Form, bool]:
    """The form, and whether the text that it is read from looks wrong."""
    try:
        first = pdfium.extract(data, max_pages)
    except DamagedPdfError:
        return read_form(_careful_pages(data, max_pages), codebook), False
    if first.doubtful and not any(page.words for page in first.pages):
        return read_form(_careful_pages(data, max_pages), codebook), True
    form = read_form(_with_text(first.pages), codebook)
    if not (first.doubtful or _lacks(form)) or first.objects > _MOST_OBJECTS:
        return form, first.doubtful
    try:
        second = read_form(_careful_pages(data, max_pages), codebook)
    except ReadError:
        return form, first.doubtful
    return max(form, second, key=_worth), first.doubtful


def _careful_pages(data: bytes, max_pages: int) -> Sequence[Page]:
    from r40.ingest import plumber  # most runs never need pdfplumber, which takes a tenth of a second to import

    return _with_text(plumber.extract(data, max_pages))


def _with_text(pages: Sequence[Page]) -> Sequence[Page]:
    if not pages:
        raise DamagedPdfError("nessuna pagina")
    if not any(page.words for page in pages):
        raise NoTextLayerError
    return pages


def _lacks(form: Form) -> bool:
    return not form.is_relazione or any(problem.code not in _NO_LOSS for problem in form.problems)


def _worth(form: Form) -> tuple[bool, int, int]:
    figures = sum(value is not None for row in form.fields.values() for value in row.values())
    ticks = sum(tick is not None for tick in form.ticks.values())
    return form.is_relazione, -len(form.problems), figures + ticks + sum(len(w.split()) for w in form.wording.values())
