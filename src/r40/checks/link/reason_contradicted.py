"""L303."""

from __future__ import annotations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict
from r40.checks.link.wording import reason_flag


class ReasonContradicted(Rule):
    """A reason is ticked SI and the narrative says the opposite.

    Why it matters: tick and text cannot both be true.

    Fires: R18 (more staff) ticked SI, "il concorso è andato deserto e gli assistenti sociali sono scesi da otto a sette".

    Does not fire: a reason that the narrative does not speak of (L301); a reason ticked NO. When the model is not sure,
    the flag is ``info`` and says "da verificare".
    """

    code = "L303"

    def evaluate(self, context: Context) -> Verdict:
        if not context.reasons:
            return NOT_EVALUABLE
        if not context.narrative:
            return NOT_APPLICABLE
        flags = []
        for code, link in context.reasons.items():
            if not link.ticked or link.stance != "contradicted":
                continue
            flags.append(reason_flag(self, context, code, "SI, ma la relazione dice il contrario", 1 - link.score))
        return flags
