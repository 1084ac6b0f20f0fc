"""How to read the reports, in Italian: shared by the workbook and the HTML file."""

from __future__ import annotations

from r40.records import Severity
from r40.reports import labels

WHAT = (
    "r40 legge le relazioni di monitoraggio dei comuni, riconosce gli interventi descritti nel testo libero "
    "(R40), li confronta con le motivazioni indicate e con le cifre del modulo, e segnala ciò che non torna."
)
DOUBTS = (
    "I controlli sulle cifre sono calcoli; interventi e motivazioni riconosciuti nel testo sono invece stime "
    "di un modello statistico, che può sbagliare o non vedere qualcosa. Una segnalazione è un invito a "
    "leggere il passo indicato: decide chi legge."
)
PRIORITY = (
    "Da 0 a 1: più è alta, prima conviene aprire la relazione. L'elenco parte dalla più alta. Cresce con il numero "
    "delle segnalazioni, con la loro gravità e con la loro certezza; i motivi sono scritti accanto."
)
CHECKS = (
    "Un controllo «non applicabile» non riguarda questa relazione; uno «non valutabile» la riguarda, ma manca un dato: "
    "l'assenza di segnalazioni non vuol dire che sia tutto a posto."
)
PROBABILITY = "Quanto il modello ritiene probabile ciò che ha riconosciuto, dallo 0% al 100%."
SUPPORT = "Quanto il modello ritiene probabile che il testo sostenga la motivazione, dallo 0% al 100%."
DOUBT = (
    f"«Incerto»: la probabilità è fra il {labels.DOUBT_BAND[0]:.0%} e il {labels.DOUBT_BAND[1]:.0%}; "
    "il modello non sa decidere, occorre leggere."
)
BLANK = "Una cella vuota vuol dire che il dato manca nel modulo o non è stato letto. Non vuol dire zero."


def lines() -> list[tuple[str, str]]:
    """(term, meaning) in reading order; an empty meaning marks a heading."""
    severities = [(labels.SEVERITY[s], labels.SEVERITY_MEANING[s]) for s in Severity]
    return [
        ("Che cosa contiene", ""),
        ("r40", WHAT),
        ("Attenzione", DOUBTS),
        ("", ""),
        ("Da dove cominciare", ""),
        (
            "Foglio Relazioni",
            "Una riga per relazione, dalla più urgente. «Perché questa priorità» dice perché aprirla, il motivo di "
            "maggior peso per primo; più avanti, il passo del testo che lo mostra. I numeri sottolineati portano al dettaglio; "
            "il nome del file apre il documento, se è ancora nella stessa cartella.",
        ),
        ("Foglio Segnalazioni", "Una riga per segnalazione: che cosa non torna, dove, e con quali valori."),
        (
            "Foglio Interventi",
            "Una riga per intervento riconosciuto nel testo, con il passo che lo descrive.",
        ),
        (
            "Foglio Motivazioni",
            "Una riga per motivazione del Quadro 4: SI o NO sul modulo, e che cosa ne dice il testo.",
        ),
        (
            "Foglio Controlli",
            "Una riga per controllo che non si è potuto fare, e perché. Gli altri sono superati, hanno dato una "
            "segnalazione o non riguardano la relazione: l'elenco completo è nella pagina web e in scored.jsonl.",
        ),
        ("Foglio Dati", "Una riga per cifra dei Quadri 1, 2 e 3, come letta dal modulo."),
        (
            "N.",
            "Il posto della relazione nell'elenco. È uguale in tutti i fogli: filtrando per N. si vede tutto "
            "ciò che riguarda una relazione. I collegamenti seguono l'ordine iniziale delle righe: dopo aver "
            "riordinato un foglio, usare il filtro.",
        ),
        ("", ""),
        ("Gravità", ""),
        *severities,
        ("", ""),
        ("Priorità, probabilità e dubbio", ""),
        ("Priorità", PRIORITY),
        ("Controlli", CHECKS),
        ("Probabilità", PROBABILITY),
        ("Probabilità di sostegno", SUPPORT),
        ("Dubbio", DOUBT),
        ("Celle vuote", BLANK),
        ("", ""),
        ("Stato della lettura", ""),
        (labels.STATUS["ok"], "Il documento è stato letto per intero."),
        (labels.STATUS["partial"], "Manca qualcosa: vedere «Problemi di lettura»."),
        (
            labels.STATUS["failed"],
            "Nulla è utilizzabile: il documento va aperto a mano o scaricato di nuovo.",
        ),
    ]
