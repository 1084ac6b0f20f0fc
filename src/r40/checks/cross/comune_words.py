"""How a report names the comune that it is of, put together from parts that combine freely. Used by ``other_comune``.

The parts: a comune's name; what stands for the comune (its administration, mayor, offices); who speaks ("noi", "il
sottoscritto", "l'ente scrivente"); this report ("la presente relazione", "queste note"); verbs of reporting and of doing.
"""

from __future__ import annotations

import re
from functools import lru_cache

# A comune's name: capitals, with the small words that names hold.
_NAME = r"(?P<name>[A-ZÀ-Ù][\w'-]*(?: (?:(?:di|del|della|dell'|dei|degli|delle|d'|in|a|al|alla|sul|sulla|sull'|su|e|ne(?:l|lla|ll'))\s?)*[A-ZÀ-Ù][\w'-]+)*)"
_OF = rf"[Cc]omune di {_NAME}"
_DONE = (
    r"(?:esercita|gestisce|eroga|assicura|garantisce|si avvale|si è avvals\w+|aderisce|fa parte|partecipa|conta|opera|svolge|delega|affida|"
    r"attribuisce|fruisce|destina|riconosce|dispone|intende|(?:ha|non ha) (?:inoltre |altresì |anche |sempre |quindi )?(?:delegat|conferit|affidat|"
    r"trasferit|scelt|decis|intes|volut|destinat|potenziat|proseguit|continuat|rafforzat|mantenut|garantit|assicurat|erogat|confermat|"
    r"attivat|avviat|realizzat|ritenut|sostenut|provvedut|approvat|investit)\w*)"
)
# What one says of oneself: means, plans and views.
_ITSELF = (
    r"(?:sostiene|conferma|dedica|mantiene|persegue|continua|prosegue|registra|è tenuto|spende|investe|ritiene|considera|"
    r"ha (?:registrato|speso|impiegato|utilizzato|rispettato|raggiunto|rilevato|dedicato|dovuto|reputato|considerato))\b"
)
_REPORTS = (
    r"(?:relaziona|rendiconta|attesta|dichiara|certifica|comunica|trasmette|espone|illustra|riferisce|sottoscrive|precisa|"
    r"rappresenta|evidenzia|segnala|(?:rende|dà) (?:noto|conto|atto))"
)
# What may stand between a name and its verb: one or two remarks between commas, or in brackets.
_REMARK = r"(?: \([^)]{1,60}\)|, (?:[^.;,]|\.(?=\d)){1,80}){0,2},?"
_ROLE = r"(?:[Ss]indac[oa]|[Vv]icesindac[oa]|[Rr]esponsabile|[Ss]egretari[oa]|[Dd]irigente|[Aa]ssessor[ea]|[Ff]unzionari[oa]|RUP)"
# What stands for the comune, up to "di" before its name; capitals and the small words of office may stand between.
_FILLER = r"(?: (?:comunal[ei]|civica|sociale|sociali|professionale|generale|finanziario|del|dei|della|delle|degli|al|alla|alle|per|e|ed|di|[A-Z][\w'-]*|servizi[o]?|politiche|persona|settore|area|ufficio)){0,9}?"
_OFFICE = (
    rf"(?:(?:[Cc]omune|[Cc]ittà) di|(?:[Aa]mministrazione|[Gg]iunta|[Cc]onsiglio [Cc]omunale|{_ROLE}|[Uu]ffici[o]?|[Ss]ettore|[Aa]rea|"
    rf"[Ss]ervizi[o]? [Ss]ocial[ei]|(?:[Aa]ssistent[ei]|[Oo]perator[ei]) [Ss]ocial[ei]){_FILLER}(?: del [Cc]omune| della [Cc]ittà)? di) {_NAME}"
)
_BY = r"\b(?:[Ii]l|[Ll]a|[Ll]o|[Gg]li|[Ll]'|[Dd]al|[Dd]alla|[Dd]agli|[Dd]all'|[Dd]el|[Dd]ella|[Dd]egli|[Dd]ell'|[Nn]el|[Pp]er il|[Dd]ei|[Ii]) ?"
_PLACE = r"(?:[Cc]omune|[Cc]ittà|[Cc]ittadina|[Pp]aese|[Ee]nte|[Cc]omunità|[Bb]orgo|[Aa]mministrazione)"
_PEOPLE = r"(?:cittadin[io]|cittadinanza|resident[ei]|abitanti|popolazione|territorio|utenti|utenza|comunità|paese|bilancio|amministrazione|ente)"
# "…, di cui qui si dà conto", "…, che scrive": the clause that says whose report this is.
_WHOSE = (
    r"(?:(?:di |a )?(?:cui|(?:il|l|de[il]|a[il])l?[ae]? qual[ei]) (?!non )[^.;,]{0,20}?\b(?:rendicont\w+|relazion\w+|d(?:à|iamo) conto|rispond\w+|si riferi\w+ (?:quest|la pres|il pres))|"
    r"che (?:qui (?:scrive|rendiconta|relaziona|risponde|dà conto)|(?:scrive|redige|compila|rendiconta|presenta|trasmette|relaziona) (?:con )?(?:quest|la pres|il pres|le pres)))(?! (?:a parte|altrove|separat))"
)
_WITHIN = r"(?:a|ad|in|di|(?:nel|del) territorio (?:del [Cc]omune )?di|(?:nel|del) [Cc]omune di)"
_WE_ARE = r"(?:operiamo|lavoriamo|viviamo|siamo|abitiamo|scriviamo)"

