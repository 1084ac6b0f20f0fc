"""From flags to figures: precision and recall of each rule, flags on clean relazioni, order of the queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt

from r40.codebook import default_codebook
from r40.records import Flag, Severity
from tests.bench_checks.case import Case

OF_THE_MODEL = frozenset({"L301", "L302", "L303", "L304", "X403"})
LINKS = frozenset({"L301", "L302", "L303", "L304"})


@dataclass(frozen=True)
class Scored:
    """A case and what r40 said of it."""

    case: Case
    flags: tuple[Flag, ...]
    priority: float

    def found(self) -> list[Flag]:
        """Flags of the planted rule, on the planted subject."""
        case = self.case
        return [f for f in self.flags if f.code == case.rule and case.subject in (None, f.subject)]

    def false(self) -> list[Flag]:
        """Flags that nothing in the relazione calls for, of the rules that may be judged here."""
        case = self.case
        planted = case.rule if case.kind == "planted" else None
        flags = [f for f in self.flags if f.code not in case.also]
        if planted in LINKS or planted == "X403":
            flags = [f for f in flags if not (f.code == planted and f.subject == case.subject)]
        else:
            flags = [f for f in flags if f.code != planted]
        if planted in LINKS:
            flags = [f for f in flags if not (f.code in LINKS and f.subject == case.subject)]
        if case.split != "test" or case.rewritten:
            flags = [f for f in flags if f.code not in OF_THE_MODEL]
        return flags


@dataclass
class Tally:
    """Counts of one rule. Found and false alarms above ``info``, and those that are notes only."""

    planted: int = 0
    found: int = 0
    noted: int = 0
    false: int = 0
    false_noted: int = 0
    held_out: int = 0
    held_out_found: int = 0
    missed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    @property
    def recall(self) -> tuple[int, int]:
        return self.found + self.noted, self.planted

    @property
    def precision(self) -> tuple[int, int]:
        return self.found, self.found + self.false


def is_stated(flag: Flag) -> bool:
    """Whether a flag is more than a note; the rule that only ever notes states by noting."""
    return flag.severity != Severity.INFO or default_codebook().rules[flag.code].severity == Severity.INFO


def tallies(scored: Sequence[Scored]) -> dict[str, Tally]:
    """Counts by rule, in the order of the codebook."""
    result = {code: Tally() for code in default_codebook().rules}
    seen: set[tuple[str, str]] = set()  # a narrative stands in many relazioni: one false alarm on it counts once
    for each in scored:
        case = each.case
        if case.kind == "planted" and case.rule:
            tally, found = result[case.rule], each.found()
            tally.planted += 1
            stated = any(map(is_stated, found))
            tally.found += stated
            tally.noted += bool(found) and not stated
            if case.held_out:
                tally.held_out += 1
                tally.held_out_found += bool(found)
            if not found:
                tally.missed.append(case.id)
        for flag in each.false():
            if (case.base.id, flag.code + flag.subject + flag.message) in seen:
                continue
            seen.add((case.base.id, flag.code + flag.subject + flag.message))
            tally = result[flag.code]
            if is_stated(flag):
                tally.false += 1
                tally.alarms.append(f"{case.id}: {flag.message}")
            else:
                tally.false_noted += 1
    return result


def wilson(good: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share, 95 % by default; (0, 1) of nothing (Wilson 1927, J. Am. Stat. Assoc. 22)."""
    if not of:
        return 0.0, 1.0
    share, square = good / of, z * z
    middle = share + square / (2 * of)
    half = z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, (middle - half) / (1 + square / of)), min(1.0, (middle + half) / (1 + square / of))


def auc(low: Sequence[float], high: Sequence[float]) -> float:
    """Share of pairs in which the second is higher; ties count half."""
    pairs = [(right > left) + 0.5 * (right == left) for left in low for right in high]
    return sum(pairs) / len(pairs)


def order(scored: Sequence[Scored], *, grave: bool = True) -> float:
    """AUC of the priority, in the test split: relazioni with a planted fault against clean ones.

    ``grave``: faults that the codebook calls an error, which are the contradictions and impossible figures; else all but
    those that it calls a note.
    """
    rules = default_codebook().rules
    wanted = (Severity.ERROR,) if grave else (Severity.ERROR, Severity.WARNING)
    clean = [s.priority for s in scored if s.case.kind == "clean" and s.case.split == "test"]
    planted = [
        s.priority
        for s in scored
        if s.case.kind == "planted" and s.case.rule and s.case.split == "test" and rules[s.case.rule].severity in wanted
    ]
    return auc(clean, planted)


def above_info(scored: Sequence[Scored], split: str | None = None) -> float:
    """Mean number of flags above ``info`` on clean relazioni; those of the model in the test split only."""
    clean = [s for s in scored if s.case.kind == "clean" and split in (None, s.case.split)]
    return sum(f.severity != Severity.INFO for s in clean for f in s.false()) / len(clean)
