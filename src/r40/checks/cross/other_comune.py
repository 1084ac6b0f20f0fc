"""Which other comune a narrative speaks of as if it were its own. Pure; used by X405."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from r40.checks.base import Context
from r40.checks.batch import simplified
from r40.checks.comuni import comune_in, comuni_of_italy, is_common_word
from r40.checks.cross import comune_words as words
from r40.checks.cross.phrases import normal
from r40.records import Span

OPENING = 250  # characters
_BESIDE = 60  # characters before, 30 after
ALIKE = 0.8  # of letters in the same order: one name written in two ways
WEAK = 2  # places that name another comune as one would name the own one

Strength = Literal["self", "strong", "weak"]
Kind = Literal["we", "reported", "subject", "third", "here", "subject, unsure", "third, unsure", "opening", "weak"]
_STRENGTHS: tuple[Strength, ...] = ("self", "strong", "weak")
_WAYS: dict[Kind, tuple[Strength, tuple[str, ...]]] = {
    "we": ("self", words.WE),
    "reported": ("self", words.REPORTED),
    "subject": ("self", words.SUBJECT),
    "third": ("self", words.SELF),
    "here": ("strong", words.HERE),
    "subject, unsure": ("strong", words.SUBJECT_UNSURE),
    "third, unsure": ("strong", words.STRONG),
    "opening": ("strong", words.OPENING),
    "weak": ("weak", words.WEAK),
}
_BY_US: tuple[Kind, ...] = ("we", "here", "third")
_KINDS = {kind: (strength, tuple(map(re.compile, patterns))) for kind, (strength, patterns) in _WAYS.items()}


@dataclass(frozen=True)
class _Mention:
    name: str
    span: Span
    strength: Strength
    by_us: bool  # "we" say so, or a title or signature does


def other_comune(context: Context) -> tuple[str, list[Span], bool] | None:
    """Another comune that the narrative speaks for.

    Returns:
        (its name as written, passages, whether the own comune is named too); None where there is none, or several.
    """
    own = context.relazione.comune
    if own is None:
        return None
    batch = _all_simplified(context.batch.comuni) if context.batch else frozenset()
    mentions = _mentions(context, batch)
    if not mentions:
        return None
    narrative = normal(context.narrative)
    partners = {m.name for m in mentions if not m.by_us and words.partner(m.name).search(narrative)}
    mentions = [m for m in mentions if m.name not in partners]
    own_named = _names(context.narrative, own)
    if own_named:
        # The text is its own but for a part: only a comune that exists, and that the report calls its own.
        mentions = [m for m in mentions if m.strength == "self" and _exists(m.name, batch)]
    named = {simplified(m.name) for m in mentions}
    places = {m.span.start for m in mentions}
    sure = any(m.strength != "weak" for m in mentions)
    # "Frassinara" is short for "Frassinara Murgia".
    several = any(not _alike(one, other) for one in named for other in named)
    if not named or several or not (sure or len(places) >= WEAK):
        return None
    return mentions[0].name, [m.span for m in mentions[:3]], own_named


@lru_cache(maxsize=2)
def _all_simplified(names: frozenset[str]) -> frozenset[str]:
    return frozenset(map(simplified, names))


def _mentions(context: Context, batch: frozenset[str]) -> list[_Mention]:
    """Names of other comuni where a report names its own, the surest first."""
    own = context.relazione.comune or ""
    found: list[_Mention] = []
    for sentence in context.statements:
        text = normal(sentence.text)
        if _worth_reading(text, own, batch):
            found += _mentions_in(context, sentence.start, text, batch)
    return sorted(found, key=lambda mention: _STRENGTHS.index(mention.strength))


def _mentions_in(context: Context, start: int, text: str, batch: frozenset[str]) -> Iterator[_Mention]:
    """Those of one sentence, each name once in each place, as the surest pattern has it."""
    told = _told(text) | ({"opening"} if start < OPENING and not words.OTHERS.search(text) else set())
    seen: set[int] = set()
    for kind, (strength, patterns) in _KINDS.items():
        if kind not in told:
            continue
        for match in (m for pattern in patterns for m in pattern.finditer(text)):
            name = _resolved(match["name"], "weak" if kind == "here" else strength, batch)
            if name is None or match.start("name") in seen or _alike(context.relazione.comune or "", name):
                continue
            if not _beside_partner(kind, text, match, name):
                seen.add(match.start("name"))
                yield _Mention(name, context.span(start + match.start(), start + match.end()), strength, kind in _BY_US)


def _told(text: str) -> set[Kind]:
    """In which ways a sentence may speak for a comune; cheap tests that spare the patterns."""
    ways: set[Kind] = {"we"}
    if words.WE_ARE.search(text):
        ways.add("here")
    if words.THIS_REPORT.search(text) and not words.BESIDE_OTHERS.search(text) and not words.OTHERS.search(text):
        ways.add("reported")
    if not words.OTHERS.search(text):
        ways |= {"subject", "subject, unsure", "third", "third, unsure", "weak"}
    return ways


def _worth_reading(text: str, own: str, batch: frozenset[str]) -> bool:
    """Whether a sentence may name a comune other than the own one: spares the patterns on all others."""
    return any(
        _may_be_name(match["name"], match[0][:7].casefold() == "comune ", batch) and not _alike(own, match["name"])
        for match in words.CANDIDATE.finditer(text)
    )


@lru_cache(maxsize=8192)
def _may_be_name(name: str, called_comune: bool, batch: frozenset[str]) -> bool:
    return called_comune or comune_in(name, batch) is not None or not is_common_word(name.split()[0])


def _beside_partner(kind: Kind, text: str, match: re.Match[str], name: str) -> bool:
    """Whether words around a mention make the comune a partner."""
    # The words in capitals may run on over what is no name: "Roma e della Regione".
    end = match.start("name") + len(name)
    before = text[max(0, match.start() - _BESIDE) : match.start()]
    if words.WITH.search(before):
        return True
    if kind == "we" or kind.startswith("subject"):
        return bool(words.PARTNER.search(before) or words.COMPANY.search(text[end : match.end() + 30]))
    after = (match.end() if name == match["name"] else end) + 30
    return words.PARTNER.search(f"{before} {text[end:after]}") is not None


def _resolved(written: str, strength: str, batch: frozenset[str]) -> str | None:
    """The comune that a run of words in capitals names; a weak mention must be of a comune that exists, in words of its own."""
    known = comune_in(written, batch)
    if strength != "weak":
        return known or written
    if known is None:
        return written if len(written) > 3 and not is_common_word(written.split()[0]) else None
    return None if is_common_word(known) else known


def _exists(name: str, batch: frozenset[str]) -> bool:
    return simplified(name) in comuni_of_italy() | batch


def _names(narrative: str, comune: str) -> bool:
    """Whether a narrative names a comune, whole or by its longest word."""
    text = f" {simplified(narrative)} "
    name = simplified(comune)
    longest = max(name.split(), key=len, default=name)
    return f" {name} " in text or (len(longest) >= 5 and f" {longest} " in text)


@lru_cache(maxsize=4096)
def _alike(one: str, other: str) -> bool:
    """Whether two names may be one comune's, written in two ways."""
    left, right = simplified(one), simplified(other)
    shared = {word for word in left.split() if len(word) >= 4} & set(right.split())
    matcher = SequenceMatcher(None, left, right)
    return bool(shared) or (
        matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
    )
