"""D105."""

from __future__ import annotations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict
from r40.checks.batch import SHORTEST

NAMED = 5  # comuni that the message names; with hundreds of copies it counts the others


class NarrativeShared(Rule):
    """The narrative is nearly the same as another comune's.

    Why it matters: a text that a consorzio writes for all its comuni is normal, one copied from elsewhere is not; in
    both cases it says little of this comune.

    Fires: two comuni whose narratives differ in names and figures only.

    Does not fire: shared phrases, or a shared introduction with a part of each comune's own; narratives under 400
    characters; the same comune in another year; the form's own sentences. Copy means that 80% of the words stand in
    passages of four words or more that both have, in whatever order, names of the comune and figures aside
    (r40.checks.batch.SHARED). Without a batch there is nothing
    to compare with (not evaluable).
    """

    code = "D105"

    def evaluate(self, context: Context) -> Verdict:
        if len(context.narrative) < SHORTEST:
            return NOT_APPLICABLE
        if context.batch is None:
            return NOT_EVALUABLE
        known = context.batch.shared.get(context.relazione.source, ())
        shared = [text for text in known if text.share >= context.thresholds.D105.share]
        if not shared:
            return []
        first = shared[0]
        names = list(dict.fromkeys(s.comune or s.source for s in shared))
        others = ", ".join(names[:NAMED])
        # Those that are counted and not listed are at least as near as the threshold of the batch, if not as this one.
        number = first.copies if len(shared) == len(known) else len(shared)
        rest = number - len(names[:NAMED])
        more = " e di un'altra relazione" if rest == 1 else f" e di altre {rest} relazioni" if rest > 1 else ""
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
                copies=number,
                comuni=[s.comune for s in shared],
                sources=[s.source for s in shared],
                shares=[s.share for s in shared],
                body=first.body,
            )
        ]
