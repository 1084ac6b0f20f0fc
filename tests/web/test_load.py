"""Twenty reviewers at once: what was answered «saved» is saved, what collided is said, nothing is lost."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from r40.store import Store, open_store
from r40.store.records import Role
from r40.web.scored import bring_in
from r40.web.settings import WebSettings
from tests.store.conftest import database, postgresql  # noqa: F401 - a fixture
from tests.web.conftest import PASSWORD, Served, serve
from tests.web.many import many

REVIEWERS, RELAZIONI, ROUNDS = 20, 8, 3


def work(served: Served, name: str) -> Counter[str]:
    """A reviewer decides on flags that others decide on too, with the version that the page showed."""
    dice, done = random.Random(name), Counter[str]()
    client, user = served.client(name), served.user(name)
    records = served.store.queue.ids(user)
    for number in range(ROUNDS):
        record = dice.choice(records)
        desk = served.store.desk.open(user, record)
        answer = client.post(
            f"/relazioni/{record}/note", data={"testo": f"{name} {number}", "visto": str(desk.version)}
        )
        done[f"note {answer.status_code}"] += 1
        if desk.flags:
            flag = dice.choice(desk.flags)
            body = {
                "decisione": "dismissed",
                "motivo": f"{name} {number}",
                "atteso": str(flag.version),
                "visto": str(desk.version),
            }
            answer = client.post(f"/relazioni/{record}/segnalazioni/{flag.id}", data=body)
            done[f"flag {answer.status_code}"] += 1
    client.close()
    return done


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store in each of the databases."""
    with ExitStack() as stack:
        server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
        store = open_store(stack.enter_context(database(server, "load")) if server else tmp_path)
        yield store
        store.close()


def test_nothing_is_lost(store: Store, tmp_path: Path) -> None:
    anna = store.accounts.create(None, "anna", "Anna Verdi", PASSWORD)
    bring_in(store, anna, list(many(RELAZIONI)), "carico")
    names = [f"rev{number}" for number in range(REVIEWERS)]
    for name in names:
        store.accounts.create(anna, name, f"Revisore {name}", PASSWORD, Role.REVIEWER)
    with serve(store, WebSettings(folder=tmp_path, accounts=True)) as served, ThreadPoolExecutor(REVIEWERS) as pool:
        total = sum(pool.map(lambda name: work(served, name), names), Counter[str]())
    written = Counter(entry.kind for entry in store.audit.entries(anna, size=10_000) if entry.action == "mark")
    assert set(total) <= {"note 200", "flag 200", "flag 409"}
    assert total["note 200"] == written["note"] == REVIEWERS * ROUNDS
    assert total["flag 200"] == written["flag"]
    kept = {mark.content.text for record in store.queue.ids(anna) for mark in store.desk.open(anna, record).notes}  # type: ignore[union-attr]
    assert kept == {f"{name} {number}" for name in names for number in range(ROUNDS)}
