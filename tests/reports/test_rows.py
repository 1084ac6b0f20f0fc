from __future__ import annotations

import ast
from pathlib import Path

import pandas as pd
import pytest

from r40 import checks
from r40.codebook import Codebook
from r40.records import Flag, ScoredRelazione, Severity
from r40.reports import labels
from r40.reports.headings import HEADINGS
from r40.reports.rows import TABLES, frames, queue, summary, table, why


def rows(name: str, relazioni: list[ScoredRelazione], codebook: Codebook) -> list[dict[str, object]]:
    return table(name, relazioni, codebook)  # type: ignore[return-value]


@pytest.mark.parametrize("name", TABLES)
def test_rows_have_the_columns_of_the_headings(name: str, relazioni: list[ScoredRelazione], codebook: Codebook) -> None:
    for row in rows(name, relazioni, codebook):
        assert set(row) == set(HEADINGS[name])


def test_relazioni_come_by_priority(relazioni: list[ScoredRelazione], codebook: Codebook) -> None:
    found = rows("relazioni", relazioni, codebook)
    assert [row["order"] for row in found] == [1, 2, 3, 4]
    assert [row["priority"] for row in found] == [0.93, 0.41, 0.2, 0.0]
    assert found[0]["comune"] == "BORGO ALTO"
    assert (found[0]["errors"], found[0]["warnings"], found[0]["infos"]) == (2, 2, 1)
    assert found[0]["ticked"] == "R18, R21, R22"
    assert found[3]["comune"] is None
    assert found[3]["status"] == "Non letta"


def test_why_is_all_reasons_with_the_passage_of_the_first(relazioni: list[ScoredRelazione]) -> None:
    reasons, passage = why(queue(relazioni)[0])
    assert [reason.split(":")[0] for reason in reasons[:3]] == [
        "Incoerenza (L303)",
        "Incoerenza (N201)",
        "Da chiarire (L302)",
    ]
    assert reasons[3] == "E altre 2 segnalazioni."
    assert passage.startswith("L'organico")


def test_why_of_what_was_not_read_is_its_problem(relazioni: list[ScoredRelazione]) -> None:
    reasons, passage = why(queue(relazioni)[3])
    assert reasons[0].startswith("Il PDF non contiene testo")
    assert passage == ""


def test_every_check_of_a_relazione_has_its_outcome_and_reason(
    relazioni: list[ScoredRelazione], codebook: Codebook
) -> None:
    found = {row["code"]: row for row in rows("checks", relazioni[2:3], codebook)}
    assert list(found) == list(codebook.rules)
    assert (found["L303"]["status"], found["L303"]["why"]) == ("Con segnalazione", "1 segnalazione")
    assert (found["N202"]["status"], found["N202"]["why"]) == ("Superato", None)
    assert (found["N206"]["status"], found["N206"]["why"]) == (
        "Non applicabile",
        "il modulo di questa relazione non ha il Quadro 3",
    )
    assert (found["X401"]["status"], found["X401"]["why"]) == ("Non valutabile", "mancano le risorse aggiuntive (R08)")
    assert found["X406"]["status"] == "Escluso"
    assert rows("checks", [queue(relazioni)[3]], codebook) == []


def test_values_of_a_flag_are_in_italian(codebook: Codebook) -> None:
    items = {
        "column": "users",
        "outcome": "not_below",
        "certainty": 0.98,
        "interventions": ["housing_first"],
        "ratio": 0.5,
    }
    assert [text for _, text in labels.values(items, codebook)] == [
        "Utenti", "non inferiore", "98%", "Housing First e Housing Led", "0,50",
    ]  # fmt: skip


def test_flags_come_gravest_first(relazioni: list[ScoredRelazione], codebook: Codebook) -> None:
    found = rows("flags", relazioni, codebook)
    assert [row["code"] for row in found] == ["L303", "N201", "L302", "X403", "N209", "L301"]
    total = found[1]
    assert total["subject_label"] == "TOTALE UTENTI"
    assert total["values"] == "sul modulo: 1.000; somma: 988"
    assert total["evidence"] is None
    assert found[3]["subject_label"] == "Povertà, disagio adulti e senza dimora"


