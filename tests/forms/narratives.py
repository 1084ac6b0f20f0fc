"""Fictional narratives (field R40) of the kinds that a reader must survive. Every comune, person and project is invented."""

from __future__ import annotations

EMPTY = ""

VERY_SHORT = "Il Comune gestisce i servizi tramite la convenzione in essere con i paesi confinanti; nulla da segnalare per l’anno."

ONE_PARAGRAPH = (
    "Roccamorena è un paese di media collina nel quale, negli ultimi dieci anni, la quota di ultraottantenni è quasi "
    "raddoppiata. L’Amministrazione ha perciò rivisto l’organizzazione dello sportello sociale, aperto ora anche il giovedì "
    "pomeriggio, e ha affiancato all’assistente sociale di ruolo una seconda figura a tempo parziale. Il servizio di aiuto a "
    "casa ha raggiunto trentuno anziani soli, nove dei quali seguiti anche nei giorni festivi; per altri dodici è stata "
    "organizzata la consegna dei pasti caldi con l’aiuto della cooperativa Il Melograno. Sono stati confermati i tirocini di "
    "inclusione presso tre aziende agricole della valle, e due persone sono state infine assunte. Per i ragazzi delle medie "
    "ha funzionato, da ottobre a maggio, uno spazio compiti presso l’ex scuola di via dei Tigli, con due educatrici e un "
    "gruppo di volontari. Non è stato invece possibile attivare il trasporto verso l’ospedale di zona, perché la gara è andata "
    "deserta per due volte. La spesa è rimasta in linea con quella dell’anno precedente, pur con l’aumento delle tariffe "
    "dell’energia che ha pesato sulla gestione dei locali comunali."
)

PARAGRAPHS = """Nel corso dell’anno il settore dei servizi alla persona ha lavorato su tre fronti: le famiglie con figli piccoli, gli anziani che vivono da soli e le persone senza un’occupazione stabile.

Per le famiglie è stato aperto, nei locali della vecchia stazione, uno spazio di incontro settimanale per genitori e bambini fino ai tre anni. Vi hanno preso parte quarantadue nuclei, molti dei quali non conoscevano ancora il servizio sociale. L’educativa domiciliare ha seguito quattordici minori su indicazione dell’équipe di tutela, con verifiche ogni due mesi.

Agli anziani sono stati dedicati il telesoccorso, attivo per ventisei utenze, e un corso di ginnastica dolce nella palestra comunale. L’assistenza domiciliare è stata estesa alla frazione di Casale Alto, finora esclusa per la distanza.

Infine, in accordo con il Centro per l’Impiego, sono stati avviati undici percorsi di inserimento lavorativo; quattro si sono conclusi con un contratto. Alle famiglie in difficoltà con le bollette è stato riconosciuto un contributo medio di 180,00 euro.

L’Ufficio ringrazia le associazioni del paese per il tempo messo a disposizione."""

BULLETS = """L’attività dell’anno può essere riassunta per aree, come richiesto dal Piano di Zona.
Area famiglia e minori
- incontri quindicinali con i genitori affidatari e sostegno economico alle sei famiglie coinvolte
- doposcuola in due plessi, con particolare cura per gli alunni arrivati da poco in Italia
- prosecuzione degli incontri protetti presso lo spazio neutro di Montelupaio
Area anziani
- assistenza a domicilio per cinquantatré persone, con un accesso medio di quattro ore la settimana; nel periodo estivo il servizio è stato portato anche alla domenica
- integrazione della retta in casa di riposo per sette ospiti privi di rete familiare
- custode sociale di quartiere, in prova da settembre
Area disabilità
- trasporto verso il centro diurno “La Quercia” con un mezzo attrezzato
- assistenza specialistica a scuola (18 alunni, 2.640 ore)
Area povertà
- pacchi alimentari distribuiti insieme alla Caritas parrocchiale
- tre alloggi per l’emergenza abitativa, sempre occupati
Le attività sono state seguite da un’assistente sociale e da un’educatrice, che si sono alternate allo sportello."""

