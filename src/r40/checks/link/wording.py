"""What the link rules share: the name of a reason, and a flag that says how sure it is."""

from __future__ import annotations

from r40.checks.base import Context, Rule
from r40.records import Flag, Severity


def label(context: Context, code: str) -> str:
    """Short Italian name of a reason; the wording of the form for one that the codebook does not know."""
    concept = context.codebook.reasons.concept_of(code)
    if concept:
        return context.codebook.reasons.concepts[concept].label
    wording = context.relazione.wording.get(code) or "motivazione senza testo"
    return shortened(wording)


def shortened(wording: str) -> str:
    """A wording as messages give it."""
    return wording if len(wording) <= 80 else wording[:77] + "…"


def reason_flag(
    rule: Rule,
    context: Context,
    code: str,
    claim: str,
    certainty: float,
    *,
    sure: float | None = None,
    absence: bool = False,
    mild: bool = False,
) -> Flag:
    """A flag on a reason; below the threshold (``sure``, that of all links if None) it is a note that says "da verificare".

    A reason that the codebook does not know is linked by its wording alone, which is never sure. What is absent has no
    evidence; the passages nearest to it are shown where r40 is in doubt. A ``mild`` one is a note however sure it is.
    """
    known = context.codebook.reasons.concept_of(code) is not None
    stated = known and certainty >= (context.thresholds.L.sure if sure is None else sure)
    return rule.flag(
        context,
        f"{code} ({label(context, code)}) è barrata {claim}"
        + ("." if stated else ": da verificare, il testo è incerto."),
        subject=code,
        severity=None if stated and not mild else Severity.INFO,
        evidence=() if absence and stated else context.reasons[code].evidence,
        certainty=round(certainty, 3),
    )
