"""The narrative cut into units (clauses and list items), and units joined into spans again.

Pure rules: the same text gives the same units under any pipeline. Every unit lies within one sentence, one list item
and one line; units and the blanks and bullets between them cover the narrative.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_BULLET = re.compile(r"(?:[-–—•·▪◦*]|\(?\d{1,2}[.)]|\(?[a-z][.)])[ ]+")
# A full stop that ends no sentence: abbreviations, initials, numbers of laws.
_ABBREVIATION = re.compile(
    r"(?:\b(?:art|artt|n|nn|nr|num|c\.d|cd|es|ecc|etc|dott|dr|sig|sigg|prof|ing|avv|pag|pagg|lett|co|cfr|ca|min|max|tel|rif|s|ss|str|fraz|loc|prot|reg|del|delib|all|cat|cap|l|d|r|dgr|dpcm|euro|mld|mln|sez|ist|com|prov|abit|ab|h|a|u|p|v|f|m|b|c|e|i|o|g|t|x|z)|\b[A-Z]|\d)\.$"
)
_SENTENCE = re.compile(r"[.!?…]+[\"”»’)]*(?=\s+[\"“«(\[]?[A-ZÀ-Ù0-9‘'-])|[.!?…](?=[A-ZÀ-Ù][a-zà-ù])")
# A lower-case word into which a new sentence runs without a blank: "attraversoAltro versante".
# After the first words of a sentence even a short half shows it: "associaIl trasporto", "medianteL'area".
_OPENERS = (
    r"(?:I|Il|Lo|La|Gli|Le|Un|Una|In|Nel|Nella|Nei|Nelle|Per|Con|Si|Sono|È|E'|A|Al|Alla|Ai|Tra|Su|Sul|Sulla|Dal|Dalla|Da|Di|"
    r"Del|Della|Non|Come|Anche|Oltre|Inoltre|Infine|Altro|Altra|Altri|Ulteriore|Ulteriori|Particolare|Durante|Presso|Quanto)(?= )"
    r"|(?:L|Un|All|Nell|Dell|Dall|Sull|Quest)(?=['’][a-zà-ù])"
)
_SPLICE = re.compile(
    rf"(?<![^\W_])(?:([a-zà-ù]{{2,}})({_OPENERS})|([a-zà-ù]{{4,}})([A-ZÀ-Ù][a-zà-ù]{{2,}})(?= [a-zà-ù]))"
)
# Where a clause ends inside a sentence. What matches stays with the left unit if it is punctuation, with the right one if it is a word.
_AFTER = re.compile(r"[;:,](?=\s)|[;:](?=\S)|\s[-–—/|]+(?=\s)|\)(?=\s)")
_BEFORE = re.compile(
    r"\s(?=(?:e|ed|nonché|nonche|oltre|mentre|ma|però|invece|inoltre|così come|sia|con|grazie|attraverso|tramite|mediante)\s)|\s(?=\()",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A clause or list item: ``[start, end)`` of the narrative, the sentence, line and heading it stands in."""

    start: int
    end: int
    sentence: int
    line: int
    heading: str = ""
    bullet: bool = False
    opening: str = ""  # what stands before it in its sentence: "", ";", ":", ",", "e", …


@lru_cache(maxsize=4)
def splices(text: str) -> tuple[tuple[int, int, int], ...]:
    """``(start, seam, end)`` where two sentences are joined in mid-word: the word before the seam and that after it.

    A name with a capital inside ("LaboraTorio", in quotes, or written so again elsewhere) is none. Cached, as rules ask again.
    """
    found = []
    for match in _SPLICE.finditer(text):
        quoted = text[: match.start()].rstrip().endswith(("“", '"', "«", "‘"))
        if not quoted and match[0] not in text[: match.start()] + text[match.end() :]:
            found.append((match.start(), match.end(1) if match[1] else match.end(3), match.end()))
    return tuple(found)


