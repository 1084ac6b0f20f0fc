"""Columns of the tables, in order: key for programs, Italian heading for readers."""

from __future__ import annotations

from r40.records import Severity
from r40.reports import labels

_KEYS = {"order": "N.", "comune": "Comune", "year": "Anno"}
_FILE = {"source": "File"}
HEADINGS: dict[str, dict[str, str]] = {
    "relazioni": _KEYS
    | {
        "priority": "Priorità",
        "priority_reasons": "Perché questa priorità",
        "errors": labels.SEVERITY_MANY[Severity.ERROR],
        "warnings": labels.SEVERITY_MANY[Severity.WARNING],
        "infos": labels.SEVERITY_MANY[Severity.INFO],
        "quote": "Passo del testo per il primo motivo",
        "not_evaluable": "Controlli non valutabili",
        "status": "Stato",
        "problems": "Problemi di lettura",
        "spending": "Esito sulla spesa",
        "service": "Esito sul servizio",
        "ticked": "Motivazioni SI",
        "interventions": "Interventi",
        "form": "Modulo",
        "narrative": "Testo libero (R40)",
    }
    | _FILE,
    "flags": _KEYS
    | {
        "severity": "Gravità",
        "code": "Codice",
        "rule": "Controllo",
        "subject": "Oggetto",
        "subject_label": "Descrizione dell'oggetto",
        "message": "Che cosa non torna",
        "evidence": "Passo del testo",
        "values": "Valori",
    }
    | _FILE,
    "interventions": _KEYS
    | {
        "area": "Area",
        "label": "Intervento",
        "text": "Passo del testo",
        "score": "Probabilità",
        "doubt": "Dubbio",
        "status": "Andamento",
        "actors": "Soggetti nominati",
        "amount": "Importo (€)",
        "more_amounts": "Altri importi (€)",
        "people": "Persone",
        "more_people": "Altri numeri di persone",
        "id": "Identificativo",
        "start": "Inizio",
        "end": "Fine",
    }
    | _FILE,
    "reasons": _KEYS
    | {
        "code": "Codice",
        "label": "Motivazione",
        "ticked": "Indicata",
        "stance": "Nel testo",
        "score": "Probabilità di sostegno",
        "doubt": "Dubbio",
        "evidence": "Passo del testo",
        "flags": "Segnalazioni",
        "wording": "Testo sul modulo",
    }
    | _FILE,
    "checks": _KEYS
    | {
        "code": "Codice",
        "rule": "Controllo",
        "status": "Esito",
        "why": "Perché",
    }
    | _FILE,
    "fields": _KEYS
    | {
        "quadro": "Quadro",
        "code": "Codice",
        "label": "Voce",
        "column": "Colonna",
        "column_label": "Intestazione",
        "value": "Valore",
    }
    | _FILE,
}
