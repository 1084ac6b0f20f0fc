"""Rules for people: a page for each, and the choice of rules by code or prefix."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence

from r40.checks.base import Rule
from r40.checks.registry import RULES
from r40.codebook import Codebook, default_codebook
from r40.errors import ConfigurationError

FAMILIES = {
    "D": "the document",
    "N": "figures of the form against each other",
    "L": "ticks against the narrative",
    "X": "the narrative against the figures",
}
PARTS = ("Why it matters", "Fires", "Does not fire")
_PART = re.compile(rf"^({'|'.join(PARTS)}): ", re.MULTILINE)


def rule_of(code: str) -> Rule:
    """The rule with this code.

    Raises:
        ConfigurationError: no rule has it.
    """
    found = next((rule for rule in RULES if rule.code == code.upper()), None)
    if found is None:
        raise ConfigurationError(
            f"La regola «{code}» non esiste: usare uno dei codici {RULES[0].code}-{RULES[-1].code}, che «r40 rule» elenca."
        )
    return found


def sections(rule: Rule) -> dict[str, str]:
    """What a rule's docstring says: ``what`` and the parts, each on one line."""
    text = inspect.cleandoc(rule.__doc__ or "")
    pieces = _PART.split(text)
    found = {"what": pieces[0], **dict(zip(pieces[1::2], pieces[2::2], strict=True))}
    return {name: " ".join(piece.split()) for name, piece in found.items()}


def rule_page(code: str, codebook: Codebook | None = None) -> str:
    """Page of one rule, in Markdown.

    Raises:
        ConfigurationError: no rule has this code.
    """
    codebook = codebook or default_codebook()
    rule = rule_of(code)
    entry = codebook.rules[rule.code]
    parts = sections(rule)
    years = [layout.form for layout in codebook.forms.values() if rule.applies(layout)]
    lines = [
        f"# {rule.code} {entry.name}",
        "",
        parts["what"],
        "",
        "| | |",
        "|---|---|",
        f"| Severity | `{entry.severity}` |",
        f"| Family | {rule.code[0]}: {FAMILIES[rule.code[0]]} |",
        f"| Forms | {', '.join(years)} |",
        "",
    ]
    for part in PARTS:
        lines += [f"## {part}", "", parts.get(part, ""), ""]
    return "\n".join(lines)


def select(codes: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
    """Rules chosen by code or prefix (``N``, ``N2``, ``N201``), in the order of the registry.

    Args:
        codes: those to check; all if none is given.
        ignore: those to leave out; it prevails.

    Raises:
        ConfigurationError: one of them matches no rule.
    """
    for asked in (*codes, *ignore):
        if not asked or not any(rule.code.startswith(asked.upper()) for rule in RULES):
            raise ConfigurationError(
                f"«{asked}» non corrisponde a nessuna regola: indicare un codice (N201) o un prefisso (N, N2); «r40 rule» li elenca."
            )
    chosen = tuple(code.upper() for code in codes) or ("",)
    left_out = tuple(code.upper() for code in ignore)
    return tuple(
        rule for rule in RULES if rule.code.startswith(chosen) and not (left_out and rule.code.startswith(left_out))
    )
