"""Four relazioni of invented comuni: rich, hostile, partial and failed."""

from __future__ import annotations

import pytest

from r40.codebook import Codebook, default_codebook
from r40.records import (
    Flag,
    Intervention,
    ModelInfo,
    Outcome,
    Problem,
    ReasonLink,
    ScoredRelazione,
    Severity,
    Span,
)

HOSTILE = '</script><img src=x onerror=alert(1)><script>alert(2)</script> "&amp; {{ 7*7 }}'
MODEL = ModelInfo(name="default", version="0.1.0", data="0f3a", pipeline="it_embedded")
TEXT = (
    "Nel 2023 l'Amministrazione ha potenziato il Centro per le Famiglie, che ha seguito 180 nuclei "
    "con incontri di gruppo e colloqui individuali, in collaborazione con le scuole e le parrocchie. "
    "È proseguita l'educativa di strada nei quartieri periferici, con due educatori della cooperativa "
    "Il Ponte.\n\n"
    "Il Caffè Alzheimer accoglie ogni settimana gli anziani con demenza e offre sollievo ai familiari "
    "che se ne prendono cura. Sul fronte della casa, sono stati avviati 12 progetti di Housing First "
    "per persone senza dimora, con una spesa di 85.000 euro. L'organico del servizio sociale si è "
    "ridotto per due pensionamenti non ancora sostituiti, mentre la domanda delle famiglie è "
    "cresciuta per la crisi economica. I servizi sono costruiti insieme all'ambito e ai comuni "
    "vicini, con protocolli firmati nel 2022. I cittadini possono presentare la domanda di contributo "
    "on line, con un portale che ha ricevuto 1.240 accessi. Ai nuclei in difficoltà sono stati dati "
    "contributi per le bollette."
)
FIELDS: dict[str, dict[str, float | None]] = {
    "M12": {"users_base": 210, "users": 512, "hours": 17125, "mean_hours": 33.44726562},
    "M15": {"users_base": 84, "users": 91, "hours": 602, "mean_hours": 6.615},
    "M21": {"users_base": 361, "users": 332, "hours": 8220, "mean_hours": 24.76},
    "M35": {"users_base": 39, "users": 53},
    "M59": {"users_base": 0, "users": None, "hours": None, "mean_hours": None},
    "R0B": {"users_base": 694, "users": 1000},
    "R01": {"2020": 6, "2023": 4},
    "R02": {"2020": 3, "2023": 3},
    "R03": {"value": 21_350},
    "R04": {"value": 4.63},
    "R05": {"value": 3.85},
    "R06": {"value": 1_750_355.06},
    "R07": {"2017": 1_981_039.88, "2021": 2_381_915.35},
    "R08": {"value": 140_441.85},
}


def span(text: str, passage: str) -> Span:
    """The one place of ``passage`` in ``text``."""
    start = text.index(passage)
    return Span.of(text, start, start + len(passage))


def found(passage: str, id: str, score: float, text: str = TEXT, **facts: object) -> Intervention:
    return Intervention.model_validate({**span(text, passage).model_dump(), "id": id, "score": score, **facts})