FORM_WORDS = """Con riferimento alle voci barrate nel quadro precedente, si precisa quanto segue.
R16 - La scelta di destinare più risorse è stata condivisa con il Consiglio: alla domanda se proseguire, la risposta è stata SI da parte di tutti i gruppi, e nessun NO è stato messo a verbale.
R18 SI perché dal mese di marzo è in servizio una nuova assistente sociale. Quanto alla riga M12 - Utenti famiglia e minori, il dato comprende 37 nuclei seguiti dal consultorio; la riga M21 è invece cresciuta di 12 unità.
QUADRO 2 - I valori della spesa sono stati verificati con la ragioneria; il totale R08 di 4.512,30 euro è stato interamente impegnato.
Il presente campo R40 riporta solo ciò che non trova posto altrove. Richiamiamo l’ATTENZIONE al tema della solitudine, che resta il più sentito: SI è scelto di parlarne in due assemblee pubbliche.
ASSISTENZA: il servizio a casa ha coperto tutte le frazioni, con 6.120 ore nell’anno 2022 e NON meno nell’anno in corso.
TOTALE UTENTI e costi sono stati discussi nel tavolo d’ambito; il livello dei servizi è risultato non inferiore alle attese."""

NOTA_BENE = """L’ente ha operato in gestione associata con i comuni della conca, secondo la convenzione rinnovata a gennaio.
Le domande di contributo per l’affitto sono state quarantuno e ne sono state accolte trentatré. NOTA BENE per chi legge: il dato non comprende i nuclei ospitati in albergo a spese della Prefettura.
NOTA BENE
Le ore di educativa indicate nel prospetto sono quelle effettive e non quelle previste dal capitolato.
È in corso la gara per il nuovo centro di aggregazione di via Molinetto, finanziato con 95.000,00 euro, che aprirà nella prossima primavera. Il personale resta quello dell’anno passato."""

TYPOGRAPHY = """L’Ufficio di Piano ha definito, fin dall’inizio dell’anno, un flusso unico per le segnalazioni socio-sanitarie: le fragilità più diffuse sono affrontate da un’équipe medico-sociale che si riunisce il martedì. E’ stato così possibile ridurre l’attesa media da 40 a 15 giorni.
Il progetto «Fili d’erba», co-finanziato dalla fondazione “Fiordaliso” con 12.500,50 €, ha offerto a 23 ragazzi tra gli 11 e i 14 anni un percorso psico-educativo; il finanziamento 2022-2024 è stato rifinanziato per un altro biennio. Nella fascia 0-3 anni, l’offerta comprende 16 posti in micro-nido.
Per i profughi è proseguita l’accoglienza diffusa in 5 appartamenti: la mediazione linguistico-culturale è affidata alla coop. soc. “Riflessi”, la quale gestisce anche lo sportello – aperto il lunedì e il sabato – per il rinnovo dei documenti. L’affluenza è più che raddoppiata: perché? Il passa-parola, dicono gli operatori.
Si segnala infine l’avvio del budget di salute, d’intesa con l’A.S.L. n. 7, a favore di 4 persone seguite dal Centro di Salute Mentale; l’efficacia sarà verificata a fine triennio."""

