"""The measured figures: a page for people and a file for the priority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from r40.codebook import default_codebook
from tests.bench_checks.measure import OF_THE_MODEL, Scored, Tally, above_info, is_stated, order, wilson

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "checks.md"
DATA = ROOT / "src" / "r40" / "checks" / "precision.yaml"

_HEAD = """# How precise the checks are

Written by `make bench-checks`; what each rule checks is in [rules.md](rules.md), what it is named in [codebook.md](codebook.md).

**{cases} relazioni whose answer is known**, all made up: {clean} clean ones, {near} with a near miss (something that looks like a fault and is none),
{planted} with exactly one planted fault. Their narratives are those of the frozen test split of [the corpus](../data/corpus/README.md) (three writers), of both
forms (2021, 2023) and of blocks A and C; {known} of the clean ones are of the training split, and tell nothing of the rules that rest on the model
(L301–L304, X403), which knows them. Ticks are those of the annotation, figures are generated and made to fit what the narrative says.
The model is the default one.

"""
_NOTES = """
- **Planted faults** in figures and ticks are changes of one figure or tick. Faults in the text are phrasings of three origins: our own, written before the rules;
  those of three **strangers** who knew only the codebook (X rules: when they first met them the rules found 39 of 100, 66 of 80 and 56 of 100; they were
  then rebuilt on them); and {held} **held
  out**, of another stranger, for which nothing was changed: {found} found. Only the last tell what r40 does with the words of a new writer. Beside them stand
  the faults against **words of the corpus's own writers** (the form says something else than their text): {own}. Misses among these were looked at, and some mended.
- **False alarms on near misses of the held out**: {alarms}.
- **Found**: the rule fires on the relazione, and for a rule of the model on the reason or area that was changed. *As a note* means as `info`, which says "da verificare".
- **False alarm**: a flag that nothing in the relazione calls for, on clean relazioni, near misses, and those with another rule's fault. A narrative stands
  in several relazioni; the same false alarm on it counts once. Rules of the model are judged only where the narrative is as annotated, in the test split.
- Precision is found / (found + false alarms), notes left out; it depends on how many faults were planted, which is no measure of how many there are.
  Intervals are Wilson's, 95 %. In [precision.yaml](../src/r40/checks/precision.yaml), which the priority reads, precision is (found + 1) / (found + false alarms + 2).
- A relazione of the real world is harder: invented prose has been told what to say.
"""


def page(scored: Sequence[Scored], tallies: Mapping[str, Tally], through_pdf: tuple[int, int]) -> str:
    """The page, as Markdown.

    Args:
        scored: all relazioni.
        tallies: counts by rule.
        through_pdf: relazioni drawn as PDF, and those of them whose flags were the same when read from it.
    """
    kinds = [s.case.kind for s in scored]
    clean = [s for s in scored if s.case.kind == "clean"]
    known = sum(s.case.split != "test" for s in clean)
    text = _HEAD.format(
        cases=len(scored), clean=len(clean), near=kinds.count("near"), planted=kinds.count("planted"), known=known
    )
    text += f"""| | |
|---|---|
| flags above `info` on a clean relazione, mean | {above_info(scored):.2f} |
| the same, test split only, with the rules of the model | {above_info(scored, split="test"):.2f} |
| AUC of the priority, planted `error` against clean | {order(scored):.3f} |
| AUC of the priority, planted `error` or `warning` against clean | {order(scored, grave=False):.3f} |
| drawn as PDF and read again | {through_pdf[0]}, of which {through_pdf[1]} with the same flags |

| rule | planted | found | as a note | held out | false alarms | as a note | precision | recall |
|---|---|---|---|---|---|---|---|---|
"""
    rules = default_codebook().rules
    for code, tally in tallies.items():
        model = " ᵐ" if code in OF_THE_MODEL else ""
        held = f"{tally.held_out_found} of {tally.held_out}" if tally.held_out else ""
        text += (
            f"| {code} {rules[code].name}{model} | {tally.planted} | {tally.found} | {tally.noted or ''} | {held} | {tally.false} | "
            f"{tally.false_noted or ''} | {_share(*tally.precision)} | {_share(*tally.recall)} |\n"
        )
    held_out = sum(t.held_out for t in tallies.values()), sum(t.held_out_found for t in tallies.values())
    own = ", ".join(f"{code} {found} of {of}" for code, (found, of) in _in_own_words(scored).items())
    text += "\nᵐ rests on the model.\n" + _NOTES.format(
        held=held_out[0], found=held_out[1], own=own, alarms=_alarms_held_out(scored)
    )
    return text + _unmet(tallies)


def _alarms_held_out(scored: Sequence[Scored]) -> str:
    """Of the held-out near misses, those on which the rule that they are near to fired above a note."""
    near = [s for s in scored if s.case.held_out and s.case.kind == "near"]
    wrong = [s for s in near if any(f.code == s.case.rule and is_stated(f) for f in s.flags)]
    return f"{len(wrong)} of {len(near)}"


def _in_own_words(scored: Sequence[Scored]) -> dict[str, tuple[int, int]]:
    """By X rule, faults found and planted in narratives that were left in their writers' words; X403 rests on the model."""
    result: dict[str, tuple[int, int]] = {}
    for each in scored:
        case = each.case
        if case.kind == "planted" and case.rule and case.rule[0] == "X" and case.rule != "X403" and not case.phrased:
            found, of = result.get(case.rule, (0, 0))
            result[case.rule] = found + bool(each.found()), of + 1
    return result


def _share(good: int, of: int) -> str:
    low, high = wilson(good, of)
    return f"{good / of:.2f} ({low:.2f}–{high:.2f})" if of else ""


def _unmet(tallies: Mapping[str, Tally]) -> str:
    """What falls short of the aim: precision 0.9 and recall 0.8, for figures 1.0 each."""
    short = []
    for code, tally in tallies.items():
        precise, complete = (1.0, 1.0) if code[0] == "N" else (0.9, 0.8)
        for name, (good, of), aim in (("precision", tally.precision, precise), ("recall", tally.recall, complete)):
            if of and good / of < aim:
                short.append(f"{code} {name} {good / of:.2f}")
    return f"\n## Short of the aim\n\nPrecision 0.9 and recall 0.8; for N rules 1.0: {', '.join(short) or 'none'}.\n"


def data(tallies: Mapping[str, Tally]) -> str:
    """Precision and recall by rule, as YAML: ``measured_precision`` reads it."""
    lines = ["# Written by `make bench-checks` (docs/checks.md). By rule: smoothed precision, (k + 1) / (n + 2) of n flags of which k are right;",
             "# recall; n."]  # fmt: skip
    for code, tally in tallies.items():
        right, flags = tally.precision
        good, of = tally.recall
        lines.append(f"{code}: {{precision: {(right + 1) / (flags + 2):.3f}, recall: {good / of:.3f}, n: {flags}}}")
    return "\n".join(lines) + "\n"
