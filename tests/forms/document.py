"""A form as a list of blocks in reading order."""

from __future__ import annotations

from collections.abc import Mapping

from tests.forms import labels
from tests.forms.blocks import Block, Cell, Comune, Figure, Grid, Heading, Line, Narrative, Notes, Reason, Reasons, Text
from tests.forms.labels import DASH
from tests.forms.model import Form, Number


def blocks_of(form: Form, notes: str = "own") -> list[Block]:
    """The blocks of a form. `notes` is own, nota_bene, attenzione, both or none."""
    blocks: list[Block] = [*_quadro1(form), *_quadro2(form)]
    if form.quadro3 is not None:
        blocks += _quadro3(form)
    blocks += _quadro4(form)
    blocks += [Heading(labels.R40_HEADING), Narrative(form.narrative)]
    chosen = ("nota_bene" if form.year == 2021 else "attenzione") if notes == "own" else notes
    if chosen in ("nota_bene", "both"):
        blocks.append(_nota_bene(form.year))
    if chosen in ("attenzione", "both"):
        blocks += _attenzione()
    return blocks


def _scalar(label: str, value: Number, kind: str) -> Line:
    return Line(label, (Figure(value, kind),))


def _quadro1(form: Form) -> list[Block]:
    layout, year = form.layout, form.year
    kinds: Mapping[str, str] = {"mean_hours": "decimal", "hours": "decimal"}
    lines: list[Line] = []
    for title, rows in layout.groups:
        lines.append(Line(title))
        for row in rows:
            cells: tuple[Cell, ...] = tuple(
                Figure(form.rows[row.code].get(column), kinds.get(column, "count")) if column in row.cells else None
                for column in layout.columns
            )
            lines.append(Line(row.text, cells))
    total = tuple(
        Figure(form.totals.get(column), "count") if column in layout.total.cells else None for column in layout.columns
    )
    lines.append(Line(layout.total.text, total))
    title = "1 ‐ QUADRO DI AUTODIAGNOSI" if year == 2021 else "QUADRO 1 ‐ AUTODIAGNOSI"
    blocks: list[Block] = [Heading(f"{title} DEL NUMERO DI UTENTI SERVITI"), Comune(form.comune)]
    blocks.append(Grid(("", *layout.headings), tuple(lines)))
    if year == 2021:
        blocks.append(Text("(*) Liste di attesa/stime comunali.", "small"))
    if form.staff:
        names = {
            "R01": f"R01 {DASH} Numeri di assistenti sociali",
            "R02": f"R02 {DASH} Numero di altre figure professionali(educatori, ecc.)",
        }
        staff = tuple(
            Line(name, tuple(Figure(form.staff[code][y], "count") for y in layout.staff_years))
            for code, name in names.items()
        )
        blocks.append(Grid(("", *(str(y) for y in layout.staff_years)), staff))
    served = "(% di utenti serviti rispetto alla popolazione)"
    effective = f"Livello di servizio effettivo {year} {served}" if year == 2021 else f"Livello di Servizio {year}"
    standard = f"Livello di servizio di riferimento {year} (% di utenti figurativi standard rispetto alla popolazione)"
    if year > 2023:
        standard = f"Livello di servizio obiettivo {year} (% di utenti standard sulla popolazione residente)"
    scalars = (
        _scalar(f"R03 {DASH} Numero di abitanti {year}", form.inhabitants, "count"),
        _scalar(f"R04 {DASH} {effective}", form.service_level, "decimal"),
        _scalar(f"R05 {DASH} {standard}", form.reference, "decimal"),
    )
    blocks.append(Grid(("", "") if year == 2021 else ("", str(year)), scalars))
    grade = "NON inferiore" if form.outcome.service == "not_below" else "INFERIORE"
    blocks.append(
        Text(
            f"Nel {year} il livello di servizio effettivamente erogato dall'ente locale è risultato {grade} al livello di "
            "servizio di riferimento.",
            "outcome",
        )
    )
    blocks.append(
        Text(
            "L'ente locale deve quindi procedere alla compilazione del quadro 2 di autodiagnosi della spesa per il sociale.",
            "outcome",
        )
    )
    return blocks


