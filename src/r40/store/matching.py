"""Which flag of a new scoring is which flag of the old one. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from r40.records import Flag


def evidence_key(flag: Flag) -> Hashable:
    """What makes a flag the same after re-scoring: code, subject and the words of its evidence, wherever they now stand."""
    return flag.code, flag.subject, tuple(span.text for span in flag.evidence)


def substance(flag: Flag) -> Hashable:
    """What a reviewer would call a change: not the model's certainty, which moves with every training, nor offsets."""
    values = sorted((k, repr(v)) for k, v in flag.values.items() if k != "certainty")
    return evidence_key(flag), flag.severity, flag.message, tuple(values)


def pair(old: Sequence[Flag], new: Sequence[Flag]) -> dict[int, int]:
    """Position in ``new`` to position in ``old`` of the same flag.

    First those of the same code, subject and evidence, in order; then, of what is left, those that alone have their code and
    subject on both sides: the same finding with another proof.
    """
    paired: dict[int, int] = {}
    for key, unique in ((evidence_key, False), (lambda flag: (flag.code, flag.subject), True)):
        left_old = _grouped(old, set(paired.values()), key)
        left_new = _grouped(new, set(paired), key)
        for name, mine in left_new.items():
            theirs = left_old.get(name, [])
            if not unique or len(mine) == len(theirs) == 1:
                paired |= dict(zip(mine, theirs, strict=False))
    return paired


def _grouped(flags: Sequence[Flag], taken: set[int], key: Callable[[Flag], Any]) -> dict[Any, list[int]]:
    groups: dict[Any, list[int]] = defaultdict(list)
    for n, flag in enumerate(flags):
        if n not in taken:
            groups[key(flag)].append(n)
    return groups
