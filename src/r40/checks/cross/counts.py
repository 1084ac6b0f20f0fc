"""Counts of people in sentences, with the year that each is told of: what the rules on users and on staff share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from r40.checks.cross.phrases import OTHER_BODY, SEVERAL_YEARS, YEAR, years_in
from r40.checks.quantities import Bound, far_off, quantities

AMOUNTS_TO = (
    r"sono|erano|è|era|siamo|eravamo|stat[oaie]|ammont\w+|assomm\w+|risult\w+|pari|passa\w*|cont\w+|attest\w+|super\w+|sal\w+|sces\w+|scend\w+|cresciut\w+|"
    r"diventat\w+|divenut\w+|diminuit\w+|quota|total\w+|annover\w+|raggiun\w+|tocc\w+|arriv\w+|giunt\w+|registr\w+|comprend\w+|corrispond\w+|const\w+|"
    r"compon\w+|compost\w+|parla\w*|dice|indica\w*|riporta\w*|segna\w*|in numero|nel numero|numero"
)
"""Words that join a number to what it counts."""

MOST = 40
"""Numbers in one sentence beyond which it is a table run together, and no prose."""

APPOSED = re.compile(r"^\s?(?:[,)]|nel|in tutto|in totale|complessiv)", re.IGNORECASE)
"""What follows a number that stands beside what it counts, after a comma."""

_ONE = re.compile(r"\b(?:un[ao]? sol[ao]|un'unica|un[ao]? unic[ao]|sol[ao] un[ao]?|l'unic[ao])\b", re.IGNORECASE)
_AT_MOST = re.compile(
    r"\bnon\b[^.;:,]{0,40}?\b(?:(?:più|piu) di|oltre|super\w+|arriv\w+ a\w{0,3}|arriv\w+|raggiung\w+|raggiunt\w+|tocc\w+)\s?(?:i|le|gli|alle?|ai|agli|l'|n\.)?\s?$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"\b(?:super(?:a|ano|ato|ati|ata|ate|ando|avano|ava)|ben più di|oltrepass\w+)(?: (?:i|le|gli|quota))?\s?$",
    re.IGNORECASE,
)
_NOT_LESS = re.compile(
    r"\bnon\b[^.;:,]{0,30}?\b(?:meno di|inferior\w+ a(?:i|gli|lle)?|sotto (?:i|le|gli))\s?(?:i|le|gli|n\.)?\s?$",
    re.IGNORECASE,
)
_NEARLY = re.compile(r"\b(?:sfior\w+|si avvicin\w+ a\w*|vicin\w+ a\w*)(?: (?:i|le|gli|quota))?\s?$", re.IGNORECASE)
_RANGE = re.compile(r"^\s?(?:-|/|o|ovvero)\s?\d", re.IGNORECASE)
_NO_NUMBER = re.compile(r"\d\s?[-/]\s?$|\bper $", re.IGNORECASE)  # the end of a range, "per cento"


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people or things at ``[start, end)``; ``source`` where it is what a "da … a …" starts from."""

    start: int
    end: int
    value: float
    bound: Bound
    source: bool = False
    target: bool = False


Named = tuple[str, bool]
"""What a number counts, and whether it is said of it ("le assistenti sociali sono 8")."""

_FROM = re.compile(r"\bda(?:i|gli|lle|lla|l)?(?: n\.)?\s$|\bdall'$", re.IGNORECASE)
_MOVED = re.compile(
    r"[^.;:,\d]{0,60}?\b(?:si è|siamo|sono|è)? ?(?:pass|sces|scend|sal[ie]|cresc|aument|ridott|diminu|calat|divent|arriv|giunt)\w*",
    re.IGNORECASE,
)
_TO = re.compile(
    r"\b(?:a|ai|agli|alle|alla|all'|al)(?: quota| n\.| attuali| gli attuali)?\s?(?:attuali )?$", re.IGNORECASE
)


def may_count(text: str) -> bool:
    """Whether ``counts_in`` may find anything: spares what is dear on most sentences."""
    return bool(quantities(text)) or _ONE.search(text) is not None


def counts_in(text: str) -> list[Count]:
    """Numbers of a sentence that are no amounts; ``una sola`` is one of them. Ranges are left out."""
    found = [
        Count(q.start, q.end, q.value, _bound(text, q.start, q.bound))
        for q in quantities(text)
        if q.kind == "count"
        and not _NO_NUMBER.search(text[max(0, q.start - 6) : q.start])
        and not _RANGE.match(text[q.end : q.end + 8])
    ]
    found += [Count(m.start(), m.end(), 1.0, "exact") for m in _ONE.finditer(text)]
    found.sort(key=lambda count: count.start)
    moved = set()
    left = {c.start for c in found if _FROM.search(text[: c.start]) and _MOVED.match(text, c.end)}
    for first, second in pairwise(found):
        between = text[first.end : second.start]
        if len(between) < 70 and _FROM.search(text[: first.start]) and _TO.search(between) and ";" not in between:
            moved.add((first.start, second.start))
    return [
        Count(
            c.start, c.end, c.value, c.bound,
            source=c.start in left or any(c.start == a for a, _ in moved), target=any(c.start == b for _, b in moved),
        )
        for c in found
    ]  # fmt: skip


