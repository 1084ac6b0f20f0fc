"""N204."""

from __future__ import annotations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian


class ExtraUsersMismatch(Rule):
    """The additional users claimed (R13) exceed the users served less those of the baseline year.

    Why it matters: users that were not gained are accounted for as an objective reached.

    Fires: 139 users at the baseline, 164 served, 65 additional users claimed.

    Does not fire: 25 claimed, or fewer; a form without Quadro 3 (not applicable); a total left blank (not evaluable).
    Where a total is not the sum of its rows (N201), the reading that favours the comune counts.
    """

    code = "N204"

    def evaluate(self, context: Context) -> Verdict:
        if not context.has_quadro3:
            return NOT_APPLICABLE
        base = context.value("total_users", "users_base")
        users = context.value("total_users", "users")
        code = context.code_for("extra_users")
        if code is None or base is None or users is None:
            return NOT_EVALUABLE
        claimed = context.relazione.value(code, "users")
        if not claimed:
            return []
        gained = users - base
        rows = context.user_rows.values()
        summed = sum((row.get("users") or 0) - (row.get("users_base") or 0) for row in rows)
        if context.figures_complete and rows:
            gained = max(gained, summed)
        if claimed <= gained + 0.5:
            return []
        return [
            self.flag(
                context,
                f"{code} dichiara {italian(claimed)} utenti aggiuntivi, ma gli utenti sono passati da {italian(base)} a "
                f"{italian(users)} (differenza {italian(users - base)}).",
                subject=code,
                claimed=claimed,
                base=base,
                users=users,
                difference=gained,
            )
        ]