THIS_REPORT = re.compile(
    r"\b(?:presente|present[ei] (?:not|dat)\w+|quest[aeio]|seguente) (?:\w+ )?(?:relazion|rendicontazion|rendicont|resocont|sched|questionari|not|document|prospett|dichiarazion|attestazion|monitoraggi|modul|narrativ|pagin|rig)\w+\b"
    r"|\b(?:[Qq]uanto|[Cc]iò che) (?:\w+ )?(?:sopra|esposto|precede|descritto|riportato|segue|rendicontato|dichiarato|indicato)\b|\bdi seguito\b|\b(?:compilazione|stesura|redazione) d\w+|\b[Ll]a presente (?:è|viene|il|si)\b|\b[Nn]el (?:compilare|redigere|predisporre|trasmettere)\b|\b[Ss]i (?:attesta|dichiara|certifica|relaziona|rendiconta|rappresenta|precisa)\b"
    r"|\bfabbisogn\w standard|\bobiettiv\w di servizio|\brisorse aggiuntive|\bspesa storica",
    re.IGNORECASE,
)
"""Words by which a sentence speaks of the report that it stands in, or of what only such a report is about."""

OTHERS = re.compile(
    r"\b(?:(?:con|da|a|come|anche|per|tra|oltre a) noi\b|nostr[oaie]|ci (?:ha|è|viene|fornisc\w+|assicur\w+)|per conto d\w+|ufficio di piano|"
    r"pres[oa] visione|da cui)",
    re.IGNORECASE,
)
"""Where those who write stand beside a comune that is spoken of as "it", that comune is another."""

WE_ARE = re.compile(rf"\b(?:[Qq]ui|[Nn]oi|{_WE_ARE})\b")
"""Words without which nobody says that he is in a place."""

# The sentence speaks of this report and of a comune's office that makes it, owns it, or did what it tells.
REPORTED = (rf"{_BY}{_OFFICE}",)

