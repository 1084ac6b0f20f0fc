"""Accounts, sessions, the limit on failed logins."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from r40.store import Store, accounts
from r40.store.accounts import FAILURES_BY_ADDRESS, FAILURES_BY_NAME
from r40.store.errors import InvalidError, LoginError, NotAllowedError, NotFoundError, TooManyAttemptsError
from r40.store.records import Role, User
from r40.store.schema import LoginAttemptRow, SessionRow, UserRow, now
from tests.store.conftest import PASSWORD


def test_the_local_user_is_one_and_has_no_password(store: Store) -> None:
    local = store.accounts.local_user()
    assert local == store.accounts.local_user() and local.supervises
    login = store.accounts.open_session(local)
    session = store.accounts.session(login.token)
    assert session is not None and (session.user, session.csrf) == (local, login.csrf)
    with pytest.raises(LoginError):
        store.accounts.login("locale", "", "127.0.0.1")


def test_login_opens_a_session_that_logout_ends(store: Store, anna: User) -> None:
    login = store.accounts.login("anna", PASSWORD, "10.0.0.1")
    assert login.user == anna
    assert store.accounts.session(login.token) is not None
    store.accounts.logout(login.token)
    assert store.accounts.session(login.token) is None
    assert store.accounts.session("qualunque \ud800") is None


def test_the_database_holds_neither_passwords_nor_tokens(store: Store, anna: User) -> None:
    login = store.accounts.login("anna", PASSWORD, "10.0.0.1")
    with store._database.read() as session:
        hashed = session.scalars(select(UserRow.password).where(UserRow.name == "anna")).one()
        kept = session.scalars(select(SessionRow.token_hash)).all()
    assert hashed is not None and hashed.startswith("$argon2id$")
    assert login.token not in kept


def test_real_hashes_take_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        accounts._hasher().memory_cost >= 19_456
    )  # KiB, the least that OWASP's cheat sheet on storing passwords advises


def test_a_session_expires(store: Store, anna: User) -> None:
    login = store.accounts.login("anna", PASSWORD, "10.0.0.1")
    with store._database.write() as session:
        session.execute(update(SessionRow).values(expires_at=now() - timedelta(seconds=1)))
    assert store.accounts.session(login.token) is None


def test_wrong_name_and_wrong_password_say_the_same(store: Store, anna: User) -> None:
    said = set()
    for name, password in (("anna", "sbagliata"), ("nessuno", PASSWORD), ("anna", "x" * 10_000)):
        with pytest.raises(LoginError) as caught:
            store.accounts.login(name, password, "10.0.0.1")
        said.add(caught.value.message)
    assert len(said) == 1


def test_too_many_failures_of_a_name_close_the_door_to_the_right_password_too(store: Store, anna: User) -> None:
    for n in range(FAILURES_BY_NAME):
        with pytest.raises(LoginError):
            store.accounts.login("anna", "sbagliata", f"10.0.0.{n}")
    with pytest.raises(TooManyAttemptsError) as caught:
        store.accounts.login("anna", PASSWORD, "10.0.1.1")
    assert 0 < caught.value.wait <= 15 * 60 + 1
    with store._database.write() as session:
        session.execute(update(LoginAttemptRow).values(at=now() - timedelta(minutes=16)))
    assert store.accounts.login("anna", PASSWORD, "10.0.1.1").user == anna


def test_an_address_that_tries_many_names_is_stopped(store: Store, anna: User) -> None:
    for n in range(FAILURES_BY_ADDRESS):
        with pytest.raises(LoginError):
            store.accounts.login(f"nome{n}", "sbagliata", "10.0.0.9")
    with pytest.raises(TooManyAttemptsError):
        store.accounts.login("anna", PASSWORD, "10.0.0.9")
    assert store.accounts.login("anna", PASSWORD, "10.0.0.8").user == anna


def test_those_who_log_in_well_are_not_counted(store: Store, anna: User) -> None:
    for _ in range(FAILURES_BY_NAME + 2):
        store.accounts.login("anna", PASSWORD, "10.0.0.1")


def test_an_inactive_user_is_out_at_once(store: Store, boss: User, anna: User) -> None:
    login = store.accounts.login("anna", PASSWORD, "10.0.0.1")
    assert not store.accounts.change(boss, anna.id, active=False).active
    assert store.accounts.session(login.token) is None
    with pytest.raises(LoginError):
        store.accounts.login("anna", PASSWORD, "10.0.0.1")


def test_passwords_are_changed_by_oneself_or_a_supervisor(store: Store, boss: User, anna: User, bruno: User) -> None:
    login = store.accounts.login("anna", PASSWORD, "10.0.0.1")
    with pytest.raises(LoginError):
        store.accounts.set_password(anna, anna.id, "una frase nuova", "sbagliata")
    store.accounts.set_password(anna, anna.id, "una frase nuova", PASSWORD)
    assert store.accounts.session(login.token) is None
    with pytest.raises(NotAllowedError):
        store.accounts.set_password(bruno, anna.id, "una frase mia!")
    store.accounts.set_password(boss, anna.id, "una terza frase")
    assert store.accounts.login("anna", "una terza frase", "10.0.0.1").user == anna
    with pytest.raises(InvalidError):
        store.accounts.set_password(boss, anna.id, "corta")
    with pytest.raises(InvalidError):
        store.accounts.set_password(store.accounts.local_user(), store.accounts.local_user().id, "una frase lunga")


def test_there_is_always_a_supervisor(store: Store, boss: User, anna: User) -> None:
    for change in ({"active": False}, {"role": Role.REVIEWER}):
        with pytest.raises(InvalidError, match="supervisore"):
            store.accounts.change(boss, boss.id, **change)
    store.accounts.change(boss, anna.id, role=Role.SUPERVISOR)
    store.accounts.change(boss, boss.id, role=Role.REVIEWER)
    with pytest.raises(NotFoundError):
        store.accounts.change(store.accounts.all()[0], 999, active=False)


def test_accounts_are_made_by_supervisors(store: Store, boss: User, anna: User) -> None:
    assert boss.supervises and not anna.supervises
    with pytest.raises(NotAllowedError):
        store.accounts.create(None, "altro", "Altro Capo", PASSWORD)
    with pytest.raises(NotAllowedError):
        store.accounts.create(anna, "altro", "Altro", PASSWORD)
    for name, password in (("anna", PASSWORD), ("Anna Rossi", PASSWORD), ("altro", "corta"), ("a" * 41, PASSWORD)):
        with pytest.raises(InvalidError):
            store.accounts.create(boss, name, "Qualcuno", password)


def test_names_are_data(store: Store, anna: User) -> None:
    with pytest.raises(LoginError):
        store.accounts.login("' OR 1=1 --", PASSWORD, "'; DROP TABLE users")
    with store._database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM users")) == 2
