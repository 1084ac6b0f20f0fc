"""Characters as extractors give them: what goes, what is put right, what tells that a font could not be read."""

from __future__ import annotations

import re

# Zero width; no reader sees them.
INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff")
# Glyphs that some fonts map into the private use area.
_PRIVATE = {"\uf001": "fi", "\uf002": "fl", "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf02d": "-"}
_REPLACEMENTS = str.maketrans(_PRIVATE)
_CID = re.compile(r"\(cid:\d+\)")  # what pdfminer writes for a glyph that it cannot name
LEADERS = re.compile(r"[.…_·]{4,}")


def clean_word(text: str) -> str:
    """Without control characters, lone surrogates, dotted leaders and the marks that extractors leave."""
    text = LEADERS.sub(" ", _CID.sub("", text.translate(_REPLACEMENTS)))
    return "".join(c for c in text if (c.isprintable() or c == "\u00ad") and c not in INVISIBLE).strip()


def garbage_share(text: str) -> float:
    """Share of a text's visible characters that stand for no letter: U+FFFD, controls, unassigned, unknown private use."""
    text = _CID.sub("\ufffd", text)
    letters = "".join(text.split())
    if not letters or (letters.isprintable() and "\ufffd" not in letters):
        return 0.0
    wrong = sum(c == "\ufffd" or not (c.isprintable() or c in _KNOWN) for c in letters)
    return wrong / len(letters)


_KNOWN = INVISIBLE | frozenset(_PRIVATE) | frozenset("\u00ad\ufffe")
