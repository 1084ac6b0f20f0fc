"""X401."""

from __future__ import annotations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian
from r40.checks.cross.amounts_told import Claim, claims
from r40.checks.quantities import Quantity, far_off, quantities

_HEDGES = {"exact": "", "about": "circa ", "above": "oltre ", "below": "meno di "}


class AmountContradicted(Rule):
    """An amount that the narrative gives for the additional resources contradicts the form's (R08).

    Why it matters: it is the sum that the comune must account for; text and form cannot both be right.

    Fires: "Le risorse aggiuntive assegnate al Comune nel 2021, pari a 3.500,00 euro, sono state trasferite al Consorzio",
    with R08 at 2,128.86; "per gli obiettivi di servizio ci sono stati assegnati 3.500 euro"; "oltre 6.000 euro", which is
    more than twice as much.

    Does not fire: the same sum, or one rounded as it is written ("21 mila euro" for 21,340.18); "circa", "oltre", "meno
    di" unless far off in the direction that they rule out; a part ("una quota delle risorse aggiuntive") no larger than the whole;
    another year or several; resources of the ambito, of the region or of the comune's own; a project's cost; what was
    asked for or expected. A figure that Quadro 3 carries (R09, R13-R15) is explained by it, and a text that gives R08
    somewhere speaks of something else elsewhere.
    The factors are r40's own choice: 2 for "circa", 1.5 for "oltre" and "non più di", which rule out all on one side.
    """

    code = "X401"

    def evaluate(self, context: Context) -> Verdict:
        if not context.narrative:
            return NOT_APPLICABLE
        field = context.code_for("additional_resources")
        due = context.value("additional_resources")
        if field is None or due is None:
            return NOT_EVALUABLE
        told = [claim for claim in claims(context) if claim.share == "whole" or _exceeds(claim.quantity, due)]
        fields, rows = context.relazione.fields, context.layout.rows
        others = [v for c, row in fields.items() if c in rows and rows[c].quadro == 3 for v in row.values() if v]
        wrong = [
            claim
            for claim in told
            if _contradicts(claim.quantity, due) and not any(_is(claim.quantity, value) for value in others)
        ]
        if not wrong or len(wrong) < len(told) or _gives(context.narrative, due):
            return []  # where one figure is right, the other one is a part or another year's
        claim = wrong[0]
        return [
            self.flag(
                context,
                f"La relazione indica {_said(claim)}, ma {field} riporta {italian(due, 2)}.",
                subject=field,
                evidence=[context.span(claim.start, claim.end)],
                narrative=claim.quantity.value,
                form=due,
            )
        ]


def _said(claim: Claim) -> str:
    amount = f"{_HEDGES[claim.quantity.bound]}{italian(claim.quantity.value, 2)} euro"
    return (
        f"{amount} di risorse aggiuntive"
        if claim.share == "whole"
        else f"una parte delle risorse aggiuntive di {amount}"
    )


def _exceeds(quantity: Quantity, value: float) -> bool:
    """Whether a part of that much is larger than the whole."""
    return quantity.bound != "below" and quantity.value > value and _contradicts(quantity, value)


def _contradicts(quantity: Quantity, value: float) -> bool:
    """Whether the figure cannot be meant for ``value``; a hedged one only where far off."""
    if quantity.bound == "exact":
        return quantity.differs(value)
    return far_off(quantity.value, quantity.bound, value)


def _is(quantity: Quantity, value: float) -> bool:
    """Whether the figure is this other one of the form."""
    return not quantity.differs(value) and (quantity.bound == "exact" or abs(quantity.value - value) <= value / 10)


def _gives(narrative: str, due: float) -> bool:
    """Whether the text writes R08 to the euro somewhere."""
    return any(q.step < 1000 and q.value >= 100 and abs(q.value - due) <= 1 for q in quantities(narrative))
