"""Which role a number of staff counts, as its sentence is built."""

from __future__ import annotations

import re
from dataclasses import replace

from r40.checks.cross.counts import (
    AMOUNTS_TO,
    APPOSED,
    Count,
    Named,
    clause_end,
    clause_start,
    counts_in,
)

SOCIAL, OTHER = "social_workers", "other_staff"
SOCIAL_WORKER = r"(?i:assistent[ei] social[ei])|\b(?i:AA\. ?SS\b\.?|AASS\b)|(?<![\w.])A\.S\.(?![\w.])(?! ?\d)"
ONE_TRADE = r"educator[ei]|educatric[ei]|psicolog\w+|pedagogist\w+|o\.?s\.?s\b\.?|operator[ei] socio[- ]?sanitari\w*|mediator[ei]|mediatric[ei]|amministrativ[ie]|sociolog\w+"
PEOPLE = r"(?:figur[ea]|operator[ei]|operatric[ei]|professionist[ei]|profil[oi]|professionalità|dipendent[ei]|addett[ei]|unità di personale|personale)"
_OTHER_STAFF = (
    rf"altr[eioa] {PEOPLE}|{PEOPLE}(?: professional[ei]| qualificat[ei])?,? (?:divers\w+ da\w*|(?:di|con) (?:altr[aeio]|divers[aeio]) (?:profil[oi]|qualific\w+|natura|professionalità)|non assistenti)|"
    rf"(?:{ONE_TRADE})(?:, (?:{ONE_TRADE}))+ ed? (?:{ONE_TRADE})"
)
_ENCLOSING = rf"(?:altr[ei]|ulteriori) [^\W_]{{1,20}} {PEOPLE}"  # "altre 26 figure": if the word between is a number
NOUN = re.compile(
    rf"(?P<social_workers>{SOCIAL_WORKER})|(?P<other_staff>(?i:\b(?:{_OTHER_STAFF}|{_ENCLOSING})\b))|(?P<trade>(?i:\b(?:{ONE_TRADE})\b))"
)
_APART = re.compile(
    r"(?:\b(?:oltre|affianc\w+|accanto|supporto|divers\w+|ausilio|collabor\w+ con|fra|esclus\w+|rapporto (?:tra|fra)|posto|posti)\s?(?:a|di|da|dell?|agli|alle|alla|all'|dagli|dalle|dalla|dall'|le|gli)*\s?|"
    r"\b(?:agli|alle|alla|all'|dagli|dalle|dalla|dall'|con (?:le|gli))\s?)$",
    re.IGNORECASE,
)
# Between a number and the staff that it counts.
_JOIN = (
    r"(?:sol[eio]|le|gli|i|tra|fra|unità|di|personale|con|qualifica|profilo|figure?|funzionar\w+|operator\w+|operatric\w+|dipendent\w+|a tempo (?:pieno|indeterminato)|professionist\w+|professional\w+|addett\w+|collegh?[eia]|ruolo|tecnic\w+|istruttor\w+|specialist\w+|in|"
    r"servizio|nostr[eio]|comunal\w+|sono|erano|stat[ei]|risultano|presenti|effettiv\w+|distint\w+|presso|il|comune|organico|oggi|ora|attual\w+|(?:il )?numero (?:degli|delle|dei))"
)
_ADJACENT = re.compile(
    rf"^(?:[\s:,]*(?:{_JOIN}\b|(?:dell|l|all)'(?:ente|ufficio)))*\s*$".replace(")*", "){0,8}"), re.IGNORECASE
)
_AMONG = re.compile(r"^\s(?:tra|fra)\s[^\d.;:()]{0,90}$", re.IGNORECASE)
_BOUNDARY = re.compile(
    r"^\s*(?:$|[.,;:)\](–|-]|(?:unità|operator\w+|operatric\w+|addett\w+|professionist\w+|figure|in tutto|in totale|nel|al|contro|rispetto|a fronte|a tempo|e|ed|su|tra|fra|con|pur|numero|mentre|ma|quindi|che|"
    r"complessiv\w+|tutt[ei]|in servizio|di ruolo|del(?= 20)|per|attual\w+|a fine|quanti|dipendenti|di(?= ruolo))(?![\w'])|(?:dell|nell|all)')",
    re.IGNORECASE,
)
_COPULA = re.compile(
    rf"\b(?:{AMOUNTS_TO}|restan\w+|rimas\w+|rest[ai]|riman\w+|ridott\w+|ridursi|port(?:at)?\w+|elevat\w+|aument\w+|calat\w+|raddoppiat\w+|fermo|ferma|di)\b|[:=]",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"(?:^|[\s('’])(?:\(|{AMOUNTS_TO}|in|restan\w+|restano|rimast[eioa]|a|ai|agli|alle|da|dai|dalle|dagli|le|gli|attual\w+|n\.|nr|tot\.?|circa|quasi|oltre|di|più di|meno di|almeno|ben|"
    r"soltanto|solo|sol[ei]|appena|complessivamente|esattamente|invece|poi|oggi|ora|adesso|su|20\d\d|nell'anno|in tutto|in totale|fine anno|professional[ei]|social[ei]|figure|unità)\W*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?: professionali)?\s?(?:\([^()]{0,60}\)\s?)?(?:(?:in servizio|in organico|comunali|dell'ente|di ruolo)\s?)?(?:anno )?(?:nel )?(?:20\d\d)?\s?[:=(–-]?\s?(?:n\. ?)?$|^[^\d.;:,]{0,40}[:=] ?(?:n\. ?)?$",
    re.IGNORECASE,
)
RAISED_BEFORE = re.compile(r"\b(?:port|elev|sal|sce)\w{1,6} (?:così )?a\s?$", re.IGNORECASE)
_RAISED_AFTER = re.compile(
    r"^ (?:le|gli|il|l'|la)\s?(?:unità|presenz\w+|operator\w+|addett\w+|numero|totale|organico|dotazione|assistent\w+)",
    re.IGNORECASE,
)
_NONE = re.compile(
    rf"\b(?:nessun[ao]?|nessun'|alcun[ao]?|alcun')\s?(?:unità di |figura di )?(?={SOCIAL_WORKER})|\b(?:priv[oa]|sprovvist[oa]|senza) (?:di )?(?=(?i:assistent[ei] social[ei]))",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:non|senza|né|privo|priva|mai)\b", re.IGNORECASE)
