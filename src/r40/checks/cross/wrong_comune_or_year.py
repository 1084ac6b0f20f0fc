"""X405."""

from __future__ import annotations

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict
from r40.checks.cross.other_comune import other_comune
from r40.checks.cross.other_year import other_year
from r40.records import Flag, Severity


class WrongComuneOrYear(Rule):
    """The narrative speaks as if it were another comune's or another year's report.

    Why it matters: it was copied from another comune, or from an earlier year, and says nothing of this one.

    Fires: "Il Comune di Borgodoria gestisce i servizi…" in the form of Castelmoro, which the text never names; "Nell'anno
    2021…" in the form of 2023, which the text never names. As a warning, because a part of the text may be right: "Il
    Sindaco del Comune di Rovigo attesta…", "Noi del Comune di Voghera", "Relazione per l'anno 2021" in a text that names
    its own comune or year too.

    Does not fire: a capofila, a neighbour, the members or the seat of a consorzio, the offices of another body; a comune
    that stands beside those who write ("ha aderito con noi"); a name that shares a word with the own one, or nearly;
    several other comuni (then none is taken for the reporting one); a partner in any sentence of the text; "qui a Sondrio"
    where the own comune is named too; a place and date not signed by a mayor, assessor or secretary: a consorzio may write;
    past years told as past, years of laws, plans, projects, services begun then. Comuni are those of Italy
    (r40.checks.comuni), those of the batch, and any name in capitals that is called a comune.
    """

    code = "X405"

    def evaluate(self, context: Context) -> Verdict:
        if not context.narrative:
            return NOT_APPLICABLE
        if context.relazione.comune is None and context.relazione.year is None:
            return NOT_EVALUABLE
        return [*self._comune(context), *self._year(context)]

    def _comune(self, context: Context) -> list[Flag]:
        found = other_comune(context)
        if found is None:
            return []
        name, spans, own_named = found
        own = context.relazione.comune
        whose = "nomina anche" if own_named else "non nomina mai"
        return [
            self.flag(
                context,
                f"La relazione parla del Comune di {name} come se fosse il proprio e {whose} {own}. Verificare se il testo, o "
                "una sua parte, è di un altro comune.",
                severity=Severity.WARNING if own_named else None,
                evidence=spans,
                named=name,
                own=own,
            )
        ]

    def _year(self, context: Context) -> list[Flag]:
        found = other_year(context)
        if found is None:
            return []
        other, spans, own_named = found
        year = context.relazione.year
        whose = "nomina anche" if own_named else "non nomina mai"
        return [
            self.flag(
                context,
                f"La relazione parla del {other} come dell'anno rendicontato e {whose} il {year}. Verificare se il testo, o una "
                "sua parte, è di un altro anno.",
                severity=Severity.WARNING if own_named else None,
                evidence=spans,
                named=other,
                own=year,
            )
        ]
