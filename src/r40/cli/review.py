"""``r40 review``: the review app."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from r40.web.uploads import Score


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="review")(review)


def review(
    folder: Path = typer.Argument(Path("out"), help="Folder with scored.jsonl, as r40 score writes it."),
    port: int = typer.Option(8040, "--port", "-p", min=1, max=65535, help="Port; the next free one if it is busy."),
    host: str | None = typer.Option(
        None, "--host", help="Address to listen on for an office, such as 0.0.0.0; everybody then logs in."
    ),
    name: list[str] = typer.Option(
        [], "--name", help="With --host: name under which browsers call the app, such as r40.provincia.it."
    ),
    create_user: str | None = typer.Option(
        None, "--create-user", help="Create the first supervisor, by this user name, and ask for the password."
    ),
    database: str | None = typer.Option(
        None, "--database", help="SQLAlchemy URL of a PostgreSQL database; SQLite in the folder if not given."
    ),
    documents: list[Path] = typer.Option([], "--documents", help="Folder in which to look for the original PDFs too."),
    model: Path | None = typer.Option(None, "--model", help="Model for uploaded PDFs; the default one if not given."),
    config: Path | None = typer.Option(
        None, "--config", help="Rules and limits for uploaded PDFs; r40.toml of this folder if not given."
    ),
    browser: bool = typer.Option(True, "--browser/--no-browser", help="Whether to open the browser."),
) -> None:
    """Review scored relazioni in the browser: decide on flags, correct, write to the comune.

    By itself it serves this computer only, for one user without password. With --host it serves an office: accounts,
    roles, and TLS by a proxy in front (docs/review.md).

    Examples:

      r40 review out

      r40 review out --host 127.0.0.1 --name r40.provincia.it --create-user anna.rossi
    """
    import webbrowser
    from threading import Timer

    import uvicorn
    from rich.console import Console

    from r40.store import open_store
    from r40.web.app import create_app
    from r40.web.launch import address_of, bind, demand_accounts, first_supervisor, import_first, settings_for

    console = Console(stderr=True)
    settings = settings_for(folder, host, name, documents)
    score = _scoring(model, config)
    with bind(host or "127.0.0.1", port) as socket:
        store = open_store(database or folder)
        try:
            if create_user:
                full_name = typer.prompt("Nome e cognome")
                password = typer.prompt(
                    "Password (almeno 12 caratteri)", hide_input=True, confirmation_prompt="Password di nuovo"
                )
                first_supervisor(store, create_user, full_name, password)
            if settings.accounts:
                demand_accounts(store)
            if message := import_first(store, settings):
                console.print(message, highlight=False)
            address = address_of(host, name, socket.getsockname()[1])
            console.print(f"r40 è all'indirizzo {address} (Ctrl+C per chiudere)", highlight=False)
            if host is not None:
                console.print("Nomi e password viaggiano in chiaro: mettere davanti un proxy TLS (docs/review.md).")
            if browser and host is None:
                Timer(1.0, webbrowser.open, (address,)).start()
            app = create_app(store, settings, score)
            uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run([socket])
        finally:
            store.close()


def _scoring(model: Path | None, config: Path | None) -> Score:
    """The batch path for uploaded PDFs: one by one in a process with limits, into a folder that does not stay."""
    from tempfile import TemporaryDirectory

    from r40.batch.inputs import Input
    from r40.batch.run import Listener, Options, run
    from r40.batch.work import Job
    from r40.codebook import default_codebook
    from r40.configuration import load_configuration
    from r40.records import ScoredRelazione
    from r40.reports.jsonl import read_jsonl
    from r40.web.scored import SCORED

    configuration = load_configuration(config)
    job = Job(
        configuration.codebook(default_codebook()),
        configuration.limits,
        model,
        configuration.rules([], []),
        configuration.thresholds,
    )

    def score(paths: Sequence[Path], progress: Callable[[str], None]) -> list[ScoredRelazione]:
        class Progress(Listener):
            def step(self, count: int = 1) -> None:
                progress("")

        with TemporaryDirectory(prefix="r40-") as out:
            run([Input.file(path) for path in paths], job, Path(out), Options(jobs=1), Progress())
            return read_jsonl(Path(out, SCORED))

    return score
