"""What a number of staff in a sentence refers to: the role, whether all of them, and the grounds to leave it alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from r40.checks.cross.counts import (
    NOT_REAL,
    Count,
    clause_end,
    clause_start,
    of_another_body,
)
from r40.checks.cross.passages import counts_named
from r40.checks.cross.staff_grammar import (
    NOUN,
    ONE_TRADE,
    OTHER,
    PEOPLE,
    RAISED_BEFORE,
    SOCIAL,
    SOCIAL_WORKER,
    roles_of,
    staff_counts,
)

_KEPT = re.compile(rf"{SOCIAL_WORKER}|\b(?i:altr[eioa] {PEOPLE})")
_BESIDE = re.compile(
    rf"(?:{SOCIAL_WORKER})|(?i:servizio sociale professionale)|(?i:{ONE_TRADE})",
)
_HAVING = re.compile(
    r"\b(?:organico|dotazion\w+|staff|pianta organica|personale|in servizio|in forza|forza|di ruolo|dipend\w+|comunal[ei]|dell'ente|assegnat\w+|addett\w+|dispon\w+|cont(?:a|ano|iamo|ava|avano|are)|numero|si compon\w+|compon\w+|"
    r"compost[oa]|format[oa]|costituit[oa]|consta|comprende|oper(?:a|ano|avano|ato)|lavor(?:a|ano|avano|ato|ando)|prest\w+ servizio|impiega\w*|sono attiv[ei]|abbiamo|avendo|aveva|avevamo|attestat\w+|siamo|eravamo|avval\w+|presenti|"
    r"annovera|vanta|dotat\w+|occupa(?:no)?|assicurat\w+ da|restan\w+|rimang\w+|affianc\w+|operant[ei]|poggia|si regge|figurano|complessiv\w+|nostr[ao] (?:équipe|equipe|ufficio|servizio|squadra|gruppo)|in tutto|in totale)\b|\b(?:il|per il|del|nel|al|presso il|in) (?:nostro )?comune\b|: ",
    re.IGNORECASE,
)  # fmt: skip
_TOTAL = re.compile(
    r"\b(?:organico|dotazion\w+|staff|pianta organica|complessiv\w+|in tutto|in totale|totale|sol[eioa]|soltanto|solo|solamente|appena|unic[ao]|un'unica|dispon\w+|si compon\w+|compost[oa]|consta|si avval\w+|"
    r"può contare|possiamo contare|conta(?:no|va|vano)? (?:su|n\.|\d)|conta|vacanti|in servizio|si regge)\b",
    re.IGNORECASE,
)
# Some of the staff, those who came or left, other people, other units than heads.
_PART = re.compile(
    r"\b(?:di cui(?! (?:il|l'|lo) ?(?:nostro )?(?:comune|ente|servizio))|dei quali|delle quali|tra (?:questi|queste|cui)|fra cui|part[ -]time|tempo parziale|ore\b|posti|post[oi] (?:di|vacant\w+)|concors\w+|equivalent\w+|fte|distaccat\w+|tirocinant\w+|volontar\w+|studenti|dedicat\w+|"
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
_RATIO = re.compile(r"(?:\b(?:uno|una|un|1)\s(?:a|su|ogni|per)|\bogni|\b1:)\s?$", re.IGNORECASE)
_COMUNE = re.compile(
    r"\b(?:comun(?:e|ale|ali)|dell'ente|per l'ente|organico|dotazione|in servizio|dipend\w+)\b", re.IGNORECASE
)
_FULL_TIME = re.compile(r"#[^,;]*? a tempo (?:pieno|indeterminato)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A count of staff of a role. ``total``: the text says that there are no more; ``trade``: of one trade among them."""

    role: str
    count: Count
    total: bool
    trade: bool = False


_ALL_OF = re.compile(r"\btutt[ei] e $", re.IGNORECASE)


def readings(text: str, title: str = "") -> Iterator[Reading]:
    """Counts of a sentence that are of the comune's staff, each with its role; it opens with the title of its list."""
    if not NOUN.search(text) or (title and (NOT_REAL.search(title) or _PART.search(title))):
        return
    last = 0
    for count, found in counts_named(text, _KEPT, staff_counts, roles_of):
        since, last = last, count.end
        if found is None or count.end <= len(title):
            continue
        role, predicate = found
        scope = _scope(text, count, since)
        if predicate and RAISED_BEFORE.search(text[: count.start]):
            count = replace(count, target=True)
        everyone = role == SOCIAL and _ALL_OF.search(text[: count.start]) is not None
        if _silent(text, count, scope, predicate, everyone):
            continue
        trade = role == "trade"
        if trade and (not _COMUNE.search(scope) or count.source or count.target):
            continue
        said = scope.replace("#", text[count.start : count.end])
        total = (
            (predicate and not _full_time(text, count))
            or everyone
            or count.source
            or count.target
            or count.value == 0
            or bool(_TOTAL.search(said) and not _full_time(text, count))
        )
        yield Reading(OTHER if trade else role, count, total and not trade, trade)


_OURS = re.compile(r"\b(?:nostr[ei]|comun(?:e|ali)|dell'ente|in servizio|in organico)\b", re.IGNORECASE)


def _enclosed(text: str, count: Count) -> bool:
    """Whether a number stands within what it counts: "altre 26 figure"."""
    return re.search(r"\b(?:altr[ei]|ulteriori) $", text[: count.start], re.IGNORECASE) is not None and bool(
        re.match(rf"\s{PEOPLE}\b", text[count.end :], re.IGNORECASE)
    )


def _full_time(text: str, count: Count) -> bool:
    """Whether a number is of those in full-time or permanent posts, beside whom there may be others."""
    return bool(_FULL_TIME.match("#" + text[count.end : count.end + 60]))


def _silent(text: str, count: Count, scope: str, predicate: bool, everyone: bool) -> bool:
    """Whether a ground speaks against taking a count as one of all the comune's staff."""
    if NOT_REAL.search(scope) or of_another_body(text, count.start, count.end):
        return True
    moved = count.source or count.target
    before = text[: count.start]
    if everyone:
        return not _OURS.search(text)
    if _enclosed(text, count):
        scope = scope.replace("altre #", "#").replace("altri #", "#").replace("ulteriori #", "#")
        if not _BESIDE.search(text):
            return True
    elif (
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
