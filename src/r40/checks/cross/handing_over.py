"""Where the additional resources went, clause by clause (X406).

Each verb that hands over, keeps or spends is judged by itself: whether the resources are what it speaks of (by agreement,
by its object, or by the noun beside it), who receives or acts, and whether it is denied. A denied "kept" is "went" and
the reverse. Plans, wishes, other years, other comuni and parts say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from r40.checks.base import Context
from r40.checks.cross import handing_words as words
from r40.checks.cross.handing_bodies import told
from r40.checks.cross.handing_grammar import bare_participle, speaks_of
from r40.checks.cross.phrases import normal
from r40.checks.cross.resources import of_year, topics
from r40.checks.quantities import quantities
from r40.records import Span

Way = Literal["went", "part", "kept", "none"]
"""All went; a part went; the comune kept them, or some, itself; nothing went."""


def passages(context: Context) -> Iterator[tuple[Way, Span]]:
    """Sentences that say where the resources went, each with what it says."""
    due = context.value("additional_resources")
    before = ""
    for sentence in context.statements:
        whole = normal(sentence.text)
        timely: bool | None = None
        for text in _parts(whole):
            spots = _spots(text, due)
            if (
                not spots
                and (words.GOES_ON.match(text) or words.LISTED.match(text.lstrip(" -\u2010*•")))
                and _topics(before)
            ):
                spots = [(0, 0)]
            before = text
            if not spots:
                continue
            if timely is None:
                timely = of_year(words.UNION.sub(_blank, whole), context.relazione.year)
            way = _way(text, sorted(spots), context) if timely else None
            if way:
                yield way, sentence


def _parts(text: str) -> list[str]:
    """A sentence cut at semicolons, and where a figure hides its end ("… € 31,50. Le risorse …"); each part is judged by itself."""
    return [part for part in re.split(r"; |(?<=\d\d)\. (?=[A-ZÀ-Ù])", text) if part]


def _blank(match: re.Match[str]) -> str:
    return match[1] + " " * (len(match[0]) - len(match[1]))


def _declined(match: re.Match[str]) -> str:
    """ "Non avvalersi della facoltà di" is "deciso di non", at the same length."""
    return "deciso di non ".rjust(len(match[0]))


def _topics(text: str) -> list[tuple[int, int]]:
    """Places where the resources are named."""
    named = [m.span() for m in topics(text) if not _apart(text, m)]
    return named + [m.span() for m in words.ALSO_TOPIC.finditer(text)]


def _spots(text: str, due: float | None) -> list[tuple[int, int]]:
    """Places where the resources are named, the whole of them is spoken of, or their amount stands."""
    spots = _topics(text) + [m.span() for m in words.ALL_OF_IT.finditer(text)]
    if due is not None and any(c.isdigit() for c in text):
        spots += [
            (q.start, q.end)
            for q in quantities(text)
            if q.value >= 100 and (q.step == 0.01 or (q.kind == "amount" and q.step < 1000)) and abs(q.value - due) < 1
        ]
    return spots


def _apart(text: str, topic: re.Match[str]) -> bool:
    """Whether the resources are named only to tell other money from them ("oltre alle risorse aggiuntive")."""
    other = re.match(r"ulterior|nuov", topic[0], re.IGNORECASE) and re.search(
        r"\boltre a", text[topic.end() :], re.IGNORECASE
    )
    return bool(other or words.CONTRAST.search(text[: topic.start()]))


def _way(text: str, spots: list[tuple[int, int]], context: Context) -> Way | None:
    """What a sentence about the resources says of them; None where it says nothing sure."""
    text = words.ABBREVIATED.sub(lambda m: m[0][:-1] + " ", words.UNION.sub(_blank, text))
    text = words.NO_OPTION.sub(_declined, text)
    own = normal(context.relazione.comune or "").casefold()
    if any(m[1].strip().casefold() not in own and own not in m[1].casefold() for m in words.NAMED.finditer(text)):
        return None
    found = set(_votes(text, spots))
    if words.PARTLY.search(words.NOT_A_PART.sub("", text)):
        return "part" if "went" in found and "none" not in found else None
    if found == {"kept", "none"}:
        return "none"
    return found.pop() if len(found) == 1 else None


def _votes(text: str, spots: list[tuple[int, int]]) -> Iterator[Way]:
    """What each verb and each noun of handing, keeping and spending says."""
    for pattern in (words.HAND, words.MOVE):
        for verb in pattern.finditer(text):
            if speaks_of(text, verb, spots) and _received(text, verb) and (said := _said(text, verb)) is not None:
                yield "went" if said else "none"
    yield from told(text, spots)
    if any(
        words.RECIPIENT_OF.search(re.sub(r"(?:delle|della|dei|dell'|del) ?$", "", text[:start])) for start, _ in spots
    ):
        yield "went"
    for deed in words.DEED.finditer(text):
        if _of_resources(text, deed, spots) and _received(text, deed) and (said := _deed_said(text, deed)) is not None:
            yield "went" if said else "none"
    for deed in words.DIRECT_NOUN.finditer(text):
        clause = _clause(text, deed.start(), deed.start())
        chosen = words.CHOSEN.search(clause) and not words.NOT_CHOSEN.search(clause) and not words.UNREAL.search(clause)
        if chosen and any(0 <= start - deed.end() <= 14 for start, _ in spots):
            yield "kept"
    for verb in words.KEEP.finditer(text):
        if speaks_of(text, verb, spots) and _kept(text, verb) and (said := _said(text, verb)) is not None:
            yield ("none" if _all(text, verb) else "kept") if said else "went"
    yield from _used(text, spots)
    for out in words.OUT.finditer(text):
        if _said(text, out) is False:
            yield "none"
    without = words.WITHOUT.search(text)
    if (
        without
        and not words.UNREAL.search(text[: without.start()])
        and not words.NOT_AHEAD.search(text[: without.start()])
    ):
        yield "none"


def _used(text: str, spots: list[tuple[int, int]]) -> Iterator[Way]:
    """Who spent or managed the resources."""
    for verb in words.USE.finditer(text):
        if not speaks_of(text, verb, spots) or (said := _said(text, verb)) is None:
            continue
        clause = _clause(text, verb.start(), verb.end())
        if words.BY_BODY.match(text[verb.end() :]) or words.BODY_DOES.search(text[: verb.start()]):
            if said:
                yield "went"
        elif words.THROUGH.search(clause):
            continue
        elif words.DIRECT.search(clause) or (said and words.BY_COMUNE.search(clause) and _all(text, verb)):
            yield ("none" if _all(text, verb) else "kept") if said else "went"


def _all(text: str, verb: re.Match[str]) -> bool:
    """Whether the clause of a verb says that it is true of all of the resources."""
    return words.ALL.search(_clause(text, verb.start(), verb.end())) is not None


def _received(text: str, verb: re.Match[str]) -> bool:
    """Whether another body receives: after the verb, before it in the clause, or by a pronoun."""
    after = re.split(r"[;.](?=\s|$)", text[verb.end() :])[0][:130]
    receiver = words.TO.search(after)
    gap = after[: receiver.start()] if receiver else ""
    if receiver and not words.OTHER_RECIPIENT.search(gap) and not words.PURPOSE.search(gap):
        plain = not words.FOR_SOMETHING.search(gap)
        inserted = re.match(r"^[^,]{0,60}(?:,[^,]{1,60},)?[^,]{0,30}$", gap) and not words.OF_OTHERS.search(gap)
        if plain or inserted:
            return True
    before = re.split(r"[;.:](?=\s|$)", text[: verb.start()])[-1]
    near = list(words.TO.finditer(before))
    if (
        near
        and len(before) - near[-1].end() <= 90
        and not re.search(r"\bdelega(?!t[oa],)\w*", before[near[-1].end() :])
    ):
        return True
    back = list(words.BACK.finditer(text[: verb.end() + 45]))
    return (
        bool(back)
        and bool(words.ANY_BODY.search(text[: back[-1].start()]))
        and abs(back[-1].start() - verb.start()) < 70
    )


def _kept(text: str, verb: re.Match[str]) -> bool:
    """Whether it is the comune that keeps: said so, or said with nobody else named as the place."""
    after = re.split(r"[;.,](?=\s|$)", text[verb.end() :])[0][:90]
    before = _clause(text, verb.start(), verb.start())
    if re.match(r"(?:tratten|tenu)", verb[0], re.IGNORECASE):
        return not words.BY_BODY.search(after) and not re.search(
            rf"\b(?:il|l'|la) ?{words.BODY}", before, re.IGNORECASE
        )
    return bool(
        words.OUR_SIDE.search(after)
        or re.search(r"\b(?:al comune|nel bilancio comunale|in capo all'ente)\s\S{0,30} ?$", before, re.IGNORECASE)
    ) and not words.TO.search(words.OUR_SIDE.sub("", after.split(" e non ")[0]))


def _of_resources(text: str, deed: re.Match[str], spots: list[tuple[int, int]]) -> bool:
    """Whether a noun of handing over is that of the resources and not of something else."""
    if not words.OF_SOMETHING.match(text[deed.end() :]):
        return True
    near = deed.end() + 40
    return any(deed.end() <= s <= near for s, _ in spots) or bool(words.NONE.search(text[deed.end() : near]))


def _clause(text: str, start: int, end: int) -> str:
    """The clause around a place."""
    opening = max((m.end() for m in words.CLAUSE.finditer(text[:start])), default=0)
    closing = next((m.start() for m in words.CLAUSE.finditer(text, end)), len(text))
    return text[opening:closing]


def _said(text: str, verb: re.Match[str]) -> bool | None:
    """Whether the verb is said (True) or denied (False) of this comune and year; None where neither."""
    opening = max((m.end() for m in words.SENTENCE_PART.finditer(text[: verb.start()])), default=0)
    ends = (m.start() for m in re.finditer(r"[;.,]|\b(?:mentre|ma|bensì)\b", text) if m.start() >= verb.end())
    scope = text[opening : next(ends, len(text))]
    clause = _clause(text, verb.start(), verb.end())
    if (
        words.UNREAL.search(scope)
        or words.FORMERLY.search(clause)
        or words.OTHER_THING.search(clause)
        or words.GIVER.search(text[opening : verb.start()].split(",")[-1])
        or re.search(r"\b(?:dallo stato|dal ministero|dalla regione)\b", clause[clause.find(verb[0]) :], re.IGNORECASE)
    ):
        return None
    lead = text[opening : verb.start()]
    comuni = words.OTHER_COMUNI.search(text[: verb.end()])
    if (comuni and re.search(r"\bhanno\b[^,]{0,40}$", lead)) or words.OTHER_COMUNI.search(clause):
        return None
    if re.search(r"\b(?:dai|da tutti i|di tutti i) comuni\b", text, re.IGNORECASE):
        return None
    uses = re.match(r"(?:spes|gest|utiliz|impieg|amminis)", verb[0], re.IGNORECASE)
    if not uses and words.BODY_GIVES.search(lead) and not words.BACK.search(lead):
        return None
    if words.NONE_AFTER.search(text[verb.end() :]):
        return False
    if words.NOT.search(lead):
        return None if "ancora" in clause else False
    if bare_participle(text, verb) and "," in lead:
        lead = lead[lead.rindex(",") :]  # "non le ha spese, confluite nel bilancio dell'Ambito"
    clause_lead = re.split(r"[;:.(),]| - |\b(?:mentre|ma|bensì|però|invece)\b", text[: verb.start()])[-1]
    first = max((m.end() for m in re.finditer(r"\b(?:e|ed|né)\b", clause_lead)), default=0)
    if words.NONE.search(
        clause_lead[first:] + verb[0] + re.split(r"\b(?:e|ed|né)\b", clause[len(clause_lead) + len(verb[0]) :])[0]
    ):
        return False
    inside = re.split(r"[,:;]", lead)[-1]
    if words.NOT_AHEAD.search(inside):
        return None
    return True


def _deed_said(text: str, deed: re.Match[str]) -> bool | None:
    """The same for a noun ("il trasferimento delle risorse all'Ambito")."""
    opening = max((m.end() for m in words.SENTENCE_PART.finditer(text[: deed.start()])), default=0)
    scope = text[opening : deed.end()] + re.split(r"[;.,](?=\s|$)", text[deed.end() :])[0]
    lead = text[opening : deed.start()]
    if (
        words.UNREAL.search(scope)
        or words.FORMERLY.search(scope)
        or words.OTHER_THING.search(scope)
        or words.OTHER_COMUNI.search(scope)
        or words.GIVER.search(lead)
    ):
        return None
    if words.NOT.search(lead) or words.NO_DEED.search(lead) or words.ZERO_AFTER.match(text[deed.end() :]):
        return None if "ancora" in scope else False
    if words.NOT_AHEAD.search(scope) or re.search(r"\bnessun\w?\b", scope, re.IGNORECASE):
        return None
    return True if words.DONE.search(scope) else None
