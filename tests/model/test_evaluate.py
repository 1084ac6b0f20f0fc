from __future__ import annotations

from math import isnan

import numpy as np
import pytest

from r40.codebook import Codebook
from r40.model.analysis import (
    KEYWORDS,
    MAJORITY,
    MODEL,
    NOTHING,
    Confusion,
    Evaluation,
    by_intervention,
    by_reason,
    confusions,
    precision_recall,
    scoreboard,
    strata,
    worst,
)
from r40.model.annotator import Annotation
from r40.model.corpus import GoldEvidence, GoldIntervention, Narrative
from r40.model.evaluate import (
    Guesses,
    KeywordBaseline,
    calibration_error,
    count,
    expected_error,
    f1,
    hit_rate,
    interval,
    intervention_guesses,
    majority,
    reason_guesses,
    reliability,
    scores,
)
from r40.model.linker import Link
from r40.records import Intervention, Stance
from r40.reports.evaluation import render_evaluation

TEXT = "Il centro diurno accoglie venti anziani. Il trasporto è svolto dai volontari della Croce Verde."
ELDERLY, TRANSPORT = (0, 39), (41, 95)
CONCEPTS = ("rete_territoriale", "terzo_settore_integrativo")


def narrative(name: str = "w-1", voice: str = "plain", block: str = "A", text: str = TEXT) -> Narrative:
    return Narrative(
        id=name,
        writer="w",
        voice=voice,
        style="",
        comune="Prova",
        region="Lazio",
        inhabitants=100,
        year=2023,
        block=block,
        ticks={},
        narrative=text,
        interventions=(
            GoldIntervention(id="diurni_anziani", start=ELDERLY[0], end=ELDERLY[1]),
            GoldIntervention(id="trasporto_sociale", start=TRANSPORT[0], end=TRANSPORT[1]),
        ),
        evidence=(
            GoldEvidence(concept=CONCEPTS[1], stance="supported", start=TRANSPORT[0], end=TRANSPORT[1]),
            GoldEvidence(concept=CONCEPTS[0], stance="contradicted", start=ELDERLY[0], end=ELDERLY[1]),
        ),
    )


def item(name: str, span: tuple[int, int], score: float = 0.9) -> Intervention:
    return Intervention(id=name, start=span[0], end=span[1], text=TEXT[span[0] : span[1]], score=score)


def link(stance: Stance, score: float, *evidence: tuple[int, int]) -> Link:
    return Link(stance, score, 0.0, evidence)


def perfect() -> Annotation:
    return Annotation(
        (item("diurni_anziani", ELDERLY), item("trasporto_sociale", TRANSPORT)),
        {CONCEPTS[0]: link("contradicted", 0.0, ELDERLY), CONCEPTS[1]: link("supported", 1.0, TRANSPORT)},
        {},
    )


def empty() -> Annotation:
    return Annotation((), {c: link("absent", 0.0) for c in CONCEPTS}, {})


def test_perfect_is_one_and_empty_is_nothing() -> None:
    gold = [narrative()] * 3
    assert {s.value for s in scores(count(gold, [perfect()] * 3)).values()} == {1.0}
    found = scores(count(gold, [empty()] * 3))
    assert {name: s.value for name, s in found.items() if name != "evidence hit"} == {
        "interventions by document": 0.0,
        "interventions by character": 0.0,
        "reasons supported": 0.0,
        "reasons contradicted": 0.0,
    }
    assert isnan(found["evidence hit"].value) and isnan(found["evidence hit"].low)


def test_characters_count_what_is_shared() -> None:
    half = Annotation((item("diurni_anziani", (0, 19)),), {}, {})
    counts = count([narrative()], [half])["interventions by character"]
    assert counts.tolist() == [[19, 0, 20 + 54]]
    assert f1(counts) == pytest.approx(2 * 19 / (2 * 19 + 74))


def test_evidence_elsewhere_is_no_hit() -> None:
    elsewhere = Annotation((), {CONCEPTS[1]: link("supported", 0.9, ELDERLY)}, {})
    assert hit_rate(count([narrative()], [elsewhere])["evidence hit"]) == 0.0


def test_an_interval_holds_the_value() -> None:
    counts = np.array([[1, 0, 0]] * 15 + [[0, 1, 1]] * 5)
    score = interval(counts, f1)
    assert score.low < score.value == 0.75 < score.high
    assert interval(counts, f1) == score


def test_calibration_error_of_a_constructed_case() -> None:
    guesses = Guesses.of([(0.8, True)] * 6 + [(0.8, False)] * 4 + [(0.1, False)] * 10)
    bins = reliability(guesses)
    assert [(b.count, b.share) for b in bins] == [(10, 0.0), (10, 0.6)]
    assert expected_error(bins) == pytest.approx(0.5 * 0.1 + 0.5 * 0.2)
    assert isnan(expected_error(reliability(Guesses.of([]))))
    assert calibration_error([narrative()], [perfect()]) == 0.0
    assert calibration_error([narrative()], [empty()]) == pytest.approx(0.5)


def test_a_probability_of_one_is_in_the_last_bin() -> None:
    assert [b.count for b in reliability(Guesses.of([(1.0, True), (0.95, True)]))] == [2]


