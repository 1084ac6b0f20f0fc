"""The words by which X406 tells that the additional resources were handed over, kept or spent, and by whom."""

from __future__ import annotations

import re

BODY = (
    r"(?:ambit[oi]\b|a\.?t\.?s\b\.?|consorzi\w*|union[ei]\b|aziend[ae]\b|società della salute|s\.?d\.?s\b\.?|comunità (?:montan|collinar|di valle)\w*|distrett\w*|zona sociale|"
    r"pian[oi] (?:sociale |social[ei] )?di zona|(?:comune |ente |amministrazione )?capofila|ente (?:gestore|strumentale|associat\w+)|a\.?s\.?p\b\.?|a\.?s\.?c\b\.?|gestione associata|ufficio di piano|"
    r"ente d'ambito|enti gestori|forma associata|altr[io] ent[ei]|alcun (?:altro )?(?:ente|soggetto)|[A-Z](?:\.[A-Za-z]{1,4}){1,6}\.?)"
)
RECIPIENT = (
    rf"(?:\b(?:al|allo|alla|all'|ai|agli|alle|a|ad|nel|nell'|nella|verso (?:il |l'|la )?|per (?:il|l'|la)) ?(?:(?:stess|medesim|predett|suddett|nostr|local|nuov|propri|competent|citat|relativ|ent|comun)\w{{1,4}} ){{0,2}}{BODY}"
    rf"|\b(?:a|in) quell[oae] (?:unic\w )?(?:del|dell'|della|di) ?{BODY}|\b(?:a favore|in favore|a beneficio|nelle casse|nel bilancio|al bilancio|sul bilancio|nel fondo|il fondo|al fondo|nella disponibilità|nelle disponibilità|nelle mani|alla gestione|alla cassa|nella gestione|a disposizione|nella titolarità|nel budget)"
    rf"(?: (?:unico|comune|associat\w|social\w|general\w|unica|complessivo)){{0,2}} ?(?:consortil\w|associat\w|(?:del|dell'|della|dello|d'|di) ?(?:\w+ )?{BODY})"
    rf"|\b(?:al|nel|nelle|il) (?:bilancio|fondo|casse|budget)(?: unico| unica)? (?:consortil\w|associat\w|zonal\w|distrettual\w))"
)
TO = re.compile(RECIPIENT, re.IGNORECASE)
BACK = re.compile(
    r"\b(?:cui|(?:le|gli) (?=(?:è|sono|viene|vengono|ven\w+) )|gli(?:el[aeo])? (?=(?:ha|abbiamo) )|(?:al|alla) quale|a quest'ultim\w|allo stesso|alla stessa|ad ess[oa])\b",
    re.IGNORECASE,
)
ANY_BODY = re.compile(rf"\b{BODY}", re.IGNORECASE)
OUR_SIDE = re.compile(
    r"\b(?:(?:al|nel|del|dal|il|presso il|in capo al|in seno al) (?:nostro |presente |proprio |bilancio del )?comune\b(?! capofila)|(?:al|nel|sul) proprio bilancio|nelle proprie casse|(?:ente|amministrazione)(?: comunale)?\b|comunal[ei]|uffici|noi|in casa|di sé|per sé|da sé)",
    re.IGNORECASE,
)
# Verbs, by stem; the ending tells whether it agrees.
HAND_STEM = (
    r"(?:(?:trasfer|confer|ced|devolv|corrispond|rimett|mett)e(?=ndo)|trasferi|ritrasferi|versa|riversa|gira|rigira|devolu|devolv|conferi|rimess|rimett|passa|cedu|ced|liquida|corrispos|corrispo|consegna|assegna|attribui|destina|eroga|"
    r"trasmess|accredita|affida|riconosciu|riconosc|inoltra|dirotta|convoglia|indirizza|incanala|demanda|paga|bonifica|dat(?!\w (?:conto|atto|luogo|corso|indicazion|seguito|notizia|comunicazione))|mess|mett|lascia|canalizza|storna|spedi|concess|pos)"
)
HAND = re.compile(
    rf"\b{HAND_STEM}(?P<end>t[aeio]|[aeio]|re|ere|rle|rla|rli|rlo|ndo(?:l[aeio])?|t[aeio]l[aeio]|i|ono|isce|iscono|nd[oa])?\b",
    re.IGNORECASE,
)
MOVE = re.compile(
    r"\b(?:conflui(?:t(?P<end>[aeio])|sc\w+|ron\w|re)|transita(?:t(?P<e2>[aeio])|no|re)?\b|anda(?:t(?P<e3>[aeio])|re)|va\b|vanno\b|fini(?:t(?P<e4>[aeio])|re|scono)|aliment(?:a|ano|ato|are)\b|"
    r"arriva(?:t(?P<e5>[aeio]))|giunt(?P<e6>[aeio])\b|approda(?:t(?P<e7>[aeio])))",
    re.IGNORECASE,
)
DEED = re.compile(
    r"\b(?:trasferiment[oi]|versament[oi]|devoluzion[ei]|conferiment[oi]|liquidazion[ei]|pagament[oi]|cession[ei]|riversament[oi]|passaggi[oi]|erogazion[ei]|assegnazion[ei])\b(?= ?(?:al|alla|all'|a |ad |in |d|è|tota|integr|compless|pari|per intero))",
    re.IGNORECASE,
)
KEEP = re.compile(
    r"\b(?:rima(?:st(?P<end>[aeio])|ng\w+|nere)\b|resta(?:t(?P<e2>[aeio])|no)?\b|trattenu(?:t(?P<e3>[aeio]))(?:l[aeio])?|trattene\w+|mantenu(?:t(?P<e4>[aeio]))|tenu(?:t(?P<e5>[aeio]))|tenere|tenerle|trattenerle|conserva(?:t(?P<e6>[aeio])))\b",
    re.IGNORECASE,
)
USE = re.compile(
    r"\b(?:spes(?P<end>[aeio])\b|spender\w*|gesti(?:t(?P<e2>[aeio])|re|rle|rla|sce)\b|utilizza(?:t(?P<e3>[aeio])|re|rle|ndol\w)\b|impiega(?:t(?P<e4>[aeio])|re|rle)\b|amministra(?:t(?P<e5>[aeio])|re|rle)\b|impegna(?:t(?P<e6>[aeio]))\b|usa(?:t(?P<e7>[aeio]))\b)",
    re.IGNORECASE,
)
DIRECT = re.compile(
    r"\b(?:direttamente|in proprio|in economia|in autonomia|autonomamente|in house|in casa|da sé|da sol[oi]|noi(?= (?:stessi|soli)|,|$)|(?:fino )?all'ultim[oa] \w+|in via esclusiva|esclusivamente|in prima persona|in forma (?:diretta|singola)|gestione diretta|"
    r"con proprie? (?:determin\w+|atti|personale|affidament\w+)|(?:dagli|dai) (?:propri )?(?:uffici|servizi) comunali|sui propri capitoli)\b",
    re.IGNORECASE,
)
DIRECT_NOUN = re.compile(r"\b(?:gestione diretta|gestione in (?:proprio|economia)|spesa diretta)\b", re.IGNORECASE)
DECIDED = re.compile(
    r"\b(?:scelta|decisione|orientamento) (?:\w+ ){0,3}(?:è|era) (?:stat[ao] )?(?:quell[ao] )?di(?: non)? $|\b(?:provvedut|procedut|dispost|decis|scelt|preferit|ritenut|deliberat|convenut|optat|volut|reputat|limitat|preferendo|scegliendo|decidendo|ritenendo|disponendo|provvedendo)\w*(?: (?:opportuno|necessario|preferibile|utile|quindi|poi|infine|pertanto))?"
    r"(?: (?:a|di|per|e|ed))?(?: non)?(?: più)? $|\bfatt[aeio] $|\bsenza(?: mai)? $",
    re.IGNORECASE,
)
CONTRAST = re.compile(
    r"\b(?:oltre|a differenza|diversamente|in aggiunta|tranne|salvo|eccetto|piuttosto che|contrariamente|al di là|al posto|rispetto|eccezione|esclusione) ?(?:a|d)?\w*'? ?(?:con )?(?:le |la |il |i |gli |l')?$",
    re.IGNORECASE,
)
FROM_US = re.compile(
    r"\b(?:da(?:l|lla|ll')? ?(?:questo |quest'|nostro |nostra |presente )?(?:comune|ente|amministrazione)\b|da noi\b)(?! capofila)",
    re.IGNORECASE,
)
RECIPIENT_OF = re.compile(
    rf"\b{BODY}[^.;:]{{0,40}}?\b(?:destinatari[oa]|beneficiari[oa]) (?:ultim\w )?$", re.IGNORECASE
)
BODY_DOES = re.compile(
    rf"(?:^|[.;:,] |\b(?:e|ma|mentre|che) )(?:il|la|l'|lo) ?(?:\w+ )?{BODY}(?:(?!\bcomune\b|\bente\b)[^.;:]){{0,80}}?\b(?:ha|le ha|li ha|la ha|l'ha|lo ha|hanno)(?: \w+){{0,2}} $|\b(?:è|fu) (?:stat\w )?(?:il|la|l'|lo) ?{BODY}[^.;:]{{0,30}} $",
    re.IGNORECASE,
)
BY_BODY = re.compile(
    rf"^(?: \w+){{0,3}} (?:dal|dallo|dalla|dall') ?(?:(?:stess|medesim|predett|nostr|local|comun|ent)\w* ){{0,2}}{BODY}",
    re.IGNORECASE,
)
UNREAL = re.compile(
    r"\bse (?:\w+ ){0,5}\w+sser?o?\b|\b\w+rebber?o?\b|\bpotesser?o?\b|\b\w+(?:er|ir|ar|rr)(?:à|anno)\b|\bdov(?:ev|ess|rebb)\w+|\bda (?:trasferire|versare|girare|devolvere|conferire|trattenere)|\bvadano\b|"
    r"\b(?:consent\w+ (?:di|anche)|può|possono|poteva\w*|facoltà|possibilità|se (?:trasferi|versa|gira|conferi|devolv)\w+|volendo|valutat\w|sollecitat\w|in caso di|v(?:a|anno) \w{4,20}t[aeio]|intende|intenzion\w+|valut(?:a|ando|erà|azion\w+)|ipotizz\w+|ipotesi|propost\w|propone|chiest\w|chiede|richiest[oa]|attende\w*|in attesa|prossim\w+|futur\w+|prevede\w*|auspic\w+|"
    r"in corso di|discut\w+|potrebb\w+|vorrebb\w+|avrebb\w+|altrimenti|qualora|eventual\w+|rifiutat\w|respint\w|restituit\w|proporr\w+|progett(?:a|ato) di|pensat\w di|(?<!ha )(?<!hanno )(?<!abbiamo )potut\w)\b",
    re.IGNORECASE,
)
LISTED = re.compile(
    rf"\b(?:destinatari[oa]|beneficiari[oa]|ente (?:ricevente|percipiente)|creditore)(?: (?:del|dell'|della|dei|delle) ?\w+)?: ?(?:il |la |l')?(?:\w+ )?{BODY}",
    re.IGNORECASE,
)
ABBREVIATED = re.compile(r"\b(?:n|nn|art|artt|cap|prot|lett|c|f)\.(?= ?\w)")
NO_OPTION = re.compile(
    r"\bnon (?:(?:si|ci si|ci|è|ha|abbiamo|siamo|inteso|voluto) ){0,3}(?:avval|esercita|usa|usufrui|fruir|utilizza)\w* (?:\w+ )?(?:del|della|dell'|la|l'|il) ?(?:facoltà|possibilità|opzione|diritto) (?:\w+ )?di ",
    re.IGNORECASE,
)
PARTLY = re.compile(
    r"\b(?:in parte|(?:una|la|altra|maggior|quota) parte|parzial\w+|metà|un terzo|due terzi|residu\w+|il resto|restant\w+|la rimanenza|rimanent\w+|non tutt[aeio]|non (?:per intero|interamente|integralmente|solo)|"
    r"per (?:il|l') ?\d+ ?%|al \d+ ?%|solo una quota|una quota delle|parte delle|di cui (?=€|euro|\d))\b",
    re.IGNORECASE,
)
NOT_A_PART = re.compile(
    r"\b(?:alcuna|nessuna|neppure una|nemmeno una|neanche una|nemmeno in|neppure in|neanche in|né in|minima) (?:parte|quota)|\b(?:nemmeno|neppure|neanche) in parte",
    re.IGNORECASE,
)
FORMERLY = re.compile(
    r"\bveniva(?:no)?\b|\b(?:era(?:no)?|fu(?:rono)?) (?:\w+mente )?(?:stat[aeio] )?(?=\w+[aeio]\b)|\baveva(?:no)? |\bfino a\b|\bun tempo\b|\ball'epoca\b|\bgestiva\b",
    re.IGNORECASE,
)
OTHER_COMUNI = re.compile(
    r"\b(?:(?:altri|alcuni|diversi|molti|vari|tutti i|gli altri|quasi tutti i|singoli|numerosi|i|dai|dei) (?:comuni|enti soci)|comuni (?:limitrof|vicin|soci|associat|confinant|consorziat|più)\w*|(?:comune|paese|ente) (?:limitrof|vicin|confinant)\w*)\b",
    re.IGNORECASE,
)
UNION = re.compile(
    r"\b(unione|consorzio|ambito|associazione|convenzione|comunità)(?: \w+)? (?:dei|di|tra|fra)(?: i)? comuni\b",
    re.IGNORECASE,
)
NAMED = re.compile(r"\b[Cc]omune di ((?:[A-ZÀ-Ù][\w'à-ù-]+ ?){1,4})")
OTHER_THING = re.compile(
    r"\b(?:regional[ei]|propri[eoai]? (?:risorse|fondi|somme)|(?:risorse|fondi|somme) (?:comunali )?propri[eoa]|fond[oi] povertà|fondo nazionale|pnrr|quota (?:associativa|capitaria|pro capite)|compartecipazion\w+|"
    r"contributo regionale|bilancio ordinario)\b",
    re.IGNORECASE,
)
GIVER = re.compile(
    r"\b(?:la |dalla )?(?:regione|provincia)|\b(?:lo|dallo) stato\b|\b(?:il|dal) ministero\b", re.IGNORECASE
)
AUX = (
    r"(?:si|aver|avere|averne|è|sono|ha|hanno|abbiamo|essere|essendo|avendo|venga|viene|vengono|le|li|lo|la|l'|ne|gli|vi|ci|più|mai|stat[aeio]|poi|però|quindi|dunque|affatto|invece|pertanto|provveduto|proceduto|dato|fatto|luogo|corso|"
    r"effettuat\w|oggetto|dispost\w|avvenut\w|ritenuto|deciso|scelto|ritenut\w|vuole|voluto|risulta\w*|registra\w*|al|all'|alla|allo|ad|a|di|da|alcun[ao']?|nessun[ao']?|alcuna? (?:parte|quota|somma)|il|i|nel|\d{4})"
)
NOT = re.compile(rf"(?:\bnon|\bmai|\bné|\bsenza)(?:(?: |')?(?:{AUX}\b'?|')){{0,9}} ?$", re.IGNORECASE)
NOT_AHEAD = re.compile(r"\bnon\b(?! sol[oa])|\bmai\b|\bsenza\b", re.IGNORECASE)
NONE = re.compile(
    r"\b(?:(?:nessun|alcun)[ao] (?:(?:delle|della|dei)(?= (?:\w+ )?(?:risors|somm|quot|fond|sold|maggior))|di (?:queste|tali|esse))|nessun[ao']? ?(?:altra |ulteriore )?(?:quota|risorsa|somma|importo|euro|parte|trasferimento|versamento|fondo|cifra)|(?:non|né) (?:\w+ ){0,3}un (?:sol[oa] )?(?:euro|centesimo|soldo)|(?<=, )un sol[oa] (?:euro|centesimo|soldo)|(?:neppure|nemmeno|neanche|né) (?:un|una) (?:euro|centesimo|parte|quota|lira)|nulla|niente|zero|"
    r"alcun[ao]? (?:quota|risorsa|somma|importo|euro|parte|trasferimento))\b",
    re.IGNORECASE,
)
NONE_AFTER = re.compile(
    r"^[^.;:]{0,60}: ?(?:zero|nessun[ao]?|nessun (?:euro|importo)|nulla|niente|no|(?:€ ?|euro )?0(?:,00)?(?: euro)?)\s*(?:$|[.;,])",
    re.IGNORECASE,
)
ZERO_AFTER = re.compile(
    r"^[^.;]{0,50}?\b(?:pari a zero|sono zero|nullo|nulli|nessuno|assent\w|: ?(?:zero|0|nessun\w*|no)\b)", re.IGNORECASE
)
ALL_OF_IT = re.compile(
    r"\b(?:(?:l'intera|la intera|tutta la|l'intero|tutto l'|la suddetta|la predetta|il predetto|il suddetto|detta|tale|detto) ?(?:somma|quota|importo|assegnazione|contributo|finanziamento)(?: (?:ricevut|assegnat|spettant|riconosciut)\w+)?|"
    r"(?:le|tali|dette|queste) (?:somme|risorse) (?:ricevut|assegnat|attribuit|riconosciut)\w+|tutto quanto (?:ricevuto|assegnato)|la somma (?:assegnata|ricevuta|spettante)(?:ci)?)\b",
    re.IGNORECASE,
)
GOES_ON = re.compile(
    r"^\W*(?:sono state|è stata|è stato|sono stati|esse|tali (?:risorse|somme|fondi)|queste (?:risorse|somme)|dette (?:risorse|somme)|le stesse|le (?:predette|suddette|medesime)|(?:il comune|l'ente|l'amministrazione) (?:le|li|la|l'|lo) ?ha|"
    r"(?:l'importo|la somma|la quota|il trasferimento)\b|le abbiamo|tale (?:somma|importo|quota)|l'intero importo|l'intera somma|nulla|all'ambito|al consorzio|all'unione)",
    re.IGNORECASE,
)
CLAUSE = re.compile(r"[;:.()]|,| - |\b(?:mentre|ma|bensì|però|invece)\b", re.IGNORECASE)
NOUN_END = re.compile(
    r"\b(?:risors|somm|quot|fond|import|trasferiment|finanziament|assegnazion|dotazion|contribut|stanziament|increment|euro|introit|entrat|totale|ammontare|plafond|budget)([aeio])?\b",
    re.IGNORECASE,
)
AUXILIARY = re.compile(
    r"\b(?:(?P<be>(?:è|sono|risulta|risultano|essere|essendo|siano|sia|viene|vengono|venga)(?: stat[aeio])?|stat[aeio])|"
    r"(?P<clitic>(?:glie)?(?:le |la |li |lo |l'|ne )(?:ha|hanno|abbiamo|avendo)|avendol[aeio])|(?P<have>ha|hanno|abbiamo|avendo|aver))"
    r"(?: (?:\w{2,20}mente|subito|prontamente|tutte quante|fatt[aeio]|di fatto|invece|poi|quindi|tutt[aeio]|mai|più|anche|già|non|per intero|ancora|sempre|solo|comunque|dunque|"
    r"nulla|in proprio|del tutto|in toto|infine|provveduto a|così|però)){0,4},? $",
    re.IGNORECASE,
)
# What may stand between the resources and a participle that is theirs.
BESIDE = re.compile(
    r"\([^)]{0,80}\)|\b(?:pari|per|di|ad?|nel|del|dell'|della|dal|dallo|dei|delle|al|all'|alla|ai|lo|sociale|sociali|servizi|comune|"
    r"ente|anno|stato|euro|€|interamente|tutt\w|\w{2,20}mente|intero|assegnat\w|attribuit\w|riconosciut\w|ricevut\w|effettiv\w|il|la|"
    r"le|l'|obiettivi|servizio|comma|maggiori|solidariet\w|fondo|comunale|mai|non|sviluppo|e|d'|che|essendo|stat\w|quota|noi|subito|poi|prontamente|una|volta|\d[\d.,]{0,15})"
    r"(?=\W|$)|\b(?:hanno|ha) $",
    re.IGNORECASE,
)
OTHER_OBJECT = re.compile(
    r"\b(?:il|lo|la|i|gli|un|una|del|della) (?!20|intera|intero|totalità|somma|quota|complessiv|tutt|nostr)\w+ \w",
    re.IGNORECASE,
)
BODY_GIVES = re.compile(
    rf"(?:^|[,;:] )(?:il|la|l'|lo)? ?(?:\w+ )?{BODY}[^,;:]{{0,40}}\b(?:ha|hanno)\b[^,;:]{{0,30}}$", re.IGNORECASE
)
DONE = re.compile(
    r": (?:sì\b|€|euro|inter\w+|determin\w+|mandat\w|deliber\w+|eseguit\w|effettuat\w)|\b(?:provveduto(?:, [^,;.:]{1,50},)? al\w*|proceduto al|disposto il|effettuato il|avvenuto|effettuat[oa]|eseguit[oa]|avvenut[oa]|"
    r"perfezionat[oa]|oggetto di|dispost[oa]|mediante|tramite|attraverso|con|grazie al)\b",
    re.IGNORECASE,
)
WITHOUT = re.compile(
    rf"\b(?:senza|anziché|invece (?:di|che)|piuttosto che|in luogo di) (?:\w+ )?(?:passa|transita|passaggi|il tramite|trasferir|versar|gira|ceder|conferir|devolver|dar|affidar|coinvolg|destinar|riversar)\w*"
    rf"[^,;.]{{0,30}}?\b{BODY}",
    re.IGNORECASE,
)
# Out of the comune's hands, or through another's: said of the resources only to deny it.
OUT = re.compile(
    rf"\b(?:uscit|lasciat|transitat|passat|abbandonat)[aeio] (?:mai )?(?:dal|dalla|dalle|dall'|per|attraverso|il|la|le|l') ?(?:(?:il|la|l') ?)?(?:bilancio|casse|disponibilità|gestione|comune\b|ente\b|{BODY})",
    re.IGNORECASE,
)
NO_DEED = re.compile(
    r"\b(?:nessun|alcun|senza(?: alcun| nessun)?|(?:assenza|mancanza|esclusione) d(?:i|el|ei|egli)|mancat[oi]|il mancato) ?$",
    re.IGNORECASE,
)
THROUGH = re.compile(
    rf"\b(?:attraverso|tramite|mediante|per il tramite d\w+|per mezzo d\w+) ?(?:il |la |l'|lo )?(?:\w+ )?{BODY}",
    re.IGNORECASE,
)
ALL = re.compile(
    r"\b(?:interament\w+|integralment\w+|totalment\w+|esclusivament\w+|complet\w+|tutt[eaoi]\b|per intero|l'inter[oa]|inter[oa] (?:importo|somma|quota)|totalità|soltanto dal|solo dal|in via esclusiva|al 100|all'ultim[oa])",
    re.IGNORECASE,
)
# The resources are the means of something else: "con le risorse aggiuntive".
MEANS = re.compile(
    r"\b(?:con|grazie a|grazie|tramite|mediante|attraverso|utilizzando|impiegando|usando|su|per|nell'ambito d)(?:e|el|elle|ella|ell'|lle|lla|ll'|l|i)? ?(?:le|la|il|i|gli|l'|lo|una quota d\w+|parte d\w+)? ?$",
    re.IGNORECASE,
)
# Names of the resources that only count where it is told what became of them.
ALSO_TOPIC = re.compile(
    r"\b(?:soldi|denari|risorse|somme|fondi|euro) in più(?= (?:del|dell'anno|per il|di quest'anno|non|li|le|l'|l[oi] abbiamo|sono)\b)"
    r"|\b(?:quanto|quello|quel|ciò)\b(?: che)?[^.;:,]{0,35}?\b(?:assegnat|riconosciut|ricevut|dat|attribuit|spettat|arrivat)[aeio]\b[^.;:,]{0,20}?\b(?:in più|in aggiunta|per il sociale|per gli obiettivi)",
    re.IGNORECASE,
)
BY_COMUNE = re.compile(r"\b(?:dal comune|dall'ente|dall'amministrazione)\b(?! capofila)", re.IGNORECASE)
OF_SOMETHING = re.compile(r"^ (?:di|del|della|delle|dei|dell'|degli|d')")
FOR_SOMETHING = re.compile(rf"[,:]|\bper (?:l'|il |la |i |le )?(?!{BODY}|conto|l'anno|intero|il 20)\w", re.IGNORECASE)
PURPOSE = re.compile(r"\b(?:ad?|per) \w+(?:are|ere|ire|urre|arsi)\b", re.IGNORECASE)
SUBJECT_BEFORE = re.compile(r"^\s*(?:e |ed |mentre |che )?(?:il|lo|la|i|gli|le|l') ?\w+", re.IGNORECASE)
TOGETHER = re.compile(r"\b\w+[ts]([aeio])\b[^;:.,]{0,40}? (?:e|ma|né) (?:non |mai )?$", re.IGNORECASE)
OF_OTHERS = re.compile(r"\b(?:svolt|seguit|gestit|curat|dell'|del )\w*", re.IGNORECASE)
SENTENCE_PART = re.compile(r"[;:.]|\b(?:mentre|ma|bensì)\b", re.IGNORECASE)
OTHER_RECIPIENT = re.compile(
    r"\b(?:ai|agli|alle|al|alla|allo) (?!fine|termine|netto|100|comune|ente)\w{3,}", re.IGNORECASE
)
CHOSEN = re.compile(
    r"\b(?:scelt\w|optato|preferit\w|mantenut\w|mantenere|decis\w|assicurat\w|confermat\w|adottat\w)\b", re.IGNORECASE
)
NOT_CHOSEN = re.compile(r"\b(?:non|rinunc\w*|anziché|invece|senza|abbandon\w*|super\w*|né)\b", re.IGNORECASE)
