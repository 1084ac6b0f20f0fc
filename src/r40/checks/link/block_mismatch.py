"""L305."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from r40.checks.base import NOT_EVALUABLE, Context, Rule, Verdict
from r40.checks.numbers.outcome import service_sides, spending_side
from r40.records import Flag

_WORDS = {"below": "inferiore", "not_below": "non inferiore"}


class BlockMismatch(Rule):
    """No reason of the block is ticked SI, or the block is not the one that the outcome calls for.

    Why it matters: the comune explains nothing, or explains a case that is not its own.

    Fires: R16-R22 all NO; spending below need and service not below reference (block R29-R33), but R16-R22 printed.

    Does not fire: one SI is enough; no SI but a reason left blank, which may be a SI that was not read (D106 says so); an
    outcome that is not fully known or that no block belongs to; a printed outcome that the figures contradict while they
    agree with the block, because then it is the outcome that is wrong (N207).
    """

    code = "L305"

    def evaluate(self, context: Context) -> Verdict:
        ticks = context.relazione.ticks
        if not ticks:
            return NOT_EVALUABLE
        block = self._block(context)
        return [*self._nothing(context), *(self._other_block(context, block) if block else [])]

    def _nothing(self, context: Context) -> list[Flag]:
        ticks = context.relazione.ticks
        blank = [code for code, tick in ticks.items() if tick is None]
        if any(ticks.values()) or 0 < len(blank) < len(ticks):
            return []
        what = "è in bianco" if blank else "è barrata NO"
        codes = list(ticks)
        return [
            self.flag(
                context,
                f"Nel Quadro 4 nessuna motivazione è barrata SI: ogni voce da {codes[0]} a {codes[-1]} {what}. "
                "Chiedere la motivazione al comune.",
                ticked=[],
                codes=codes,
            )
        ]

    @staticmethod
    def _block(context: Context) -> str | None:
        """The block that the ticks belong to; None when they belong to none or to several."""
        blocks = context.codebook.reasons.blocks
        found = {name for name, block in blocks.items() for code in context.relazione.ticks if code in block.codes}
        return found.pop() if len(found) == 1 else None

    def _other_block(self, context: Context, printed: str) -> list[Flag]:
        outcome, blocks = context.relazione.outcome, context.codebook.reasons.blocks
        sides = {"spending": outcome.spending, "service": outcome.service}
        called = next((name for name, block in blocks.items() if block.outcome == sides), None)
        if (
            None in sides.values()
            or called is None
            or called == printed
            or _figures_call_for(context, blocks[printed].outcome)
        ):
            return []
        first, last = blocks[printed].codes[0], blocks[printed].codes[-1]
        return [
            self.flag(
                context,
                f"L'esito (spesa {_WORDS[str(outcome.spending)]} al fabbisogno, servizi {_WORDS[str(outcome.service)]} al "
                f"riferimento) richiede il blocco {blocks[called].codes[0]}-{blocks[called].codes[-1]}, ma sono compilate "
                f"le motivazioni {first}-{last}.",
                printed=printed,
                called=called,
            )
        ]


def _figures_call_for(context: Context, outcome: Mapping[Any, str]) -> bool:
    """Whether the figures of the form may give this outcome, whatever the form prints."""
    service, spending = service_sides(context), spending_side(context)
    return outcome["service"] in service and spending in (outcome["spending"], "either")
