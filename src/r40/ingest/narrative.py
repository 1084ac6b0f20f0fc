"""The narrative: lines of a page to clean text, and the form's closing notes cut off.

Cleaning is idempotent: ``clean(clean(t)) == clean(t)``; every offset of r40 counts in its result.
"""

from __future__ import annotations

import gzip
import itertools
import re
import unicodedata
from collections.abc import KeysView, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import srsly

from r40.codebook.schema import ClosingNotes

_SPACES = re.compile(r"[^\S\n]+")
_LIGATURES = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"
}  # fmt: skip
_DASHES = dict.fromkeys("‐‑‒\xad−\ufffe", "-")
_SPELT = str.maketrans(_DASHES | _LIGATURES)
_PLAIN = _DASHES | _LIGATURES | dict.fromkeys("–—", "-") | dict.fromkeys("’‘`´", "'")
_SPECIAL = re.compile(f"[{''.join(_PLAIN)}]")
BULLET = re.compile(r"^(?:[-\u2010\u2013\u2014•·▪◦●○■□➢➤✓*\uf0b7]|[a-z]\)|\d{1,2}[.)](?!\d))\s+(?=\S)")
_SENTENCE_END = re.compile(r"[.!?:;…][)\"»”’]*$")


def plain(text: str) -> str:
    """One line for comparing: single blanks, straight apostrophes, ``-`` for dashes, no ligatures."""
    if text.isascii():
        return " ".join(text.replace("`", "'").split())
    return " ".join(unicodedata.normalize("NFC", _SPECIAL.sub(_spell_plainly, text)).split())


def _spell_plainly(match: re.Match[str]) -> str:
    return _PLAIN[match[0]]


def clean(text: str) -> str:
    """The cleaned narrative: NFC, simple blanks, ``-`` for U+2010 and its kin, ligatures spelt out.

    Paragraphs and list items are lines; blank lines, control characters and lone surrogates go.
    Quotation marks and apostrophes stay as they are.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.replace("\n", " ").replace("\t", " ").isprintable():
        text = "".join(c for c in text if c in "\n\t\xad" or unicodedata.category(c) not in ("Cc", "Cs", "Cf"))
    text = unicodedata.normalize("NFC", text.translate(_SPELT))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True)
class TextLine:
    """A printed line of the narrative: its text, its horizontal extent, and the blank above it (same unit)."""

    text: str
    x0: float
    x1: float
    first_word: float  # width of its first word
    gap: float = 0.0  # blank above, beyond the usual leading, in line heights
    page: int = 0


def join_lines(lines: Sequence[TextLine], blank: float) -> str:
    """Undo line breaks: words broken at a line's end are joined, lines of a paragraph too.

    A new paragraph opens at a bullet, after a wide gap, at an indent, or when the first word would still have
    fitted on the line before, which then must have been ended on purpose. ``blank`` is the width of a blank.
    """
    if not lines:
        return ""
    right = sorted(line.x1 for line in lines)[-1 - len(lines) // 50]
    left = sorted(line.x0 for line in lines)[len(lines) // 4]
    words = {w.casefold() for line in lines for w in re.findall(r"\w+", line.text)}
    text = lines[0].text
    for before, line in itertools.pairwise(lines):
        if _opens(before, line, left, right, blank):
            text += "\n" + line.text
        else:
            text = _join(text, line.text, words)
    return clean(text)


def join_row(lines: Sequence[str]) -> str:
    """Lines of one cell as one: words broken at a line's end are joined."""
    words = {w.casefold() for line in lines for w in re.findall(r"\w+", line)}
    text = ""
    for line in lines:
        text = _join(text, line, words) if text else line
    return text


def _opens(before: TextLine, line: TextLine, left: float, right: float, blank: float) -> bool:
    if BULLET.match(line.text) and not _numbering_by_chance(before, line):
        return True
    if before.text.rstrip().endswith(("-", "\u2010", "\u00ad", "\ufffe")) and before.x1 > 0.8 * right:
        return False
    if line.gap > 0.2:
        return True
    room = right - before.x1
    fitted = line.first_word + blank < room - 0.5 * blank
    ended = bool(_SENTENCE_END.search(before.text.rstrip()))
    if ended and line.x0 > left + 4 * blank and before.x0 <= left + blank and not BULLET.match(before.text):
        return True  # first-line indent
    # A ragged line may be short for a long word only; without a sentence's end ask for much room.
    return fitted and (ended or room > 0.25 * (right - left) or room > line.first_word + 0.15 * (right - left))


def _numbering_by_chance(before: TextLine, line: TextLine) -> bool:
    """A line that happens to begin with "3." or "-" in mid-sentence."""
    if re.match(r"^[a-z]\)|^\d", line.text):
        return not re.search(r"[.:;,]$", before.text.rstrip())
    return False


