"""Text as it is searched, and as databases, Excel and Word take it."""

from __future__ import annotations

import re
import unicodedata

# What XML 1.0 cannot hold, and U+0000, which PostgreSQL cannot.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Text without control characters, line breaks and tabs apart; no blanks at its ends."""
    return _UNWRITABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def fold(text: str) -> str:
    """Lower case, no accents, straight apostrophes, single blanks."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