def rich() -> ScoredRelazione:
    """Many flags, overlapping interventions, evidence that cuts across them."""
    staff = span(TEXT, "L'organico del servizio sociale si è ridotto per due pensionamenti non ancora sostituiti")
    network = span(
        TEXT,
        "I servizi sono costruiti insieme all'ambito e ai comuni vicini, con protocolli firmati nel 2022",
    )
    schools = span(TEXT, "colloqui individuali, in collaborazione con le scuole e le parrocchie")
    cause = span(TEXT, "la domanda delle famiglie è cresciuta per la crisi economica")
    cafe = "Il Caffè Alzheimer accoglie ogni settimana gli anziani con demenza"
    relief = "gli anziani con demenza e offre sollievo ai familiari che se ne prendono cura"
    return ScoredRelazione(
        source="relazioni/borgo.pdf",
        sha256="a" * 64,
        status="ok",
        comune="BORGO ALTO",
        year=2023,
        form="2023",
        fields=FIELDS,
        outcome=Outcome(spending="not_below", service="not_below"),
        ticks={"R16": False, "R17": False, "R18": True, "R19": None, "R20": False, "R21": True, "R22": True},
        wording={"R21": "Sviluppo della rete territoriale integrata\ncon l'ambito sociale di riferimento"},
        narrative=TEXT,
        interventions=(
            found("ha potenziato il Centro per le Famiglie, che ha seguito 180 nuclei con incontri "
                  "di gruppo e colloqui individuali, in collaborazione con le scuole e le parrocchie",
                  "centro_famiglie", 0.96, status="potenziato", counts=(180,),
                  actors=("scuole", "parrocchie")),
            found("È proseguita l'educativa di strada nei quartieri periferici, con due educatori della "
                  "cooperativa Il Ponte",
                  "educativa_strada", 0.91, status="proseguito", actors=("cooperativa Il Ponte",)),
            found(cafe, "diurni_anziani", 0.88),
            found(relief, "sostegno_caregiver", 0.52),
            found("sono stati avviati 12 progetti di Housing First per persone senza dimora, con una "
                  "spesa di 85.000 euro",
                  "housing_first", 0.97, status="avviato", amounts=(85000.0,), counts=(12,)),
            found("contributi per le bollette", "contributi_economici", 0.81),
        ),
        reasons={
            "R16": ReasonLink(ticked=False, stance="absent", score=0.12),
            "R17": ReasonLink(ticked=False, stance="absent", score=0.05),
            "R18": ReasonLink(ticked=True, stance="contradicted", score=0.03, evidence=(staff,)),
            "R19": ReasonLink(ticked=None, stance="absent", score=0.02),
            "R20": ReasonLink(ticked=False, stance="supported", score=0.58,
                              evidence=(span(TEXT, "on line, con un portale"),)),
            "R21": ReasonLink(ticked=True, stance="supported", score=0.94, evidence=(schools, network)),
            "R22": ReasonLink(ticked=True, stance="supported", score=0.83, evidence=(cause,)),
        },
        flags=(
            Flag(code="L302", subject="R20", severity=Severity.WARNING,
                 message="La motivazione R20 è NO, ma il testo descrive servizi digitali.",
                 evidence=(span(TEXT, "on line, con un portale"),)),
            Flag(code="N209", subject="M12", severity=Severity.INFO,
                 message="Gli utenti di famiglia e minori passano da 210 a 512.",
                 values={"users_base": 210, "users": 512, "ratio": 2.4380952}),
            Flag(code="L303", subject="R18", severity=Severity.ERROR,
                 message="La motivazione R18 è SI, ma il testo dice che il personale è diminuito.",
                 evidence=(staff,)),
            Flag(code="N201", subject="R0B", severity=Severity.ERROR,
                 message="Il totale degli utenti 2023 è 1.000, mentre la somma delle righe è 988.",
                 values={"printed": 1000, "sum": 988}),
            Flag(code="X403", subject="poverta", severity=Severity.WARNING,
                 message="Il testo descrive interventi per la povertà, ma l'area non ha utenti.",
                 evidence=(span(TEXT, "12 progetti di Housing First per persone senza dimora"),)),
        ),
        checks={"L302": "fired", "L303": "fired", "N201": "fired", "N209": "fired", "X403": "fired",
                "N202": "passed", "N203": "passed", "D101": "passed", "D103": "passed",
                "N206": "not_applicable", "X401": "not_evaluable"},
        priority=0.93,
        priority_reasons=(
            "Incoerenza (L303): La motivazione R18 è SI, ma il testo dice che il personale è diminuito.",
            "Incoerenza (N201): Il totale degli utenti 2023 è 1.000, mentre la somma delle righe è 988.",
            "Da chiarire (L302): La motivazione R20 è NO, ma il testo descrive servizi digitali.",
            "E altre 2 segnalazioni.",
        ),
        model=MODEL,
    )  # fmt: skip


def hostile() -> ScoredRelazione:
    """Markup and formulas wherever a document can put text, and a character beyond the BMP."""
    text = f"\U0001d400nno 2023. {HOSTILE} Il comune ha attivato il trasporto sociale per le visite mediche."
    return ScoredRelazione(
        source=f"relazioni/{HOSTILE.split('/')[0]}x.pdf",
        sha256="b" * 64,
        status="ok",
        comune="=CMD|'/C calc'!A0",
        year=2023,
        form="2023",
        outcome=Outcome(spending="below", service="not_below"),
        ticks={"R29": True},
        wording={"R29": HOSTILE},
        narrative=text,
        interventions=(
            found("ha attivato il trasporto sociale", "trasporto_sociale", 0.9, text=text, actors=(HOSTILE,)),
        ),
        reasons={"R29": ReasonLink(ticked=True, stance="absent", score=0.1)},
        flags=(
            Flag(code="L301", subject="R29", severity=Severity.WARNING, message=f"+1+1 {HOSTILE}",
                 evidence=(span(text, HOSTILE),), values={HOSTILE: [HOSTILE]}),
        ),
        priority=0.41,
        priority_reasons=(f"Da chiarire (L301): +1+1 {HOSTILE}",),
        model=MODEL,
    )  # fmt: skip


def partial() -> ScoredRelazione:
    return ScoredRelazione(
        source="relazioni/valle.txt",
        sha256="c" * 64,
        status="partial",
        errors=(Problem(code="field_missing", message="Non si legge il livello di servizio (R04): vedere il PDF."),),
        comune="VALLE DI SOTTO",
        year=2021,
        form="2021",
        fields={
            "M12": {"users_base": 10, "users": 12, "unmet": None},
            "R02": {"users": 12},
            "R99": {"value": 3},
        },
        outcome=Outcome(spending="below"),
        ticks={"R23": True},
        wording={"R23": "Una motivazione nuova"},
        narrative="Il comune gestisce i servizi tramite il consorzio.",
        priority=0.2,
    )


def failed() -> ScoredRelazione:
    return ScoredRelazione(
        source="relazioni/scansione.pdf",
        sha256="d" * 64,
        status="failed",
        errors=(Problem(code="no_text_layer", message="Il PDF non contiene testo: usare l'originale del portale."),),
    )


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return default_codebook()


@pytest.fixture
def relazioni() -> list[ScoredRelazione]:
    """In the order of their paths, not of their priority."""
    return [hostile(), failed(), rich(), partial()]
