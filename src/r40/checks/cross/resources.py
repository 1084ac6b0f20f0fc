"""How narratives name the additional resources of the year (R08), and what they must not be taken for.

X401 and X406 share it. A name is put together from parts that combine freely: a noun of money, a word for "more", and a
reference to where it comes from (the fund, the law, the objectives of service).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from r40.checks.cross.phrases import SEVERAL_YEARS, small, years_in

MONEY = (
    r"(?:risors[ae]|somm[ae]|quot[ae]|fond[oi]|import[oi]|trasferiment[oi]|finanziament[oi]|assegnazion[ei]|dotazion[ei]|"
    r"contribut[oi]|stanziament[oi]|increment[oi]|attribuzion[ei]|introit[oi]|entrat[ae]|erogazion[ei]|gettit[oi]|budget|"
    r"surplus|provvidenz[ae]|ammontar[ei]|denar[oi]|soldi|cifr[ae]|beneficio|plafond)"
)
"""A noun of money that is given."""

_MORE_BEFORE = r"(?:maggior[ei]?|ulterior[ie]|nuov[ei]|extra|aggiuntiv[aeio]|supplementar[ei])"
_FUND = (
    r"(?:f\.? ?s\.? ?c\b\.?|fondo di solidariet[àa]'?|obiettiv[oi] di servizio|d-quinquies|comma (?:791|792)|c\. ?(?:791|792)|"
    r"commi 791|791 e 792|l\. ?(?:n\. ?)?(?:178/2020|232/2016)|178/2020|232/2016|d\.? ?p\.? ?c\.? ?m\b)"
)
_PURPOSE = (
    r"(?:sviluppo (?:e (?:del |il )?(?:potenziamento|ampliamento) )?dei servizi sociali|potenziamento dei servizi sociali|"
    r"funzion[ei] social[ei]|servizi sociali(?: comunali)?|funzione (?:del )?sociale|per il sociale)"
)
_BETWEEN = r"(?:[^.;:€\d]|(?<=lett)\.|(?<=art)\.|(?<=\bc)\.)"

REFERENCE = re.compile(rf"\b(?:lett(?:era|\.) )?{_FUND}", re.IGNORECASE)
"""Where the resources come from: the fund, its law, its decree, its objectives."""

GIVEN = (
    r"(?:assegn(?:at|a|o|ò|azion|and)|attribui|riconosc|ricev|spett(?:a|an|at|av|er|o)|concess|concede|eroga|stanzi|accredit|arriv|giunt|giunge|"
    r"pervenut|perviene|introit|incass|percep|benefici(?:a(?:t|to)?|ò)\b|tocca|ottenut|ottiene|dat[oaie]\b|dà\b|d(?:à|anno)\b|portat|trasfer(?:it|isce)|destin|attinge|"
    r"accertat|riversat[oaie] dallo|vers(?:at|a)\w* dallo|mess[oaie] a disposizione|contare su|dispo(?:ne|st)|toccat|corrispost|riserva(?:t|to)|dispor|rimess|ammess|finanziat)"
)
"""Stem of a verb of giving or of getting."""

_TOPIC = re.compile(
    rf"\b{MONEY}(?: (?:finanziari\w{{1,2}}|statal\w|economic\w{{1,2}}|complessiv\w|social\w|vincolat\w)){{0,2}} \W?(?:aggi?u\w{{1,3}}iv[aeio]|agg\.|supplementar[ei]|incremental[ei]|in aggiunta|extra)(?!\w)"
    rf"(?: effettiv\w)?"
    rf"|\b(?:aggiuntiv[ae]|supplementar[ei]) {MONEY}"
    rf"|\b{_MORE_BEFORE} (?:\w{{3,12}} )?{MONEY}(?=[^;:\n]{{0,90}}?\b(?:{GIVEN}|{_FUND}|{_PURPOSE}))"
    rf"|\b{_MORE_BEFORE} {MONEY}(?= ?[,(:])"
    rf"|\b{MONEY} in pi[ùu](?= ?[,(:])"
    rf"|\b(?:f\.? ?s\.? ?c\b\.?|fondo di solidarietà(?: comunale)?),? (?:\W )?\(?(?:quota )?(?:per )?(?:il |i )?(?:servizi )?social[ei]\b"
    rf"|\b(?:{MONEY}|euro) in pi[ùu]'?(?={_BETWEEN}{{0,90}}?\b(?:{GIVEN}|{_FUND}|{_PURPOSE}))"
    rf"|\b{MONEY} (?:\(?r08\)?|da rendicontare|(?:oggetto d\w+|di cui alla) (?:presente )?(?:rendicontazione|relazione))\b|\br08\b"
    rf"|\b(?:{MONEY}|maggior\w?)(?= {_BETWEEN}{{0,80}}?\b(?:{_FUND}|(?:sviluppo|potenziamento) (?:e (?:il )?potenziamento )?dei servizi sociali))"
    rf"|\br[ie]s\. agg\.?"
    rf"|\b(?:somma|quota|importo|assegnazione|risorse) (?:spettant[ei]|assegnat[oae]|riconosciut[oae]|attribuit[oae])(?:ci)?(?= (?:al (?:nostro )?comune|a questo|all'ente|per l'anno|per il 20\d\d|per l'annualit))"
    rf"|\brisorse effettive (?=assegnat|spettant|attribuit|riconosciut)"
    rf"|\bquanto (?:\w+ )?(?:ricevut|assegnat|riconosciut|attribuit|arrivat)\w (?:\w+ )?(?:in pi[ùu]|in aggiunta)"
    rf"|\b(?:{MONEY})(?= (?:vincolat[aeoi] )?(?:al|per il) sociale\b)"
    rf"|\bimporto (?:assegnato|riconosciuto)(?: a (?:questo|codesto) (?:ente|comune))?(?: quale (?:incremento|quota)[^.;€\d]{{0,40}})?",
)
"""What narratives call the additional resources of the year (R08), in small letters (``small``)."""

OTHER_MONEY = re.compile(
    r"\b(?:propri\w?|comunali? di bilancio|risorse comunali|fondi comunali|(?:di|del|dal|nel|sul) (?:proprio )?bilancio|regional\w*|region[ei]|europe\w*|comunitari\w?|pnrr|p\.n\.r\.r|"
    r"privat[oi]|donazion\w+|avanzo|fondazion[ei]|minori stranieri|msna|ristor[oi]|indennit[àa]|centri estivi|povert[àa]|p\.?o\.?n\b|inclusione|non autosufficienza|f\.?n\.?a\b|f\.?n\.?p\.?s\b|"
    r"(?:fondo )?(?:nazionale )?politiche (?:sociali|giovanili|per la famiglia|della famiglia)|dopo di noi|vita indipendente|home care|h\.?c\.?p\b|inps|"
    r"(?:asil[oi] )?nid[oi]|prima infanzia|trasporto (?:degli |di )?(?:alunni|studenti|scolastico)|trasporto disabili|alunni con disabilit[àa]|5 per mille|cinque per mille|emergenza|"
    r"covid|s\.?a\.?i\b|sprar|quota (?:associativa|capitaria|pro capite|annua|consortile)|barriere architettoniche|assistenza all'autonomia|"
    r"compartecipazion\w+|piano di zona 20\d\d|caregiver|tari\b|imu\b|proventi)\b",
    re.IGNORECASE,
)
"""Money that is not the additional resources: the comune's own, the region's, Europe's, other funds."""

