"""What a number of staff in a sentence refers to: the role, whether all of them, and the grounds to leave it alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from r40.checks.cross.counts import MOST, NOT_REAL, Count, clause_end, clause_start, counts_in, of_another_body

SOCIAL, OTHER = "social_workers", "other_staff"
_SOCIAL = r"(?i:assistent[ei] social[ei])|\b(?i:AA\. ?SS\b\.?|AASS\b)|(?<![\w.])A\.S\.(?![\w.])(?! ?\d)"
_ONE_TRADE = r"educator[ei]|educatric[ei]|psicolog\w+|pedagogist\w+|o\.?s\.?s\b\.?|operator[ei] socio[- ]?sanitari\w*|mediator[ei]|mediatric[ei]|amministrativ[ie]|sociolog\w+"
_OTHER = (
    r"altr[eioa] (?:figur[ea]|operator[ei]|operatric[ei]|professionist[ei]|profil[oi]|professionalità|dipendent[ei]|unità di personale|personale)|"
    r"(?:figure|operator[ei]|operatric[ei]|personale|professionist[ei]|profili|unità|addett[ei]|dipendenti)(?: professional[ei])?(?:,)? (?:divers\w+ da\w*|di altr[oia] (?:profil[oi]|qualific\w+|natura)|"
    r"non assistenti|con altr[oie] (?:profil[oi]|qualific\w+))"
)
_NOUN = re.compile(
    rf"(?P<social_workers>{_SOCIAL})|(?P<other_staff>(?i:\b(?:{_OTHER})))|(?P<trade>(?i:\b(?:{_ONE_TRADE})\b))"
)
_APART = re.compile(
    r"(?:\b(?:oltre|affianc\w+|accanto|supporto|divers\w+|ausilio|collabor\w+ con|fra|esclus\w+|rapporto (?:tra|fra)|posto|posti)\s?(?:a|di|da|dell?|agli|alle|alla|all'|dagli|dalle|dalla|dall'|le|gli)*\s?|"
    r"\b(?:agli|alle|alla|all'|dagli|dalle|dalla|dall'|con (?:le|gli))\s?)$",
    re.IGNORECASE,
)
# Between a number and the staff that it counts.
_JOIN = (
    r"(?:sol[eio]|le|gli|i|tra|fra|unità|di|personale|con|qualifica|profilo|figure?|funzionar\w+|operator\w+|operatric\w+|dipendent\w+|professionist\w+|professional\w+|addett\w+|collegh?[eia]|ruolo|tecnic\w+|istruttor\w+|specialist\w+|in|"
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
    r"\b(?:sono|erano|è|era|siamo|eravamo|ammont\w+|risult\w+|pari|cont\w+|passa\w*|assomm\w+|attest\w+|super\w+|sal\w+|sces\w+|scend\w+|scese|cresc\w+|diventat\w+|divenut\w+|diminuit\w+|quota|total\w+|annover\w+|"
    r"restan\w+|rimas\w+|rest[ai]|riman\w+|giunt\w+|arrivat\w+|ridott\w+|ridursi|portat\w+|port\w+|elevat\w+|aument\w+|calat\w+|raddoppiat\w+|consta|compost[oa]|fermo|ferma|di)\b|[:=]",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:^|[\s('’])(?:\(|sono|erano|è|era|siamo|eravamo|in|stat[oaie]|ammont\w+|risult\w+|pari|cont\w+|passat\w+|assomm\w+|super\w+|sal\w+|sces\w+|diventat\w+|divenut\w+|quota|total\w+|annover\w+|restan\w+|restano|"
    r"rimast[eioa]|giunt\w+|a|ai|agli|alle|da|dai|dalle|dagli|le|gli|attual\w+|n\.|nr|tot\.?|circa|quasi|oltre|di|più di|meno di|almeno|soltanto|solo|sol[ei]|appena|complessivamente|esattamente|invece|poi|oggi|ora|adesso|numero|"
    r"su|20\d\d|nell'anno|in tutto|in totale|fine anno|professional[ei]|social[ei]|figure|unità)\W*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?: professionali)?\s?(?:\([^()]{0,60}\)\s?)?(?:(?:in servizio|in organico|comunali|dell'ente|di ruolo)\s?)?(?:anno )?(?:nel )?(?:20\d\d)?\s?[:=(–-]?\s?(?:n\. ?)?$|^[^\d.;:,]{0,40}[:=] ?(?:n\. ?)?$",
    re.IGNORECASE,
)
_HAVING = re.compile(
    r"\b(?:organico|dotazion\w+|staff|pianta organica|personale|in servizio|in forza|forza|di ruolo|dipend\w+|comunal[ei]|dell'ente|assegnat\w+|addett\w+|dispon\w+|cont(?:a|ano|iamo|ava|avano|are)|numero|si compon\w+|compon\w+|"
    r"compost[oa]|format[oa]|costituit[oa]|consta|comprende|oper(?:a|ano|avano|ato)|lavor(?:a|ano|avano|ato|ando)|prest\w+ servizio|impiega\w*|sono attiv[ei]|abbiamo|avendo|aveva|avevamo|attestat\w+|siamo|eravamo|avval\w+|presenti|"
    r"annovera|vanta|dotat\w+|occupa(?:no)?|assicurat\w+ da|restan\w+|rimang\w+|affianc\w+|operant[ei]|poggia|si regge|figurano|complessiv\w+|in tutto|in totale)\b|\b(?:il|per il|del|nel|al|presso il|in) (?:nostro )?comune\b|: ",
    re.IGNORECASE,
)  # fmt: skip
_TOTAL = re.compile(
    r"\b(?:organico|dotazion\w+|staff|pianta organica|complessiv\w+|in tutto|in totale|totale|sol[eioa]|soltanto|solo|solamente|appena|unic[ao]|un'unica|dispon\w+|si compon\w+|compost[oa]|consta|si avval\w+|"
    r"può contare|possiamo contare|conta(?:no|va|vano)? (?:su|n\.|\d)|conta|vacanti|in servizio|si regge)\b",
    re.IGNORECASE,
)
# Some of the staff, those who came or left, other people, other units than heads.
_PART = re.compile(
    r"\b(?:di cui|dei quali|delle quali|tra (?:questi|queste|cui)|fra cui|part[ -]time|tempo parziale|ore\b|posti|post[oi] (?:di|vacant\w+)|concors\w+|equivalent\w+|fte|distaccat\w+|tirocinant\w+|volontar\w+|studenti|dedicat\w+|"
    r"centro|sportell\w+|(?:équipe|equipe|nucleo|area|polo) (?:di |per |del |della |dell'|integrat\w+|multi\w+|mist\w+)?\s?(?:la |il |gli |i )?(?:tutela|minor\w+|adult\w+|anzian\w+|famigli\w+|disab\w+|multi\w+|mist\w+|progetto|valutaz\w+)|"
    r"multidisciplinar\w+|progett[oi]|scuol\w+|scolastic\w+|corso|bando|graduatori\w+|idonei|idoneità|nuov[eaio]|ulterior\w+|altre (?=#)|altri (?=#)|in più|in meno|aggiun\w+|assun\w+|neoassunt\w+|"
    r"stabilizzat\w+|immess\w+|immission\w+|entrat\w+|(?:increment|aument|potenzi|rafforz|cresc|ridott|diminuit|calat)\w+ (?:di|con)\b|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|trimestre|semestre|ingress\w+|preso servizio|presa di servizio|lasciat\w+|pension\w+|dimess\w+|trasferit\w+|cessat\w+|matern\w+|sostitu\w+|ogni|ciascun\w*|ognun\w+|per abitante|"
    r"abitanti|rapporto di|parametro|soglia di|partecip\w+|frequent\w+|preso parte|format[ei] (?!da)|formazione|si occup\w+|segu(?:ono|e)|ricev(?:ono|e)|colloqui|visite|casi|fascicoli|nuclei|minori|media|mediamente|settiman\w+|"
    r"cooperativ\w+|specializz\w+|aspettativa|congedo|tempo determinato|sul territorio|territoriali|ospedalier\w+|ministero|requisit\w+|legge)\b|#\s?assistent\w+ social\w+ su (?!base)",
    re.IGNORECASE,
)
_PARTITIVE_BEFORE = re.compile(
    r"\b(?:delle|degli|dei|dell'|su|altre|altri|ulteriori|nuove|nuovi|seconda|terza)\s?$", re.IGNORECASE
)
# Where staff went from one number to another, what brought them is no part of them.
_HIRING = re.compile(
    r"\b(?:nuov|ulterior|aggiun|concors|assun|neoassun|stabilizz|immess|immission|ingress|entrat|bando|graduatori|idone|increment|aument|potenzi|rafforz|cresc|cresciut|ridott|diminuit|calat|pension|dimess|cessa|trasferi)\w*",
    re.IGNORECASE,
)
_WITH_STAFF = re.compile(r"\b(?:servizio|ufficio|settore|ente|comune)\b[^.;:\d]{0,30}, con $", re.IGNORECASE)
_APPOSED = re.compile(r"^\s?(?:[,)]|nel|in tutto|in totale|complessiv)", re.IGNORECASE)
_RATIO = re.compile(r"(?:\b(?:uno|una|un|1)\s(?:a|su|ogni|per)|\bogni|\b1:)\s?$", re.IGNORECASE)
_COMUNE = re.compile(
    r"\b(?:comun(?:e|ale|ali)|dell'ente|per l'ente|organico|dotazione|in servizio|dipend\w+)\b", re.IGNORECASE
)
_FULL_TIME = re.compile(r"#[^,;]*? a tempo (?:pieno|indeterminato)", re.IGNORECASE)
_RAISED_BEFORE = re.compile(r"\b(?:port|elev|sal|sce)\w{1,6} (?:così )?a\s?$", re.IGNORECASE)
_RAISED_AFTER = re.compile(
    r"^ (?:le|gli|il|l'|la)\s?(?:unità|presenz\w+|operator\w+|addett\w+|numero|totale|organico|dotazione|assistent\w+)",
    re.IGNORECASE,
)
_NONE = re.compile(
    rf"\b(?:nessun[ao]?|nessun'|alcun[ao]?|alcun')\s?(?:unità di |figura di )?(?={_SOCIAL})|\b(?:priv[oa]|sprovvist[oa]|senza) (?:di )?(?=(?i:assistent[ei] social[ei]))",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:non|senza|né|privo|priva|mai)\b", re.IGNORECASE)
_PRESENT = re.compile(
    r"\b(?:in servizio|in organico|organico|presente|presenti|dispon\w+|era\b|c'è|c'era|vi è|ha avuto|aveva|ha\b|ha potuto|in forza|dotazione)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A count of staff of a role. ``total``: the text says that there are no more; ``trade``: of one trade among them."""

    role: str
    count: Count
    total: bool
    trade: bool = False


