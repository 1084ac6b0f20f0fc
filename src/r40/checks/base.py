"""What a rule is, and what it sees.

A rule is a class in a module of its own, named in ``registry.RULES``. It has a code of the codebook's closed list, a
docstring (what it checks, why it matters, an example that fires, one that does not, the source of any threshold), and
one method, ``evaluate``, over a ``Context``. It reads no file and keeps no state.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Literal

from r40.checks.batch import BatchStatistics
from r40.checks.thresholds import Thresholds
from r40.codebook.schema import Codebook, FormLayout
from r40.records import CheckStatus, Flag, Intervention, ReasonLink, Relazione, Severity, Span
from r40.segment import sentences

Verdict = list[Flag] | Literal["not_applicable", "not_evaluable"]
"""Flags (none: the check is passed), or why there was nothing to check."""

NOT_APPLICABLE: Literal["not_applicable"] = "not_applicable"
NOT_EVALUABLE: Literal["not_evaluable"] = "not_evaluable"

# Problems of reading after which figures may be missing that the form has.
_READING_GAPS = ("missing_rows", "unplaced_value")
_GRAVEST_FIRST = tuple(Severity)
_AFTER_FIGURE = re.compile(r"(?<=[^\W\d_]\s)((?:n\. ?)?\d[\d.,]*)\.\s(?=[A-ZÀ-Ù])")


@dataclass(frozen=True, eq=False)  # so that what is read of it can be cached
class Context:
    """One relazione, what the model found in it, and the knowledge to judge it by."""

    relazione: Relazione
    codebook: Codebook
    interventions: Sequence[Intervention] = ()
    reasons: Mapping[str, ReasonLink] = field(default_factory=dict)
    thresholds: Thresholds = field(default_factory=Thresholds)
    batch: BatchStatistics | None = None

    @cached_property
    def layout(self) -> FormLayout:
        """The layout that the relazione was read by."""
        return self.codebook.layout_for(self.relazione.year, set(self.relazione.fields))[0]

    @property
    def narrative(self) -> str:
        return self.relazione.narrative

    @property
    def figures_complete(self) -> bool:
        """Whether reading found all rows of the form."""
        return not any(self.relazione.has_problem(code) for code in _READING_GAPS)

    @property
    def has_quadro3(self) -> bool:
        """Whether the form carries Quadro 3 (it does only when the outcome asks for it)."""
        rows = self.layout.rows
        return any(code in rows and rows[code].quadro == 3 for code in self.relazione.fields)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Sentences of the narrative; a line break ends one."""
        return tuple(self.span(start, end) for start, end in sentences(self.narrative))

    @cached_property
    def statements(self) -> tuple[Span, ...]:
        """Sentences; one that ends in a figure ("… sono 150. Gli altri …") ends there too."""
        cuts = [
            (sentence, [sentence.start + match.end(1) + 1 for match in _AFTER_FIGURE.finditer(sentence.text)])
            for sentence in self.sentences
        ]
        return tuple(
            self.span(start, end)
            for sentence, ends in cuts
            for start, end in zip([sentence.start, *(end + 1 for end in ends)], [*ends, sentence.end], strict=True)
        )

    @property
    def user_rows(self) -> dict[str, dict[str, float | None]]:
        """Rows of Quadro 1 that count users, the total left out; those of unknown codes too, so that none is lost."""
        rows = self.layout.rows
        return {
            code: row
            for code, row in self.relazione.fields.items()
            if "users_base" in row and (code not in rows or rows[code].group)
        }

    def area_rows(self, area: str) -> dict[str, dict[str, float | None]]:
        """Rows of the document that count an area's users."""
        return {c: self.relazione.fields[c] for c in self.layout.by_area(area) if c in self.relazione.fields}

    def code_for(self, role: str) -> str | None:
        """Code of the row with this role in this year's form; None if the form has none or lacks it."""
        return next((c for c in self.layout.by_role(role) if c in self.relazione.fields), None)

    def value(self, role: str, column: str = "value") -> float | None:
        """A figure by the role of its row."""
        code = self.code_for(role)
        return self.relazione.value(code, column) if code else None

    def per_year(self, role: str) -> dict[int, float | None]:
        """Figures of a row that prints one per year."""
        code = self.code_for(role)
        row = self.relazione.fields.get(code, {}) if code else {}
        return {int(year): value for year, value in row.items() if year.isdigit()}

    def span(self, start: int, end: int) -> Span:
        """A passage of the narrative, as evidence."""
        return Span.of(self.narrative, start, end)


class Rule(ABC):
    """One check."""

    code: ClassVar[str]

    def applies(self, layout: FormLayout) -> bool:
        """Whether this year's form has what the rule compares."""
        return True

    @abstractmethod
    def evaluate(self, context: Context) -> Verdict:
        """Flags, or why the check does not apply or cannot be made."""

    def flag(
        self,
        context: Context,
        message: str,
        subject: str = "-",
        *,
        evidence: Sequence[Span] = (),
        severity: Severity | None = None,
        **values: Any,
    ) -> Flag:
        """A flag of this rule, with the codebook's severity, or the one given where that is lower."""
        usual = context.codebook.rules[self.code].severity
        return Flag(
            code=self.code,
            subject=subject,
            severity=usual if severity is None else max(usual, severity, key=_GRAVEST_FIRST.index),
            message=message,
            evidence=tuple(evidence),
            values=values,
        )


def check(rules: Sequence[Rule], context: Context) -> tuple[list[Flag], dict[str, CheckStatus]]:
    """Evaluate rules.

    Returns:
        (flags, what became of each rule), both in the order of the rules.
    """
    flags: list[Flag] = []
    became: dict[str, CheckStatus] = {}
    for rule in rules:
        verdict = rule.evaluate(context)
        if isinstance(verdict, str):
            became[rule.code] = verdict
        else:
            became[rule.code] = "fired" if verdict else "passed"
            flags += verdict
    return flags, became


def italian(value: float, decimals: int | None = None) -> str:
    """A figure as Italians write it: ``1.234,5``; no more decimals than it has, six at most."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".") if decimals is None else f"{value:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,"))
