"""N205."""

from __future__ import annotations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian

ROLES = ("objective", "extra_users", "transferred")
_COLUMNS = {"spending": ("Spesa", 1.0), "users": ("Utenti", 0.5)}  # label, tolerance: under a euro is rounding


class ObjectivesTotalMismatch(Rule):
    """The total of Quadro 3 (R15) differs from the sum of its lines, in spending or in users.

    Why it matters: whether the comune accounted for its resources rests on this total.

    Fires: lines of 26,800.00 and 2,128.86, a total of 29,928.86.

    Does not fire: 28,928.86; blank lines (they add nothing); differences under one euro; a total left blank (D106); a
    form without Quadro 3 (not applicable). Lines of codes that the layout does not know are added too.
    """

    code = "N205"

    def evaluate(self, context: Context) -> Verdict:
        if not context.has_quadro3:
            return NOT_APPLICABLE
        total = context.code_for("objectives_total")
        lines = [code for role in ROLES for code in context.layout.by_role(role)]
        fields, known = context.relazione.fields, context.layout.rows
        if total is None or not context.figures_complete or any(code not in fields for code in lines):
            return NOT_EVALUABLE
        lines += [code for code, row in fields.items() if code not in known and "spending" in row]
        flags = []
        compared = False
        for column, (label, tolerance) in _COLUMNS.items():
            printed = fields[total].get(column)
            if printed is None:
                continue
            compared = True
            summed = sum(fields[code].get(column) or 0 for code in lines)
            if abs(summed - printed) <= tolerance:
                continue
            flags.append(
                self.flag(
                    context,
                    f"{label} del Quadro 3: {total} riporta {italian(printed)}, ma la somma delle righe è "
                    f"{italian(summed)} (differenza {italian(printed - summed)}).",
                    subject=total,
                    column=column,
                    total=printed,
                    sum=round(summed, 2),
                )
            )
        return flags if compared else NOT_EVALUABLE
