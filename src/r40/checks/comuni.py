"""Names of Italian comuni, of today and of the past, to tell a comune from any other word in capitals.

Source: the list that the package ``python-codicefiscale`` ships (ISTAT and Agenzia delle Entrate, comuni since 1861). It is
read on first use, from the installed file, without importing the package.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path

from r40.checks.batch import simplified
from r40.ingest.narrative import italian_words

_SHORTEST = 3  # letters; a shorter name ("Re", "Ne") is no proof of anything


@lru_cache(maxsize=1)
def comuni_of_italy() -> frozenset[str]:
    """Simplified names (``simplified``) of all comuni, active and former, second languages included."""
    path = Path(str(distribution("python-codicefiscale").locate_file("codicefiscale/data/municipalities.json")))
    entries = json.loads(path.read_bytes())
    slugs = {slug for entry in entries for slug in entry["name_slugs"]}
    return frozenset(simplified(slug.replace("-", " ")) for slug in slugs)


def comune_in(words: str, others: frozenset[str] = frozenset()) -> str | None:
    """The longest run from the first word on that is the name of a comune, as written; None where there is none.

    Args:
        words: capitalised words as they stand in a text.
        others: simplified names that count as comuni too, such as those of the batch.
    """
    known = comuni_of_italy()
    ends = [match.end() for match in re.finditer(r"[\w'’.-]+", words)]
    for end in reversed(ends):
        name = simplified(words[:end])
        if len(name) >= _SHORTEST and (name in known or name in others):
            return words[:end].rstrip(".,-")
    return None


def is_common_word(name: str) -> bool:
    """Whether a comune's name is a word of the language too ("Ora", "Popoli", "Vita"): it then needs to be called a comune."""
    return name.casefold() in italian_words() or simplified(name) in italian_words()
