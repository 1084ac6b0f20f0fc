"""X403."""

from __future__ import annotations

from collections.abc import Mapping

from r40.checks.base import NOT_APPLICABLE, NOT_EVALUABLE, Context, Rule, Verdict
from r40.records import Intervention

NOT_RUNNING = ("programmato", "concluso")
MULTI = "multiutenza"
CONTRIBUTIONS = "contributi"


class AreaWithoutUsers(Rule):
    """The narrative describes interventions for an area whose rows are all zero or blank in the reporting year.

    Why it matters: people are served and not counted, or the text describes what others do for others.

    Fires: "sportelli e interventi di mediazione culturale", with all rows of the area Immigrati e nomadi blank.

    Does not fire: interventions planned or ended; multiutenza; an intervention that belongs to several areas, unless all of
    them are empty; one that the model is not sure of (score under 0.82: a target group that is merely named may reach 0.8).
    Contributi economici are looked for in the rows of that group, whatever the area.
    """

    code = "X403"

    def evaluate(self, context: Context) -> Verdict:
        if not context.narrative or not context.interventions:
            return NOT_APPLICABLE
        if not context.figures_complete or not context.user_rows:
            return NOT_EVALUABLE
        empty: dict[str, list[Intervention]] = {}
        for intervention in context.interventions:
            if intervention.score < context.thresholds.X403.score or intervention.status in NOT_RUNNING:
                continue
            kind = context.codebook.interventions.get(intervention.id)
            areas = kind.areas if kind else (MULTI,)
            if MULTI in areas or not all(_is_empty(_rows(context, area)) for area in areas):
                continue
            empty.setdefault(areas[0], []).append(intervention)
        flags = []
        for area, found in empty.items():
            kinds = ", ".join(dict.fromkeys(context.codebook.interventions[i.id].label for i in found))
            name = "Contributi economici" if area == CONTRIBUTIONS else context.codebook.areas[area]
            rows = _rows(context, area)
            flags.append(
                self.flag(
                    context,
                    f"La relazione descrive interventi per «{name}» ({kinds}), ma le righe {', '.join(rows)} sono a zero "
                    "o in bianco. Chiedere dove sono contati gli utenti.",
                    subject=area,
                    evidence=[context.span(i.start, i.end) for i in found],
                    rows={code: row.get("users") for code, row in rows.items()},
                    interventions=sorted({i.id for i in found}),
                    certainty=round(max(i.score for i in found), 3),
                )
            )
        return flags


def _rows(context: Context, area: str) -> Mapping[str, Mapping[str, float | None]]:
    if area != CONTRIBUTIONS:
        return context.area_rows(area)
    rows = context.layout.rows
    fields = context.relazione.fields
    return {code: fields[code] for code, row in rows.items() if row.group == CONTRIBUTIONS and code in fields}


def _is_empty(rows: Mapping[str, Mapping[str, float | None]]) -> bool:
    """Whether rows were found and none has users."""
    return bool(rows) and not any(row.get("users") for row in rows.values())
