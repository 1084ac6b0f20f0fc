"""Rules for people: a page for each, and the choice of rules by code or prefix."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from r40.checks.base import Rule
from r40.checks.registry import RULES
from r40.checks.thresholds import Thresholds, thresholds_of
from r40.codebook import Codebook, default_codebook
from r40.errors import ConfigurationError

FAMILIES = {
    "D": "the document",
    "N": "figures of the form against each other",
    "L": "ticks against the narrative",
    "X": "the narrative against the figures",
}
PARTS = ("Why it matters", "Fires", "Does not fire")
BY_CODEBOOK = "The codebook's definition of the flag names this figure: another one changes what the flag means."
_PART = re.compile(rf"^({'|'.join(PARTS)}): ", re.MULTILINE)


def rule_of(code: str) -> Rule:
    """The rule with this code.

    Raises:
        ConfigurationError: no rule has it.
    """
    found = next((rule for rule in RULES if rule.code == code.upper()), None)
    if found is None:
        raise ConfigurationError(
            f"La regola «{code}» non esiste{nearest(code.upper(), [rule.code for rule in RULES])}: "
            "«r40 rule» elenca i codici."
        )
    return found


def nearest(name: str, known: Iterable[str]) -> str:
    """`` (forse «N209»)``: the known name most like a wrong one; empty when none is like it."""
    found = get_close_matches(name, list(known), n=1)
    return f" (forse «{found[0]}»)" if found else ""


def sections(rule: Rule) -> dict[str, str]:
    """What a rule's docstring says: ``what`` and the parts, each on one line."""
    text = inspect.cleandoc(rule.__doc__ or "")
    pieces = _PART.split(text)
    found = {"what": pieces[0], **dict(zip(pieces[1::2], pieces[2::2], strict=True))}
    return {name: " ".join(piece.split()) for name, piece in found.items()}


def rule_page(code: str, codebook: Codebook | None = None, thresholds: Thresholds | None = None) -> str:
    """Page of one rule, in Markdown.

    Args:
        code: of the rule, in capitals or not.
        codebook: with the severities in force; the default one if not given.
        thresholds: in force; the default ones if not given.

    Raises:
        ConfigurationError: no rule has this code.
    """
    codebook = codebook or default_codebook()
    rule = rule_of(code)
    usual = default_codebook().rules[rule.code].severity
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
        f"| Severity | `{entry.severity}`{'' if entry.severity == usual else f' (default `{usual}`)'} |",
        f"| Family | {rule.code[0]}: {FAMILIES[rule.code[0]]} |",
        f"| Forms | {', '.join(years)} |",
        "",
    ]
    for part in PARTS:
        lines += [f"## {part}", "", parts.get(part, ""), ""]
    return "\n".join([*lines, *_thresholds(rule.code, thresholds or Thresholds())])


def _thresholds(code: str, thresholds: Thresholds) -> list[str]:
    found = thresholds_of(code, thresholds)
    if not found:
        return []
    lines = ["## Thresholds", "", "| `[thresholds]` of `r40.toml` | Value | Allowed | Meaning |", "|---|---|---|---|"]
    for each in found:
        value = f"{each.value:g}" + ("" if each.value == each.default else f" (default {each.default:g})")
        note = f". {BY_CODEBOOK}" if each.by_codebook else ""
        lines.append(f"| `{each.key}` | {value} | {each.bounds} | {each.meaning}{note} |")
    return [*lines, ""]


def select(codes: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
    """Rules chosen by code or prefix (``N``, ``N2``, ``N201``), in the order of the registry.

    Args:
        codes: those to check; all if none is given.
        ignore: those to leave out; it prevails.

    Raises:
        ConfigurationError: one of them matches no rule, or no rule is left.
    """
    for asked in (*codes, *ignore):
        if not asked or not any(rule.code.startswith(asked.upper()) for rule in RULES):
            raise ConfigurationError(
                f"«{asked}» non corrisponde a nessuna regola{nearest(asked.upper(), [rule.code for rule in RULES])}: "
                "indicare un codice (N201) o un prefisso (N, N2); «r40 rule» li elenca."
            )
    chosen = tuple(code.upper() for code in codes) or ("",)
    left_out = tuple(code.upper() for code in ignore)
    rules = tuple(
        rule for rule in RULES if rule.code.startswith(chosen) and not (left_out and rule.code.startswith(left_out))
    )
    if not rules:
        raise ConfigurationError(
            f"Non resta nessuna regola da controllare: «{', '.join(ignore)}» esclude tutte quelle scelte."
        )
    return rules
