"""A relazione of the bench: a form, what was planted in it, and what must not be held against a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from r40.records import Relazione
from tests.bench_checks.bases import Base, names
from tests.forms.model import Form

Kind = Literal["clean", "near", "planted"]


@dataclass(frozen=True)
class Case:
    """One relazione. ``rule`` is that of the planted fault, or the one that a near miss is near to."""

    id: str
    kind: Kind
    base: Base
    form: Form
    rule: str | None = None
    subject: str | None = None
    also: frozenset[str] = frozenset()  # rules that rightly fire too, as a consequence
    held_out: bool = False  # written by somebody who had not seen the rules, which were not changed for it
    phrased: bool = False  # by a phrasing written by hand
    rewritten: bool = False  # the narrative is no longer the one that was annotated
    alone: bool = False  # judged in a batch of its own: the clean relazioni of other narratives, and these
    beside: tuple[Form, ...] = ()

    @property
    def split(self) -> str:
        return self.base.split

    def relazione(self) -> Relazione:
        """What a reader gets from the form."""
        return record(self.form, self.id)


def record(form: Form, source: str) -> Relazione:
    """What a reader gets from a form."""
    expected: Mapping[str, Any] = form.expected()
    return Relazione.model_validate({"source": source, "sha256": "", "status": "ok", **expected})


def told(form: Form, text: str, place: str, turn: int) -> Form:
    """The form with a text set into its narrative: at its ``start``, at its ``end``, or after the sentence whose turn it is."""
    narrative = form.narrative
    if place == "start":
        return replace(form, narrative=f"{text}\n{narrative}")
    if place == "end":
        return replace(form, narrative=f"{narrative}\n{text}")
    lines = narrative.split("\n")
    ended = [i for i, line in enumerate(lines[:-1], start=1) if line.endswith(".")]
    if ended:
        at = ended[turn % len(ended)]
        return replace(form, narrative="\n".join([*lines[:at], text, *lines[at:]]))
    stops = [i + 2 for i in range(len(narrative) - 2) if narrative[i : i + 2] == ". " and narrative[i + 2].isupper()]
    if not stops:
        return told(form, text, "end", turn)
    at = stops[turn % len(stops)]
    return replace(form, narrative=f"{narrative[:at]}{text} {narrative[at:]}")


def names_itself(base: Base) -> bool:
    """Whether the narrative names its comune."""
    return names(base.form.narrative, base.form.comune)
