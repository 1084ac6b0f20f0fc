"""N203."""

from __future__ import annotations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian
from r40.codebook.schema import FormLayout

TWO_DECIMALS = 0.0101  # hours: one unit of the second decimal, rounded or cut
COARSEST = 0.1  # share of the mean that a mean printed with fewer decimals may be off


class MeanHoursMismatch(Rule):
    """The mean hours of a row differ from its hours / users by more than rounding.

    Why it matters: one of the three figures is wrong, and hours are what services cost.

    Fires: 512 users, 17,125 hours, a mean of 66.89.

    Does not fire: 33.44726562, 33.45 or 33.4 for the same figures; a row with no users or no hours (that is N208), or with
    one of the three left blank. The portal prints eight decimals; a mean with fewer may be off by one unit of the second
    decimal, or by half a unit of its last one if it has one or none, but never by more than a tenth.
    """

    code = "N203"

    def applies(self, layout: FormLayout) -> bool:
        return "mean_hours" in layout.columns

    def evaluate(self, context: Context) -> Verdict:
        if not self.applies(context.layout):
            return NOT_APPLICABLE
        flags = []
        compared = False
        for code, row in context.user_rows.items():
            users, hours, mean = row.get("users"), row.get("hours"), row.get("mean_hours")
            if not users or users < 0 or hours is None or hours < 0 or mean is None:
                continue
            compared = True
            expected = hours / users
            difference = abs(expected - mean)
            if difference <= TWO_DECIMALS or (difference <= _half_unit(mean) and difference <= COARSEST * expected):
                continue
            flags.append(
                self.flag(
                    context,
                    f"{code}: la media è di {italian(mean, 2)} ore, ma {italian(hours)} ore per {italian(users)} utenti "
                    f"fanno {italian(expected, 2)}.",
                    subject=code,
                    printed=mean,
                    expected=round(expected, 6),
                    users=users,
                    hours=hours,
                )
            )
        return flags if compared else NOT_EVALUABLE


def _half_unit(value: float) -> float:
    """Half a unit of the last decimal that a figure has."""
    decimals = len(repr(value).partition(".")[2]) if value != int(value) else 0
    return 0.5 * 10.0**-decimals + 1e-9
