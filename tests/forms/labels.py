"""What the official form prints: labels, headings, outcome sentences and closing notes, by year.

Labels carry the form's own typography (U+2010 dashes); the makers translate it where a font lacks it.
The block R23-R28 is INVENTED for tests: the official wording is not among the documents at hand.
"""

from __future__ import annotations

from dataclasses import dataclass

DASH = "\u2010"
INTERVENTIONS = ("M12", "M15", "M18", "M21", "M24", "M27", "M30")
CONTRIBUTIONS = ("M35", "M36", "M37", "M38", "M39", "M40", "M41")
FACILITIES = ("M44", "M47", "M50", "M53", "M56", "M59")
GROUP_TITLES = ("INTERVENTI E SERVIZI", "CONTRIBUTI ECONOMICI", "STRUTTURE")

_TARGETS = (
    "Utenti famiglia e minori",
    "Utenti disabili",
    "Utenti con dipendenze e salute mentale",
    "Utenti anziani",
    "Utenti immigrati e nomadi",
    "Utenti povertà, disagio adulti e senza dimora",
    "Utenti Multiutenza",
)
BLOCKS = {
    "A": ("R16", "R17", "R18", "R19", "R20", "R21", "R22"),
    "B": ("R23", "R24", "R25", "R26", "R27", "R28"),
    "C": ("R29", "R30", "R31", "R32", "R33"),
}
OTHER = "Altro (specificare nel campo della relazione in formato libero)"
SHARED_INTRODUCTION = (
    "Scelta di amministrazione di investire maggiori risorse per fornire i servizi sociali di maggiore qualità, quali:"
)
WORDINGS = {
    "R16": "Scelta di amministrazione, dovuta ad una particolare configurazione delle preferenze locali, "
    "di destinare maggiori risorse ai servizi sociali",
    "R17": "Personale maggiormente qualificato",
    "R18": "Numero assistenti sociali e altre figure professionali in termini pro capite più alto",
    "R19": "Presenza e mantenimento delle strutture sociali di proprietà comunale destinati ai servizi sociali",
    "R20": "Digitalizzazione dei servizi sociali",
    "R21": "Sviluppo della rete territoriale integrata con l'ambito sociale di riferimento, comuni vicini, "
    "volontariato e terzo settore",
    "R22": OTHER,
    # R23-R28: invented for tests, not the official wording.
    "R23": "Utenti con bisogni complessi che richiedono prestazioni ad elevato costo unitario (testo inventato per prova)",
    "R24": "Prevalenza di inserimenti in strutture residenziali rispetto agli interventi domiciliari "
    "(testo inventato per prova)",
    "R25": "Ridotta domanda di servizi da parte della popolazione residente (testo inventato per prova)",
    "R26": "Costi fissi di gestione elevati in rapporto alla dimensione dell'ente (testo inventato per prova)",
    "R27": "Rilevazione incompleta degli utenti serviti per il tramite dell'ambito o di altri enti, con conseguente "
    "sottostima del livello di servizio (testo inventato per prova)",
    "R28": "Altro, da specificare nella relazione (testo inventato per prova)",
    "R29": "Presenza sul territorio di reti di volontariato/servizi del terzo settore ben sviluppate che forniscono "
    "prestazioni che sono integrative rispetto a quelle del servizio sociale del comune",
    "R30": "Gli utenti del comune godono dei servizi erogati interamente/parzialmente attraverso l'ambito sociale "
    "di riferimento",
    "R31": "Risorse assorbite da utenti/prestazioni relativamente meno costosi",
    "R32": "La presenza di accreditamenti presso le strutture consente una gestione più efficiente del servizio",
    "R33": OTHER,
}
UNKNOWN_YEAR_WORDINGS = {
    "R18": "Numero di assistenti sociali, educatori e altre figure professionali in rapporto agli abitanti più alto",
    "R26": "Costi di gestione e di energia elevati in rapporto alla dimensione dell'ente (testo inventato per prova)",
    "R31": "Risorse destinate a utenti o prestazioni che hanno un costo unitario relativamente basso",
}
BLOCK_HEADINGS = {
    "A": "Il livello di spesa dell’ente locale è risultato non inferiore al livello del fabbisogno per la funzione del "
    "sociale e il livello dei servizi convenzionalmente calcolato risulta superiore a quello di riferimento a causa di:",
    "B": "Il livello di spesa dell’ente locale è risultato non inferiore al livello del fabbisogno per la funzione del "
    "sociale e il livello dei servizi convenzionalmente calcolato risulta inferiore a quello di riferimento a causa di:",
    "C": "Il livello di spesa dell’ente locale è inferiore al fabbisogno e il livello di servizi convenzionalmente "
    "calcolato è più alto a quello di riferimento a causa di:",
}
R40_HEADING = f"R40 {DASH} RELAZIONE IN FORMATO LIBERO (massimo 6.000 caratteri)"


