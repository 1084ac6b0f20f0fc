"""Who works on what: the review that a user sees of a relazione, and whether they may write there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from r40.store.errors import NotAllowedError, NotFoundError
from r40.store.records import Role, User, Work
from r40.store.schema import RelazioneRow, ReviewRow, UserRow

MAIN = 0
SIDES = (1, 2)
CHUNK = 500  # relazioni read or written together
BLIND = (
    "Questa relazione è in doppia lettura: finché i due revisori non l'hanno chiusa entrambi, "
    "ognuno vede e cambia soltanto la propria lettura."
)
SETTLING = "La doppia lettura è conclusa: le differenze si compongono nella pagina «Doppia lettura», o le decide un supervisore."
IS_CLOSED = "La relazione è chiusa: riaprirla per cambiarla."


@dataclass(frozen=True)
class Access:
    """A user at a relazione's review. ``blocked``: Italian, why nothing can be written, not even the status."""

    user: User
    relazione: RelazioneRow
    review: ReviewRow
    blocked: str | None

    @property
    def locked(self) -> str | None:
        """Why decisions cannot be written; None where they can."""
        return self.blocked or (IS_CLOSED if self.review.status == Work.CLOSED else None)

    def demand(self, *, closed: bool = False) -> Access:
        """Itself, if the user may write; ``closed``: a closed review counts as writable.

        Raises:
            NotAllowedError: says why not.
        """
        if why := self.blocked if closed else self.locked:
            raise NotAllowedError(why)
        return self


def user_record(row: UserRow) -> User:
    """A user without the hash."""
    return User(id=row.id, name=row.name, full_name=row.full_name, role=Role(row.role), active=row.active)


def supervisor(user: User) -> None:
    """Demand a supervisor. Raises NotAllowedError."""
    if not user.supervises:
        raise NotAllowedError("Questa operazione è riservata ai supervisori: chiedere a uno di loro.")


def user_row(session: Session, user_id: int) -> UserRow:
    """A user. Raises NotFoundError."""
    row = session.get(UserRow, user_id)
    if row is None:
        raise NotFoundError(f"L'utente {user_id} non esiste: ricaricare la pagina.")
    return row


def relazione_row(session: Session, record_id: str) -> RelazioneRow:
    """A relazione. Raises NotFoundError."""
    row = session.scalar(select(RelazioneRow).where(RelazioneRow.record_id == record_id))
    if row is None:
        raise NotFoundError(f"La relazione «{record_id}» non è in archivio: tornare all'elenco.")
    return row


def reviews_of(session: Session, relazione: RelazioneRow, *, lock: bool = False) -> dict[int, ReviewRow]:
    """Reviews of a relazione by side; ``lock``: until the end of the transaction nobody else writes them."""
    query = select(ReviewRow).where(ReviewRow.relazione_id == relazione.id).order_by(ReviewRow.side)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return {review.side: review for review in session.scalars(query)}


def is_blind(reviews: dict[int, ReviewRow]) -> bool:
    """Whether a double review is under way: then the main review waits unread."""
    return len(reviews) > 1 and reviews[MAIN].status == Work.UNREAD


def own_side(reviews: dict[int, ReviewRow], user: User) -> ReviewRow | None:
    """The user's side of a double review."""
    return next((reviews[s] for s in SIDES if s in reviews and reviews[s].assignee_id == user.id), None)


def access(session: Session, user: User, record_id: str, *, lock: bool = False) -> Access:
    """What a user works on when opening a relazione; ``lock``: until the end of the transaction nobody else writes there.

    Raises:
        NotFoundError: no such relazione.
    """
    relazione = relazione_row(session, record_id)
    return _seen(user, relazione, reviews_of(session, relazione, lock=lock))


def access_many(session: Session, user: User, record_ids: Sequence[str]) -> dict[str, Access]:
    """``access`` of many, locked, in the order of their ids; those that do not exist are left out."""
    found: dict[str, Access] = {}
    wanted = sorted(set(record_ids))
    for start in range(0, len(wanted), CHUNK):
        chosen = RelazioneRow.record_id.in_(wanted[start : start + CHUNK])
        relazioni = session.scalars(select(RelazioneRow).where(chosen).order_by(RelazioneRow.record_id)).all()
        reviews: dict[int, dict[int, ReviewRow]] = {relazione.id: {} for relazione in relazioni}
        rows = select(ReviewRow).where(ReviewRow.relazione_id.in_(reviews)).order_by(ReviewRow.id)
        for review in session.scalars(rows.with_for_update().execution_options(populate_existing=True)):
            reviews[review.relazione_id][review.side] = review
        found |= {each.record_id: _seen(user, each, reviews[each.id]) for each in relazioni}
    return found


def _seen(user: User, relazione: RelazioneRow, reviews: dict[int, ReviewRow]) -> Access:
    own = own_side(reviews, user)
    if is_blind(reviews):
        return Access(user, relazione, own or reviews[MAIN], None if own else BLIND)
    settling = len(reviews) > 1 and not user.supervises
    return Access(user, relazione, reviews[MAIN], SETTLING if settling else None)
