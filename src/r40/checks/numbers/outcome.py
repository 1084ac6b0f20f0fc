"""The outcome that the figures of the form call for."""

from __future__ import annotations

from typing import Literal

from r40.checks.base import Context

Side = Literal["below", "not_below", "either"]

LEVEL_TOLERANCE = 0.0101  # percentage points: forms of 2021 print two decimals
MONEY_TOLERANCE = 1.0  # euro


def service_sides(context: Context) -> frozenset[str]:
    """Sides of the reference that the service level may be on: as printed, and as users / inhabitants give it.

    Empty when the figures are missing; both sides when they are equal but for rounding or disagree with each other.
    """
    level, reference = context.value("service_level"), context.value("reference_level")
    if level is None or reference is None:
        return frozenset()
    levels = [level]
    users, inhabitants = context.value("total_users", "users"), context.value("inhabitants")
    if users is not None and inhabitants and inhabitants > 0:
        levels.append(users / inhabitants * 100)
    return frozenset(side for each in levels for side in _sides(each, reference, LEVEL_TOLERANCE))


def spending_side(context: Context) -> Side | None:
    """Side of the need that historic spending is on.

    ``either`` when the years printed disagree with each other or a figure equals the need; None when one is missing.
    """
    need = context.value("need")
    years = context.per_year("historic_spending")
    if need is None or not years or any(value is None for value in years.values()):
        return None
    found = {side for value in years.values() for side in _sides(value or 0.0, need, MONEY_TOLERANCE)}
    if len(found) > 1:
        return "either"
    return "below" if found == {"below"} else "not_below"


def _sides(value: float, reference: float, tolerance: float) -> set[str]:
    if abs(value - reference) <= tolerance:
        return {"below", "not_below"}
    return {"below"} if value < reference else {"not_below"}
