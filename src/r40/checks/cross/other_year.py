"""Which other year a narrative reports on as if it were its own. Pure; used by X405."""

from __future__ import annotations

import re
from collections import Counter

from r40.checks.base import Context
from r40.checks.cross.phrases import normal, years_in
from r40.records import Span

_Y = r"(?<![-/])(?P<year>20[12]\d)(?!\d|\s?[/-]\s?\d)"
# What is done with a report after its year is over.
_FILED = r"(?:esaminat|approvat|redatt|compilat|trasmess|inviat|presentat|firmat|sottoscritt|deliberat|pubblicat|consegnat|caricat)[aoei]"
# The parts of a sentence that says which year this report is of; they combine freely.
_REPORT = r"(?:relazion[ei]|rendicontazion[ei]|rendiconto|resoconto|sched[ae]|questionari[oi]?|not[ae]|document[oi]|prospett[oi]|monitoraggio|rilevazione|modulo|compilazione|resa del conto)"
_THIS = rf"(?:(?:la|il|le|nella|nel|con la|con il|della|del|alla|al|dalla|dal|l'allegata|l'unita) )?(?:(?:presente|quest[aeo]|present[ei]|seguente|qui allegat[oa]) (?:\w+ )?{_REPORT}|{_REPORT} (?:che segu[eo]n?o?|allegat[aoei]|di seguito))"
_HERE = (  # this report, told by its verb
    r"(?:(?:di cui |che |come |quant[oi] )?(?:qui|con la presente|in questa sede) (?:si |vien[ei] )?(?:\w+mente )?(?:d(?:à|iamo|anno) conto|rendicont\w+|rifer\w+|relazion\w+|illustr\w+|espo\w+|compil\w+|descri\w+|riport\w+|trasmett\w+|present\w+|tratt\w+)|"
    r"(?:di cui|che|come) (?:\w+ )?(?:si (?:d[àa] (?:qui )?conto|rendiconta(?:no)?|relaziona)|rendicontiamo|relazioniamo|diamo conto|si risponde|rispondiamo|(?:siamo|è|sono) (?:chiamat|tenut)[aoei] a (?:rendicontare|relazionare|rispondere|dare conto)))"
)
_WHEN = r"(?:(?:l'|all'|nell'|dell'|sull'|nel corso dell'|durante l'|per l')?(?:intero )?(?:anno|annualità|esercizio)(?: finanziario| solare| contabile)?(?: ossia| ovvero)?(?: (?:il|del))?|nel(?: corso del)?|durante il|per il|del|al|il|al 31 dicembre|31 dicembre|,)"
_DATA = r"(?:dati|valori|importi|figure|numeri|cifre|attività|interventi|servizi|risorse|somme|spes[ae]|utenti|informazioni)"
_ABOUT = r"(?:riferi|riguard|illustr|rendicont|relativ|concern|descri|\bconto\b|\bann[ou]|esercizio|attivit|intervent|oggetto|svolt|realizzat|\bdati\b|\bspes[ae]\b)"
_SELF = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # A title.
        rf"^\W*(?:\d[.)] )?(?:relazione|rendicontazione|monitoraggio|obiettivi di servizio|scheda|questionario|rilevazione|note)\b[^.;]{{0,90}}?\b{_Y}\)?\s*(?:$|[:.,;-])",
        rf"^[^.;:]{{0,40}}: ?(?:relazione|rendicontazione|rendiconto|scheda|note) [^.;:,]{{0,40}}?\b{_Y}\W*$",
        rf"^\W*(?:anno|annualità|esercizio) {_Y}\W+(?:relazione|rendicontazione|rendiconto|monitoraggio|scheda|note)\b",
        rf"^\W*(?:relazione|rendicontazione|monitoraggio)\b[^.;]{{0,70}}?\b(?:anno|annualità|esercizio) {_Y}",
        rf"^\W*(?:relazione|rendicontazione|rendiconto|resoconto|monitoraggio|scheda|questionario)\b(?:(?! (?:è|sono|ha|hanno|era)\b)[^.;,]){{0,50}}? {_Y}(?=(?:(?! (?:è|sono|ha|hanno|era)\b)[^.;]){{0,70}}$)",
        # This report and the year, the one after the other.
        rf"\b(?:{_THIS}|{_HERE})\b(?=[^.;]{{0,14}}\b20|[^.;]{{0,70}}?{_ABOUT})(?![^.;]*\b{_FILED})[^.;]{{0,90}}?\b{_Y}",
        rf"\b{_Y},? (?:[\w']+ ){{0,4}}?{_HERE}",
        rf"\b(?:consuntivo|rendiconto|bilancio|esercizio|anno) {_Y},? (?:a|da|su|al|dal|sul) ?(?:cui|quale)\b[^.;,]{{0,40}}? {_THIS}",
        rf"\b{_THIS},? (?:riferit|relativ|inerent)\w+ {_WHEN} ?{_Y}",
        rf"\b{_REPORT} [^.;,]{{0,40}}?\b{_Y},? {_HERE}",
        rf"\b(?:(?:si )?(?:trasmett|invi|present|alleg|redig|compil)(?:e|a|ono|ano|iamo)|nel (?:compilare|redigere|predisporre|trasmettere)),?(?: [^.;,]{{1,30}},)? (?:la|le|i|questa|queste|l'unita|il)\s?{_REPORT}[^.;]{{0,90}}?\b{_Y}",
        rf"\b{_DATA}[^.;]{{0,50}}\b(?:si riferi\w+|(?:è|sono) (?:relativ|riferit)[aoei]|riguarda(?:no)?) (?:a quanto fatto nel )?{_WHEN} ?{_Y}",
        rf"\b{_DATA}\b[^.;]{{0,25}}? (?:che )?si (?:trasmettono|comunicano|riportano|inseriscono|rendicontano|forniscono|espongono) (?:\w+ ){{0,2}}{_WHEN} ?{_Y}",
        # The year that is reported on.
        rf"\b{_Y},? (?:oggetto d|(?:anno|annualità|esercizio|periodo) (?:oggetto|di riferimento|di rendicontazione|di monitoraggio|in esame|rendicontato|a cui|cui)|(?:a )?cui (?:la presente|questa) \w+ (?:si riferisce|è riferita)|(?:anno|annualità|esercizio|periodo) \w{{1,3}} (?:cui|quale) (?:\w+ ){{0,3}}{_REPORT})",
        rf"\b(?:anno|annualità|esercizio) (?:oggetto|rendicontat[oa]|di (?:riferimento|rendicontazione|monitoraggio)|in (?:esame|rendicontazione|oggetto)|di cui (?:\w+ ){{0,2}}?(?:parla|parliamo|tratta|trattiamo|rendicont\w+|d(?:à|iamo) conto))(?: (?:del|della|di|presente|{_REPORT}))*[^.;\w]{{1,3}}(?:(?:ossia|cioè|ovvero|è|era|il|al|del|quest[oa]|anno|nel) )*{_Y}",
        rf"\b(?:anno|annualità|esercizio) (?:a )?cui (?:si riferisce )?{_THIS}[^.;\d]{{0,40}}?\b{_Y}",
        rf"\b(?:si|il comune|l'ente|l'amministrazione) (?:rendicontano|rendiconta|relaziona|riferisce|dà (?:qui )?conto)\b[^.;]{{0,90}}?\b{_Y}",
    )
)
# Begun in that year, or compared with it: the year is not that of the report.
_NOT_OF_IT = re.compile(
    r"\b(?:avviat|attivat|introdott|affidat|aggiudicat|assunt|adottat|stipulat|entrat|partit|iniziat|pubblicat|accreditat|concess|finanziat)\w* "
    r"(?:\w+ ){0,3}(?:nell?|dall?|il|in|a)\b|\bscad\w+|\b(?:richiamat|citat|menzionat)[aoei] |\barrivat\w+|\britardo\b|\bresidu\w+|\bnon spes\w|\ba suo tempo\b|\bdisponibil\w+|\bimpostazione\b|\bcoeren\w+|\bprevisione\b|\bconfront\w+|\braffront\w+|\banno base\b|\bbase di partenza\b|\bprecedente\b|\banche\b|\bcome (?:già|quell[ao])\b|\bdiversamente\b|\bspesa storica\b|\bistat\b",
    re.IGNORECASE,
)
# Inhabitants are counted at the end of a year, which may be another.
_POPULATION = re.compile(r"\bistat\b|\b(?:popolazione|abitanti|residenti)\b[^.;]{0,25}\b31 dicembre", re.IGNORECASE)
# The report of something else.
_OF_OTHERS = re.compile(
    r"\b(?:progett[oi]|p\.?o\.?n\b|pnrr|ministero|fondo povertà|piano di zona|cooperativ[ae]|sai|sprar)\b",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    rf"\b(?:nell'anno|nel corso del(?:l'anno)?|per l'anno|durante il|durante l'anno|dell'anno|l'anno|annualità|nell'esercizio|anno|al 31 dicembre|"
    rf"dicembre|risorse (?:aggiuntive )?(?:del |per il )?) ?{_Y}",
    re.IGNORECASE,
)
_MENTION = re.compile(rf"\b(?:per il|nel|del|il) {_Y}", re.IGNORECASE)
_TITLE = re.compile(
    rf"\b(?:relazione|rendicontazione|obiettivi di servizio|monitoraggio|risorse aggiuntive\b(?:(?! (?:è|sono|ha|hanno)\b)[^.;:]){{0,60}}? (?:per il|del|nel|per l'anno))[^.;:]{{0,50}}?\b{_Y}",
    re.IGNORECASE,
)
# Words beside which another year is told as past or as yet to come.
_TOLD_AS_OTHER = re.compile(
    r"\b(?:già|d(?:al|all'anno) (?:19|20)\d\d|fin dal|sin dal|rispetto|precedent\w+|confronto|a differenza|contro|ancora|era|erano|fu|furono|aveva\w*|allora|"
    r"ultimo|scors\w+|risale|pandemi\w+|covid|sar(?:à|anno)|verr(?:à|anno)|prossim\w+|avvierà|partirà|aprirà|fino al|entro|"
    r"approvat\w+|censiment\w+|regolamento|delibera(?:zion[ei])?|piano|legge|decreto|d\.?p\.?c\.?m|cessat\w+|chius\w+|interrott\w+|"
    r"sospes\w+|terminat\w+|finit\w+|revocat\w+|sciolt\w+|dismess\w+|vacante|scopert\w+|scadut\w+|bandit\w+|annunciat\w+|inattiv\w+|"
    r"venut\w+ meno|uscit[oaie]|vendut\w+|dissesto|benché|in più|concors\w+|contratto|servito|sisma|terremoto|alluvione|"
    r"come nel|(?<!sono )quell[oaie] del|quanto nel|integra|aggiorna|linee guida|stato presentato|deliberat[oaie]|non (?:è|sono|fu|ha|si|se)|mai|"
    r"nasce|nat[oa]|istituit\w+|costituit\w+|sottoscritt\w+|firmat\w+|rinnovat\w+|\w+(?:er|ir)(?:à|anno)|apert[oaie]|inaugurat\w+)\b",
    re.IGNORECASE,
)
REPORTING = 2  # points from which another year is the reporting one: a title counts twice, a year merely named once


