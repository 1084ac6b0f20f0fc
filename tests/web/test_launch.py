"""From the command line to a listening app."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from r40.cli.app import app
from r40.errors import ConfigurationError
from r40.store import open_store
from r40.store.errors import NotAllowedError
from r40.web.launch import PortError, address_of, bind, demand_accounts, first_supervisor, settings_for


def test_a_busy_port_gives_the_next() -> None:
    with bind("127.0.0.1", 18_040) as first, bind("127.0.0.1", first.getsockname()[1]) as second:
        assert second.getsockname()[1] > first.getsockname()[1]


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(PortError, match="--host"):
        bind("192.0.2.1", 18_040)


def test_loopback_alone_has_no_accounts(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, None, [], [])
    assert not settings.accounts and settings.hosts == ("127.0.0.1", "localhost")
    with pytest.raises(ConfigurationError, match="--host"):
        settings_for(tmp_path, None, ["r40.example"], [])


def test_an_office_has_accounts_and_names(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, "0.0.0.0", ["r40.example"], [])
    assert (
        settings.accounts
        and {"r40.example", socket.gethostname()} <= set(settings.hosts)
        and "0.0.0.0" not in settings.hosts
    )


@pytest.mark.parametrize(
    ("host", "names", "address"),
    [
        (None, [], "http://localhost:8040/"),
        ("0.0.0.0", ["r40.provincia.it"], "http://r40.provincia.it:8040/"),
        ("192.0.2.7", [], "http://192.0.2.7:8040/"),
        ("::1", [], "http://[::1]:8040/"),
    ],
)
def test_the_address_is_one_that_a_browser_can_open(host: str | None, names: list[str], address: str) -> None:
    assert address_of(host, names, 8040) == address
    assert "0.0.0.0" not in address_of("0.0.0.0", [], 8040)


def test_an_office_needs_somebody_who_can_log_in(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with pytest.raises(ConfigurationError, match="--create-user"):
        demand_accounts(store)
    first_supervisor(store, "anna", "Anna Verdi", "una frase lunga")
    demand_accounts(store)
    with pytest.raises(NotAllowedError):
        first_supervisor(store, "bruno", "Bruno Neri", "una frase lunga")
    store.close()


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["review", str(tmp_path / "nulla"), "--no-browser"])
    assert isinstance(result.exception, ConfigurationError) and "r40 score" in result.exception.message
