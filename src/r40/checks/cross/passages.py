"""What the rules on users and on staff read: sentences, with the title of their list, and the same without asides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from r40.checks.base import Context
from r40.checks.cross.counts import MOST, Count, Named
from r40.checks.cross.phrases import normal
from r40.records import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence in plain characters; ``text`` opens with the titles of the list that it is an item of, ``title``."""

    start: int
    end: int
    text: str
    title: str = ""


@lru_cache(maxsize=1)
def passages(context: Context) -> tuple[Passage, ...]:
    """Sentences of the narrative that are not about another comune by name; cached, as two rules ask."""
    return tuple(_passages(context))


def _passages(context: Context) -> Iterator[Passage]:
    titles = _Titles(context.narrative)
    for span in (part for whole in _whole(context) for part in _cut(context, whole)):
        text, title = normal(span.text), normal(titles.over(span))
        if title:
            text = _BULLET.sub("", text, count=1)
        if not _elsewhere(title + text, context.relazione.comune):
            yield Passage(span.start, span.end, title + text, title)


_CUT_SHORT = re.compile(r"\b(?:tot|ut|pers|nr|ca|utt)\.$", re.IGNORECASE)
_ENDS_IN_FIGURE = re.compile(r"(?:\bn\.|[:=])\s?\d[\d.]{0,8}\.(?=\s[A-ZÀ-Ù])")


def _whole(context: Context) -> list[Span]:
    """Statements; one that an abbreviation before a figure has cut is whole again."""
    spans: list[Span] = []
    for span in context.statements:
        if spans and _CUT_SHORT.search(spans[-1].text) and "\n" not in context.narrative[spans[-1].end : span.start]:
            spans[-1] = context.span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return spans


def _cut(context: Context, span: Span) -> Iterator[Span]:
    """The sentences of a statement that went on after a figure ("altre figure: n. 26. Nel 2022 …")."""
    start = span.start
    for match in _ENDS_IN_FIGURE.finditer(span.text):
        yield context.span(start, span.start + match.end())
        start = span.start + match.end() + 1
    if start < span.end:
        yield context.span(start, span.end)


_BULLET = re.compile(r"\s*(?:[-–—•*·▪‐]|[a-z0-9]{1,2}[).])\s+", re.IGNORECASE)
_TITLE, _ITEM, _PLAIN_ITEM = 110, 90, 45
"""Characters beyond which a line is prose, and no title, item of a list, or item without a bullet."""


class _Titles:
    """Titles over the lines of a narrative: a line that ends in a colon, or a short one without a stop."""

    def __init__(self, narrative: str) -> None:
        self._text = narrative
        self._above: list[str] = []
        self._among_items = False

    def over(self, span: Span) -> str:
        """Titles that hold for a sentence, as its opening; to be asked for each in turn."""
        line_start = self._text.rfind("\n", 0, span.start) + 1
        opens = not _BULLET.sub("", self._text[line_start : span.start], count=1).strip()
        line = _BULLET.sub("", span.text, count=1)
        bullet = _BULLET.match(self._text, line_start) is not None
        ends = self._text[span.end : span.end + 1] in ("", "\n")
        if not (opens and ends):
            self._above = []
        elif len(line) <= _TITLE and (line.endswith(":") or (line[-1].isalnum() and not re.search(r"\d{1,3}\b", line))):
            if self._among_items:
                self._above.pop()
            self._above = [*self._above, line.rstrip(" :")][-2:]
            self._among_items = False
        elif self._above and len(line) <= (_ITEM if bullet else _PLAIN_ITEM):
            self._among_items = True
            return ": ".join(self._above) + ": "
        else:
            self._above = []
        self._among_items = False
        return ""


_COMUNE_OF = re.compile(
    r"\b(?:[Cc]omun[ei]|[Cc]ittà) di ([A-ZÀ-Ù][\w']+(?: (?:(?:di|del|della|in|sul) )?[A-ZÀ-Ù][\w']+){0,3})"
)