def test_interventions_keep_numbers_as_numbers(relazioni: list[ScoredRelazione], codebook: Codebook) -> None:
    found = {row["id"]: row for row in rows("interventions", relazioni, codebook)}
    assert found["housing_first"]["amount"] == 85000
    assert found["housing_first"]["people"] == 12
    assert found["sostegno_caregiver"]["area"] == "Disabili; Anziani"
    assert found["sostegno_caregiver"]["doubt"] == "Incerto"
    assert found["contributi_economici"]["area"] == "Contributi economici"


def test_reasons_cover_ticks_that_the_model_did_not_judge(relazioni: list[ScoredRelazione], codebook: Codebook) -> None:
    found = {row["code"]: row for row in rows("reasons", relazioni, codebook)}
    assert found["R18"]["ticked"] == "SI"
    assert found["R18"]["stance"] == "Smentita dal testo"
    assert found["R18"]["flags"] == "L303"
    assert found["R19"]["ticked"] == "Non compilata"
    assert found["R21"]["wording"] == ("Sviluppo della rete territoriale integrata con l'ambito sociale di riferimento")
    assert " […] " in str(found["R21"]["evidence"])
    assert (found["R23"]["stance"], found["R23"]["score"]) == (None, None)
    assert found["R23"]["wording"] == "Una motivazione nuova"


def test_fields_keep_blanks_blank(relazioni: list[ScoredRelazione], codebook: Codebook) -> None:
    found = {(row["year"], row["code"], row["column"]): row for row in rows("fields", relazioni, codebook)}
    assert found[2023, "M59", "users"]["value"] is None
    assert found[2023, "M59", "users_base"]["value"] == 0
    assert found[2023, "M12", "users"]["column_label"] == "Utenti 2023"
    assert found[2023, "R07", "2017"]["column_label"] == "2017"
    assert found[2023, "R01", "2020"]["label"] == "Numero di assistenti sociali"
    assert found[2021, "R99", "value"]["label"] == "Voce non prevista dal modulo noto"


def test_frames_have_types_even_when_empty(relazioni: list[ScoredRelazione], codebook: Codebook) -> None:
    full = frames(relazioni, codebook)
    assert pd.api.types.is_integer_dtype(full["relazioni"]["year"])
    assert pd.api.types.is_numeric_dtype(full["fields"]["value"])
    for name, empty in frames([], codebook).items():
        assert list(empty.columns) == list(HEADINGS[name])
        assert empty.empty


def test_summary_counts(relazioni: list[ScoredRelazione]) -> None:
    found = summary(relazioni)
    assert found.status == {"Lette": 2, "Lette in parte": 1, "Non lette": 1}
    assert found.severity == {"Incoerenze": 2, "Da chiarire": 3, "Note": 1}


def test_every_rule_has_an_italian_title(codebook: Codebook) -> None:
    assert set(codebook.rules) <= set(labels.RULES)


@pytest.mark.parametrize(
    ("value", "text"),
    [(16740, "16.740"), (33.44726562, "33,45"), (1_750_355.06, "1.750.355,06"), (0, "0"), (None, "—")],
)
def test_numbers_are_italian(value: float | None, text: str) -> None:
    assert labels.number(value) == text


def test_unknown_codes_are_shown_as_they_are(codebook: Codebook, relazioni: list[ScoredRelazione]) -> None:
    flag = Flag(code="Z999", subject="R98", severity=Severity.INFO, message="Nuova.")
    relazione = queue(relazioni)[0].model_copy(update={"flags": (flag,)})
    (row,) = rows("flags", [relazione], codebook)
    assert (row["rule"], row["subject"], row["subject_label"]) == ("Z999", "R98", None)


def test_every_value_of_a_flag_has_an_italian_name() -> None:
    keys = set()
    for path in (Path(checks.__file__).parent).glob("*/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "flag":
                keys |= {k.arg for k in node.keywords if k.arg}
    assert keys - {"subject", "evidence", "severity"} <= set(labels.VALUE_NAMES)
