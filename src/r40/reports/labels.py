"""The Italian words of the reports, and numbers as Italians write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from r40.codebook import Codebook, FormLayout
from r40.records import ScoredRelazione, Severity

SEVERITY = {Severity.ERROR: "Incoerenza", Severity.WARNING: "Da chiarire", Severity.INFO: "Nota"}
SEVERITY_MEANING = {
    Severity.ERROR: "Due cose che non possono essere vere insieme.",
    Severity.WARNING: "Un punto su cui conviene chiedere spiegazioni al comune.",
    Severity.INFO: "Un fatto utile da sapere, che da solo non è un problema.",
}
SEVERITY_MANY = {Severity.ERROR: "Incoerenze", Severity.WARNING: "Da chiarire", Severity.INFO: "Note"}
STATUS = {"ok": "Letta", "partial": "Letta in parte", "failed": "Non letta"}
STATUS_MANY = {"ok": "Lette", "partial": "Lette in parte", "failed": "Non lette"}
STANCE = {
    "supported": "Sostenuta dal testo",
    "contradicted": "Smentita dal testo",
    "absent": "Assente dal testo",
}
SPENDING = {
    "below": "Spesa inferiore al fabbisogno standard",
    "not_below": "Spesa non inferiore al fabbisogno standard",
    None: "Esito sulla spesa non letto",
}
SERVICE = {
    "below": "Livello di servizio inferiore al riferimento",
    "not_below": "Livello di servizio non inferiore al riferimento",
    None: "Esito sul livello di servizio non letto",
}
TICK = {True: "SI", False: "NO", None: "Non compilata"}
QUADRI = {
    1: "Quadro 1: utenti serviti e livello di servizio",
    2: "Quadro 2: fabbisogno e spesa",
    3: "Quadro 3: obiettivi di servizio",
}
GROUPS = {
    "interventi": "Interventi e servizi",
    "contributi": "Contributi economici",
    "strutture": "Strutture",
}
COLUMNS = {
    "users_base": "Utenti anno base",
    "users": "Utenti {year}",
    "unmet": "Bisogni inevasi",
    "hours": "Ore annue",
    "mean_hours": "Ore medie per utente",
    "number": "Numero",
    "spending": "Spesa (€)",
    "value": "Valore",
}
RULES = {
    "D101": "Testo mancante o troppo breve",
    "D102": "Testo oltre il limite del modulo",
    "D103": "Testo troncato a metà frase",
    "D104": "Testo ripetuto o guasto",
    "D105": "Testo quasi uguale a quello di un altro comune",
    "D106": "Dato mancante o illeggibile",
    "D107": "Testo non leggibile come italiano",
    "N201": "Totale degli utenti diverso dalla somma",
    "N202": "Livello di servizio diverso dal calcolo",
    "N203": "Ore medie diverse dal calcolo",
    "N204": "Utenti aggiuntivi oltre la crescita effettiva",
    "N205": "Totale degli obiettivi diverso dalla somma",
    "N206": "Spesa rendicontata inferiore alle risorse",
    "N207": "Esito in contrasto con le cifre",
    "N208": "Ore senza utenti, o utenti senza ore",
    "N209": "Variazione poco plausibile degli utenti",
    "N210": "Valore impossibile",
    "N211": "Personale non cresciuto, benché indicato",
    "L301": "Motivazione indicata ma assente dal testo",
    "L302": "Motivazione non indicata ma sostenuta dal testo",
    "L303": "Motivazione indicata ma smentita dal testo",
    "L304": "«Altro» indicato senza una causa nel testo",
    "L305": "Motivazioni non coerenti con l'esito",
    "X401": "Importo del testo diverso dal modulo",
    "X402": "Utenti del testo diversi dal Quadro 1",
    "X403": "Area descritta nel testo ma senza utenti",
    "X404": "Personale del testo diverso dal modulo",
    "X405": "Testo riferito ad altro comune o altro anno",
    "X406": "Trasferimento all'ambito in contrasto con R14",
}
DOUBT_BAND = (0.35, 0.65)  # probabilities that tell a reviewer little either way
BLANK = "—"
VALUE_NAMES = {
    "printed": "sul modulo",
    "form": "sul modulo",
    "reported": "sul modulo",
    "narrative": "nel testo",
    "text": "nel testo",
    "expected": "atteso",
    "computed": "calcolato",
    "sum": "somma",
    "total": "totale",
    "difference": "differenza",
    "ratio": "rapporto",
    "factor": "rapporto",
    "limit": "limite",
    "length": "caratteri",
    "characters": "caratteri",
    "users": "utenti",
    "users_base": "utenti anno base",
    "inhabitants": "abitanti",
    "hours": "ore annue",
    "mean_hours": "ore medie",
    "spending": "spesa",
    "number": "numero",
    "need": "fabbisogno",
    "reference": "riferimento",
    "column": "colonna",
    "code": "codice",
    "comune": "comune",
    "year": "anno",
    "similarity": "somiglianza",
    "source": "file",
    "amount": "importo",
    "before": "prima",
    "after": "dopo",
    "area": "area",
    "base": "anno base",
    "body": "ente comune a entrambi",
    "copies": "relazioni quasi uguali",
    "broken": "caratteri illeggibili",
    "called": "blocco previsto",
    "certainty": "certezza",
    "claimed": "nel testo",
    "codes": "codici",
    "columns": "colonne",
    "comuni": "comuni",
    "due": "da rendicontare",
    "function_words": "parole italiane comuni",
    "interventions": "interventi",
    "level": "livello di servizio",
    "named": "nominato nel testo",
    "outcome": "esito stampato",
    "own": "proprio",
    "reason": "motivo",
    "rows": "righe",
    "shares": "somiglianza",
    "sources": "file",
    "spent": "rendicontato",
    "splice": "parole attaccate",
    "staff": "personale",
    "ticked": "blocco barrato",
    "transferred": "trasferito",
    "value": "valore",
    "vowel_endings": "parole che finiscono in vocale",
}
_SHARES = {"certainty", "function_words", "vowel_endings", "broken", "shares", "similarity"}
_WORDS = {"below": "inferiore", "not_below": "non inferiore", "absent": "assente", "blank": "in bianco"} | {
    name: heading.format(year="").strip() for name, heading in COLUMNS.items()
}
_MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
    "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
)  # fmt: skip


def number(value: float | None) -> str:
    """``16740.0`` as ``16.740``, ``33.447`` as ``33,45``, None as a dash."""
    if value is None:
        return BLANK
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
    return text.translate(str.maketrans(",.", ".,"))


def priority(value: float) -> str:
    """A priority with two decimals: ``0,93``."""
    return f"{value:.2f}".replace(".", ",")


def percent(score: float) -> str:
    """A probability as a whole percentage; 0 and 100 only when exact."""
    return f"{round(score * 100) if score in (0, 1) else min(99, max(1, round(score * 100)))}%"


def doubtful(score: float) -> bool:
    """Whether a probability lies in the band where the model does not really know."""
    return DOUBT_BAND[0] < score < DOUBT_BAND[1]


def long_date(day: date) -> str:
    """``31 maggio 2024``."""
    return f"{day.day}{'º' if day.day == 1 else ''} {_MONTHS[day.month - 1]} {day.year}"


def quote(text: str, limit: int | None = None) -> str:
    """A passage on one line, cut at a word's end when longer than ``limit`` characters."""
    line = " ".join(text.split())
    if limit is None or len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def file_name(source: str) -> str:
    """The last part of a path, Windows or not."""
    return re.split(r"[\\/]", source)[-1] or source


