"""What the link rules call a reason."""

from __future__ import annotations

from r40.checks.base import Context


def label(context: Context, code: str) -> str:
    """Short Italian name of a reason; the wording of the form for one that the codebook does not know."""
    concept = context.codebook.reasons.concept_of(code)
    if concept:
        return context.codebook.reasons.concepts[concept].label
    wording = context.relazione.wording.get(code) or "motivazione senza testo"
    return wording if len(wording) <= 80 else wording[:77] + "…"
