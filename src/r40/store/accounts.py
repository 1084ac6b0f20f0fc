"""Users, passwords, sessions, and the limit on failed logins."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from r40.store.access import supervisor, user_record, user_row
from r40.store.audit import record
from r40.store.database import Database
from r40.store.errors import InvalidError, LoginError, NotAllowedError, TooManyAttemptsError
from r40.store.records import Login, Role, User
from r40.store.schema import LoginAttemptRow, SessionRow, UserRow, now

LOCAL = "locale"
SESSION = timedelta(hours=12)  # a working day
WINDOW = timedelta(minutes=15)
FAILURES_BY_NAME, FAILURES_BY_ADDRESS = 10, 30  # an office may share an address
# Length over composition: NIST SP 800-63B, 5.1.1.2; the upper bound keeps hashing cheap.
PASSWORD_LENGTH = range(12, 257)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class Accounts:
    """Who may work with the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def local_user(self) -> User:
        """The one user of a desk without accounts; made when first asked for, cannot log in."""
        with self._database.write() as session:
            row = session.scalar(select(UserRow).where(UserRow.name == LOCAL))
            if row is None:
                row = UserRow(name=LOCAL, full_name="Utente locale", role=Role.SUPERVISOR)
                session.add(row)
                session.flush()
            return user_record(row)

    def create(self, by: User | None, name: str, full_name: str, password: str, role: Role = Role.REVIEWER) -> User:
        """Make an account.

        Args:
            by: a supervisor; None only for the first account that can log in, which is a supervisor's.

        Raises:
            NotAllowedError: ``by`` may not. InvalidError: name taken or not valid, password too short.
        """
        full_name = " ".join(full_name.split())
        if not _NAME.fullmatch(name) or not 0 < len(full_name) <= 200:
            raise InvalidError(
                "Il nome utente ha da 2 a 40 caratteri fra lettere minuscole, cifre, punto e trattino; serve anche nome e cognome."
            )
        hashed = _hash(password)
        with self._database.write() as session:
            if by is not None:
                supervisor(by)
            elif session.scalar(select(UserRow.id).where(UserRow.password.is_not(None)).limit(1)):
                raise NotAllowedError("Ci sono già utenti: un supervisore ne aggiunge altri dalla pagina «Utenti».")
            if session.scalar(select(UserRow.id).where(UserRow.name == name)):
                raise InvalidError(f"Il nome utente «{name}» è già usato: sceglierne un altro.")
            row = UserRow(name=name, full_name=full_name, role=Role.SUPERVISOR if by is None else role, password=hashed)
            session.add(row)
            session.flush()
            made = user_record(row)
            record(session, by or made, "user", after={"what": f"aggiunto {name} ({made.role})"})
            return made

    def set_password(self, by: User, user_id: int, password: str, current: str | None = None) -> None:
        """Change one's own password (``current`` is asked for) or, a supervisor, somebody else's; ends its sessions.

        Raises:
            LoginError: ``current`` is wrong. NotAllowedError, NotFoundError, InvalidError: see errors.
        """
        hashed = _hash(password)
        with self._database.write() as session:
            row = user_row(session, user_id)
            if by.id == user_id:
                if row.password is None:
                    raise InvalidError("L'utente locale non ha password: creare un utente.")
                if not _verify(row.password, current or ""):
                    raise LoginError
            else:
                supervisor(by)
            row.password = hashed
            session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))
            record(session, by, "user", after={"what": f"cambiata la password di {row.name}"})

    def change(self, by: User, user_id: int, role: Role | None = None, active: bool | None = None) -> User:
        """Change role or activity; the last active supervisor stays. Raises NotAllowedError, NotFoundError, InvalidError."""
        supervisor(by)
        with self._database.write() as session:
            row = user_row(session, user_id)
            row.role = role or row.role
            row.active = row.active if active is None else active
            session.flush()
            if not _supervisors(session):
                raise InvalidError("Deve restare almeno un supervisore attivo: nominarne prima un altro.")
            if not row.active:
                session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))
            record(
                session,
                by,
                "user",
                after={"what": f"{row.name}: {row.role}, {'attivo' if row.active else 'non attivo'}"},
            )
            return user_record(row)

    def all(self) -> tuple[User, ...]:
        """All users by name."""
        with self._database.read() as session:
            return tuple(user_record(row) for row in session.scalars(select(UserRow).order_by(UserRow.full_name)))

    def login(self, name: str, password: str, address: str) -> Login:
        """Open a session.

        Args:
            address: of the client, for the limit.

        Raises:
            LoginError: wrong. TooManyAttemptsError: too many failures of the name or the address within ``WINDOW``.
        """
        name, address = name[:40], address[:64]
        with self._database.write() as session:
            _limit(session, name, address)
            # Counted before it is checked, so that attempts made at once all count.
            attempt = LoginAttemptRow(name=name, address=address)
            session.add(attempt)
            row = session.scalar(select(UserRow).where(UserRow.name == name, UserRow.active))
        # An unknown name takes as long as a wrong password, and tells nobody which it was.
        hashed = row.password if row and row.password else _nobody()
        if not _verify(hashed, password) or row is None or row.password is None:
            raise LoginError
        with self._database.write() as session:
            session.execute(delete(LoginAttemptRow).where(LoginAttemptRow.id == attempt.id))
            session.execute(delete(SessionRow).where(SessionRow.expires_at < now()))
            if _hasher().check_needs_rehash(hashed):
                user_row(session, row.id).password = _hasher().hash(password)
            return _open(session, row)

    def open_session(self, user: User) -> Login:
        """A session of the local user, without password. Raises NotAllowedError: anybody else."""
        with self._database.write() as session:
            row = user_row(session, user.id)
            if row.name != LOCAL:
                raise NotAllowedError("Per questo utente serve la password.")
            return _open(session, row)

    def session(self, token: str) -> Login | None:
        """The session of a token; None when there is none, it has expired, or its user is no longer active."""
        with self._database.read() as session:
            row = session.get(SessionRow, _digest(token))
            if row is None or row.expires_at < now() or not row.user.active:
                return None
            return Login(token=token, csrf=row.csrf, user=user_record(row.user), expires_at=row.expires_at)

    def logout(self, token: str) -> None:
        """End a session."""
        with self._database.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == _digest(token)))


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # argon2id with the parameters of RFC 9106, low memory


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher().hash(secrets.token_hex(16))


