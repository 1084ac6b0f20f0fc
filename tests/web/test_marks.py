"""Decisions and corrections as a page sends them."""

from __future__ import annotations

import re

import pytest

from r40.store.records import Verdict, Work
from tests.reports.conftest import TEXT
from tests.web.conftest import HOSTILE, RICH, Served, flag_ids

HTMX = {"HX-Request": "true"}


def decide(client, flag: int, expected: int, seen: int = 0, **body: str):  # type: ignore[no-untyped-def]
    data = {"atteso": str(expected), "visto": str(seen), **body}
    return client.post(f"/relazioni/{RICH}/segnalazioni/{flag}", data=data, headers=HTMX)


def desk(served: Served, name: str = "locale", record_id: str = RICH):  # type: ignore[no-untyped-def]
    return served.store.desk.open(served.user(name), record_id)


def test_decision_is_stored_and_its_card_comes_back(local: Served) -> None:
    client, flag = local.client(), flag_ids(local)["L303"]
    answer = decide(client, flag, 0, decisione="confirmed")
    assert answer.status_code == 200
    assert f'id="segnalazione-{flag}" class="flag error decided confirmed"' in answer.text
    assert "<b>1</b> di 5 decise" in answer.text
    stored = next(each for each in desk(local).flags if each.id == flag)
    assert stored.decision and stored.decision.content.verdict is Verdict.CONFIRMED
    assert desk(local).status is Work.OPEN


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"solito": "2"}, "Errore di lettura del documento"),
        ({"decisione": "dismissed", "motivo": "Vedi delibera 12"}, "Vedi delibera 12"),
    ],
)
def test_dismissed_for_a_reason(local: Served, body: dict[str, str], reason: str) -> None:
    client, flag = local.client(), flag_ids(local)["N201"]
    assert decide(client, flag, 0, **body).status_code == 200
    stored = next(each for each in desk(local).flags if each.id == flag)
    assert stored.decision and stored.decision.content.reason == reason


def test_dismissed_without_reason_is_refused_in_words(local: Served) -> None:
    answer = decide(local.client(), flag_ids(local)["N201"], 0, decisione="dismissed")
    assert answer.status_code == 422 and "occorre un motivo" in answer.text
    assert answer.headers["hx-retarget"] == "#avviso"


def test_a_form_without_a_choice_takes_nothing_back(local: Served) -> None:
    client, flag = local.client(), flag_ids(local)["L303"]
    decide(client, flag, 0, decisione="confirmed")
    version = next(each for each in desk(local).flags if each.id == flag).version
    assert decide(client, flag, version, motivo="x").status_code == 422
    assert decide(client, flag, version, decisione="nessuna").status_code == 200
    assert next(each for each in desk(local).flags if each.id == flag).decision is None


def test_conflict_shows_the_other_and_overwrites_nothing(office: Served) -> None:
    anna, bruno = office.client("anna"), office.client("bruno")
    flag = flag_ids(office)["L303"]
    seen = desk(office, "bruno").version
    decide(anna, flag, 0, decisione="confirmed")
    answer = decide(bruno, flag, 0, seen, decisione="ask", motivo="Perché?")
    assert answer.status_code == 409
    assert "Non salvato: nel frattempo ha lavorato qui Anna Verdi" in answer.text and "confermata" in answer.text
    stored = next(each for each in desk(office, "bruno").flags if each.id == flag)
    assert stored.decision and stored.decision.content.verdict is Verdict.CONFIRMED
    # The form in the answer repeats the choice with the version just seen.
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text.split("</form>")[0]))
    assert form["motivo"] == "Perché?"
    assert bruno.post(f"/relazioni/{RICH}/segnalazioni/{flag}", data=form, headers=HTMX).status_code == 200
    stored = next(each for each in desk(office, "bruno").flags if each.id == flag)
    assert stored.decision and stored.decision.content.verdict is Verdict.ASK and stored.decision.by == "Bruno Neri"


def test_work_of_a_colleague_comes_with_ones_own(office: Served) -> None:
    anna, bruno = office.client("anna"), office.client("bruno")
    flags, seen = flag_ids(office), desk(office, "bruno").version
    decide(anna, flags["L303"], 0, decisione="confirmed")
    answer = decide(bruno, flags["N201"], 0, seen, decisione="confirmed")
    assert f'id="segnalazione-{flags["L303"]}" class="flag error decided' in answer.text
    assert "Anna Verdi segnalazione L303" in answer.text


def test_news_and_presence(office: Served) -> None:
    anna, bruno = office.client("anna"), office.client("bruno")
    seen = desk(office, "bruno").version
    bruno.get(f"/relazioni/{RICH}")
    assert "Bruno Neri" in anna.get(f"/relazioni/{RICH}").text
    decide(anna, flag_ids(office)["L303"], 0, decisione="confirmed")
    news = bruno.get(f"/relazioni/{RICH}/novita", params={"visto": seen}, headers=HTMX)
    assert "confermata" in news.text and "Anna Verdi" in news.text
    now = desk(office, "bruno").version
    quiet = bruno.get(f"/relazioni/{RICH}/novita", params={"visto": now, "presenti": "Anna Verdi"}, headers=HTMX)
    assert quiet.status_code == 204


def test_undo_takes_the_last_back(local: Served) -> None:
    client, flag = local.client(), flag_ids(local)["L303"]
    decide(client, flag, 0, decisione="confirmed")
    assert "Annullato" in client.post(f"/relazioni/{RICH}/annulla", headers=HTMX).text
    assert next(each for each in desk(local).flags if each.id == flag).decision is None


