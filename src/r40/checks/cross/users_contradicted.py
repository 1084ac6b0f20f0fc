"""X402."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian
from r40.checks.cross.phrases import NUMBER, OTHER_BODY, normal, number, speaks_of_year, statements
from r40.checks.quantities import quantities
from r40.records import Flag, Severity

# What narratives call the area as a whole, not one group in it.
_AREAS = {
    "anziani": r"(?:persone )?anzian[ie]|terza età",
    "disabili": r"(?:persone |cittadini )?disabil[ie]|disabilità|(?:persone|cittadini|utenti|soggetti) con disabilità",
    "famiglia": r"famigli[ae] e (?:i )?minor[ie]|minori e (?:le )?famigli[ae]|minori e famiglie",
    "immigrati": r"immigrat[ie](?: e nomadi)?|(?:cittadini |utenti )?stranier[ie]|migranti",
    "poverta": r"(?:persone )?(?:in (?:condizion[ie] di|stato di) )?povertà(?:,? (?:e )?disagio (?:adult\w+|degli adulti)(?:,? (?:e|o) senza (?:fissa )?dimora)?)?",
    "dipendenze_salute_mentale": r"(?:persone |utenti )?(?:con )?dipendenze(?: (?:e|o|e/o) (?:con )?(?:salute mentale|disagio (?:psichico|mentale)))?",
}
_SERVED = (
    r"(?:seguit[ie]|assistit[ie]|servit[ie]|in carico|pres[ie] in carico|conteggiat[ie]|raggiunt[ie]|"
    r"che (?:hanno (?:usufruito|beneficiato|fruito) dei servizi|si sono rivolt[ie] (?:ai servizi|al servizio)))"
)
_WHEN = (
    r"(?:nel(?: corso (?:del|dell'anno))?(?: 20\d\d| \'\d\d)?|nell'anno(?: 20\d\d)?|durante l'anno|complessivamente|in totale|in tutto|nel complesso|"
    r"dal(?:l')? ?(?:servizio|comune|ente)(?: sociale)?|dai servizi(?: sociali)?|ai servizi(?: sociali)?|al(?: 31 dicembre(?: 20\d\d)?| servizio(?: sociale)?))"
)
_FILL = (
    r"(?:di conseguenza |in totale |in tutto |complessivamente |pari a |ora |nel 20\d\d |nell'anno |n\. ?|a |quasi )*"
)
_PEOPLE = r"(?:utenti|persone|assistiti|cittadini|beneficiari)"
_ENDS = r"(?=\s*(?:[).,;:\-]|$|nel 20|nell'anno|in carico|seguit|assistit|utenti|persone|assistiti|beneficiari|unità|e |contro|rispetto|a fronte))"
# A comma is taken in one way only, or a long row of them would be tried in all ways.
_MIDDLE = rf"(?:,? (?:{_SERVED}|{_WHEN})|,(?! (?:{_SERVED}|{_WHEN})))*"
_BULLET = r"^(?:[-*•] |\(?[a-zA-Z\d]{1,2}[.)] )?"
_IS = r"(?:sono (?:stat|risultat|diventat)[ie]|sono|erano|ammontano|ammontavano|risultano)"

# AREA and NUM stand for the words of an area and for a number; a group named `before` is that of the base year.
_WHOLE = (
    rf"\b(?:gli|i|le)\s+(?:{_PEOPLE} )?(?:AREA)(?: {_WHEN})* ?{_SERVED}{_MIDDLE} {_IS} {_FILL}(?P<n>NUM){_ENDS}",
    rf"\b(?:gli |i |le )?{_PEOPLE} (?:dell'area |nell'area )?(?:AREA){_MIDDLE} {_IS} {_FILL}(?P<n>NUM){_ENDS}",
    rf"\b(?:le|i|gli) (?:AREA) {_SERVED}{_MIDDLE} {_IS} {_FILL}(?P<n>NUM){_ENDS}",
    rf"\b(?:area|settore) (?:AREA)(?:\s\w+)? (?:conta|assomma|registra|comprende|annovera|totalizza|ha (?:contato|registrato|servito|seguito|avuto))"
    rf"(?:,? {_WHEN},?)* {_FILL}(?P<n>NUM) {_PEOPLE}",
    rf"\barea (?:AREA),? (?:{_WHEN},? )*(?:sono (?:stat[ie] )?|risultano |si contano )(?:{_SERVED} )?{_FILL}(?P<n>NUM) {_PEOPLE}\b",
    rf"\b{_PEOPLE} (?:(?:seguiti|serviti) )?(?:dell'|nell')area (?:AREA){_MIDDLE},? {_IS} {_FILL}(?P<n>NUM)",
    rf"\bquell[ioae] (?:dell'area |della |degli |dei |delle )(?:AREA)(?: sono stati)?,? (?P<n>NUM){_ENDS}",
    rf"{_BULLET}(?:area )?(?:AREA)\s?[(,:\-] ?(?:n\.? ?)?(?P<n>NUM) {_PEOPLE}{_ENDS}",
    rf"{_BULLET}(?:area )?(?:AREA)\s?[(,:\-] ?{_PEOPLE}:? (?P<n>NUM){_ENDS}",
    rf"^\W*(?:utenza|utenti|{_PEOPLE})\b[^.;:]{{0,40}}:[^.;]{{0,90}}?\b(?:AREA):? (?:n\. ?)?(?P<n>NUM)(?=\s*(?:[,;.)]|$))",
    rf"\b(?:AREA)(?:,? {_SERVED}|,? {_WHEN})* (?:sono )?(?:passan\w+|passat\w+|salit\w+|sces\w+|cresc\w+|cresciut\w+|diminuit\w+) da (?P<before>NUM)(?: nel 20\d\d)? a (?P<n>NUM)\b",
    rf"\b{_PEOPLE}? ?(?:AREA) erano (?P<before>NUM) nel 2019,? e (?:(?:sono )?(?:diventati|saliti a|scesi a|passati a)|sono|risultano) (?P<n>NUM)\b",
    rf"\b(?:complessivamente|in tutto|in totale|nel complesso)\b,? [^.;]{{0,60}}?(?P<n>NUM) (?:{_PEOPLE} )?(?:AREA)\b",
    rf"\b(?:abbiamo|ha|hanno|sono stati|si sono) {_SERVED}[^.;,]{{0,30}} (?:complessivamente|in tutto|in totale) (?P<n>NUM) (?:{_PEOPLE} )?(?:AREA)\b",
    rf"\b(?:ha avuto|ha|avuto|aveva) in carico (?P<n>NUM) (?:{_PEOPLE} )?(?:AREA)\b",
    rf"\bsono (?P<n>NUM) (?:le |gli |i )?(?:{_PEOPLE} )?(?:AREA){_MIDDLE},? ?{_SERVED}",
)
# A number of people of the area that need not be all of them: it contradicts the form only if it is above all rows.
_SOME = (
    rf"\b{_SERVED} (?:{_WHEN} )*(?P<n>NUM) (?:{_PEOPLE} )?(?:AREA)\b",
    rf"\b(?P<n>NUM) (?:{_PEOPLE} )?(?:AREA) (?:sono (?:stat[ie] )?)?{_SERVED}",
    rf"\b(?:assistenza domiciliare|sad|servizio domiciliare)\b[^.;:,]{{0,60}}? (?:per|a|di|servire|seguire|favore di|raggiunto|seguito|interessato|coinvolto)"
    rf"(?: {_WHEN})* (?P<n>NUM) (?:utenti |persone )?(?:AREA)\b",
    rf"\bha(?:nno)? (?:seguito|assistito|servito|preso in carico|raggiunto|coinvolto) (?:{_WHEN} )*(?P<n>NUM) (?:{_PEOPLE} )?(?:AREA)\b",
    rf"\b(?:AREA) (?:che )?(?:raggiunt[ie]|seguit[ie]|assistit[ie]|hanno beneficiato)[^.;:]{{0,50}}? (?:{_IS}|(?:sono )?salit[ie] a) {_FILL}(?P<n>NUM){_ENDS}",
)
# Users of all areas together.
_EVERYONE = (
    rf"\btotale (?:degli utenti|dell'utenza|utenti|delle persone)\b[^.;:]{{0,60}}? (?:è|è stato|risulta|ammonta)(?: stat[oa])? {_FILL}(?:di )?(?P<n>NUM){_ENDS}",
    rf"\b(?:serviti|seguiti|assistiti|accolti) (?:nel 20\d\d |nell'anno )?(?:complessivamente|in totale|in tutto) {_FILL}(?P<n>NUM) (?:utenti|assistiti)\b",
    rf"\butenti (?:serviti|seguiti|in carico)(?:,? {_WHEN})+,? (?:sono|sono stati|ammontano)(?: stati)? {_FILL}(?P<n>NUM){_ENDS}",
    rf"\b(?:complessivamente|in totale|in tutto)\b,? (?:\w+ ){{0,4}}?(?:serviti|seguiti|assistiti) {_FILL}(?P<n>NUM) (?:utenti|assistiti)\b",
    rf"\bsi sono rivolti ai servizi(?: sociali)? {_FILL}(?P<n>NUM) utenti\b",
    r"\btotale (?:degli )?utenti\b[^.;:]{0,60}? passat\w+ da (?P<before>NUM)(?: nel 20\d\d)? a (?P<n>NUM)\b",
)
_EVERYBODY = "tutti"


def _compiled(patterns: tuple[str, ...], names: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(p.replace("AREA", f"(?:{names})").replace("NUM", NUMBER[1:-1]), re.IGNORECASE) for p in patterns
    )


_PATTERNS = {
    **{area: ((True, _compiled(_WHOLE, names)), (False, _compiled(_SOME, names))) for area, names in _AREAS.items()},
    _EVERYBODY: ((True, _compiled(_EVERYONE, "")),),
}


@dataclass(frozen=True)
class _Claim:
    area: str
    value: float
    whole: bool
    of_base: bool  # of the base year
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
        everybody = claim.area == _EVERYBODY
        code = context.code_for("total_users")
        if everybody and code is None:
            return None
        rows = {str(code): context.relazione.fields[str(code)]} if everybody else context.area_rows(claim.area)
        if not rows:
            return None
        values = [row.get("users_base" if claim.of_base else "users") for row in rows.values()]
        served, total = [value or 0.0 for value in values], sum(value or 0.0 for value in values)
        other = [row.get("users" if claim.of_base else "users_base") or 0.0 for row in rows.values()]
        if _explained(claim.value, served) or (not claim.of_base and _explained(claim.value, other)):
            return None
        if not claim.whole and claim.value <= max(total, sum(other)):
            return None
        blank = all(value is None for value in values)
        named = f"il totale ({code})" if everybody else f"le righe dell'area ({', '.join(rows)})"
        printed = (
            "le righe sono tutte in bianco" if blank else f"{named} fa{'' if everybody else 'nno'} {italian(total)}"
        )
        whom = "in tutto" if everybody else f"per l'area «{context.codebook.areas[claim.area]}»"
        return self.flag(
            context,
            f"La relazione indica {italian(claim.value)} utenti {whom}"
            f"{' nell’anno base' if claim.of_base else ''}, ma nel Quadro 1 {printed}.",
            subject=next(iter(rows)),
            severity=Severity.WARNING if blank else None,
            evidence=[context.span(claim.start, claim.end)],
            area=None if everybody else claim.area,
            narrative=claim.value,
            form=None if blank else total,
            rows=dict(zip(rows, values, strict=True)),
        )


def _explained(value: float, parts: list[float]) -> bool:
    """Whether some of the rows add up to the value."""
    filled = [part for part in parts if part]
    return any(abs(sum(some) - value) < 1 for n in range(1, len(filled) + 1) for some in combinations(filled, n))


_ABOUT_USERS = re.compile(
    r"uten[tz]|segui|assist|\bsad\b|domiciliar|serv|carico|conteggiat|pres[oie]|rivolt|benefici|area|settore",
    re.IGNORECASE,
)


def _claims(context: Context) -> Iterator[_Claim]:
    year = context.relazione.year
    for sentence in statements(context):
        text = normal(sentence.text)
        if not _ABOUT_USERS.search(text) or not re.search(r"\d|\w{3}", text):
            continue
        for area, kinds in _PATTERNS.items():
            for whole, patterns in kinds:
                for match in (m for pattern in patterns for m in pattern.finditer(text)):
                    before = number(match.groupdict().get("before"))
                    value = number(match["n"])
                    start, end = sentence.start + match.start(), sentence.start + match.end()
                    if value is not None and _of_this_comune(text, match, year, before is not None):
                        yield _Claim(area, value, whole, False, start, end)
                        if before is not None and "2019" in match[0]:
                            yield _Claim(area, before, whole, True, start, end)


_PART_AFTER = re.compile(
    r"\s*(?:minorenni|residenti|soli|nel 20|in assistenza|a domicilio|in più|nuov|%|per cento|ore\b|access|nuclei|anni|oltre|over|ultra|"
    r"ospit|inserit|in (?:struttura|lista|attesa))",
    re.IGNORECASE,
)
_PART_BEFORE = re.compile(
    r"\b(?:nuov[ie]|attesa|residenti|aument\w+ di|cresciut\w+ di|progetto|laboratorio|centro diurno|alunn\w+|access\w+|lista|di cui|"
    r"(?:oltre|over|sopra) i? ?\d\d)\b",
    re.IGNORECASE,
)


def _of_this_comune(text: str, match: re.Match[str], year: int | None, moved: bool) -> bool:
    """Whether the claim is exact, of the reporting year, of the area as a whole, and of no other body."""
    exact = any(q.bound == "exact" and q.start <= match.start("n") < q.end for q in quantities(text))
    after = text[match.end() : match.end() + 20]
    if not exact or (_PART_AFTER.match(after) and not re.match(rf"\s*nel {year}", after)):
        return False
    if _PART_BEFORE.search(text[: match.end("n")]) or OTHER_BODY.search(text[: match.end() + 30]):
        return False
    told = text[: match.end()] + (after if re.match(r"\s*(?:nel|del|per il) 20\d\d", after) else "")
    if moved:
        told = re.sub(r"\b2019\b", "", told)
    return speaks_of_year(told, year)
