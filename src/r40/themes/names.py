"""Names of consorzi, cooperatives, health authorities and associations, as narratives give them: kinds and spellings."""

from __future__ import annotations

import re

import pandas as pd

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("consorzio", r"consorzi"),
        ("cooperativa", r"cooperativ"),
        ("sanità", r"(?:asl|asp|ats|ausl|ulss|usl|aulss|csm|serd)\b|consultori|azienda (?:usl|ulss|sanitaria)"),
        ("ambito o unione", r"ambito|unione|distretto|azienda (?:speciale|consortile)|società della salute"),
        ("scuola", r"scuol|istituto comprensivo"),
        ("parrocchia e Caritas", r"parrocchi|oratorio|caritas"),
        ("volontariato e terzo settore", r"associazion|fondazion|terzo settore|croce|auser|pro loco"),
        ("centro per l'impiego", r"centro per l'impiego"),
        ("giustizia e Stato", r"prefettura|tribunale"),
    )
)
OTHER = "altro"
# What a name cut off before its own part ends in: "cooperative di".
_DANGLING = re.compile(r"(?:\s+(?:d[ai]|de[il]|dell[aeo]|degli|e|per|con|in))+$", re.IGNORECASE)
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)?")


def kind_of(actor: str) -> str:
    """The kind of body that a name (as ``simple_name`` gives it) speaks of."""
    return next((kind for kind, pattern in KINDS if pattern.match(actor)), OTHER)


def simple_name(actor: str) -> str:
    """A name without quotes, stops in its initials, needless blanks and a preposition at its end: ``A.S.L.  TO4`` as ``ASL TO4``."""
    text = _INITIALS.sub(lambda match: match[0].replace(".", "").upper(), actor.replace("’", "'"))
    return _DANGLING.sub("", " ".join(re.sub(r"[“”\"«»]", " ", text).split()).strip(" .,;:-"))


def one_spelling(names: pd.Series) -> pd.Series:
    """Names that differ in capitals only, each in its most frequent spelling (the first by alphabet of several)."""
    folded = names.str.casefold()
    counted = pd.DataFrame({"key": folded, "name": names}).value_counts(["key", "name"]).reset_index()
    chosen = counted.sort_values(["count", "name"], ascending=[False, True]).drop_duplicates("key")
    return folded.map(chosen.set_index("key")["name"])
