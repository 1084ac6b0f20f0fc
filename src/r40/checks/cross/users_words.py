"""What a number of users in a sentence refers to: the area, whether all its users, and the grounds to leave it alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from r40.checks.cross.counts import (
    MOST,
    NOT_REAL,
    Count,
    clause_end,
    clause_start,
    counts_in,
    of_another_body,
)

EVERYBODY = "tutti"
_AREAS = {
    "anziani": r"anzian[aeio]\b|terza età|età anziana|over ?65",
    "disabili": r"disabil\w+|(?:portatori di )?handicap|diversamente abili",
    "famiglia": r"famigli[ae] ?(?:e|ed|[-/,]|con)(?: (?:i|dei|ai|le|ai loro|loro|con))? ?minor[ie]|minori ?(?:e|ed|[-/,]|con)(?: (?:le|alle|delle|nuclei|loro|le loro|le rispettive|rispettive))? ?famigli\w+|"
    r"(?:area|settore|ambito) (?:famigli\w+|minor\w+)",
    "immigrati": r"immigrat[aeio]|stranier[aeio]|migranti|nomadi|extracomunitari|richiedenti asilo",
    "poverta": r"povertà|poverta'|disagio (?:economico|adult\w+|degli adulti)|adulti in (?:difficoltà|disagio|stato)|indigent\w+",
    "dipendenze_salute_mentale": r"dipendenz[ae]|salute mentale|disagio (?:psichico|mentale)",
    "multiutenza": r"multi-?utenza",
}
_AREA = re.compile("|".join(f"(?P<{area}>\\b(?:{words}))" for area, words in _AREAS.items()), re.IGNORECASE)
_ROW = re.compile(r"\bM\d\d\b")
_PERSON = r"(?:uten(?:ti|za)|person[ae]|assistit[ie]|cittadin[ie]|beneficiari[eo]?|soggetti|individui|fruitori|adulti)"
# Words that may stand between a number and the area that it counts, or that tell a row of them apart.
_JOIN = (
    r"(?:le|gli|i|la|il|l'|tra|fra|persone|utenti|cittadini|cittadine|soggetti|adulti|assistiti|beneficiari|utenza|utenze|numero|complessiv\w+|totale|totali|dell'|nell'|del|della|dei|degli|delle|di|area|aree|settore|"
    r"in|con|per|condizion\w+|stato|situazion\w+|problem\w+|portator\w+|affett\w+|appartenenti|all'|alla|afferenti|età|o|e|ed|nostri|sono|erano|stat[ie]|risultano|che|comune|servizio|serviti|seguiti|seguite|assistite|"
    r"unità)"
)
_ADJACENT = re.compile(rf"^(?!\s(?:e|ed|o)\b)[\s:]*(?:{_JOIN}\s*){{0,8}}$", re.IGNORECASE)
_PEOPLE_AFTER = re.compile(
    rf"^\s(?:tra |fra )?(?:i |gli |le )?(?:diversi |distinti |singoli )?{_PERSON}\b", re.IGNORECASE
)
_DEFINITE_AFTER = re.compile(
    rf"^\s*(?:(?:,|: tant[ie]|sono|erano|risultano|stat[ie]|complessivamente|in tutto)\s*){{0,4}}(?:gli|le|i|il (?:numero|totale)(?: complessivo)? (?:degli|delle|dei|di))\s(?=(?:nostri )?{_PERSON}|\w)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s?, [^,.;\d]{0,25}(?:20\d\d)?,(?= (?:gli|le|i|il numero)\b)", re.IGNORECASE)
_BOUNDARY = re.compile(
    r"^\s*(?:$|[.,;:)\]–|-]|(?:unità|in tutto|in totale|nel|nell'\w+|al|all'|contro|rispetto|a fronte|e|ed|su|tra|fra|per|in carico|con|pur|senza|segno|valore|"
    r"dato|numero|mentre|ma|quindi|che|in(?= (?:tutt|total|carico))|del(?= 20)|il|la|i|gli|le|lo|tanti|complessiv\w+|totali|seguit[ie]|servit[ie]|assistit[ie]|né|non|da|dal|alla)(?![\w'])|(?:dell|l|nell|all)')",
    re.IGNORECASE,
)
_COPULA = re.compile(
    r"\b(?:abbiamo|ossia|cioè|ovvero|vale a dire|const\w+|sono|erano|è|era|ammont\w+|risult\w+|pari a\w{0,3}|raggiun\w+|tocc\w+|cont\w+|passa\w*|arriv\w+|assomm\w+|attest\w+|super\w+|sal\w+|sces\w+|cresciut\w+|scend\w+|"
    r"diventat\w+|diminuit\w+|quota|total\w+|registr\w+|annover\w+|ha|hanno|sfior\w+|ricompren\w+|comprend\w+|corrispond\w+|giunt\w+)\b|=",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^[\s'’]{0,3}(?:\([^()\d]{0,30}\))?\s{0,2}(?:[(:=–|,-]\s?)?(?:[^\W\d]{0,3}\.? ?)?(?:utenti|assistiti|tot\.?|totale|persone|beneficiari)?(?: (?:totali|serviti|seguiti|in carico))?(?: 20\d\d)?\s?(?:[:=]\s?)?(?:n\. ?)?$|^[^\d.;:,]{0,35}[:=] ?(?:n\. ?)?$",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\((?:tot\.?|totale|in tutto|n\.)? ?$", re.IGNORECASE)
_APPOSED = re.compile(r"^\s?(?:[,)]|nel|in tutto|in totale|complessiv)", re.IGNORECASE)
# Users of a thing that is not the social service as a whole.
_OF_A_THING = re.compile(
    rf"\b{_PERSON} (?:(?:del|della|dello|dei|degli|delle|al|alla|ai|agli|alle) |(?:dell|all)')(?!comun|servizi(?!o d)|servizio soc|area|aree|ente|settore|uffic|nostr|dipartiment|territori|intervent|prestazion|quadro|20\d\d|\d|"
    r"interventi|anno|paese|welfare|politich|anzian|disabil|immigrat|stranier|povert|dipendenz|famigli|minor|nostri|terza|salute)\w+",
    re.IGNORECASE,
)
_OUT_OF = re.compile(r"\b(?:dei|degli|delle|sui|sugli|su) $", re.IGNORECASE)
_SPOKEN = re.compile(r"\bne (?:cont|ha|abbiamo|sono|seg|assist)|\b(?:servir|seguir|assister|contar)ne\b", re.IGNORECASE)
_LISTED = re.compile(r"^\s*(?:dis)?[(:=–|-]?\s?(?:n\.|tot\.)?\s?$", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?:^[\W\d]*|[,;:(–-]\s*|\b(?:e|ed|gli|le|i|la|l'|nostri|nostre|che|area|tot\.|numero (?:complessivo )?(?:degli|delle|dei|di)|totale (?:degli|delle|dei|di)|"
    rf"{_PERSON}(?: (?:in|con|di|dell'|nell'|della|del|degli|per)| dell'area| nell'area| in (?:condizione|stato|età) di| portator\w+ di| con problemi di)?|"
    r"quell[aeio] (?:degli|dei|delle|della|dell'area|dell'|con)|utenza (?:degli|dei|delle|della|dell'area)?))\s*$",
    re.IGNORECASE,
)  # fmt: skip
_PERSON_SUBJECT = re.compile(
    rf"(?:^[\W\d]*|[,;:(]\s*|\bl'|\b(?:gli|le|i|la|che|di|degli|delle|nostri|nostre|platea (?:dei|degli)|quanto agli|dei)\s)(?={_PERSON}\b)",
    re.IGNORECASE,
)
_SERVED = re.compile(
    r"\butent[ie]\b|\butenza\b|assistit|assister|seguit|segue\b|seguire|seguono|servit|servir|in carico|prese? in carico|benefic|usufruit|fruit|fruisc|rivolt|interventi (?:e|o) servizi|"
    r"interventi sociali|quadro 1|prestazion|occup|accesso a|raggiunt|risposta|aiut|avvals|si avvalgono|garantit|riga |rigo |ricevono|ricevut|fatto carico|facendo carico|cura di|accolt|sosten|sosteg|support|accompagn|interess|riguard|a favore|in favore|gestit|utilizzat|servizi social",
    re.IGNORECASE,
)  # fmt: skip
_TOTAL = re.compile(
    r"\b(?:complessiv\w+|in tutto|in totale|nel complesso|totale|totali|tutte le aree|platea|né un[oa]|nessun altro|compresi|comprese|nell'insieme)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:sol[ie]|soltanto|solo|appena|solamente)(?: n\.)?\s?$", re.IGNORECASE)
_OF_THE_COMUNE = re.compile(
    r"\b(?:comune|comunal[ei]|ente|servizi(?:o)? social[ei]|interventi (?:e|o) servizi|persone (?:assistite|seguite|servite|in carico)|assistiti (?:in|complessiv|total|nel)|uffici|ufficio|nostr[oi]|quadro 1|abbiamo|settore sociale|utent[ie]|utenza)\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:^|[\s('])(?:\(|[^\W\d]+at[ie] in|ossia|cioè|ovvero|vale a dire|const\w{1,3} di|sono|erano|è|era|stat[oaie]|ammont\w+|risult\w+|pari|raggiun\w+|tocc\w+|cont\w+|passat\w+|arriv\w+|assomm\w+|super\w+|sal\w+|sces\w+|diventat\w+|diminuit\w+|quota|"
    r"total\w+|registr\w+|annover\w+|sfior\w+|comprend\w+|corrispond\w+|giunt\w+|a|ai|agli|alle|da|dai|dalle|dagli|le|i|gli|n\.|nr|tot\.?|circa|quasi|oltre|di meno|meno di|più di|almeno|soltanto|solo|sol[ie]|appena|"
    r"complessivamente|esattamente|invece|poi|oggi|ora|attualmente|numero di|su|nel 20\d\d|nell'anno|in tutto|in totale|infatti|inoltre|\w{4,8}rne|dunque|quindi|utenti|persone|seguit[ie]|assistit[ie]|servit[ie]|accolt[ie])\W*$",
    re.IGNORECASE,
)

# A part of an area, or something that is counted in another way: no claim about its users.
_PART = re.compile(
    r"(?:\b(?:di cui|dei quali|delle quali)(?=[^.;]{0,25}#)|#[^.;]{0,12}\b(?:dei|delle) quali)|\bquest[ie] (?:\w+ )?#|\banzian[ie] sol[ie]\b|\b(?:tra (?:questi|queste|essi|loro|cui)|fra (?:questi|essi|cui)|nuov[ei] (?!comun)|attesa|resident\w+|abitant\w+|popolazione(?! [^\W\d]+ (?:in carico|seguit|assistit))|iscritt\w+|partecip\w+|ader\w+|volontar\w+|"
    r"in media|mediamente|ciascun\w*|ogni|ognun\w+|settiman\w+|giornal\w+|mensil\w+|al mese|al giorno|progett[oi]|laborator\w+|cors[oi] (?!d|del)|centro (?:diurno|estivo|sociale|aggreg\w+|anziani)|"
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
    rf"(?:^|[,;:]\s)\s*(?:(?:degli|dei|delle|tra|fra|su) (?:gli |i |le |una )?)(?=(?:[^\W\d]+ )?(?:\d|{_PERSON}\b|anzian|disabil|immigrat|stranier|minori|famiglie))",
    re.IGNORECASE,
)
_MADE_OF = re.compile(
    r"\b(?:tra|fra) [^.;]{0,120}?\be (?:[^\W\d]+ ?){1,5}|,? (?:contributi|strutture|servizi)[^.;,]{0,40} (?:compres|inclus)\w+|\bsenza (?:contare|considerare)[^.;]{0,120}|\bpovertà[^.;\d]{0,30}senza (?:fissa )?dimora",
    re.IGNORECASE,
)


POINTS_BACK = re.compile(
    r"\b(?:dell'|nell'|l'|quest')area\b(?! (?:d|soci))|^\W*ne (?:abbiamo|sono|ha|seguiamo)\b", re.IGNORECASE
)
"""What points back at an area that an earlier sentence names."""


def areas_in(text: str) -> set[str]:
    """Areas that a sentence names."""
    return {str(m.lastgroup) for m in _AREA.finditer(text)}


@dataclass(frozen=True, slots=True)
class Reading:
    """A count of users of an area. ``whole``: the text says that there are no more."""

    area: str
    count: Count
    whole: bool
    total: bool


def readings(text: str) -> Iterator[Reading]:
    """Counts of a sentence that are of users, each with its area; what tells of a part or of others is left out."""
    if not _SERVED.search(text) and not _ROW.search(text) and not re.search(r"\barea\b", text, re.IGNORECASE):
        return
    counts = counts_in(text)
    if len(counts) > MOST:
        return
    areas = [(m.start(), m.end(), str(m.lastgroup)) for m in _AREA.finditer(text)]
    source: tuple[str, bool] | None = None
    for index, count in enumerate(counts):
        since = counts[index - 1].end if index else 0
        found = _area_after(text, count, areas) or _area_before(text, count, counts[:index], areas)
        if found is None and count.target:
            found = source
        source = found if count.source else None
        if found is None:
            continue
        area, definite = found
        scope = _scope(text, count, since)
        if NOT_REAL.search(scope) or of_another_body(text, count.start, count.end):
            continue
        if _PART.search(scope) or _partitive(text, count) or _OF_A_THING.search(scope):
            continue
        total = bool(_TOTAL.search(_clause(text, count))) or bool(_ONLY.search(text[: count.start]))
        home = bool(_AT_HOME.search(scope))
        if area == EVERYBODY and (
            home or not (_OF_THE_COMUNE.search(text if _SPOKEN.search(text) else scope) and _SERVED.search(text))
        ):
            continue
        whole = (total if area == EVERYBODY else definite or total) and not home
        yield Reading(area, count, whole, total)


def _clause(text: str, count: Count) -> str:
    return text[clause_start(text, count.start) : clause_end(text, count.end)]


def _scope(text: str, count: Count, since: int) -> str:
    """What speaks of a count: its clause up to the next comma after it, without what only tells what it is made of."""
    start = max(
        clause_start(text, count.start), since if re.search(r"[,;]| e ", text[since : count.start]) and since else 0
    )
    start = max([start, *(start + m.end() for m in re.finditer(r", (?:e|ed) ", text[start : count.start]))])
    plain = _MADE_OF.sub(lambda m: " " * len(m[0]), text)
    after = plain[count.end : min(count.end + 60, clause_end(text, count.end))]
    stop = re.search(
        r"[,:.(](?=\s)(?! tant)|\s[–-]\s|\be (?=\d|n\.|a \d|non\b|si\b|il\b|la\b|le\b|gli\b|i\b|ha)|\bper effetto|\bcon (?:un|una|i|gli|le|accessi)|"
        r"(?<=in carico) (?=[^\W\d]{2,}(?:ono|ano|anno)\b)|(?:(?<=guit[ie])|(?<=stit[ie])|(?<=rvit[ie])) (?=[^\W\d]{2,}(?:ono|ano|anno)\b)",
        after,
    )
    return plain[start : count.start] + "#" + after[: stop.start() if stop else len(after)]


def _partitive(text: str, count: Count) -> bool:
    start = clause_start(text, count.start)
    opening = _PARTITIVE.match(text, start)
    if opening and count.start - opening.end() < 4:
        return False
    opening = opening or _PARTITIVE.match(text, max(0, text.rfind(", ", start, count.start)))
    return bool(opening and not re.match(r"(?:tra|fra)\b", opening[0].strip(" ,;:"), re.IGNORECASE)) or bool(
        opening and re.match(r"\W*(?:tra|fra) (?:gli|i|le) ", opening[0], re.IGNORECASE)
    )


def _area_after(text: str, count: Count, areas: list[tuple[int, int, str]]) -> tuple[str, bool] | None:
    """Area of "150 anziani", "sono 150 le persone con disabilità", "150 utenti" with an area elsewhere."""
    aside = _ASIDE.match(text, count.end)
    end = aside.end() if aside else count.end
    after = text[end : end + 80]
    definite = bool(_DEFINITE_AFTER.match(after))
    for start, _, area in areas:
        if start >= end and start - end < 80 and _ADJACENT.match(text[end:start]):
            return area, definite
    if not (
        _PEOPLE_AFTER.match(after) or (definite and re.search(rf"^[^,.;]{{0,40}}?\b{_PERSON}", after, re.IGNORECASE))
    ):
        return None
    stop = clause_end(text, count.end)
    before = [a for a in areas if clause_start(text, count.start) <= a[0] < count.start]
    if before:
        headed = re.search(r"\barea\b|\bsettore\b", text[: count.start], re.IGNORECASE)
        between = text[before[-1][1] : count.start]
        subject = _SUBJECT.search(text[: before[-1][0]]) and _COPULA.search(between) and _TAIL.search(between)
        return before[-1][2], bool(headed or subject) or bool(_LISTED.match(between)) or definite
    if _OUT_OF.search(text[: count.start]):
        return EVERYBODY, True
    comma = re.search(r", ", text[count.end : stop])
    near = count.end + comma.start() if comma else stop
    later = [
        a for a in areas if count.end < a[0] < near and not any(c.start > count.end for c in counts_in(text[: a[0]]))
    ]
    if later:
        return later[0][2], definite
    return (EVERYBODY, True) if not any(a[0] < near for a in areas) else None


def _area_before(
    text: str, count: Count, earlier: list[Count], areas: list[tuple[int, int, str]]
) -> tuple[str, bool] | None:
    """Area of "anziani: 150", "gli anziani seguiti sono 150", "gli utenti sono 150": the number counts its subject."""
    if not _BOUNDARY.match(text[count.end : count.end + 30]):
        return None
    before = [a for a in areas if a[1] <= count.start]
    last, clause = earlier[-1].end if earlier else 0, clause_start(text, count.start)
    if before and before[-1][1] >= last and _LABEL.match(text[before[-1][1] : count.start]):
        return before[-1][2], True
    row = next(
        (m for m in _ROW.finditer(text) if m.end() <= count.start and _LABEL.match(text[m.end() : count.start])), None
    )
    if row and before:
        return before[-1][2], True
    spoken = _SPOKEN.search(text[: count.start])
    before = [a for a in before if a[0] >= clause or spoken]
    subjects = [a for a in before if _SUBJECT.search(text[: a[0]])]
    people = [m.end() for m in _PERSON_SUBJECT.finditer(text, clause, count.start)]
    if not subjects and not people and not spoken:
        return None
    at = max([a[1] for a in subjects] + people, default=0)
    between = text[at : count.start]
    bracket = _BRACKET.search(between) or (between.endswith(", ") and _APPOSED.match(text[count.end : count.end + 20]))
    if not bracket and not (_TAIL.search(between) and (_COPULA.search(between) or count.source or count.target)):
        return None
    if not before:
        return None if areas else (EVERYBODY, True)
    return before[-1][2], True
