"""N206."""

from __future__ import annotations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian


class ObjectivesUnderspent(Rule):
    """The spending accounted for (R15) is below the resources to account for (R09).

    Why it matters: what is not accounted for may have to be given back.

    Fires: 2,128.86 to account for, 1,064.43 accounted for.

    Does not fire: as much or more; a difference under one euro; a form without Quadro 3 (not applicable); one of the two
    left blank (not evaluable).
    """

    code = "N206"

    def evaluate(self, context: Context) -> Verdict:
        if not context.has_quadro3:
            return NOT_APPLICABLE
        due = context.value("to_account")
        spent = context.value("objectives_total", "spending")
        if due is None or spent is None:
            return NOT_EVALUABLE
        if spent >= due - context.thresholds.N206.euro:
            return []
        total = context.code_for("objectives_total") or "-"
        return [
            self.flag(
                context,
                f"Rendicontati {italian(spent, 2)} euro ({total}) su {italian(due, 2)} da rendicontare "
                f"({context.code_for('to_account')}): ne mancano {italian(due - spent, 2)}.",
                subject=total,
                spent=spent,
                due=due,
            )
        ]
