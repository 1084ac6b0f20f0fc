"""What a number of users in a sentence refers to: the area, whether all its users, and the grounds to leave it alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from r40.checks.cross.counts import (
    NOT_REAL,
    Count,
    clause_end,
    clause_start,
    counts_in,
    may_count,
    of_another_body,
)
from r40.checks.cross.passages import bare, counts_named
from r40.checks.cross.phrases import small
from r40.checks.cross.users_grammar import AREA, EVERYBODY, PERSON, ROW, SPOKEN, TITLED, areas_of

_BARE_ITEM = re.compile(rf"^\W*(?:n\.\s?|{TITLED}\s?|:\s?){{0,4}}[\d.]+\s?(?:{TITLED}\s?){{0,4}}\W*$", re.IGNORECASE)
# Users of a thing that is not the social service as a whole.
_OF_A_THING = re.compile(
    rf"\b{PERSON} (?:(?:del|della|dello|dei|degli|delle|al|alla|ai|agli|alle) |(?:dell|all)')(?!comun|servizi(?!o d)|servizio soc|area|aree|ente|settore|uffic|nostr|dipartiment|territori|intervent|prestazion|quadro|20\d\d|\d|"
    r"interventi|anno|paese|welfare|politich|anzian|disabil|immigrat|stranier|povert|dipendenz|famigli|minor|nostri|terza|salute)\w+",
    re.IGNORECASE,
)
_SERVED = re.compile(
    r"\butent[ie]\b|\butenza\b|assistit|assister|seguit|segue\b|seguire|seguono|servit|servir|in carico|prese? in carico|benefic|usufruit|fruit|fruisc|rivolt|interventi (?:e|o) servizi|"
    r"interventi sociali|erogat|attivat|giovat|destinatari|preso cura|quadro 1|prestazion|occup|accesso a|raggiunt|risposta|aiut|avvals|si avvalgono|garantit|riga |rigo |ricevono|ricevut|fatto carico|facendo carico|cura di|accolt|sosten|sosteg|support|accompagn|interess|riguard|a favore|in favore|gestit|utilizzat|servizi social"
)  # fmt: skip
"""In small letters (``small``)."""
_TOTAL = re.compile(
    r"\b(?:complessiv\w+|in tutto|in totale|nel complesso|totale|totali|tutte le aree|platea|né un[oa]|nessun altro|compresi|comprese|nell'insieme)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:sol[ie]|soltanto|solo|appena|solamente)(?: n\.)?\s?$", re.IGNORECASE)
_OF_THE_COMUNE = re.compile(
    r"\b(?:comune|comunal[ei]|ente|servizi(?:o)? social[ei]|interventi (?:e|o) servizi|persone (?:assistite|seguite|servite|in carico)|assistiti (?:in|complessiv|total|nel)|uffici|ufficio|nostr[oi]|quadro 1|abbiamo|settore sociale|utent[ie]|utenza)\b",
    re.IGNORECASE,
)

_HEADED = re.compile(rf"\b(?:{PERSON}|in carico|serviti|seguiti|assistiti)\b", re.IGNORECASE)
_UNIT = re.compile(
    r"\b(?:ore|euro|spes[ae]|access[io]|contatti|telefonate|prestazioni erogate|interventi erogati)\b|€", re.IGNORECASE
)
"""In the title of a list: what it counts, and what is no people."""

# A part of an area, or something that is counted in another way: no claim about its users.
_PART = re.compile(
    r"(?:\b(?:di cui|dei quali|delle quali)(?! (?:il|l'|lo) ?(?:nostro )?(?:comune|ente|servizio))(?=[^.;]{0,25}#)|#[^.;]{0,12}\b(?:dei|delle) quali)|\bquest[ie] (?:\w+ )?#|\banzian[ie] sol[ie]\b|\b(?:tra (?:questi|queste|essi|loro|cui)|fra (?:questi|essi|cui)|nuov[ei] (?!comun)|attesa|resident\w+|abitant\w+|popolazione(?! [^\W\d]+ (?:in carico|seguit|assistit))|iscritt\w+|partecip\w+|ader\w+|volontar\w+|"
    r"in media|mediamente|ciascun\w*|ogni|ognun\w+|settiman\w+|mese|trimestre|semestre|giornal\w+|mensil\w+|al mese|al giorno|progett[oi]|laborator\w+|cors[oi] (?!d|del)|centro (?:diurno|estivo|sociale|aggreg\w+|anziani)|"
    r"centri (?:diurni|estivi|sociali)|soggiorn\w+|git[ae]|festa|trasport\w+|past[oi]|telesoccorso|mensa|tirocini\w*|bors[ae] lavoro|alunn\w+|student\w+|scuol\w+|scolastic\w+|sai|sprar|cas|rdc|adi|"
    r"reddito|assegn[oi]|bonus|carta|buon[oi]|pacch\w+|mascherin\w+|letter[ae]|sportello|segretariato|colloqui\w*|visite|ore\b|giornate|ultra\w+|over (?!65)|non autosufficient\w+|"
    r"viv(?:ono|e)|ricoverat\w+|inserit\w+|inserimento|rsa|ospit\w+|comunità|cas[ae] (?:famiglia|di riposo)|non accompagnat\w+|aument\w+ di|cresc\w+ di|cresciut\w+ di|cal\w+ di|diminu\w+ di|"
    r"in più|in meno|ulterior\w+|altr[ei]|anche|su \d+|caregiver|badant\w+|familiari|operator\w+|educator\w+|scolar\w+|in età (?!anzian|avanzat)\w+|vita indipendente|affid[oi]|adozion\w+|vittim\w+|donne|uomini|bambin\w+|ragazz\w+|adolescent\w+|"
    r"certificat\w+|gravi|gravissim\w+|104|con contratto|nuclei|percettor\w+|sgomber\w+|alloggi\w*|senza (?:fissa )?dimora|domande|richieste|istanze|tempora\w+|minorenni|retta|rette|evento|event[oi]|"
    r"dimission\w+|mediazione|interpret\w+|italiano|dormitorio|gruppo|gruppi|ginnastica|orti|spesa a|vaccin\w+)\b",
    re.IGNORECASE,
)
_AT_HOME = re.compile(r"\b(?:s\.?a\.?d\b\.?|assistenza domiciliare|domiciliar\w+|a domicilio)", re.IGNORECASE)
_PARTITIVE = re.compile(
    rf"(?:^|[,;:]\s)\s*(?:(?:degli|dei|delle|tra|fra|su) (?:gli |i |le |una )?)(?=(?:[^\W\d]+ )?(?:\d|{PERSON}\b|anzian|disabil|immigrat|stranier|minori|famiglie))",
    re.IGNORECASE,
)
_PERSON_NEXT = re.compile(rf"{PERSON}\b(?! (?:anzian|disabil|con disab|stranier|immigrat))", re.IGNORECASE)
_MADE_OF = re.compile(
    r"\b(?:tra|fra) [^.;]{0,120}?\be (?:[^\W\d]+ ?){1,5}|,? (?:contributi|strutture|servizi)[^.;,]{0,40} (?:compres|inclus)\w+|\bsenza (?:contare|considerare)[^.;]{0,120}|\bpovertà[^.;\d]{0,30}senza (?:fissa )?dimora",
    re.IGNORECASE,
)


POINTS_BACK = re.compile(
    r"\b(?:dell'|nell'|l'|quest')area\b(?! (?:d|soci))|^\W*ne (?:abbiamo|sono|ha|seguiamo)\b", re.IGNORECASE
)
"""What points back at an area that an earlier sentence names."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A count of users of an area. ``whole``: the text says that there are no more."""

    area: str
    count: Count
    whole: bool
    total: bool