def sentences(text: str) -> list[tuple[int, int]]:
    """``[start, end)`` of each sentence; a line break ends one, and so does the seam of two that are joined in mid-word."""
    found: list[tuple[int, int]] = []
    seams = [seam for _, seam, _ in splices(text)]
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        ends = [
            stop.end() for stop in _SENTENCE.finditer(text, line.start(), line.end()) if not _abbreviates(text, stop)
        ]
        for end in sorted([*ends, *(seam for seam in seams if line.start() < seam < line.end())]):
            found.append((start, end))
            start = end
        if text[start : line.end()].strip():
            found.append((start, line.end()))
    return [trimmed for s, e in found if (trimmed := trim(text, s, e))[0] < trimmed[1]]


def _abbreviates(text: str, stop: re.Match[str]) -> bool:
    before = text[max(text.rfind("\n", 0, stop.start()) + 1, stop.start() - 12) : stop.start() + 1]
    return before.endswith(".") and bool(_ABBREVIATION.search(before))


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """``[start, end)`` without blanks at its edges."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


_SHORTEST = 12  # characters; a shorter piece joins the one before it


def units(text: str) -> list[Unit]:
    """Units of a cleaned narrative, in order."""
    result: list[Unit] = []
    heading = ""
    line = 0
    previous_end = 0
    for number, (start, end) in enumerate(sentences(text)):
        line += text.count("\n", previous_end, start)
        previous_end = start
        bullet = _BULLET.match(text, start, end) if _at_line_start(text, start) else None
        body = bullet.end() if bullet else start
        if _is_heading(text, body, end, bullet is not None):
            heading = text[body:end]
        cuts = _cuts(text, body, end)
        for a, b in itertools.pairwise(cuts):
            s, e = trim(text, a, b)
            if s < e:
                opening = "" if s == body else _opening(text, s)
                result.append(Unit(s, e, number, line, heading, bullet is not None, opening))
    return result


def _at_line_start(text: str, start: int) -> bool:
    return start == 0 or "\n" in text[text.rfind(" ", 0, start) + 1 : start] or text[start - 1] == "\n"


def _is_heading(text: str, start: int, end: int, bullet: bool) -> bool:
    """A short line that ends without a stop, or with a colon, and stands alone: the title of what follows."""
    alone = (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end] == "\n")
    words = text[start:end].split()
    return not bullet and alone and len(words) <= 8 and text[end - 1] not in ".;,"


def _cuts(text: str, start: int, end: int) -> list[int]:
    cuts = [start]
    points = sorted(
        {m.end() for m in _AFTER.finditer(text, start, end)} | {m.start() for m in _BEFORE.finditer(text, start, end)}
    )
    for point in points:
        if point - cuts[-1] >= _SHORTEST and end - point >= _SHORTEST:
            cuts.append(point)
    return [*cuts, end]


def _opening(text: str, start: int) -> str:
    before = text[:start].rstrip()[-1:]
    if before and not before.isalnum():
        return before
    return re.match(r"\w*", text[start:])[0].casefold()  # type: ignore[index]


_LEADING = re.compile(
    r"^(?:(?:e|ed|nonché|mentre|oltre a(?:l|lla|i|gli|lle|ll['’])?|ma|,|;|:|-|–|—|/)\s+)+", re.IGNORECASE
)
_TRAILING = re.compile(r"(?:\s+(?:e|ed|nonché|mentre|,|;)|[\s,;:/|–—-]+|(?<=[^.])\.)$")


def tidy(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the connective before it and the punctuation after it."""
    start, end = trim(text, start, end)
    if match := _LEADING.match(text[start:end]):
        start += match.end()
    while match := _TRAILING.search(text, start, end):
        if match.start() <= start or match.start() == match.end():
            break
        end = match.start()
    return trim(text, start, end)


def join(text: str, parts: Sequence[Unit], chosen: Sequence[bool]) -> list[tuple[int, int]]:
    """Spans of the runs of ``chosen`` units, tidied. A run may not cross from one list item to the next heading."""
    spans: list[tuple[int, int]] = []
    run: list[Unit] = []

    def close() -> None:
        if run:
            start, end = tidy(text, run[0].start, run[-1].end)
            if start < end:
                spans.append((start, end))
            run.clear()

    for unit, keep in zip(parts, chosen, strict=True):
        if run and (not keep or (unit.bullet and unit.line != run[-1].line) or unit.heading != run[-1].heading):
            close()
        if keep:
            run.append(unit)
    close()
    return spans