def readings(text: str) -> Iterator[Reading]:
    """Counts of a sentence that are of the comune's staff, each with its role."""
    nouns = [(m.start(), m.end(), str(m.lastgroup)) for m in _NOUN.finditer(text)]
    if not nouns:
        return
    counts = counts_in(text)
    if len(counts) > MOST:
        return
    counts = [replace(c, target=True) if _raised(text, c) else c for c in counts]
    none = [Count(m.start(), m.end(), 0.0, "exact") for m in _NONE.finditer(text) if _nobody(text, m)]
    counts = sorted([*counts, *none], key=lambda count: count.start)
    source: tuple[str, bool] | None = None
    for index, count in enumerate(counts):
        since = counts[index - 1].end if index else 0
        found = _role_after(text, count, nouns) or _role_before(text, count, since, nouns)
        if found is None and count.target:
            found = source
        if count.source:
            ahead = _role_after(text, counts[index + 1], nouns) if found is None and index + 1 < len(counts) else None
            later = next((n for n in nouns if n[0] > count.end), None) if found is None else None
            found = found or ahead or ((later[2], True) if later else None)
        source = found if count.source else source if not count.target else None
        if found is None:
            continue
        role, predicate = found
        scope = _scope(text, count, since)
        if predicate and _RAISED_BEFORE.search(text[: count.start]):
            count = replace(count, target=True)
        if _silent(text, count, scope, predicate):
            continue
        trade = role == "trade"
        if trade and (not _COMUNE.search(scope) or count.source or count.target):
            continue
        said = scope.replace("#", text[count.start : count.end])
        total = (
            predicate
            or count.source
            or count.target
            or count.value == 0
            or bool(_TOTAL.search(said) and not _full_time(text, count))
        )
        yield Reading(OTHER if trade else role, count, total and not trade, trade)


