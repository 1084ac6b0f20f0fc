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
        "errors": labels.SEVERITY_MANY[Severity.ERROR],
        "warnings": labels.SEVERITY_MANY[Severity.WARNING],
        "infos": labels.SEVERITY_MANY[Severity.INFO],
        "main_reason": "Motivo principale",
        "quote": "Passo del testo che lo mostra",
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
