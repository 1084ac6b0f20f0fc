"""What a passage says of its intervention: status, actors, amounts, people."""

from __future__ import annotations

import re

from r40.ingest.narrative import plain
from r40.ingest.numbers import parse_number
from r40.records import Status

# First match wins: an end or a plan outweighs the verbs of running beside it.
_STATUS: tuple[tuple[Status, re.Pattern[str]], ...] = tuple(
    (status, re.compile(pattern, re.IGNORECASE))  # type: ignore[misc]
    for status, pattern in (
        (
            "concluso",
            r"\b(?:si (?:è|e'|sono) conclus\w+|conclus[oaie]\b(?! con)|(?:è|e'|sono) (?:giunt\w+ a )?(?:terminat\w+|finit\w+|chius\w+)|terminat[oaie]\b|scadut[oaie]\b|cessat[oaie]\b|fino a (?:giugno|luglio|agosto|settembre|maggio|marzo|aprile|ottobre|febbraio))",
        ),
        (
            "programmato",
            r"\b(?:sar(?:à|anno|a')\b|verr(?:à|anno|a')\b|partir(?:à|anno|a')\b|aprir(?:à|anno|a')\b|inizier(?:à|anno)\b|programmat\w+|in programma|previst[oaie] per|in fase di (?:attivazione|avvio|progettazione|affidamento|gara|aggiudicazione)|aggiudicat\w+|(?:dal|nel|per il) prossimo anno|prossim[oa] (?:anno|autunno|primavera|mes\w+)|in corso di (?:attivazione|affidamento|avvio)|bandit[oaie]\b|gara (?:in corso|espletata|pubblicata)|finanziat\w+ e (?:in attesa|da avviare)|dal 202[45]|nel 202[45]|deliberat\w+ l'(?:attivazione|istituzione|avvio))",
        ),
        (
            "potenziato",
            r"\b(?:potenzia\w+|rafforza\w+|amplia\w+|implementa\w+|intensific\w+|estes[oaie]\b|estend\w+|increment\w+|aumenta\w+|raddoppia\w+|accresc\w+|cresciut\w+|consolida\w+|sono passat\w+ da|(?:è|e'|sono) salit\w+|più ore|nuov[ei] posti|aggiunt[oaie]\b|triplica\w+|svilupp\w+)",
        ),
        (
            "avviato",
            r"\b(?:avvia(?:t\w+|re|mento)|attivat\w+|istitui\w+|inaugurat\w+|aper[tt][oaie]\b|è nat[oa]\b|sono nat\w+|(?:è|e'|sono) partit\w+|costitui\w+|introdott\w+|intrapres\w+|sperimenta\w+|creat[oaie]\b|per la prima volta|da quest'anno|iniziat[oaie]\b|nuov[oaie] (?:servizi\w+|sportell\w+|centr\w+|progett\w+|spazi\w*|incontri))",
        ),
        (
            "proseguito",
            r"\b(?:prosegu\w+|continu\w+|confermat\w+|mantenut\w+|manteniment\w+|mantenere|rinnovat\w+|come (?:ogni anno|negli anni|da anni|ogni estate)|anche (?:nel|quest'anno)|ripres[oaie]\b|stabil[ei]\b|resta\w* attiv\w+|regolarmente|ancora)",
        ),
    )
)
_ACTOR = re.compile(
    r"\b(?:(?:[Cc]ooperativ[ae](?: [Ss]ocial[ei])?|[Cc]onsorzio|[Aa]ssociazion[ei]|[Ff]ondazione|[Pp]arrocchi[ae]|[Oo]ratorio|[Ii]stituto [Cc]omprensivo|[Uu]nione|[Aa]mbito|[Aa]zienda (?:[Ss]peciale|USL|ULSS|[Ss]anitaria|[Cc]onsortile))"
    r"(?:\s+(?:[Ss]ociale|[Tt]erritoriale|di|dei|delle|della|del|[Cc]omuni))*(?:\s+[“\"«][^”\"»]{2,40}[”\"»]|(?:\s+[A-ZÀ-Ù][\w’'.-]+){0,4})|A\.?S\.?L\.?(?:\s?[A-Z0-9]{1,4})?\b|ASP\b|ATS\b|ULSS\b|AUSL\b|CSM\b|SerD\b|Caritas(?: [A-Z]\w+)?|Croce (?:Rossa|Verde|Bianca|Azzurra)|Auser|AUSER|Prefettura|Tribunale(?: per i Minorenni)?|Centro per l['’]Impiego|[Tt]erzo [Ss]ettore|[Pp]ro [Ll]oco|[Cc]onsultorio(?: familiare)?|[Ss]cuole)"
)
_AMOUNT = re.compile(
    r"(?:€|euro|EUR)\s*(\d[\d.,]*\d|\d)|(\d[\d.,]*\d|\d)\s*(mila|milioni|milione)?\s*(?:di )?(?:€|euro\b|EUR\b)",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(\d{1,3}(?:\.\d{3})+|\d{1,5})\s+(?:\w+\s+)?(?:persone|utenti|minori|famiglie|nuclei|anziani|disabili|alunni|bambini|ragazzi|giovani|donne|adulti|beneficiari|cittadini|studenti|residenti|ospiti|casi|pazienti|adolescenti|immigrati|migranti|stranieri|caregiver|partecipanti|iscritti)\b",
    re.IGNORECASE,
)
_SCALE = {"mila": 1_000, "milioni": 1_000_000, "milione": 1_000_000}


def status_of(passage: str, lead: str = "") -> Status | None:
    """Status that a passage states; ``lead`` is the introduction that it shares with others, asked second."""
    for text in (plain(passage), plain(lead)):
        for status, pattern in _STATUS:
            if pattern.search(text):
                return status
    return None


def actors_of(passage: str) -> tuple[str, ...]:
    """Bodies named in a passage, in order, each once."""
    return tuple(dict.fromkeys(m[0].strip(" .,;") for m in _ACTOR.finditer(passage)))


def amounts_of(passage: str) -> tuple[float, ...]:
    """Amounts in euro."""
    found = []
    for match in _AMOUNT.finditer(plain(passage)):
        value = parse_number(match[1] or match[2])
        if value is not None:
            found.append(value * _SCALE.get((match[3] or "").casefold(), 1))
    return tuple(found)


def counts_of(passage: str) -> tuple[int, ...]:
    """Counts of people."""
    return tuple(int(m[1].replace(".", "")) for m in _COUNT.finditer(plain(passage)))
