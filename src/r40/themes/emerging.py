"""Emerging themes: what many narratives tell of and no intervention of the codebook claims.

Passages without an intervention are mostly boilerplate: premises, resources, praise. Three things keep it from becoming a
theme. A theme is named by an expression ("banca del tempo") with a word that is new to the codebook and no word of
administrations (``vocabulary``). Its passages speak of something that is done nearly as often as claimed ones do. And they
come from enough independent writers, and are not one formula written many times. So a theme that is always named by a
single word is not found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.preprocessing import normalize

from r40.model.attributes import actors_of, counts_of, status_of
from r40.themes.contrast import log_odds
from r40.themes.estimates import wilson
from r40.themes.frames import Corpus
from r40.themes.grouping import CORE, Space, best_jaccard, rand_index
from r40.themes.index import lemmas_of
from r40.themes.passages import NONE, Content, Reader, passages
from r40.themes.vocabulary import ADMINISTRATION

LEAST_SHARE = 0.005  # of the independent texts, that must tell of a theme
LEAST = 5  # texts that a theme needs, however few there are
MOST_SHARE = 0.3  # of the texts: what more tell of is what everybody says
SHORTEST = 4  # different content words; a passage of fewer tells too little
NOVEL = (
    0.6  # share of the passages with a word or expression that nothing claims, from which on it is new to the codebook
)
KEYWORD = 0.2  # share of a theme's passages that each of its keywords must stand in
COHESION = 0.5  # share of the rarer word's passages from which on an expression is what the word is used for
ACTIVE = 2 / 3  # how far a theme must have come from unclaimed to claimed passages in speaking of what is done
FORMULA = 0.6  # median likeness of a theme's passages, its keywords apart, from which on they are one formula
STABLE = 0.5  # Jaccard index below which a group is not found again under reseeding (Hennig 2007, CSDA 52: "dissolved")
_PRIOR = 1.0  # passages that the prior weighs as much as when groups are told apart
_RESEEDED = 0.8  # part of the passages that a reseeding forms its groups from
_SEED = 40
_SAMPLE = 20_000


@dataclass(frozen=True)
class Emerging:
    """Themes found.

    Attributes:
        themes: ``theme`` (its first keyword), ``keywords``, ``passages``, ``relazioni``, ``texts`` (independent ones),
            ``stability`` (mean Jaccard index over reseedings), ``active`` (share of its passages that speak of something
            done), ``area`` (of half of the interventions described nearest; None if none is), ``examples`` (three typical
            passages). Most texts first.
        passages: ``relazione``, ``start``, ``end``, ``text``, ``theme`` (or ``NONE``), ``fit`` (cosine with its
            centre): every passage that nothing claims.
        discarded: groups that are no theme: ``keywords``, ``passages``, ``texts``, ``why`` (Italian), ``examples`` (one).
        rand: adjusted Rand index between the groups and those of each reseeding (another seed, another 80% of the
            passages), over the passages that either assigns.
    """

    themes: pd.DataFrame
    passages: pd.DataFrame
    discarded: pd.DataFrame
    rand: tuple[float, ...] = ()


_THEMES = {"theme": "str", "keywords": "str", "passages": "int64", "relazioni": "int64", "texts": "int64",
           "stability": "float64", "active": "float64", "area": "object", "examples": "object"}  # fmt: skip
_DISCARDED = {"keywords": "str", "passages": "int64", "texts": "int64", "why": "str", "examples": "object"}


def emerging_themes(
    corpus: Corpus,
    areas: Mapping[str, Sequence[str]] | None = None,
    least: int | None = None,
    reseedings: int = 4,
    seed: int = _SEED,
) -> Emerging:
    """Themes in the passages that neither an intervention nor the evidence of a reason claims.

    Args:
        corpus: the scored relazioni; the more the better, hundreds at least.
        areas: areas of each intervention id, to guess a theme's; none are guessed if not given.
        least: independent texts that a theme needs; ``LEAST_SHARE`` of all, ``LEAST`` at least, if not given.
        reseedings: runs with another seed and sample, by which stability is measured.
        seed: of the main run; the same seed gives the same themes.
    """
    relazioni = corpus.narrated()
    texts = relazioni["cluster"].nunique()
    least = least if least is not None else max(LEAST, round(LEAST_SHARE * texts))
    every = passages(corpus)
    free, taken = (every[every["claimed"] == c].drop(columns="claimed").reset_index(drop=True) for c in (False, True))
    free = free.assign(cluster=relazioni["cluster"].reindex(free["relazione"]).to_numpy(), theme=NONE, fit=0.0)
    reader = Reader(every["text"])
    own, known = [reader.content(text) for text in free["text"]], [reader.content(text) for text in taken["text"]]
    terms = _new_terms(own, known, least)
    rows = _candidates(own, terms)
    space = Space.of([own[row] for row in rows], terms, least)
    if space is None:
        return Emerging(_frame([], _THEMES), free.drop(columns="cluster"), _frame([], _DISCARDED))
    labels, cosine = space.group(np.random.default_rng(seed), 1.0, least)
    others = [space.group(np.random.default_rng(seed + 1 + r), _RESEEDED, least)[0] for r in range(reseedings)]
    base, usual = (_usually_active(side["text"]) for side in (free, taken))
    found: list[dict[str, Any]] = []
    dropped: list[dict[str, Any]] = []
    for label in range(labels.max(initial=-1) + 1):
        members = np.flatnonzero(labels == label)
        own_rows = free.iloc[rows[members]]
        group = _Group.of(space, members, own_rows["cluster"].nunique(), reader, own_rows["text"])
        active = _active(own_rows["text"])
        stability = float(np.mean([best_jaccard(labels == label, o) for o in others])) if others else 1.0
        why = group.objection(least, MOST_SHARE * texts)
        if not why and not _speaks_of_doing(active, base, usual):
            why = "i passaggi non parlano di qualcosa che si fa"
        if not why and stability < STABLE:
            why = "gruppo instabile: cambia da un'estrazione all'altra"
        about = {"keywords": ", ".join(group.keywords), "passages": len(members), "texts": group.texts}
        central = free.iloc[rows[members[np.argsort(-cosine[members], kind="stable")]]]
        taken_names = {theme["theme"] for theme in found}
        name = next((word for word in group.keywords if word not in taken_names), None)
        if not why and name is None:
            why = "stesse parole di un altro tema"
        if why:
            dropped.append(about | {"why": why, "examples": [str(central["text"].iloc[0])]})
            continue
        free.loc[central.index, "theme"] = name
        free.loc[free.index[rows[members]], "fit"] = cosine[members]
        found.append(
            about
            | {
                "theme": name,
                "stability": stability,
                "active": float(active.mean()),
                "area": _area(corpus, central, areas or {}),
                "examples": [str(text) for text in central.drop_duplicates("cluster")["text"].head(3)],
            }
        )
    _same_words(free, own)
    for theme in found:
        own_passages = free[free["theme"] == theme["theme"]]
        theme["passages"] = len(own_passages)
        theme["relazioni"], theme["texts"] = own_passages["relazione"].nunique(), own_passages["cluster"].nunique()
    themes = _frame(found, _THEMES).sort_values(["texts", "theme"], ascending=[False, True], ignore_index=True)
    rand = tuple(rand_index(labels, other) for other in others)
    return Emerging(themes, free.drop(columns="cluster"), _frame(dropped, _DISCARDED), rand)


def _new_terms(free: Sequence[Content], taken: Sequence[Content], least: int) -> frozenset[str]:
    """Words and expressions that a theme may be made of.

    A new word stands in unclaimed passages more than in claimed ones and is no administration's. A new expression holds
    one, is itself new, and is most of what its rarer word is used for.
    """
    unsaid, said = (Counter(w for content in side for w in set(content.lemmas)) for side in (free, taken))
    here, there = (Counter(pair for content in side for pair in set(content.expressions)) for side in (free, taken))
    plain = ADMINISTRATION.union(lemmas_of(sorted(ADMINISTRATION)))
    new = {
        word
        for word, count in unsaid.items()
        if word not in plain and count >= max(least, NOVEL * (count + said[word]))
    }
    expressions = {
        pair
        for pair, count in here.items()
        if count >= max(least, NOVEL * (count + there[pair]))
        and new.intersection(parts := pair.split())
        and len(set(parts)) == 2
        and count >= COHESION * min(unsaid[word] for word in parts)
    }
    return frozenset(new | expressions)


def _candidates(content: Sequence[Content], terms: frozenset[str]) -> np.ndarray:
    """Rows of the passages that may make a theme: those with a new expression, each wording once."""
    seen: set[tuple[str, ...]] = set()
    rows = []
    for row, one in enumerate(content):
        if len(set(one.lemmas)) >= SHORTEST and one.lemmas not in seen and not terms.isdisjoint(one.expressions):
            seen.add(one.lemmas)
            rows.append(row)
    return np.array(rows, dtype=int)


_ABSENT = re.compile(
    r"\b(?:non|né|nessun\w*|manca\w*|carenz\w*|priv[oaie]|decadut\w+|sospes\w+|revocat\w+)\b", re.IGNORECASE
)


def _active(texts: pd.Series) -> np.ndarray:
    """Which passages speak as of something that is done: they state a status, count people or name an actor, and say of
    nothing that it is not there."""
    doing = [bool(status_of(t) or counts_of(t) or actors_of(t)) and not _ABSENT.search(t) for t in texts]
    return np.array(doing, dtype=bool)


def _usually_active(texts: pd.Series) -> float:
    """Share of active passages, from ``_SAMPLE`` of them where there are more."""
    chosen = texts.sample(min(len(texts), _SAMPLE), random_state=_SEED)
    return float(_active(chosen).mean()) if len(chosen) else 0.0


def _speaks_of_doing(active: np.ndarray, base: float, usual: float) -> bool:
    """Whether enough of a group's passages are active, and not by chance.

    ``base`` and ``usual``: shares among all unclaimed and all claimed passages. The group's share must have come ``ACTIVE`` of the way
    from the one to the other, and Wilson's lower bound of it the rest.
    """
    share = active.mean()
    low, _ = wilson(np.array([share]), np.array([len(active)]))
    return bool(share >= base + ACTIVE * (usual - base) and low[0] > base + (1 - ACTIVE) * (usual - base))


@dataclass(frozen=True)
class _Group:
    """A group of passages, and what tells whether it is a theme.

    ``core``: share of its passages with one of its two first keywords; ``sameness``: median cosine of its passages, the
    keywords' words left out.
    """

    keywords: list[str]
    texts: int
    core: float
    sameness: float

    @classmethod
    def of(cls, space: Space, members: np.ndarray, writers: int, reader: Reader, texts: pd.Series) -> _Group:
        one = np.asarray(space.present[members].sum(axis=0)).ravel()
        total = np.asarray(space.present.sum(axis=0)).ravel()
        others = space.present.shape[0] - len(members)
        _, z = log_odds(one, len(members), total - one, others, _PRIOR)
        column = {str(term): k for k, term in enumerate(space.terms)}
        least = max(2, KEYWORD * len(members))
        ranked = [
            str(space.terms[k]) for k in np.lexsort((-one, -z)) if one[k] >= least and (z[k] > 1.96 or not others)
        ]
        named = sorted([term for term in ranked if " " in term][:3], key=lambda term: -one[column[term]])
        parts = {word for term in named for word in term.split()}
        chosen = (named + [term for term in ranked if " " not in term and term not in parts])[:6] if named else []
        firsts = space.present[members][:, [column[term] for term in chosen[:2]]]
        core = float((np.asarray(firsts.sum(axis=1)).ravel() > 0).mean()) if chosen else 0.0
        content = [space.content[k] for k in members]
        return cls(_readable(chosen, reader, texts), writers, core, _sameness(content, parts))

    def objection(self, least: int, most: float) -> str:
        """Why it is no theme, in Italian; empty if it may be one."""
        if not self.keywords:
            return "nessuna espressione distintiva"
        if self.texts < least:
            return "troppo pochi testi indipendenti"
        if self.texts > most:
            return "lo dicono quasi tutti: formula d'uso"
        if self.core < CORE:
            return "i passaggi non hanno un'espressione in comune"
        if self.sameness >= FORMULA:
            return "sempre la stessa frase: formula d'uso"
        return ""


def _sameness(content: Sequence[Content], keywords: set[str]) -> float:
    """Median cosine between passages over the words that are no keywords; 0 for a single passage."""
    rest = [sorted(set(one.lemmas) - keywords) for one in content[:500]]
    names = sorted({word for one in rest for word in one})
    column = {word: k for k, word in enumerate(names)}
    matrix = np.zeros((len(rest), max(1, len(names))))
    for row, one in enumerate(rest):
        matrix[row, [column[word] for word in one]] = 1
    unit = normalize(matrix)
    likeness = (unit @ unit.T)[np.triu_indices(len(rest), 1)]
    return float(np.median(likeness)) if len(likeness) else 0.0


def _readable(terms: Sequence[str], reader: Reader, texts: pd.Series) -> list[str]:
    """Expressions as most often written: ``banca tempo`` as ``banca del tempo``; words as their lemma."""
    written = Counter(pair for text in texts for pair in reader.surfaces(text))
    surface: dict[str, str] = {}
    for (name, text), _ in sorted(written.items(), key=lambda item: (-item[1], item[0])):
        surface.setdefault(name, text)
    return list(dict.fromkeys(surface.get(term, term) for term in terms))


def _area(corpus: Corpus, theme: pd.DataFrame, areas: Mapping[str, Sequence[str]]) -> str | None:
    """Area that half of the interventions that stand nearest to the passages share, the most frequent one; None if there is none."""
    found = theme.merge(corpus.interventions, on="relazione", suffixes=("", "_near"))
    gap = np.maximum(found["start_near"] - found["end"], found["start"] - found["end_near"])
    nearest = found.assign(gap=gap).sort_values("gap", kind="stable").drop_duplicates(["relazione", "start"])
    votes = Counter(area for name in nearest["id"] for area in areas.get(str(name), ()))
    best = min(votes, key=lambda area: (-votes[area], area), default="")
    return best if votes[best] >= len(nearest) / 2 > 0 else None


def _same_words(free: pd.DataFrame, content: Sequence[Content]) -> None:
    """Passages in the very words of one that has a theme have it too: they were left out as repetitions."""
    known = {
        content[row].lemmas: (theme, fit)
        for row, (theme, fit) in enumerate(zip(free["theme"], free["fit"], strict=True))
        if theme != NONE
    }
    assigned = [known.get(one.lemmas, (NONE, 0.0)) for one in content]
    free["theme"] = [theme for theme, _ in assigned]
    free["fit"] = [fit for _, fit in assigned]


def _frame(rows: Sequence[Mapping[str, object]], types: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(types)).astype(types)