def test_stance_corrected_with_a_selection(local: Served) -> None:
    client = local.client()
    start = TEXT.index(" I servizi sono")
    end = TEXT.index("comuni vicini,") + len("comuni vicini,")
    body = {"atteso": "0", "posizione": "supported", "passi": f"{start}-{end}"}
    assert client.post(f"/relazioni/{RICH}/motivazioni/R16", data=body, headers=HTMX).status_code == 200
    reason = next(each for each in desk(local).reasons if each.code == "R16")
    assert reason.stance == "supported" and reason.evidence[0].text == TEXT[start:end].strip()
    back = {"atteso": str(reason.version), "ritira": "true"}
    client.post(f"/relazioni/{RICH}/motivazioni/R16", data=back, headers=HTMX)
    assert next(each for each in desk(local).reasons if each.code == "R16").mark is None


def test_interventions_added_changed_removed_and_back(local: Served) -> None:
    client, address = local.client(), f"/relazioni/{RICH}/interventi"
    start = TEXT.index("con un portale")
    new = {
        "azione": "add",
        "tipo": "segretariato_sociale",
        "inizio": str(start),
        "fine": str(start + 14),
        "andamento": "avviato",
    }
    added = client.post(address, data=new, headers=HTMX)
    # Not the assignment that comes with one's first action, and no name out of the codebook's files.
    assert re.search(r"Salvato.*intervento «Segretariato sociale[^»]*»: nulla → aggiunto", added.text)
    assert "segretariato_sociale" not in re.sub(r"<[^>]+>", "", added.text)
    first = desk(local).interventions[0]
    shorter = {
        "azione": "change",
        "chiave": first.key,
        "tipo": first.intervention.id,
        "inizio": str(first.intervention.start),
        "fine": str(first.intervention.start + 39),
        "atteso": "0",
    }
    assert client.post(address, data=shorter, headers=HTMX).status_code == 200
    last = desk(local).interventions[-1]
    assert (
        client.post(address, data={"azione": "remove", "chiave": last.key, "atteso": "0"}, headers=HTMX).status_code
        == 200
    )
    origins = [each.origin for each in desk(local).interventions]
    assert sorted(set(origins)) == ["added", "changed", "model", "removed"]
    for each in desk(local).interventions:
        if each.origin != "model":
            back = {"azione": "withdraw", "chiave": each.key, "atteso": str(each.version)}
            assert client.post(address, data=back, headers=HTMX).status_code == 200
    assert {each.origin for each in desk(local).interventions} == {"model"}


@pytest.mark.parametrize(
    "body",
    [
        {"azione": "add"},
        {"azione": "add", "tipo": "x", "inizio": "5", "fine": "5"},
        {"azione": "change", "chiave": "a:b:c"},
        {"azione": "remove", "chiave": "a"},
    ],
)
def test_senseless_corrections_are_refused(local: Served, body: dict[str, str]) -> None:
    answer = local.client().post(f"/relazioni/{RICH}/interventi", data=body, headers=HTMX)
    assert answer.status_code in (404, 422)


def test_closing_goes_on_in_the_same_queue(local: Served) -> None:
    client = local.client()
    address = f"{local.url}/relazioni/{RICH}?codice=L301&codice=L303"
    body = {"stato": "chiusa", "avanti": "true", "visto": str(desk(local).version)}
    answer = client.post(f"/relazioni/{RICH}/stato", data=body, headers=HTMX | {"HX-Current-URL": address})
    assert answer.headers["hx-redirect"] == f"/prossima?codice=L301&codice=L303&dopo={RICH}"
    assert client.get(answer.headers["hx-redirect"]).url.path == f"/relazioni/{HOSTILE}"


def test_nothing_left_to_read_is_said(local: Served) -> None:
    client = local.client()
    client.post("/azioni", data={"azione": "s:chiusa", "tutte": "true", "visto": "0"})
    assert "Non ci sono altre relazioni da leggere" in client.get("/prossima").text
    assert "Non ci sono altre relazioni da leggere" not in client.get("/").text


def test_closing_what_was_not_seen_is_a_conflict(office: Served) -> None:
    anna, bruno = office.client("anna"), office.client("bruno")
    seen = desk(office, "bruno").version
    decide(anna, flag_ids(office)["L303"], 0, decisione="confirmed")
    answer = bruno.post(f"/relazioni/{RICH}/stato", data={"stato": "chiusa", "visto": str(seen)}, headers=HTMX)
    assert answer.status_code == 409 and desk(office).status is Work.OPEN


def test_a_bulk_action_names_what_a_colleague_changed_meanwhile(office: Served) -> None:
    anna, bruno = office.client("anna"), office.client("bruno")
    seen = re.search(r'name="visto" value="(\d+)"', anna.get("/").text)
    assert seen
    decide(bruno, flag_ids(office)["L303"], 0, decisione="confirmed")
    for choice in ({"tutte": "true"}, {"scelte": [RICH, HOSTILE]}):
        page = anna.post("/azioni", data={"azione": "s:chiusa", "visto": seen[1], **choice}).text
        assert "1 non toccata" in page and f'ripetere. (<a href="/relazioni/{RICH}">BORGO ALTO</a>)' in page
    assert desk(office).status is Work.OPEN
    assert desk(office, record_id=HOSTILE).status is Work.CLOSED


def test_hostile_notes_are_only_text(local: Served) -> None:
    text = '<script>alert(1)</script> e "virgolette"'
    answer = local.client().post(f"/relazioni/{RICH}/note", data={"testo": text}, headers=HTMX)
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt; e" in answer.text and "<script" not in answer.text
