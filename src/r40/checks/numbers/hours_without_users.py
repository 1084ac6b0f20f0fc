"""N208."""

from __future__ import annotations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian
from r40.codebook.schema import FormLayout
from r40.records import Severity


class HoursWithoutUsers(Rule):
    """A row reports hours with no users; or, as ``info``, users with no hours where the row reports hours.

    Why it matters: hours of assistance are given to somebody; a row with hours alone has lost its users.

    Fires: 640 hours and 0 users (error); 640 hours and users left blank (warning, because blank is not zero); 112 users
    and 0 hours (info).

    Does not fire: users with hours left blank; rows that report no hours (contributi economici, multiutenza); the form of
    2021, which has no hours (not applicable).
    """

    code = "N208"

    def applies(self, layout: FormLayout) -> bool:
        return "hours" in layout.columns

    def evaluate(self, context: Context) -> Verdict:
        if not self.applies(context.layout):
            return NOT_APPLICABLE
        rows = {code: row for code, row in context.user_rows.items() if row.get("hours") is not None}
        if not rows:
            return NOT_EVALUABLE
        flags = []
        for code, row in rows.items():
            users, hours = row.get("users"), row["hours"] or 0.0
            if hours > 0 and not users:
                blank = users is None
                if blank and not context.figures_complete:
                    continue
                who = "gli utenti sono in bianco" if blank else "0 utenti"
                flags.append(
                    self.flag(
                        context,
                        f"{code}: {italian(hours)} ore di assistenza, ma {who}.",
                        subject=code,
                        severity=Severity.WARNING if blank else None,
                        users=users,
                        hours=hours,
                    )
                )
            elif hours == 0 and users and users > 0 and code in context.layout.rows and context.layout.rows[code].hours:
                flags.append(
                    self.flag(
                        context,
                        f"{code}: {italian(users)} utenti, ma 0 ore di assistenza. Da verificare.",
                        subject=code,
                        severity=Severity.INFO,
                        users=users,
                        hours=hours,
                    )
                )
        return flags
