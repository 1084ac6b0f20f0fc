"""Which area a number of users counts, as its sentence is built."""

from __future__ import annotations

import re

from r40.checks.cross.counts import (
    AMOUNTS_TO,
    APPOSED,
    Count,
    Named,
    clause_end,
    clause_start,
    counts_in,
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
AREA = re.compile("|".join(f"(?P<{area}>\\b(?:{words}))" for area, words in _AREAS.items()), re.IGNORECASE)
ROW = re.compile(r"\bM\d\d\b")
PERSON = r"(?:uten(?:ti|za)|person[ae]|assistit[ie]|cittadin[ie]|beneficiari[eo]?|soggetti|individui|fruitori|adulti)"
# Words that may stand between a number and the area that it counts, or that tell a row of them apart.
_JOIN = (
    r"(?:le|gli|i|la|il|l'|tra|fra|persone|utenti|cittadini|cittadine|soggetti|adulti|assistiti|beneficiari|utenza|utenze|numero|assommano|ammontano|complessiv\w+|totale|totali|dell'|nell'|del|della|dei|degli|delle|di|area|aree|settore|"
    r"in|con|per|condizion\w+|stato|situazion\w+|problem\w+|portator\w+|affett\w+|appartenenti|all'|alla|afferenti|età|o|e|ed|nostri|sono|erano|stat[ie]|risultano|che|comune|servizio|serviti|seguiti|seguite|assistite|"
    r"unità)"
)
_ADJACENT = re.compile(rf"^(?!\s(?:e|ed|o)\b)[\s:]*(?:{_JOIN}\s*){{0,8}}$", re.IGNORECASE)
_PEOPLE_AFTER = re.compile(
    rf"^\s(?:tra |fra )?(?:i |gli |le )?(?:diversi |distinti |singoli )?{PERSON}\b", re.IGNORECASE
)
_DEFINITE_AFTER = re.compile(
    rf"^\s*(?:(?:,|: tant[ie]|unità|sono|erano|ammontano|assommano|ammontavano|assommavano|risultano|stat[ie]|complessivamente|in tutto)\s*){{0,4}}(?:gli|le|i|il (?:numero|totale)(?: complessivo)? (?:degli|delle|dei|di))\s(?=(?:nostri )?{PERSON}|\w)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s?, [^,.;\d]{0,25}(?:20\d\d)?,(?= (?:gli|le|i|il numero)\b)", re.IGNORECASE)
_BOUNDARY = re.compile(
    r"^\s*(?:$|[.,;:)\]–|-]|(?:unità|in tutto|in totale|nel|nell'\w+|al|all'|contro|rispetto|a fronte|e|ed|su|tra|fra|per|in carico|con|pur|senza|segno|valore|"
    r"dato|numero|mentre|ma|quindi|che|in(?= (?:tutt|total|carico))|del(?= 20)|il|la|i|gli|le|lo|tanti|complessiv\w+|totali|seguit[ie]|servit[ie]|assistit[ie]|né|non|da|dal|alla)(?![\w'])|(?:dell|l|nell|all)')",
    re.IGNORECASE,
)
_COPULA = re.compile(
    rf"\b(?:{AMOUNTS_TO}|abbiamo|ossia|cioè|ovvero|vale a dire|ha|hanno|sfior\w+|ricompren\w+|presenta\w*)\b|=",
    re.IGNORECASE,
)
TITLED = r"(?:utent[ei]|utenza|assistit[ie]|tot\.?|total[ei]|person[ae]|beneficiari|in carico|servit[ie]|seguit[ie]|complessiv\w+|unità|20\d\d|dato|anno|numero)"
_LABEL = re.compile(
    rf"^[\s'’]{{0,3}}(?:\([^()\d]{{0,30}}\))?\s{{0,2}}(?:[(:=–|,-]\s?)?(?:[^\W\d]{{0,3}}\.? ?)?(?:{TITLED}\s?){{0,6}}(?:[:=–-]\s?)?(?:n\. ?)?$|^[^\d.;:,]{{0,35}}[:=] ?(?:n\. ?)?$",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\((?:tot\.?|totale|in tutto|n\.)? ?$", re.IGNORECASE)
_OUT_OF = re.compile(r"\b(?:dei|degli|delle|sui|sugli|su) $", re.IGNORECASE)
SPOKEN = re.compile(r"\bne (?:cont|ha|abbiamo|sono|seg|assist)|\b(?:servir|seguir|assister|contar)ne\b", re.IGNORECASE)
_LISTED = re.compile(r"^\s*(?:dis)?[(:=–|-]?\s?(?:n\.|tot\.)?\s?$", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?:^[\W\d]*|[,;:(–-]\s*|\b(?:e|ed|gli|le|i|la|l'|nostri|nostre|che|area|tot\.|numero (?:complessivo )?(?:degli|delle|dei|di)|totale (?:degli|delle|dei|di)|"
    rf"{PERSON}(?: (?:in|con|di|dell'|nell'|della|del|degli|per)| dell'area| nell'area| in (?:condizione|stato|età) di| portator\w+ di| con problemi di)?|"
    r"quell[aeio] (?:degli|dei|delle|della|dell'area|dell'|con)|utenza (?:degli|dei|delle|della|dell'area)?))\s*$",
    re.IGNORECASE,
)  # fmt: skip
_PERSON_SUBJECT = re.compile(
    rf"(?:^[\W\d]*|[,;:(]\s*|\bl'|\b(?:gli|le|i|la|che|di|degli|delle|nostri|nostre|platea (?:dei|degli)|quanto agli|dei)\s)(?={PERSON}\b)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"(?:^|[\s('])(?:\(|{AMOUNTS_TO}|[^\W\d]+at[ie] in|ossia|cioè|ovvero|vale a dire|sfior\w+|utenza|"
    r"(?:è|era|stat[oa]|parla\w*|dice|const\w+|compon\w+|compost\w+|numero|quota|total\w+) di|a|ai|agli|alle|da|dai|dalle|dagli|le|i|gli|n\.|nr|tot\.?|circa|quasi|oltre|di meno|meno di|più di|almeno|soltanto|solo|sol[ie]|appena|"
    r"complessivamente|esattamente|invece|poi|oggi|ora|attualmente|numero di|su|nel 20\d\d|nell'anno|in tutto|in totale|infatti|inoltre|\w{4,8}rne|dunque|quindi|utenti|persone|seguit[ie]|assistit[ie]|servit[ie]|accolt[ie])\W*$",
    re.IGNORECASE,
)


def areas_in(text: str) -> set[str]:
    """Areas that a sentence names."""
    return {str(m.lastgroup) for m in AREA.finditer(text)}


def areas_of(text: str, counts: list[Count]) -> list[Named | None]:
    """What each number counts, as the sentence is built; where it went from one to another, both count the same."""
    areas = [(m.start(), m.end(), str(m.lastgroup)) for m in AREA.finditer(text)]
    found: list[Named | None] = []
    source: Named | None = None
    for index, count in enumerate(counts):
        named = _area_after(text, count, areas) or _area_before(text, count, counts[:index], areas)
        if named is None and count.target:
            named = source
        source = named if count.source else None
        found.append(named)
    return found


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
        _PEOPLE_AFTER.match(after) or (definite and re.search(rf"^[^,.;]{{0,40}}?\b{PERSON}", after, re.IGNORECASE))
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
        (m for m in ROW.finditer(text) if m.end() <= count.start and _LABEL.match(text[m.end() : count.start])), None
    )
    if row and before:
        return before[-1][2], True
    spoken = SPOKEN.search(text[: count.start])
    before = [a for a in before if a[0] >= clause or spoken]
    subjects = [a for a in before if _SUBJECT.search(text[: a[0]])]
    people = [m.end() for m in _PERSON_SUBJECT.finditer(text, clause, count.start)]
    if not subjects and not people and not spoken:
        return None
    at = max([a[1] for a in subjects] + people, default=0)
    between = text[at : count.start]
    bracket = _BRACKET.search(between) or (between.endswith(", ") and APPOSED.match(text[count.end : count.end + 20]))
    if not bracket and not (_TAIL.search(between) and (_COPULA.search(between) or count.source or count.target)):
        return None
    if not before:
        return None if areas else (EVERYBODY, True)
    return before[-1][2], True
