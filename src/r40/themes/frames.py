"""Scored relazioni as tidy data frames: one row an observation, joined by the column ``relazione``.

Lines are checked against the part of the output contract that themes need, by pydantic's core and without building
records: this is as fast as reading the JSON alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, NotRequired

import pandas as pd
from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from r40.checks.batch import SHORTEST
from r40.codebook import Codebook
from r40.errors import ConfigurationError
from r40.records import Stance, Status
from r40.themes.copies import add_copies, shared_pairs
from r40.themes.names import kind_of, one_spelling, simple_name
from r40.themes.place import add_places

# Lower bounds of the size classes and their names; every bound is one of the classes of comuni by inhabitants in
# article 156 of legislative decree 267/2000 (TUEL), which has more of them.
SIZE_BOUNDS = (0, 1_000, 3_000, 5_000, 10_000, 20_000, 60_000)
SIZES = (
    "fino a 999", "1.000–2.999", "3.000–4.999", "5.000–9.999", "10.000–19.999", "20.000–59.999", "60.000 e oltre",
)  # fmt: skip
SCORED = "scored.jsonl"
_COPY_RULE = "D105"


@dataclass(frozen=True)
class Corpus:
    """Scored relazioni as data frames. ``relazione`` is a number from 0, the index of ``relazioni``.

    Attributes:
        relazioni: ``folder``, ``source``, ``sha256``, ``status``, ``comune`` and ``year`` as printed, ``form``, ``spending``,
            ``service``, ``block``, ``inhabitants`` (from the form), ``size`` (ordered classes), ``code`` (ISTAT), ``province``,
            ``region``, ``place`` and ``place_note`` (see ``place_of``), ``text`` (group of nearly equal narratives),
            ``cluster`` (relazioni that are not independent), ``weight`` (1 / relazioni of that text and year),
            ``characters``, ``priority``, ``narrative``.
        interventions: ``relazione``, ``id``, ``start``, ``end``, ``score``, ``state`` (avviato, potenziato …).
        actors: ``relazione``, ``id`` (of the intervention), ``actor``, ``kind``.
        amounts: ``relazione``, ``id``, ``amount`` in euro.
        reasons: ``relazione``, ``code``, ``ticked``, ``stance``, ``score``.
        evidence: ``relazione``, ``code`` (of the reason), ``start``, ``end``.
        flags: ``relazione``, ``code``, ``subject``, ``severity``.
        notes: Italian, what was left out and why.
    """

    relazioni: pd.DataFrame
    interventions: pd.DataFrame
    actors: pd.DataFrame
    amounts: pd.DataFrame
    reasons: pd.DataFrame
    evidence: pd.DataFrame
    flags: pd.DataFrame
    notes: tuple[str, ...] = ()

    def narrated(self) -> pd.DataFrame:
        """Relazioni with a narrative: those that a share of interventions is a share of."""
        return self.relazioni[self.relazioni["characters"] > 0]

    def where(self, keep: pd.Series) -> Corpus:
        """The part of the corpus for which ``keep``, by the index of ``relazioni``, is true."""
        chosen = self.relazioni[keep]

        def part(frame: pd.DataFrame) -> pd.DataFrame:
            return frame[frame["relazione"].isin(chosen.index)]

        return replace(
            self, relazioni=chosen, interventions=part(self.interventions), actors=part(self.actors),
            amounts=part(self.amounts), reasons=part(self.reasons), evidence=part(self.evidence), flags=part(self.flags),
        )  # fmt: skip


_IGNORING = ConfigDict(extra="ignore", strict=True)


@with_config(_IGNORING)
class _Span(TypedDict):
    start: int
    end: int


@with_config(_IGNORING)
class _Intervention(_Span):
    id: str
    score: float
    status: Status | None
    actors: list[str]
    amounts: list[float]


@with_config(_IGNORING)
class _Reason(TypedDict):
    ticked: bool | None
    stance: Stance
    score: float
    evidence: list[_Span]


@with_config(_IGNORING)
class _Flag(TypedDict):
    code: str
    subject: str
    severity: Literal["error", "warning", "info"]
    values: dict[str, Any]


@with_config(_IGNORING)
class _Outcome(TypedDict):
    spending: Literal["below", "not_below"] | None
    service: Literal["below", "not_below"] | None


@with_config(_IGNORING)
class _Scored(TypedDict):
    source: str
    sha256: str
    status: Literal["ok", "partial", "failed"]
    comune: str | None
    year: int | None
    form: str
    fields: dict[str, dict[str, float | None]]
    outcome: _Outcome
    ticks: dict[str, bool | None]
    narrative: str
    interventions: list[_Intervention]
    reasons: dict[str, _Reason]
    flags: list[_Flag]
    checks: NotRequired[dict[str, str]]
    priority: float


_PARSER: TypeAdapter[_Scored] = TypeAdapter(_Scored)


def scored_files(paths: Iterable[Path]) -> list[Path]:
    """The ``scored.jsonl`` of each folder (or below it, where it has none itself), or the file given; each once.

    Raises:
        ConfigurationError: a path holds none.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_file():
            files = [path]
        elif (path / SCORED).is_file():
            files = [path / SCORED]
        else:
            files = sorted(path.rglob(SCORED)) if path.is_dir() else []
        if not files:
            raise ConfigurationError(
                f"In «{path}» non c'è nessun {SCORED}: indicare una cartella scritta da «r40 score», "
                "o una che ne contenga più d'una."
            )
        found.update(dict.fromkeys(files))
    return list(found)


