"""What the tables of ``r40 themes`` mean, in Italian, for whoever opens the workbook or the page."""

from __future__ import annotations

from collections.abc import Collection
from importlib.metadata import version

from r40.themes.copies import COPIES, Copies
from r40.themes.frames import Corpus
from r40.themes.place import PACKAGES

_CONTRAST = (
    "Che cosa distingue {} da tutto il resto: quota dentro e altrove, e log-odds con a priori di Dirichlet informativo (Monroe, Colaresi e "
    "Quinn 2008); |z| oltre 1,96 è improbabile per caso, se si guarda una voce sola. I testi condivisi contano una volta, e un comune "
    "che ripete ogni anno le stesse cose non aumenta z."
)
_TABLES = {
    "lette": "Relazioni con un testo, per anno e regione.",
    "interventi": "In quante relazioni compare ciascun intervento, almeno una volta.",
    "aree": "In quante relazioni compare almeno un intervento dell'area; una relazione conta in ogni area di cui parla.",
    "interventi_anno": "Gli interventi, anno per anno.",
    "interventi_regione": "Gli interventi, regione per regione.",
    "interventi_dimensione": "Gli interventi, per classe di abitanti del comune.",
    "interventi_blocco": "Gli interventi, per blocco del modulo: A, B o C secondo spesa e livello dei servizi.",
    "interventi_motivazione": "Gli interventi fra le relazioni che barrano SI ciascuna motivazione.",
    "aree_anno": "Le aree, anno per anno.",
    "aree_regione": "Le aree, regione per regione.",
    "motivazioni": "Motivazioni che il testo sostiene, secondo il modello, per blocco del modulo.",
    "stato": "Come si dividono le menzioni di un intervento fra avviato, proseguito, potenziato, programmato, concluso e non detto: "
    "dentro un intervento le quote sommano a uno.",
    "coppie": "Lift: quante volte più del caso due interventi stanno nella stessa relazione (1 = caso).",
    "contrasto_anno": _CONTRAST.format("un anno"),
    "contrasto_regione": _CONTRAST.format("una regione"),
    "contrasto_dimensione": _CONTRAST.format("una classe di abitanti"),
    "contrasto_blocco": _CONTRAST.format("un blocco"),
    "andamento": "Differenza della quota fra un anno e il successivo.",
    "andamento_stessi_comuni": "La stessa differenza, nei soli comuni presenti in entrambi gli anni.",
    "soggetti": "Quali tipi di soggetto sono nominati nei passaggi di quali interventi; la quota è delle relazioni con l'intervento.",
    "soggetti_nomi": "Lo stesso, nome per nome, come i testi li danno: «Caritas» è un soggetto diverso in ogni luogo.",
    "soggetti_rete": "Quali nomi stanno nella stessa relazione.",
    "importi": "Importi nominati nei testi, non spese verificate: perciò quartili e nessuna somma. I testi condivisi contano una volta.",
    "luoghi": "Nomi di comune che gli elenchi ISTAT non danno, danno a più comuni, o non danno più.",
    "testi_condivisi": "Testi quasi uguali di più comuni (regola D105).",
}


def notes(corpus: Corpus, copies: Copies, tables: Collection[str] = ()) -> list[tuple[str, str]]:
    """(term, meaning) of what the figures are, then of each of these ``tables`` by name."""
    told = corpus.narrated()
    placed = corpus.relazioni["code"].notna().mean() if len(corpus.relazioni) else 0.0
    lists = " e ".join(f"{package} {version(package)}" for package in PACKAGES)
    return [
        ("Relazioni", f"{len(corpus.relazioni)}, di cui {len(told)} con un testo; {told['text'].nunique()} testi diversi."),
        *(("Nota", note) for note in corpus.notes),
        ("Conteggio", f"{COPIES[copies].capitalize()}. «Relazioni» e «Con la voce» contano sempre le relazioni; le quote, come detto qui."),
        ("Quote e intervalli", "Quote delle relazioni con un testo, con intervalli al 95% (Wilson sul numero effettivo di osservazioni) "
         "che tengono conto dei testi condivisi e degli stessi comuni in più anni. «Testi indipendenti» dice quante osservazioni "
         "indipendenti ci sono davvero. Le voci vengono dal modello, che sbaglia: gli intervalli non comprendono i suoi errori."),
        ("Dimensione", "Abitanti come stampati sul modulo; classi secondo i limiti dell'art. 156 TUEL."),
        ("Luogo", f"Codice, provincia e regione dal nome del comune, con gli elenchi ISTAT (pacchetti {lists}): "
         f"comune trovato nel {100 * placed:.0f}% delle relazioni."),
        *((name, _TABLES[name]) for name in tables),
    ]  # fmt: skip
