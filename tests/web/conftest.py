"""The app as a running server, over relazioni of invented comuni."""

from __future__ import annotations

import hashlib
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn
from argon2 import PasswordHasher
from fastapi import FastAPI

from r40.ingest import read
from r40.records import Flag, ScoredRelazione, Severity
from r40.reports.jsonl import write_jsonl
from r40.store import Store, open_store
from r40.store.records import Role, User
from r40.web.app import create_app
from r40.web.scored import SCORED, bring_in
from r40.web.settings import WebSettings
from tests.reports.conftest import failed, hostile, partial, rich

SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "petracunna-2023.pdf"
PASSWORD = "una frase lunga da ricordare"
RICH = "a" * 16  # record id of ``rich()``
HOSTILE = "b" * 16


def sampled() -> ScoredRelazione:
    """A relazione whose PDF is there."""
    return ScoredRelazione(
        **dict(read(SAMPLE)),
        flags=(
            Flag(code="N202", subject="R04", severity=Severity.ERROR, message="R04 riporta 10,12, ma il calcolo dà 9,37.",
                 values={"printed": 10.12, "computed": 9.37}),
        ),
        checks={"N202": "fired"}, priority=0.85, priority_reasons=("Incoerenza (N202): R04 riporta 10,12.",),
    )  # fmt: skip


def echo(paths: Sequence[Path], progress: Callable[[str], None]) -> list[ScoredRelazione]:
    """Scores uploads without a model: everything is a failed file but the sample."""
    scored = []
    for path in paths:
        progress(str(path))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        known = digest == hashlib.sha256(SAMPLE.read_bytes()).hexdigest()
        made = sampled() if known else failed()
        scored.append(made.model_copy(update={"source": str(path), "sha256": digest}))
        progress(str(path))
    return scored


@dataclass
class Served:
    """A running app."""

    url: str
    app: FastAPI
    store: Store
    settings: WebSettings

    def client(self, name: str | None = None, **headers: str) -> httpx.Client:
        """A browser without pictures: logged in, with the session's token on what it posts."""
        # No TLS here, and reading all certificates takes longer than a page.
        client = httpx.Client(base_url=self.url, follow_redirects=True, timeout=60, headers=headers, verify=False)
        page = client.get("/")
        if name is not None:
            key = re.search(r'name="chiave" value="([^"]+)"', page.text)
            assert key
            page = client.post("/accesso", data={"nome": name, "password": PASSWORD, "chiave": key[1], "verso": "/"})
        token = re.search(r'name="csrf" content="([^"]+)"', page.text)
        assert token, page.text
        client.headers["X-CSRF-Token"] = token[1]
        return client

    def user(self, name: str) -> User:
        return next(user for user in self.store.accounts.all() if user.name == name)


@contextmanager
def serve(store: Store, settings: WebSettings) -> Iterator[Served]:
    """The app on a free port."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    app = create_app(store, settings, echo)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield Served(f"http://127.0.0.1:{listener.getsockname()[1]}", app, store, settings)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hashes that cost nothing: their strength is argon2's matter, and tested with the store."""
    with pytest.MonkeyPatch.context() as patch:
        hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr("r40.store.accounts._hasher", lambda: hasher)
        yield


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store that holds the relazioni and, for who wants accounts, the people."""
    folder = tmp_path_factory.mktemp("store")
    store = open_store(folder)
    relazioni = [hostile(), failed(), rich(), partial(), sampled()]
    bring_in(store, store.accounts.local_user(), relazioni, "prova")
    anna = store.accounts.create(None, "anna", "Anna Verdi", PASSWORD)
    store.accounts.create(anna, "bruno", "Bruno Neri", PASSWORD, Role.REVIEWER)
    store.accounts.create(anna, "carla", "Carla Blu", PASSWORD, Role.REVIEWER)
    store.close()
    write_jsonl(relazioni, folder / SCORED)
    return folder


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    store = open_store(tmp_path)
    yield store
    store.close()


@pytest.fixture
def local(store: Store, tmp_path: Path) -> Iterator[Served]:
    """For one user on this computer."""
    with serve(store, WebSettings(folder=tmp_path, poll_seconds=2)) as served:
        yield served


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Iterator[Served]:
    """With accounts: anna supervises, bruno and carla review."""
    with serve(store, WebSettings(folder=tmp_path, accounts=True, poll_seconds=1)) as served:
        yield served


def flag_ids(served: Served, record_id: str = RICH) -> dict[str, int]:
    """Ids of the flags of a relazione by code."""
    desk = served.store.desk.open(served.store.accounts.local_user(), record_id)
    return {each.flag.code: each.id for each in desk.flags}
