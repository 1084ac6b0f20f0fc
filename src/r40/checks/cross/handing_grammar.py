"""Whether the additional resources are what a verb speaks of (X406): by agreement, by its object, by the noun beside it."""

from __future__ import annotations

import re

from r40.checks.cross import handing_words as words


def speaks_of(text: str, verb: re.Match[str], spots: list[tuple[int, int]]) -> bool:
    """Whether the resources are what the verb speaks of."""
    lead, end = text[: verb.start()], _ending(verb)
    if ";" in text[min(s for s, _ in spots) : verb.start()] or ";" in text[verb.end() : max(e for _, e in spots)]:
        return False
    aux = words.AUXILIARY.search(lead)
    nouns = _genders(text)
    if verb[0].casefold().startswith("aliment"):
        return any(e <= verb.start() for _, e in spots) and _gap(text, verb, spots) is not None
    early = any(s <= verb.start() for s, _ in spots)
    if end and re.match(r"avendol|.*t[aeio]l[aeio]$", verb[0], re.IGNORECASE):
        return early
    if aux and aux["clitic"]:
        return early
    if aux and aux["have"]:
        return _object(text, verb, spots) or _relative(text, verb, spots)
    if aux and aux["be"]:
        if re.search(r"\bsi (?:è|sono) ?\w*$", lead[: aux.end()], re.IGNORECASE):
            return True
        before = re.split(r"[,;:]", lead[: aux.start()])[-1]
        if not early and words.SUBJECT_BEFORE.search(before):
            return False
        return not end or end in nouns or bool(words.NONE.search(text))
    if end:  # a bare participle stands by its noun
        if end not in nouns:
            return False
        together = words.TOGETHER.search(lead)
        if together and early and together[1].casefold() == end:
            return True
        gap = _gap(text, verb, spots)
        return gap is not None
    if re.search(r"(?:re|rle|rla|rli|rlo)$", verb[0], re.IGNORECASE):
        if not words.DECIDED.search(lead):
            return False
        if re.search(r"\bfatt[aeio] $", lead):
            return early
        return (re.search(r"rl[aeio]$", verb[0]) is not None and early) or _object(text, verb, spots)
    return (early and _gap(text, verb, spots) is not None) or _object(text, verb, spots)


def bare_participle(text: str, verb: re.Match[str]) -> bool:
    """Whether the verb is a participle without auxiliary, which stands by its noun."""
    return bool(_ending(verb)) and not words.AUXILIARY.search(text[: verb.start()])


def _ending(verb: re.Match[str]) -> str:
    """Last vowel of a participle; "" of another form."""
    groups = [g for g in verb.groups() if g]
    end = groups[0] if groups else ""
    if re.fullmatch(r"t?[aeio]", end) and re.search(r"(?:t|s|ss)[aeio]$", verb[0], re.IGNORECASE):
        return end[-1].casefold()
    return ""


def _genders(text: str) -> set[str]:
    """Endings of participles that agree with a noun of money in the text."""
    ends: set[str] = set()
    for match in words.NOUN_END.finditer(text):
        noun, end = match[0].casefold(), (match[1] or "").casefold()
        if noun.startswith(("assegnazion", "dotazion")):
            ends.add("a" if end == "e" else "e")
        elif noun == "euro":
            ends.add("i")
        elif noun in ("totale", "ammontare", "plafond", "budget"):
            ends.add("o")
        else:
            ends.add(end)
    if re.search(r"\b(?:parte|metà)\b", text, re.IGNORECASE):
        ends.add("a")
    if re.search(r"\b(?:un (?:terzo|quarto|quinto)|per cento)\b|\d ?%", text, re.IGNORECASE):
        ends.add("o")
    return ends | ({"e"} if "r08" in text.casefold() else set()) | ({"o"} if "quanto" in text.casefold() else set())


def _gap(text: str, verb: re.Match[str], spots: list[tuple[int, int]]) -> str | None:
    """What stands between the resources and a verb after them; None where another noun may own the verb."""
    nearest = max(((s, e) for s, e in spots if e <= verb.start()), default=None)
    if nearest is None:
        after = min((s for s, _ in spots if s >= verb.end()), default=None)
        if after is None:
            return None
        gap = text[verb.end() : after]
        return gap if len(words.TO.sub("", gap).split()) <= 6 else None
    gap = text[nearest[1] : verb.start()]
    bare = words.BESIDE.sub(" ", gap)
    return gap if len(re.findall(r"\w{3,}", bare)) <= 1 else None


def _relative(text: str, verb: re.Match[str], spots: list[tuple[int, int]]) -> bool:
    """Whether the verb stands in a relative clause that opens right after the resources ("le risorse, che il Comune ha …")."""
    nearest = max((e for _, e in spots if e <= verb.start()), default=None)
    if nearest is None:
        return False
    opened = re.search(r"^(.{0,60}?)\b(?:che|i quali|le quali|la quale|il quale)\b", text[nearest : verb.start()])
    return bool(opened) and not re.search(
        r"\b(?:sono|è|ha|hanno)\b|\b\w+(?:are|ere|ire)\b", opened[1] if opened else ""
    )


def _object(text: str, verb: re.Match[str], spots: list[tuple[int, int]]) -> bool:
    """Whether the resources are the object of an active verb: after it, with a recipient or less between; or before it."""
    after = min((s for s, _ in spots if s >= verb.end()), default=None)
    if after is not None and not words.MEANS.search(text[verb.end() : after]):
        gap = words.NONE.sub("", words.TO.sub("", text[verb.end() : after]))
        if (
            not re.search(r"[;.]", gap)
            and len(gap.split()) <= 9
            and not words.OTHER_OBJECT.search(gap)
            and not re.search(r"\bnon\b", gap)
        ):
            return True
    early = [e for _, e in spots if e <= verb.start()]
    if not early:
        return False
    tail = text[verb.end() : verb.end() + 40]
    # "Delle risorse aggiuntive il Comune non ha ceduto nulla": the object is a word for none or for all.
    return bool(words.NONE.search(tail) or re.search(r"\b(?:tutt[oaei]|per intero|l'intero)", tail, re.IGNORECASE))
