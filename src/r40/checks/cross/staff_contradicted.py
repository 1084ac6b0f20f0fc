"""X404."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian
from r40.checks.cross.phrases import NUMBER, OTHER_BODY, normal, number, statements, years_in
from r40.checks.quantities import quantities
from r40.codebook.schema import FormLayout
from r40.records import Flag

_NOUNS = {
    "social_workers": r"(?:assistent[ei] social[ei]|AA\.? ?SS\.?)",
    "other_staff": r"(?:(?:tra |fra )?(?:(?:educator[ei]|psicolog[oi]|pedagogist[ei]|o\.?s\.?s\.?|mediator[ei]),? (?:e |ed )?){0,4}"
    r"altr[ei] (?:figure(?: professionali)?|operator[ei]|professionist[ei]))",
}
_ROLE_LABELS = {"social_workers": "assistenti sociali", "other_staff": "altre figure professionali"}
_STAFF = r"(?:organico|dotazione(?: organica| di personale)?|staff|pianta organica|personale)"
_SERVICE = (
    r"(?:in (?:servizio|organico|forza)(?: presso)?|di ruolo|dipendenti|comunali|impiegat[ie]|(?:del|al|presso il|nel) (?:comune|servizio|settore)|"
    r"(?:dell'|all'|presso l'|l')(?:ente|ufficio))"
)
# What may stand between the staff and its number.
_FILL = (
    rf"(?:{_SERVICE}|\([^)]{{0,60}}\)|,|educator[ei]|psicolog[oi]|pedagogist[ei]|o\.?s\.?s\.?|e|ed|nell'anno|(?:nel|del|al|a) (?:20\d\d|fine anno|fine 20\d\d)|(?:al|alla data del) (?:31 dicembre|31/12/?)(?: ?/?20\d\d)?|"
    r"ora|oggi|attualmente|complessivamente|in tutto|in totale|pari a|n\.|nel complesso|divenut[ie]|diventat[ie]|rimast[ie]|stat[ie])"
)
_FILLED = rf"(?:\s?{_FILL})*\s?"
_MOVED = r"(?:passat|sces|salit|cresciut|ridott|aument|diminuit|calat|raddoppiat|attestat|passa|sale|scende)\w*"
_ENDS = r"(?=\s*(?:[).,;:(\-]|$|unità|operatrici|operatori|nel 20|del 20|al 31|al 1|a fronte|contro|rispetto|come nel|quant|a tempo|tutt|e (?:si|il|la|l'|sono|diventano)))"
_OF_YEAR = r"(?: (?:unità|operatori|operatrici))?(?: (?:del|nel) (?P<{year}>20\d\d))?"

# Group `n` is the number of the year that is told, `before` an earlier one.
_PATTERNS = (
    r"\b(?P<n>NUM) NOUN",
    rf"\bNOUN{_FILLED}(?:sono|erano|risultano(?: essere)?|risultavano|ammontano a|ammontavano a|:|n\.){_FILLED}(?P<n>NUM){_ENDS}",
    rf"\bNOUN{_FILLED}(?:sono|si sono|è|si è)? ?{_MOVED}[^.;:]{{0,40}}? da (?P<before>NUM){_OF_YEAR.format(year='then')} a (?P<n>NUM)\b",
    rf"\b(?:numero (?:delle|degli|di|dei) NOUN|{_STAFF})[^.;:]{{0,70}}? da (?P<before>NUM){_OF_YEAR.format(year='then')} a (?P<n>NUM)\b",
    r"\bda (?P<before>NUM) a (?P<n>NUM) NOUN",
    rf"\bda (?P<before>NUM) NOUN[^.;:]{{0,25}}? {_MOVED} a (?P<n>NUM)\b",
    r"\bNOUN\b[^.;]{0,60}? (?:port|elev)\w+ a (?P<n>NUM) (?:le |gli )(?:unità|operator\w+|addett\w+|NOUN)\b",
    rf"\bnumero (?:delle|degli|di|dei) NOUN{_FILLED}(?:è|si è|risulta)? ?(?:{_MOVED})? ?(?:a|di|pari a|in|su) (?P<n>NUM)\b",
    r"\b(?:organico|dotazione(?: organica)?|pianta organica)(?: comunale)? (?:è|resta|rimane|è ferm[oa]) (?:ora |oggi )?(?:di|a) (?P<n>NUM) (?:unità|NOUN)",
)
_COMPILED = {
    role: tuple(re.compile(p.replace("NOUN", noun).replace("NUM", NUMBER[1:-1]), re.IGNORECASE) for p in _PATTERNS)
    for role, noun in _NOUNS.items()
}
# Words that make a number beside "assistenti sociali" that of all of them.
_WHOLE = re.compile(
    rf"\b(?:{_STAFF}|in servizio|in forza|complessivamente|in tutto|in totale|nel complesso|dispon\w+|cont(?:a|ano|iamo|ava|avano)|dipendenze|numero|"
    r"si compone|compost[oa]|formato|formata|costituit[oa]|consta|comprende|(?:può|possiamo|potuto) contare|operano|lavorano|prestano servizio|"
    rf"prestavano servizio|impiega|sono attiv[ei]|abbiamo|attestat[oaie]|siamo|{_MOVED} da|portat[oaie]|(?:sono|erano|risultano)(?: ora| oggi)?)\b|(?:social[ei]|professionali)[^.;]{0, 40}:",
    re.IGNORECASE,
)
# A number below that of the form may be some of them, unless the text says that they are all.
_ALL = re.compile(
    rf"\b(?:{_STAFF}|complessivamente|in tutto|in totale|nel complesso|solo|sol[aoie]|soltanto|appena|in servizio|"
    r"(?:assistent[ei] social[ei]|figure professionali)[^.;]{0,50}? (?:sono|erano|risultano|passat\w+|sces\w+|salit\w+))\b",
    re.IGNORECASE,
)
# Words that make the number one of those to come, of those lacking, of part of the staff, or of others.
_NOT_THE_STAFF = re.compile(
    r"\b(?:mancan\w+|servir\w+|occorr\w+|dovrebb\w+|previst\w+|preved\w+|programmat\w+|sar(?:à|anno)|verr(?:à|anno)|entro il|part[ -]time|tempo "
    r"parziale|ore settimanali|a \d+ ore|posti|concors\w+ per|equivalent\w+|fte|distaccat\w+|tirocinant\w+|volontar\w+|"
    r"educativ\w+|centro|sportell\w+|(?:équipe|equipe|nucleo|area|polo|settore) (?:di )?(?:tutela|minori|adulti|anziani|famiglia|disabili|multi\w+|mist\w+)|"
    r"corso di laurea|bando)\b",
    re.IGNORECASE,
)
_MORE_BEFORE = re.compile(
    r"\b(?:altr[ie]|ulterior\w+|nuov[ie]|assunt\w+|delle|dei|degli|assunzione di|ingresso di|arrivo di|meno di|con)\s*$",
    re.IGNORECASE,
)
_NEW_BEFORE = re.compile(
    r"\b(?:entra\w*|immess\w+|pres[oaie]|prendere|mess[oaie]|hanno|immission\w+|(?<![oa] )da|assunt\w+|assunzione|stabilizz\w+|ingresso|arrivo)\s*$",
    re.IGNORECASE,
)
# Beside a number that no "da … a …" goes with: some who came.
_HIRED = re.compile(
    r"\b(?:assun\w+|entrat\w+|ingress\w+|immess\w+|immission\w+|stabilizz\w+|arriv\w+|acquisi\w+|reclut\w+|concors\w+|pres[oi] servizio)\b",
    re.IGNORECASE,
)
NEAR = 60  # characters beside a claim in which such words speak of it
_MORE_AFTER = re.compile(
    r"^\s*(?:in più|aggiuntiv|assunt|neo|a tempo det|a tempo indet|dedicat|specializ|con contratto|immess|entrat|stabilizzat|dell'ambito|"
    r"su |ogni|per ogni|del distretto|hanno (?!in carico)|che )",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Claim:
    role: str
    year: int
    value: float
    start: int
    end: int
    total: bool  # the text says that there are no more


class StaffContradicted(Rule):
    """A number of staff in the narrative contradicts the form (R01 social workers, R02 other figures).

    Why it matters: the number of social workers decides on thresholds and on reason R18.

    Fires: "Gli assistenti sociali sono passati da otto a quindici" with 9 in R01; "al 31 dicembre erano in servizio 23
    assistenti sociali" with 19.

    Does not fire: hirings ("l'assunzione di due assistenti sociali"), some of them ("tre assistenti sociali dedicate"),
    staff of a consorzio, an ambito or a cooperative; part-time posts and differences under one, because the form counts
    equivalents; other years than those that the form prints; a number that is R01 + R02 together. The form of 2021 prints
    no staff (not applicable).
    """

    code = "X404"

    def applies(self, layout: FormLayout) -> bool:
        return all(layout.by_role(role) for role in _NOUNS)

    def evaluate(self, context: Context) -> Verdict:
        if not self.applies(context.layout) or not context.narrative:
            return NOT_APPLICABLE
        staff = {role: context.per_year(role) for role in _NOUNS}
        if not any(value is not None for years in staff.values() for value in years.values()):
            return NOT_EVALUABLE
        claims = list(_claims(context, sorted(staff["social_workers"])))
        flags: dict[str, Flag] = {}
        for claim in claims:
            printed = staff[claim.role].get(claim.year)
            code = context.code_for(claim.role)
            if printed is None or code is None or not _differs(claim, printed, staff):
                continue
            if any((o.role, o.year) == (claim.role, claim.year) and abs(o.value - printed) < 1 for o in claims):
                continue  # where one number is right, the other one is of some of them
            flags.setdefault(
                code,
                self.flag(
                    context,
                    f"La relazione indica {italian(claim.value)} {_ROLE_LABELS[claim.role]} nel {claim.year}, ma {code} ne "
                    f"riporta {italian(printed)}.",
                    subject=code,
                    evidence=[context.span(claim.start, claim.end)],
                    narrative=claim.value,
                    form=printed,
                    year=claim.year,
                ),
            )
        return list(flags.values())


def _differs(claim: _Claim, printed: float, staff: Mapping[str, Mapping[int, float | None]]) -> bool:
    """Whether a number is none that the form explains: this year's, all figures together, or, where it is smaller, a part."""
    everyone = [staff[role].get(claim.year) for role in _NOUNS]
    together = sum(v or 0 for v in everyone) if None not in everyone else None
    explained = [printed] if together is None else [printed, together]
    return all(abs(value - claim.value) >= 1 for value in explained) and (claim.value > printed or claim.total)


