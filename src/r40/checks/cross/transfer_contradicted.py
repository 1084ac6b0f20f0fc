"""X406."""

from __future__ import annotations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict, italian
from r40.checks.cross.handing_over import passages


class TransferContradicted(Rule):
    """The narrative says that the resources went to the ambito or consorzio while R14 is zero or blank, or the reverse.

    Why it matters: whoever spends the resources must account for them.

    Fires: "Le risorse aggiuntive, pari a 2.128,86 euro, sono state trasferite al Consorzio" with R14 blank; "le risorse
    aggiuntive sono rimaste al Comune" with 2,128.86 in R14; "non sono rimaste al Comune" with R14 blank.

    Also fires: a part that went, with R14 blank; "all'Ambito non è andato un euro" with any amount in R14; the body as the
    subject ("il Consorzio ha introitato la quota spettante al Comune"); a list ("destinatario: Ambito").

    Does not fire: the yearly quota per inhabitant, or other money; a transfer still to come, wished for or of another
    year; other comuni; "gestite direttamente dal Comune" where R14 is only a part of R08, for it may be said of the rest,
    unless it says all of them; resources that pay the body for a service ("con le risorse"); sentences that say both; a
    form without Quadro 3, which has no R14 (not applicable); R14 blank but with users. The resources must be what the verb
    speaks of: the sentence names them, carries their amount (R08), or goes on from one that does.
    """

    code = "X406"

    def evaluate(self, context: Context) -> Verdict:
        if not context.has_quadro3 or not context.narrative:
            return NOT_APPLICABLE
        code = context.code_for("transferred")
        if code is None:
            return NOT_EVALUABLE
        given = context.relazione.value(code, "spending") or 0.0
        users = context.relazione.value(code, "users") or 0.0
        told = list(passages(context))
        went = [span for way, span in told if way in ("went", "part")]
        kept = [span for way, span in told if way in ("kept", "none")]
        due = context.value("additional_resources")
        # "Managed by the comune" may be said of the rest, where only a part went.
        all_went = due is None or given >= due - 1
        denied = kept if all_went else [span for way, span in told if way == "none"]
        if went and not kept and given == 0 and users == 0:
            return [
                self.flag(
                    context,
                    f"La relazione dice che le risorse aggiuntive sono andate all'ambito o al consorzio, ma {code} (risorse "
                    "trasferite) è a zero o in bianco.",
                    subject=code,
                    evidence=went,
                    transferred=context.relazione.value(code, "spending"),
                )
            ]
        if denied and not went and given > 0:
            return [
                self.flag(
                    context,
                    f"La relazione dice che le risorse aggiuntive non sono state trasferite, ma {code} riporta "
                    f"{italian(given, 2)} euro trasferiti all'ambito.",
                    subject=code,
                    evidence=denied,
                    transferred=given,
                )
            ]
        return []