_LONG_PARTS = (
    "Il territorio di Pieve Altacqua si estende su tre valli e conta ventuno frazioni, alcune delle quali raggiungibili "
    "soltanto con una strada stretta che d’inverno resta chiusa per settimane. Questa geografia spiega buona parte di ciò che "
    "segue: ogni visita a casa richiede un viaggio, ogni viaggio un mezzo e un operatore, e il costo di un’ora di servizio non "
    "può essere quello di una città di pianura.",
    "Sul piano dell’organizzazione, l’anno si è aperto con il trasferimento della sede nei locali di piazza delle Erbe, di "
    "proprietà dell’ente, ristrutturati con fondi regionali. Lo sportello riceve ora quattro mattine la settimana e, su "
    "appuntamento, anche di sera. Le domande possono essere presentate dal portale, e la cartella di ogni persona seguita è "
    "tenuta in formato elettronico; resta su carta soltanto l’archivio precedente al 2015.",
    "Il personale è composto da tre assistenti sociali, due delle quali assunte a tempo indeterminato in primavera, da un "
    "educatore e da una psicologa presente dodici ore la settimana. Tutti hanno seguito la formazione sulla valutazione "
    "multidimensionale proposta dall’ambito, e da maggio è attiva una supervisione mensile con una professionista esterna.",
    "Area famiglia. È proseguito il lavoro con i nuclei segnalati dal Tribunale: trentadue minori, diciannove dei quali seguiti "
    "con un educatore a casa. Accanto a questo è stato proposto un ciclo di otto serate per genitori di adolescenti, condotto "
    "dalla psicologa insieme con gli insegnanti, al quale hanno partecipato in media venticinque persone. Nel mese di luglio "
    "il centro estivo ha accolto centodieci bambini, undici con disabilità, ciascuno con il proprio accompagnatore.",
    "Le famiglie affidatarie sono salite da quattro a sette. A ciascuna è riconosciuto un assegno mensile, e una volta al mese "
    "si ritrovano con l’assistente sociale che le segue. Due ragazze uscite dalla comunità al compimento dei diciott’anni hanno "
    "trovato posto in un appartamento messo a disposizione da un privato, con un’educatrice che passa tre volte la settimana.",
    "Area anziani. L’aiuto a casa resta il servizio più richiesto: novantasei persone nell’anno, per un totale di oltre undicimila "
    "ore. Per chi rientra dall’ospedale è stato concordato con il distretto un percorso di dimissione che garantisce, entro "
    "quarantotto ore, la visita di un’operatrice. Il laboratorio della memoria, nato come esperimento, si tiene ormai ogni "
    "mercoledì e permette ai familiari di avere due ore libere. Non ha invece trovato seguito l’idea di un taxi sociale, per la "
    "mancanza di volontari disposti a guidare.",
    "- telesoccorso: quarantaquattro apparecchi, sei in più dell’anno precedente",
    "- pasti a domicilio: servizio quotidiano in paese, tre volte la settimana nelle frazioni",
    "- soggiorno al mare: ventotto partecipanti, con contributo in base all’ISEE",
    "- integrazione della retta: nove persone in struttura, con una spesa di 71.430,18 euro",
    "Area disabilità. Il centro semiresidenziale “Le Betulle” ha ampliato l’orario fino alle diciassette, su richiesta delle "
    "famiglie. Tre giovani adulti hanno iniziato un percorso di vita autonoma in un alloggio dell’ente, con un’assistente nelle "
    "ore serali. Agli alunni con disabilità sono state garantite seimila ore di sostegno all’autonomia; la spesa è stata coperta "
    "per un terzo dalla Regione.",
    "Area povertà e lavoro. Il passaggio dalla vecchia alla nuova misura nazionale ha tenuto impegnati gli uffici per molti mesi: "
    "centoquarantuno nuclei sono stati ricevuti, e per ottantasette è stato firmato un patto. L’emporio solidale, gestito dalle "
    "associazioni con un contributo dell’ente, serve sessanta famiglie. I progetti utili alla collettività hanno riguardato la "
    "cura dei sentieri e la biblioteca. Per gli sfratti, cresciuti in modo netto, si è fatto ricorso a due alloggi temporanei e, "
    "nei casi più gravi, all’albergo.",
    "Persone straniere. Nelle tre valli vivono oltre quattrocento cittadini di altri paesi, impiegati soprattutto nelle cave e "
    "nell’allevamento. Il corso di italiano, tenuto nella biblioteca, ha avuto due livelli e trentanove iscritti; una mediatrice "
    "di lingua araba è presente allo sportello un pomeriggio ogni quindici giorni. L’ente aderisce al sistema di accoglienza con "
    "dodici posti, gestiti dalla cooperativa Passo Lento.",
    "Salute mentale e dipendenze. L’incontro mensile con il dipartimento ha permesso di seguire insieme diciassette situazioni. Un "
    "gruppo di auto-aiuto per familiari di giocatori si riunisce nella sala della Pro Loco. Nelle scuole superiori sono stati "
    "tenuti quattro incontri sull’uso dell’alcol, con la partecipazione degli operatori del distretto.",
    "Quanto alle cause del livello di spesa, si richiama quanto detto in apertura: la dispersione degli abitati, l’età media "
    "elevata e la chiusura dello stabilimento tessile, che ha lasciato senza lavoro centoventi persone, hanno portato allo "
    "sportello famiglie che non vi si erano mai rivolte. L’Amministrazione ha scelto di non ridurre alcun servizio, attingendo "
    "al proprio bilancio per circa 140.000,00 euro oltre le risorse assegnate.",
    "Per il prossimo anno sono già stati deliberati l’apertura di un punto di ascolto a Fontanelle e il rinnovo della convenzione "
    "con i comuni vicini. Si ringraziano gli operatori, i volontari e quanti hanno dato notizia dei bisogni che non arrivano da "
    "soli agli uffici.",
)
LONG = "\n".join(_LONG_PARTS)
LONG_SPACED = "\n\n".join(_LONG_PARTS)

ALL: dict[str, str] = {
    "empty": EMPTY,
    "very_short": VERY_SHORT,
    "one_paragraph": ONE_PARAGRAPH,
    "paragraphs": PARAGRAPHS,
    "bullets": BULLETS,
    "form_words": FORM_WORDS,
    "nota_bene": NOTA_BENE,
    "typography": TYPOGRAPHY,
    "long": LONG,
    "long_spaced": LONG_SPACED,
}
