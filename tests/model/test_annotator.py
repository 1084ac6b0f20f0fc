from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from r40.ingest import read
from r40.ingest.narrative import clean
from r40.model.annotator import Annotator
from r40.model.attributes import actors_of, amounts_of, counts_of, status_of


def test_the_real_2023_relazione(annotator: Annotator, real_files: dict[int, Path]) -> None:
    found = annotator.annotate([read(real_files[2023]).narrative])[0]
    ids = {i.id for i in found.interventions}
    assert {
        "centro_famiglie",
        "care_leavers",
        "housing_first",
        "inclusione_lavorativa",
        "rom_sinti",
        "prevenzione_giovanile",
    } <= ids
    assert not ids & {"dipendenze", "residenzialita_anziani", "salute_mentale"}
    assert found.concepts["rete_territoriale"].stance == "supported"


def test_the_real_2021_relazione(annotator: Annotator, real_files: dict[int, Path]) -> None:
    found = annotator.annotate([read(real_files[2021]).narrative])[0]
    ids = {i.id for i in found.interventions}
    assert {
        "contributi_economici",
        "centro_famiglie",
        "accoglienza_minori",
        "mediazione_culturale",
        "educativa_territoriale",
    } <= ids
    assert found.concepts["servizi_tramite_ambito"].stance == "supported"


def test_needs_and_denials_are_no_interventions(annotator: Annotator) -> None:
    text = (
        "Gli anziani soli e le famiglie fragili sono in aumento. Non è stato possibile attivare il progetto Housing First. "
        "Il dormitorio è chiuso dal 2018. Sarebbe necessario un centro antiviolenza."
    )
    ids = {i.id for i in annotator.annotate([text])[0].interventions}
    assert not ids & {"housing_first", "senza_dimora", "antiviolenza"}


def test_together_or_alone_gives_the_same(annotator: Annotator) -> None:
    texts = ["È attivo il centro diurno per anziani.", "", "Il Comune ha assunto due assistenti sociali."]
    together = annotator.annotate(texts)
    for text, found in zip(texts, together, strict=True):
        alone = annotator.annotate([text])[0]
        assert [(i.id, i.start, i.end) for i in found.interventions] == [
            (i.id, i.start, i.end) for i in alone.interventions
        ]
        assert {c: link.stance for c, link in found.concepts.items()} == {
            c: link.stance for c, link in alone.concepts.items()
        }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=400).map(clean))
def test_spans_index_any_narrative(annotator: Annotator, text: str) -> None:
    found = annotator.annotate([text], [{"R23": "Altre cause di spesa"}])[0]
    for item in found.interventions:
        assert text[item.start : item.end] == item.text
    for link in (*found.concepts.values(), *found.wordings.values()):
        assert 0 <= link.score <= 1
        assert all(0 <= s < e <= len(text) for s, e in link.evidence)


def test_attributes() -> None:
    passage = "È stato avviato con la Cooperativa Sociale “Il Ponte” un servizio per 42 anziani (spesa 12.500,00 euro)"
    assert status_of(passage) == "avviato"
    assert actors_of(passage) == ("Cooperativa Sociale “Il Ponte”",)
    assert amounts_of(passage) == (12500.0,)
    assert counts_of(passage) == (42,)
    assert status_of("garantire il servizio di pasti a domicilio") is None
    assert amounts_of("€ 2.128,86 e 21 mila euro") == (2128.86, 21000.0)
