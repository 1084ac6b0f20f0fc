"""What became of each check, in words: fired, passed, not applicable, not evaluable or left out, and why."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from r40.codebook import Codebook
from r40.records import ScoredRelazione
from r40.reports import labels

EXCLUDED = "excluded"  # a rule of the codebook that the run left out
CHECK = {
    "fired": "Con segnalazione",
    "not_evaluable": "Non valutabile",
    "passed": "Superato",
    "not_applicable": "Non applicabile",
    EXCLUDED: "Escluso",
}
GROUPS = {
    "fired": "Con segnalazione",
    "not_evaluable": "Non valutabili (mancano i dati)",
    "passed": "Superati",
    "not_applicable": "Non applicabili a questa relazione",
    EXCLUDED: "Esclusi da chi ha avviato r40",
}
_NO_TEXT = "il testo libero manca"
_NO_FIELD = "il campo R40 non si trova nel documento"
_NO_QUADRO_3 = "il modulo di questa relazione non ha il Quadro 3"
_NO_LINKS = "nessuna motivazione del Quadro 4 è stata letta"
_ROWS = "non tutte le righe del Quadro 1 sono state lette"
WHY = {
    "not_applicable": {
        "D103": _NO_TEXT,
        "D104": _NO_TEXT,
        "D105": "il testo libero è troppo breve per un confronto",
        "D107": "il testo libero è troppo breve per riconoscerne la lingua",
        "N203": "il modulo di quest'anno non riporta le ore medie",
        "N204": _NO_QUADRO_3,
        "N205": _NO_QUADRO_3,
        "N206": _NO_QUADRO_3,
        "N208": "il modulo di quest'anno non riporta le ore",
        "N211": "il modulo non riporta il personale, o non chiede la motivazione sul numero di operatori",
        "L301": _NO_TEXT,
        "L303": _NO_TEXT,
        "L304": "il modulo non prevede la voce «Altro» fra le motivazioni note",
        "X401": _NO_TEXT,
        "X402": _NO_TEXT,
        "X403": "nel testo libero non si riconosce nessun intervento",
        "X404": "il modulo di quest'anno non riporta il personale",
        "X405": _NO_TEXT,
        "X406": _NO_QUADRO_3,
    },
    "not_evaluable": {
        "D101": _NO_FIELD,
        "D102": _NO_FIELD,
        "D105": "la relazione è stata letta da sola: non c'erano altre con cui confrontarla",
        "D106": "nessun dato del modulo è stato letto",
        "N201": f"il totale degli utenti manca, o {_ROWS}",
        "N202": "manca il totale degli utenti, il numero di abitanti (R03) o il livello di servizio (R04)",
        "N203": "in nessuna riga ci sono insieme utenti, ore e ore medie",
        "N204": "manca il totale degli utenti di uno dei due anni, o la riga degli utenti aggiuntivi (R13)",
        "N205": "manca il totale del Quadro 3 (R15), o non tutte le sue righe sono state lette",
        "N206": "mancano le risorse da rendicontare (R09) o il totale rendicontato (R15)",
        "N207": "l'esito stampato o le cifre su cui si fonda mancano",
        "N208": "in nessuna riga sono state lette le ore",
        "N209": "in nessuna riga ci sono gli utenti di entrambi gli anni",
        "N210": "nessun dato del modulo è stato letto",
        "N211": "manca il personale di uno dei due anni (R01, R02)",
        "L301": _NO_LINKS,
        "L302": _NO_LINKS,
        "L303": _NO_LINKS,
        "L304": _NO_LINKS,
        "L305": _NO_LINKS,
        "X401": "mancano le risorse aggiuntive (R08)",
        "X402": _ROWS,
        "X403": _ROWS,
        "X404": "il personale (R01, R02) è in bianco",
        "X405": "né il comune né l'anno sono stati letti",
        "X406": "manca la riga delle risorse trasferite (R14)",
    },
    EXCLUDED: {},
}
_READ_TEXT = frozenset({"D105", "D107", "X403", "X404", "X406"})  # of those with another cause too
_OTHERWISE = {
    "not_applicable": "la relazione non ha ciò che si controlla",
    "not_evaluable": "manca un dato che serve",
    EXCLUDED: "con --select, --ignore o r40.toml",
}


class Outcome(NamedTuple):
    """One check of one relazione."""

    code: str
    rule: str
    status: str
    why: str  # empty for what was passed


def outcomes(relazione: ScoredRelazione, codebook: Codebook) -> list[Outcome]:
    """What became of each rule, in the order of the codebook; nothing for a relazione that was not checked at all."""
    if not relazione.checks:
        return []
    fired = Counter(flag.code for flag in relazione.flags)
    found = []
    for code in dict.fromkeys((*codebook.rules, *relazione.checks)):
        status = relazione.checks.get(code, EXCLUDED)
        if status == "fired":
            why = f"{fired[code]} segnalazion{'e' if fired[code] == 1 else 'i'}"
        elif status == "not_applicable" and code in _READ_TEXT and not relazione.narrative:
            why = _NO_TEXT
        else:
            why = "" if status == "passed" else WHY[status].get(code, _OTHERWISE[status])
        found.append(Outcome(code, labels.rule(code, codebook), status, why))
    return found
