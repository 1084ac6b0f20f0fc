"""The Italian words of the desk."""

from __future__ import annotations

from r40.records import Severity
from r40.store.records import Change, Role, Verdict, Work

WORK = {Work.UNREAD: "Da leggere", Work.OPEN: "In corso", Work.CLOSED: "Chiusa"}
VERDICT = {Verdict.CONFIRMED: "Confermata", Verdict.DISMISSED: "Respinta", Verdict.ASK: "Chiedere al comune"}
ROLE = {Role.REVIEWER: "Revisore", Role.SUPERVISOR: "Supervisore"}
CHANGE = {
    Change.FIRST: "",
    Change.NEW: "Nuova dopo la rilettura",
    Change.CHANGED: "Cambiata dopo la rilettura",
    Change.GONE: "Non più segnalata",
}
SEVERITY = {Severity.ERROR: "Incoerenza", Severity.WARNING: "Da chiarire", Severity.INFO: "Nota"}
STANCE = {"supported": "sostenuta dal testo", "contradicted": "smentita dal testo", "absent": "assente dal testo"}
INTERVENTION = {"add": "aggiunto", "change": "corretto", "remove": "tolto"}
