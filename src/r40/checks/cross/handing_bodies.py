"""What is said of the additional resources with another body as the subject, or in a list (X406).

"Il Consorzio ha introitato la quota aggiuntiva spettante al Comune", "le ha avute, tutte, la Società della Salute",
"destinatario: Ambito", "sono state spese dal Comune e non dal Consorzio".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from r40.checks.cross import handing_words as words

_SUBJECT = rf"(?<![\w'])(?:il|la|l'|lo) ?(?:(?:nostr|stess|local)\w )?{words.BODY}"
_GOT = r"(?:ricevut|incassat|introitat|ottenut|acquisit|incamerat|avut|beneficiat|percepit|riscoss)"
_GETS = re.compile(
    rf"\b(?P<no>non )?(?P<it>(?:ne |le |li |lo |la |l'))?(?:(?:ha|hanno) (?P<mai>mai )?{_GOT}[aeio]\b|(?:riceve|ricevono|incassa|introita|percepisce)\b|(?:si (?:è|sono) vist[aeio]) (?:accredita|versa|trasferi|gira|riconosce|assegna|attribui|conferi|corrisponde)re\b)",
    re.IGNORECASE,
)
_BODY_BEFORE = re.compile(
    rf"(?:^|[,.;:(-] |\b(?:e|è|ma|mentre|che|tramite|attraverso|né) ){_SUBJECT}[^.;:]{{0,50}}$|\b{words.BODY}[^.;:,]{{0,30}}, (?:che|il quale|la quale) $",
    re.IGNORECASE,
)
_BODY_AFTER = re.compile(rf"^[^.;:]{{0,70}}?{_SUBJECT}", re.IGNORECASE)
_COMUNE = re.compile(
    r"(?<![\w'])(?:il|lo|l'|questo|quest') ?(?:nostro )?(?:comune|ente|amministrazione)\b(?! (?:capofila|gestore))|(?<!da )\bnoi\b",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:(?:spettant|assegnat|destinat|riconosciut|attribuit)\w* (?:al |a questo |all'|al nostro )(?:comune|ente|amministrazione)|(?:le |la )nostr[aeo] (?!ambit|consorz|union)|dalle nostre (?:mani|casse))",
    re.IGNORECASE,
)
_OTHER_GIVER = re.compile(
    r"\bda(?:l|lla|llo|ll')? ?(?:regione|stato|ministero|provincia|asl|ausl|inps|fondazione|altri|prefettura)\b|\bregional\w+|\bdai comuni\b|\bda tutti\b",
    re.IGNORECASE,
)
_NO_MORE = re.compile(r"\b(?:altro|se non|sol[oe]|soltanto)\b(?! (?:euro|centesimo))", re.IGNORECASE)
_NOT_BODY = re.compile(
    rf"\b(?:comune|ente|amministrazione|noi|nostri uffici|uffici comunali),? (?:e )?non (?:già |certo )?(?:il |la |l'|dal |dalla |dall'){words.BODY}",
    re.IGNORECASE,
)


def told(text: str, spots: list[tuple[int, int]]) -> Iterator[Literal["went", "none"]]:
    """What a sentence says of the resources with another body as who receives them, or as who does not spend them."""
    if not words.ANY_BODY.search(text):
        return
    for verb in _GETS.finditer(text):
        said = _got(text, verb, spots)
        if said is not None:
            yield "went" if said else "none"
    if words.LISTED.search(text) and not _OTHER_GIVER.search(text) and not words.UNREAL.search(text):
        yield "went"
    if _NOT_BODY.search(text) and words.USE.search(text) and not words.UNREAL.search(text):
        yield "none"


def _got(text: str, verb: re.Match[str], spots: list[tuple[int, int]]) -> bool | None:
    """Whether a body got the resources (True) or got none of them (False); None where neither is told."""
    lead = re.split(r"[.;:](?=\s|$)", text[: verb.start()])[-1]
    after = re.split(r"[.;:](?=\s|$)", text[verb.end() :])[0][:130]
    last = re.split(r",", lead)[-1]
    if not _BODY_BEFORE.search(lead):
        # The subject stands after the verb: only where nothing else can be it.
        late = _BODY_AFTER.match(after)
        if not late or _COMUNE.search(late[0]) or (not verb["it"] and re.search(r"\w", last)):
            return None
    elif _COMUNE.search(last):
        return None
    near = any(
        verb.end() <= s <= verb.end() + len(after)
        and not words.MEANS.search(text[verb.end() : s])
        and not _COMUNE.search(words.FROM_US.sub("", text[verb.end() : s]))
        for s, _ in spots
    )
    early = any(e <= verb.start() for _, e in spots)
    none = words.NONE.search(after) is not None
    ours = words.FROM_US.search(after) or _OURS.search(text)
    if _OTHER_GIVER.search(lead[-60:] + verb[0] + after) or words.UNREAL.search(last + verb[0]):
        return None
    if _NO_MORE.search(after):
        return None
    if not near and not none and not (verb["it"] and early):
        return None
    if verb["no"] or verb["mai"]:
        return False if none or verb["mai"] or ours else None
    if none:
        return False if ours or early else None
    return True if ours or (verb["it"] and early and words.ALL.search(after)) else None
