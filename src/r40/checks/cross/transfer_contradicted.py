"""X406."""

from __future__ import annotations

import re
from collections.abc import Iterator

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian
from r40.checks.cross.phrases import ADDITIONAL, normal, speaks_of_year, statements
from r40.checks.quantities import quantities
from r40.records import Span

_VERB = r"(?:trasferi|versa|riversa|gira|devolu|devolv|conflui|rimess|rimett|conferi|passa|destina|assegna|corrispo|liquida|affida|cedu|ced|attribui|eroga|consegna)"
_DONE = rf"(?:{_VERB}(?:t[aeio]|to|re|st[aeio])?\b|conflui(?:sc\w+|ron\w*)\b|and(?:at[aeio]|ò)\b|trasferisc\w+|versa\b|gira\b)"
_BODY = (
    r"(?:(?:al|all'|alla|allo|nel(?:l'|la)?|ad?) ?(?:\w+ ){0,2}?"
    r"(?:ambito|a\.?t\.?s\b|consorzio|unione|azienda|società della salute|comunità (?:montana|collinare)|distretto|zona sociale|piano (?:sociale )?di zona|"
    r"comune capofila|ente (?:gestore|capofila)|capofila)|"
    r"(?:al|all'|alla) (?:[A-Z]{1,3}\.(?:[A-Za-z]\.?)+)|(?:al|nel) (?:bilancio|fondo)(?: unico)? (?:consortile|d'ambito|dell'ambito|"
    r"di ambito|dell'unione|del consorzio|dell'azienda|associato))"
)
# The resources without their name: "l'intera somma ricevuta", "tutto quanto ricevuto".
_ALL_OF_IT = re.compile(
    r"\b(?:(?:l'intera|la intera|tutta la|l'intero|tutto l') ?(?:somma|quota|importo|assegnazione|contributo)(?: (?:ricevut|assegnat|spettant|riconosciut)\w+)?|"
    r"tutto quanto (?:ricevuto|assegnato))\b",
    re.IGNORECASE,
)
_WENT = re.compile(
    rf"\b{_DONE}[^.;]{{0,60}}?\b{_BODY}|\b{_BODY}[^.;,]{{0,12}} (?:sono (?:state )?|è (?:stata )?){_DONE}|"
    rf"\bcui (?:sono|è) (?:state|stata|stati|stato) {_DONE}",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\bnon\b|\bnessun\w*|\bsenza\b|\bnulla\b|\bin attesa\b|\bsar(?:à|anno)\b|\bverr(?:à|anno)\b|\b\w+(?:er|ir)(?:à|anno)\b|\bda trasferire\b|\bprim[ao] di\b|"
    r"\b(?:prossim\w+|valutand\w*|intende|intenzione|negli anni (?:scorsi|precedenti|passati)|in passato|era(?:no)? stat\w+|quota (?:associativa|capitaria|annua)|"
    r"potrebb\w+|dovrebb\w+|personale|uffici)\b",
    re.IGNORECASE,
)
# Another giver than the comune, or all comuni together.
_OTHER_WAY = re.compile(
    rf"\b(?:regione|stato|ministero|ambito|consorzio|unione|azienda) (?:ha|hanno) (?:\w+ )?{_DONE}|\b(?:da tutti i|dai) comuni\b",
    re.IGNORECASE,
)
_STAYED = re.compile(
    rf"(?:\bnon (?:sono state|è stata|sono stati|è stato|ha|abbiamo|sono|si è|si sono)[^.;,]{{0,40}}? ?(?:{_DONE}|trasferiment\w+)[^.;]{{0,60}}?\b{_BODY}|"
    rf"\b(?:sono|è) rima(?:st[aeio])(?: invece| interamente| tutte)*(?: (?:al|nel bilancio del|nella disponibilità del|in capo al|presso il) "
    rf"comune)|\b(?:nessun\w* (?:quota|risorsa|somma|importo|trasferimento)|nulla)[^.;]{{0,60}}?(?:{_DONE}|trasferiment\w+)[^.;]{{0,60}}?\b{_BODY}|"
    rf"\b{_BODY} non (?:è|sono) stat\w+ {_DONE}|"
    rf"\bsenza (?:alcun[ao]? |nessun[ao]? )?trasferiment\w+ [^.;]{{0,20}}?\b{_BODY}|"
    rf"\bgestit[aeio] (?:interamente |integralmente )?(?:in proprio|direttamente dal comune|in economia)|"
    rf"\btrattenut[aeio] (?:per intero |interamente |integralmente )|\b(?:per intero|interamente|integralmente) trattenut[aeio])",
    re.IGNORECASE,
)
_PARTLY = re.compile(r"\b(?:in parte|parte|metà|quota parte|residu\w+|resto|restant\w+|altr[aoei])\b", re.IGNORECASE)


class TransferContradicted(Rule):
    """The narrative says that the resources went to the ambito or consorzio while R14 is zero or blank, or the reverse.

    Why it matters: whoever spends the resources must account for them.

    Fires: "Le risorse aggiuntive, pari a 2.128,86 euro, sono state trasferite al Consorzio" with R14 blank; "le risorse
    aggiuntive sono rimaste al Comune" with 2,128.86 in R14.

    Does not fire: the yearly quota per inhabitant, or other money; a transfer still to come, or of another year; a form
    without Quadro 3, which has no R14 (not applicable); R14 blank but with users. The sentence must name the additional
    resources, or carry their amount (R08).
    """

    code = "X406"

    def evaluate(self, context: Context) -> Verdict:
        if not context.has_quadro3 or not context.narrative:
            return NOT_APPLICABLE
        code = context.code_for("transferred")
        if code is None:
            return NOT_EVALUABLE
        given = context.relazione.value(code, "spending") or 0.0
        users = context.relazione.value(code, "users") or 0.0
        went, stayed = list(_passages(context, stayed=False)), list(_passages(context, stayed=True))
        if went and not stayed and given == 0 and users == 0:
            return [
                self.flag(
                    context,
                    f"La relazione dice che le risorse aggiuntive sono andate all'ambito o al consorzio, ma {code} (risorse "
                    "trasferite) è a zero o in bianco.",
                    subject=code,
                    evidence=went,
                    transferred=context.relazione.value(code, "spending"),
                )
            ]
        if stayed and not went and given > 0:
            return [
                self.flag(
                    context,
                    f"La relazione dice che le risorse aggiuntive non sono state trasferite, ma {code} riporta "
                    f"{italian(given, 2)} euro trasferiti all'ambito.",
                    subject=code,
                    evidence=stayed,
                    transferred=given,
                )
            ]
        return []


def _passages(context: Context, *, stayed: bool) -> Iterator[Span]:
    due = context.value("additional_resources")
    for sentence in statements(context):
        text = normal(sentence.text)
        exact = due is not None and any(q.step == 0.01 and abs(q.value - due) < 0.011 for q in quantities(text))
        about = ADDITIONAL.search(text) or _ALL_OF_IT.search(text)
        if not (about or exact) or not speaks_of_year(text, context.relazione.year):
            continue
        if stayed:
            if _STAYED.search(text) and not _PARTLY.search(text):
                yield sentence
        elif (match := _WENT.search(text)) and not _NOT.search(text[: match.end()]) and not _OTHER_WAY.search(text):
            yield sentence
