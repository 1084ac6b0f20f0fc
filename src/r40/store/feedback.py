"""A reviewed relazione as training data. Pure.

Only relazioni that a reviewer closed after touching what the model found teach anything: without a correction or a decision, the
model would learn from its own mistakes. What the reviewer left is taken as it stands, so that a relazione in which something
remained uncertain is left out as a whole.
"""

from __future__ import annotations

from pydantic import ValidationError

from r40.codebook import Codebook
from r40.model.corpus import GoldEvidence, GoldIntervention, Narrative
from r40.model.feedback import Feedback
from r40.store.records import Decision, Desk, DeskReason, Verdict

# Beside a narrative annotated for training, which weighs 1: two readers and their settlement count as much, one reader less.
# Chosen, not measured: `r40 evaluate` says whether they help.
WEIGHT_DOUBLE, WEIGHT_SINGLE = 1.0, 0.7

UNTOUCHED = "nessuna correzione e nessuna decisione sui collegamenti"
UNSURE = "una segnalazione sui collegamenti è respinta senza correggere la motivazione"
LOST = "il passo di una correzione non si ritrova nel testo"
UNUSABLE = "mancano anno, abitanti o motivazioni del modulo, o il testo non è utilizzabile"

_SAYS_NOTHING = "L302"  # dismissed: the narrative does not support the reason after all
_SAYS_SOMETHING = frozenset({"L301", "L303", "L304"})  # dismissed: it does, or not the opposite, but where is not known


def feedback(desk: Desk, model: str | None, codebook: Codebook) -> Feedback | str:
    """Training data of a closed relazione, or, in Italian, why there is none.

    Args:
        desk: its main review.
        model: the model that scored it.
    """
    decided = {
        (flag.flag.code, flag.flag.subject): flag.decision.content.verdict
        for flag in desk.flags
        if flag.present and flag.decision and isinstance(flag.decision.content, Decision)
    }
    corrected = [i for i in desk.interventions if i.mark]
    if not corrected and not any(r.mark for r in desk.reasons) and not any(code[0] == "L" for code, _ in decided):
        return UNTOUCHED
    if any(i.lost for i in corrected) or any(r.mark and r.stance != "absent" and not r.evidence for r in desk.reasons):
        return LOST
    evidence = []
    for reason in desk.reasons:
        verdicts = {code for (code, subject), v in decided.items() if subject == reason.code and v is Verdict.DISMISSED}
        if reason.mark is None and verdicts & _SAYS_SOMETHING:
            return UNSURE
        if reason.mark is not None or _SAYS_NOTHING not in verdicts:
            evidence += _evidence(reason, codebook)
    return _record(desk, model, evidence, codebook) or UNUSABLE


def _evidence(reason: DeskReason, codebook: Codebook) -> list[GoldEvidence]:
    concept = codebook.reasons.concept_of(reason.code)
    if concept is None or reason.stance == "absent":
        return []
    return [GoldEvidence(concept=concept, stance=reason.stance, start=s.start, end=s.end) for s in reason.evidence]


def _record(desk: Desk, model: str | None, evidence: list[GoldEvidence], codebook: Codebook) -> Feedback | None:
    relazione = desk.relazione
    block = next((name for name, b in codebook.reasons.blocks.items() if set(b.codes) & set(relazione.ticks)), None)
    kept = [i.intervention for i in desk.interventions if i.origin != "removed"]
    try:
        narrative = Narrative.model_validate(
            {
                "id": desk.record_id,
                # Relazioni of one comune are written alike: they must fall into one fold.
                "writer": f"comune {relazione.comune}",
                "voice": "plain",
                "style": "relazione rivista",
                "comune": relazione.comune,
                "region": desk.region or "",
                "inhabitants": int(relazione.value("R03") or 0),
                "year": relazione.year,
                "block": block,
                "ticks": {code: tick for code, tick in relazione.ticks.items() if tick is not None},
                "narrative": relazione.narrative,
                "interventions": [GoldIntervention(id=i.id, start=i.start, end=i.end, status=i.status) for i in kept],
                "evidence": evidence,
            }
        )
    except ValidationError:
        return None
    return Feedback(weight=WEIGHT_DOUBLE if desk.double else WEIGHT_SINGLE, model=model, narrative=narrative)