def test_guesses_take_the_best_score_and_count_what_is_missed() -> None:
    found = Annotation((item("diurni_anziani", (0, 5), 0.4), item("diurni_anziani", ELDERLY, 0.7)), {}, {})
    guesses = intervention_guesses([narrative()], [found])
    assert (guesses.probability.tolist(), guesses.truth.tolist(), guesses.missed) == ([0.7], [True], 1)
    assert reason_guesses([narrative()], [perfect()]).truth.tolist() == [False, True]


def test_precision_and_recall() -> None:
    guesses = Guesses.of([(0.9, True), (0.5, True), (0.7, False), (0.5, False)], missed=2)
    assert precision_recall(guesses) == [
        (0.25, 1.0, 0.9),
        (0.25, 0.5, 0.7),
        (0.5, 0.5, 0.5),
    ]
    assert precision_recall(Guesses.of([])) == [] == precision_recall(Guesses.of([(0.5, False)]))


def test_each_type() -> None:
    gold = [narrative("a"), narrative("b")]
    found = [perfect(), Annotation((item("aiuti_materiali", ELDERLY),), perfect().concepts, {})]
    by_id = {t.label: t for t in by_intervention(gold, found)}
    assert list(by_id) == ["diurni_anziani", "trasporto_sociale", "aiuti_materiali"]
    assert (by_id["diurni_anziani"].precision, by_id["diurni_anziani"].recall) == (1.0, 0.5)
    assert by_id["diurni_anziani"].f1 == pytest.approx(2 / 3)
    assert by_id["aiuti_materiali"].precision == 0.0 and isnan(by_id["aiuti_materiali"].recall)
    assert [t.label for t in by_reason(gold, found)] == [CONCEPTS[1]]
    assert [(t.label, t.f1) for t in by_reason(gold, found, "contradicted")] == [(CONCEPTS[0], 1.0)]


def test_confusions_say_what_lies_beneath() -> None:
    instead = Annotation((item("invecchiamento_attivo", ELDERLY),), {}, {})
    beside = Annotation((item("invecchiamento_attivo", ELDERLY), item("diurni_anziani", ELDERLY)), {}, {})
    assert confusions([narrative()] * 2, [instead, beside]) == [
        Confusion("diurni_anziani", "invecchiamento_attivo", 2, 1)
    ]
    longer = narrative(text=TEXT + " E poi altro ancora.")
    start = len(TEXT) + 1
    over_nothing = Annotation(
        (Intervention(id="rom_sinti", start=start, end=start + 5, text="E poi", score=0.5),), {}, {}
    )
    assert confusions([longer], [over_nothing]) == [Confusion(NOTHING, "rom_sinti", 1, 1)]
    assert confusions([narrative()], [perfect()]) == []


def test_worst_first_and_the_faultless_left_out() -> None:
    gold = [narrative("good"), narrative("bad"), narrative("half")]
    half = Annotation((item("diurni_anziani", ELDERLY), item("rom_sinti", TRANSPORT)), perfect().concepts, {})
    rows = worst(gold, [perfect(), empty(), half])
    assert [(r.narrative, len(r)) for r in rows] == [("bad", 4), ("half", 2)]
    assert rows[1].missed == ("trasporto_sociale",) and rows[1].invented == ("rom_sinti",)
    assert rows[0].reasons[0] == (CONCEPTS[0], "contradicted", "absent", 0.0)
    assert len(worst(gold, [perfect(), empty(), half], most=1)) == 1


def _evaluation() -> Evaluation:
    long = TEXT + " Altro." * 300
    gold = [narrative("a"), narrative("b", voice="free", block="C", text=long), narrative("c")]
    found = {MODEL: [perfect()] * 3, KEYWORDS: [empty()] * 3, MAJORITY: [empty()] * 3}
    return Evaluation(gold, found, {"model": "prova <1>", "measured on": "here"})


def test_strata_and_their_scores() -> None:
    evaluation = _evaluation()
    groups = strata(evaluation.gold)
    assert groups == {
        "all": [0, 1, 2],
        "voice: plain": [0, 2],
        "voice: free": [1],
        "length: up to 1,500 characters": [0, 2],
        "length: 1,501 to 2,500": [1],
        "block: A": [0, 2],
        "block: C": [1],
    }
    rows = scoreboard(evaluation, groups)
    assert len(rows) == len(groups) * 3
    best = next(r for r in rows if (r.stratum, r.system) == ("voice: free", MODEL))
    assert best.narratives == 1 and best.scores["interventions by character"].value == 1.0
    assert best.scores["calibration error"].value == 0.0


def test_the_page_is_whole_and_fetches_nothing() -> None:
    pytest.importorskip("vl_convert")
    page = render_evaluation(_evaluation())
    assert page == render_evaluation(_evaluation())
    assert "<script" not in page and "src=" not in page and "@import" not in page
    assert page.count("<svg") == 5
    assert "prova &lt;1&gt;" in page
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_baselines(codebook: Codebook) -> None:
    baseline = KeywordBaseline(codebook, [narrative()])
    found = baseline.annotate(
        ["È attivo il servizio di assistenza domiciliare.", "Non è attiva l’assistenza domiciliare."]
    )
    assert "assistenza_domiciliare" in {i.id for i in found[0].interventions}
    assert not found[1].interventions
    most = majority(codebook, [narrative()] * 2)
    assert not most.interventions
    assert {c for c, known in most.concepts.items() if known.stance == "supported"} == {CONCEPTS[1]}
