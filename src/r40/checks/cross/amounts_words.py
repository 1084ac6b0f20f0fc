"""The words by which X401 tells the additional resources' sum from other sums."""

from __future__ import annotations

import re

from r40.checks.cross.resources import GIVEN, MONEY

BODY = (
    r"consorzi\w*|consortil\w*|ambit[oi]|union[ei]|distrett\w*|aziend[ae]|a\.?s\.?l\b|a\.?t\.?s\b|a\.?s\.?p\b|s\.?d\.?s\b|u\.?l\.?s\.?s\b|zona|"
    r"comunità (?:montan|collinar)\w*|società della salute|capofila|capoluogo|comuni|soci|"
    r"comune (?:vicin|confinant|limitrof)\w*|altro (?:comune|ente)|cooperativ\w*|provinci[ae]|enti gestori|ente gestore|piano di zona"
)
OTHER_BODY = re.compile(rf"\b(?:{BODY})\b", re.IGNORECASE)
OURS = re.compile(
    r"\b(?:(?:al|il|del|dal|nostro|questo|codesto|presente|stesso|scrivente|singolo) (?:\w+ )?(?:comune|ente)\b(?! (?:capofila|gestore|vicin|confin|limitr))|"
    r"(?:l'|all'|dell'|quest')(?:ente|amministrazione)\b(?! (?:capofila|gestore))|noi|ci (?:è|sono|ha|hanno)|\w{3,}ci\b|abbiamo|nostr[aei])",
    re.IGNORECASE,
)
# What was done with the resources, or what happened to them: the sum that follows is that of the deed.
SPENT = re.compile(
    r"\b(?:spes[oaie]?\b|spend\w+|impegn\w+|impieg\w+|utilizz\w+|usa(?:t\w|re|ndo)\b|acquist\w+|compra\w+|cost[oia]\b|costat\w|costan\w+|paga\w*|liquid\w+|"
    r"destin(?!atari)\w+\b(?! (?:a (?:questo|codesto|noi)|al|alla|allo|all'|ai) ?(?:sociale|svilupp|potenziament|servizi|comun|nostr|ente|funzion|settor))|"
    r"attivat\w|realizz\w+|rimbors\w+|copr\w+|copert\w|copertura|finanzia(?:no|re|ndo|va|vano)?\b|(?:ha|hanno|abbiamo) finanziat\w|serv(?:e|ono|ire|it\w|ivano|irann\w)\b|"
    r"sosten\w+|sostenut\w|permett\w+|permess\w|consent\w+|garanti\w+\b(?! dall)|(?<!si )rappresent\w+|incid\w+|rest(?:a|ano|ava|avano|at\w)\b|avanz\w+|integra\w*|"
    r"somma(?:no|t\w|ndo|rsi)\b|aggiung\w+|(?<!in )aggiunt[oaie]\b|ripart(?:it|endo|isc)\w*|suddivi\w+|distribu\w+|divis\w|(?:ha|hanno|abbiamo) (?:erogat|concess|assegnat)\w (?!al comune|all'ente)|"
    r"contribui\w+|super(?:a|ano|ato|iore|iori)\b|inferior\w+|aument\w+|diminu\w+|rid(?:uc|ot|uz)\w+|cresc\w+|cresciut\w|scend\w+|sces\w|sal(?:it|g)\w+|"
    r"pass(?:a|ano|at\w)\b|rispetto|contro i|a fronte dell\w+ qual\w+|anzich\w|invece|mentre|fatt[oaie]|avviat\w|assun\w+|stipul\w+|affid\w+|equival\w+|confluit\w|restituit\w|"
    r"variazion\w+|vari[ao]\b|differenz\w+|pien\w|spettacol\w+)",
    re.IGNORECASE,
)
# Things that have a sum of their own.
THING = re.compile(
    r"\b(?:(?<!interamente )(?<!tutta )(?<!tutte )spes[ae]|cost[oi]|rett[ae]|canon[ei]|contratt[oi]|appalt[oi]|progett[oi]|valore|prezzo|stipendi\w*|compens[oi]|fabbisogn[oi](?! standard)|differenza|"
    r"disavanzo|scostament[oi]|fattur\w+|parcell\w|bollett\w|voucher|buon[oi]|utent[ei]|abitant[ei]|pro capite|a testa|ore|complessivamente trasferit\w+|cumulativ\w+|medi[oa]|"
    r"consuntiv\w+|economi[ae]|residu[oi]|person[ae] (?:in|con)|tariff\w+|livello nazionale|nazional[ei])\b",
    re.IGNORECASE,
)
_OF = r"(?: (?:di|del|delle|della|dei|dell'|dello|sulle|sulla|nelle))?(?: ?(?:tali|queste|predett\w+|suddett\w+|dette|stesse|questi))? ?$"
# A share of the resources: its sum may be anything up to the whole.
SHARE = re.compile(
    r"(?:(?<!\b100)(?<!\b100 )%|(?<!100 )(?<!cento )\bper cento|\d/\d) d\w+'? ?$|\b(?:una? (?:quota|parte|somma|porzione|fetta|tranche|rata)|parte|"
    rf"met[àa]|terz[oi]|quart[oi]|quint[oi]|acconto|anticip\w+|rata|tranche|quota parte|porzione|frazione|percentuale){_OF}",
    re.IGNORECASE,
)
# What is theirs no more, or is beside them.
BESIDE = re.compile(
    rf"\b(?:alcune|altr\w+|resto|residu\w+|saldo|restant\w+|rimanent\w+|spesa|propri\w*|ciascun\w*|ogni|economi[ae]){_OF}"
    r"|\b(?:oltre|in aggiunta|compres\w|inclus\w|insieme|unitamente|accanto|sommand\w*|al netto|al di là|senza|rispetto|nessun\w?|non|esclus\w) "
    r"(?:a(?:l|i|lle|lla|gli|llo)?|d\w+|con)? ?(?:le|la|il|i|gli|l'|alcun\w?)? ?(?:eventuali |altr\w |predett\w+ |suddett\w+ )?$",
    re.IGNORECASE,
)
GIVEN_A_SHARE = re.compile(
    r"\b(?:riconosciut|assegnat|attribuit|ricevut|concess|trasferit|spetta)\w* una? (?:\w+ di )?$", re.IGNORECASE
)
PARTITIVE = re.compile(
    r"(?:^|[;,:(] |\be )(?:di )?(?:delle|della|dei|dell'|dello|del|sulle|nelle|dalle|di) ?(?:tali |queste |predett\w+ |suddett\w+ )?$",
    re.IGNORECASE,
)
APPOSED = re.compile(
    r"^(?: [a-z]{5,12})?,? ?(?:\(|(?:quantificat|determinat|assegnat)\w |(?:che |(?:le|i|la|il) qual[ei] )?(?:ammont|assomm|valgono|corrispond|(?:è|sono) (?:stat\w )?pari)|pari a|ammontant|complessivamente pari)",
    re.IGNORECASE,
)
PART_GAP = re.compile(
    r"\b(?:(?:una|in|quota|la maggior|buona) parte|metà|acconto|saldo|residu\w+|di cui(?= ?(?:€|euro|\d|circa|una|solo|$))|dei quali|delle quali|di quest\w|rata|tranche)\b",
    re.IGNORECASE,
)
PART_AFTER = re.compile(
    r"^(?: euro)?,? (?:(?:pari |cioè |ovvero )?(?:al|circa il|il) \d+ ?%|(?:una|come|quale|che è)? ?(?:prima |sola )?(?:parte|metà|tranche|rata|acconto|saldo) d[eia]\w*)",
    re.IGNORECASE,
)
OBLIQUE = re.compile(
    r"\b(?:(?:impiego|utilizzo|uso|gestione|rendicontazione) d\w+|con|grazie a\w*|mediante|tramite|attraverso|per mezzo d\w+|dall[ae']|dai|dagli|dal|sull[ae']|sui|sul|nell[ae']|a valere s\w+|per effetto d\w+|"
    r"a seguito d\w+|a fronte d\w+|per l[ae']|merito d\w+|in virt[ùu] d\w+|utilizzando|ricorrendo a\w*|anche a\w*) ?(?:le |la |il |i |gli |l'|lo |un |una |un')?(?:\w+ )?$",
    re.IGNORECASE,
)
IS = re.compile(
    r"\b(?:(?:amm|ass)(?:ont|omm)(?:a|ano|ava|avano|at[oaie])\b(?: \w+){0,4}? ?(?:a|ad)?|(?:è|sono|era|erano|fu|furono)(?: stat[oaie])?(?: risultat[oaie])?(?:,[^,;]{1,50},)?(?: (?:pari|complessivamente|solo|soltanto|appena|esattamente|in totale|di))*(?: (?:a|ad|di|in))?|"
    r"risult(?:a|ano|at[oaie]|ava|avano)(?: (?:pari|essere|complessivamente|di|a|ad|in|stat[oaie]|per))*|corrispond(?:e|ono|ent[ei])(?: \w+)? (?:a|ad)|(?:(?:è|sono) )?(?:salit|sces|giunt)[oaie] (?:a|ad)|val(?:e|gono)|(?:consist(?:e|ono)|è consistit\w|sono consistit\w) (?:in|di)|(?:significa\w*|si traduc\w+|si è tradott\w|si limita\w*|si ferma\w*|si è fermat\w)(?: a| in)?,?(?: per [^,;]{1,40},)?|"
    r"(?:quantificat|determinat|fissat|calcolat|accertat|stabilit|definit)[oaie](?: \w+){0,3}? (?:in|per|a)|si attest\w+ (?:su|a|in)|raggiung(?:e|ono)|tocc(?:a|ano)|=|è)"
    r" ?(?:misura (?:pari a|di) |(?:pari a|soli|appena|complessiv[ie]|totali|ben|quota|(?:un|la) (?:somma|importo|totale|cifra) di) ?)*[(:]?\s*(?:i |gli |a |ad |di |poco più di |poco meno di |circa |oltre |meno di |più di )*$",
    re.IGNORECASE,
)
# "È cresciuto, grazie alle risorse, di 3.000 euro": the sum goes on with what stood before the aside.
RESUMED = re.compile(r"^[^,]{0,40}, (?:di|a|ad|per|da|in) (?:€|euro)?\s*$", re.IGNORECASE)
RELATIVE = re.compile(r"\b(?:che|(?:la|il|le|i) qual[ei]|cui)\b", re.IGNORECASE)
# Participles that say how the resources were given or reckoned; with any other one they were used for something.
DONE = re.compile(
    r"\b(?!(?:assegnat|attribuit|riconosciut|ricevut|trasferit|spettan|percepit|concess|stanziat|accreditat|quantificat|determinat|"
    r"fissat|stat|iscritt|finalizzat|vincolat|erogat|previst|versat|pervenut|risultat|arrivat|calcolat|indicat|corrispost|introitat|"
    r"accertat|comunicat|approvat|pubblicat|ammontat|incassat|riscoss|registrat|definit|limitat|giunt|portat|ottenut|mess|rendicontat|"
    r"dovut|predett|suddett|citat|richiamat|allegat|destinat|dat|toccat|stabilit|riportat|beneficiat|garantit|confermat|finanziat|stess|"
    r"appost|dispost|attestat|contenut|rimess|aggiornat|assicurat|consistit|significat|tradott|fermat|disciplinat|istituit|emanat|fatt|conness|legat|derivant|provenient|intes|mes|"
    r"inserit|contabilizzat|appostat|interessat|premess|raggiunt|assolt|entrat|riferit|imputat|mandat|gettit|merit|statut|prim|quest|convenut|spettat|contat|scors|fiss|tutt|assolut|appen)[oaie]?(?:ci)?\b)"
    r"\w{3,}(?:at|ut|it|es|os)[oaie]\b|\b(?!quand|essend|ammontand|risultand|tenend|corrispond)\w{3,}[ae]ndo\b",
    re.IGNORECASE,
)
TO_OTHERS = re.compile(
    rf"\b{GIVEN}\w* (?:\w+ )?(?:a|ad|al|alla|all'|ai|agli|alle|dal|dalla|dall'|dai) ?(?:\w+ )?(?:{BODY})\b",
    re.IGNORECASE,
)
CUMULATIVE = re.compile(
    r"\b(?:cumulativ\w+|(?:da|de)i comuni|dei comuni|sommat\w+|sommando|(?:se|quando) si sommano|tutti (?:i|gli) (?:comuni|enti)|a livello nazionale|in italia|su scala nazionale|"
    r"tutti insieme|nel complesso dell\w+)\b",
    re.IGNORECASE,
)
PURPOSE = re.compile(
    r"\b(?:destinat|finalizzat|vincolat)[oaie] (?:allo? |all'|ai |al |alla )?(?:\w+ )?(?:sviluppo|potenziamento|servizi|sociale|funzion\w+|raggiungimento)\b|"
    r"\bper (?:l'|il |lo |la |gli |le |i )?(?:anno|annualit\w+|esercizio|ente|sociale|sviluppo|servizi|potenziamento|nostro|comune|funzion\w+|obiettiv\w+|finalit\w+|"
    r"raggiungimento|interventi|settore|rafforzamento|miglioramento|incremento|servizio sociale|persona|YEAR|ampliamento|stesso|presente|nostra)\b|\bper (?:la precisione|l'esattezza|l'appunto)\b|\bdei costi\b",
    re.IGNORECASE,
)
FOR = re.compile(r"\bper (?:il |la |lo |le |i |gli |l')(?!\d|complessiv|total)", re.IGNORECASE)
# After the sum: it is one of several, or of something else.
AFTER_OTHER = re.compile(
    r"^[^\w]{0,3}(?:l'anno|al mese|mensil\w+|annu[ie]\b|pro capite|a (?:persona|testa|famiglia|nucleo)|(?:ad? |per )abitante|"
    r"per (?:ogni|ciascun\w*|abitante|utente|nucleo)|di fondi propri|del (?:pnrr|progetto|bilancio)|in (?:più|meno) (?:rispetto|del|di|che)|"
    r"a quell[ei]|di (?:spesa|costo|contributi|fondi (?:propri|regionali|comunali|europei)|economi\w+|avanzo|bilancio))"
    r"|^ (?:è stat[oa] |sono (?:stat[ie] )?|era(?:no)? stat[ie] )?(?:spes[ie]|destinat[ie]|utilizzat[ie]|impiegat[ie]|andat[ie]|copr\w+|serv\w+) (?:per|a|al|nel|alla|all'|il|la|i|le)"
    r"|^[^,;.(]{0,40}\b(?:consiglio|giunta|bilancio|deliberat\w+)\b|^,? (?:\w+ )?(?:a carico|stanziat\w|concess\w|provenient\w|derivant\w|erogat\w|mess\w a disposizione)[^,;.]{0,30}\b(?:bilancio|region\w+|amministrazione comunale|propri\w?|fondazion\w+)\b",
    re.IGNORECASE,
)
# The sum is not real: supposed, wished for, foreseen, asked for.
UNREAL = re.compile(
    r"\bse (?:\w+ ){0,4}\w+sser?o?\b|\b(?:qualora|laddove|casomai|purché|nell'(?:ipotesi|eventualità)|in caso di|nel caso)\b|\bfosser?o?\b|\w+rebber?o?\b|\w+remmo\b|"
    r"\bpotesser?o?\b|\b(?:ri)?chiest[oaie]\b|\bchiede\w*|preannunciat\w|\bstimat[oaie]\b|ipotizz\w+|\bsi prevede\w*|\battes[oaie]\b|\battende\w+|in attesa|"
    r"\b\w+(?:er|ir|rr|ar)(?:à|anno)\b|preventivat\w|\boccorr\w+|auspic\w+|\bsper(?:ava|avano|avamo|ato|ata|ate|ati)\b|\bservono\b|\bmancano\b",
    re.IGNORECASE,
)
UNREAL_AFTER = re.compile(r"^[^;.]{0,70}\b(?:avrebbe\w*|avremmo|sarebbe\w*)\b", re.IGNORECASE)
# It is not so: said to be an error, a first word, a rest to come; or nothing of the kind was given.
DOUBTED = re.compile(
    r"(?<!salvo )\berror[ei]\b|\berroneamente\b|\berrat[oaie]\b|\brefus[oi]\b|\brettific\w+|\bsmenti\w+|\binizialmente\b|\bin un primo (?:momento|tempo)\b|\bin prima battuta\b|"
    r"\bprovvisori\w+|\bpresunt\w+|\bsaldo\b|\b(?:rest|riman|resid)\w+ (?:ancora )?(?:da|a) \w+re\b",
    re.IGNORECASE,
)
DENIED = re.compile(
    rf"\b(?:non|mai|né)(?! sol[ot]) (?:\w+ ){{0,3}}?(?:risult|perven|esist|figur|compar|sussist|{GIVEN})(?!\w* che (?:poch|scars|modest|esigu|limitat))[^,;:]*$",
    re.IGNORECASE,
)
DENIED_AFTER = re.compile(rf"\bnon (?:\w+ ){{0,3}}{GIVEN}|\bmai (?:stat\w )?{GIVEN}", re.IGNORECASE)
STATE = re.compile(
    r"\b(?:stato|statal\w|minister\w*|governo|servizi sociali|(?:il|al|del) sociale|f\.?s\.?c|obiettiv\w di servizio|fondo di solidariet\w)",
    re.IGNORECASE,
)
MORE_EURO = re.compile(
    r"^ ?(?:(?:aggiuntiv|supplementar)[ie]\b|in pi[ùu]\b(?! (?:rispetto|di|del|che|al)\b))", re.IGNORECASE
)
MORE_WORD = re.compile(r"\b(?:aggiuntiv[aeio]|in pi[ùu]|in aggiunta)\b(?! (?:rispetto|di|del|che|al))", re.IGNORECASE)
HANDED = re.compile(
    rf"\b(?:trasferi|gira|versa|riversa|devol|conferi|liquid|pass)(?:t|ti|to|ta|te|re|ndo|ut\w|st\w)?\w? (?:\w+ ){{0,2}}?(?:al|alla|all'|allo|a|nel|nell'|nella) ?(?:\w+ )?(?:{BODY})\b(?! (?:dall|dai|dal|da)\b)|"
    rf"\b(?:{BODY})\b[^.;]{{0,40}}?\b(?:cui|(?:al|alla) quale|a quest'ultim\w) (?:\w+ )?(?:sono|è|abbiamo|ha) (?:\w+ ){{0,2}}?(?:trasferi|gira|versa|riversa|devolu|conferi)\w+",
    re.IGNORECASE,
)
MORE_GIVEN = re.compile(rf"\b{GIVEN}\w* (?:\w+ ){{0,3}}in pi[ùu]\b", re.IGNORECASE)
UNDER_TITLE = re.compile(
    rf"^\W*(?:la |l'|il |tale |questa |questo |quest'|detta |detto |essa |esso )?(?:{MONEY}\b|(?=euro|€|\d)|(?:essa |esso )?ammonta)",
    re.IGNORECASE,
)
SHOWN = re.compile(
    r"^\W*(?:tal[ei]|quest[aoei]|quest'|dett[aoei]|suddett\w|predett\w|l'importo|la somma|l'ammontare|la quota|l'assegnazione)\b",
    re.IGNORECASE,
)
LINKED = re.compile(
    r"^(?:,(?= (?:quale|quali|cioè|ossia|come|a titolo|pari|corrispond|relativ|riferit)))?(?: (?:di|d'|a titolo di|quali|quale|come|per|in|derivanti d\w+|provenienti d\w+|relativ\w a\w*|riferit\w a\w*|corrispondenti a\w*|in conto|del|dell'|della)){0,2}"
    r"(?: ?(?:le|la|il|i|gli|l'|una|un|nostra|nostre|sole|tali))?(?: ?(?:euro|importo|ammontare|somma|entità|totale|riparto|ripartizione) d(?:i|elle|ella|el|ell'|ei))?[ (\"]{0,2}$"
    r"|^\W{1,3}(?:a (?:tanto|questo|questa cifra|quanto) (?:\w+ )?(?:ammont\w+|arriv\w+|corrispond\w+|riduc\w+|ferm\w+)|tanto (?:val\w+|è|sono)|(?:è|sono|ecco|questa è|questo è|quest[oae] (?:è|sono)))(?: stat[oaie])? ?(?:la|le|il|l'|i)? ?(?:somma|quota|importo|ammontare)? ?(?:delle|dei|della|di|del)? ?$"
    r"|^,? (?:che )?(?:è|sono|rappresentano|costituiscono|corrispondono a\w*) (?:tutt[oaie] )?(?:la|le|il|l'|i) ?$",
    re.IGNORECASE,
)
# The sum of something else, and the resources are as much.
EQUALS = re.compile(
    r"^,? (?:che |e )?(?:coincid\w+|equival\w+|corrispond\w+|(?:è|sono) (?:\w+ )?(?:pari|ugual\w+))(?: \w+){0,3}? (?:con (?:le|la|il|l')|a(?:lle|lla|l|ll')) ?$",
    re.IGNORECASE,
)
# A sentence that opens with the verb: "È di 3.000 euro, salvo errori, la quota …", "Quantificata in 3.000 euro, la quota …".
INVERTED = re.compile(
    r"^\W*(?:(?:(?:è|sono|era|erano|val\w+|ammont\w+|risult\w+|ha(?:nno)? (?:fruttat|portat|raggiunt)\w)\b|(?:quantificat|determinat|fissat|stabilit|accertat|calcolat)\w\b|pari\b)[^,;:]{0,60})?$",
    re.IGNORECASE,
)
INVERTED_LINK = re.compile(r"^,? ?(?:la|le|il|l'|i|lo) ?$", re.IGNORECASE)
ASIDE = re.compile(r"(?:,| -| ?\() ?((?:[^,;.:()\d€-]|20\d\d){3,60})(?:,|- |\))")
# What the resources are for, where neither fund nor law is named; they are ours if they came to us.
PURPOSE_NAMED = re.compile(
    r"\b(?:per (?:lo |il )?)?sviluppo (?:e (?:il )?(?:potenziamento|ampliamento) )?dei servizi sociali", re.IGNORECASE
)
TO_US = re.compile(
    r"\b(?:ci (?:è|sono|era|erano|ha|hanno|viene|vengono|spett\w+)|le (?:è|era|sono|erano) stat|(?:al|a questo|al nostro|al presente) comune|all'ente|a questo ente|a noi|\w+[tn][oaie]ci)\b",
    re.IGNORECASE,
)
# Reckoned, of the resources themselves: "le risorse, quantificate dal Ministero in …".
RECKONED = re.compile(r"^(?:quantificat|determinat|fissat|calcolat|accertat|stabilit|definit)", re.IGNORECASE)
FROM = re.compile(
    r"^ (?:(?:per|tramite|attraverso|da|dal|dalla|con|a valere su\w*|sul|grazie a\w*|nell'ambito d\w+) ?(?:gli |il |la |l'|i |lo )?)(?:quota (?:sociale )?del )?$",
    re.IGNORECASE,
)
DEFINITE = re.compile(
    r"(?:\b(?:i|gli|dei|dai|coi|con i|ai|tutti i|quei|questi|sui|nei)|[:(–-]|^|\b(?:la|alla|dalla|della|l'|dell'|all') ?(?:intera |sola |complessiva |intero )?(?:somma|quota|importo|cifra|assegnazione)(?: complessiv\w| total\w)? (?:di|pari a))\s*(?:soli |circa |oltre |complessivi |€ |euro )*$",
    re.IGNORECASE,
)
OF_THEM = re.compile(r"^ (?:delle|della|dei|dell'|dello|del)\b", re.IGNORECASE)
# The resources do something: "hanno inciso per".
ACTS = re.compile(rf"\b(?:ha|hanno) (?!{GIVEN}|significat|pot|dovut|comportat|avut|vist)\w+o\b", re.IGNORECASE)
