"""How text and numbers are set: number formats, dashes, ligatures, Italian hyphenation, line breaking."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.forms.blocks import Figure

VOWELS = "aeiouàèéìíòóùúAEIOUÀÈÉÌÒÙ"
CLUSTERS = {a + b for a in "bcdfgptv" for b in "lr"} | {"ch", "gh", "gn", "gl", "qu"}
PLAIN_WORD = re.compile(r"[^\W\d_]{6,}")


@dataclass(frozen=True)
class NumberStyle:
    """Number formats. `euro` is form (Quadro 3 only, after), before or after (all money), or none."""

    money_thousands: bool = True
    count_thousands: bool = False
    euro: str = "form"
    decimals_padded: int = 0


def number_text(figure: Figure, style: NumberStyle) -> str:
    """The figure as printed; nothing for a blank, but a lone sign where the form prints the sign itself."""
    money = figure.kind in ("money", "euro")
    body = _digits(figure, style, money)
    if not money or style.euro == "none" or (style.euro == "form" and figure.kind == "money"):
        return body
    if not body and figure.kind == "money":
        return ""
    return f"€ {body}".strip() if style.euro == "before" else f"{body} €".strip()


def _digits(figure: Figure, style: NumberStyle, money: bool) -> str:
    if figure.value is None:
        return ""
    text = format(figure.value, "f")
    negative, text = text.startswith("-"), text.lstrip("-")
    whole, _, fraction = text.partition(".")
    if money:
        fraction = fraction.ljust(2, "0")
    elif figure.kind == "decimal" and figure.value:
        fraction = fraction.ljust(style.decimals_padded, "0")
    if style.money_thousands if money else style.count_thousands:
        whole = f"{int(whole):,}".replace(",", ".")
    return ("-" if negative else "") + whole + (f",{fraction}" if fraction else "")


def ligatures(text: str) -> str:
    """With the presentation forms of fi and fl."""
    return text.replace("fi", "\ufb01").replace("fl", "\ufb02")


def syllables(word: str) -> list[int]:
    """Places where a naive Italian hyphenator may break a word of letters only."""
    breaks = []
    for match in re.finditer(rf"(?<=[{VOWELS}])([^\W\d_{VOWELS}]+)(?=[{VOWELS}])", word):
        start, cluster = match.start(1), match.group(1).lower()
        if len(cluster) == 1 or (cluster[0] == "s" and cluster[1] != "s") or cluster[:2] in CLUSTERS:
            place = start
        else:
            place = start + 1
        if 3 <= place <= len(word) - 3:
            breaks.append(place)
    return breaks


def hyphenation(word: str) -> Iterator[tuple[str, str]]:
    """Ways to break a word (between two spaces), the longest first part first; compounds and codes stay whole."""
    if re.search(r"[\d@/\-\u2010]", word) or word.isupper():
        return
    found = [(m.start() + place) for m in PLAIN_WORD.finditer(word) for place in syllables(m.group())]
    for place in reversed(found):
        yield word[:place], word[place:]


@dataclass(frozen=True)
class SetLine:
    """A line of set text; `last` when it ends its paragraph."""

    words: tuple[str, ...]
    last: bool

    @property
    def text(self) -> str:
        """The line with single spaces."""
        return " ".join(self.words)


def break_lines(
    text: str, width: float, measure: Callable[[str], float], hyphen: str = "", break_compounds: bool = False
) -> list[SetLine]:
    """Greedy line breaking, with word breaks when `hyphen` is given; no-break spaces do not break."""
    pending = [word for word in text.split(" ") if word]
    pending.reverse()
    lines: list[SetLine] = []
    current: list[str] = []
    while pending:
        word = pending.pop()
        if measure(" ".join([*current, word])) <= width:
            current.append(word)
            continue
        head, rest = _fit(word, " ".join(current), width, measure, hyphen, break_compounds)
        if head:
            current.append(head)
            pending.append(rest)
        elif current:
            pending.append(word)
        else:
            current.append(word)
        lines.append(SetLine(tuple(current), last=False))
        current = []
    if current:
        lines.append(SetLine(tuple(current), last=True))
    elif lines:
        lines[-1] = SetLine(lines[-1].words, last=True)
    return lines


def _fit(
    word: str, line: str, width: float, measure: Callable[[str], float], hyphen: str, break_compounds: bool
) -> tuple[str, str]:
    """The longest first part of a word that still fits the line, with its hyphen, and the rest."""
    before = f"{line} " if line else ""
    if break_compounds:
        for match in reversed(list(re.finditer(r"(?<=[^\W\d_])[-\u2010](?=[^\W\d_])", word))):
            if measure(before + word[: match.end()]) <= width:
                return word[: match.end()], word[match.end() :]
    if hyphen:
        for head, rest in hyphenation(word):
            if measure(before + head + hyphen) <= width:
                return head + hyphen, rest
    return "", word


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the narrative, ready to be set; `gap` when a blank line stands before it."""

    text: str
    bullet: bool
    gap: bool


def narrative_paragraphs(text: str, dash: str, nbsp: bool) -> list[Paragraph]:
    """The narrative's paragraphs with the dash wanted and, if asked, no-break spaces after short words."""
    found: list[Paragraph] = []
    gap = False
    for line in text.split("\n"):
        if not line.strip():
            gap = True
            continue
        bullet = line.startswith("- ")
        words = line.replace("-", dash)
        if nbsp:
            words = re.sub(r"(?<=\b[aein]) |(?<=\bn\.) (?=\d)|(?<=\d) (?=€|euro)", "\u00a0", words)
        found.append(Paragraph(words, bullet, gap and bool(found)))
        gap = False
    return found
