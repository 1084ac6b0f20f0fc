from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from r40.codebook import Codebook
from r40.errors import ConfigurationError, R40Error
from r40.records import ScoredRelazione
from r40.themes import load_corpus
from r40.themes.frames import SIZES
from tests.themes.conftest import Loader
from tests.themes.factory import record, write

TEXT = "È proseguita l'educativa di strada con la cooperativa Il Faro per 12.000 euro."
FOUND = {
    "id": "educativa_strada", "text": "l'educativa di strada con la cooperativa Il Faro per 12.000 euro", "status": "proseguito",
    "actors": ["cooperativa Il Faro", "A.S.L. TO4"], "amounts": [12000.0],
}  # fmt: skip


def test_the_factory_writes_what_the_contract_says() -> None:
    ScoredRelazione.model_validate(record(TEXT, found=[FOUND]))


def test_frames_hold_what_the_lines_say(load: Loader) -> None:
    reason = {
        "ticked": True,
        "stance": "supported",
        "score": 0.8,
        "evidence": [{"start": 0, "end": 13, "text": TEXT[:13]}],
    }
    flag = {"code": "N202", "subject": "R04", "severity": "error", "message": "m", "evidence": [], "values": {}}
    corpus = load([
        record(TEXT, comune="ASTI", year=2023, found=[FOUND], reasons={"R21": reason}, flags=[flag], inhabitants=74_000),
        record("", comune="CASTRO", year=2021, outcome=(None, None), ticks={"R29": None}, inhabitants=None),
    ])  # fmt: skip
    first, second = (corpus.relazioni.loc[i] for i in (0, 1))
    assert (first["code"], first["region"], first["year"], first["block"]) == ("005005", "Piemonte", 2023, "A")
    assert (first["inhabitants"], first["size"]) == (74_000, SIZES[-1])
    assert (second["place"], second["block"], second["characters"]) == ("ambiguous", "C", 0)
    assert corpus.relazioni["size"].isna().tolist() == [False, True]
    assert list(corpus.narrated().index) == [0]
    assert corpus.interventions[["relazione", "id", "state"]].values.tolist() == [[0, "educativa_strada", "proseguito"]]
    assert corpus.actors[["actor", "kind"]].values.tolist() == [
        ["cooperativa Il Faro", "cooperativa"],
        ["ASL TO4", "sanità"],
    ]
    assert corpus.amounts["amount"].tolist() == [12000]
    assert corpus.reasons[["code", "ticked", "stance"]].values.tolist() == [["R21", True, "supported"]]
    assert corpus.evidence[["start", "end"]].values.tolist() == [[0, 13]]
    assert corpus.flags[["code", "severity"]].values.tolist() == [["N202", "error"]]


@pytest.mark.parametrize(
    ("inhabitants", "size"), [(1, SIZES[0]), (999, SIZES[0]), (1_000, SIZES[1]), (59_999, SIZES[5]), (60_000, SIZES[6])]
)
def test_size_classes_meet_at_their_bounds(load: Loader, inhabitants: float, size: str) -> None:
    assert load([record(TEXT, inhabitants=inhabitants)]).relazioni["size"].tolist() == [size]


def test_inhabitants_are_found_by_their_role_whatever_the_form(load: Loader) -> None:
    assert load([record(TEXT, form="2030", year=2030, inhabitants=500)]).relazioni["inhabitants"].tolist() == [500]


def test_the_same_file_counts_once(load: Loader, tmp_path: Path, codebook: Codebook) -> None:
    line = record(TEXT)
    corpus = load([line, line | {"source": "COPIA.PDF"}, record(TEXT, key=2)])
    assert len(corpus.relazioni) == 2
    assert "1 relazioni" in corpus.notes[0]
    write(tmp_path / "a" / "2021", [record(TEXT, year=2021)])
    write(tmp_path / "a" / "2023", [record(TEXT, year=2023), line])
    both = load_corpus([tmp_path / "a"], codebook)
    assert both.relazioni["year"].tolist() == [2021, 2023]
    assert both.relazioni["cluster"].nunique() == 1, "one comune in two years is no two independent observations"


