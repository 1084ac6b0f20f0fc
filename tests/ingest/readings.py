"""The two readings of a PDF, held against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from r40.ingest.page import Page, Rule, Word

_WORD_OFF = 2.5  # points by which a word may be off: the two set a word's height by other measures of its font
_RULE_OFF = 1.0  # points
_RULE_END_OFF = 3.0  # points: where strokes of some width meet
_NARROW = (
    "€"  # pdfplumber takes the euro sign of some standard fonts to have no width; what follows it stands elsewhere
)


def differences(fast: Sequence[Page], careful: Sequence[Page]) -> list[str]:
    """What one reading has and the other has not; nothing where they agree."""
    found = [] if len(fast) == len(careful) else [f"{len(fast)} and {len(careful)} pages"]
    for number, (one, other) in enumerate(zip(fast, careful, strict=False), 1):
        found += [f"page {number}: {text}" for text in _words(one.words, other.words)]
        for direction in ("horizontal", "vertical"):
            here, there = getattr(one, direction), getattr(other, direction)
            found += [
                f"page {number}: {direction} {rule} is PDFium's alone" for rule in here if not _among(rule, there)
            ]
            found += [f"page {number}: {direction} {rule} is lost" for rule in there if not _among(rule, here)]
    return found


def _words(fast: Sequence[Word], careful: Sequence[Word]) -> list[str]:
    places: dict[str, list[Word]] = defaultdict(list)
    for word in careful:
        places[_plain(word)].append(word)
    found = []
    for word in fast:
        twins = places[_plain(word)]
        if not twins:
            found.append(f"{word} is PDFium's alone")
            continue
        nearest = min(twins, key=lambda twin: _distance(word, twin))
        twins.remove(nearest)
        moved = any(_NARROW in w.text for w in careful if abs(w.y - word.y) < word.height)
        if _distance(word, nearest) > _WORD_OFF and not moved:
            found.append(f"{word} stands at {nearest}")
    return found + [f"{word} is lost" for twins in places.values() for word in twins]


def _plain(word: Word) -> str:
    """PDFium does not tell a soft hyphen at a line's end from another one."""
    return word.text.replace("\u00ad", "-")


def _distance(one: Word, other: Word) -> float:
    return abs(one.x0 - other.x0) + abs(one.x1 - other.x1) + abs(one.y - other.y)


def _among(rule: Rule, others: Sequence[Rule]) -> bool:
    return any(
        abs(rule.position - other.position) <= _RULE_OFF
        and other.start - _RULE_END_OFF <= rule.start
        and rule.end <= other.end + _RULE_END_OFF
        for other in others
    )
