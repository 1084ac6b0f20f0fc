"""What the X rules share to read claims in sentences."""

from __future__ import annotations

import re
from functools import lru_cache

from r40.checks.quantities import parse_words

_SAME_LENGTH = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "\n": " "})


OTHER_BODY = re.compile(
    r"\b(?:consorzi\w*|consortil\w*|ambit[oi]|union[ei]\b|distrett\w+|azienda|capofila|a\.?s\.?l\b|a\.?t\.?s\b|u\.?l\.?s\.?s\b|"
    r"zona|comunità montana|società della salute|cooperativ\w+|bacino|intero territorio|comuni\b|provinci\w+|region\w+)",
    re.IGNORECASE,
)
"""What speaks of a body other than the comune, whose figures are not the comune's."""

SEVERAL_YEARS = re.compile(
    r"\b(?:bienni\w+|trienni\w+|quinquenni\w+|annualità \d{4} e|20\d\d\s?[-/]\s?(?:20)?\d\d)\b", re.IGNORECASE
)
YEAR = re.compile(r"(?<![\d./,-])(?:19|20)\d\d(?!\d|[/,.]\d)|(?<=[\s(])'\d\d\b")


@lru_cache(maxsize=1024)
def normal(text: str) -> str:
    """The text with straight apostrophes and plain dashes, character by character: places stay the same.

    Cached, as every X rule asks for the same sentences.
    """
    return text.translate(_SAME_LENGTH)


@lru_cache(maxsize=256)
def small(text: str) -> str:
    """The text in small letters, character by character: places stay the same.

    For patterns with many alternatives: ``re`` looks at each of them in each place when it is to ignore case, and is five
    times as fast when it is not.
    """
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def number(text: str | None) -> float | None:
    """Value of a number in figures or in one word; None if it is none. Articles are none."""
    if not text or text.casefold() in ("uno", "una"):
        return None
    digits = text.replace(".", "")
    if digits.isdigit():
        return float(digits)
    value = parse_words(text)
    return None if value is None else float(value)


def years_in(text: str) -> set[int]:
    """Years that a text names, ``'23`` among them."""
    return {int(m[0]) if m[0].isdigit() else 2000 + int(m[0][1:]) for m in YEAR.finditer(text)}
