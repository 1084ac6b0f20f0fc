"""N209."""

from __future__ import annotations

from r40.checks.base import NOT_EVALUABLE, Context, Rule, Verdict, italian


class ImplausibleChange(Rule):
    """The users of a row changed by a factor of 3 or more between the two years, with 50 users or more in one of them.

    Why it matters: such a jump is seldom real; more often users were counted in another way or in another row.

    Fires: 30 users in 2019 and 120 in 2023; 90 users and then 0.

    Does not fire: 9 and then 2 (too few); 40 and then 119 (less than three times); a year left blank, which is not zero;
    totals. Factor and number of users are those of the codebook.
    """

    code = "N209"

    def evaluate(self, context: Context) -> Verdict:
        flags, limits = [], context.thresholds.N209
        compared = False
        for code, row in context.user_rows.items():
            base, users = row.get("users_base"), row.get("users")
            if base is None or users is None or base < 0 or users < 0:
                continue
            compared = True
            low, high = sorted((base, users))
            if high < limits.users or high < limits.factor * low:
                continue
            change = f"{italian(high / low, 1)} volte" if low else "da zero" if base == 0 else "a zero"
            known = context.layout.rows.get(code)
            label = f" ({known.label})" if known else ""
            flags.append(
                self.flag(
                    context,
                    f"{code}{label}: gli utenti passano da {italian(base)} a {italian(users)} ({change}). "
                    "Chiedere se è cambiato il modo di contarli.",
                    subject=code,
                    users_base=base,
                    users=users,
                )
            )
        return flags if compared else NOT_EVALUABLE
