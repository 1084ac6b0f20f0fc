"""Words that tell nothing of a theme, as folded lemmas: function words, and the vocabulary of administrations and of the form."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTION_WORDS = _words(
    """
    a ad al allo alla ai agli alle all anche ancora avere c che chi ci ciascuno cio coi col come con cosi cui d da dal
    dallo dalla dai dagli dalle dall davanti de degli dei del della delle dello dell dentro di dopo dove dovere due e ed
    egli entro essere esso fa fare fino fra fuori gia gli grazie i il in infine inoltre invece io l la le lei lo loro
    lui ma mediante meno mentre mio molto ne negli nei nel nella nelle nello nell nessuno noi non nonche nostro o od
    ogni oltre ora ovvero per perche pero piu po poco poi potere presso prima proprio pure qua qualche quale qualora
    quando quanto quello questo qui quindi s se sempre senza si sia sopra sotto stare stesso su sugli sui sul sulla
    sulle sullo sull suo tale tali tanto tra tramite tre troppo tuo tutto ulteriore un una uno va venire verso vi via
    voi volere durante secondo circa attraverso entrambi altro alcuno andare ossia pertanto dunque infatti tuttavia
    anziche affinche poiche cosa bene solo soltanto nuovo grande vario diverso dare quattro cinque sei sette otto
    nove dieci dodici quindici venti trenta t m n gennaio febbraio marzo aprile maggio giugno luglio agosto settembre
    ottobre novembre dicembre lunedi martedi mercoledi giovedi venerdi sabato domenica mattina pomeriggio sera
    """
)

# Said of everything, so of nothing: they may stand in an expression, but make none alone.
ADMINISTRATION = _words(
    """
    abitante accesso additivo adeguare adeguato aggiuntivo ambito amministrativo amministrazione ammontare annuale anno
    annualita area articolo assegnare assegnazione assegnato assicurare assistente assistenziale assistenza attenzione
    attivare attivazione attivita attuare attuazione aumentare aumento azione base beneficiario bilancio bisogno
    capitolo caso cittadinanza cittadino citta collaborazione competenza complessivo comunale comune comunita condizione
    confronto consentire considerare continuare continuita contributo coprire corso costo criterio crescere crescita
    dato decreto deliberare destinare destinazione determinare difficolta diritto disagio disponibile disponibilita
    domanda economico ente erogare erogazione esigenza esistente euro fabbisogno familiare famiglia fare fascia fase
    favore finalita finanziamento finanziare fine fondo forma fornire fragile fragilita funzione garantire gestione
    gestire giunta gruppo impegno importo incrementare incremento indicare individuare inserire integrare integrazione
    intervento investire legge livello locale maggiore mantenere mese minore misura modalita modo momento monitoraggio
    necessario necessita normativo numero nucleo obiettivo offerta offrire operatore ora ordinario organizzazione
    parte particolare passare pedagogico percorso periodo permettere persona personale piano piccolo popolazione
    possibile possibilita potenziamento potenziare precedente presa presente presenza prestazione previsione prevedere
    principale problema procedura progettare progetto progettualita programma programmare promuovere proprio proseguire
    pubblico qualita quadro quota raggiungere rapporto realizzare realizzazione realta referenza regionale regione
    relazione rendere rendicontare rendicontazione residente responsabile richiedere richiesta ricevere riferimento
    rimanere riguardare rispetto risposta rispondere risorsa risultare risultato rivolgere ruolo scelta scegliere
    seguire servire servizio settore singolo sistema situazione sociale socialmente socio soggetto sostegno sostenere
    spesa spesare standard stato storico struttura strumento supporto svolgere svolgimento tecnico
    disoccupazione ferroviario idrico indice tasso vecchiaia capitario polizia segretario metodologico nota
    essenziale documento unico regolamento adozione programmazione esercizio consuntivo rendiconto istituzionale deliberazione
    consiglio sindaco assemblea conferenza provincia provinciale distretto distrettuale capofila statuto convenzione
    protocollo avanzo entrata imposta demografico anagrafe censire chilometro quadrato abitato frazione montano nazionale
    statale ministero monitorare delegare delega bando avviso gara affidamento appalto determina sede capoluogo consorzio
    consortile unione comunitario politica indirizzo strategico priorita sviluppo crisi emergenza pandemia covid
    territoriale territorio tipologia titolo totale triennio ufficio utente utenza utilizzare valore zona
    """
)