def readings(text: str, title: str = "") -> Iterator[Reading]:
    """Counts of a sentence that are of users, each with its area; what tells of a part or of others is left out.

    The sentence opens with the title of its list.
    """
    if not may_count(text):
        return
    if not _SERVED.search(small(text)) and not ROW.search(text) and not re.search(r"\barea\b", text, re.IGNORECASE):
        return
    if title and (NOT_REAL.search(title) or _PART.search(title) or not _HEADED.search(text) or _UNIT.search(title)):
        return
    since = 0
    for count, named in counts_named(text, AREA, counts_in, areas_of):
        if named is not None and count.end > len(title) and not _unsaid(text[len(title) :], title, named[0]):
            reading = _judged(text, count, since, *named)
            if reading is not None:
                yield reading
        since = count.end


def _unsaid(item: str, title: str, area: str) -> bool:
    """Whether only the title of a list names the area, and its item says more than how many."""
    return bool(title) and area != EVERYBODY and not AREA.search(item) and not _BARE_ITEM.match(bare(item, AREA))


def _judged(text: str, count: Count, since: int, area: str, definite: bool) -> Reading | None:
    """The reading of a count of an area, unless a ground speaks against it."""
    scope = _scope(text, count, since)
    if NOT_REAL.search(scope) or of_another_body(text, count.start, count.end):
        return None
    if _PART.search(scope) or _partitive(text, count, area) or _OF_A_THING.search(scope):
        return None
    total = bool(_TOTAL.search(_clause(text, count))) or bool(_ONLY.search(text[: count.start]))
    home = bool(_AT_HOME.search(scope))
    if area == EVERYBODY and (
        home
        or not (
            (_OF_THE_COMUNE.search(text if SPOKEN.search(text) else scope) or _from_the_comune(text, count))
            and _SERVED.search(small(text))
        )
    ):
        return None
    whole = (total if area == EVERYBODY else definite or total) and not home
    return Reading(area, count, whole, total)