def load_corpus(paths: Sequence[Path], codebook: Codebook, progress: Callable[[int], None] = lambda _: None) -> Corpus:
    """Read folders written by ``r40 score`` into data frames.

    A file with the same content as one before it (``sha256``) is left out, and said so in ``notes``. ``progress`` is called
    with the bytes of each line read. Which narratives are nearly equal is what rule D105 found when each folder was scored; where it was
    not checked, the narratives of that folder are compared now, which takes minutes for thousands. Those of different
    folders are not compared.

    Raises:
        ConfigurationError: a path holds no ``scored.jsonl``, it cannot be read, or a line (named) is not a scored relazione.
    """
    tables = _Tables(codebook)
    for path in scored_files(paths):
        try:
            with path.open("rb") as file:
                for number, line in enumerate(file, 1):
                    if line.strip():
                        tables.add(_parse(line, path, number), path)
                    progress(len(line))
        except OSError as error:
            raise ConfigurationError(
                f"Impossibile leggere «{path}» ({error.strerror or error}): verificare che il file esista e che i "
                "permessi ne consentano la lettura."
            ) from error
    corpus = tables.corpus()
    placed = add_places(corpus.relazioni)
    pairs = [pair for file in tables.files.values() for pair in file.pairs(placed)]
    return replace(corpus, relazioni=add_copies(placed, pairs))


def size_of(inhabitants: pd.Series) -> pd.Series:
    """Size classes of comuni, ordered; missing where the number of inhabitants is not known."""
    bounds = [*SIZE_BOUNDS, float("inf")]
    return pd.cut(inhabitants, bounds, right=False, labels=list(SIZES))


_WRONG = {"json_invalid": "non è JSON intero", "missing": "manca"}  # by type of pydantic's error


def _parse(line: bytes, path: Path, number: int) -> _Scored:
    try:
        record = _PARSER.validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "riga intera"
        raise ConfigurationError(
            f"«{path}», riga {number}, {where}: {_WRONG.get(first['type'], 'valore non ammesso')}. "
            "Il file non è quello scritto da «r40 score», o è stato modificato: rifarlo con «r40 score»."
        ) from error
    length = len(record["narrative"])
    spans: list[_Span] = [*record["interventions"], *(s for r in record["reasons"].values() for s in r["evidence"])]
    if any(not 0 <= span["start"] <= span["end"] <= length for span in spans):
        raise ConfigurationError(
            f"«{path}», riga {number}: un passaggio sta fuori dal testo della relazione. "
            "Il file è stato modificato: rifarlo con «r40 score»."
        )
    return record


@dataclass
class _File:
    """What rule D105 said of the relazioni of one file."""

    rows: dict[str, int] = field(default_factory=dict)  # relazione by source
    copies: list[tuple[int, str]] = field(default_factory=list)  # relazione, source of one that is nearly equal
    checked: bool = True  # whether the rule was asked of every narrative

    def pairs(self, relazioni: pd.DataFrame) -> list[tuple[int, int]]:
        """Relazioni that are nearly equal, by number."""
        if self.checked:
            return [(row, self.rows[source]) for row, source in self.copies if source in self.rows]
        return shared_pairs(relazioni.loc[list(self.rows.values())])


