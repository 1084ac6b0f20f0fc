"""Agreement of two reviewers. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence

from r40.store.records import Agreement

ALL = "*"  # all codes together


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa of the labels that two raters gave to the same things.

    ``(p_o - p_e) / (1 - p_e)``, where ``p_o`` is the share on which they agree and ``p_e`` the share expected if each kept to
    their own frequencies of labels (J. Cohen, A coefficient of agreement for nominal scales, Educational and
    Psychological Measurement 20, 1960).

    Returns:
        -1 to 1; None without pairs, and where both gave one and the same label throughout.
    """
    if not pairs:
        return None
    n = len(pairs)
    observed = sum(a == b for a, b in pairs) / n
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(first[label] * second[label] for label in first) / n**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def by_code(decided: Iterable[tuple[str, Hashable, Hashable]]) -> tuple[Agreement, ...]:
    """Agreement by flag code, then of all (``*``); from (code, verdict of one, verdict of the other)."""
    pairs: dict[str, list[tuple[Hashable, Hashable]]] = defaultdict(list)
    for code, a, b in decided:
        pairs[code].append((a, b))
    every = [pair for each in pairs.values() for pair in each]
    return tuple(_agreement(code, each) for code, each in [*sorted(pairs.items()), (ALL, every)])


def _agreement(code: str, pairs: Sequence[tuple[Hashable, Hashable]]) -> Agreement:
    observed = sum(a == b for a, b in pairs) / len(pairs) if pairs else None
    return Agreement(code=code, n=len(pairs), observed=observed, kappa=kappa(pairs))
