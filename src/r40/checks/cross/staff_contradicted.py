"""X404."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian
from r40.checks.cross.phrases import NUMBER, OTHER_BODY, normal, number, years_in
from r40.checks.quantities import quantities
from r40.codebook.schema import FormLayout
from r40.records import Flag

_NOUNS = {
    "social_workers": r"(?:assistent[ei] social[ei]|AA\.? ?SS\.?)",
    "other_staff": r"(?:altre figure(?: professionali)?)",
}
_ROLE_LABELS = {"social_workers": "assistenti sociali", "other_staff": "altre figure professionali"}
_STAFF = r"(?:organico|dotazione(?: organica)?|staff|pianta organica)"
_IN_SERVICE = r"(?:in servizio|in organico|di ruolo|in forza|dipendenti|comunali|del comune|dell'ente)"
_NOW = r"(?:ora |oggi |attualmente |complessivamente |in tutto |in totale |divenut[ie] |diventat[ie] |rimast[ie] |stat[ie] |pari a )*"
_ON_DATE = r" (?:al 31 dicembre|a fine anno)(?: 20\d\d)?"
_MOVED = r"(?:passat|sces|salit|cresciut|ridott|aument|diminuit|calat|raddoppiat|passa|sale|scende)\w*"
_ENDS = r"(?=\s*(?:[).,;:(\-]|$|nel 20|al 31|al 1|a fronte|contro|rispetto|come nel|quant|e (?:si|il|la|l')))"

# Group 1 is the present number; a group named `before` is an earlier one.
_PATTERNS = (
    r"\b{noun}(?: {service})*{date} sono {now}{n}" + _ENDS,
    r"\b{noun} {service}{on_date} erano {n}" + _ENDS,
    r"\b{noun}(?: {service})* (?:sono|si sono|è|si è) {moved}[^.;:]{{0,25}}? da (?P<before>{b})(?: unità)? a {n}\b",
    r"\b(?:numero (?:delle|degli|di) {noun}|{staff})[^.;:]{{0,70}}? da (?P<before>{b})(?: unità)? a {n}\b(?: unità| {noun})?",
    r"\bda (?P<before>{b}) a {n} {noun}",
    r"\b{staff}(?: \w+){{0,5}}? (?:conta|comprende|dispone di|consta di|è di|è composto da|è formato da) (?:ora |oggi )?{n} {noun}",
    r"\b{staff}(?: comunale)? (?:è|resta|rimane|è fermo|è ferma) (?:ora |oggi )?(?:di|a) {n} (?:unità|{noun})",
    r"\b(?:organico di|{staff},? portat[oa] a) {n} {noun}",
    r"\bservizio(?: sociale)?(?: professionale| comunale)?[^.;:,]{{0,40}}? conta (?:ora |oggi )?{n} {noun}" + _ENDS,
    r"\b(?:sono|risultano|operano|lavorano) (?:{service} )?{n} {noun}(?: {service})?" + _ENDS,
    r"\berano {service} {n} {noun}" + _ENDS,
    r"\b{service} {n} {noun}" + _ENDS,
    r"\b{n} {noun} {service}" + _ENDS,
    r"\b{n} {noun} (?=\((?:erano )?(?:\d+|[a-z]+) nel 20\d\d\))",
    r"\b{n} {noun} (?=(?:a fronte|contro|rispetto) (?:de|a)(?:i|gli|lle|l)\w* \w+ (?:del|nel) 20\d\d)",
    r"\b(?:il comune|l'ente|il servizio(?: sociale)?(?: professionale| comunale)?|il settore|l'ufficio) (?:conta|dispone di|"
    r"impiega|ha in organico|ha in servizio|può contare su) {n} {noun}" + _ENDS,
)
# Words that make the number one of those to come, of those lacking, of part of the staff, or of others.
_NOT_THE_STAFF = re.compile(
    r"\b(?:mancan\w+|servir\w+|dovrebb\w+|previst\w+|programmat\w+|sar(?:à|anno)|verr(?:à|anno)|entro il|part[ -]time|tempo parziale|"
    r"ore settimanali|a \d+ ore|posti|concors\w+ per|equivalent\w+|fte|distaccat\w+|tirocinant\w+|volontar\w+|"
    r"educativ\w+|centro|sportell\w+|area (?:minori|adulti|anziani))\b",
    re.IGNORECASE,
)
_MORE_BEFORE = re.compile(
    r"\b(?:altr[ie]|ulterior\w+|nuov[ie]|assunt\w+|delle|dei|degli|assunzione di|ingresso di|arrivo di)\s*$",
    re.IGNORECASE,
)
_NEW_BEFORE = re.compile(
    r"\b(?:entra\w*|immess\w+|pres[oaie]|prendere|mess[oaie]|hanno|immission\w+|da|assunt\w+)\s*$", re.IGNORECASE
)
NEAR = 50  # characters beside a claim in which such words speak of it
_MORE_AFTER = re.compile(
    r"^\s*(?:in più|aggiuntiv|assunt|neo|a tempo det|dedicat|specializ|con contratto)", re.IGNORECASE
)


@dataclass(frozen=True)
class _Claim:
    role: str
    year: int
    value: float
    start: int
    end: int


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
        flags: dict[str, Flag] = {}
        for claim in _claims(context, sorted(staff["social_workers"])):
            printed = staff[claim.role].get(claim.year)
            code = context.code_for(claim.role)
            if printed is None or code is None or abs(printed - claim.value) < 1:
                continue
            everyone = [staff[role].get(claim.year) for role in _NOUNS]
            if None not in everyone and abs(sum(v or 0 for v in everyone) - claim.value) < 1:
                continue
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


def _claims(context: Context, years: list[int]) -> Iterator[_Claim]:
    """Numbers of all the comune's staff, with the year of the form that they belong to."""
    if not years:
        return
    words = {
        "service": _IN_SERVICE,
        "now": _NOW,
        "moved": _MOVED,
        "on_date": _ON_DATE,
        "date": f"(?:{_ON_DATE})?",
        "staff": _STAFF,
        "n": NUMBER,
        "b": NUMBER[1:-1],
    }
    for sentence in context.sentences:
        text = normal(sentence.text)
        named = years_in(text)
        if not named <= {years[0], years[-1]}:
            continue
        for role, noun in _NOUNS.items():
            if not re.search(noun, text, re.IGNORECASE):
                continue
            for pattern in _PATTERNS:
                for match in re.finditer(pattern.format(noun=noun, **words), text, re.IGNORECASE):
                    group = 2 if "before" in match.groupdict() else 1
                    if not _is_whole(text, match, group):
                        continue
                    yield from _dated(role, match, group, named, years, sentence.start)


def _dated(
    role: str, match: re.Match[str], group: int, named: set[int], years: list[int], offset: int
) -> Iterator[_Claim]:
    start, end = offset + match.start(), offset + match.end()
    now, before = number(match[group]), number(match.groupdict().get("before"))
    after = match.string[match.end() : match.end() + 12]
    of_base = str(years[0]) in match[0] + after and str(years[-1]) not in match[0]
    if now is not None and (before is not None or not (of_base and re.match(r"\s*(?:nel|del|al)", after))):
        yield _Claim(role, years[-1], now, start, end)
    if before is not None and years[0] in named and len(years) > 1:
        yield _Claim(role, years[0], before, start, end)


def _is_whole(text: str, match: re.Match[str], group: int) -> bool:
    exact = any(q.bound == "exact" and q.start <= match.start(group) < q.end for q in quantities(text))
    around = text[max(0, match.start() - NEAR) : match.end() + NEAR]
    return (
        exact
        and not _MORE_BEFORE.search(text[: match.start(group)])
        and not _NEW_BEFORE.search(text[: match.start()])
        and not _MORE_AFTER.match(text[match.end() :])
        and not _NOT_THE_STAFF.search(around)
        and not OTHER_BODY.search(text[: match.end() + NEAR])
    )
