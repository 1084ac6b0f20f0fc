from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from r40.cli.app import app
from r40.codebook import Codebook
from r40.errors import CorpusError
from r40.model.analysis import KEYWORDS, MAJORITY, MODEL
from r40.model.candidates import BOOSTING, LINEAR, NGRAMS, SVM
from r40.model.comparison import at_random, by_writer, compare
from r40.model.corpus import load_narratives
from r40.reports.selection import render_comparison


def test_no_writer_is_on_both_sides(small_corpus: Path, codebook: Codebook) -> None:
    narratives = load_narratives(small_corpus / "narratives.jsonl", codebook)
    held = []
    for train, test in by_writer(narratives, 3):
        assert not {n.writer for n in train} & {n.writer for n in test}
        held += [n.id for n in test]
    assert sorted(held) == sorted(n.id for n in narratives)


def test_random_folds_hold_every_narrative_out_once(small_corpus: Path, codebook: Codebook) -> None:
    narratives = load_narratives(small_corpus / "narratives.jsonl", codebook)
    folds = list(at_random(narratives, 3))
    assert sorted(n.id for _, test in folds for n in test) == sorted(n.id for n in narratives)
    assert all(not {n.id for n in train} & {n.id for n in test} for train, test in folds)


@pytest.mark.parametrize("folds", [1, 100])
def test_folds_that_cannot_be(small_corpus: Path, codebook: Codebook, folds: int) -> None:
    with pytest.raises(CorpusError, match="autori"):
        list(by_writer(load_narratives(small_corpus / "narratives.jsonl", codebook), folds))


def test_every_system_is_measured_on_the_same_narratives(small_corpus: Path, codebook: Codebook) -> None:
    comparison = compare(small_corpus, 2, "embedded-it", lambda _: None)
    assert set(comparison.grouped.found) == {MODEL, NGRAMS, LINEAR, SVM, BOOSTING, KEYWORDS, MAJORITY}
    count = len((small_corpus / "narratives.jsonl").read_text("utf-8").splitlines())
    assert {len(found) for found in comparison.grouped.found.values()} == {count}
    assert len(comparison.random.gold) == count
    known = set(codebook.reasons.concepts) - {"altro"}
    assert {row.concept for row in comparison.wordings} == known
    assert all(0 <= row.auc <= 1 for row in comparison.wordings)
    values = [score.value for score in comparison.cuts.values()]
    assert values == sorted(values, reverse=True) and 0.5 < values[0] <= 1
    page = render_comparison(comparison)
    assert NGRAMS in page and "random" in page and "rete_territoriale" in page
    for name, found in comparison.grouped.found.items():
        for gold, annotation in zip(comparison.grouped.gold, found, strict=True):
            for item in annotation.interventions:
                assert gold.narrative[item.start : item.end] == item.text, name


def test_the_command_writes_its_page(small_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("r40.reports.selection.render_comparison", lambda _: "# fatto\n")
    monkeypatch.setattr("r40.model.comparison.compare", lambda *_: None)
    page = tmp_path / "selection.md"
    done = CliRunner().invoke(app, ["compare", "--corpus", str(small_corpus), "--out", str(page)])
    assert done.exit_code == 0 and page.read_text("utf-8") == "# fatto\n"
    refused = CliRunner().invoke(
        app, ["compare", "--corpus", str(small_corpus), "--out", str(tmp_path / "no" / "x.md")]
    )
    assert refused.exit_code != 0 and "OutputError" in repr(refused.exception)


def test_the_corpus_of_these_tests_has_several_writers(small_corpus: Path) -> None:
    lines = [json.loads(line) for line in (small_corpus / "narratives.jsonl").read_text("utf-8").splitlines()]
    assert len({n["writer"] for n in lines}) >= 6 and {n["split"] for n in lines} == {"train"}
