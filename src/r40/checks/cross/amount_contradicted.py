"""X401."""

from __future__ import annotations

import re
from collections.abc import Iterator

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian
from r40.checks.cross.phrases import ADDITIONAL, normal, speaks_of_year, statements
from r40.checks.quantities import Quantity, quantities

_UNDER_TITLE = re.compile(
    r"^(?:la |l'|il )?(?:somma|importo|quota|assegnazione|contributo)\b|^(?=\W*(?:euro|€))", re.IGNORECASE
)
TITLE = 60  # characters of a sentence that is a title
FAR = 140  # characters between the resources and a sum that is theirs
GIVER = 40  # characters before the resources in which another giver may be named
# Before the resources: only a part of them, what was bought with them, or other ones.
_PART = re.compile(
    r"(?:\b(?:una (?:quota|parte|somma|porzione)|una?|alcune|altr\w+|ulterior\w+|parte|metà|terzo|resto|residu\w+|saldo|acconto|rata|restant\w+|"
    r"quota parte|propri\w+)\s+(?:del(?:le|la)? |dell'|di |dei )?|\b(?:oltre alle|oltre ai|in aggiunta alle) )(?:predett\w+ |suddett\w+ )?$",
    re.IGNORECASE,
)
_PARTITIVE = re.compile(
    r"(?:^|[;,:] )(?:delle|della|dei|dell'|del|sulle|nelle|dalle) ?(?:predett\w+ |suddett\w+ )?$", re.IGNORECASE
)
# Between the resources and a sum: who was given them, for what year and purpose. A verb of spending, a part, another
# body or another year makes it another sum.
_OTHER_SUM = re.compile(
    r"\b(?:spes[oaie]?|sostenut\w+|impegn\w+|impieg\w+|utilizz\w+|destin(?:at[oaie]|ando|a)\b(?! al(?:lo|la)? (?:sviluppo|potenziamento))|acquist\w+|costo|costat\w+|valore|"
    r"attivat\w+|realizzat\w+|erogat\w+ (?:a|ai|alle)|rimbors\w+|parte|parziale|metà|quota parte|restant\w+|residu\w+|"
    r"di cui (?!al|all|alla)|cui (?:si|va|vanno)|inferior\w+|superior\w+|rispetto|in (?:più|meno) (?:rispetto|di|del)|stimat\w+|previst\w+|integrat\w+|somma(?:no|t\w+)|aggiung\w+|"
    r"propri\w*|comunali|di bilancio|regional\w*|regione|europe\w*|pnrr|privat\w*|avanzo|fondazion\w+|ministero dell'interno|"
    r"ambit\w*|consorzi\w*|consortil\w*|union[ei]|aziend\w+|distrett\w*|zona|comuni|dai comuni|comunità|società|soci|"
    r"complessivamente trasferit\w+|cumulativ\w+|medi[oa]|pro capite|abitant[ei]|povertà|politiche sociali|progett\w+|per (?:il|la|lo|le|i|gli) "
    r"(?!\{year\}|l'anno|anno|annualità|sociale|sviluppo|servizi|potenziamento|nostro|comune|funzione|obiettivi|finalità|titolo))\b"
    r"|\bper l'(?!anno|annualità|esercizio|ente)|\bcon (?:l'|la |le |il )?(?:acquisto|integrazione)",
    re.IGNORECASE,
)
# What was done with the resources, and not what gave them: another participle than these.
_DONE = re.compile(
    r"\b(?!(?:assegnat|attribuit|riconosciut|ricevut|trasferit|spettan|percepit|concess|stanziat|accreditat|quantificat|determinat|"
    r"fissat|stat|iscritt|finalizzat|vincolat|erogat|previst|versat|pervenut|risultat|arrivat|calcolat|indicat|corrispost|introitat)[oaie]?\b)"
    r"\w{3,}(?:at|ut|it|es|os)[oaie]\b",
    re.IGNORECASE,
)
_PURPOSE = re.compile(r"\bdestinat[oaie] (?:allo? (?:sviluppo|potenziamento)|ai servizi|al sociale)\b", re.IGNORECASE)
_GIVEN = re.compile(r"\b(?:riconosciut|assegnat|attribuit|ricevut|concess|trasferit)\w* una? $", re.IGNORECASE)
_TO_OTHERS = re.compile(
    r"\b(?:assegnat|attribuit|riconosciut|ricevut|spettant)\w* (?:al|alla|all'|dal|dalla|dall')\s?(?:ambit|consorzi|union|aziend|"
    r"ats|distrett|capofila|zona|società|comunità|c\.)",
    re.IGNORECASE,
)
_CUMULATIVE = re.compile(
    r"\b(?:cumulativ\w+|dai comuni|dei comuni|sommat\w+|capoluogo|tutti i comuni|triennio|biennio|quinquennio)\b",
    re.IGNORECASE,
)
# After the sum: it is one of several, or of something else.
_AFTER_OTHER = re.compile(
    r"^[^\w]{0,3}(?:l'anno|al mese|mensil\w+|annu[ie]\b|pro capite|a (?:persona|testa|famiglia|nucleo)|ad? abitante|"
    r"per (?:ogni|ciascun\w*|abitante|utente|nucleo)|di fondi propri|del (?:pnrr|progetto|bilancio)|in (?:più|meno) (?:rispetto|del)|"
    r"a quell[ei])|^ (?:è stat[oa]|sono (?:stat[ie] )?|era(?:no)? stat[ie] )?(?:spes[ie]|destinat[ie]|utilizzat[ie]|impiegat[ie]) (?:per|a|al|nel)"
    r"|^[^,;.(]{0,40}\b(?:consiglio|giunta|bilancio|deliberat\w+)\b",
    re.IGNORECASE,
)
# The sum first: "i 2.128,86 euro di risorse aggiuntive", "con i 4.000 euro in più ricevuti dallo Stato".
_REVERSED = re.compile(
    r"^(?: euro)?\s*(?:(?:(?:di|quali|quale|a titolo di|come) (?:risorse|somm[ae]|quot[ae]|fond[oi]|contribut[oi]) )?aggiuntiv[aeio]\b"
    r"|\((?:risorse|somme|quote?) aggiuntiv[aeio]\)|in più (?:ricevut|assegnat|riconosciut|arrivat)\w+|di (?:maggiori|ulteriori) (?:risorse|somme) (?:assegnat|statal|ricevut)\w+)",
    re.IGNORECASE,
)
_REVERSED_BEFORE = re.compile(
    r"\b(?:i|gli|dai|dei|con|con i|l'importo di|la somma di|intero importo di|importo di|dato|assegnato|riconosciuto|ricevuto|attribuito|trasferito|arrivati)\s*$",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:propri\w*|comunali|di bilancio|regional\w*|regione|europe\w*|pnrr|privat\w*|avanzo|fondazione)\b",
    re.IGNORECASE,
)


