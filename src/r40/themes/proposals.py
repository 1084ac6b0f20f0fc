"""Emerging themes as entries that the codebook can take in, for a person to revise."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd
import yaml
from pydantic import TypeAdapter

from r40.codebook.schema import InterventionType
from r40.themes.index import fold

_AREA = "multiutenza"  # where no intervention stands near a theme
_HEADER = """\
# Interventi proposti da «r40 themes --emerging»: temi che molte relazioni raccontano e nessun intervento comprende.
# Da rivedere prima di copiarli in interventions.yaml: nome, area (quella degli interventi descritti più vicino), definizione,
# espressioni. «cues» larghe danno più passaggi e più errori.
"""


def proposed_entries(themes: pd.DataFrame, taken: Collection[str] = ()) -> dict[str, InterventionType]:
    """Entries for the codebook's interventions, by id.

    ``themes``: as in ``Emerging``; ``taken``: ids that the codebook has already, which none of these repeats.
    """
    entries: dict[str, InterventionType] = {}
    for row in themes.to_dict("records"):
        keywords = str(row["keywords"]).split(", ")
        expressions = [keyword for keyword in keywords if " " in keyword]
        entries[_free_name(str(row["theme"]), {*taken, *entries})] = InterventionType(
            label=str(row["theme"]).capitalize(),
            areas=(row["area"] if isinstance(row["area"], str) else _AREA,),
            definition=f"Proposta: {row['passages']} passaggi di {row['texts']} testi diversi. Per esempio: «{row['examples'][0]}»",
            names=tuple(dict.fromkeys(_pattern(keyword) for keyword in expressions)),
            cues=tuple(dict.fromkeys(_pattern(keyword) for keyword in keywords)),
        )
    return entries


def as_yaml(entries: dict[str, InterventionType]) -> str:
    """Entries as a YAML file that loads in the codebook's schema, with a comment that says what to do with it."""
    data = TypeAdapter(dict[str, InterventionType]).dump_python(entries, mode="json")
    return _HEADER + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)


def _pattern(keyword: str) -> str:
    """Finds a keyword in any inflection: ``orti sociali`` as ``ort\\w+ social\\w+``."""
    text = keyword.replace("’", "'")
    return re.sub(r"[^\W\d_]+", lambda m: m[0] if len(m[0]) <= 4 and m[0] in _JOINTS else _inflected(m[0]), text)


_JOINTS = {"di", "de", "dei", "del", "al", "ai", "allo", "alla", "alle", "da", "dal", "in", "nel", "per", "con", "sul", "la", "il", "i",
           "d", "dell", "all", "dall", "nell"}  # fmt: skip


def _inflected(word: str) -> str:
    return rf"{word[:-1]}\w+" if len(word) > 3 and word[-1] in "aeio" else re.escape(word)


def _free_name(theme: str, taken: Collection[str]) -> str:
    base = "_".join(re.findall(r"[a-z0-9]+", fold(theme)))
    number = 1
    name = base
    while name in taken:
        number += 1
        name = f"{base}_{number}"
    return name