def title(relazione: ScoredRelazione) -> str:
    """The comune, or the file's name where the comune was not read."""
    return relazione.comune or file_name(relazione.source)


def areas(codebook: Codebook) -> dict[str, str]:
    """Labels of all areas an intervention may belong to, the economic contributions included."""
    return {**codebook.areas, "contributi": GROUPS["contributi"]}


def rule(code: str, codebook: Codebook) -> str:
    """What a rule is about; its English name if it is newer than this list."""
    if code in RULES:
        return RULES[code]
    return codebook.rules[code].name if code in codebook.rules else code


def layout(relazione: ScoredRelazione, codebook: Codebook) -> FormLayout:
    """The layout that the relazione was read by, or the most like it."""
    named = (form for form in codebook.forms.values() if form.form == relazione.form)
    return next(named, None) or codebook.layout_for(relazione.year, set(relazione.fields))[0]


def column(name: str, year: int | None) -> str:
    """Heading of a column of the quadri; a column named by its year keeps that name."""
    return COLUMNS[name].format(year=year or "").strip() if name in COLUMNS else name


def row(code: str, form: FormLayout) -> str:
    """Label of a row, with its group where several share the label."""
    if code not in form.rows:
        return "Voce non prevista dal modulo noto"
    entry = form.rows[code]
    return f"{entry.label} ({GROUPS[entry.group].lower()})" if entry.group else entry.label


def reason(code: str, codebook: Codebook) -> str:
    """Short label of a reason; empty for a code that the codebook does not know."""
    concept = codebook.reasons.concept_of(code)
    return codebook.reasons.concepts[concept].label if concept else ""


def wording(code: str, relazione: ScoredRelazione, codebook: Codebook) -> str:
    """A reason's text: as printed on the form, else as the codebook knows it."""
    concept = codebook.reasons.concept_of(code)
    known = codebook.reasons.concepts[concept].wording if concept else ""
    return quote(relazione.wording.get(code, "")) or known or "Testo della motivazione non letto"


def subject(code: str, relazione: ScoredRelazione, codebook: Codebook) -> str:
    """What a flag is about, in words; empty when it is about the whole relazione."""
    if code == "-":
        return ""
    form = layout(relazione, codebook)
    if code in areas(codebook):
        return areas(codebook)[code]
    if code in form.rows:
        return row(code, form)
    return reason(code, codebook) or quote(relazione.wording.get(code, ""), 80)


def values(items: dict[str, Any], codebook: Codebook) -> list[tuple[str, str]]:
    """A flag's figures as (name, Italian text)."""
    words = {name: kind.label for name, kind in codebook.interventions.items()} | _WORDS
    return [
        (VALUE_NAMES.get(key) or key.replace("_", " "), _value(_in_words(key, item, words)))
        for key, item in items.items()
    ]


def _in_words(key: str, item: Any, words: dict[str, str]) -> Any:
    """Identifiers as labels, shares as percentages; anything else as it is."""
    if isinstance(item, list):
        return [_in_words(key, each, words) for each in item]
    if key in _SHARES and isinstance(item, int | float):
        return percent(item)
    return words.get(item, item) if isinstance(item, str) else item


def _value(item: Any) -> str:
    if isinstance(item, bool):
        return "sì" if item else "no"
    if item is None or isinstance(item, int | float):
        return number(item)
    if isinstance(item, dict):
        return ", ".join(f"{key}: {_value(value)}" for key, value in item.items())
    if isinstance(item, Iterable) and not isinstance(item, str):
        return ", ".join(map(_value, item))
    return quote(str(item))
