"""From the command line's words to a running app: who may come in, which port, what is imported first."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Sequence
from pathlib import Path

from r40.errors import ConfigurationError
from r40.store import Store
from r40.web.scored import SCORED, bring_in_folder
from r40.web.settings import LOOPBACK, WebSettings

_TRIES = 20  # ports looked at when the first is busy
_EVERYWHERE = {"0.0.0.0", "::", ""}


class PortError(ConfigurationError):
    """The app cannot listen there."""

    code = "port"


def settings_for(folder: Path, host: str | None, names: Sequence[str], documents: Sequence[Path]) -> WebSettings:
    """The app's settings.

    Raises:
        ConfigurationError: the folder is not there, or nobody could call an app that listens everywhere by its name.
    """
    if not folder.is_dir():
        raise ConfigurationError(
            f"La cartella «{folder}» non esiste: valutare prima le relazioni con «r40 score … --out {folder}»."
        )
    if host is None and names:
        raise ConfigurationError("--name serve insieme a --host: senza, l'app risponde soltanto a questo computer.")
    # Only names that are expected are answered to: a page elsewhere cannot reach the app by a name of its own.
    own = {socket.gethostname(), socket.getfqdn()} if host in _EVERYWHERE else {host} if host else set()
    return WebSettings(
        folder=folder.resolve(),
        documents=tuple(path.resolve() for path in documents),
        accounts=host is not None,
        hosts=(*LOOPBACK, *sorted(own), *names),
    )


def bind(host: str, port: int) -> socket.socket:
    """A listening socket on ``port``, or on the next free one.

    Raises:
        PortError: none is free, or the address is not this machine's.
    """
    for number in range(port, min(port + _TRIES, 65536)):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family)
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, number))
            listener.listen()  # only then is the port taken
        except OSError as error:
            listener.close()
            if error.errno == errno.EADDRINUSE:
                continue
            raise PortError(
                f"Impossibile ascoltare su {host}:{number} ({error.strerror}): indicare con --host un indirizzo di "
                "questo computer e con --port una porta superiore a 1023."
            ) from error
        return listener
    raise PortError(f"Le porte da {port} in su sono tutte occupate: indicarne un'altra con --port.")


def address_of(host: str | None, names: Sequence[str], port: int) -> str:
    """Where a browser finds the app: by its first name if it has one, for no browser knows 0.0.0.0."""
    reached = names[0] if names else socket.gethostname() if host in _EVERYWHERE else host or "localhost"
    return f"http://{f'[{reached}]' if ':' in reached else reached}:{port}/"


def first_supervisor(store: Store, name: str, full_name: str, password: str) -> None:
    """Make the first account. Raises NotAllowedError: there is one. InvalidError: name or password will not do."""
    store.accounts.create(None, name, full_name, password)


def demand_accounts(store: Store) -> None:
    """See that somebody can log in.

    Raises:
        ConfigurationError: nobody can.
    """
    if not any(user.name != store.accounts.local_user().name for user in store.accounts.all()):
        raise ConfigurationError(
            "Con --host ognuno entra con nome e password, ma non c'è ancora nessun utente: "
            "aggiungere «--create-user nome.cognome» per creare il primo supervisore."
        )


def import_first(store: Store, settings: WebSettings) -> str:
    """Import the folder's results unless they were imported; Italian, what was done, empty if nothing."""
    result = bring_in_folder(store, store.accounts.local_user(), settings.folder)
    if result is None:
        return ""
    changed = f", {result.rescored} con risultati diversi" if result.rescored else ""
    return f"Importate da {SCORED} {result.total} relazioni: {result.added} nuove{changed}."
