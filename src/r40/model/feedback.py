"""Reviewers' decisions and corrections as training data: the format of ``feedback.jsonl``.

One JSON object a line: ``{"weight": 0.7, "model": "r40-default 0.2.0, …", "narrative": {…}}``, where ``narrative`` has the keys
of the annotated corpus (``r40.model.corpus.Narrative``) and holds the whole relazione as the reviewer left it.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError

from r40.codebook import Codebook
from r40.errors import CorpusError
from r40.model.corpus import Narrative
from r40.records import Record


class Feedback(Record):
    """A relazione as corrected by reviewers."""

    weight: float = Field(gt=0, le=1, description="beside a narrative of the annotated corpus, which weighs 1")
    model: str | None = Field(description="the model whose findings were corrected")
    narrative: Narrative


def load_feedback(path: Path, codebook: Codebook) -> list[Feedback]:
    """Feedback of a JSON Lines file.

    Raises:
        CorpusError: the file cannot be read, or a line is not valid; names file, line and problem.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: illeggibile ({error}). Indicare un file esportato dalla revisione.") from error
    return [_parse(path, n, line, codebook) for n, line in enumerate(lines, 1) if line.strip()]


def _parse(path: Path, number: int, line: str, codebook: Codebook) -> Feedback:
    where = f"{path.name}, riga {number}"
    try:
        feedback = Feedback.model_validate_json(line)
    except ValidationError as error:
        raise CorpusError(
            f"{where}: {error.errors()[0]['msg']}. Esportare di nuovo il file dalla revisione."
        ) from error
    narrative = feedback.narrative
    unknown = {i.id for i in narrative.interventions} - set(codebook.interventions)
    unknown |= {e.concept for e in narrative.evidence} - set(codebook.reasons.concepts)
    if unknown or narrative.block not in codebook.reasons.blocks:
        raise CorpusError(
            f"{where}: identificativi sconosciuti {sorted(unknown)}. Esportare di nuovo il file dalla revisione."
        )
    return feedback