def _raised(text: str, count: Count) -> bool:
    """Whether it is what the staff was brought to: "portano a 23 le unità in servizio"."""
    return bool(_RAISED_BEFORE.search(text[: count.start]) and _RAISED_AFTER.match(text[count.end : count.end + 60]))


def _full_time(text: str, count: Count) -> bool:
    """Whether a number is of those in full-time or permanent posts, beside whom there may be others."""
    return bool(_FULL_TIME.match("#" + text[count.end : count.end + 60]))


def _nobody(text: str, match: re.Match[str]) -> bool:
    """Whether "nessun assistente sociale" tells that there was none, not that none did something."""
    clause = text[clause_start(text, match.start()) : clause_end(text, match.end())]
    denied = not re.match(r"alcun", match[0], re.IGNORECASE) or _DENIED.search(clause[: match.start()])
    return bool(denied and _PRESENT.search(clause))


def _silent(text: str, count: Count, scope: str, predicate: bool) -> bool:
    """Whether a ground speaks against taking a count as one of all the comune's staff."""
    if NOT_REAL.search(scope) or of_another_body(text, count.start, count.end):
        return True
    moved = count.source or count.target
    before = text[: count.start]
    if (
        not moved
        and not predicate
        and _PARTITIVE_BEFORE.search(before)
        and not re.search(
            r"\b(?:cont\w+|organico|dotazione|compon\w+|compost\w+|total\w+|numero|pari|consta|dispon\w+|avval\w+|attest\w+|dotat\w+)\b[^;]{0,25}\b(?:di|su)\s$",
            before,
            re.IGNORECASE,
        )
    ):
        return True
    if _PART.search(_HIRING.sub("", scope) if moved else scope) or _RATIO.search(before):
        return True
    return not predicate and not moved and not (_HAVING.search(text) or _WITH_STAFF.search(before))