def wordings(block: str, year: int) -> dict[str, str]:
    """Wording of each reason of a block, as the form of that year prints it."""
    changed = UNKNOWN_YEAR_WORDINGS if year > 2023 else {}
    return {code: changed.get(code, WORDINGS[code]) for code in BLOCKS[block]}


@dataclass(frozen=True)
class Row:
    """A row of Quadro 1: its code, its label and the columns in which it has a cell."""

    code: str
    label: str
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        """Label as printed, code first."""
        return f"{self.code} {DASH} {self.label}"


@dataclass(frozen=True)
class Layout:
    """Quadro 1 of one year: columns with their headings, groups of rows, and the total."""

    year: int
    base_year: int
    name: str
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    total: Row

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows but the total, in printed order."""
        return tuple(row for _, rows in self.groups for row in rows)

    @property
    def staff_years(self) -> tuple[int, ...]:
        """Years for which staff is printed (none on the 2021 form)."""
        return () if self.year == 2021 else (self.year - 3, self.year)

    @property
    def spending_years(self) -> tuple[int, ...]:
        """Years of historic spending, R07."""
        return (2017,) if self.year == 2021 else (2017, self.year - 2)


def layout_of(year: int) -> Layout:
    """The layout of a reporting year: 2021, 2023, or a later year that no layout file knows."""
    return _layout_2021() if year == 2021 else _layout_from_2023(year)


def _rows(codes: tuple[str, ...], cells: tuple[str, ...], last: tuple[str, ...]) -> tuple[Row, ...]:
    return tuple(
        Row(code, label, last if label == _TARGETS[-1] else cells) for code, label in zip(codes, _TARGETS, strict=False)
    )


def _layout_2021() -> Layout:
    columns = ("users_base", "users", "unmet")
    facilities = (*_rows(FACILITIES, columns, columns), Row("R01", _TARGETS[-1], columns))
    groups = (_rows(INTERVENTIONS, columns, columns), _rows(CONTRIBUTIONS, columns, columns), facilities)
    headings = (
        "N° di utenti serviti 2019",
        "N° di utenti serviti 2021",
        "N° utenti con bisogni inevasi 2021 (*)",
    )
    total = Row("R02", "TOTALE UTENTI", columns)
    return Layout(2021, 2019, "2021", columns, headings, tuple(zip(GROUP_TITLES, groups, strict=True)), total)


def _layout_from_2023(year: int) -> Layout:
    columns = ("users_base", "users", "hours", "mean_hours")
    two = columns[:2]
    facilities = (*_rows(FACILITIES, columns, two), Row("R0A", _TARGETS[-1], two))
    if year > 2023:
        facilities = (*facilities, Row("R0C", "Utenti di servizi digitali", two))
    groups = (_rows(INTERVENTIONS, columns, two), _rows(CONTRIBUTIONS, two, two), facilities)
    base = 2019 if year == 2023 else year - 4
    headings = (
        f"N° di utenti serviti {base}",
        f"N° di utenti serviti {year}",
        f"Totale annuo ore di assistenza {year}",
        f"Media annua ore di assistenza {year}",
    )
    name = "2023" if year == 2023 else "unknown"
    total = Row("R0B", "TOTALE UTENTI", two)
    return Layout(year, base, name, columns, headings, tuple(zip(GROUP_TITLES, groups, strict=True)), total)