_PRESENT = re.compile(
    r"\b(?:in servizio|in organico|organico|presente|presenti|dispon\w+|era\b|c'è|c'era|vi è|ha avuto|aveva|ha\b|ha potuto|in forza|dotazione)",
    re.IGNORECASE,
)


def staff_counts(text: str) -> list[Count]:
    """Numbers of a sentence, "nessuna assistente sociale" among them."""
    counts = [replace(c, target=True) if _raised(text, c) else c for c in counts_in(text)]
    none = [Count(m.start(), m.end(), 0.0, "exact") for m in _NONE.finditer(text) if _nobody(text, m)]
    return sorted([*counts, *none], key=lambda count: count.start)


def roles_of(text: str, counts: list[Count]) -> list[Named | None]:
    """What each number counts, as the sentence is built; where it went from one to another, both count the same."""
    nouns = [(m.start(), m.end(), str(m.lastgroup)) for m in NOUN.finditer(text)]
    roles: list[Named | None] = []
    source: Named | None = None
    for index, count in enumerate(counts):
        since = counts[index - 1].end if index else 0
        found = _role_after(text, count, nouns) or _role_before(text, count, since, nouns)
        if found is None and count.target:
            found = source
        if count.source and found is None:
            ahead = _role_after(text, counts[index + 1], nouns) if index + 1 < len(counts) else None
            later = next((n for n in nouns if n[0] > count.end), None)
            found = ahead or ((later[2], True) if later else None)
        source = found if count.source else source if not count.target else None
        roles.append(found)
    return roles


def _raised(text: str, count: Count) -> bool:
    """Whether it is what the staff was brought to: "portano a 23 le unità in servizio"."""
    return bool(RAISED_BEFORE.search(text[: count.start]) and _RAISED_AFTER.match(text[count.end : count.end + 60]))


def _nobody(text: str, match: re.Match[str]) -> bool:
    """Whether "nessun assistente sociale" tells that there was none, not that none did something."""
    clause = text[clause_start(text, match.start()) : clause_end(text, match.end())]
    denied = not re.match(r"alcun", match[0], re.IGNORECASE) or _DENIED.search(clause[: match.start()])
    return bool(denied and _PRESENT.search(clause))


def _role_after(text: str, count: Count, nouns: list[tuple[int, int, str]]) -> tuple[str, bool] | None:
    """Role of "8 assistenti sociali", "8 sono le assistenti sociali", "11 tra educatori e altre figure"."""
    for start, end, role in nouns:
        if start < count.start and count.end < end:
            return role, False
        if not count.end <= start < count.end + 100:
            continue
        between = text[count.end : start]
        if _AMONG.match(between) or between.strip().casefold() in ("tra", "fra"):
            named = [n for n in nouns if count.end <= n[0] < clause_end(text, count.end)]
            listed = [n for n in named if not re.search(r"[;:.]|\d", text[count.end : n[0]])]
            roles = {n[2] for n in listed}
            if SOCIAL in roles and len(roles) > 1:
                return None
            return (OTHER if OTHER in roles else role), False
        if _ADJACENT.match(between):
            definite = re.search(r"\b(?:le|gli|i|numero (?:degli|delle|dei))\s*$", between) is not None
            return role, definite
        return None
    return None


def _role_before(text: str, count: Count, since: int, nouns: list[tuple[int, int, str]]) -> tuple[str, bool] | None:
    """Role of "assistenti sociali: 8", "gli assistenti sociali sono 8", "e oggi sono 8" after they are named."""
    if count.value == 0 or not (_raised(text, count) or _BOUNDARY.match(text[count.end : count.end + 30])):
        return None
    before = [n for n in nouns if n[1] <= count.start and not _APART.search(text[: n[0]])]
    before = [n for n in before if n[2] != "trade" or n[0] >= clause_start(text, count.start)]
    if not before:
        return None
    heads = [n for n in before if n[2] != "trade"] or before
    noun = heads[-1]
    if noun[1] >= since and _LABEL.match(text[noun[1] : count.start]):
        return noun[2], True
    between = text[noun[1] : count.start]
    if between.endswith(", ") and since <= noun[1] and APPOSED.match(text[count.end : count.end + 20]):
        return noun[2], True
    if len(between) < 140 and _TAIL.search(between) and (_COPULA.search(between) or count.source or count.target):
        if re.search(r"[,;] (?:e |mentre |ma )?(?:i|gli|le|il|la|l') \w{4,}", between) and not re.search(
            r"\b(?:dotazione|organico|numero|ente|comune|servizio)\b", between, re.IGNORECASE
        ):
            return None
        return noun[2], True
    return None