def _hash(password: str) -> str:
    if len(password) not in PASSWORD_LENGTH:
        raise InvalidError(
            f"La password deve avere almeno {PASSWORD_LENGTH.start} caratteri (al più {PASSWORD_LENGTH.stop - 1})."
        )
    return _hasher().hash(password)


def _verify(hashed: str, password: str) -> bool:
    try:
        return len(password) < PASSWORD_LENGTH.stop and _hasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _open(session: Session, row: UserRow) -> Login:
    token, csrf, expires = secrets.token_urlsafe(32), secrets.token_urlsafe(32), now() + SESSION
    session.add(SessionRow(token_hash=_digest(token), user_id=row.id, csrf=csrf, expires_at=expires))
    return Login(token=token, csrf=csrf, user=user_record(row), expires_at=expires)


def _limit(session: Session, name: str, address: str) -> None:
    since = now() - WINDOW
    session.execute(delete(LoginAttemptRow).where(LoginAttemptRow.at < since))
    for column, value, most in (
        (LoginAttemptRow.name, name, FAILURES_BY_NAME),
        (LoginAttemptRow.address, address, FAILURES_BY_ADDRESS),
    ):
        count, oldest = session.execute(select(func.count(), func.min(LoginAttemptRow.at)).where(column == value)).one()
        if count >= most:
            raise TooManyAttemptsError(int((oldest - since).total_seconds()) + 1)


def _supervisors(session: Session) -> int:
    """Active supervisors who can log in, or the local user where there are no accounts."""
    query = select(func.count()).select_from(UserRow).where(UserRow.role == Role.SUPERVISOR, UserRow.active)
    accounts = session.scalar(select(func.count()).select_from(UserRow).where(UserRow.password.is_not(None)))
    return session.scalar(query.where(UserRow.password.is_not(None)) if accounts else query) or 0
