"""X401."""

from __future__ import annotations

import re
from collections.abc import Iterator

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian
from r40.checks.cross.phrases import normal, speaks_of_year
from r40.checks.quantities import Quantity, quantities

_NOUN = (
    r"(?:risorse|somm[ae]|quot[ae]|fond[oi]|import[oi]|trasferiment[oi]|finanziament[oi]|assegnazion[ei]|dotazion[ei])"
)
_HEAD = re.compile(
    rf"\b(?:(?:la|della|l'|dell'|alla) ?(?:quota|somma|importo) (?:di |delle ))?{_NOUN}(?: finanziari\w+)? (?:aggiuntiv[aeio]|agg\.)"
    rf"(?!\w)(?: effettiv\w+)?",
    re.IGNORECASE,
)
_UNDER_TITLE = re.compile(r"^(?:la |l'|il )(?:somma|importo|quota|assegnazione|contributo)\b", re.IGNORECASE)
TITLE = 60  # characters of a sentence that is a title
# Before the head: only a part of the resources, or other ones.
_PART = re.compile(
    r"\b(?:una (?:quota|parte|somma|porzione)|una?|alcune|altr\w+|ulterior\w+|parte|metà|terzo|resto|residu\w+|saldo|acconto|rata|restant\w+|quota parte|propri\w+)"
    r"\s+(?:del(?:le|la)? |dell'|di |dei )?(?:predett\w+ |suddett\w+ )?$",
    re.IGNORECASE,
)
# Between the head and the figure: who was given them, and for which year; any other word makes the figure another one.
_MODIFIER = re.compile(
    r"^(?:(?:(?:complessivamente )?(?:assegnat|attribuit|riconosciut|trasferit|ricevut|erogat|spettan|destinat|percepit|concess|"
    r"stanziat|accreditat)\w*|effettiv\w+|del|dello|della|dell|al|all|allo|alla|a|ad|per|nel|nell|in|il|la|lo|l|i|le|da|dal|"
    r"dallo|dai|di|questo|nostro|codesto|comune|ente|amministrazione|comunale|stato|ministero|anno|annualità|esercizio|titolo|"
    r"sociale|servizi[o]?|sociali|obiettivi|con|decreto|riferimento|20\d\d|[A-ZÀ-Ù][\w.]*)(?:[\s,']+|$))*$"
)
_TO_OTHERS = re.compile(
    r"\b(?:assegnat|attribuit|riconosciut|ricevut|spettant)\w* (?:al|alla|all'|dal|dalla|dall')\s?(?:ambit|consorzi|union|aziend|"
    r"ats|distrett|capofila|zona|società|comunità|c\.)",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"^(?P<gap>[^;:()\n]{0,120}?)(?P<link>[\s,-]*(?:(?:sono|è|e'|erano) )?(?:state? |stat[oi] )?"
    r"(?:(?:pari|ammontan\w+|ammonta(?:no|ta|te)?|corrispondent\w+|equivalent\w+)(?:,? per \w+(?: \w+)?)? (?:a|ad)|"
    r"(?:quantificat\w+|determinat\w+|fissat\w+) in|nella misura di|per un (?:importo|totale|ammontare) (?:di|pari a)|"
    r"(?:dell'|di )importo (?:di|pari a)|in totale|per|di)\s+|\s*\(\s*(?:pari a )?|\s*,\s*|\s+-\s+|\s*:\s*|\s+)$",
    re.IGNORECASE,
)
_REVERSED = re.compile(rf"^(?: euro)?\s*(?:(?:di|quali|quale|a titolo di) {_NOUN} )?aggiuntiv[aeio]\b", re.IGNORECASE)
_REVERSED_BEFORE = re.compile(
    r"\b(?:i|gli|dai|dei|con|con i|l'importo di|la somma di|intero importo di|importo di)\s*$", re.IGNORECASE
)
_OWN = re.compile(r"\b(?:propri\w*|comunali|di bilancio|regional\w*|europe\w*|pnrr|privat\w*|avanzo)\b", re.IGNORECASE)
_EACH = re.compile(
    r"^[^\w]{0,3}(?:l'anno|al mese|mensil\w+|annu[ie]\b|pro capite|a (?:persona|testa|famiglia|nucleo)|ad? abitante|"
    r"per (?:ogni|ciascun\w*|abitante|utente|nucleo))",
    re.IGNORECASE,
)
_CUMULATIVE = re.compile(
    r"\b(?:complessiv\w+|cumulativ\w+|di cui|dai comuni|dei comuni|sommat\w+|capoluogo)\b", re.IGNORECASE
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
    for sentence in context.sentences:
        text = normal(sentence.text)
        titled = len(title) <= TITLE and bool(_HEAD.search(title))
        title = text
        found = [q for q in quantities(text) if q.kind == "amount" or q.step == 0.01]
        for quantity in found:
            start = _head_before(text, quantity, context.relazione.year, titled)
            if start is None:
                start = _head_after(text, quantity, context.relazione.year)
            each = _EACH.match(text[quantity.end :])
            if start is not None and quantity.bound == "exact" and not each:
                yield sentence.start + start, quantity, sentence.start + quantity.end


def _head_before(text: str, quantity: Quantity, year: int | None, titled: bool) -> int | None:
    """Where the words open that make the amount the comune's resources, if they stand before it.

    Under a title "Risorse aggiuntive" the sum, the amount or the quota is theirs too.
    """
    heads = [
        *_HEAD.finditer(text, 0, quantity.start),
        *(_UNDER_TITLE.finditer(text, 0, quantity.start) if titled else ()),
    ]
    for head in heads:
        if _PART.search(text[: head.start()]):
            continue
        link = _LINK.match(text[head.end() : quantity.start])
        if link is None:
            continue
        gap = link["gap"].strip(" ,-") + " "
        told = text[max(0, head.start() - 25) : quantity.end + 20]
        if (
            _MODIFIER.match(gap.lstrip())
            and not _TO_OTHERS.search(gap)
            and not _OWN.search(gap)
            and not _CUMULATIVE.search(text[head.start() : quantity.start])
            and speaks_of_year(told, year)
        ):
            return int(head.start())
    return None


def _head_after(text: str, quantity: Quantity, year: int | None) -> int | None:
    """The same for "i 2.128,86 euro di risorse aggiuntive"."""
    after = _REVERSED.match(text[quantity.end :])
    before = _REVERSED_BEFORE.search(text[: quantity.start])
    told = text[max(0, quantity.start - 25) : quantity.end + 80]
    named = after is not None and re.search(_NOUN, after[0], re.IGNORECASE) and quantity.step == 0.01
    if not after or not (before or named) or _OWN.search(told) or _CUMULATIVE.search(told):
        return None
    return quantity.start if speaks_of_year(told, year) else None