def _claims(context: Context, years: list[int]) -> Iterator[_Claim]:
    """Numbers of all the comune's staff, with the year of the form that they belong to."""
    if not years:
        return
    for sentence in statements(context):
        text = normal(sentence.text)
        if not years_in(text) <= {years[0], years[-1]}:
            continue
        for role, noun in _NOUNS.items():
            if not re.search(noun, text, re.IGNORECASE):
                continue
            for pattern in _COMPILED[role]:
                for match in pattern.finditer(text):
                    if _is_whole(text, match):
                        yield from _dated(role, match, years, sentence.start)


def _dated(role: str, match: re.Match[str], years: list[int], offset: int) -> Iterator[_Claim]:
    """Claims of a match, each with the year that the text tells it of."""
    start, end = offset + match.start(), offset + match.end()
    groups, text = match.groupdict(), match.string
    now, before = number(groups["n"]), number(groups.get("before"))
    total = before is not None or bool(_ALL.search(text))
    year = _year_of(text, match, years)
    if now is not None and year is not None:
        yield _Claim(role, year, now, start, end, total)
    if before is not None and len(years) > 1 and (groups.get("then") or str(years[0])) == str(years[0]):
        told = groups.get("then") or str(years[0]) in text
        if told:
            yield _Claim(role, years[0], before, start, end, total)