def _bound(text: str, start: int, bound: Bound) -> Bound:
    before = text[max(0, start - 70) : start]
    if _AT_MOST.search(before):
        return "below"
    if _AT_LEAST.search(before) or _NOT_LESS.search(before):
        return "above"
    return "about" if _NEARLY.search(before) else bound


_YEAR_AFTER = re.compile(
    r"^(?:(?!\b(?:e|ed|mentre|ma|contro|rispetto|a fronte|sono|erano|diventat\w+)\b)[^\d.,;:()]){0,60}?"
    r"\(?\b(?:nel(?:l'anno)?|nel corso del|del(?:l'anno)?|al 31 dicembre|al 31/12/?|anno|a fine|per il|fine|al)\s?(?:anno )?(20\d\d)\b"
    r"|^\s?\((20\d\d)\)",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:rispetto|contro|a fronte|in confronto|come|a differenza)\b(?:(?!, )[^.;:]){0,40}?20\d\d(?:, anno in cui [^,.;]{0,60},)?",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:ora|oggi|adesso|attual\w+|odiern\w+|diventat\w+|divenut\w+|restan\w+|rimast\w+|quest'anno|anno in esame|anno di riferimento|"
    r"si è arrivati|si è giunti)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:era|erano|eravamo|contava|contavano|avevamo|aveva|disponeva|operavano|lavoravano)\b", re.IGNORECASE
)
_THAN_BEFORE = re.compile(
    r"(?<=20\d\d), prima d[^,;.]{0,60}|\b(?:rispetto|confront\w+|superior\w+|inferior\w+|aument\w+|cal[oi]|più|meno|pari|come|in linea|line\w+)\b[^.;,\d]{0,40}?(?:anno (?:precedente|scorso|prima|passato)|scorso anno|passato|precedente)",
    re.IGNORECASE,
)
_PAST_BESIDE = re.compile(r"\b(?:era|erano|eravamo|avevamo)\b[^,;.]{0,12}$", re.IGNORECASE)
_AGO = re.compile(
    r"\b(?:anni fa|prima (?:erano|era|non|ne|avevamo|eravamo|c'er\w+)|anno (?:prima|precedente|scorso|passato)|scorso anno|in passato|un tempo|prima (?:del|della|dell'|di|che)\b|anni (?:novanta|ottanta|duemila)|"
    r"all'epoca|allora|precedente (?:rilevazione|annualità)|inizialmente|in origine|storicamente)",
    re.IGNORECASE,
)
_RUN = re.compile(
    r"\bd(?:al|all'anno) 20\d\d (?:al|a|ad oggi|all'anno)\b|\btra il 20\d\d e il|\bnegli (?:anni|ultimi)\b|\b(?:due|tre|quattro|cinque) anni\b|\b(?:20\d\d) e (?:nel )?20\d\d\b",
    re.IGNORECASE,
)
_IN_THE_YEAR = re.compile(
    r"\b(?:nell'anno|durante l'anno|in corso d'anno|corso dell'anno|31 dicembre|31/12|fine (?:dell')?anno|anno di riferimento|al termine)",
    re.IGNORECASE,
)


def year_of(text: str, count: Count, now: int, base: int) -> int | None:
    """The year that a count is told of: one beside it, else the last one named before it, else the present.

    None for a past that is not named, and where a run of years is named.
    """
    if (SEVERAL_YEARS.search(text) or _RUN.search(text)) and not (count.source or count.target):
        return None
    after = text[count.end : count.end + 70]
    other = counts_in(after)
    if beside := _YEAR_AFTER.match(after):
        stop = beside.start(1) if beside[1] else beside.start(2)
        if not other or other[0].start > stop:
            return int(beside[1] or beside[2])
    clause = text[clause_start(text, count.start) : count.start]
    near = text[max(0, count.start - 60) : count.end + 40]
    ahead = text[count.end : clause_end(text, count.end)].split(",", maxsplit=1)[0]
    if any(_AGO.search(_THAN_BEFORE.sub("", part)) for part in (clause, ahead)):
        return None
    if count.source:
        named = years_in(text) - {now}
        return base if named == {base} else None
    if re.search(
        r"\b(?:rispetto|contro|a fronte|in luogo|invece|anziché|e non più)\b[^,.;:]{0,15}$",
        text[: count.start],
        re.IGNORECASE,
    ):
        return None
    before = list(YEAR.finditer(_blanked(text[: count.start])))
    told = None
    if before and not count.target:
        told = int(before[-1][0].replace("'", "20"))
        since = text[before[-1].end() : count.start]
        if _NOW.search(since):
            return now
        return told
    if _PAST_BESIDE.search(text[: count.start]) and not _IN_THE_YEAR.search(text[: count.start]):
        return None
    if _NOW.search(near) or count.target:
        return now
    rest = years_in(_blanked(text[count.end :]))
    if _PAST.search(near) and not _IN_THE_YEAR.search(text[: count.start]):
        ahead = text[count.end : clause_end(text, count.end)]
        return rest.pop() if len(rest) == 1 and YEAR.search(ahead) else None
    if rest and now not in rest and not rest <= {base}:
        return None
    return now