def _scope(text: str, count: Count, since: int) -> str:
    """What speaks of a count: from the last comma before its clause to the next one after it."""
    start = clause_start(text, count.start)
    commas = [m.end() for m in re.finditer(r", (?:e|ed|essendo|grazie|con|tutt\w+|di)\s|, ", text[start : count.start])]
    opening = text[start : start + (commas[-1] if commas else 0)]
    near = start + commas[-1] if commas and (since > start or len(opening) > 60) else start
    after = text[count.end : min(count.end + 70, clause_end(text, count.end))]
    stop = re.search(
        r"[,:(](?=\s)|(?<![A-Z])\.(?=\s)|\s[–-]\s|\be (?=\d|n\.|non\b|si\b|il\b|la\b|le\b|gli\b|i\b|da\b)|\bgrazie\b|\bper effetto\b|\bche (?=copr|da sol|consent)|\ba tempo (?:ind|pieno)",
        after,
    )
    return text[near : count.start] + "#" + after[: stop.start() if stop else len(after)]


def _role_after(text: str, count: Count, nouns: list[tuple[int, int, str]]) -> tuple[str, bool] | None:
    """Role of "8 assistenti sociali", "8 sono le assistenti sociali", "11 tra educatori e altre figure"."""
    for start, _, role in nouns:
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
    if between.endswith(", ") and since <= noun[1] and _APPOSED.match(text[count.end : count.end + 20]):
        return noun[2], True
    if len(between) < 140 and _TAIL.search(between) and (_COPULA.search(between) or count.source or count.target):
        if re.search(r"[,;] (?:e |mentre |ma )?(?:i|gli|le|il|la|l') \w{4,}", between) and not re.search(
            r"\b(?:dotazione|organico|numero|ente|comune|servizio)\b", between, re.IGNORECASE
        ):
            return None
        return noun[2], True
    return None