def _elsewhere(text: str, comune: str | None) -> bool:
    """Whether a sentence is about another comune by name."""
    own = _plain(comune or "")
    return bool(own) and any(
        not (own.startswith(_plain(m[1])) or _plain(m[1]).startswith(own)) for m in _COMUNE_OF.finditer(text)
    )


def _plain(name: str) -> str:
    """A name in small letters without accents."""
    return re.sub(r"[^a-z ]", "", unicodedata.normalize("NFD", name.casefold()))


_YEAR = r"(?:anno )?20\d\d\b"
_THE_YEAR = r"(?:anno di (?:riferimento|rendicontazione)|anno in esame)"
_WHEN = (
    rf"(?:(?:nel|per il|del|(?<=, )dato|al|a fine|a dicembre|durante il|alla fine del) (?:corso del(?:l')?)? ?{_YEAR}"
    rf"|(?:nell'|per l'|dell'|nel corso dell'|nell'arco dell'|durante l')(?:intero )?(?:{_YEAR}|{_THE_YEAR}|anno\b)"
    rf"|al(?:la data del)? 31(?: dicembre |/12/|\.12\.)20\d\d\b|\b{_YEAR}|\bquest'anno\b)"
)
_AGENT = (
    r"\b(?:dal (?:nostro )?comune|dall'(?:ente|ufficio|amministrazione)(?: comunale)?|da noi|dai nostri (?:uffici|servizi)|"
    r"dal (?:nostro )?servizio(?: sociale)?(?: comunale)?|dai (?:nostri )?servizi(?: sociali)?(?: comunali)?)\b"
)
# A clause between commas that only adds to what stands before it; "di cui" and its like count some of them.
_OPENERS = (
    r"che|(?:il|la|i|le) qual[ei]|tutt[eio]|spesso|compres[eio]|inclus[eio]|anche|insieme|in raccordo|grazie|nonostante|pur|secondo|come|ossia|ovvero|cioè|con|"
    r"dopo|per|in particolare|in aggiunta|oltre|accanto|a partire|stando|alla fine|in gran parte|prevalentemente|sommando|nell'|nel|in|e sono|a seguito|a conclusione|dati alla mano|educator"
)
_ASIDE = re.compile(
    rf"\s?[,–] ?(?!(?:di|tra|fra) cui)(?=(?:{_OPENERS})\b)[^,;:.()\d–]{{3,90}}[,–](?=\s)", re.IGNORECASE
)
_BRACKETED = re.compile(r"\s?\([^()\d]{3,90}\)")
_SAID = re.compile(rf"\s?, (?:{_WHEN}|{_AGENT}),(?=\s)|\s?\(?(?:{_WHEN}|{_AGENT})\)?", re.IGNORECASE)
_TRACES = re.compile(r"(?<=:)[\s:,]*[:,](?=\s)|\s+(?=[,;:.)])|(?<=\s)\s+|(?<=^)\s+")


def bare(text: str, keep: re.Pattern[str]) -> str:
    """A sentence without when and by whom, and without asides, so that what counts stands beside what is counted.

    An aside in which ``keep`` finds something stays.
    """

    def dropped(match: re.Match[str]) -> str:
        return match[0] if keep.search(match[0]) else " "

    short = _SAID.sub(" ", text)
    short = _ASIDE.sub(dropped, short) if short.count(",") > 1 or "–" in short else short
    short = _BRACKETED.sub(dropped, short) if "(" in short else short
    return _TRACES.sub("", short)


def counts_named(
    text: str,
    keep: re.Pattern[str],
    counts_of: Callable[[str], list[Count]],
    named_by: Callable[[str, list[Count]], list[Named | None]],
) -> list[tuple[Count, Named | None]]:
    """Numbers of a sentence with what each counts, read once more without asides (``bare``); none in a table run together."""
    counts = counts_of(text)
    if len(counts) > MOST:
        return []
    found = named_by(text, counts)
    short = bare(text, keep)
    others = counts_of(short) if short != text else []
    if others and [c.value for c in others] == [c.value for c in counts]:
        found = [own or other for own, other in zip(found, named_by(short, others), strict=True)]
        counts = [replace(c, bound=o.bound) for c, o in zip(counts, others, strict=True)]
    return list(zip(counts, found, strict=True))