_YEAR_AFTER = re.compile(
    r" ?(?:unità )?(?:(?:nel|del|al|a fine|al 31 dicembre) (?P<y>20\d\d)|\((?:nel )?(?P<z>20\d\d)\))"
)


def _year_of(text: str, match: re.Match[str], years: list[int]) -> int | None:
    """The year that a number belongs to: one that stands beside it, else the present; None for a past not named."""
    clause_start = max(text.rfind(mark, 0, match.start("n")) for mark in ",;:(") + 1
    after = _YEAR_AFTER.match(text, match.end("n")) or _YEAR_AFTER.match(text, match.end())
    if after:
        return int(after["y"] or after["z"])
    before = years_in(text[clause_start : match.start("n")]) or (
        years_in(match[0][: match.start("n") - match.start()]) if not match.groupdict().get("before") else set()
    )
    opening = re.match(
        r"\W*(?:nel|al 31 dicembre|a fine|nel corso del|alla fine del)\b[^,;:]{0,20}?(20\d\d)", text, re.IGNORECASE
    )
    if len(before) == 1:
        return before.pop()
    if opening and not re.search(r"\b(?:ora|oggi|attualmente)\b", text):
        return int(opening[1])
    past = re.search(r"\b(?:erano|contava|disponeva|operavano|lavoravano)\b", text[clause_start : match.start("n")])
    on_date = re.search(r"\b(?:31 dicembre|31/12|fine anno)", text[: match.start("n")])
    return None if past and not on_date else years[-1]


def _is_whole(text: str, match: re.Match[str]) -> bool:
    start = match.start("n")
    exact = any(q.bound == "exact" and q.start <= start < q.end for q in quantities(text))
    around = text[max(0, match.start() - NEAR) : match.end() + NEAR]
    return (
        exact
        and bool(_WHOLE.search(text))
        and ("before" in match.groupdict() or not _HIRED.search(around))
        and not _MORE_BEFORE.search(text[:start])
        and not _NEW_BEFORE.search(text[: match.start()])
        and not _MORE_AFTER.match(text[match.end() :])
        and not _NOT_THE_STAFF.search(around)
        and not OTHER_BODY.search(text[: match.end() + NEAR])
    )
