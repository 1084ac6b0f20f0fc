"""X402."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian
from r40.checks.cross.phrases import NUMBER, OTHER_BODY, normal, number, speaks_of_year
from r40.checks.quantities import quantities
from r40.records import Flag, Severity

# What narratives call the area as a whole, not one group in it.
_AREAS = {
    "anziani": r"anzian[ie]|terza età",
    "disabili": r"disabil[ie]|disabilità|persone con disabilità",
    "famiglia": r"(?:famigli[ae] e (?:i )?minor[ie]|minori e (?:le )?famigli[ae])",
    "immigrati": r"immigrat[ie](?: e nomadi)?|stranier[ie]|migranti",
    "poverta": r"povertà(?:,? disagio adult\w+(?: e senza (?:fissa )?dimora)?)?|povertà e disagio adult\w+",
    "dipendenze_salute_mentale": r"dipendenze(?: e salute mentale)?",
}
_SERVED = r"(?:seguit[ie]|assistit[ie]|servit[ie]|in carico|pres[ie] in carico|conteggiat[ie])"
_WHEN = r"(?:nel(?: corso del)? (?:20\d\d|\'\d\d)|nell'anno(?: 20\d\d)?|durante l'anno|complessivamente|dal servizio(?: sociale)?|dai servizi(?: sociali)?|dal comune)"
_FILL = r"(?:di conseguenza |in totale |complessivamente |pari a |ora |nel 20\d\d |n\. ?)*"
_PEOPLE = r"(?:utenti|persone|assistiti|cittadini)"
_ENDS = r"(?=\s*(?:[).,;:\-]|$))"

_WHOLE = (
    r"\b(?:gli|i|le)\s+(?:{people} )?(?:{area})(?: {served}| {when})* {served}(?: {when})*,? (?:sono|erano)(?: stat[ie])? {fill}{n}",
    r"\b(?:gli |i )?utenti (?:{area})(?: {when}| {served})*,? (?:sono|erano)(?: stat[ie])? {fill}{n}",
    r"\barea (?:{area})(?:\s\w+)? (?:conta|assomma|registra|comprende|annovera|totalizza|ha (?:contato|registrato|servito|seguito|avuto)) "
    r"{fill}{n} {people}",
    r"\butenti (?:(?:seguiti|serviti) )?(?:dell'|nell')area (?:{area})(?: {when}| {served})*,? (?:sono|erano)(?: stat[ie])? {fill}{n}",
    r"\bquelli dell'area (?:{area})(?: sono stati)? {n}" + _ENDS,
    r"^(?:[-*•] |\(?[a-zA-Z\d]{{1,2}}[.)] )?(?:area )?(?:{area})\s?[(,:\-] ?(?:n\.? ?)?{n} utenti" + _ENDS,
    r"^(?:[-*•] |\(?[a-zA-Z\d]{{1,2}}[.)] )?(?:area )?(?:{area})\s?[(,:\-] ?utenti:? {n}" + _ENDS,
)
# A number of people of the area that need not be all of them: it contradicts the form only if it is above all rows.
_SOME = (
    r"\b{served} (?:{when} )?{n} (?:{people} )?(?:{area})\b",
    r"\b{n} (?:{people} )?(?:{area}) (?:sono (?:stat[ie] )?)?{served}",
    r"\b(?:assistenza domiciliare|sad|servizio domiciliare)\b[^.;:,]{{0,60}}? (?:per|a|di|servire|seguire|favore di) {n} "
    r"(?:utenti |persone )?(?:{area})\b",
    r"\bha(?:nno)? (?:seguito|assistito|servito|preso in carico) (?:{when} )?{n} (?:{people} )?(?:{area})\b",
)


@dataclass(frozen=True)
class _Claim:
    area: str
    value: float
    whole: bool
    start: int
    end: int


class UsersContradicted(Rule):
    """A number of users in the narrative contradicts Quadro 1.

    Why it matters: the service level counts those users.

    Fires: "Gli anziani seguiti nel 2023 sono stati 310" where the rows of the elderly add up to 212; "Area disabili (58
    utenti)" where they add up to 41; "sono stati assistiti 400 anziani" where all rows of the area have 212.

    Does not fire: a number that a row, or the sum of some rows of the area, explains; a service's own users ("19 utenti in
    assistenza domiciliare"); a part of the area; "circa", "oltre"; another year; the users of a consorzio or of an ambito;
    contacts, accesses and inhabitants. Families and minors count as an area only when named together. Where all rows of
    the area are blank the flag is a warning, because blank is not zero.
    """

    code = "X402"

    def evaluate(self, context: Context) -> Verdict:
        if not context.narrative:
            return NOT_APPLICABLE
        if not context.figures_complete or not context.user_rows:
            return NOT_EVALUABLE
        flags: dict[str, Flag] = {}
        for claim in _claims(context):
            flag = self._judged(context, claim)
            if flag is not None:
                flags.setdefault(claim.area, flag)
        return list(flags.values())

    def _judged(self, context: Context, claim: _Claim) -> Flag | None:
        rows = context.area_rows(claim.area)
        if not rows:
            return None
        values = [row.get("users") for row in rows.values()]
        base = [row.get("users_base") or 0.0 for row in rows.values()]
        served = [value or 0.0 for value in values]
        total = sum(served)
        if _explained(claim.value, served) or _explained(claim.value, base):
            return None
        if not claim.whole and claim.value <= max(total, sum(base)):
            return None
        blank = all(value is None for value in values)
        printed = (
            "le righe sono tutte in bianco"
            if blank
            else f"le righe dell'area ({', '.join(rows)}) fanno {italian(total)}"
        )
        return self.flag(
            context,
            f"La relazione indica {italian(claim.value)} utenti per l'area «{context.codebook.areas[claim.area]}», ma nel "
            f"Quadro 1 {printed}.",
            subject=next(iter(rows)),
            severity=Severity.WARNING if blank else None,
            evidence=[context.span(claim.start, claim.end)],
            area=claim.area,
            narrative=claim.value,
            form=None if blank else total,
            rows=dict(zip(rows, values, strict=True)),
        )


def _explained(value: float, parts: list[float]) -> bool:
    """Whether some of the rows add up to the value."""
    filled = [part for part in parts if part]
    return any(abs(sum(some) - value) < 1 for n in range(1, len(filled) + 1) for some in combinations(filled, n))


def _claims(context: Context) -> Iterator[_Claim]:
    for sentence in context.sentences:
        text = normal(sentence.text)
        if not re.search(
            r"utenti|segui|assistit|assistenza|\bsad\b|domiciliare|servi|carico|conteggiat|preso", text, re.IGNORECASE
        ):
            continue
        for area, names in _AREAS.items():
            for whole, patterns in ((True, _WHOLE), (False, _SOME)):
                for pattern in patterns:
                    words = {
                        "area": names,
                        "served": _SERVED,
                        "when": _WHEN,
                        "fill": _FILL,
                        "people": _PEOPLE,
                        "n": NUMBER,
                    }
                    for match in re.finditer(pattern.format(**words), text, re.IGNORECASE):
                        value = number(match[1])
                        if value is not None and _of_this_comune(text, match, context.relazione.year):
                            yield _Claim(
                                area, value, whole, sentence.start + match.start(), sentence.start + match.end()
                            )


def _of_this_comune(text: str, match: re.Match[str], year: int | None) -> bool:
    """Whether the claim is exact, of the reporting year, and of no other body."""
    exact = any(q.bound == "exact" and q.start <= match.start(1) < q.end for q in quantities(text))
    after = text[match.end() : match.end() + 20]
    part = re.match(
        r"\s*(?:minorenni|residenti|soli|nel 20|in assistenza|a domicilio|in più|nuov|%|per cento)",
        after,
        re.IGNORECASE,
    )
    told = text[: match.end()] + (after if re.match(r"\s*(?:nel|del|per il) 20\d\d", after) else "")
    return exact and not part and not OTHER_BODY.search(text[: match.end() + 30]) and speaks_of_year(told, year)
