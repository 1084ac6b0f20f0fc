"""L301."""

from __future__ import annotations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict
from r40.checks.link.wording import reason_flag


class ReasonUnsupported(Rule):
    """A reason is ticked SI and the narrative does not argue it.

    Why it matters: the comune claims a cause and does not explain it; a reviewer should ask.

    Fires: R20 (digital services) ticked SI, no word of platforms, electronic files or online access.

    Does not fire: a sentence that supports the reason; "Altro" (that is L304); a narrative that says the opposite (that
    is L303); an empty narrative (D101 says so already: not applicable). When the model is not sure that nothing supports
    the reason, the flag is ``info`` and says "da verificare".
    """

    code = "L301"

    def evaluate(self, context: Context) -> Verdict:
        if not context.reasons:
            return NOT_EVALUABLE
        if len(context.narrative) == 0:
            return NOT_APPLICABLE
        flags = []
        for code, link in context.reasons.items():
            if not link.ticked or link.stance != "absent" or context.codebook.reasons.concept_of(code) == "altro":
                continue
            flags.append(
                reason_flag(
                    self,
                    context,
                    code,
                    "SI, ma nella relazione non se ne parla",
                    1 - link.score,
                    sure=context.thresholds.L.sure_unsupported,
                    absence=True,
                )
            )
        return flags
