"""From a case of a YAML file to the context that rules see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from r40.checks.base import Context
from r40.checks.batch import BatchText, batch_statistics
from r40.codebook import default_codebook
from r40.records import Intervention, Outcome, Problem, ReasonLink, Relazione, Span
from tests.forms.content import Form, make_form, plant

SEED = 7
NARRATIVE = (
    "Il Comune ha proseguito nell’anno le attività già avviate per le famiglie e per le persone anziane, in "
    "collaborazione con le associazioni del territorio e con le scuole. È stato potenziato il servizio di assistenza "
    "domiciliare e lo sportello sociale riceve ora quattro mattine alla settimana, su appuntamento anche di pomeriggio."
)


def relazione(form: Form, **changes: Any) -> Relazione:
    """What a reader gets from a form."""
    expected = form.expected()
    return Relazione.model_validate({"source": "prova.pdf", "sha256": "", "status": "ok", **expected, **changes})


def context_of(case: dict[str, Any]) -> Context:
    """Context of a case; see README of the case files in ``test_rules``."""
    narrative = case.get("narrative", NARRATIVE) * case.get("repeat", 1)
    form = make_form(SEED, case.get("year", 2021), case.get("block", "C"), narrative, case.get("inhabitants", 12_000))
    form = replace(form, comune=case.get("comune", form.comune))
    if "fault" in case:
        form = plant(form, case["fault"])
    read = relazione(form)
    fields = {code: dict(row) for code, row in read.fields.items() if code not in case.get("remove", ())}
    for code, columns in case.get("fields", {}).items():
        fields[code] = {**fields.get(code, {}), **columns}
    read = read.model_copy(
        update={
            "fields": fields,
            "ticks": {**read.ticks, **case["ticks"]} if case.get("ticks") else {} if "ticks" in case else read.ticks,
            "outcome": Outcome(**case["outcome"]) if "outcome" in case else read.outcome,
            "errors": tuple(Problem(code=code, message="") for code in case.get("errors", ())),
        }
    )
    batch = None
    if "batch" in case:
        own = BatchText(read.source, read.comune, read.narrative, read.year)
        others = [
            BatchText(**{"source": f"{i}.pdf", "year": read.year, **other}) for i, other in enumerate(case["batch"])
        ]
        batch = batch_statistics([own, *others])
    return Context(
        read,
        default_codebook(),
        interventions=[_intervention(read.narrative, each) for each in case.get("interventions", ())],
        reasons={code: _link(read, code, link) for code, link in case.get("reasons", {}).items()},
        batch=batch,
    )


def _intervention(narrative: str, each: dict[str, Any]) -> Intervention:
    start = narrative.index(each["text"])
    return Intervention.model_validate({"score": 0.9, **each, "start": start, "end": start + len(each["text"])})


def _link(read: Relazione, code: str, link: dict[str, Any]) -> ReasonLink:
    evidence = (Span.of(read.narrative, 0, 20),) if link["stance"] != "absent" else ()
    return ReasonLink.model_validate({"ticked": read.ticks.get(code), "evidence": evidence, **link})