class AmountContradicted(Rule):
    """An amount that the narrative gives for the additional resources contradicts the form's (R08).

    Why it matters: it is the sum that the comune must account for; text and form cannot both be right.

    Fires: "Le risorse aggiuntive assegnate al Comune nel 2021, pari a 3.500,00 euro, sono state trasferite al Consorzio",
    with R08 at 2,128.86.

    Does not fire: the same sum, or one rounded as it is written ("21 mila euro" for 21,340.18); "circa", "oltre"; a part
    ("una quota delle risorse aggiuntive"); another year or several; resources of the ambito, of the region or of the
    comune's own; a project's cost. A figure that Quadro 3 carries (R09, R13-R15) is explained by it. The sentence must
    tie the figure to the resources: "pari a", an apposition, brackets.
    """

    code = "X401"

    def evaluate(self, context: Context) -> Verdict:
        if not context.narrative:
            return NOT_APPLICABLE
        field = context.code_for("additional_resources")
        due = context.value("additional_resources")
        if field is None or due is None:
            return NOT_EVALUABLE
        claims = list(_claims(context))
        fields, rows = context.relazione.fields, context.layout.rows
        explained = [
            due,
            *(v for c, row in fields.items() if c in rows and rows[c].quadro == 3 for v in row.values() if v),
        ]
        wrong = [claim for claim in claims if all(claim[1].differs(value) for value in explained)]
        if not wrong or len(wrong) < len(claims):
            return []  # where one figure is right, the other one is a part or another year's
        start, quantity, end = wrong[0]
        return [
            self.flag(
                context,
                f"La relazione indica {italian(quantity.value, 2)} euro di risorse aggiuntive, ma {field} riporta "
                f"{italian(due, 2)}.",
                subject=field,
                evidence=[context.span(start, end)],
                narrative=quantity.value,
                form=due,
            )
        ]


