"""Double review: two blind sides of a relazione, and how they become one.

Once both have closed, what they agree on goes to the main review; each difference is settled there, by a supervisor (who may
also write a third thing on the main review) or by the two when they propose the same side. A side that left nothing can win.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations
from typing import Any, Literal

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from r40.store import agreement
from r40.store.access import MAIN, SETTLING, SIDES, Access, access, is_blind, own_side, reviews_of, supervisor, user_row
from r40.store.audit import record, what
from r40.store.database import Database
from r40.store.errors import InvalidError, NotAllowedError, NotFoundError
from r40.store.marks import NOTHING, mark_record, put
from r40.store.queue import unread_single
from r40.store.records import Agreement, Difference, DoubleRow, Filters, MarkKind, User, Work
from r40.store.schema import FlagRow, MarkRow, ProposalRow, RelazioneRow, ReviewRow, UserRow
from r40.store.sides import Key, Pair, close_settled, pairs

Side = Literal["first", "second"]
_NUMBERS: dict[Side, int] = {"first": 1, "second": 2}


class DoubleReview:
    """Relazioni that two reviewers read without seeing each other."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def assign(
        self, user: User, share: float, reviewers: Sequence[int], filters: Filters | None = None, seed: int = 0
    ) -> tuple[str, ...]:
        """Give a share of the unread relazioni that match to two reviewers each, pairs in rotation.

        Args:
            share: 0 to 1, of the matching relazioni that nobody has begun.
            reviewers: user ids, two or more.
            seed: of the random choice; the same gives the same.

        Returns:
            Record ids.

        Raises:
            NotAllowedError: not a supervisor. InvalidError: share or reviewers make no sense.
        """
        supervisor(user)
        chosen = sorted(set(reviewers))
        if not 0 < share <= 1 or len(chosen) < 2:
            raise InvalidError("Per la doppia lettura indicare una quota fra 0 e 100% e almeno due revisori.")
        with self._database.write() as session:
            if not all(user_row(session, each).active for each in chosen):
                raise InvalidError("Un revisore indicato non è più attivo: sceglierne un altro.")
            free = unread_single(session, user, filters or Filters())
            dice = random.Random(seed)
            picked = dice.sample(free, round(share * len(free)))
            couples = list(combinations(chosen, 2))
            dice.shuffle(couples)
            split = [r for n, r in enumerate(picked) if _split(session, user, r, couples[n % len(couples)])]
            return tuple(relazione.record_id for relazione in split)

    def rows(self, user: User) -> tuple[DoubleRow, ...]:
        """All relazioni in double review: to a supervisor all, to a reviewer their own.

        Until both have closed, neither of the two learns who the other is and how far.
        """
        with self._database.read() as session:
            names = {row.id: row.full_name for row in session.scalars(select(UserRow))}
            relazioni = {row.id: row for row in session.scalars(select(RelazioneRow).where(RelazioneRow.double))}
            rows = []
            for relazione_id, pair in pairs(session).items():
                a, b = (pair.reviews[side] for side in SIDES)
                if not user.supervises and user.id not in (a.assignee_id, b.assignee_id):
                    continue
                differences = pair.differences if pair.both_closed else {}
                own = None if pair.both_closed else own_side(dict(pair.reviews), user)
                shown = tuple(review if own is None or review is own else None for review in (a, b))
                rows.append(
                    DoubleRow(
                        record_id=relazioni[relazione_id].record_id,
                        comune=relazioni[relazione_id].comune,
                        year=relazioni[relazione_id].year,
                        reviewers=tuple(names[review.assignee_id or 0] if review else None for review in shown),
                        statuses=tuple(Work(review.status) if review else None for review in shown),
                        differences=len(differences) if pair.both_closed else None,
                        settled=sum(pair.settled(key) is not None for key in differences),
                    )
                )
            return tuple(rows)

    def agreement(self, user: User) -> tuple[Agreement, ...]:
        """Cohen's kappa by flag code over the flags that both reviewers of a pair decided, both having closed."""
        with self._database.read() as session:
            codes = {row.id: row.code for row in session.execute(select(FlagRow.id, FlagRow.code))}
            return agreement.by_code(
                (codes[int(key)], a.label, b.label)
                for pair in pairs(session).values()
                if pair.both_closed
                for (kind, key), (a, b) in pair.sides.items()
                if kind == "flag" and a is not None and b is not None
            )

    def differences(self, user: User, record_id: str) -> tuple[Difference, ...]:
        """Where the two do not agree, settled ones too.

        Raises:
            NotFoundError: no such relazione, or not in double review. NotAllowedError: not both have closed, or the user is
                neither one of the two nor a supervisor.
        """
        with self._database.read() as session:
            at, pair = _concluded(session, user, record_id)
            proposals: dict[Key, dict[str, str]] = {}
            for row in session.scalars(select(ProposalRow).where(ProposalRow.relazione_id == at.relazione.id)):
                name = user_row(session, row.user_id).full_name
                proposals.setdefault((row.kind, row.key), {})[name] = "first" if row.side == 1 else "second"
            result = []
            for key, (a, b) in pair.differences.items():
                chosen = pair.settled(key)
                kind: Any = key[0]
                result.append(
                    Difference(
                        kind=kind,
                        key=key[1],
                        label=_label(session, key),
                        first=mark_record(a) if a else None,
                        second=mark_record(b) if b else None,
                        proposals=proposals.get(key, {}),
                        settled=mark_record(chosen) if chosen else None,
                        closed=chosen is not None,
                    )
                )
            return tuple(result)

    def settle(self, user: User, record_id: str, kind: MarkKind, key: str, side: Side) -> bool:
        """Settle a difference by one side's mark: a supervisor at once, the two by proposing the same.

        Returns:
            Whether it is settled now.

        Raises:
            NotFoundError: no such difference. InvalidError: it is settled already. NotAllowedError: as ``differences``.
        """
        with self._database.write() as session:
            at, pair = _concluded(session, user, record_id, lock=True)
            sides = pair.differences.get((kind, key))
            if sides is None:
                raise NotFoundError("La differenza non c'è più: ricaricare la pagina.")
            if pair.settled((kind, key)) is not None:
                raise InvalidError("La differenza è già composta: per cambiarla, aprire la relazione.")
            number = _NUMBERS[side]
            if not user.supervises and not _propose(session, at, (kind, key), number):
                return False
            chosen = sides[number - 1]
            body = chosen.body if chosen else NOTHING
            flag_id = next((row.flag_id for row in sides if row is not None), None)
            put(session, at, kind, key, body, expected=None, action="settle", flag_id=flag_id)
            close_settled(session, at)
            return True


