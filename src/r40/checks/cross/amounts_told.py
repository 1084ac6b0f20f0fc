"""Amounts that a narrative gives for the additional resources of the comune and year (X401).

A sum is theirs when nothing between it and their name gives it another owner: no verb of spending, no other money, body
or year, no part. Either may come first. What stands between is judged by its words and not by its construction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from r40.checks.base import Context
from r40.checks.cross import amounts_words as words
from r40.checks.cross.phrases import normal
from r40.checks.cross.resources import GIVEN, OTHER_MONEY, REFERENCE, SOCIAL, of_year, topics
from r40.checks.quantities import Quantity, quantities

TITLE = 60  # characters of a sentence that is a title
FAR = 140  # characters between the resources and a sum that is theirs
FARTHEST = 260  # the same where a verb says what they amount to
Claim = tuple[int, Quantity, int]


def claims(context: Context) -> Iterator[Claim]:
    """(start, amount, end) of each place that gives the resources of the comune for the reporting year."""
    before = ""
    for sentence in context.statements:
        text = _as_ours(normal(sentence.text), context.relazione.comune)
        found = [q for q in quantities(text) if _is_money(q, text)]
        head = 0 if _goes_on(before, text) else None
        before = text
        for place, quantity in enumerate(found):
            start = _owner(text, found, place, head, context.relazione.year)
            if start is not None:
                yield sentence.start + start, quantity, sentence.start + quantity.end


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
    if not before:
        return False
    named = any(True for _ in topics(before)) or bool(REFERENCE.search(before))
    if len(before) <= TITLE and named:
        return bool(words.UNDER_TITLE.match(text))
    return named and bool(words.SHOWN.match(text)) and not words.SPENT.search(before) and not OTHER_MONEY.search(before)


def _owner(text: str, found: Sequence[Quantity], place: int, head: int | None, year: int | None) -> int | None:
    """Where the words open that make the amount the comune's resources; None if it is something else's."""
    quantity = found[place]
    after = text[quantity.end :]
    lead = text[: quantity.start]
    if words.AFTER_OTHER.match(after) or words.PART_AFTER.match(after) or words.DENIED_AFTER.search(after[:90]):
        return None
    opening = max(lead.rfind(";"), 0)
    if words.UNREAL.search(text[opening : quantity.end]) or words.CUMULATIVE.search(lead):
        return None
    # The first sum after the resources is theirs; those after it are what they were spent on.
    earliest = found[place - 1].end if place else 0
    latest = found[place + 1].start if place + 1 < len(found) else len(text)
    for start, end in [*_heads(text, lead), *([(0, 0)] if head is not None else [])]:
        if earliest <= start and end <= quantity.start and _theirs(text, start, end, quantity, latest, year):
            return start
    return _named_after(text, quantity, earliest, latest, year)


def _heads(text: str, lead: str) -> list[tuple[int, int]]:
    """Names of the resources before a sum; the fund or the law is one where a verb of giving stands by."""
    heads = [m.span() for m in topics(text)]
    for match in REFERENCE.finditer(lead) if SOCIAL.search(text) else ():
        near = lead[max(0, match.start() - 60) : match.start()].rsplit(";", 1)[-1] + lead[match.end() :]
        if re.search(rf"\b{GIVEN}", near, re.IGNORECASE):
            heads.append(match.span())
    if words.STATE.search(text):
        heads += [m.span() for m in words.MORE_GIVEN.finditer(lead)]
    return sorted(heads, reverse=True)


def _theirs(text: str, start: int, end: int, quantity: Quantity, latest: int, year: int | None) -> bool:
    """Whether the name of the resources at [start, end) owns the amount after it."""
    before, gap = words.HANDED.sub("", text[:start]), words.HANDED.sub("", text[end : quantity.start])
    clause = re.split(r"[;,:(]", before)[-1]
    said = words.IS.search(gap)
    if len(gap) > (FARTHEST if said else FAR) or ";" in gap or re.search(r"\bnon\b(?! solo)", gap, re.IGNORECASE):
        return False
    if (
        (words.PART.search(before) and not words.GIVEN_A_SHARE.search(before))
        or (words.PARTITIVE.search(before) and not words.APPOSED.match(gap))
        or words.PART_GAP.search(gap)
    ):
        return False
    oblique = bool(words.OBLIQUE.search(before)) and start > 0
    if oblique and ((said and not words.RELATIVE.search(gap)) or words.THING.search(before.rsplit(";", 1)[-1])):
        return False
    if words.ACTS.search(gap):
        return False
    bare = words.PURPOSE.sub("", gap.replace(str(year), "YEAR"))
    if (
        words.THING.search(bare)
        or OTHER_MONEY.search(bare)
        or OTHER_MONEY.search(clause)
        or words.OTHER_BODY.search(bare)
        or words.TO_OTHERS.search(gap)
    ):
        return False
    if words.OTHER_BODY.search(before.rsplit(";", 1)[-1]) and not (
        words.OURS.search(gap) and not words.OTHER_BODY.search(clause)
    ):
        return False
    if not said or not re.search(r"\b(?:ammont|pari|risult|è|sono|=)", said[0], re.IGNORECASE):
        if words.SPENT.search(bare) or words.DONE.search(bare) or words.FOR.search(bare):
            return False
    else:
        between = bare[: -len(said[0])]
        if words.FOR.search(between.rsplit(",", 1)[-1]):
            return False
        deed = words.SPENT.search(between) or words.DONE.search(between)
        if deed and (not between.rstrip().endswith(",") or re.search(r"\b(?:è|ha|hanno|sono|cui)\b", between)):
            return False
    if re.search(r"[:(]\s*(?:€|euro)?\s*$", gap) is None and _split(text, quantity, latest):
        return False
    return _year_fits(text, start, quantity, year)


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


def _named_after(text: str, quantity: Quantity, earliest: int, latest: int, year: int | None) -> int | None:
    """The same for names that follow: "i 2.128,86 euro di risorse aggiuntive", "i 4.000 euro in più ricevuti dallo Stato"."""
    before, after = text[earliest : quantity.start], text[quantity.end : latest]
    after = re.split(r"[;.](?=\s[A-Z]|$)", after)[0][:FAR]
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
        linked = words.LINKED.match(gap) or _given(gap)
        if (
            linked
            and not OTHER_MONEY.search(after[: match.end() + 15].split(",")[0])
            and not words.OTHER_BODY.search(after[: match.end() + 30].split(",")[0])
        ):
            deed = words.SPENT.search(clause) or re.search(r"\bnon\b", clause)
            if (deed or words.OF_THEM.match(gap)) and not words.DEFINITE.search(before):
                return None
            return quantity.start if _year_fits(text, quantity.start, quantity, year) else None
    more = words.MORE_EURO.match(after)
    named = more or REFERENCE.search(after) or words.MORE_WORD.search(after)
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
        (words.STATE.search(told) or REFERENCE.search(after)) and re.search(rf"\b{GIVEN}", told, re.IGNORECASE)
    ):
        return None
    if not definite and (words.SPENT.search(clause) or re.search(r"\bnon\b", clause)):
        return None
    return quantity.start if _year_fits(text, quantity.start, quantity, year) else None


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
