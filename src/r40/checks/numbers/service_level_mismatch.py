"""N202."""

from __future__ import annotations

from r40.checks.base import NOT_EVALUABLE, Context, Rule, Verdict, italian

TOLERANCE = 0.0101  # percentage points: forms of 2021 print two decimals, rounded or cut


class ServiceLevelMismatch(Rule):
    """The service level differs from users / inhabitants × 100 by more than rounding.

    Why it matters: the outcome, and with it the block of reasons, rests on this figure.

    Fires: 164 users, 3,062 inhabitants, service level 6.36.

    Does not fire: 5.36 for the same figures (5.3560 rounded); a level that agrees with the sum of the rows while the total
    does not, because then it is the total that is wrong (N201). The tolerance is one unit of the second decimal.
    """

    code = "N202"

    def evaluate(self, context: Context) -> Verdict:
        users = context.value("total_users", "users")
        inhabitants = context.value("inhabitants")
        level = context.value("service_level")
        if users is None or level is None or not inhabitants or inhabitants < 0:
            return NOT_EVALUABLE
        expected = users / inhabitants * 100
        summed = sum(row.get("users") or 0 for row in context.user_rows.values()) / inhabitants * 100
        if abs(expected - level) <= TOLERANCE or (context.figures_complete and abs(summed - level) <= TOLERANCE):
            return []
        code = context.code_for("service_level") or "-"
        return [
            self.flag(
                context,
                f"Livello di servizio: {code} riporta {italian(level)}, ma {italian(users)} utenti su "
                f"{italian(inhabitants)} abitanti fanno {italian(expected, 2)}%.",
                subject=code,
                printed=level,
                expected=round(expected, 6),
                users=users,
                inhabitants=inhabitants,
            )
        ]
