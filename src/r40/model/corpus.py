"""The annotated corpus: records, loading, and narratives with inline marks turned into records.

A marked narrative carries ``<i1 ID STATUS>…</i1>`` around an intervention and ``<e1 CONCEPT+>…</e1>`` around evidence that
supports (``+``) or contradicts (``-``) a reason; marks may nest and cross. ``data/corpus/README.md`` has the rules.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from r40.codebook import Codebook, default_codebook
from r40.errors import CorpusError
from r40.ingest.narrative import clean
from r40.records import Record, Stance, Status


class GoldIntervention(Record):
    """An annotated intervention."""

    id: str
    start: int = Field(ge=0)
    end: int
    status: Status | None = None


class GoldEvidence(Record):
    """An annotated passage that speaks of a reason."""

    concept: str
    stance: Literal["supported", "contradicted"]
    start: int = Field(ge=0)
    end: int


class Narrative(Record):
    """One fictional narrative with its annotation."""

    id: str
    writer: str
    split: Literal["train", "test"] = "train"
    voice: Literal["plain", "free"]
    style: str
    comune: str
    region: str
    inhabitants: int = Field(gt=0)
    year: int
    block: str
    ticks: dict[str, bool]
    facts: dict[str, Any] = Field(default={})
    narrative: str
    interventions: tuple[GoldIntervention, ...] = ()
    evidence: tuple[GoldEvidence, ...] = ()

    @model_validator(mode="after")
    def _spans_lie_inside(self) -> Narrative:
        spans = [(s.start, s.end) for s in self.interventions] + [(s.start, s.end) for s in self.evidence]
        for start, end in spans:
            text = self.narrative[start:end]
            if not text or text != text.strip():
                raise ValueError(f"span [{start}, {end}) is empty or has blanks at its edges")
        if self.narrative != clean(self.narrative):
            raise ValueError("narrative is not clean (r40.ingest.narrative.clean)")
        return self

    def stance(self, concept: str) -> Stance:
        """What the narrative says of a concept: supporting evidence outweighs contradicting, when it is as much."""
        stances = [e.stance for e in self.evidence if e.concept == concept]
        if not stances:
            return "absent"
        return "supported" if stances.count("supported") * 2 >= len(stances) else "contradicted"


class Clause(Record):
    """One annotated clause that stands alone."""

    id: str
    writer: str
    text: str
    interventions: tuple[tuple[str, Status | None], ...] = ()
    reasons: tuple[tuple[str, Literal["supported", "contradicted"]], ...] = ()


def load_narratives(path: Path, codebook: Codebook | None = None) -> list[Narrative]:
    """Narratives of a JSON Lines file.

    Raises:
        CorpusError: names file, line and problem.
    """
    codebook = codebook or default_codebook()
    found = [_narrative(path, n, line, codebook) for n, line in _lines(path)]
    if len({n.id for n in found}) != len(found):
        raise CorpusError(f"{path.name}: un identificativo compare due volte. Correggere il file.")
    return found


def load_clauses(path: Path) -> list[Clause]:
    """Clauses of a JSON Lines file. Raises CorpusError as ``load_narratives``."""
    found = []
    for n, line in _lines(path):
        try:
            found.append(Clause.model_validate_json(line))
        except ValidationError as error:
            raise CorpusError(f"{path.name}, riga {n}: {error.errors()[0]['msg']}. Correggere il file.") from error
    return found


def fingerprint(paths: Iterable[Path]) -> str:
    """Hash of the corpus files, for the bundle's manifest."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise CorpusError(f"{path}: illeggibile ({error.strerror}). Indicare un corpus con --corpus.") from error
    return [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]


def _narrative(path: Path, number: int, line: str, codebook: Codebook) -> Narrative:
    try:
        record = Narrative.model_validate_json(line)
    except ValidationError as error:
        raise CorpusError(f"{path.name}, riga {number}: {error.errors()[0]['msg']}. Correggere il file.") from error
    unknown = {i.id for i in record.interventions} - set(codebook.interventions)
    unknown |= {e.concept for e in record.evidence} - set(codebook.reasons.concepts)
    if unknown or record.block not in codebook.reasons.blocks:
        raise CorpusError(
            f"{path.name}, riga {number}: identificativi sconosciuti {sorted(unknown)}. Correggere il file."
        )
    return record


_MARK = re.compile(r"<(/?)([ie]\d+)((?: [^<>]*)?)>")


def parse_marks(marked: str, codebook: Codebook) -> tuple[str, list[GoldIntervention], list[GoldEvidence]]:
    """Text, interventions and evidence of a marked narrative.

    Raises:
        CorpusError: a mark is not closed, or names nothing that the codebook knows.
    """
    text, position = "", 0
    marked = clean(marked)
    opened: dict[str, tuple[int, list[str]]] = {}
    interventions: list[GoldIntervention] = []
    evidence: list[GoldEvidence] = []
    for match in _MARK.finditer(marked):
        text += marked[position : match.start()]
        position = match.end()
        closing, name, words = match[1], match[2], match[3].split()
        if not closing:
            opened[name] = len(text), words
            continue
        if name not in opened:
            raise CorpusError(f"il segno «{name}» è chiuso ma mai aperto")
        start, words = opened.pop(name)
        if name[0] == "i":
            status = None if words[1] == "-" else words[1]
            interventions.append(
                GoldIntervention.model_validate({"id": words[0], "start": start, "end": len(text), "status": status})
            )
        for word in words if name[0] == "e" else ():
            stance = "supported" if word[-1] == "+" else "contradicted"
            evidence.append(
                GoldEvidence.model_validate(
                    {"concept": _concept(word[:-1], codebook), "stance": stance, "start": start, "end": len(text)}
                )
            )
    if opened:
        raise CorpusError(f"segni mai chiusi: {', '.join(opened)}")
    text += marked[position:]
    return text, sorted(interventions, key=lambda i: (i.start, i.end)), sorted(evidence, key=lambda e: (e.start, e.end))


def _concept(code: str, codebook: Codebook) -> str:
    concept = "altro" if code == "ALTRO" else codebook.reasons.concept_of(code)
    if concept is None:
        raise CorpusError(f"codice di motivazione sconosciuto: {code}")
    return concept


def from_marked(path: Path, codebook: Codebook, split: str) -> Narrative:
    """One narrative file: a YAML header between ``---`` lines, then the marked text."""
    try:
        _, header, body = path.read_text("utf-8").split("---\n", 2)
        text, interventions, evidence = parse_marks(body, codebook)
        return Narrative.model_validate(
            {
                **yaml.safe_load(header),
                "id": path.stem,
                "writer": path.stem.rsplit("-", 1)[0],
                "split": split,
                "narrative": text,
                "interventions": interventions,
                "evidence": evidence,
            }
        )
    except (ValueError, CorpusError) as error:
        raise CorpusError(f"{path.name}: {error}") from error


def main(arguments: Sequence[str]) -> None:
    """``python -m r40.model.corpus SPLIT FILE…`` prints marked files as JSON Lines."""
    codebook = default_codebook()
    for name in arguments[1:]:
        print(json.dumps(from_marked(Path(name), codebook, arguments[0]).model_dump(), ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
