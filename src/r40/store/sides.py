"""The two sides of a double review: what they agree on, where they differ, and how the main review takes them over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from r40.store.access import MAIN, SIDES, Access, is_blind, reviews_of
from r40.store.errors import InvalidError
from r40.store.marks import put, set_status
from r40.store.records import Work
from r40.store.schema import MarkRow, RelazioneRow, ReviewRow

Key = tuple[str, str]
"""Kind and key of a mark."""
Sides = tuple[MarkRow | None, MarkRow | None]


@dataclass(frozen=True)
class Pair:
    """The reviews of a relazione in double review, with the marks that stand on each."""

    reviews: Mapping[int, ReviewRow]
    marks: Mapping[int, dict[Key, MarkRow]] = field(repr=False)

    @property
    def both_closed(self) -> bool:
        """Whether both reviewers have closed."""
        return all(self.reviews[side].status == Work.CLOSED for side in SIDES)

    @property
    def sides(self) -> dict[Key, Sides]:
        """Marks of the two by what they are about; None where one left nothing."""
        first, second = (self.marks[side] for side in SIDES)
        return {key: (first.get(key), second.get(key)) for key in first | second}

    @property
    def differences(self) -> dict[Key, Sides]:
        """What the two do not agree on, settled or not; notes are no matter of agreement."""
        return {key: (a, b) for key, (a, b) in self.sides.items() if key[0] != "note" and not _same(a, b)}

    def settled(self, key: Key) -> MarkRow | None:
        """The main review's mark on a thing, "nothing" too; None while it is open."""
        return self.marks[MAIN].get(key)


def pairs(session: Session, relazioni: Iterable[RelazioneRow] | None = None) -> dict[int, Pair]:
    """Double reviews by id of the relazione: of some relazioni, or all."""
    chosen = select(RelazioneRow.id).where(RelazioneRow.double)
    if relazioni is not None:
        chosen = chosen.where(RelazioneRow.id.in_([relazione.id for relazione in relazioni]))
    reviews: dict[int, dict[int, ReviewRow]] = {}
    for review in session.scalars(select(ReviewRow).where(ReviewRow.relazione_id.in_(chosen)).order_by(ReviewRow.id)):
        reviews.setdefault(review.relazione_id, {})[review.side] = review
    marks: dict[int, dict[Key, MarkRow]] = {review.id: {} for each in reviews.values() for review in each.values()}
    rows = (
        select(MarkRow)
        .join(ReviewRow, ReviewRow.id == MarkRow.review_id)
        .where(ReviewRow.relazione_id.in_(chosen))
        .options(selectinload(MarkRow.user))
        .order_by(MarkRow.id)
    )
    for row in session.scalars(rows):
        if row.body is not None:
            marks[row.review_id][row.kind, row.key] = row
    return {
        relazione_id: Pair(each, {side: marks[review.id] for side, review in each.items()})
        for relazione_id, each in sorted(reviews.items())
    }


def change_status(
    session: Session,
    at: Access,
    status: Work,
    *,
    action: str = "mark",
    undoable: bool = True,
    undoes: int | None = None,
) -> None:
    """Set a review's status; when it closes the second side of a double review, the main review takes both over.

    Raises:
        InvalidError: a concluded double review would be unread, that is blind, again.
    """
    if at.review.side == MAIN and at.relazione.double and status == Work.UNREAD:
        raise InvalidError("La doppia lettura è conclusa: la relazione può essere in corso o chiusa.")
    set_status(session, at, status, action=action, undoable=undoable, undoes=undoes)
    if at.review.side == MAIN or not is_blind(reviews_of(session, at.relazione)):
        return
    pair = pairs(session, [at.relazione])[at.relazione.id]
    if pair.both_closed:
        _conclude(session, Access(at.user, at.relazione, pair.reviews[MAIN], None), pair)


def _conclude(session: Session, main: Access, pair: Pair) -> None:
    for (name, key), (a, b) in pair.sides.items():
        mark = a or b
        if mark is not None and (name == "note" or _same(a, b)):
            kind: Any = name
            put(session, main, kind, key, mark.body, expected=None, action="agree", flag_id=mark.flag_id)
    set_status(session, main, Work.OPEN, undoable=False)
    close_settled(session, main)


def close_settled(session: Session, main: Access) -> None:
    """Close the main review if nothing is left to settle."""
    session.flush()
    pair = pairs(session, [main.relazione])[main.relazione.id]
    if all(pair.settled(key) is not None for key in pair.differences):
        set_status(session, main, Work.CLOSED, undoable=False)


def _same(a: MarkRow | None, b: MarkRow | None) -> bool:
    """Whether two marks say the same; the words of a reason or question may differ."""
    if a is None or b is None:
        return False
    return a.label == b.label if a.kind == "flag" else a.body == b.body
