"""Amounts that a narrative gives for the additional resources of the comune and year (X401).

A sum is theirs when nothing between it and their name gives it another owner: no verb of spending, no other money, body
or year, no part. Either may come first. What stands between is judged by its words and not by its construction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from r40.checks.base import Context
from r40.checks.cross import amounts_words as words
from r40.checks.cross.phrases import normal
from r40.checks.cross.resources import GIVEN, OTHER_MONEY, REFERENCE, SOCIAL, of_year, topics
from r40.checks.quantities import Quantity, opening, quantities

TITLE = 60  # characters of a sentence that is a title
FAR = 140  # characters between the resources and a sum that is theirs
SHORT = 30  # the same for a part: "delle risorse, nel 2023, 3.000 euro"
FARTHEST = 260  # the same where a verb says what they amount to
Share = Literal["whole", "part"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a place [start, end) says of the resources: that they, or a part of them, are a sum."""

    start: int
    end: int
    quantity: Quantity
    share: Share


def claims(context: Context) -> Iterator[Claim]:
    """Each place that gives the resources of the comune for the reporting year."""
    before = ""
    for sentence in context.statements:
        text = _as_ours(normal(sentence.text), context.relazione.comune)
        found = [q for q in quantities(text) if _is_money(q, text)]
        head = 0 if found and _goes_on(before, text) else None
        before = text
        for place, quantity in enumerate(found):
            owner = _owner(text, found, place, head, context.relazione.year)
            if owner is not None and _is_real(text, quantity):
                yield Claim(sentence.start + owner[0], sentence.start + quantity.end, quantity, owner[1])


def _as_ours(text: str, comune: str | None) -> str:
    """The text without what the comune is to others ("Comune di X, capofila del Distretto, ha ricevuto"); places stay the same."""
    if not comune or "capofila" not in text.casefold():
        return text
    own = rf"\b(comune di {re.escape(normal(comune))}),[^,;.]{{0,20}}\bcapofila\b[^,;.]{{0,60}}"
    return re.sub(own, lambda m: m[1] + " " * (len(m[0]) - len(m[1])), text, flags=re.IGNORECASE)


def _is_money(quantity: Quantity, text: str) -> bool:
    """An amount; a number with cents or in thousands; one that ends its place in a list ("Risorse aggiuntive: 2.128")."""
    if quantity.kind == "amount" or quantity.step == 0.01:
        return True
    if quantity.value < 100:
        return False
    ends = re.match(r"\s*(?:$|[|;)])", text[quantity.end :])
    return bool(
        ends and re.search(r"(?:[:|=(]|\bimporto|\bpari a|\bammont\w+ a)\s*$", text[: quantity.start], re.IGNORECASE)
    )


def _goes_on(before: str, text: str) -> bool:
    """Whether a sentence speaks of the resources that the one before it named."""
    titled = 0 < len(before) <= TITLE
    if not before or not (words.UNDER_TITLE if titled else words.SHOWN).match(text):
        return False
    if not topics(before) and not REFERENCE.search(before):
        return False
    return titled or not (words.SPENT.search(before) or OTHER_MONEY.search(before))


def _owner(
    text: str, found: Sequence[Quantity], place: int, head: int | None, year: int | None
) -> tuple[int, Share] | None:
    """Where the words open that make the amount the comune's resources, or a part of them; None if it is something else's."""
    quantity = found[place]
    opens = opening(text, quantity)
    lead, after = text[:opens], text[quantity.end :]
    if words.AFTER_OTHER.match(after) or words.PART_AFTER.match(after):
        return None
    # The first sum after the resources is theirs; those after it are what they were spent on.
    earliest = found[place - 1].end if place else 0
    latest = found[place + 1].start if place + 1 < len(found) else len(text)
    for start, end in [*_heads(text, lead), *([(0, 0)] if head is not None else [])]:
        if not (earliest <= start and end <= opens) or not _year_fits(text, start, quantity, year):
            continue
        before, gap = words.HANDED.sub("", text[:start]), words.HANDED.sub("", text[end:opens])
        if re.search(r"[:(]\s*(?:€|euro)?\s*$", gap) is None and _split(text, quantity, latest):
            continue
        share = _theirs(before, gap, year) or _theirs(_without_asides(before), _without_asides(gap), year)
        if share:
            return start, share
    start_after = _named_after(text, quantity, opens, earliest, latest)
    return None if start_after is None or not _year_fits(text, start_after, quantity, year) else (start_after, "whole")


