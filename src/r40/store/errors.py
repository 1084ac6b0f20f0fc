"""What can go wrong at the reviewer's desk. Messages are in Italian; the web layer shows them as they are."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from r40.errors import ConfigurationError, R40Error

if TYPE_CHECKING:
    from r40.store.records import Mark


class StoreError(R40Error):
    """Base of the store's errors that a user's action can cause."""

    code = "store"


class DatabaseError(ConfigurationError):
    """The database cannot be opened, or belongs to a newer r40."""

    code = "database"


class NotFoundError(StoreError):
    """No such relazione, flag, user or view."""

    code = "not_found"


class NotAllowedError(StoreError):
    """The user's role, or a blind review under way, does not allow it."""

    code = "not_allowed"


class InvalidError(StoreError):
    """What was sent cannot be stored (a span outside the narrative, a dismissal without reason)."""

    code = "invalid"


class ConflictError(StoreError):
    """Somebody else changed the same thing since the caller read it; nothing was written.

    Attributes:
        who: full name of whoever changed it.
        what: Italian, what it is now.
        at: when, UTC.
        current: the mark as it is now; None where a status and not a mark is in conflict, or where it was taken back.
        version: version to send with the next attempt.
    """

    code = "conflict"

    def __init__(self, who: str, what: str, at: datetime, version: int, current: Mark | None = None) -> None:
        self.who, self.what, self.at, self.version, self.current = who, what, at, version, current
        when = at.astimezone().strftime("%d/%m/%Y alle %H:%M")
        super().__init__(
            f"Nel frattempo {who} ha cambiato la stessa cosa ({what}, il {when}): "
            "la modifica non è stata salvata. Guardare la versione attuale e, se serve, ripeterla."
        )


class LoginError(StoreError):
    """Name or password is wrong, or the user is not active; the message does not say which."""

    code = "login"

    def __init__(self) -> None:
        super().__init__(
            "Nome utente o password non corretti: riprovare, o chiedere al supervisore una nuova password."
        )


class TooManyAttemptsError(StoreError):
    """Too many failed logins by this name or from this address.

    Attributes:
        wait: seconds until the next attempt is taken.
    """

    code = "too_many_attempts"

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(f"Troppi tentativi di accesso non riusciti: riprovare fra {max(1, round(wait / 60))} minuti.")
