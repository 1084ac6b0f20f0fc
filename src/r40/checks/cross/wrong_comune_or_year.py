"""X405."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict
from r40.checks.batch import simplified
from r40.checks.cross.phrases import YEAR, normal, years_in
from r40.records import Flag, Span

# A comune's name: capitals, with the small words that names hold.
_NAME = r"(?P<name>[A-ZÀ-Ù][\w'-]+(?: (?:(?:di|del|della|dell'|dei|degli|delle|d'|in|a|al|alla|sul|sulla|sull'|su|e|ne(?:l|lla|ll'))\s?)*[A-ZÀ-Ù][\w'-]+)*)"
# Only the comune that reports is spoken of so.
_STRONG = (
    rf"\b(?:funzioni|servizi[o]?|interventi|prestazioni|politiche) (?:socio-? ?assistenziali |sociali? )?(?:professionale )?"
    rf"(?:del|nel) [Cc]omune di {_NAME}",
    rf"\b(?:[Rr]elazione|[Rr]endicontazione)[^.;]{{0,60}}? (?:del )?[Cc]omune di {_NAME}",
    rf"\b(?:cittadini|residenti|abitanti|utenti|popolazione|amministrazione(?: comunale)?) (?:residenti )?(?:del|nel) [Cc]omune di {_NAME}",
    rf"^(?:Nel|Per il|Nel territorio del) [Cc]omune di {_NAME}",
    rf"^(?:Il|Questo) [Cc]omune di {_NAME},? (?:\([^)]*\) )?(?:esercita|gestisce|eroga|assicura|garantisce|si avvale|aderisce|fa "
    rf"parte|partecipa|ha (?:delegato|conferito|affidato|trasferito|scelto|deciso|destinato|potenziato|proseguito)|conta|opera|"
    rf"svolge|delega|affida|attribuisce|fruisce)",
    rf"\bassegnat\w+ al [Cc]omune di {_NAME}",
)
# At the opening of a text a comune presents itself.
_OPENING = (
    rf"\b(?:[Ii]l|[Dd]el|[Nn]el) [Cc]omune di {_NAME}",
    rf"^(?!(?:Il|La|Lo|I|Gli|Le|Un|Una|Si|Ne|Non|Essa|Esso|Questo|Qual|Oggi|Allora)\b|L'|Un'){_NAME},? (?:conta [\d.]+ (?:abitanti|residenti)|"
    rf"è (?:un[oa]? |un')?(?:\w+ )?(?:città|cittadina|paese|comune|centro|borgo)\b|si trova|si estende)",
    rf"^(?:[Cc]omune|COMUNE) (?:di|DI) {_NAME}\s*$",
)
OPENING = 250  # characters
# Each alone may speak of a neighbour or of a hamlet; two of them with one name do not.
_WEAK = (
    rf"\b(?:[Ii]l|[Dd]al|[Dd]el|[Aa]l|[Nn]el) [Cc]omune di {_NAME}",
    rf"\b(?:cittadini|residenti|abitanti|utenti|casi|territorio|popolazione|servizi sociali|quota|nuclei) di {_NAME}",
    rf"^(?:A|Ad) {_NAME}\b",
)
# Beside such words another comune is a partner, and naming it is no error.
_PARTNER = re.compile(
    r"\b(?:capofila|convenzion\w+|associat\w+|limitrof\w+|vicin\w+|confinant\w+|insieme|congiunt\w+|sede|situat\w+|ubicat\w+|"
    r"presso|altr[oi]|comuni|ex|fus\w+|gemell\w+|collaborazion\w+|accordo|frazion\w+|localit\w+|quartier\w+|borgat\w+|borgo|via|piazza|ospit\w+|appartament\w+|struttur\w+)\b",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"(?:\b(?:nell'anno|nel corso del(?:l'anno)?|per l'anno|durante il|anno|per il|l'anno|nel|del)|^nel) (?P<year>20[12]\d)(?!\d|[/-]\d)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:relazione|rendicontazione|obiettivi di servizio|monitoraggio|risorse aggiuntive (?:\w+ ){0,4}(?:per il|del))[^.;:]{0,50}?"
    r"\b(?P<year>20[12]\d)(?!\d|[/-]\d)",
    re.IGNORECASE,
)
# Words beside which another year is told as past or as yet to come.
_TOLD_AS_OTHER = re.compile(
    r"\b(?:già|dal|fin dal|sin dal|rispetto|precedent\w+|confronto|a differenza|contro|ancora|era|erano|fu|furono|aveva\w*|allora|"
    r"ultimo|scors\w+|risale|pandemi\w+|covid|sar(?:à|anno)|verr(?:à|anno)|prossim\w+|avvierà|partirà|aprirà|fino al|entro|da(?:l)? "
    r"(?:20)|approvat\w+|censiment\w+|regolamento|delibera\w*|piano|legge|decreto|d\.?p\.?c\.?m)\b",
    re.IGNORECASE,
)
WEAK = 2  # places that name another comune as one would name the own one
OTHER_YEARS = 2  # places that speak of another year as the reporting one; a title counts twice


class WrongComuneOrYear(Rule):
    """The narrative speaks as if it were another comune's or another year's report.

    Why it matters: it was copied from another comune, or from an earlier year, and says nothing of this one.

    Fires: "Il Comune di Borgodoria gestisce i servizi…" in the form of Castelmoro, which the text never names; "Nell'anno
    2021… Nel corso del 2021…" in the form of 2023, which the text never names.

    Does not fire: a text that names its own comune or year anywhere; a capofila, a neighbour, the members or the seat of a
    consorzio; a name that shares a word with the own one, or nearly; several other comuni, or other years (then none is
    taken for the reporting one); past years told as past. At least one phrase that only the reporting comune would use,
    and for years two places, must speak so.
    """

    code = "X405"

    def evaluate(self, context: Context) -> Verdict:
        if not context.narrative:
            return NOT_APPLICABLE
        if context.relazione.comune is None and context.relazione.year is None:
            return NOT_EVALUABLE
        return [*self._comune(context), *self._year(context)]

    def _comune(self, context: Context) -> list[Flag]:
        own = context.relazione.comune
        if own is None or _names(context.narrative, own):
            return []
        strong: list[tuple[str, Span]] = []
        weak: list[tuple[str, Span]] = []
        for sentence in context.sentences:
            text = normal(sentence.text)
            opening = _OPENING if sentence.start < OPENING else ()
            for patterns, found in ((_STRONG, strong), (opening, strong), (_WEAK, weak)):
                for pattern in patterns:
                    for match in re.finditer(pattern, text):
                        around = text[max(0, match.start() - 60) : match.start()] + text[match.end() : match.end() + 30]
                        if not _PARTNER.search(around):
                            found.append(
                                (
                                    match["name"],
                                    context.span(sentence.start + match.start(), sentence.start + match.end()),
                                )
                            )
        named = {simplified(name) for name, _ in (*strong, *weak)}
        places = {span.start for _, span in (*strong, *weak)}
        if len(named) != 1 or not (strong or len(places) >= WEAK) or _alike(own, name := (*strong, *weak)[0][0]):
            return []
        return [
            self.flag(
                context,
                f"La relazione parla del Comune di {name} come se fosse il proprio e non nomina mai {own}. Verificare se il "
                "testo è di un altro comune.",
                evidence=[span for _, span in (*strong, *weak)[:3]],
                named=name,
                own=own,
            )
        ]

    def _year(self, context: Context) -> list[Flag]:
        year = context.relazione.year
        text = normal(context.narrative)
        if (
            year is None
            or year in years_in(text)
            or re.search(rf"(?<!\d){year}(?!\d)|'{year % 100}\b|-{year % 100}\b", text)
        ):
            return []
        places: Counter[int] = Counter()
        spans: list[Span] = []
        for sentence in context.sentences:
            line = normal(sentence.text)
            if _TOLD_AS_OTHER.search(line):
                continue
            for pattern, weight in ((_TITLE, 2), (_REPORTING, 1)):
                for match in pattern.finditer(line):
                    places[int(match["year"])] += weight
                    spans.append(context.span(sentence.start + match.start(), sentence.start + match.end()))
        named = {int(m[0]) for m in YEAR.finditer(text) if m[0].isdigit()} | set(places)
        other = max(named, default=year)
        # The year before is the one that a report looks back to: it takes one place more.
        if places[other] < OTHER_YEARS + (other == year - 1):
            return []
        spans = [span for span in spans if str(other) in span.text]
        return [
            self.flag(
                context,
                f"La relazione parla del {other} come dell'anno rendicontato e non nomina mai il {year}. Verificare se il testo "
                "è di un altro anno.",
                evidence=spans[:3],
                named=other,
                own=year,
            )
        ]


def _names(narrative: str, comune: str) -> bool:
    """Whether a narrative names a comune, whole or by its longest word."""
    text = f" {simplified(narrative)} "
    name = simplified(comune)
    longest = max(name.split(), key=len, default=name)
    return f" {name} " in text or (len(longest) >= 5 and f" {longest} " in text)


def _alike(one: str, other: str) -> bool:
    """Whether two names may be one comune's, written in two ways."""
    left, right = simplified(one), simplified(other)
    shared = {word for word in left.split() if len(word) >= 4} & set(right.split())
    return bool(shared) or SequenceMatcher(None, left, right).ratio() >= 0.8
