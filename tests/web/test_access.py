"""Who comes in, and what protects those who are in."""

from __future__ import annotations

import asyncio
import http.client
import re

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from r40.store.accounts import FAILURES_BY_NAME
from r40.web.security import Guard
from tests.web.conftest import HOSTILE, RICH, Served, flag_ids

PAGES = (
    "/",
    f"/relazioni/{RICH}",
    f"/relazioni/{HOSTILE}",
    "/doppia",
    "/registro",
    "/esporta",
    "/importa",
    "/utenti",
    "/nulla",
)


def login(client: httpx.Client, name: str, password: str, **more: str) -> httpx.Response:
    key = re.search(r'name="chiave" value="([^"]+)"', client.get("/accesso").text)
    assert key
    return client.post("/accesso", data={"nome": name, "password": password, "chiave": key[1], **more})


def test_every_answer_is_protected(local: Served) -> None:
    client = local.client()
    for page in PAGES:
        answer = client.get(page)
        assert answer.status_code == (404 if page == "/nulla" else 200), page
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy and "style-src 'self';" in policy and "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert not re.search(
            r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", answer.text.replace("onerror=alert(1)", "")
        ), page
        assert "http://" not in re.sub(r'xmlns="http://[^"]+"', "", answer.text).replace(local.url, "")


def test_without_accounts_nobody_is_asked(local: Served) -> None:
    answer = httpx.get(local.url + f"/relazioni/{RICH}?codice=L303", follow_redirects=False)
    assert answer.headers["location"] == f"/accesso?verso=%2Frelazioni%2F{RICH}%3Fcodice%3DL303"
    with httpx.Client(base_url=local.url, follow_redirects=True) as client:
        assert "BORGO ALTO" in client.get(f"/relazioni/{RICH}").text
        cookie = client.get("/accesso", follow_redirects=False).headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Secure" not in cookie


def test_behind_tls_the_cookie_is_secure(local: Served) -> None:
    answer = httpx.get(local.url + "/accesso", headers={"X-Forwarded-Proto": "https"}, follow_redirects=False)
    assert "Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers


def test_other_names_are_not_answered_to(local: Served) -> None:
    assert httpx.get(local.url + "/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("token", [None, "", "sbagliato", "à"])
def test_nothing_is_written_without_the_token(local: Served, token: str | None) -> None:
    client = local.client()
    del client.headers["X-CSRF-Token"]
    address = f"/relazioni/{RICH}/segnalazioni/{flag_ids(local)['L303']}"
    body = {"decisione": "confirmed", "atteso": "0"} | ({"csrf": token} if token is not None else {})
    assert client.post(address, data=body).status_code == 403
    assert local.store.audit.entries(local.user("locale"), RICH) == ()


def test_the_token_of_another_session_is_refused(office: Served) -> None:
    anna, bruno = office.client("anna"), office.client("bruno")
    bruno.headers["X-CSRF-Token"] = anna.headers["X-CSRF-Token"]
    assert bruno.post(f"/relazioni/{RICH}/note", data={"testo": "mia"}).status_code == 403


def test_login_is_needed_and_limited(office: Served) -> None:
    with httpx.Client(base_url=office.url, follow_redirects=True) as client:
        assert 'name="password"' in client.get("/").text
        assert client.get(f"/relazioni/{RICH}/novita", headers={"HX-Request": "true"}).status_code == 401
        assert client.post("/azioni", data={"azione": "a:", "visto": "0"}).status_code == 401
        assert client.post("/accesso", data={"nome": "anna", "password": "x", "chiave": "y"}).status_code == 403
        for _ in range(FAILURES_BY_NAME):
            assert login(client, "anna", "sbagliata").status_code == 401
        late = login(client, "anna", "una frase lunga da ricordare")
        assert late.status_code == 429 and "riprovare fra" in late.text
        assert login(client, "bruno", "una frase lunga da ricordare").url.path == "/"


@pytest.mark.parametrize("where", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/\n/evil"])
def test_login_leads_only_inside(office: Served, where: str) -> None:
    with httpx.Client(base_url=office.url) as client:
        answer = login(client, "bruno", "una frase lunga da ricordare", verso=where)
        assert answer.headers["location"] == "/"


def test_logout_ends_the_session(office: Served) -> None:
    bruno = office.client("bruno")
    cookie = bruno.cookies["r40_sessione"]
    bruno.post("/uscita")
    again = httpx.get(office.url + "/", cookies={"r40_sessione": cookie}, follow_redirects=False)
    assert again.status_code == 303


def test_a_decision_after_the_session_ended_is_not_called_saved(office: Served) -> None:
    bruno = office.client("bruno")
    bruno.post("/uscita")
    bruno.headers["HX-Request"] = "true"
    late = bruno.post(f"/relazioni/{RICH}/note", data={"testo": "tardi"})
    assert late.status_code == 401 and "NON è stata salvata" in late.text
    news = bruno.get(f"/relazioni/{RICH}/novita")
    assert news.status_code == 401 and "NON è stata salvata" not in news.text


def test_reviewers_do_not_what_supervisors_do(office: Served) -> None:
    bruno = office.client("bruno")
    assert (
        bruno.post("/utenti", data={"nome": "dino", "nome_completo": "Dino", "password": "x" * 12}).status_code == 403
    )
    assert bruno.post(f"/utenti/{office.user('anna').id}", data={"attivo": "false"}).status_code == 403
    assert bruno.post("/importa/documenti", files={"file": ("a.pdf", b"%PDF-1.4")}).status_code == 403
    assert bruno.post("/importa/risultati").status_code == 403
    assert bruno.post("/doppia/assegna", data={"quota": "50", "revisori": ["2", "3"]}).status_code == 403
    assert bruno.post("/priorita").status_code == 403
    assert "Anna Verdi" not in bruno.get("/utenti").text


def test_supervisor_manages_users(office: Served) -> None:
    anna = office.client("anna")
    new = {"nome": "dino", "nome_completo": "Dino Rossi", "password": "un'altra frase lunga", "ruolo": "reviewer"}
    assert "Utente aggiunto" in anna.post("/utenti", data=new).text
    assert anna.post("/utenti", data=new).status_code == 422
    dino = office.user("dino").id
    anna.post(f"/utenti/{dino}", data={"ruolo": "supervisor", "attivo": "false"})
    assert office.user("dino").role == "supervisor" and not office.user("dino").active
    assert anna.post(f"/utenti/{dino}/password", data={"password": "a" * 12, "ripetuta": "b" * 12}).status_code == 422
    assert anna.post(f"/utenti/{dino}/password", data={"password": "a" * 12, "ripetuta": "a" * 12}).status_code == 200


def test_large_bodies_are_refused_before_they_are_read(local: Served) -> None:
    connection = http.client.HTTPConnection(local.url.removeprefix("http://"))
    connection.putrequest("POST", "/importa/documenti")
    connection.putheader("Content-Length", str(local.settings.body_bytes + 1))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_large_bodies_without_a_length_are_refused_too() -> None:
    async def endless(_: Scope, receive: Receive, __: Send) -> None:
        while True:
            await receive()

    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/", "scheme": "http", "headers": []}
    asyncio.run(Guard(endless, body_bytes=10_000)(scope, receive, send))
    assert sent[0]["status"] == 413
