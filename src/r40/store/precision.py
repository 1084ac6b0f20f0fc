"""How often a rule is right, as reviewers found, and what that makes of a relazione's place in the queue."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from r40.checks.measured import measured_precision
from r40.checks.priority import DEFAULT_PRECISION, UNKNOWN_PRECISION
from r40.store.access import MAIN
from r40.store.records import Verdict
from r40.store.schema import FlagRow, MarkRow, ReviewRow

# Decisions that the precision known before weighs as much as: few decisions move it little.
PRIOR = 10.0


def measured(session: Session) -> dict[str, float]:
    """Precision by rule code over the decided flags, present or gone; codes that nobody decided on are left out."""
    counted: dict[str, dict[str, int]] = {}
    rows = session.execute(
        select(FlagRow.code, MarkRow.label, func.count())
        .join(MarkRow, MarkRow.flag_id == FlagRow.id)
        .join(ReviewRow, ReviewRow.id == MarkRow.review_id)
        .where(ReviewRow.side == MAIN, MarkRow.label.in_([Verdict.CONFIRMED, Verdict.DISMISSED]))
        .group_by(FlagRow.code, MarkRow.label)
    )
    for code, verdict, count in rows.all():
        counted.setdefault(code, {})[str(verdict)] = count
    return {
        code: smoothed(code, each.get(Verdict.CONFIRMED, 0), each.get(Verdict.DISMISSED, 0))
        for code, each in sorted(counted.items())
    }


def in_force(session: Session) -> Mapping[str, float]:
    """Precision by rule code for ``r40.checks.priority``: as scoring knows it, where reviewers decided as they found it."""
    return {**measured_precision(), **measured(session)}


def smoothed(code: str, confirmed: int, dismissed: int) -> float:
    """``(confirmed + PRIOR · p) / (confirmed + dismissed + PRIOR)``: the mean of the posterior with a beta prior of mean p.

    ``p`` is the precision that scoring knows: the rule's as measured, or its family's. "Chiedere al comune" counts as neither.
    """
    prior = measured_precision().get(code, DEFAULT_PRECISION.get(code[:1], UNKNOWN_PRECISION))
    return (confirmed + PRIOR * prior) / (confirmed + dismissed + PRIOR)