def other_year(context: Context) -> tuple[int, list[Span], bool] | None:
    """Another year that the narrative reports on.

    Returns:
        (the year, passages, whether the own year is named too); None where there is none.
    """
    year = context.relazione.year
    if year is None:
        return None
    text = normal(context.narrative)
    own_named = year in years_in(text) or bool(re.search(rf"(?<!\d){year}(?!\d)|'{year % 100}\b|-{year % 100}\b", text))
    return _said(context, year, own_named) or (None if own_named else _spoken_of(context, year))


def _said(context: Context, year: int, own_named: bool) -> tuple[int, list[Span], bool] | None:
    """A sentence that says which year the report is of, and does not name the own one."""
    for sentence in context.sentences:
        line = sentence.text
        if "20" not in line:
            continue
        line = normal(line)
        if year in years_in(line) or _OF_OTHERS.search(line):
            continue
        for pattern in _SELF:
            match = pattern.search(line)
            # A year still to come is one of a plan; long before the own one it is one of history.
            if match and year - 4 <= int(match["year"]) <= year + 1 and not _vetoed(line, match):
                span = context.span(sentence.start + match.start(), sentence.start + match.end())
                return int(match["year"]), [span], own_named
    return None


def _vetoed(line: str, match: re.Match[str]) -> bool:
    """Whether a sentence tells the year as past or to come, up to the end of the clause that names it."""
    told = line[: match.end()] + re.split(r"[,;:(]", line[match.end() :])[0]
    return bool(
        re.search(r"\bnon\b", match[0], re.IGNORECASE) or _TOLD_AS_OTHER.search(told) or _NOT_OF_IT.search(told)
    )


def _spoken_of(context: Context, year: int) -> tuple[int, list[Span], bool] | None:
    """The year that a text speaks of as one speaks of the reporting year."""
    points: Counter[int] = Counter()
    spans: list[tuple[int, Span]] = []
    for sentence in context.sentences:
        line = sentence.text
        if "20" not in line:
            continue
        line = normal(line)
        if _TOLD_AS_OTHER.search(line) or _NOT_OF_IT.search(line) or _POPULATION.search(line):
            continue
        of_others = _OF_OTHERS.search(line)
        counted: set[int] = set()
        for pattern, weight in ((_TITLE, 2), (_REPORTING, 2), (_MENTION, 1)):
            for match in pattern.finditer(line):
                if match.start("year") in counted or (pattern is _TITLE and of_others):
                    continue
                counted.add(match.start("year"))
                points[int(match["year"])] += weight
                spans.append(
                    (int(match["year"]), context.span(sentence.start + match.start(), sentence.start + match.end()))
                )
    # Of two years spoken of alike the later one: a report looks back, not ahead.
    other = max((y for y in points if year - 4 <= y <= year + 1), key=lambda y: (points[y], y), default=year)
    if points[other] < REPORTING:
        return None
    return other, [span for y, span in spans if y == other][:3], False
