"""The spaCy pipelines: it_core_news_lg (or md, sm) where installed, an embedded one where not.

The embedded pipeline is ``spacy.blank("it")`` with the lookup lemmas of spacy-lookups-data: it needs nothing from
outside the package index. Sentences are cut by r40's own rules (``r40.segment``) under either, so that offsets do not
depend on the pipeline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from r40.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language

EMBEDDED = "embedded-it"
INSTALLABLE = ("it_core_news_lg", "it_core_news_md", "it_core_news_sm")


@dataclass(frozen=True, slots=True)
class Token:
    """A word: its lower-case form, its lemma, and where it stands in the text analysed."""

    text: str
    lemma: str
    start: int


def best_installed() -> str:
    """Name of the best pipeline on this machine."""
    return next((name for name in INSTALLABLE if find_spec(name)), EMBEDDED)


@lru_cache(maxsize=2)
def load_pipeline(name: str = EMBEDDED) -> Language:
    """The spaCy pipeline called ``name``.

    Raises:
        ModelError: it is not installed.
    """
    import spacy

    if name == EMBEDDED:
        pipeline = spacy.blank("it")
        pipeline.add_pipe("lemmatizer", config={"mode": "lookup"})
        pipeline.initialize()
        return pipeline
    try:
        # Parsing is not used: sentences are cut by rules.
        return spacy.load(name, exclude=["parser"])
    except OSError as error:
        raise ModelError(
            f"La pipeline spaCy «{name}» non è installata: installarla "
            f"(python -m spacy download {name}) oppure usare un modello addestrato con «{EMBEDDED}»."
        ) from error


# Elided articles and prepositions are cut from their word, as "L'ASL" and "dell’Ambito" need before lemmas are looked up.
_ELISION = re.compile(
    r"\b((?:d|l|un|all|dell|nell|sull|dall|coll|quest|quell|c|s|n|m|t|v|anch|sant|tutt)['’])(?=\w)", re.IGNORECASE
)
# Lookup lemmas that are wrong in this domain.
_LEMMAS = {
    "servizi": "servizio",
    "ambito": "ambito",
    "aiuto": "aiuto",
    "intesa": "intesa",
    "sociale": "sociale",
    "sociali": "sociale",
}


def analyse(texts: Iterable[str], pipeline: Language) -> list[list[Token]]:
    """Words of each text, without blanks."""
    spaced = [_ELISION.sub(lambda m: m[1][:-1] + "' ", text.replace("’", "'")) for text in texts]
    return [
        [
            Token(t.lower_, _LEMMAS.get(t.lower_) or (t.lemma_ or t.lower_).casefold(), t.idx)
            for t in doc
            if not t.is_space
        ]
        for doc in pipeline.pipe(spaced, batch_size=256)
    ]
