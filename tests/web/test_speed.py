"""A year of relazioni: every page of the queue comes in the time that a reviewer does not notice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import URL

from r40.records import ScoredRelazione
from r40.store import open_store
from r40.web.scored import bring_in
from r40.web.settings import WebSettings
from tests.store.conftest import database, postgresql  # noqa: F401 - a fixture
from tests.web.conftest import serve
from tests.web.many import many

ROWS = 7000
MOST_SECONDS = 0.2
TRIES = 5  # the best counts: others work on the machine too


SEARCHES = (
    "/?q=inclusione",
    "/?q=portale on line domanda&stato=da_leggere",
    "/?q=comune servizio anziani domanda famiglie",
    "/?q=parola che non sta in nessun testo",
)


@pytest.fixture(scope="module")
def year() -> list[ScoredRelazione]:
    return list(many(ROWS))


@contextmanager
def opened(where: str | Path, folder: Path, year: list[ScoredRelazione]) -> Iterator[httpx.Client]:
    store = open_store(where)
    bring_in(store, store.accounts.local_user(), year, "anno")
    with serve(store, WebSettings(folder=folder)) as served:
        yield served.client()
    store.close()


@pytest.fixture(scope="module")
def client(year: list[ScoredRelazione], tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("year")
    with opened(folder, folder, year) as client:
        yield client


def is_fast(client: httpx.Client, address: str) -> None:
    seconds = []
    for _ in range(TRIES):
        began = time.perf_counter()
        answer = client.get(address, follow_redirects=False)
        seconds.append(time.perf_counter() - began)
        assert answer.status_code in (200, 303), answer.text
    assert min(seconds) < MOST_SECONDS, address


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?pagina=140",
        "/?ordina=comune&verso=asc",
        "/?ordina=status&pagina=70",
        "/?gravita=error&codice=L303&anno=2022",
        "/?motivazione=R18&intervento=centro_famiglie&regione=Lombardia",
        "/?stato=da_leggere&assegnata=0",
        "/?decisione=ask",
        *SEARCHES,
        "/prossima",
        "/registro",
    ],
)
def test_a_page_of_seven_thousand(client: httpx.Client, address: str) -> None:
    is_fast(client, address)


def test_postgresql_searches_as_fast(postgresql: URL, year: list[ScoredRelazione], tmp_path: Path) -> None:  # noqa: F811
    with database(postgresql, "year") as url, opened(url, tmp_path, year) as client:
        for address in ("/", "/?ordina=status&pagina=70", *SEARCHES):
            is_fast(client, address)


def test_all_of_them_at_once(client: httpx.Client) -> None:
    answer = client.post("/azioni", data={"azione": "s:in_corso", "tutte": "true", "visto": "0"})
    assert f"{ROWS:,}".replace(",", ".") + " relazioni cambiate" in answer.text
