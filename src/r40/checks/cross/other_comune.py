"""Which other comune a narrative speaks of as if it were its own. Pure; used by X405."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from r40.checks.base import Context
from r40.checks.batch import simplified
from r40.checks.comuni import comune_in, comuni_of_italy, is_common_word
from r40.checks.cross.phrases import normal
from r40.records import Span

# A comune's name: capitals, with the small words that names hold.
_NAME = r"(?P<name>[A-ZÀ-Ù][\w'-]*(?: (?:(?:di|del|della|dell'|dei|degli|delle|d'|in|a|al|alla|sul|sulla|sull'|su|e|ne(?:l|lla|ll'))\s?)*[A-ZÀ-Ù][\w'-]+)*)"
_OF = rf"[Cc]omune di {_NAME}"
_DONE = (
    r"(?:esercita|gestisce|eroga|assicura|garantisce|si avvale|si è avvals\w+|aderisce|fa parte|partecipa|conta|opera|svolge|delega|affida|"
    r"attribuisce|fruisce|destina|riconosce|dispone|intende|(?:ha|non ha) (?:inoltre |altresì |anche |sempre |quindi )?(?:delegat|conferit|affidat|"
    r"trasferit|scelt|decis|intes|volut|destinat|potenziat|proseguit|continuat|rafforzat|mantenut|garantit|assicurat|erogat|confermat|"
    r"attivat|avviat|realizzat|ritenut|sostenut|provvedut|approvat|investit)\w*)"
)
_REPORTS = r"(?:relaziona|rendiconta|attesta|dichiara|certifica|comunica|trasmette|espone|illustra|riferisce|sottoscrive|precisa|rappresenta|evidenzia|segnala)"
# What may stand between a name and its verb: one or two remarks between commas, or in brackets.
_REMARK = r"(?: \([^)]{1,60}\)|, (?:[^.;,]|\.(?=\d)){1,80}){0,2},?"
_ROLE = r"(?:[Ss]indac[oa]|[Rr]esponsabile|[Ss]egretari[oa]|[Dd]irigente|[Aa]ssessor[ea])"
# The report calls itself that comune's: it is so even where another comune, its own, is named too.
_SELF = (
    rf"\b(?:[Rr]elazione|RELAZIONE|[Rr]endicontazione|attività svolte|interventi realizzati)[^.;]{{0,70}}? (?:dal |del |dell')?[Cc]omune di {_NAME}",
    rf"\b(?:[Ii]l|[Ll]a|[Ll]'|[Dd]al|[Dd]alla) ?{_ROLE}[^.;]{{0,50}}? del {_OF}",
    rf"\b(?:[Ii]l|[Ll]a|[Ll]') ?{_ROLE} di {_NAME}{_REMARK} {_REPORTS}\b",
    rf"^(?:Per (?:il|conto del) )?(?:[Cc]omune|COMUNE|[Cc]ittà|CITTÀ) (?:di|DI) {_NAME}\s*(?:$|[-,(:])",
    rf"^Per il {_OF},? (?:il|la|l')\s?{_ROLE}",
    rf"\b[Cc]ome (?:[Cc]omune|[Aa]mministrazione|[Ee]nte) di {_NAME},? (?:\w+ )?\w+iamo\b",
    rf"\b[Nn]ostro [Cc]omune,? (?:di |quello di |cioè )?{_NAME}",
    rf"\b(?:[Aa]d? |[Dd]i |[Dd]el [Cc]omune di ){_NAME},? (?:nostr[oa] (?:[Cc]omune|[Cc]ittà|[Ee]nte|[Pp]aese)|(?:[Cc]omune|[Ee]nte) (?:che|il quale) (?:rendiconta|redige|relaziona|presenta)|questo (?:[Cc]omune|[Ee]nte))\b",
    rf"\b[Aa]mministrazione (?:comunale )?(?:di|del [Cc]omune di) {_NAME}{_REMARK} (?:{_DONE}|{_REPORTS}\b)",
    rf"\b[Aa]mministrazione (?:comunale )?(?:di|del [Cc]omune di) {_NAME},? nel (?:redigere|presentare|trasmettere|relazionare)",
    rf"\b[Ss]ervizi[o]? [Ss]ocial[ei](?: [Pp]rofessionale)? (?:del [Cc]omune )?di {_NAME}{_REMARK} {_DONE}",
    rf"\b(?:popolazione|cittadinanza) (?:residente )?(?:del [Cc]omune )?di {_NAME}",
    rf"^(?:Il|Questo) {_OF}{_REMARK} (?:{_DONE}|{_REPORTS}\b)",
    rf"\b(?:[Ii]l|[Qq]uesto) {_OF}{_REMARK} {_REPORTS}\b",
    rf"\bresident[ei] (?:a|ad|in|nel [Cc]omune di) {_NAME}[^.;]{{0,60}}\bnostr[oaie]\b",
)
# Only the comune that reports is spoken of so, where the report names no other as its own.
_STRONG = (
    rf"\b(?:funzioni|servizi[o]?|interventi|prestazioni|politiche) (?:socio-? ?assistenziali |sociali? )?(?:professionale )?(?:del|nel) {_OF}",
    rf"\b(?:cittadini|residenti|abitanti|utenti|amministrazione(?: comunale)?) (?:residenti )?(?:del|nel) {_OF}",
    rf"^(?:Nel|Per il|Nel territorio del) {_OF}",
    rf"\bassegnat\w+ al {_OF}",
    rf"\b(?:spesa|bilancio|welfare(?: locale)?|politiche sociali) (?:del [Cc]omune )?di {_NAME}",
    rf"\b(?:[Dd]ei|[Aa]i) (?:propri )?(?:cittadini|residenti) (?:del [Cc]omune )?di {_NAME}",
    rf"\b(?:[Ii]l|[Ll]'[Ee]nte) ?{_OF}{_REMARK} {_DONE}",
    rf"\b(?:[Gg]li|[Aa]gli|[Dd]agli|[Dd]egli) uffici (?:comunali )?(?:del [Cc]omune )?di {_NAME}",
    rf"\bresident[ei] (?:a|ad|in|nel [Cc]omune di) {_NAME}",
)
# At the opening of a text a comune presents itself.
_OPENING = (
    rf"\b(?:[Ii]l|[Dd]el|[Nn]el) {_OF}",
    rf"^(?!(?:Il|La|Lo|I|Gli|Le|Un|Una|Si|Ne|Non|Essa|Esso|Questo|Qual|Oggi|Allora)\b|L'|Un'){_NAME},? (?:conta [\d.]+ (?:abitanti|residenti)|"
    rf"è (?:un[oa]? |un')?(?:\w+ )?(?:città|cittadina|paese|comune|centro|borgo)\b|si trova|si estende)",
)
OPENING = 250  # characters
# Each alone may speak of a neighbour or of a hamlet; two of them with one name do not.
_WEAK = (
    rf"\b(?:[Ii]l|[Dd]al|[Dd]el|[Aa]l|[Nn]el|[Uu]n) {_OF}",
    rf"\b(?:cittadini|residenti|abitanti|utenti|casi|territorio|servizi sociali|quota|quella|nuclei|famiglie|anziani|amministrazione|paese|gente|persone|"
    rf"sindac[oa]|municipio|giunta|[Cc]omunità) di {_NAME}",
    rf"(?:^|, |; |\be |\bche )(?:[Aa]|[Aa]d|[Pp]er|[Dd]a) {_NAME}\b",
)
# Beside such words another comune is a partner, and naming it is no error.
_PARTNER = re.compile(
    r"\b(?:capofila|convenzion\w+|associat\w+|limitrof\w+|vicin\w+|confinant\w+|insieme|congiunt\w+|sede|situat\w+|ubicat\w+|"
    r"presso|altr[oi]|comuni|ex|fus\w+|gemell\w+|collaborazion\w+|accordo|frazion\w+|localit\w+|quartier\w+|borgat\w+|borgo|(?:via|piazza)(?= (?-i:[A-Z]))|"
    r"ospit\w+|appartament\w+|struttur\w+|trasferit\w+si|provenient\w+|ospedale|distretto|ambito|serd|asl|residenza|regione|provincia)\b",
    re.IGNORECASE,
)
_BESIDE = 60  # characters before, 30 after
WEAK = 2  # places that name another comune as one would name the own one

Strength = Literal["self", "strong", "weak"]


@dataclass(frozen=True)
class _Mention:
    name: str
    span: Span
    strength: Strength


def other_comune(context: Context) -> tuple[str, list[Span], bool] | None:
    """Another comune that the narrative speaks for.

    Returns:
        (its name as written, passages, whether the own comune is named too); None where there is none, or several.
    """
    own = context.relazione.comune
    if own is None:
        return None
    own_named = _names(context.narrative, own)
    batch = frozenset(simplified(name) for name in context.batch.comuni) if context.batch else frozenset()
    mentions = [m for m in _mentions(context, batch) if not _alike(own, m.name)]
    if own_named:
        # The text is its own but for a part: only a comune that exists, and that the report calls its own.
        mentions = [m for m in mentions if m.strength == "self" and _exists(m.name, batch)]
    named = {simplified(m.name) for m in mentions}
    places = {m.span.start for m in mentions}
    sure = any(m.strength != "weak" for m in mentions)
    if len(named) != 1 or not (sure or len(places) >= WEAK):
        return None
    return mentions[0].name, [m.span for m in mentions[:3]], own_named


def _mentions(context: Context, batch: frozenset[str]) -> Iterator[_Mention]:
    """Names of comuni where a report names its own, the surest first."""
    found: dict[tuple[int, str], _Mention] = {}
    for strength, patterns in (("self", _SELF), ("strong", _STRONG), ("strong", _OPENING), ("weak", _WEAK)):
        for sentence in context.sentences:
            if patterns is _OPENING and sentence.start >= OPENING:
                break
            text = normal(sentence.text)
            for match in (m for pattern in patterns for m in re.finditer(pattern, text)):
                name = _resolved(match["name"], strength, batch)
                if name is None:
                    continue
                # The words in capitals may run on over what is no name: "Roma e della Regione".
                end = match.start("name") + len(name)
                after = (match.end() if name == match["name"] else end) + 30
                if _PARTNER.search(f"{text[max(0, match.start() - _BESIDE) : match.start()]} {text[end:after]}"):
                    continue
                span = context.span(sentence.start + match.start(), sentence.start + match.end())
                mention = _Mention(name, span, strength)  # type: ignore[arg-type]
                found.setdefault((sentence.start + match.start("name"), simplified(name)), mention)
    yield from found.values()


def _resolved(words: str, strength: str, batch: frozenset[str]) -> str | None:
    """The comune that a run of words in capitals names; a weak mention must be of a comune that exists, in words of its own."""
    known = comune_in(words, batch)
    if strength != "weak":
        return known or words
    if known is None:
        return words if len(words) > 3 and not is_common_word(words.split()[0]) else None
    return None if is_common_word(known) else known


def _exists(name: str, batch: frozenset[str]) -> bool:
    return simplified(name) in comuni_of_italy() | batch


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