def _blanked(text: str) -> str:
    """The text without years that something is only compared with; places stay the same."""
    return _COMPARED.sub(lambda m: " " * len(m[0]), text)


_BREAK = re.compile(r";|\b(?:mentre|però|invece)\b|, (?:ma|poi|e non|di cui|dei quali|delle quali)\b", re.IGNORECASE)


def clause_start(text: str, at: int) -> int:
    """Where the clause before a place begins: after a semicolon or a word that opposes."""
    return max((m.end() for m in _BREAK.finditer(text, 0, at)), default=0)


def clause_end(text: str, at: int) -> int:
    """Where the clause after a place ends."""
    match = _BREAK.search(text, at)
    return match.start() if match else len(text)


_WITHIN = re.compile(
    r".{0,5}?(?:nell'ambito d(?!i zona|i piano)|\bambit[oi] (?:più|che|di (?:intervento|lavoro|bisogno|attività|vita)|delicat|prioritar|familiar|domestic))",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"\b(?:insieme|tramite|attraverso|collaborazione|raccordo|accordo|convenzione|in linea|oltre|grazie|senza contare|fondi|risorse|contributo)\b[^,;:.]{0,40}$",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\bcomune (?:vicin\w+|capofila|limitrof\w+|confinant\w+)|\bcomuni (?:vicin|limitrof)\w+|\b(?:ospedal\w+|prefettura|inps|appaltator\w+|ditta|"
    r"u\.?e\.?p\.?e\b|tribunal\w+|procura|ministero|università|consultori\w*|croce (?:rossa|verde|bianca)|emporio|istitut\w+ (?:comprensiv|scolastic)\w+|città metropolitana|"
    r"in italia|nazional[ei]|(?:casa|case) di riposo privat\w+|circondario|dipend(?:ono|enti) da(?:l|lla|llo|i|gli|lle|ll')? ?(?!comun|ente|nostr|amministraz)[^\W\d]{3,}|da(?:l |lla |llo |ll')(?!comun|ente|nostr)[^\W\d]+ dipendono|"
    r"associazion\w+|fondazion\w+|parrocchi\w+|caritas|piano di zona|sovracomunal\w+|intercomunal\w+|asp\b|a\.s\.p\.?|a\.s\.l|asl\b|ser\.?d\b|c\.?s\.?m\b)",
    re.IGNORECASE,
)


def of_another_body(text: str, start: int, end: int) -> bool:
    """Whether the clause of a count, up to the next comma after it, names a body that is not the comune."""
    before = text[clause_start(text, start) : start]
    after = re.split(r"[,;:.(]", text[end : end + 70], maxsplit=1)[0]
    return any(
        not _WITH.search(part[: m.start()]) and not _WITHIN.match(part, max(0, m.start() - 5))
        for part in (before, after)
        for pattern in (OTHER_BODY, _BODY)
        for m in pattern.finditer(part)
    )


NOT_REAL = re.compile(
    r"\b(?:preved\w+|prevision\w+|previst[oaie]|programmat\w+|sar(?:à|anno)|verr(?:à|anno)|diventer\w+|arriver\w+|conta(?:no)? di|dovrebb\w+|potrebb\w+|"
    r"sarebbe\w*|avrebbe\w*|servirebb\w+|occorr\w+|servono|necessari\w+|mancan\w+|fosse\w*|avesse\w*|auspic\w+|obiettivo|prossim\w+|futur\w+|entro (?:il|la|l'|i)|"
    r"si stima|ipotizz\w+|qualora|in caso di|fabbisogn\w+|richiest[oaie] (?:di|da)|soglia di|target|vorrem\w+|puntiam\w+)\b",
    re.IGNORECASE,
)
"""What is planned, wished for, needed or supposed."""


def contradicts(value: float, bound: Bound, figures: list[float]) -> bool:
    """Whether a number fits none of the figures; a hedged one only if it is far off where it may not be."""
    if bound == "exact":
        return all(abs(value - figure) >= 1 for figure in figures)
    return all(far_off(value, bound, figure) for figure in figures)
