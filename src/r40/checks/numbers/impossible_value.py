"""N210."""

from __future__ import annotations

from r40.checks.base import NOT_EVALUABLE, Context, Rule, Verdict, italian
from r40.records import Flag, Severity

BASE_YEAR_SLACK = 1.1  # inhabitants are those of the reporting year; a comune may have had a tenth more before
_USERS = {"users_base": BASE_YEAR_SLACK, "users": 1.0, "unmet": 1.0}


class ImpossibleValue(Rule):
    """A figure is negative, or the users of a row are more than the inhabitants.

    Why it matters: such a figure is a slip of the pen, and totals and levels inherit it.

    Fires: -3 users; 3,100 elderly users in a comune of 3,062 inhabitants; 0 inhabitants.

    Does not fire: users equal to the inhabitants; blanks. A total above the inhabitants is a ``warning`` and not an error,
    because a person served in several rows counts in each of them. Users of the baseline year may exceed the inhabitants
    of the reporting year by a tenth, because a comune may have shrunk.
    """

    code = "N210"

    def evaluate(self, context: Context) -> Verdict:
        fields = context.relazione.fields
        if not fields:
            return NOT_EVALUABLE
        flags = [
            self.flag(
                context, f"{code}: il valore {italian(value)} è negativo.", subject=code, column=column, value=value
            )
            for code, row in fields.items()
            for column, value in row.items()
            if value is not None and value < 0
        ]
        return [*flags, *self._above(context)]

    def _above(self, context: Context) -> list[Flag]:
        inhabitants = context.value("inhabitants")
        if inhabitants is None or inhabitants < 0:
            return []
        if inhabitants == 0:
            code = context.code_for("inhabitants") or "-"
            return [
                self.flag(
                    context, f"{code}: il comune risulta avere 0 abitanti.", subject=code, column="value", value=0.0
                )
            ]
        total = context.code_for("total_users")
        rows = dict(context.user_rows)
        flags = self._rows_above(context, rows, inhabitants, None)
        if not flags and total:
            flags = self._rows_above(context, {total: context.relazione.fields[total]}, inhabitants, Severity.WARNING)
        return flags

    def _rows_above(
        self, context: Context, rows: dict[str, dict[str, float | None]], inhabitants: float, severity: Severity | None
    ) -> list[Flag]:
        return [
            self.flag(
                context,
                f"{code}: {italian(users)} utenti, ma gli abitanti sono {italian(inhabitants)}"
                + (": verificare se le stesse persone sono contate in più righe." if severity else "."),
                subject=code,
                severity=severity,
                column=column,
                value=users,
                inhabitants=inhabitants,
            )
            for code, row in rows.items()
            for column, slack in _USERS.items()
            if (users := row.get(column)) is not None and users > slack * inhabitants
        ]
