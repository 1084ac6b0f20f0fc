"""Nearly equal narratives: who shares a text, and what that means for counting.

A consorzio often writes one text for its forty comuni. ``copies`` says how such relazioni count:

- ``each``: every relazione counts as one. Right for "how many comuni tell their citizens of X".
- ``once``: the relazioni of one text and year count together as one, each for its part. Right for "in how many texts that
  somebody wrote does X occur".

Intervals take the sharing into account under both: relazioni of one ``text`` are one observation, and those of one ``cluster`` (the
same text, or the same comune in several years) bring no independent news.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from r40.checks.batch import BatchText, batch_statistics, simplified

Copies = Literal["each", "once"]
COPIES: dict[Copies, str] = {
    "each": "ogni relazione conta per uno, anche se il testo è condiviso: quante relazioni lo dicono",
    "once": "le relazioni con lo stesso testo nello stesso anno contano insieme per uno: quanti testi diversi lo dicono",
}


def add_copies(relazioni: pd.DataFrame, pairs: Sequence[tuple[int, int]]) -> pd.DataFrame:
    """``relazioni`` (numbered from 0) with ``text``, ``cluster`` and ``weight``.

    ``pairs``: relazioni whose narratives are nearly the same, by number; they share a ``text``. ``cluster`` joins the relazioni of one
    text and those of one comune (ISTAT code, else name as printed). ``weight`` is 1 / number of relazioni of that text and
    year.
    """
    text = _components(len(relazioni), pairs)
    comune = _comuni(relazioni)
    own = pd.Series(np.arange(len(relazioni))).groupby(comune).transform("first").to_numpy()
    cluster = _components(len(relazioni), [*pairs, *zip(range(len(relazioni)), own, strict=True)])
    size = pd.Series(text).groupby([text, relazioni["year"].fillna(0).to_numpy()]).transform("size")
    return relazioni.assign(text=text, cluster=cluster, weight=1 / size.to_numpy(dtype=float))


def shared_pairs(relazioni: pd.DataFrame) -> list[tuple[int, int]]:
    """Relazioni of different comuni whose ``narrative`` is nearly the same, by number: the measure of rule D105."""
    rows = zip(relazioni.index, relazioni["comune"], relazioni["narrative"], strict=True)
    texts = [BatchText(str(key), None if pd.isna(name) else str(name), str(text)) for key, name, text in rows]
    shared = batch_statistics(texts).shared
    return [(int(source), int(other.source)) for source, others in shared.items() for other in others]


def weights(relazioni: pd.DataFrame, copies: Copies) -> np.ndarray:
    """What each relazione counts for, shape (relazioni,)."""
    return relazioni["weight"].to_numpy(dtype=float) if copies == "once" else np.ones(len(relazioni))


def counted(relazioni: pd.DataFrame, copies: Copies) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What ``estimate`` must know of each relazione: weight, cluster and text, each shape (relazioni,)."""
    return weights(relazioni, copies), relazioni["cluster"].to_numpy(), relazioni["text"].to_numpy()


def copy_report(relazioni: pd.DataFrame) -> pd.DataFrame:
    """Texts that several comuni share, largest first: ``year``, ``text``, ``relazioni``, ``regions``, ``comuni``."""
    shared = relazioni[relazioni["weight"] < 1]
    table = shared.groupby(["year", "text"], dropna=False).agg(
        relazioni=("text", "size"),
        regions=("region", lambda names: ", ".join(sorted(set(names.dropna())))),
        comuni=("comune", lambda names: ", ".join(sorted(set(names.dropna())))),
    )
    return table.reset_index().sort_values(
        ["relazioni", "year", "text"], ascending=[False, True, True], ignore_index=True
    )


def _comuni(relazioni: pd.DataFrame) -> np.ndarray:
    """A key of each relazione's comune; a relazione without a name is its own."""
    return np.array(
        [
            code if not pd.isna(code) else simplified(name) if not pd.isna(name) else f"#{key}"
            for key, code, name in zip(relazioni.index, relazioni["code"], relazioni["comune"], strict=True)
        ],
        dtype=object,
    )


def _components(size: int, pairs: Sequence[tuple[int, int]]) -> np.ndarray:
    """Number of the connected component of each of ``size`` nodes."""
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(ends), dtype=bool), (ends[:, 0], ends[:, 1])), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1])