class _Tables:
    """Rows of the frames, grown line by line."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.block_of = {
            (b.outcome.get("spending"), b.outcome.get("service")): name for name, b in codebook.reasons.blocks.items()
        }
        self.block_of_code = {code: name for name, b in codebook.reasons.blocks.items() for code in b.codes}
        self.inhabitants = {f.form: f.by_role("inhabitants") for f in codebook.forms.values()}
        self.relazioni: list[tuple[Any, ...]] = []
        self.interventions: list[tuple[Any, ...]] = []
        self.actors: list[tuple[Any, ...]] = []
        self.amounts: list[tuple[Any, ...]] = []
        self.reasons: list[tuple[Any, ...]] = []
        self.evidence: list[tuple[Any, ...]] = []
        self.flags: list[tuple[Any, ...]] = []
        self.files: dict[Path, _File] = {}
        self.digests: set[str] = set()
        self.repeated = 0
        self.failed = 0

    def add(self, record: _Scored, path: Path) -> None:
        if record["sha256"] in self.digests:
            self.repeated += 1
            return
        if record["sha256"]:  # empty where the file could not even be opened
            self.digests.add(record["sha256"])
        self.failed += record["status"] == "failed"
        key = len(self.relazioni)
        outcome = record["outcome"]
        self.relazioni.append((
            str(path.parent), record["source"], record["sha256"], record["status"], record["comune"], record["year"],
            record["form"], outcome["spending"], outcome["service"], self._block(record), self._inhabitants(record),
            len(record["narrative"].strip()), record["priority"], record["narrative"],
        ))  # fmt: skip
        for i in record["interventions"]:
            self.interventions.append((key, i["id"], i["start"], i["end"], i["score"], i["status"]))
            self.actors += [(key, i["id"], name, kind_of(name)) for name in map(simple_name, i["actors"]) if name]
            self.amounts += [(key, i["id"], amount) for amount in i["amounts"]]
        for code, reason in record["reasons"].items():
            self.reasons.append((key, code, reason["ticked"], reason["stance"], reason["score"]))
            self.evidence += [(key, code, span["start"], span["end"]) for span in reason["evidence"]]
        self.flags += [(key, f["code"], f["subject"], f["severity"]) for f in record["flags"]]
        file = self.files.setdefault(path, _File())
        file.rows[record["source"]] = key
        for flag in record["flags"]:
            if flag["code"] == _COPY_RULE:
                file.copies += [(key, str(source)) for source in flag["values"].get("sources") or ()]
        asked = record.get("checks", {}).get(_COPY_RULE) in ("fired", "passed")
        file.checked &= asked or len(record["narrative"]) < SHORTEST

    def _block(self, record: _Scored) -> str | None:
        """Block of the outcome; where that was not read, the one whose reasons are printed."""
        outcome = record["outcome"]
        named = self.block_of.get((outcome["spending"], outcome["service"]))
        printed = next((self.block_of_code[c] for c in record["ticks"] if c in self.block_of_code), None)
        return named or printed

    def _inhabitants(self, record: _Scored) -> float | None:
        codes = self.inhabitants.get(record["form"])
        if codes is None:
            codes = self.codebook.layout_for(record["year"], set(record["fields"]))[0].by_role("inhabitants")
        values = (record["fields"].get(code, {}).get("value") for code in codes)
        return next((value for value in values if value is not None and value > 0), None)

    def corpus(self) -> Corpus:
        relazioni = _frame(self.relazioni, {
            "folder": "category", "source": "str", "sha256": "str", "status": "category", "comune": "string",
            "year": "Int64", "form": "category", "spending": "category", "service": "category", "block": "category",
            "inhabitants": "float64", "characters": "int64", "priority": "float64", "narrative": "str",
        })  # fmt: skip
        relazioni.index.name = "relazione"
        relazioni["size"] = size_of(relazioni["inhabitants"])
        notes = []
        if self.repeated:
            notes.append(
                f"Lasciate fuori {self.repeated} relazioni lette due volte dallo stesso file (stesso contenuto)."
            )
        if self.failed:
            notes.append(f"{self.failed} relazioni non lette («failed»): non entrano nelle quote.")
        key = {"relazione": "int64"}
        actors = _frame(self.actors, key | {"id": "category", "actor": "str", "kind": "category"})
        return Corpus(
            relazioni,
            _frame(self.interventions, key | {"id": "category", "start": "int64", "end": "int64", "score": "float64",
                                              "state": "category"}),
            actors.assign(actor=one_spelling(actors["actor"]).astype("category")),
            _frame(self.amounts, key | {"id": "category", "amount": "float64"}),
            _frame(self.reasons, key | {"code": "category", "ticked": "boolean", "stance": "category", "score": "float64"}),
            _frame(self.evidence, key | {"code": "category", "start": "int64", "end": "int64"}),
            _frame(self.flags, key | {"code": "category", "subject": "category", "severity": "category"}),
            tuple(notes),
        )  # fmt: skip


def _frame(rows: list[tuple[Any, ...]], types: dict[str, str]) -> pd.DataFrame:
    """``rows`` as a frame of these types, built column by column and the rows given up, to spare memory."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(types)
    rows.clear()
    return pd.DataFrame(
        {name: pd.Series(column, dtype=kind) for (name, kind), column in zip(types.items(), columns, strict=True)}
    )
