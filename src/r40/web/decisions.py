"""The usual reasons for dismissing a flag: one key each."""

from __future__ import annotations

DISMISSALS = (
    "Spiegata in un altro passo del testo",
    "Errore di lettura del documento",
    "Differenza irrilevante",
    "Già chiarita con il comune",
)
