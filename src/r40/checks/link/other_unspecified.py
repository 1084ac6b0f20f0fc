"""L304."""

from __future__ import annotations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict
from r40.checks.link.wording import reason_flag


class OtherUnspecified(Rule):
    """ "Altro" is ticked SI and the narrative states no other cause.

    Why it matters: the form asks to specify it in the narrative; without that the tick says nothing.

    Fires: R22 ticked SI, a narrative that only lists activities.

    Does not fire: "la crisi della fabbrica ha raddoppiato le domande": a cause that no other reason of the block names.
    When the model is not sure that there is none, the flag is ``info`` and says "da verificare".
    """

    code = "L304"

    def evaluate(self, context: Context) -> Verdict:
        others = [c for c in context.relazione.ticks if context.codebook.reasons.concept_of(c) == "altro"]
        if not others:
            return NOT_APPLICABLE
        if not context.reasons:
            return NOT_EVALUABLE
        flags = []
        for code in others:
            link = context.reasons.get(code)
            if link is None or not link.ticked or link.stance == "supported":
                continue
            flags.append(
                reason_flag(
                    self,
                    context,
                    code,
                    "SI, ma nella relazione non c'è nessun'altra causa",
                    1 - link.score,
                    sure=context.thresholds.L.sure_other,
                    absence=True,
                )
            )
        return flags
