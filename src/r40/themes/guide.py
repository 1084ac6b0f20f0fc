"""What the tables of ``r40 themes`` mean, in Italian, for whoever opens the workbook."""

from __future__ import annotations

from r40.themes.copies import COPIES, Copies
from r40.themes.frames import Corpus

_TABLES = {
    "interventi, aree": "In quante relazioni compare almeno una volta; _anno, _regione, _dimensione, _blocco: dentro ciascun gruppo; "
    "_motivazione: fra le relazioni che barrano SI quella motivazione.",
    "motivazioni": "Motivazioni che il testo sostiene, secondo il modello, per blocco del modulo.",
    "stato": "Come si dividono le menzioni di un intervento fra avviato, proseguito, potenziato, programmato, concluso e non detto: "
    "dentro un intervento le quote sommano a uno.",
    "coppie": "Lift: quante volte più del caso due interventi stanno nella stessa relazione (1 = caso).",
    "contrasto": "Che cosa distingue un gruppo da tutti gli altri: log-odds con a priori di Dirichlet informativo (Monroe, Colaresi e Quinn "
    "2008); |z| oltre 1,96 è improbabile per caso, se si guarda una voce sola. I testi condivisi contano sempre una volta.",
    "andamento": "Differenza della quota fra un anno e il successivo; _stessi_comuni: solo i comuni presenti in entrambi.",
    "soggetti": "Quali tipi di soggetto (o _nomi) sono nominati nei passaggi di quali interventi; _rete: quali stanno nella stessa relazione.",
    "importi": "Importi nominati nei testi, non spese verificate: perciò quartili e nessuna somma. I testi condivisi contano una volta.",
    "luoghi": "Nomi di comune che gli elenchi ISTAT non danno, danno a più comuni, o non danno più.",
    "testi_condivisi": "Testi quasi uguali di più comuni (regola D105).",
}


def notes(corpus: Corpus, copies: Copies) -> list[tuple[str, str]]:
    """(term, meaning) of what the tables hold."""
    told = corpus.narrated()
    placed = corpus.relazioni["place"].isin(["found", "former"]).mean() if len(corpus.relazioni) else 0.0
    return [
        ("Relazioni", f"{len(corpus.relazioni)}, di cui {len(told)} con un testo; {told['text'].nunique()} testi diversi."),
        *(("Nota", note) for note in corpus.notes),
        ("Conteggio", f"«{copies}»: {COPIES[copies]}."),
        ("Quote e intervalli", "Quote delle relazioni con un testo, con intervalli al 95% (Wilson sul numero effettivo di osservazioni) "
         "che tengono conto dei testi condivisi e degli stessi comuni in più anni. «Testi indipendenti» dice quante osservazioni "
         "indipendenti ci sono davvero. Le voci vengono dal modello, che sbaglia: gli intervalli non comprendono i suoi errori."),
        ("Dimensione", "Abitanti come stampati sul modulo; classi secondo i limiti dell'art. 156 TUEL."),
        ("Luogo", f"Regione e codice dal nome del comune con gli elenchi ISTAT: trovati {100 * placed:.0f}%."),
        *_TABLES.items(),
    ]  # fmt: skip
