"""Out and back: Excel, letter, JSON, training data; results scored again."""

from __future__ import annotations

import io

import openpyxl
from docx import Document

from r40.records import Severity
from r40.reports.jsonl import read_jsonl, write_jsonl
from r40.store.records import Decision, Verdict
from r40.web.scored import SCORED, bring_in_folder, region_of
from tests.reports.conftest import rich
from tests.web.conftest import RICH, Served, flag_ids, sampled


def test_excel_out_and_in(local: Served) -> None:
    client = local.client()
    data = client.get("/esporta/decisioni.xlsx", params={"q": "borgo alto"}).content
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows())
    heads = next(n for n, row in enumerate(rows) if any(cell.value == "Decisione" for cell in row))
    columns = {cell.value: cell.column for cell in rows[heads]}
    assert len(rows) - heads - 1 == 5
    sheet.cell(heads + 2, columns["Decisione"]).value = "Confermata"
    sheet.cell(heads + 3, columns["Decisione"]).value = "Boh"
    out = io.BytesIO()
    book.save(out)
    answer = client.post("/esporta/decisioni.xlsx", files={"file": ("d.xlsx", out.getvalue())})
    assert "1 decisioni applicate" in answer.text and "1 righe no" in answer.text
    desk = local.store.desk.open(local.user("locale"), RICH)
    assert [each.decision.content.verdict for each in desk.flags if each.decision] == [Verdict.CONFIRMED]  # type: ignore[union-attr]


def test_what_is_no_workbook_is_refused(local: Served) -> None:
    answer = local.client().post("/esporta/decisioni.xlsx", files={"file": ("d.xlsx", b"PK\x03\x04 niente")})
    assert answer.status_code == 422


def test_letter_only_with_questions(local: Served) -> None:
    client, flags, user = local.client(), flag_ids(local), local.user("locale")
    assert client.get(f"/relazioni/{RICH}/lettera.docx").status_code == 422
    local.store.desk.decide(user, RICH, flags["L303"], Decision(verdict=Verdict.ASK, reason="Quanti erano?"), 0)
    answer = client.get(f"/relazioni/{RICH}/lettera.docx", params={"protocollo": "12/2024", "mittente": "Anna Verdi"})
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs)
    assert "Quanti erano?" in text and "Anna Verdi" in text
    assert answer.headers["content-disposition"] == 'attachment; filename="lettera-borgo-alto.docx"'


def test_json_and_training_data(local: Served) -> None:
    client = local.client()
    assert {each["record_id"] for each in client.get("/esporta/decisioni.json", params={"codice": "L303"}).json()} == {
        RICH
    }
    record, text = sampled().sha256[:16], sampled().narrative
    start = text.index("Gli assistenti sociali")
    new = {"azione": "add", "tipo": "servizio_sociale_professionale", "inizio": start, "fine": start + 80}
    assert client.post(f"/relazioni/{record}/interventi", data=new).status_code == 200
    client.post("/azioni", data={"azione": "s:chiusa", "scelte": [record], "visto": "0"})
    lines = client.get("/esporta/feedback.jsonl").text.splitlines()
    assert len(lines) == 1 and text[start : start + 40] in lines[0]


def test_scored_again_shows_what_changed(local: Served) -> None:
    client, path = local.client(), local.settings.folder / SCORED
    changed = rich()
    graver = changed.flags[0].model_copy(update={"severity": Severity.ERROR, "message": "Un'altra cosa."})
    changed = changed.model_copy(update={"flags": (graver, *changed.flags[2:])})
    write_jsonl([r if r.sha256 != changed.sha256 else changed for r in read_jsonl(path)], path)
    assert "1 con risultati diversi" in client.post("/importa/risultati").text
    queue = client.get("/", params={"cambiate": "true"}).text
    assert queue.count('id="riga-') == 1 and "BORGO ALTO" in queue
    assert "Non più segnalata" in client.get(f"/relazioni/{RICH}").text


def test_folder_is_imported_once(local: Served) -> None:
    user = local.user("locale")
    first = bring_in_folder(local.store, user, local.settings.folder)
    assert first is not None and (first.added, first.unchanged) == (0, 5)
    assert bring_in_folder(local.store, user, local.settings.folder) is None


def test_regions_are_known_by_name() -> None:
    assert region_of(rich().model_copy(update={"comune": "ASTI"})) == "Piemonte"
    assert region_of(rich()) is None
