"""Keyword in context over all narratives, and passages like a given one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from r40.checks.batch import simplified
from r40.errors import ConfigurationError
from r40.themes.index import Index, lemmas_of, words
from r40.themes.place import place_of

WIDTH = 70  # characters of context on each side
_STEM = 5  # letters from which on forms that differ in their last vowel alone are taken for one word


@dataclass(frozen=True)
class Where:
    """Which relazioni and passages to search; what is empty does not restrict.

    ``regions`` and ``comuni``: names in any spelling, or ISTAT codes; ``interventions``: ids, one of which must describe the passage
    found; ``blocks``: A, B, C.
    """

    years: Sequence[int] = ()
    regions: Sequence[str] = ()
    comuni: Sequence[str] = ()
    interventions: Sequence[str] = ()
    blocks: Sequence[str] = ()


def find(index: Index, phrase: str, where: Where = Where()) -> pd.DataFrame:
    """Where the words of ``phrase`` stand one after the other, in any inflection, within a sentence.

    Words match by lemma, or if they are of five letters or more and differ in the last vowel alone (lookup lemmas do not
    know every form); capitals and accents do not matter.

    Returns:
        ``relazione`` (row of the index), ``start``, ``end``; in the order of the text.

    Raises:
        ConfigurationError: the phrase has no word.
    """
    asked = [form for form, _, _ in words(phrase)]
    if not asked:
        raise ConfigurationError("Nella ricerca non c'è nessuna parola: indicare una parola o un'espressione.")
    accepted = _accepted(index, words_as_typed(phrase))
    frequency = [int(index.counts[table].sum()) for table in accepted]
    rarest = int(np.argmin(frequency))
    first = np.flatnonzero(accepted[rarest][index.forms]) - rarest
    first = first[(first >= 0) & (first + len(asked) <= len(index.forms))]
    for k, table in enumerate(accepted):
        if k != rarest:
            first = first[table[index.forms[first + k]]]
    last = first + len(asked) - 1
    same = index.passage_of(first) == index.passage_of(last)
    first, last = first[same], last[same]
    hits = pd.DataFrame({"relazione": index.document_of(first), "start": index.starts[first], "end": index.ends[last]})
    return _restricted(index, hits, where)


def alike(index: Index, example: str, where: Where = Where(), limit: int = 50, least: float = 0.15) -> pd.DataFrame:
    """Sentences most like ``example``: cosine of TF-IDF vectors of lemmas, less for sentences shorter than the example.

    Sentences that are word for word the same are shown once.

    Returns:
        ``relazione``, ``start``, ``end``, ``likeness`` (0 to 1, at least ``least``), ``equal`` (how many are the same); the most alike first, at
        most ``limit``.

    Raises:
        ConfigurationError: the example has no word that occurs in the narratives.
    """
    number = {lemma: n for n, lemma in enumerate(index.lemmas)}
    known = [number[lemma] for lemma in lemmas_of(words_as_typed(example)) if lemma in number]
    if not known:
        raise ConfigurationError(
            "Nessuna parola dell'esempio compare nelle relazioni: indicare un passaggio scritto come nelle relazioni."
        )
    query = np.bincount(known, minlength=len(index.lemmas)) * index.idf
    weight = (query * index.idf / np.linalg.norm(query)).astype(np.float32)[index.lemma]
    # Cosine, but that a passage shorter than the example counts as long: a word or two of it are no passage like it.
    likeness = np.add.reduceat(weight[index.forms], index.passages[:-1]) / np.maximum(
        index.norms, np.linalg.norm(query)
    )
    passage = np.flatnonzero(likeness >= least)
    first, last = index.passages[passage], index.passages[passage + 1] - 1
    hits = pd.DataFrame(
        {
            "relazione": index.document_of(first),
            "start": index.starts[first],
            "end": index.ends[last],
            "likeness": np.minimum(likeness[passage], 1.0).round(4),
            "words": [index.forms[a : b + 1].tobytes() for a, b in zip(first, last, strict=True)],
        }
    )
    hits = _restricted(index, hits, where)
    hits["equal"] = hits.groupby("words")["words"].transform("size")
    hits = hits.drop_duplicates("words").drop(columns="words")
    return hits.sort_values(["likeness", "relazione"], ascending=[False, True], ignore_index=True).head(limit)


def in_context(index: Index, hits: pd.DataFrame, width: int = WIDTH) -> pd.DataFrame:
    """``hits`` with ``comune``, ``year``, ``region``, ``block``, ``source``, ``left``, ``match``, ``right`` and ``interventions`` of the passage.

    ``left`` and ``right``: up to ``width`` characters, cut at words, on one line; one after the other the three make the text.
    """
    sides = []
    cached, text = -1, ""
    for row, start, end in zip(hits["relazione"], hits["start"], hits["end"], strict=True):
        if row != cached:
            cached, text = row, index.narrative(row)
        sides.append((_before(text, start, width), " ".join(text[start:end].split()), _after(text, end, width)))
    shown = pd.DataFrame(sides, columns=["left", "match", "right"], index=hits.index)
    about = index.relazioni.loc[hits["relazione"], ["comune", "year", "region", "block", "source"]].set_index(
        hits.index
    )
    return pd.concat([about, hits, shown], axis=1).assign(interventions=_described(index, hits))


def words_as_typed(text: str) -> list[str]:
    """Words in small letters with their accents, which lemmas need; as many as ``words`` gives."""
    return [text[start:end].casefold() for _, start, end in words(text)]


def _accepted(index: Index, asked: Sequence[str]) -> list[np.ndarray]:
    """Which forms each word asked for stands for: one mask of shape (V,) a word."""
    stems = np.array([_stem(form) for form in index.vocabulary], dtype=object)
    number = {lemma: n for n, lemma in enumerate(index.lemmas)}
    masks = []
    for typed, lemma in zip(asked, lemmas_of(asked), strict=True):
        form = words(typed)[0][0]
        mask = stems == _stem(form)
        for name in {lemma, form}:  # the form itself: "dimore" has the lemma "dimora", which has another
            mask |= index.lemma == number.get(name, -1)
        # Lookup lemmas know "preso" as a form of "prendere", but "presa" only as one of "preso".
        found = (number[index.vocabulary[n]] for n in np.flatnonzero(mask) if index.vocabulary[n] in number)
        mask |= np.isin(index.lemma, list(found))
        masks.append(np.asarray(mask, dtype=bool))
    return masks


def _stem(form: str) -> str:
    return form[:-1] if len(form) >= _STEM and form[-1] in "aeio" else form


def _restricted(index: Index, hits: pd.DataFrame, where: Where) -> pd.DataFrame:
    keep = chosen(index.relazioni, where)
    if not keep.all():
        hits = hits[keep[hits["relazione"].to_numpy()]]
    if where.interventions:
        spans = index.interventions[index.interventions["id"].isin(list(where.interventions))]
        joined = hits.reset_index().merge(spans, on="relazione", suffixes=("", "_span"))
        inside = (joined["start"] < joined["end_span"]) & (joined["start_span"] < joined["end"])
        hits = hits.loc[sorted(set(joined.loc[inside, "index"]))]
    return hits.reset_index(drop=True)


def chosen(relazioni: pd.DataFrame, where: Where) -> np.ndarray:
    """Mask of the relazioni that the filters leave, shape (D,)."""
    keep = np.ones(len(relazioni), dtype=bool)
    if where.years:
        keep &= relazioni["year"].isin(list(where.years)).fillna(False).to_numpy(dtype=bool)
    if where.blocks:
        keep &= relazioni["block"].isin([block.upper() for block in where.blocks]).to_numpy(dtype=bool)
    if where.regions:
        wanted = [simplified(name) for name in where.regions]
        regions = relazioni["region"].astype("object")
        matching = {r for r in regions.dropna().unique() if any(w and simplified(r).startswith(w) for w in wanted)}
        keep &= regions.isin(matching).to_numpy(dtype=bool)
    if where.comuni:
        codes = {code for name in where.comuni if (code := name if name.isdigit() else place_of(name).code)}
        names = {simplified(name) for name in where.comuni}
        printed = relazioni["comune"].astype("object").map(lambda name: not pd.isna(name) and simplified(name) in names)
        keep &= relazioni["code"].isin(codes).fillna(False).to_numpy(dtype=bool) | printed.to_numpy(dtype=bool)
    return keep


_SPACE = re.compile(r"\s+")


def _before(text: str, start: int, width: int) -> str:
    piece = text[max(0, start - width) : start]
    if start > width:
        piece = "… " + piece.lstrip() if piece[:1].isspace() else "… " + piece.partition(" ")[2]
    return _SPACE.sub(" ", piece)


def _after(text: str, end: int, width: int) -> str:
    piece = text[end : end + width]
    if end + width < len(text):
        piece = piece.rpartition(" ")[0] + " …"
    return _SPACE.sub(" ", piece)


def _described(index: Index, hits: pd.DataFrame) -> list[str]:
    """Ids of the interventions that overlap each hit, joined by "; "."""
    spans = index.interventions[index.interventions["relazione"].isin(hits["relazione"])]
    by_row: dict[int, list[tuple[int, int, str]]] = {}
    for row, name, start, end in spans.itertuples(index=False):
        by_row.setdefault(row, []).append((start, end, str(name)))
    return [
        "; ".join(sorted({name for a, b, name in by_row.get(row, []) if a < end and start < b}))
        for row, start, end in zip(hits["relazione"], hits["start"], hits["end"], strict=True)
    ]
