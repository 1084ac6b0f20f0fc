"""From reviewers' decisions to a model: the app's own export, taken by ``r40 train --with-feedback``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from r40.cli.app import app
from r40.codebook import default_codebook
from r40.language import EMBEDDED
from r40.model.corpus import Narrative, fingerprint
from r40.model.feedback import load_feedback
from r40.model.train import CLAUSES, NARRATIVES
from r40.records import Flag, Intervention, ReasonLink, ScoredRelazione, Severity, Span
from r40.store import open_store
from r40.store.imports import record_id
from r40.store.records import Decision, InterventionCorrection, InterventionRef, StanceCorrection, User, Verdict, Work
from tests.model.conftest import small_corpus  # noqa: F401 - a fixture

TAUGHT = 3  # relazioni that reviewers correct


def scored(narrative: Narrative, number: int) -> ScoredRelazione:
    """A narrative of the corpus as a model that finds the interventions, and no reason, would have scored it."""
    codebook = default_codebook()
    text, codes = narrative.narrative, codebook.reasons.blocks[narrative.block].codes
    return ScoredRelazione(
        source=f"{narrative.id}.pdf", sha256=f"{number:016x}" + 48 * "0", status="ok", comune=narrative.comune,
        year=narrative.year, fields={"R03": {"value": narrative.inhabitants}}, narrative=text,
        ticks=dict.fromkeys(codes, True),
        interventions=tuple(
            Intervention(**Span.of(text, each.start, each.end).model_dump(), id=each.id, score=0.9)
            for each in narrative.interventions
        ),
        reasons={code: ReasonLink(ticked=True, stance="absent", score=0.1) for code in codes},
        flags=(Flag(code="L301", subject=codes[0], severity=Severity.WARNING, message=f"{codes[0]}: non se ne parla."),),
    )  # fmt: skip


@pytest.fixture
def corpus(small_corpus: Path) -> tuple[Path, list[Narrative]]:  # noqa: F811
    """The small corpus, of which the last writer is the test split; narratives of its own for the reviewers."""
    file = small_corpus / "narratives.jsonl"
    every = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    last = every[-1]["writer"]
    test = [record | {"split": "test"} for record in every if record["writer"] == last]
    train = [record for record in every if record["writer"] != last]
    taught = [Narrative.model_validate(record) for record in train[:TAUGHT]]
    file.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in [*train[TAUGHT::2], *test]), "utf-8")
    return small_corpus, taught


def test_decisions_and_corrections_train_a_model_and_are_measured(
    corpus: tuple[Path, list[Narrative]], tmp_path: Path
) -> None:
    folder, taught = corpus
    (tmp_path / "store").mkdir()
    store = open_store(tmp_path / "store")
    user: User = store.accounts.local_user()
    relazioni = [scored(narrative, number) for number, narrative in enumerate(taught, 1)]
    store.imports.add(user, relazioni, "prova")
    for relazione in relazioni:
        record = record_id(relazione)
        desk = store.desk.open(user, record)
        flag, reason = desk.flags[0], desk.reasons[0]
        store.desk.decide(user, record, flag.id, Decision(verdict=Verdict.DISMISSED, reason="c'è"), 0)
        evidence = Span.of(relazione.narrative, 0, relazione.narrative.index("."))
        store.desk.correct_stance(
            user, record, reason.code, StanceCorrection(stance="supported", evidence=(evidence,)), 0
        )
        wrong = desk.interventions[0].intervention
        about = InterventionRef(id=wrong.id, start=wrong.start, end=wrong.end)
        store.desk.correct_intervention(user, record, InterventionCorrection(action="remove", original=about), 0)
        store.desk.set_status(user, record, Work.CLOSED, store.desk.open(user, record).version)
    result = store.exchange.feedback(user)
    assert (result.kept, result.left_out) == (TAUGHT, {})
    assert set(store.exchange.precision()) == {"L301"}
    store.close()
    exported = tmp_path / "feedback.jsonl"
    exported.write_bytes(result.data)
    lessons = load_feedback(exported, default_codebook())
    assert [lesson.weight for lesson in lessons] == [0.7] * TAUGHT
    assert all(
        len(lesson.narrative.interventions) == len(n.interventions) - 1
        for lesson, n in zip(lessons, taught, strict=True)
    )

    bundle = tmp_path / "bundle"
    command = ["train", "--corpus", str(folder), "--out", str(bundle), "--nlp", EMBEDDED, "--tracking", "off"]
    run = CliRunner().invoke(app, [*command, "--with-feedback", str(exported)], env={"COLUMNS": "200"})
    assert run.exit_code == 0, run.output
    figures = dict(re.findall(r"│ (modello[^│]*), tutti *│ (.*) │", run.output))
    assert figures.keys() == {"modello", "modello senza correzioni"}  # whether they help
    assert figures["modello"] != figures["modello senza correzioni"]
    manifest = json.loads((bundle / "manifest.json").read_text("utf-8"))
    assert manifest["corpus"] == fingerprint([folder / NARRATIVES, folder / CLAUSES, exported])
