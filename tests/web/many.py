"""As many invented relazioni as a year brings, cheaply: real names of comuni, narratives and flags in turn."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator

from r40.checks.comuni import comuni_of_italy
from r40.records import Flag, Intervention, Outcome, ReasonLink, ScoredRelazione, Severity, Span
from tests.reports.conftest import FIELDS, MODEL

_SENTENCES = (
    "Nel corso dell'anno è stato potenziato il servizio di assistenza domiciliare agli anziani.",
    "Il personale del servizio sociale è aumentato di una unità a tempo pieno.",
    "Sono stati avviati progetti di inclusione lavorativa per dodici persone.",
    "La domanda delle famiglie è cresciuta per la crisi economica.",
    "Il comune opera insieme all'ambito territoriale e alle associazioni di volontariato.",
    "È proseguita l'educativa territoriale per i minori, con incontri settimanali.",
    "I cittadini presentano la domanda di contributo con il portale on line.",
)
_KINDS = ("assistenza_domiciliare", "inclusione_lavorativa", "educativa_territoriale", "centro_famiglie")
_FLAGS = (
    ("L301", "R18", Severity.WARNING),
    ("L303", "R18", Severity.ERROR),
    ("N201", "R0B", Severity.ERROR),
    ("N209", "M12", Severity.INFO),
    ("D103", "-", Severity.WARNING),
    ("X403", "poverta", Severity.WARNING),
)


def many(count: int, seed: int = 0) -> Iterator[ScoredRelazione]:
    """``count`` scored relazioni; the same for the same seed."""
    dice = random.Random(seed)
    names = sorted(comuni_of_italy())
    for number in range(count):
        text = " ".join(dice.choices(_SENTENCES, k=58))
        first = Span.of(text, 0, text.index(".") + 1)
        flags = tuple(
            Flag(
                code=code,
                subject=subject,
                severity=severity,
                message=f"{code} su {subject}: da verificare.",
                evidence=(first,),
            )
            for code, subject, severity in dice.sample(_FLAGS, k=dice.randint(0, 4))
        )
        yield ScoredRelazione(
            source=f"relazioni/{number:05d}.pdf",
            sha256=hashlib.sha256(f"{seed}-{number}".encode()).hexdigest(),
            status="ok",
            comune=names[number % len(names)].upper(),
            year=dice.choice((2021, 2022, 2023)),
            form="2023",
            fields=FIELDS,
            outcome=Outcome(spending="not_below", service="not_below"),
            ticks={code: dice.random() < 0.4 for code in ("R16", "R17", "R18", "R19", "R20", "R21", "R22")},
            narrative=text,
            interventions=tuple(
                Intervention(**first.model_dump(), id=kind, score=0.9)
                for kind in dice.sample(_KINDS, k=dice.randint(0, 3))
            ),
            reasons={"R18": ReasonLink(ticked=True, stance="supported", score=0.8, evidence=(first,))},
            flags=flags,
            checks={flag.code: "fired" for flag in flags},
            priority=round(dice.random(), 3) if flags else 0.0,
            priority_reasons=tuple(flag.message for flag in flags),
            model=MODEL,
        )
