"""D105."""

from __future__ import annotations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict
from r40.checks.batch import SHORTEST


class NarrativeShared(Rule):
    """The narrative is nearly the same as another comune's.

    Why it matters: a text that a consorzio writes for all its comuni is normal, one copied from elsewhere is not; in
    both cases it says little of this comune.

    Fires: two comuni whose narratives differ in names and figures only.

    Does not fire: shared phrases, or a shared introduction with a part of each comune's own; narratives under 400
    characters; the same comune in another year; the form's own sentences. Copy means that 80% of the words are the same
    in the same order, names of the comune and figures aside (r40.checks.batch.SHARED). Without a batch there is nothing
    to compare with (not evaluable).
    """

    code = "D105"

    def evaluate(self, context: Context) -> Verdict:
        if len(context.narrative) < SHORTEST:
            return NOT_APPLICABLE
        if context.batch is None:
            return NOT_EVALUABLE
        shared = context.batch.shared.get(context.relazione.source, ())
        if not shared:
            return []
        first = shared[0]
        others = ", ".join(dict.fromkeys(s.comune or s.source for s in shared[:5]))
        more = f" e altri {len(shared) - 5}" if len(shared) > 5 else ""
        body = (
            f" Entrambe nominano «{first.body}»: può essere il testo comune dell'ente gestore."
            if first.body
            else " Le due relazioni non nominano uno stesso consorzio o ambito."
        )
        return [
            self.flag(
                context,
                f"La relazione è quasi uguale a quella di {others}{more}: il {first.share:.0%} delle parole coincide.{body}",
                evidence=[context.span(first.start, first.end)],
                comuni=[s.comune for s in shared],
                sources=[s.source for s in shared],
                shares=[s.share for s in shared],
                body=first.body,
            )
        ]
