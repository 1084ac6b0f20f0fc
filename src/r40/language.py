"""The spaCy pipelines: it_core_news_lg (or md, sm) where installed, an embedded one where not.

The embedded pipeline is ``spacy.blank("it")`` with the lookup lemmas of spacy-lookups-data: it needs nothing from
outside the package index. Sentences are cut by r40's own rules (``r40.segment``) under either, so that offsets do not
depend on the pipeline.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from r40.errors import ModelError
from r40.ingest.narrative import lemmas as table_of_lemmas

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

EMBEDDED = "embedded-it"
INSTALLABLE = ("it_core_news_lg", "it_core_news_md", "it_core_news_sm")


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a pipeline says of a text.

    ``vector``: mean of the words' vectors, of length 1; empty where the pipeline has none. ``entities``: labels of the
    named entities (PER, LOC, ORG, MISC); none where it knows none.
    """

    lemmas: tuple[str, ...]
    vector: np.ndarray
    entities: tuple[str, ...]


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
        return spacy.blank("it")  # its lemmas are looked up in ``_lemma``: spaCy's own component does so token by token
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


def analyse(texts: Sequence[Sequence[str]], pipeline: Language) -> list[list[Analysis]]:
    """Lemmas, vector and entities of the passages of each text; a text goes through the pipeline as a whole."""
    spaced = [[_spaced(passage) for passage in passages] for passages in texts]
    docs = pipeline.pipe(["\n".join(passages) for passages in spaced], batch_size=64)
    return [_passages(doc, passages) for doc, passages in zip(docs, spaced, strict=True)]


def _spaced(passage: str) -> str:
    """On one line, elided words cut from what follows."""
    return _ELISION.sub(lambda m: m[1][:-1] + "' ", passage.replace("’", "'").replace("\n", " "))


def _passages(doc: Doc, passages: Sequence[str]) -> list[Analysis]:
    """The passages of a text, one a line."""
    starts = np.cumsum([0, *(len(passage) + 1 for passage in passages)])
    # One token at a time would take longer than the rest of the pipeline.
    table = doc.to_array(["IDX", "LENGTH", "LEMMA"])
    bounds = np.searchsorted(table[:, 0], starts)
    text, known = "\n".join(passages), doc.vocab.strings
    lemmas = [
        _lemma(text[start : start + length], known[lemma] if lemma else "") for start, length, lemma in table.tolist()
    ]
    labels: dict[int, list[str]] = {}
    for entity in doc.ents:
        labels.setdefault(int(np.searchsorted(bounds, entity.start, side="right")) - 1, []).append(entity.label_)
    with_vectors = doc.vocab.vectors_length > 0
    return [
        Analysis(
            tuple(filter(None, lemmas[a:b])),
            _unit_length(doc[a:b].vector) if with_vectors else _NO_VECTOR,
            tuple(labels.get(k, ())),
        )
        for k, (a, b) in enumerate(itertools.pairwise(bounds.tolist()))
    ]


_NO_VECTOR = np.zeros(0, dtype=np.float32)


@lru_cache(maxsize=100_000)
def _lemma(word: str, lemma: str) -> str:
    """Of a word, from the pipeline's lemma or, where it gives none, from the table; empty for a blank."""
    lower = word.lower()
    return _LEMMAS.get(lower) or (lemma.strip() or table_of_lemmas().get(word, lower).strip()).casefold()


def _unit_length(vector: np.ndarray) -> np.ndarray:
    length = float(np.linalg.norm(vector)) if len(vector) else 0.0
    return (vector / length if length else vector).astype(np.float32)
