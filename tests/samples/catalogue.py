"""What each sample is. Every comune, person, body and figure is invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from tests.forms.content import Form, Quadro3, make_form, plant
from tests.forms.generate import ZERO, mean_hours, objectives_total, service_level, totals_of
from tests.forms.variants import ALL, AnyVariant

NARRATIVES = Path(__file__).parent / "narratives"


@dataclass(frozen=True)
class Sample:
    """One relazione. `ticked` are the reasons that are SI, all others of the block are NO.

    `rows` sets rows of Quadro 1 that the narrative needs, as (baseline, users, hours); `staff` R01 and R02 (2023), each
    (2020, 2023); `transferred` makes the additional resources, whole, the only line of Quadro 3 that has spending;
    `faults` are names of `tests.forms.faults.FAULTS`.
    """

    slug: str
    comune: str
    year: int
    block: str
    inhabitants: int
    ticked: tuple[str, ...]
    variant: str
    seed: int
    faults: tuple[str, ...] = ()
    rows: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    staff: tuple[tuple[str, str], tuple[str, str]] | None = None
    transferred: bool = False

    @property
    def name(self) -> str:
        """Name of the PDF."""
        return f"{self.slug}-{self.year}.pdf"

    @property
    def look(self) -> AnyVariant:
        """Layout variant."""
        return ALL[self.variant]

    @property
    def narrative(self) -> str:
        """The free text."""
        return (NARRATIVES / f"{self.slug}.txt").read_text(encoding="utf-8").strip()

    def form(self) -> Form:
        """The form, filled in, faults planted."""
        form = make_form(self.seed, self.year, self.block, self.narrative, self.inhabitants, comune=self.comune)
        form = replace(form, ticks={code: code in self.ticked for code in form.ticks})
        if self.rows:
            form = self._with_rows(form)
        if self.staff:
            before, now = form.layout.staff_years
            pairs = zip(("R01", "R02"), self.staff, strict=True)
            form = replace(form, staff={code: {before: Decimal(a), now: Decimal(b)} for code, (a, b) in pairs})
        if self.transferred:
            form = _transferred(form)
        for fault in self.faults:
            form = plant(form, fault)
        if "total" in self.faults:  # the level follows the printed total, so that one fault is one fault
            form = replace(form, service_level=service_level(form.layout, form.totals, Decimal(self.inhabitants)))
        return form

    def _with_rows(self, form: Form) -> Form:
        rows = dict(form.rows)
        for code, (base, users, hours) in self.rows.items():
            columns = {**rows[code], "users_base": Decimal(base), "users": Decimal(users)}
            if "hours" in columns:
                columns |= {"hours": Decimal(hours), "mean_hours": mean_hours(Decimal(users), Decimal(hours))}
            rows[code] = columns
        totals = totals_of(form.layout, rows)
        level = service_level(form.layout, totals, Decimal(self.inhabitants))
        return replace(form, rows=rows, totals=totals, service_level=level)


def _transferred(form: Form) -> Form:
    gained = (form.totals["users"] or ZERO) - (form.totals["users_base"] or ZERO)
    nothing = Decimal("0.00")
    lines = {
        "R10": {"number": ZERO, "spending": nothing, "users": ZERO},
        "R11": {"number": ZERO, "spending": nothing, "users": ZERO},
        "R12": {"number": None, "spending": nothing, "users": ZERO},
        "R13": {"spending": nothing, "users": gained},
        "R14": {"spending": form.additional, "users": ZERO},
    }
    return replace(form, quadro3=Quadro3(form.additional, lines | {"R15": objectives_total(lines)}))


# fmt: off
SAMPLES: tuple[Sample, ...] = (
    # Ticks argued, figures in agreement.
    Sample("borgoserena", "BORGOSERENA", 2021, "A", 18420, ("R16", "R17", "R21"), "portal", 9),
    Sample("castelvirzo", "CASTELVIRZO", 2021, "C", 1236, ("R29", "R30"), "rules_top", 10,
           rows={"M47": (2, 2, 0)}, transferred=True),
    Sample("pieve-di-solmara", "PIEVE DI SOLMARA", 2023, "A", 9874, ("R18", "R21", "R22"), "landscape", 3,
           staff=(("3", "5"), ("1", "1"))),
    Sample("torre-salmastra", "TORRE SALMASTRA", 2023, "C", 14608, ("R30", "R32", "R33"), "columns", 23),
    # R20 ticked and never argued; the narrative is cut off in the middle of its last sentence.
    Sample("montebrullo", "MONTEBRULLO", 2023, "A", 6215, ("R16", "R19", "R20", "R21"), "hyphen_ascii", 6,
           rows={"M47": (8, 9, 4120)}),
    # R17 argued and ticked NO; R04 is not users over inhabitants.
    Sample("petracunna", "PETRACUNNA", 2023, "A", 31247, ("R18", "R20", "R21"), "narrow", 7, ("service_level",)),
    # "Altro" ticked with no cause; the total of users is 11 more than its rows.
    Sample("rivamera", "RIVAMERA", 2021, "C", 4390, ("R29", "R30", "R33"), "placed_leaders", 30, ("total",)),
    # R18 ticked, though staff fell and the narrative says so.
    Sample("acqualaria", "ACQUALARIA", 2023, "A", 11953, ("R16", "R18", "R21"), "borderless_hyphenated", 11,
           ("staff_fell",)),
    # Two sentences spliced in mid-word.
    Sample("sant-elverio", "SANT'ELVERIO", 2021, "B", 22716, ("R23", "R24"), "cut_tables", 11),
    # A narrative of two formulas.
    Sample("roccadelfa", "ROCCADELFA", 2023, "B", 2874, ("R26", "R27"), "typewriter", 16),
)
# fmt: on
