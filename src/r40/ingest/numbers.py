"""Italian numbers as forms print them."""

from __future__ import annotations

import re
from functools import lru_cache

# A token that is a figure and nothing else: 7.750.355,06  33,44726562  € 0  5,36%  (12)  -3  +4
_FIGURE = re.compile(r"^\(?[-+]?(?=[\d.,]*\d)[\d.,']+\)?$")
_DIGIT = re.compile(r"\d")
_MIXED = re.compile(r"^\d{1,3}[.,]\d{3}(?:[.,]\d{3})*(?<=,\d{3}),\d{1,2}$")
_GROUPED = re.compile(r"^\d{1,3}(?:\.\d{3})+$")


def strip_unit(token: str) -> str:
    """A token without its currency and percent signs and blanks."""
    return re.sub(r"[€%\s\u00a0\u202f]|\bEUR\b|\beuro\b", "", token, flags=re.IGNORECASE)


def is_number(token: str) -> bool:
    """Whether a token is a figure, with or without ``€`` or ``%``, and nothing else."""
    return parse_number(token) is not None


@lru_cache(maxsize=4096)
def parse_number(token: str) -> float | None:
    """Value of an Italian figure; None if the token is not one.

    ``.`` groups thousands and ``,`` opens the decimals. A single ``.`` that does not group three
    digits is read as a decimal point, because spreadsheets paste ``12.5`` into the form.
    A hyphen of any kind or parentheses make it negative. Cached, because a form's few figures are asked for again and again.
    """
    if not _DIGIT.search(token):
        return None
    text = strip_unit(token).translate(_DASHES)
    if not _FIGURE.match(text):
        return None
    negative = text.startswith("-") or (text.startswith("(") and text.endswith(")"))
    text = text.strip("()+-").replace("'", "")
    if _MIXED.match(text):  # 7.750,355,06: OCR of a figure that its cell wrapped
        text = re.sub("[.,]", "", text[: text.rindex(",")]) + "." + text[text.rindex(",") + 1 :]
    elif text.count(",") > 1:  # 7,750,355.06: the English way
        text = text.replace(",", "")
    elif "," in text:
        whole, _, decimals = text.partition(",")
        if "." in decimals:  # 7,750.06
            text = whole + decimals
        else:
            text = whole.replace(".", "") + "." + decimals
    elif _GROUPED.match(text) or text.count(".") > 1:
        text = text.replace(".", "")
    try:
        value = float(text)
    except ValueError:
        return None
    return -value if negative else value


_DASHES = {ord(c): "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2212"}