def _join(text: str, line: str, words: set[str]) -> str:
    mark, start = text[-1:], _FIRST_WORD.match(line)
    if mark not in _BREAKS or not start:
        return f"{text} {line}"
    if mark == "/":  # "interamente/parzialmente", broken after its bar
        return text + line if _LAST_WORD.search(text, max(0, len(text) - 3)) else f"{text} {line}"
    # No word is so long; looking through the whole text for each of its lines would take long.
    match = _LAST_WORD.search(text, max(0, len(text) - _LONGEST_WORD))
    if not match:
        return f"{text} {line}"
    if mark == "\u00ad" or _is_broken(match[1], start[0], words):
        return text[:-1] + line
    return text[:-1] + "-" + line


_BREAKS = frozenset("-\u2010\u00ad\ufffe/")
_FIRST_WORD, _LAST_WORD = re.compile(r"\w+"), re.compile(r"(\w+).\Z")
_LONGEST_WORD = 200


# First parts of Italian compounds that are written with a hyphen, in this field always or often.
_ALWAYS_HYPHENATED = frozenset({"socio", "ex", "e"})
_PREFIXES = frozenset(
    [
        "psico",
        "medico",
        "educativo",
        "extra",
        "sub",
        "inter",
        "multi",
        "mamma",
        "madre",
        "padre",
        "italo",
        "tecnico",
        "politico",
        "economico",
        "audio",
        "video",
    ]
)


def _is_broken(head: str, tail: str, words: set[str]) -> bool:
    """Whether ``head-tail`` at a line's end is one word broken there, not a compound."""
    capitals = head.isupper() and tail.isupper()
    if not (tail[0].islower() or capitals) or head.isdigit() or head.casefold() in _ALWAYS_HYPHENATED:
        return False
    lexicon = italian_words()
    joined = (head + tail).casefold()
    if joined in lexicon or joined in words:
        return True
    if capitals or head.casefold() in _PREFIXES:
        return False
    both = all(len(p) > 2 and p.casefold() in lexicon for p in (head, tail))
    return not both


@lru_cache(maxsize=1)
def lemmas() -> dict[str, str]:
    """Lemmas of Italian word forms, and of themselves: the table that spacy-lookups-data ships."""
    spec = find_spec("spacy_lookups_data")
    if spec is None or spec.origin is None:  # pragma: no cover - a dependency
        return {}
    packed = (Path(spec.origin).parent / "data" / "it_lemma_lookup.json.gz").read_bytes()
    found: dict[str, str] = srsly.json_loads(gzip.decompress(packed))  # twice as fast as json's
    for lemma in set(found.values()):
        found.setdefault(lemma, lemma)
    return found


def italian_words() -> KeysView[str]:
    """Italian word forms and their lemmas; loaded when a hyphen asks for it."""
    return lemmas().keys()


_WORD = re.compile(r"[^\W\d_]{4,}")
_NOTE_SHARE = 0.5  # of a passage's longer words that must be words of the form's own notes


def cut_closing_notes(lines: Sequence[str], notes: ClosingNotes) -> int:
    """How many of ``lines`` are the narrative's; the form's own closing notes begin there.

    A line that opens like a note opens one only if it goes on with the words of the form's notes, so that a
    narrative's own "Attenzione" stays. The first such line cuts: after it comes nothing of the narrative.
    """
    vocabulary = {w for text in notes.vocabulary for w in _WORD.findall(plain(text).casefold())}
    heading = re.compile(notes.heading, re.IGNORECASE)
    texts = [plain(line) for line in lines]
    openings = [i for i, text in enumerate(texts) if heading.match(text) and text[:4].isupper()]
    cut = len(lines)
    for start, end in reversed(list(zip(openings, [*openings, len(lines)][1:], strict=True))):
        passage = " ".join(texts[start : min(end, start + _NOTE_LINES)])
        body = _WORD.findall(heading.sub("", passage).casefold())
        if sum(w in vocabulary for w in body) >= _NOTE_SHARE * len(body) and (body or end == cut):
            cut = start
    return _cut_unheaded(texts[:cut], vocabulary)


_NOTE_LINES = 8  # read of a note, to tell it from a narrative's own


def _cut_unheaded(texts: Sequence[str], vocabulary: set[str]) -> int:
    """Cut notes whose heading is missing: closing lines made of the notes' words alone."""
    cut = len(texts)
    while cut:
        words = _WORD.findall(texts[cut - 1].casefold())
        if len(words) < 8 or sum(w in vocabulary for w in words) / len(words) < 0.9:
            break
        cut -= 1
    return cut
