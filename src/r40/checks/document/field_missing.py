"""D106."""

from __future__ import annotations

from collections.abc import Iterator

from r40.checks.base import NOT_EVALUABLE, Context, Rule, Verdict
from r40.codebook.schema import Row
from r40.records import Flag, Severity

# The total of unmet needs and of hours is not asked of every comune; users are.
_ASKED_OF_TOTALS = ("users_base", "users")
_COLUMNS = {"users_base": "utenti dell'anno base", "users": "utenti", "spending": "spesa"}


class FieldMissing(Rule):
    """A field that this form must carry is absent or unreadable.

    Why it matters: without it the outcome cannot be verified, and the comune's figures drop out of the statistics.

    Fires: the number of inhabitants (R03) left blank; field R40 not in the document; a reason of the block with neither
    SI nor NO (warning: the form asks for one of them).

    Does not fire: a blank row of users (a comune need not have such users); fields of Quadro 3 when the outcome asks for
    none; the total of unmet needs. A row that prints several figures of which one only is blank is a warning. Fields that a
    form of an unknown year no longer has are not missed. When all reasons are blank, that is L305.
    """

    code = "D106"

    def evaluate(self, context: Context) -> Verdict:
        if not context.relazione.fields:
            return NOT_EVALUABLE
        flags = [
            flag
            for code, row in context.layout.rows.items()
            if row.required
            for flag in self._field(context, code, row)
        ]
        if context.relazione.has_problem("no_narrative"):
            flags.append(
                self.flag(
                    context,
                    "Manca il campo R40 (relazione in formato libero): verificare che il documento sia completo.",
                    subject="R40",
                    reason="absent",
                )
            )
        return [*flags, *self._ticks(context)]

    def _field(self, context: Context, code: str, row: Row) -> Iterator[Flag]:
        fields = context.relazione.fields
        if row.quadro == 3 and not context.has_quadro3:
            return
        if code not in fields:
            if context.relazione.form != "unknown":
                yield self.flag(
                    context, f"Manca {code} ({row.label}): la riga non è nel documento.", subject=code, reason="absent"
                )
            return
        # Of figures per year those that the document prints, whatever its year.
        printed = sorted(c for c in fields[code] if c.isdigit())
        asked = printed if row.years else list(row.columns or _ASKED_OF_TOTALS)
        blank = [c for c in asked if fields[code].get(c) is None]
        if asked and not blank:
            return
        whole = len(blank) == len(asked)
        which = "" if whole else f", colonna {', '.join(_COLUMNS.get(c, c) for c in blank)}"
        yield self.flag(
            context,
            f"{code} ({row.label}{which}) è in bianco o illeggibile: il modulo lo richiede.",
            subject=code,
            severity=None if whole else Severity.WARNING,
            reason="blank",
            columns=blank,
        )

    def _ticks(self, context: Context) -> Iterator[Flag]:
        ticks = context.relazione.ticks
        if all(tick is None for tick in ticks.values()):
            return
        for code in (code for code, tick in ticks.items() if tick is None):
            yield self.flag(
                context,
                f"{code}: non è barrata né SI né NO. Verificare sul documento.",
                subject=code,
                severity=Severity.WARNING,
                reason="blank",
            )