def _is_real(text: str, quantity: Quantity) -> bool:
    """Whether a sum is told as a fact: not supposed, denied, corrected, or of several bodies; asked last, being dear."""
    lead, after = text[: opening(text, quantity)], text[quantity.end :]
    begin = max(lead.rfind(";"), 0)
    return not (
        words.UNREAL.search(text[begin : quantity.end])
        or words.UNREAL_AFTER.match(after)
        or words.DOUBTED.search(text)
        or words.DENIED.search(lead[begin:])
        or words.DENIED_AFTER.search(after[:90])
        or words.CUMULATIVE.search(lead)
    )


def _without_asides(text: str) -> str:
    """The text without what stands between commas, dashes or brackets and is about nothing else."""
    return words.ASIDE.sub(lambda m: m[0] if _has_other(m[1]) else " ", text).replace("  ", " ")


def _has_other(text: str) -> bool:
    """Whether words speak of another thing, money, body or deed."""
    return any(p.search(text) for p in (words.THING, OTHER_MONEY, words.OTHER_BODY, words.SPENT))


def _heads(text: str, lead: str) -> list[tuple[int, int]]:
    """Names of the resources before a sum; the fund or the law is one where a verb of giving stands by."""
    heads = [m.span() for m in topics(text)]
    for match in _references(text, lead):
        near = lead[max(0, match.start() - 60) : match.start()].rsplit(";", 1)[-1] + lead[match.end() :]
        if re.search(rf"\b{GIVEN}", near, re.IGNORECASE):
            heads.append(match.span())
    if words.STATE.search(text):
        heads += [m.span() for m in words.MORE_GIVEN.finditer(lead)]
    return sorted(heads, reverse=True)


def _references(text: str, part: str) -> list[re.Match[str]]:
    """Where a part of a sentence names the fund, its law, or what it is for."""
    if not SOCIAL.search(text):
        return []
    to_us = "dei servizi sociali" in part and words.TO_US.search(text)
    return [*REFERENCE.finditer(part), *(words.PURPOSE_NAMED.finditer(part) if to_us else ())]


def _theirs(before: str, gap: str, year: int | None) -> Share | None:
    """Whether the resources named between ``before`` and ``gap`` own the amount that follows, whole or in part."""
    clause = re.split(r"[;,:(]", before)[-1]
    said = words.IS.search(gap)
    if len(gap) > (FARTHEST if said else FAR) or ";" in gap or re.search(r"\bnon\b(?! solo)", gap, re.IGNORECASE):
        return None
    if words.BESIDE.search(before) or words.PART_GAP.search(gap) or words.ACTS.search(gap):
        return None
    partitive = words.PARTITIVE.search(before) and not words.APPOSED.match(gap)
    if partitive and (before.strip(" ,;:(").count(" ") or len(gap) > SHORT):
        return None
    share = partitive or (words.SHARE.search(before) and not words.GIVEN_A_SHARE.search(before))
    if words.OBLIQUE.search(before):
        finite = said and not words.RELATIVE.search(gap) and not words.RECKONED.search(said[0])
        resumed = "," in before and words.RESUMED.match(gap)
        if finite or resumed or words.THING.search(before.rsplit(";", 1)[-1]):
            return None
    bare = words.PURPOSE.sub("", gap.replace(str(year), "YEAR"))
    if (
        words.THING.search(bare)
        or OTHER_MONEY.search(bare)
        or OTHER_MONEY.search(clause)
        or words.OTHER_BODY.search(bare)
        or words.TO_OTHERS.search(gap)
    ):
        return None
    if words.OTHER_BODY.search(before.rsplit(";", 1)[-1]) and not (
        words.OURS.search(gap) and not words.OTHER_BODY.search(clause)
    ):
        return None
    return None if _used(bare, said) else "part" if share else "whole"


