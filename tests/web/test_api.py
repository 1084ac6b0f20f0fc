"""Whatever the schema allows, and what it does not: the app answers, and as it says it does."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import status_code_conformance

from r40.store import open_store
from r40.store.imports import record_id
from r40.store.records import Role
from r40.web.settings import WebSettings
from r40.web.views.access import BEFORE
from r40.web.visit import COOKIE
from tests.web.conftest import HOSTILE, PASSWORD, RICH, Served, sampled, serve

EXAMPLES = 8
# What is there, and what makes sense of it: made up by chance alone, hardly anything leads further than «not found».
PATHS = {"record_id": RICH, "flag_id": 2, "code": "R18", "user_id": 3, "view_id": 1, "number": 1}
BODIES: dict[str, dict[str, Any]] = {
    "/accesso": {"nome": "bruno", "password": PASSWORD, "chiave": "chiave"},
    "/azioni": {"azione": "s:in_corso", "scelte": [HOSTILE], "visto": 2**31 - 1},
    "/relazioni/{record_id}/segnalazioni/{flag_id}": {"decisione": "ask", "atteso": 0},
    "/relazioni/{record_id}/motivazioni/{code}": {"posizione": "absent", "passi": "", "ritira": "false", "atteso": 0},
    "/relazioni/{record_id}/interventi": {
        "azione": "add",
        "tipo": "centro_famiglie",
        "inizio": 0,
        "fine": 7,
        "atteso": 0,
    },
    "/doppia/assegna": {"quota": 100, "revisori": [2, 3], "gravita": ""},
    "/utenti": {"nome": "dario", "nome_completo": "Dario Viola", "password": PASSWORD, "ruolo": "reviewer"},
    "/utenti/{user_id}/password": {"password": PASSWORD, "ripetuta": PASSWORD},
}
# Where no example gets through, because it takes a file, what another request made, or a relazione that two have closed.
REFUSED = {
    "POST /esporta/decisioni.xlsx", "POST /importa/documenti", "GET /importa/documenti/{job_id}",
    "POST /relazioni/{record_id}/note/{key}/togli", "GET /doppia/{record_id}", "POST /doppia/{record_id}",
}  # fmt: skip


@pytest.fixture(scope="module")
def app(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("api")
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    store = open_store(folder)
    with serve(store, WebSettings(folder=folder)) as served:
        yield served
    store.close()


def session(served: Served) -> tuple[dict[str, str], dict[str, str]]:
    """Headers and cookies of a new session of the local user, whatever was done to them."""
    accounts = served.store.accounts
    local = accounts.change(served.user("anna"), served.user("locale").id, Role.SUPERVISOR, True)
    login = accounts.open_session(local)
    return {"X-CSRF-Token": login.csrf}, {COOKIE: login.token}


def test_answers_as_described(app: Served) -> None:
    schema = schemathesis.openapi.from_dict(app.app.openapi())
    schema.config.update(base_url=app.url)
    answers: dict[str, Counter[int]] = {}
    with_pdf = record_id(sampled())
    for found in schema.get_all_operations():
        operation = found.ok()
        seen = answers.setdefault(f"{operation.method.upper()} {operation.path}", Counter())

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), known=st.booleans())
        def answered(case: schemathesis.Case, known: bool) -> None:
            # The session is a new one each time: one of the operations leaves, another takes one's rights away.
            headers, cookies = session(app)
            if known:
                case.path_parameters = {name: PATHS.get(name, v) for name, v in (case.path_parameters or {}).items()}
                if "documento" in case.path:
                    case.path_parameters["record_id"] = with_pdf
                if isinstance(case.body, dict):
                    case.body = case.body | BODIES.get(case.path, {})
                cookies[BEFORE] = "chiave"
            response = case.call(headers=headers, cookies=cookies, allow_redirects=False)
            case.validate_response(response, checks=(not_a_server_error, status_code_conformance))
            seen[response.status_code] += 1  # noqa: B023 - called before the next one

        answered()
    assert len(answers) > 40
    assert {name for name, codes in answers.items() if min(codes) >= 400} == REFUSED
