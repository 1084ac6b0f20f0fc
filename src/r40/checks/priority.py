"""In which order a reviewer should read: how likely it is that a relazione has a serious flag that is true.

``priority = 1 - Π (1 - weight(severity) · precision(rule) · certainty(flag))``, from 0 to 1. Each factor is at most 1, so
another flag never lowers it: the order is monotone. Several rules that see the same fault count several times; that is
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

_SEVERITIES = {Severity.ERROR: "errore", Severity.WARNING: "da chiedere", Severity.INFO: "da sapere"}


def priority(flags: Sequence[Flag], precision: Mapping[str, float] | None = None) -> tuple[float, list[str]]:
    """Priority of a relazione and why, in Italian, the weightiest flag first.

    Args:
        flags: all flags of the relazione.
        precision: measured precision by rule code; a code that is missing takes that of its family
            (``DEFAULT_PRECISION``).

    Returns:
        (0 to 1, sentences): no sentence where nothing is flagged.
    """
    measured = precision or {}
    weighed = sorted(
        ((_weight(flag, measured), -i, flag) for i, flag in enumerate(flags)), key=lambda w: w[:2], reverse=True
    )
    value = 1 - prod(1 - weight for weight, _, _ in weighed)
    reasons = [f"{flag.code} ({_SEVERITIES[flag.severity]}): {flag.message}" for _, _, flag in weighed[:REASONS]]
    if len(weighed) > REASONS:
        rest = len(weighed) - REASONS
        reasons.append(f"e {rest} altre segnalazioni" if rest > 1 else "e un'altra segnalazione")
    return round(min(1.0, max(0.0, value)), 6), reasons


def _weight(flag: Flag, measured: Mapping[str, float]) -> float:
    precision = measured.get(flag.code, DEFAULT_PRECISION.get(flag.code[:1], UNKNOWN_PRECISION))
    certainty = flag.values.get("certainty", 1.0)
    sure = float(certainty) if isinstance(certainty, (int, float)) else 1.0
    return WEIGHTS[flag.severity] * min(1.0, max(0.0, precision)) * min(1.0, max(0.0, sure))