LONG = " ".join(
    f"Il servizio numero {n} prosegue con operatori del consorzio, e si rivolge a persone fragili." for n in range(9)
)


def test_copies_by_rule_d105_share_a_text(load: Loader) -> None:
    def flagged(comune: str, *others: str) -> dict[str, Any]:
        flag = {"code": "D105", "subject": "-", "severity": "info", "message": "", "evidence": [],
                "values": {"sources": [f"{o}-2023.pdf" for o in others]}}  # fmt: skip
        return record(f"{comune} {LONG}", comune=comune, flags=[flag] if others else [],
                      checks={"D105": "fired" if others else "passed"})  # fmt: skip

    corpus = load([flagged("ASTI", "CUNEO"), flagged("CUNEO", "ASTI"), flagged("NOVARA")])
    assert corpus.relazioni["weight"].tolist() == [0.5, 0.5, 1]
    assert corpus.relazioni["text"].tolist()[0] == corpus.relazioni["text"].tolist()[1]


def test_copies_are_looked_for_where_the_rule_was_not_checked(load: Loader) -> None:
    corpus = load(
        [record(f"A {c}. {LONG}", comune=c) for c in ("ASTI", "CUNEO")] + [record(LONG[::-1], comune="NOVARA")]
    )
    assert corpus.relazioni["weight"].tolist() == [0.5, 0.5, 1]


def test_a_wrong_line_is_named(tmp_path: Path, codebook: Codebook) -> None:
    folder = write(tmp_path / "x", [record(TEXT), record(TEXT, key=1, year="duemila")])
    with pytest.raises(ConfigurationError, match=r"riga 2, year: valore non ammesso"):
        load_corpus([folder], codebook)
    (folder / "scored.jsonl").write_text("{}\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"riga 1, source: manca"):
        load_corpus([folder], codebook)
    (folder / "scored.jsonl").write_text('{"source": "a', "utf-8")
    with pytest.raises(ConfigurationError, match=r"riga 1, riga intera: non è JSON intero"):
        load_corpus([folder], codebook)
    write(folder, [record(TEXT) | {"interventions": [{"id": "x", "score": 1.0, "status": None, "actors": [], "amounts": [],
                                                      "start": 0, "end": 10_000}]}])  # fmt: skip
    with pytest.raises(ConfigurationError, match="fuori dal testo"):
        load_corpus([folder], codebook)


def test_a_folder_without_results_says_what_to_do(tmp_path: Path, codebook: Codebook) -> None:
    with pytest.raises(ConfigurationError, match="r40 score"):
        load_corpus([tmp_path], codebook)


def test_nothing_scored_is_no_error(load: Loader) -> None:
    corpus = load([])
    assert corpus.narrated().empty
    assert corpus.relazioni["region"].tolist() == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(key=st.sampled_from(sorted(record(TEXT, found=[FOUND]))), value=JSON, cut=st.integers(0, 400))
def test_whatever_a_line_holds_it_loads_or_is_refused(
    tmp_path: Path, codebook: Codebook, key: str, value: object, cut: int
) -> None:
    line = json.dumps(record(TEXT, found=[FOUND]) | {key: value})
    (tmp_path / "scored.jsonl").write_text(line + "\n" + (line[:cut] if cut < 300 else ""), "utf-8", "surrogatepass")
    try:
        corpus = load_corpus([tmp_path], codebook)
    except R40Error:
        return
    assert len(corpus.relazioni) >= 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(content=st.binary(max_size=200))
def test_bytes_are_refused_in_words(tmp_path: Path, codebook: Codebook, content: bytes) -> None:
    (tmp_path / "scored.jsonl").write_bytes(content)
    try:
        load_corpus([tmp_path], codebook)
    except R40Error as error:
        assert "r40 score" in error.message
    else:
        assert not content.strip()
