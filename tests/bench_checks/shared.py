"""Narratives taken from another comune: what was changed in them before they were sent, and texts that only resemble."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from tests.bench_checks.bases import Base, bases, phrasings
from tests.bench_checks.case import Case
from tests.forms.content import Form

OTHERS = ("Pieve Cornara", "Montefalda", "Rocca Vèrzina", "Sant'Elmo in Colle", "Valdàspera", "Borgo Trevisa")


def shared_cases() -> Iterator[Case]:
    """A copy in each case, together with its model."""
    pool = [b for b in bases() if b.split == "test" and len(b.form.narrative) > 1000]
    random.Random("D105").shuffle(pool)
    for number, actions in enumerate(phrasings("D105")["planted"], start=1):
        base = pool[number]
        text = base.form.narrative
        for action in actions:
            text = _changed(text, action, number)
        other = OTHERS[number % len(OTHERS)]
        text = re.sub(re.escape(base.form.comune), other, text, flags=re.IGNORECASE)
        form = replace(base.form, comune=other.upper(), narrative=text)
        yield Case(
            f"D105-{number:02d}", "planted", base, form, "D105", phrased=True,
            rewritten=True, alone=True, beside=(base.form,),
        )  # fmt: skip
    yield from _alike(pool)


def _changed(text: str, action: str, turn: int) -> str:
    given = phrasings("D105")
    lines = text.split("\n")
    match action:
        case "numbers":
            return re.sub(r"(?<![\d.,])\b\d{1,3}\b(?![.,]\d)", lambda m: str(int(m[0]) + turn), text)
        case "reorder" if len(lines) > 3:
            return "\n".join([lines[0], *lines[2:], lines[1]])
        case "add_paragraph":
            return "\n".join([text, given["paragraphs"][turn % len(given["paragraphs"])]])
        case "drop_sentence":
            return re.sub(r"(?<=\. )[A-ZÈ][^.\n]{40,250}\. ", "", text, count=1)
        case "synonyms":
            for one, other in given["synonyms"]:
                text = re.sub(rf"\b{one}\b", other, text)
            return text
        case "quotes":
            return text.replace("“", '"').replace("”", '"').replace("’", "'").replace("«", '"').replace("»", '"')
        case "upper_headings":
            return "\n".join(line.upper() if len(line) < 60 else line for line in lines)
        case "one_line":
            return " ".join(lines)
        case "wrap_lines":
            return re.sub(r"(.{80}\S*) ", r"\1\n", text)
        case "consortium_first":
            return "Il Comune aderisce all'Ambito territoriale Alto Corno, che coordina i servizi.\n" + text
    return text


def _alike(pool: list[Base]) -> Iterator[Case]:
    """Texts that have formulas, a paragraph of law or a body in common, and nothing else."""
    common = phrasings("D105")["common"]
    for number in range(8):
        one, two = pool[-1 - 2 * number], pool[-2 - 2 * number]
        sentences = common if number % 2 else [common[number % len(common)]]
        beside = _headed(two.form, sentences)
        yield Case(
            f"D105-near-{number + 1:02d}", "near", one, _headed(one.form, sentences), "D105", phrased=True,
            rewritten=True, alone=True, beside=(beside,),
        )  # fmt: skip


def _headed(form: Form, sentences: list[str]) -> Form:
    return replace(form, narrative="\n".join([*sentences, form.narrative]))
