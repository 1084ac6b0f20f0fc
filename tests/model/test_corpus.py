from __future__ import annotations

import re
from pathlib import Path

import pytest

from r40.codebook import Codebook
from r40.errors import CorpusError
from r40.model.corpus import load_clauses, load_narratives, parse_marks
from tests.conftest import REAL, ROOT

CORPUS = ROOT / "data" / "corpus"


def test_the_corpus_is_valid_and_large_enough(codebook: Codebook) -> None:
    narratives = load_narratives(CORPUS / "narratives.jsonl", codebook)
    assert len([n for n in narratives if n.split == "train"]) >= 300
    assert len([n for n in narratives if n.split == "test"]) == 60
    assert all(150 <= len(n.narrative) <= 6000 for n in narratives)
    assert sum(len(n.narrative) for n in narratives) >= 600_000
    assert len(load_clauses(CORPUS / "clauses.jsonl")) >= 2500


def test_every_label_has_examples_enough(codebook: Codebook) -> None:
    narratives = load_narratives(CORPUS / "narratives.jsonl", codebook)
    clauses = load_clauses(CORPUS / "clauses.jsonl")
    for name in codebook.interventions:
        spans = sum(i.id == name for n in narratives for i in n.interventions)
        assert spans + sum(k == name for c in clauses for k, _ in c.interventions) >= 60, name
    for concept in codebook.reasons.concepts:
        for stance, least in (("supported", 40), ("contradicted", 25)):
            cases = sum(n.stance(concept) == stance for n in narratives)
            cases += sum(r == (concept, stance) for c in clauses for r in c.reasons)
            assert cases >= least, (concept, stance, cases)


def test_splits_share_no_writer_and_no_text() -> None:
    narratives = load_narratives(CORPUS / "narratives.jsonl")
    train = [n for n in narratives if n.split == "train"]
    test = [n for n in narratives if n.split == "test"]
    assert not {n.writer for n in train} & {n.writer for n in test}
    seen = {s for n in train for s in _shingles(n.narrative)}
    for n in test:
        own = _shingles(n.narrative)
        assert len(own & seen) <= 0.02 * len(own), n.id


def test_no_sentence_of_the_real_relazioni_is_in_the_corpus() -> None:
    if not REAL.is_dir():
        pytest.skip("the real relazioni are not beside this checkout (../shared/real)")
    real = {s for path in REAL.glob("*.txt") for s in _shingles(path.read_text("utf-8"), 12)}
    form = {s for s in real if any(w in s for w in ("livello", "spesa dell", "codesta"))}
    for n in load_narratives(CORPUS / "narratives.jsonl"):
        assert not (_shingles(n.narrative, 12) & real) - form, n.id
    for c in load_clauses(CORPUS / "clauses.jsonl"):
        assert not (_shingles(c.text, 12) & real) - form, c.id


def _shingles(text: str, size: int = 8) -> set[str]:
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[i : i + size]) for i in range(len(words) - size + 1)}


def test_marks_nest_and_cross(codebook: Codebook) -> None:
    marked = "Il <e1 R21+>Comune, con <i1 housing_first avviato>l’Ambito</e1>, apre due alloggi</i1>."
    text, interventions, evidence = parse_marks(marked, codebook)
    assert text == "Il Comune, con l’Ambito, apre due alloggi."
    assert [text[i.start : i.end] for i in interventions] == ["l’Ambito, apre due alloggi"]
    assert [(e.concept, text[e.start : e.end]) for e in evidence] == [("rete_territoriale", "Comune, con l’Ambito")]


@pytest.mark.parametrize("marked", ["<i1 housing_first ->a", "a</i1>", "<e1 R99+>a</e1>"])
def test_wrong_marks_are_errors(marked: str, codebook: Codebook) -> None:
    with pytest.raises(CorpusError):
        parse_marks(marked, codebook)


def test_a_wrong_line_is_named(tmp_path: Path, codebook: Codebook) -> None:
    path = tmp_path / "narratives.jsonl"
    line = (CORPUS / "narratives.jsonl").read_text("utf-8").split("\n")[0]
    path.write_text(
        line + "\n" + line.replace('"voice": "plain"', '"voice": "loud"').replace("-01", "-99", 1) + "\n", "utf-8"
    )
    with pytest.raises(CorpusError, match=r"narratives\.jsonl, riga 2"):
        load_narratives(path, codebook)