def _split(session: Session, user: User, relazione: RelazioneRow, pair: tuple[int, int]) -> bool:
    """Make the two sides, unless somebody began to read in the meantime, or had begun before it was set back to unread."""
    reviews = reviews_of(session, relazione, lock=True)
    begun = select(MarkRow.id).where(MarkRow.review_id == reviews[MAIN].id, MarkRow.body.is_not(None)).limit(1)
    if len(reviews) > 1 or reviews[MAIN].status != Work.UNREAD or session.scalar(begun):
        return False
    relazione.double = True
    session.add_all(
        ReviewRow(relazione_id=relazione.id, side=side, assignee_id=reviewer, status=Work.UNREAD)
        for side, reviewer in zip(SIDES, pair, strict=True)
    )
    names = " e ".join(user_row(session, each).full_name for each in pair)
    record(session, user, "double", relazione=relazione, kind="assignee", key="", after={"what": f"a {names}"})
    return True


def _concluded(session: Session, user: User, record_id: str, *, lock: bool = False) -> tuple[Access, Pair]:
    """The main review of a double review that both have closed."""
    at = access(session, user, record_id, lock=lock)
    reviews = reviews_of(session, at.relazione)
    if len(reviews) == 1:
        raise NotFoundError("La relazione non è in doppia lettura.")
    if is_blind(reviews):
        raise NotAllowedError("Le differenze si vedono quando i due revisori hanno chiuso entrambi la relazione.")
    if not user.supervises and own_side(reviews, user) is None:
        raise NotAllowedError(SETTLING)
    return at, pairs(session, [at.relazione])[at.relazione.id]


def _propose(session: Session, at: Access, key: Key, number: int) -> bool:
    """Note a reviewer's proposal; whether the other's is the same."""
    mine = (ProposalRow.relazione_id == at.relazione.id, ProposalRow.kind == key[0], ProposalRow.key == key[1])
    session.execute(delete(ProposalRow).where(*mine, ProposalRow.user_id == at.user.id))
    session.add(ProposalRow(relazione_id=at.relazione.id, kind=key[0], key=key[1], user_id=at.user.id, side=number))
    session.flush()
    label = _label(session, key)
    record(
        session, at.user, "propose", relazione=at.relazione, review=at.review, kind=key[0], key=key[1],
        after={"what": label, "side": number},
    )  # fmt: skip
    alike = select(func.count()).select_from(ProposalRow).where(*mine, ProposalRow.side == number)
    return session.scalar(alike) == len(SIDES)


def _label(session: Session, key: Key) -> str:
    kind, name = key
    if kind != "flag":
        return what(kind, name)
    flag = session.get_one(FlagRow, int(name))
    return f"{flag.code} {flag.subject}: {flag.body['message']}"