# The report calls itself that comune's, in words of its own.
SELF = (
    rf"^(?:\W|(?:OGGETTO|Oggetto)\W+)?(?:[Pp]resente )?(?:[Rr]elazione|RELAZIONE|[Rr]endicontazione|[Nn]ote?)\b(?:(?! (?:è|sono|ha|hanno|con|viene|di cui)\b)[^.;]){{0,70}}? (?:(?:dal |del |dell')?[Cc]omune di|(?:DEL )?COMUNE DI) {_NAME}",
    rf"\b(?:[Cc]omune|COMUNE|[Ee]nte|ENTE)(?: \w+ante)?: ?{_NAME}",
    rf"\b(?:attività|interventi|servizi|azioni|prestazioni|spese) (?:\w+ )?\w+(?:at|ut|it|olt|es)[ei] dal {_OF}",
    rf"\b(?:[Ii]l|[Ll]a|[Ll]'|[Dd]al|[Dd]alla) ?{_ROLE}[^.;]{{0,50}}? del {_OF}(?!{_REMARK} (?:ha|hanno|presta|cura|segue)\b)",
    rf"\b(?:[Ii]l|[Ll]a|[Ll]') ?{_ROLE} di {_NAME}{_REMARK} {_REPORTS}\b",
    rf"^(?:\W|(?:OGGETTO|Oggetto)\W+)?(?:Per (?:il|conto del) )?(?:[Cc]omune|COMUNE|[Cc]ittà|CITTÀ) (?:di|DI) {_NAME}\s*(?:$|[-,(:.])",
    rf"^\W*(?:(?:f\.to|F\.to|Firmato):? )?(?:[Ii]l|[Ll]a|[Ll]')\s?{_ROLE}{_FILLER} di {_NAME}\W*$",
    rf"^\W*(?:Ufficio|Settore|Area|Servizi[o]?)\b[^.;:]{{0,50}}, Comune di {_NAME}\W*$",
    rf"(?:^|[:;,.] ?)[Pp]er (?:il )?{_OF}[,:]? (?:[Ii]l|[Ll]a|[Ll]')\s?(?:{_ROLE}|assistente sociale)",
    rf"\b(?:[Qq]uadro \d|sopra|scheda|relazione)\b[^.;]{{0,80}}?\btutt[ie] (?:i |le |ai |gli |alle )?(?:\w+ )?residenti {_WITHIN} {_NAME}",
    rf"\b[Aa]mministrazione (?:comunale )?(?:di|del [Cc]omune di) {_NAME},? nel (?:redigere|presentare|trasmettere|relazionare)",
    rf"\b(?:popolazione|cittadinanza) (?:residente )?(?:del [Cc]omune )?di {_NAME}",
)
# The comune does, decides or reports: what its verb speaks of may well be a partner.
SUBJECT = (
    rf"\b[Aa]mministrazione (?:comunale )?(?:di|del [Cc]omune di) {_NAME}{_REMARK} (?:{_DONE}|{_REPORTS}\b)",
    rf"\b[Ss]ervizi[o]? [Ss]ocial[ei](?: [Pp]rofessionale)? (?:del [Cc]omune )?di {_NAME}{_REMARK} {_DONE}",
    rf"^(?:Il|Questo) {_OF}{_REMARK} (?:{_DONE}|{_REPORTS}\b)",
    rf"\b(?:[Ii]l|[Qq]uesto) {_OF}{_REMARK} {_REPORTS}\b",
)
SUBJECT_UNSURE = (rf"\b(?:[Ii]l|[Ll]'[Ee]nte) ?{_OF}{_REMARK} (?:{_DONE}|{_ITSELF})",)
# The same, said by those who write: "we" belongs to the pattern.
WE = (
    rf"\bresident[ei] (?:a|ad|in|nel [Cc]omune di) {_NAME}[^.;]{{0,20}}?(?:,| a|ai) (?:cui|quali)\b[^.;]{{0,60}}\bnostr[oaie]\b",
    rf"\b[Cc]ome (?:[Cc]omune|[Aa]mministrazione|[Ee]nte) di {_NAME}",
    rf"\b[Nn]ostr[oa] {_PLACE},? ?\(?(?:(?:di|quello di|quella di|cioè|ossia|ovvero) )?{_NAME}",
    rf"\b(?:[Aa]d? |[Dd]i |[Dd]el [Cc]omune di ){_NAME},? (?:nostr[oa] {_PLACE}|(?:[Cc]omune|[Ee]nte) (?:che|il quale) (?:rendiconta|redige|relaziona|presenta|scrive|compila)|questo (?:[Cc]omune|[Ee]nte))\b",
    rf"\b{_NAME}, (?:il |la )?nostr[oa] {_PLACE},",
    rf"\b[Nn]oi,? (?:assistenti sociali|operator\w+|dipendenti|amministratori|funzionari|del servizio sociale|dell'ufficio)[^.;,]{{0,30}}? di {_NAME}",
    rf"\b(?:[Nn]oi,?(?: (?:del|della|come|quale|piccol\w|modest\w|grande))*|(?<!on )[Ss]iamo (?:(?:il|un|una|la|piccol\w|modest\w|grande) ){{1,2}}|[Ss]iamo [^.;,]{{1,40}}, (?:il|la|un|una) |[Qq]uest[oa] ) ?{_PLACE}(?: comunale)? di {_NAME}",
    rf"\b(?:{_PLACE}|{_PEOPLE}) {_WITHIN} {_NAME},? (?:(?:cioè|ossia|ovvero) (?:\w+ ){{0,3}}?)?{_WHOSE}",
    rf"\b(?:{_PEOPLE} comunale|{_PEOPLE} {_WHOSE}|[Nn]ostr[oa] {_PLACE})\b[^.;,]{{0,20}},? (?:(?:che )?(?:è|sono) (?:tutt\w )?quell[aoie]|cioè|ossia) (?:residente )?{_WITHIN} {_NAME}",
    rf"\b(?:[Cc]onsiglio [Cc]omunale|[Gg]iunta(?: [Cc]omunale)?|{_ROLE}) di {_NAME}[^.;]{{0,40}}? nostr[oi] (?:bilanci\w?|conti|stanziamenti)\b",
    rf"\b(?:[Ss]crivente|SCRIVENTE|(?:[Ii]l|[Ll]a|[Ii]o) sottoscritt[oa]|[Cc]hi scrive)\b[^.;:]{{0,70}}?\b(?:[Cc]omune|[Ss]indac[oa]|[Cc]ittà) di {_NAME}",
    rf"\b{_OF},? (?:ente |comune |amministrazione )?(?:scrivente|dichiarante|compilante)\b",
    rf"\b(?:[Ii]n (?:qualità|veste) di|[Cc]ome|[Qq]uale) {_ROLE}(?: pro tempore)?(?: del [Cc]omune)? di {_NAME}[^.;]{{0,30}}?\b(?:attest|dichiar|sottoscriv|certific|conferm|rendicont|relazion|trasmett|segnal|precis)(?:o|iamo)\b",
    rf"\b(?:[Ss]criv|[Rr]edig|[Cc]ompil|[Rr]elazion|[Rr]endicont|[Tt]rasmett|[Pp]resent)(?:o|iamo)\b[^.;:]{{0,50}}?\b(?:dal|dall'|dalla|dagli|presso)\s?(?:(?!di [A-ZÀ-Ù])[^.;:,]){{0,40}} di {_NAME}",
)
# A place where those who write say that they are; a hamlet is spoken of so too, hence only where no other comune is named as the own.
HERE = (
    rf"\b(?:[Qq]ui|[Nn]oi|[Dd]a noi),? (?:di|ad?|in) {_NAME}",
    rf"\b(?:[Aa]d?|[Dd]i|[Ii]n) {_NAME}, (?:dove|in cui|nella quale) (?:\w+ )?{_WE_ARE}\b",
)
# Only the comune that reports is spoken of so, where the report names no other as its own.
STRONG = (
    rf"\b(?:funzioni|servizi[o]?|interventi|prestazioni|politiche) (?:socio-? ?assistenziali |sociali? )?(?:professionale )?(?:del|nel) {_OF}",
    rf"\b(?:cittadini|residenti|abitanti|utenti|amministrazione(?: comunale)?) (?:residenti )?(?:del|nel) {_OF}",
    rf"^(?:Nel|Per il|Nel territorio del) {_OF}",
    rf"\bassegnat\w+ al {_OF}",
    rf"^{_NAME},? (?:lì|li|addì|il|\d)\b[^;]{{0,30}} - (?:[Ff](?:\.to|irmato):? )?(?:[Ii]l|[Ll]a|[Ll]')\s?(?:[Vv]ice)?(?:[Ss]indac[oa]|[Aa]ssessor[ea]|[Ss]egretari[oa] [Cc]omunale)\b",
    rf"\b(?:spesa|bilancio(?: comunale)?|welfare(?: locale)?|politiche sociali) (?:del [Cc]omune )?di {_NAME}",
    rf"\b(?:[Dd]ei|[Aa]i) (?:propri )?(?:cittadini|residenti) (?:del [Cc]omune )?di {_NAME}",
    rf"\b(?:[Gg]li|[Aa]gli|[Dd]agli|[Dd]egli) uffici (?:comunali )?(?:del [Cc]omune )?di {_NAME}",
    rf"\b(?:residenti (?:a|ad|in|nel [Cc]omune di)|chi risiede a) {_NAME}",
)
# At the opening of a text a comune presents itself.
OPENING = (
    rf"\b(?:[Ii]l|[Dd]el|[Nn]el) {_OF}",
    rf"\b(?:IL|DEL|NEL) COMUNE DI {_NAME}",
    rf"^(?:RELAZIONE|SCHEDA|MONITORAGGIO|RENDICONTAZIONE|RENDICONTO)\b[^.;]{{0,50}}? COMUNE DI {_NAME}",
    rf"^(?!(?:Il|La|Lo|I|Gli|Le|Un|Una|Si|Ne|Non|Essa|Esso|Questo|Qual|Oggi|Allora|Ad?|In|D[ai]|Per|Con|Su|Tra)\b|L'|Un'){_NAME},? (?:conta [\d.]+ (?:abitanti|residenti)|"
    rf"è (?:un[oa]? |un')?(?:\w+ )?(?:città|cittadina|paese|comune|centro|borgo)\b|si trova|si estende)",
)
# Each alone may speak of a neighbour or of a hamlet; two of them with one name do not.
WEAK = (
    rf"\b(?:[Ii]l|[Dd]al|[Dd]el|[Aa]l|[Nn]el|[Uu]n) {_OF}",
    rf"\b(?:cittadini|residenti|abitanti|utenti|casi|territorio|servizi sociali|quota|quella|nuclei|famiglie|anziani|amministrazione|paese|gente|persone|"
    rf"sindac[oa]|municipio|giunta|[Cc]omunità) di {_NAME}",
    rf"(?:^|, |; |\be |\bche )(?:[Aa]|[Aa]d|[Pp]er|[Dd]a) {_NAME}\b",
)
# Beside such words another comune is a partner, and naming it is no error.
PARTNER = re.compile(
    r"\b(?:capofila|convenzion\w+|associat\w+|limitrof\w+|vicin\w+|confinant\w+|insieme|congiunt\w+|sede|situat\w+|ubicat\w+|"
    r"presso|altr[oi]|comuni|ex|fus\w+|gemell\w+|collaborazion\w+|accordo|frazion\w+|localit\w+|quartier\w+|borgat\w+|borgo|(?:via|piazza)(?= (?-i:[A-Z]))|"
    r"ospit\w+|appartament\w+|struttur\w+|trasferit\w+si|provenient\w+|ospedale|(?<!popolazione )residente|distretto|ambito|serd|asl|residenza|regione|provincia|"
    r"protocoll\w+|modello|esempio|esperienza|conferenza|support\w+|rimbors\w+|chied\w+|per conto|ufficio di piano|unione|"
    r"che (?:qui )?(?:vivono|lavorano|frequentano|studiano|accedono))\b",
    re.IGNORECASE,
)
# In any place of a sentence about this report such words make the comune in it a partner: it helped, was asked, or acts for several.
BESIDE_OTHERS = re.compile(
    r"\b(?:capofila|per conto d\w+|comuni|ufficio di piano|insieme|collaborazion\w+|support\w+|condivis\w+|concordat\w+|assieme|differenza|diversamente|fornit[oaie]|comunicat[oaie]|pres[oa] visione|"
    r"confront\w+|al pari|analog\w+|da cui proviene|convenzion\w+|unitamente|d'intesa|distacc\w+|comando)\b",
    re.IGNORECASE,
)
WITH = re.compile(
    r"\b(?:(?:con|tra|fra|presso|anche|come|oltre)|(?:differenza|diversamente|contrariamente|rispetto|grazie|accanto|vicino|pari|insieme|assieme)(?: (?:da|a))?|non (?:siamo|è|sono)) $",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def partner(name: str) -> re.Pattern[str]:
    """Tells in any sentence of a text that the comune of a name stands beside the one that writes."""
    written = re.escape(name)
    return re.compile(
        rf"\b(?:[Cc]on|[Cc]apofila|[Tt]ra|[Ff]ra|[Vv]icin[oi]|[Ll]imitrof[oi]|[Cc]onfinant[ei])(?: (?:il|i|è|del|dei|di|comun[ei]|Comun[ei])){{0,4}}(?: (?:[A-ZÀ-Ù][\w']+,? ){{0,5}}(?:e )?)?\s?{written}\b"
        rf"|\b{written}[,(]? ?\(?(?:(?:comune|ente|quale|in qualità di) )?(?:capofila|confinante|limitrof|vicino)"
    )


# The same where the comune is the subject of a verb.
COMPANY = re.compile(r"\b(?:insieme|unitamente|congiuntamente|come noi|al pari|capofila)\b", re.IGNORECASE)
# Without one of these before a capital no pattern here matches: a cheap test before the dear ones.
CANDIDATE = re.compile(
    rf"(?:\b(?:(?:[Cc]omune |COMUNE )?(?:di|DI)|[Aa]d?|[Dd]a|[Pp]er|in|cioè|ossia|ovvero) ?|: |\b[Nn]ostr[oa] \w{{4,15}},? ?\(?|^)(?={_NAME})"
)