def _quadro2(form: Form) -> list[Block]:
    year, money = form.year, "money"
    if year == 2021:
        lines = [
            _scalar(f"R06 {DASH} Fabbisogno standard del sociale + Fondo del sociale 2021", form.need, money),
            _scalar(
                f"R07 {DASH} Spesa storica 2017 calcolata con il questionario dei fabbisogni standard",
                form.historic_spending[2017],
                money,
            ),
        ]
        grids = [Grid((), tuple(lines))]
        title = "2 ‐ QUADRO DI AUTODIAGNOSI DELLA SPESA PER IL SOCIALE"
    else:
        period = f"{year - 1}‐{year + 1}"
        title = f"QUADRO 2 ‐ AUTODIAGNOSI DELLA SPESA PER IL SOCIALE {year - 1} ‐ {year + 1}"
        spent = tuple(Figure(form.historic_spending[y], money) for y in form.layout.spending_years)
        grids = [
            Grid((), (_scalar(f"R06 {DASH} Fabbisogno standard monetario sociale {period}", form.need, money),)),
            Grid(
                ("", *(str(y) for y in form.layout.spending_years)),
                (Line(f"R07 {DASH} Spesa storica di riferimento", spent),),
            ),
        ]
    additional = f"R08 {DASH} Risorse aggiuntive effettive del sociale assegnate per il {year}"
    headings = () if year == 2021 else ("", str(year))
    last = Grid(headings, (_scalar(additional, form.additional, money),))
    if year == 2021:
        grids = [Grid((), (*grids[0].lines, *last.lines))]
    else:
        grids.append(last)
    return [Heading(title), *grids, *(Text(text, "outcome") for text in _outcome(form))]


def _outcome(form: Form) -> list[str]:
    spending = "inferiore" if form.outcome.spending == "below" else "non inferiore"
    below = form.outcome.service == "below"
    year = form.year
    if year != 2021:
        service = "inferiore" if below else "non inferiore"
        texts = [
            f"La spesa dell'ente locale è risultata {spending} al livello del fabbisogno standard per la funzione del "
            f"sociale. Invece, il livello dei servizi è risultato {service} a quello di riferimento."
        ]
        if form.quadro3 is None:
            texts[0] += " L’ente non deve compilare il Quadro 3  degli obiettivi di servizio."
    else:
        joint = "e" if (spending == "inferiore") == below else "mentre"
        service = "inferiore" if below else "superiore"
        texts = [
            f"Nel 2017 la spesa dell'ente locale è risultata {spending} al livello del fabbisogno standard per la funzione "
            f"servizi sociali, {joint} il numero di utenti serviti risulta {service} allo standard di riferimento."
        ]
    if form.quadro3 is None:
        last = "L'ente locale può quindi procedere alla compilazione del Quadro 4 di relazione in formato strutturato."
        return [*texts, last]
    amount = f"{form.additional or 0:,.2f}".translate(str.maketrans(",.", ".,"))
    goal = (
        "quantitativi in termini di aumento degli utenti serviti"
        if below
        else (
            "preferibilmente qualitativi in termini di significativo miglioramento dei servizi sociali e/o aumentare il numero "
            "di assistenti sociali e/o di altre figure professionali"
        )
    )
    return [
        *texts,
        f"Di conseguenza, a fronte delle risorse aggiuntive effettive assegnate per il {year} da rendicontare "
        f"( {amount} euro), l'ente locale deve perseguire obiettivi {goal}.",
        "L'ente locale deve quindi procedere alla compilazione del Quadro 3 degli obiettivi di servizio "
        f"{year} e del Quadro 4 di relazione in formato strutturato.",
    ]


