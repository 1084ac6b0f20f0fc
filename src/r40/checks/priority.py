"""In which order a reviewer should read: how likely it is that a relazione has a serious flag that is true.

``priority = 1 - Π (1 - weight(severity) · precision(rule) · certainty(flag))``, from 0 to 1. Each factor is at most 1, so
another flag, a graver one or a surer one never lowers it: the order is monotone. Several rules that see the same fault count several times; that is
wanted, because more of the relazione then hangs on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

from r40.records import Flag, Severity

# How serious a true flag is to a reviewer, as a share of an error: chosen so that one sure error comes before two
# warnings, and so that hints alone never make a relazione urgent.
WEIGHTS: Mapping[Severity, float] = {Severity.ERROR: 0.8, Severity.WARNING: 0.35, Severity.INFO: 0.03}

# Precision by family where none was measured: figures against figures are certain, a model's links are not.
DEFAULT_PRECISION: Mapping[str, float] = {"D": 0.95, "N": 0.99, "L": 0.8, "X": 0.9}
UNKNOWN_PRECISION = 0.7
REASONS = 3  # flags named in the explanation

_SEVERITIES = {Severity.ERROR: "Incoerenza", Severity.WARNING: "Da chiarire", Severity.INFO: "Nota"}


def priority(flags: Sequence[Flag], precision: Mapping[str, float] | None = None) -> tuple[float, list[str]]:
    """Priority of a relazione and why, in Italian, the weightiest flag first.

    Args:
        flags: all flags of the relazione.
        precision: measured precision by rule code; a code that is missing takes that of its family
            (``DEFAULT_PRECISION``).

    Returns:
        (0 to 1, sentences): no sentence where nothing is flagged.
    """
    weights = [_weight(flag, precision or {}) for flag in flags]
    # In the order of the flags, not of the weights: so rounding keeps it monotone too.
    value = 1 - prod(1 - weight for weight in weights)
    ranked = sorted(range(len(flags)), key=lambda i: (-weights[i], i))
    reasons = [f"{_SEVERITIES[flags[i].severity]} ({flags[i].code}): {flags[i].message}" for i in ranked[:REASONS]]
    if rest := len(flags) - len(reasons):
        reasons.append("E un'altra segnalazione." if rest == 1 else f"E altre {rest} segnalazioni.")
    return round(value, 6), reasons


def _weight(flag: Flag, measured: Mapping[str, float]) -> float:
    precision = measured.get(flag.code, DEFAULT_PRECISION.get(flag.code[:1], UNKNOWN_PRECISION))
    certainty = flag.values.get("certainty", 1.0)
    sure = float(certainty) if isinstance(certainty, (int, float)) else 1.0
    return WEIGHTS[flag.severity] * min(1.0, max(0.0, precision)) * min(1.0, max(0.0, sure))