def _used(gap: str, said: re.Match[str] | None) -> bool:
    """Whether the words before a sum tell what the resources were used for, so that the sum is that of the use."""
    if not said or not re.search(r"\b(?:ammont|pari|risult|è|sono|=)", said[0], re.IGNORECASE):
        return any(p.search(gap) for p in (words.SPENT, words.DONE, words.FOR))
    between = gap[: -len(said[0])]
    if words.FOR.search(between.rsplit(",", 1)[-1]):
        return True
    deed = words.SPENT.search(between) or words.DONE.search(between)
    return bool(deed) and (
        not between.rstrip().endswith(",") or bool(re.search(r"\b(?:è|ha|hanno|sono|cui)\b", between))
    )


def _split(text: str, quantity: Quantity, latest: int) -> bool:
    """Whether another sum follows and shares what the resources were used for ("3.000 euro per …, 2.000 euro per …")."""
    rest = text[quantity.end : latest]
    return (
        latest < len(text)
        and bool(
            re.match(r"^ ?(?:per|a|al|alla|all'|agli|alle|ai|nel|nella) ?(?!l'anno|il 20|l'annual|l'eser|titolo)", rest)
        )
        and len(rest) < 90
    )


def _named_after(text: str, quantity: Quantity, opens: int, earliest: int, latest: int) -> int | None:
    """The same for names that follow: "i 2.128,86 euro di risorse aggiuntive", "i 4.000 euro in più ricevuti dallo Stato"."""
    before, after = text[earliest:opens], text[quantity.end : latest]
    after = re.split(r"[;.](?=\s[A-Z]|$)", after)[0][:FAR]
    inverted = not earliest and words.INVERTED.search(before)
    if inverted:
        after = _without_asides(after)
    told = text[max(0, quantity.start - 40) : quantity.end + len(after)]
    clause = re.split(r"[;,:]", before)[-1]
    if (
        OTHER_MONEY.search(clause)
        or words.OTHER_BODY.search(clause)
        or words.CUMULATIVE.search(told)
        or (earliest and not words.STATE.search(after) and not re.search("aggiunt", after))
    ):
        return None
    given = re.search(rf"\b{GIVEN}", clause, re.IGNORECASE)
    for match in topics(after):
        gap = after[: match.start()]
        equal = words.EQUALS.match(gap)
        linked = equal or words.LINKED.match(gap) or _given(gap) or (inverted and words.INVERTED_LINK.match(gap))
        if (
            linked
            and not OTHER_MONEY.search(after[: match.end() + 15].split(",")[0])
            and not words.OTHER_BODY.search(after[: match.end() + 30].split(",")[0])
        ):
            deed = words.SPENT.search(clause) or re.search(r"\bnon\b", clause)
            if not equal and (deed or words.OF_THEM.match(gap)) and not words.DEFINITE.search(before):
                return None
            return quantity.start
    more = words.MORE_EURO.match(after)
    references = _references(text, after)
    named = more or (references[0] if references else words.MORE_WORD.search(after))
    if (
        not named
        or not SOCIAL.search(text)
        or words.OTHER_BODY.search(after[: named.end() + 30].split(",")[0])
        or OTHER_MONEY.search(after[: named.end() + 40].split(",")[0])
    ):
        return None
    if not more and not _given(after[: named.start()]) and not (given and words.FROM.match(after[: named.start()])):
        return None
    definite = words.DEFINITE.search(before)
    if not (more and definite) and not (
        (words.STATE.search(told) or references)
        and re.search(rf"\b{GIVEN}", _without_asides(before)[-40:] + told, re.IGNORECASE)
    ):
        return None
    if not definite and (words.SPENT.search(clause) or re.search(r"\bnon\b", clause)):
        return None
    return quantity.start


def _given(gap: str) -> bool:
    """Whether what follows a sum says that it was given: "che lo Stato ci ha riconosciuto come …", "assegnati per …"."""
    match = re.match(rf"^\)?,? ?(?:(?:che|i quali) (?:\w{{1,14}}[ ']){{0,6}}?)?{GIVEN}", gap, re.IGNORECASE)
    return bool(match) and not words.SPENT.search(gap) and not words.FOR.search(words.PURPOSE.sub("", gap))


def _year_fits(text: str, start: int, quantity: Quantity, year: int | None) -> bool:
    """Whether the year is the reporting one: the one named near the sum, else all that the sentence names before it."""
    near = text[max(0, start - 25) : quantity.end + 30]
    if not of_year(near, year):
        return False
    return str(year) in near or of_year(text[: quantity.end].rsplit(";", 1)[-1], year)