def _quadro3(form: Form) -> list[Block]:
    quadro, year = form.quadro3, form.year
    assert quadro is not None
    names = {
        "R10": f"R10 {DASH} Assistenti sociali aggiuntivi (per raggiungimento soglia 1:6500 ab.)",
        "R11": f"R11 {DASH} Altre figure professionali (educatori, ecc.) aggiuntive",
        "R12": f"R12 {DASH} Interventi per un significativo miglioramento dei servizi sociali",
        "R13": f"R13 {DASH} Utenti aggiuntivi {year} rispetto al {form.layout.base_year}",
        "R14": f"R14 {DASH} Risorse aggiuntive trasferite all'Ambito territoriale sociale",
        "R15": f"R15 {DASH}TOTALE OBIETTIVI DI SERVIZIO {year}",
    }
    kinds = {"number": "count", "spending": "euro", "users": "count"}

    def line(code: str, *columns: str) -> Line:
        figures = (Figure(quadro.lines[code].get(column), kinds[column]) for column in columns)
        return Line(names[code], tuple(figures))

    two = ("spending", "users")
    amount = (
        _scalar(
            f"R09 {DASH} Risorse aggiuntive effettive del sociale assegnate per il {year} da rendicontare",
            quadro.to_account,
            "money",
        ),
    )
    heads = ("Spesa aggiuntiva", "N° Utenti aggiuntivi")
    total = Line(
        names["R15"], (Figure(quadro.lines["R15"]["spending"], "money"), Figure(quadro.lines["R15"]["users"], "count"))
    )
    spent, due = quadro.lines["R15"]["spending"] or 0, quadro.to_account or 0
    grade = "coerentemente" if spent >= due else "NON coerentemente"
    title = "3 ‐ QUADRO DEGLI OBIETTIVI DI SERVIZIO" if year == 2021 else "QUADRO 3 ‐ OBIETTIVI DI SERVIZIO"
    return [
        Heading(f"{title} {year}"),
        Grid((), amount),
        Grid(
            (f"OBIETTIVI DI SERVIZIO QUALITATIVI {year}", "Numero", *heads),
            tuple(line(code, "number", *two) for code in ("R10", "R11", "R12")),
        ),
        Grid(
            (f"OBIETTIVO DI SERVIZIO QUANTITATIVI {year}", *heads), tuple(line(code, *two) for code in ("R13", "R14"))
        ),
        Grid(("", *heads), (total,)),
        Text(
            f"Nel {year} l'ente locale ha rendicontato la spesa del sociale aggiuntiva {grade} con le maggiori risorse "
            "assegnate.",
            "outcome",
        ),
        Text("L'ente locale può quindi procedere alla compilazione del quadro 4", "outcome"),
    ]


def _quadro4(form: Form) -> list[Block]:
    lines: list[Reason | str] = []
    for code, wording in form.wordings.items():
        if code == "R17":
            lines.append(labels.SHARED_INTRODUCTION)
        tick = {True: "SI", False: "NO", None: ""}[form.ticks[code]]
        lines.append(Reason(code, tick, wording))
    return [
        Heading("4 ‐ QUADRO DELLA RELAZIONE IN FORMATO STRUTTURATO"),
        Text(labels.BLOCK_HEADINGS[form.block]),
        Reasons(tuple(lines)),
    ]


def _nota_bene(year: int) -> Notes:
    return Notes(
        (
            "NOTA BENE",
            "Il raggiungimento dell’obiettivo di servizio deve essere certificato attraverso la compilazione della relazione "
            "di monitoraggio da allegare al rendiconto annuale dell’ente e da trasmettere a SOSE S.p.a. entro il 31 maggio "
            f'{year + 1}. Cambiando lo stato della relazione in "Fine processo e invio a SOSE" questa relazione di '
            "rendicontazione verrà considerata definitiva, non sarà più modificabile e sarà inviata alla SOSE S.p.a. per "
            "chiudere l’iter amministrativo entro i prossimi giorni.",
        )
    )


def _attenzione() -> list[Block]:
    return [
        Notes(
            (
                "ATTENZIONE:",
                "I messaggi di supporto per la rendicontazione si aggiornano",
                "solo dopo aver salvato i dati inseriti.",
            )
        ),
        Notes(
            (
                "ASSISTENZA:",
                "È possibile contattare l’assistenza tecnica IFEL",
                "Via e‐mail:   infosociale@fondazioneifel.it",
                "Via telefono: 06‐88816323 (lun ‐ ven 9:30‐16:30)",
            )
        ),
    ]
