"""D101."""

from __future__ import annotations

from r40.checks.base import NOT_EVALUABLE, Context, Rule, Verdict


class NarrativeMissing(Rule):
    """The narrative is empty or under 200 characters.

    Why it matters: without a narrative the ticked reasons cannot be understood.

    Fires: "Si conferma quanto indicato nei quadri precedenti."

    Does not fire: a narrative of 200 characters or more, whatever it says; a document in which field R40 was not found,
    because then nothing is known of it (not evaluable).
    """

    code = "D101"

    def evaluate(self, context: Context) -> Verdict:
        if context.relazione.has_problem("no_narrative"):
            return NOT_EVALUABLE
        length, shortest = len(context.narrative), context.thresholds.D101.characters
        if length >= shortest:
            return []
        if length == 0:
            message = "Il campo R40 è vuoto: manca la relazione in formato libero."
        else:
            message = (
                f"La relazione in formato libero ha solo {length} caratteri (meno di {shortest}): "
                "non basta a spiegare le motivazioni barrate."
            )
        evidence = [context.span(0, length)] if length else []
        return [self.flag(context, message, evidence=evidence, characters=length)]