def _claims(context: Context) -> Iterator[tuple[int, Quantity, int]]:
    """(start, amount, end) of each place that gives the resources of the comune for the reporting year."""
    title = ""
    year = context.relazione.year
    for sentence in statements(context):
        text = normal(sentence.text)
        titled = len(title) <= TITLE and bool(
            ADDITIONAL.search(title) or re.search(r"obiettivi di servizio", title, re.IGNORECASE)
        )
        title = text
        found = [q for q in quantities(text) if q.kind == "amount" or q.step == 0.01]
        for place, quantity in enumerate(found):
            if quantity.bound != "exact" or _AFTER_OTHER.match(text[quantity.end :]):
                continue
            # The first sum after the resources is theirs; those after it are what they were spent on.
            earliest = found[place - 1].end if place else 0
            start = _head_before(text, quantity, year, titled, earliest)
            if start is None:
                start = _head_after(text, quantity, year)
            if start is not None:
                yield sentence.start + start, quantity, sentence.start + quantity.end


def _head_before(text: str, quantity: Quantity, year: int | None, titled: bool, earliest: int) -> int | None:
    """Where the words open that make the amount the comune's resources, if they stand before it.

    Under a title "Risorse aggiuntive" the sum, the amount or the quota is theirs too.
    """
    heads = [*ADDITIONAL.finditer(text), *(_UNDER_TITLE.finditer(text) if titled else ())]
    for head in heads:
        if not earliest <= head.start() <= head.end() <= quantity.start or quantity.start - head.end() > FAR:
            continue
        before, gap = text[: head.start()], text[head.end() : quantity.start]
        if (_PART.search(before) and not _GIVEN.search(before)) or _PARTITIVE.search(before) or ";" in gap:
            continue
        told = text[max(0, head.start() - 25) : quantity.end + 20]
        after = text[max(0, head.start() - GIVER) : quantity.start]
        gap = _PURPOSE.sub("", gap)
        if (
            not _OTHER_SUM.search(gap.replace(str(year), "{year}"))
            and not _DONE.search(gap)
            and not _TO_OTHERS.search(gap)
            and not _CUMULATIVE.search(text[: quantity.start])
            and not _OWN.search(after)
            and speaks_of_year(told, year)
        ):
            return int(head.start())
    return None


def _head_after(text: str, quantity: Quantity, year: int | None) -> int | None:
    """The same for "i 2.128,86 euro di risorse aggiuntive"."""
    after = _REVERSED.match(text[quantity.end :])
    before = _REVERSED_BEFORE.search(text[: quantity.start])
    told = text[max(0, quantity.start - 25) : quantity.end + 80]
    named = after is not None and "aggiuntiv" in after[0] and quantity.step == 0.01
    if not after or not (before or named) or _OWN.search(told) or _CUMULATIVE.search(told):
        return None
    return quantity.start if speaks_of_year(told, year) else None