def _from_the_comune(text: str, count: Count) -> bool:
    """Whether a clause tells that the people counted had something of the comune ("700 i cittadini che …")."""
    return _RELATIVE.match(text, count.end) is not None


_RELATIVE = re.compile(
    r"[^.,;:]{0,40} (?:che|(?:a|ai|per i|dei|alle|per le) (?:cui|quali)) [^.,;:]{1,120}?\b(?:comune|comunal[ei]|ente)\b",
    re.IGNORECASE,
)


def _clause(text: str, count: Count) -> str:
    return text[clause_start(text, count.start) : clause_end(text, count.end)]


_FAR = 170


def _scope(text: str, count: Count, since: int) -> str:
    """What speaks of a count: its clause up to the next comma after it, without what only tells what it is made of."""
    start = max(
        clause_start(text, count.start), since if re.search(r"[,;]| e ", text[since : count.start]) and since else 0
    )
    if count.start - start > _FAR and _TOTAL.search(
        text, count.start - 30, count.start
    ):  # a long sentence: what stands far before the number does not speak of it
        start = text.find(", ", count.start - _FAR, count.start) + 1 or start
    start = max([start, *(start + m.end() for m in re.finditer(r", (?:e|ed) ", text[start : count.start]))])
    plain = _MADE_OF.sub(lambda m: " " * len(m[0]), text)
    after = plain[count.end : min(count.end + 60, clause_end(text, count.end))]
    stop = re.search(
        r"[,:.(](?=\s)(?! tant)|\s[–-]\s|\be (?=\d|n\.|a \d|non\b|si\b|il\b|la\b|le\b|gli\b|i\b|ha)|\bper effetto|\bcon (?:un|una|i|gli|le|accessi)|"
        r"(?<=in carico) (?=[^\W\d]{2,}(?:ono|ano|anno)\b)|(?:(?<=guit[ie])|(?<=stit[ie])|(?<=rvit[ie])) (?=[^\W\d]{2,}(?:ono|ano|anno)\b)",
        after,
    )
    return plain[start : count.start] + "#" + after[: stop.start() if stop else len(after)]


def _partitive(text: str, count: Count, area: str) -> bool:
    start = clause_start(text, count.start)
    opening = _PARTITIVE.match(text, start)
    if opening and area != EVERYBODY and _PERSON_NEXT.match(text, opening.end()):
        return False  # of the users, those of an area are no part of that area
    if opening and count.start - opening.end() < 4:
        return False
    opening = opening or _PARTITIVE.match(text, max(0, text.rfind(", ", start, count.start)))
    return bool(opening and not re.match(r"(?:tra|fra)\b", opening[0].strip(" ,;:"), re.IGNORECASE)) or bool(
        opening and re.match(r"\W*(?:tra|fra) (?:gli|i|le) ", opening[0], re.IGNORECASE)
    )
