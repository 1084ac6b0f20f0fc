"""How common an intervention (area, reason, status) is, in whole or by group, with intervals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from r40.codebook import Codebook
from r40.themes.copies import Copies, counted
from r40.themes.estimates import CONFIDENCE, Estimate, estimate, occurrences, presence

ALL = "tutte"
UNSTATED = "non detto"


def shares(
    relazioni: pd.DataFrame,
    marks: pd.DataFrame,
    by: str | pd.DataFrame | None = None,
    copies: Copies = "each",
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Share of relazioni that have each item.

    Args:
        relazioni: as in ``Corpus``; those to count, usually ``Corpus.narrated()``.
        marks: ``relazione``, ``item``: what a relazione has. One with no mark counts in the denominator.
        by: a column of ``relazioni`` to group by (relazioni without a value are left out), or a frame ``relazione``, ``group``
            in which a relazione may stand in several groups; all together if None.
        copies: how relazioni of one text count, see ``r40.themes.copies``.
        confidence: of the intervals.

    Returns:
        ``group``, ``item``, ``relazioni`` (of the group), ``clusters`` (of them that are independent), ``count`` (that have the
        item), ``share``, ``low``, ``high``; one row a group and item, items with none included.
    """
    present, items = presence(relazioni.index, marks)
    parts = []
    for group, rows in _groups(relazioni, by):
        part = relazioni.iloc[rows]
        found = estimate(present[rows], *counted(part, copies))
        parts.append(_rows(group, items, found, present[rows].sum(axis=0), confidence))
    return pd.concat(parts, ignore_index=True) if parts else _rows(ALL, [], None, np.zeros(0), confidence)


def composition(
    relazioni: pd.DataFrame, mentions: pd.DataFrame, copies: Copies = "each", confidence: float = CONFIDENCE
) -> pd.DataFrame:
    """How the mentions of each group divide among items: within a group the shares sum to one.

    Args:
        relazioni: as in ``Corpus``.
        mentions: ``relazione``, ``group``, ``item``, one row a mention: an intervention and its status, say.
        copies: as in ``shares``.
        confidence: of the intervals.

    Returns:
        ``group``, ``item``, ``relazioni`` (that have a mention), ``clusters``, ``count`` (mentions of the item), ``share``,
        ``low``, ``high``.
    """
    parts = []
    for group, part in mentions.groupby("group", observed=True, sort=True):
        counts, items = occurrences(relazioni.index, part)
        total = counts.sum(axis=1)
        rows = np.flatnonzero(total)
        if not len(rows):
            continue
        chosen = relazioni.iloc[rows]
        found = estimate(counts[rows], *counted(chosen, copies), total[rows])
        parts.append(_rows(str(group), items, found, counts.sum(axis=0), confidence))
    return pd.concat(parts, ignore_index=True) if parts else _rows(ALL, [], None, np.zeros(0), confidence)


def intervention_marks(interventions: pd.DataFrame) -> pd.DataFrame:
    """Marks of the interventions described."""
    return interventions[["relazione", "id"]].rename(columns={"id": "item"}).drop_duplicates()


def area_marks(interventions: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Marks of the areas that the interventions described belong to; one may belong to several."""
    areas = {name: list(kind.areas) for name, kind in codebook.interventions.items()}
    marks = intervention_marks(interventions)
    listed = [areas.get(str(item), []) for item in marks["item"]]
    return marks.assign(item=pd.Series(listed, index=marks.index)).explode("item").dropna().drop_duplicates()


def reason_marks(reasons: pd.DataFrame, said: bool = True) -> pd.DataFrame:
    """Marks of the reasons that the narrative supports (``said``), else of those ticked SI."""
    kept = reasons[reasons["stance"] == "supported"] if said else reasons[reasons["ticked"].fillna(False)]
    return kept[["relazione", "code"]].rename(columns={"code": "item"}).drop_duplicates()


def status_shares(relazioni: pd.DataFrame, interventions: pd.DataFrame, copies: Copies = "each") -> pd.DataFrame:
    """How the mentions of each intervention divide among started, continued, strengthened … and ``UNSTATED``."""
    state = interventions["state"].astype("object").where(interventions["state"].notna(), UNSTATED)
    mentions = pd.DataFrame({"relazione": interventions["relazione"], "group": interventions["id"], "item": state})
    return composition(relazioni, mentions, copies)


def _groups(relazioni: pd.DataFrame, by: str | pd.DataFrame | None) -> Iterator[tuple[str, np.ndarray]]:
    """(group, positions of its relazioni), ordered categories in their order."""
    if by is None:
        if len(relazioni):
            yield ALL, np.arange(len(relazioni))
        return
    if isinstance(by, str):
        for group, part in pd.Series(np.arange(len(relazioni))).groupby(
            relazioni[by].reset_index(drop=True), observed=True
        ):
            yield str(group), part.to_numpy()
        return
    position = relazioni.index.get_indexer(pd.Index(by["relazione"]))
    for group, part in pd.Series(position).groupby(by["group"].reset_index(drop=True), observed=True):
        if len(rows := np.unique(part.to_numpy()[part.to_numpy() >= 0])):
            yield str(group), rows


def _rows(group: str, items: list[str], found: Estimate | None, counts: np.ndarray, confidence: float) -> pd.DataFrame:
    low, high = found.interval(confidence) if found else (np.zeros(0), np.zeros(0))
    return pd.DataFrame(
        {
            "group": pd.Series([group] * len(items), dtype="str"),
            "item": pd.Series(items, dtype="str"),
            "relazioni": found.n if found else 0,
            "clusters": len(found.clusters) if found else 0,
            "count": counts.astype("int64"),
            "share": found.p if found else counts,
            "low": low,
            "high": high,
        }
    )
