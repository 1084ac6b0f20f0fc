"""L302."""

from __future__ import annotations

from r40.checks.base import NOT_EVALUABLE, Context, Rule, Verdict
from r40.checks.link.wording import reason_flag


class ReasonUnticked(Rule):
    """A reason is ticked NO and the narrative argues it.

    Why it matters: the comune may have forgotten a tick, and the yearly statistics of reasons would miss it.

    Fires: R17 (qualified staff) ticked NO, "tutti gli operatori hanno seguito una formazione specialistica con supervisione".

    Does not fire: a reason left blank; a partner named in passing. "Altro" ticked NO beside a cause of its own is ``info``: the
    comune need not think it one that counts. When the model is not sure, the flag is ``info`` and
    says "da verificare".
    """

    code = "L302"

    def evaluate(self, context: Context) -> Verdict:
        if not context.reasons:
            return NOT_EVALUABLE
        flags = []
        for code, link in context.reasons.items():
            if link.ticked is not False or link.stance != "supported":
                continue
            other = context.codebook.reasons.concept_of(code) == "altro"
            claim = "NO, ma la relazione indica anche un'altra causa" if other else "NO, ma la relazione la sostiene"
            flags.append(reason_flag(self, context, code, claim, link.score, mild=other))
        return flags
