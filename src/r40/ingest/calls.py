"""The calls to PDFium that are made for each word or stroke, with plain integers for its pointers.

pypdfium2's own are declared with typed pointers, whose checks and wrappers take half the time of a call.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium


def _plain(function: Any, returns: Any, *takes: Any) -> Callable[..., int]:
    # PYFUNCTYPE: these calls are too short to let another thread run meanwhile.
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(returns, *takes)(address)


def address_of(handle: Any) -> int:
    """The integer for a handle of pypdfium2."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
char_box = _plain(pdfium.FPDFText_GetLooseCharBox, _INT, _POINTER, _INT, _POINTER)
count_on_page = _plain(pdfium.FPDFPage_CountObjects, _INT, _POINTER)
get_on_page = _plain(pdfium.FPDFPage_GetObject, _POINTER, _POINTER, _INT)
count_in_form = _plain(pdfium.FPDFFormObj_CountObjects, _INT, _POINTER)
get_in_form = _plain(pdfium.FPDFFormObj_GetObject, _POINTER, _POINTER, ctypes.c_ulong)
kind = _plain(pdfium.FPDFPageObj_GetType, _INT, _POINTER)
bounds = _plain(pdfium.FPDFPageObj_GetBounds, _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
matrix = _plain(pdfium.FPDFPageObj_GetMatrix, _INT, _POINTER, _POINTER)
count_segments = _plain(pdfium.FPDFPath_CountSegments, _INT, _POINTER)
get_segment = _plain(pdfium.FPDFPath_GetPathSegment, _POINTER, _POINTER, _INT)
segment_point = _plain(pdfium.FPDFPathSegment_GetPoint, _INT, _POINTER, _POINTER, _POINTER)
segment_kind = _plain(pdfium.FPDFPathSegment_GetType, _INT, _POINTER)
segment_closes = _plain(pdfium.FPDFPathSegment_GetClose, _INT, _POINTER)
