"""D102."""

from __future__ import annotations

from r40.checks.base import NOT_EVALUABLE, Context, Rule, Verdict, italian

LONGEST = 6000  # characters; printed on the form: "massimo 6.000 caratteri"


class NarrativeTooLong(Rule):
    """The narrative is over the form's 6,000 characters.

    Why it matters: the portal takes no more; the text comes from elsewhere, or was read together with something that is
    no part of it.

    Fires: a narrative of 6,001 characters.

    Does not fire: exactly 6,000. Blank lines and double blanks do not count, because cleaning drops them; so a text that
    the portal accepted is never over. The limit is the one that the form prints.
    """

    code = "D102"

    def evaluate(self, context: Context) -> Verdict:
        if context.relazione.has_problem("no_narrative"):
            return NOT_EVALUABLE
        length = len(context.narrative)
        if length <= LONGEST:
            return []
        return [
            self.flag(
                context,
                f"La relazione in formato libero ha {italian(length)} caratteri: il modulo ne ammette "
                f"{italian(LONGEST)}. Verificare che il testo sia tutto della relazione.",
                evidence=[context.span(LONGEST, length)],
                characters=length,
                limit=LONGEST,
            )
        ]
