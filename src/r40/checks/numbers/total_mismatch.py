"""N201."""

from __future__ import annotations

from r40.checks.base import NOT_EVALUABLE, Context, Rule, Verdict, italian

_COLUMNS = {"users_base": "anno base", "users": "anno della relazione", "unmet": "bisogni inevasi"}


class TotalMismatch(Rule):
    """The total of users differs from the sum of its rows, in some column.

    Why it matters: the service level rests on the total.

    Fires: rows that add up to 161 and a total of 164.

    Does not fire: blank rows (they add nothing); a total left blank (that is D106); a document of which rows were not
    found (not evaluable). Rows of codes that the layout does not know are added too, so that a new row is no error.
    """

    code = "N201"

    def evaluate(self, context: Context) -> Verdict:
        total = context.code_for("total_users")
        if total is None or not context.figures_complete:
            return NOT_EVALUABLE
        fields, rows = context.relazione.fields, context.layout.rows
        parts = [c for c, row in fields.items() if "users_base" in row and (c not in rows or rows[c].group)]
        flags = []
        compared = False
        for column, label in _COLUMNS.items():
            printed = fields[total].get(column)
            if printed is None:
                continue
            compared = True
            summed = sum(fields[c].get(column) or 0 for c in parts)
            if abs(summed - printed) > 0.5:
                flags.append(
                    self.flag(
                        context,
                        f"Totale utenti ({label}): {total} riporta {italian(printed)}, "
                        f"ma la somma delle righe è {italian(summed)} (differenza {italian(printed - summed)}).",
                        subject=total,
                        column=column,
                        total=printed,
                        sum=summed,
                    )
                )
        return flags if compared else NOT_EVALUABLE