_DECREE = re.compile(
    r"\b(?:d\.? ?p\.? ?c\.? ?m\.?|decret[oi]|legge|l\.|d\.m\.|dm|delibera\w*|determina\w*|convenzione|nota|circolare|mandato|cap\.?|capitol[oi])"
    r"(?: di bilancio| di stabilit[àa])?(?: (?:del|dell'|n\.|per il|in data))?(?: ?\d{1,4}(?:°|º)?(?: (?:gennaio|febbraio|marzo|"
    r"aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre))?)? ?(?:del )?((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_OTHER_YEAR = re.compile(
    r"\b(?:(?:ann[oi]|annualit[àa]|esercizi[oi]?) (?:precedent|scors|passat|prima|prossim|successiv|futur)\w*|(?:precedent|scors|passat|prossim|successiv|futur)\w{1,2} "
    r"(?:ann[oi]|annualit[àa]|esercizi\w?)|ann[oi] (?:prima|dopo|addietro)|qualche anno fa|in passato|pluriennal\w+|dal (?:19|20)\d\d al|"
    r"negli (?:ultimi |altri )?(?:\w+ )?anni|fino al (?:19|20)\d\d|a regime|nel tempo)\b",
    re.IGNORECASE,
)
_AS_BEFORE = re.compile(
    r"\b(?:come|così come|al pari d\w+|a differenza d\w+|diversamente da\w*|analogamente a\w*) (?:già |avviene |è avvenuto |accaduto )?(?:ne(?:l|gli|lle|ll')|quanto|il|gli|l'|in|dal|degli) ?(?:\w+ ){0,2}"
    r"(?:ann[oi]\b(?: (?:precedent|passat|scors)\w)?|passato|(?:19|20)\d\d|precedent\w)(?: \w+(?:i|e)\b(?=,))?",
    re.IGNORECASE,
)


SOCIAL = re.compile(
    r"\bsocial|\bobiettiv\w di servizio|\b79[12]\b|d-quinquies|aggiu\w{1,3}v|\bagg\.|supplementar|incremen|in pi[ùu]\b|in aggiunta|extra|maggior|ulterior|"
    r"rendicont|\br08\b|risorse effettive",
    re.IGNORECASE,
)
"""What tells the part of the fund that is for social services from the whole of it."""

_OTHER_ORIGIN = re.compile(
    r"^ d(?:a|al|alla|alle|ai|agli|all') ?(?!stato|fondo|f\.? ?s|ministero|governo|parte|rendicont|d\.? ?p|legge|comma|riparto|obiettiv|art|norm|20\d\d)\w{4,}",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def topics(text: str) -> tuple[re.Match[str], ...]:
    """Mentions of the additional resources that are not followed by the name of other money; cached, as two rules ask."""
    return tuple(_topics(text)) if SOCIAL.search(text) else ()


def _topics(text: str) -> Iterator[re.Match[str]]:
    for match in _TOPIC.finditer(small(text)):
        if _OTHER_ORIGIN.match(text[match.end() : match.end() + 40]):
            continue
        tail = re.split(r"[,;:(]| (?:è|sono|ha|hanno|che|si trova(?:no)?)\b", text[match.start() : match.end() + 60])[0]
        lead = re.sub(r"\bin proprio\b", "", text[max(0, match.start() - 20) : match.start()])[-12:]
        if not OTHER_MONEY.search(re.sub(r"\b(?:al|di) bilancio\b", "", tail)) and not OTHER_MONEY.search(lead):
            yield match


def told_years(text: str) -> set[int]:
    """Years that a text names, those of laws and decrees left out."""
    return years_in(_DECREE.sub(lambda m: m[0].replace(m[1], ""), text))


def of_year(text: str, year: int | None) -> bool:
    """Whether a text speaks of no year but this one, and of no run of years; "as in past years" says nothing."""
    text = _AS_BEFORE.sub("", text)
    return not SEVERAL_YEARS.search(text) and not _OTHER_YEAR.search(text) and told_years(text) <= {year}
