"""Faults in the narrative, and against it: phrasings written by hand, set into clean relazioni."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import cycle
from typing import Any

from tests.bench_checks.bases import (
    ROW,
    Base,
    bases,
    names,
    phrasings,
    settle,
    with_additional,
    with_row,
    with_staff,
    with_transfer,
)
from tests.bench_checks.case import Case, Kind, names_itself, told
from tests.bench_checks.figures import figures
from tests.forms import narratives
from tests.forms.content import Form
from tests.forms.generate import ZERO

ROWS = ("M12", "M15", "M18", "M21", "M24", "M27", "M40", "M38", "M53")
ENOUGH = 24  # users of a row that a phrasing names, so that another number is another number


# Who wrote a phrasing, and where it stands. Strangers wrote without having seen the rules, which then learnt from their words; the unseen
# came after, and nothing was changed for them.
OWN, STRANGERS, UNSEEN = "", "strangers/", "unseen/"


def text_cases() -> Iterator[Case]:
    """Every phrasing, planted or near, in a relazione of its own."""
    for rule in ("X401", "X402", "X404", "X405", "X406", "D103", "D104", "D107", "D101"):
        for origin in (OWN, STRANGERS, UNSEEN):
            yield from _phrased(rule, origin)
    yield from _own_words()
    yield from _cut()
    yield from _too_long()


def _phrased(rule: str, origin: str) -> Iterator[Case]:
    try:
        written = phrasings(f"{origin}{rule}")
    except FileNotFoundError:
        return
    pool = [base for base in bases() if base.split == "test" and _suits(rule, base)]
    random.Random(origin + rule).shuffle(pool)
    turns = cycle(pool)
    kinds: tuple[Kind, ...] = ("planted", "near")
    for kind in kinds:
        for number, entry in enumerate(written[kind], start=1):
            text, extra = (entry, {}) if isinstance(entry, str) else (str(entry.get("text", "")), dict(entry))
            base = next(turns)
            # Every other comune is one that the narrative never names: the fault is then plain.
            if rule == "X405" and kind == "planted":
                base = next(b for b in turns if names_itself(b) == bool(number % 2))
            form = _phrase(rule, kind, _ready(rule, base.form, extra), text, extra, number)
            yield Case(
                f"{rule}-{kind}-{origin.replace('/', '-')}{number:02d}", kind, base, form, rule,
                also=_ALSO.get(rule, frozenset()), held_out=origin == UNSEEN, phrased=True, rewritten=True,
            )  # fmt: skip


_ALSO = {
    "D101": frozenset({"D103", "D107", "L301", "L302", "L304"}),
    "D107": frozenset({"D103", "D104"}),
    "X404": frozenset({"N211"}),
    "D104": frozenset(),
}


def _suits(rule: str, base: Base) -> bool:
    form, facts = base.form, base.facts
    wide = int(form.inhabitants or 0) >= 2500 and len(form.narrative) > 700
    match rule:
        case "X401":
            return wide and "additional" not in facts and base.sent is None
        case "X402":
            return wide and "users" not in facts
        case "X404":
            return wide and form.year == 2023 and "staff" not in facts
        case "X406":
            return form.quadro3 is not None and "additional" not in facts and base.sent is None
        case "D103":
            return wide and form.narrative.endswith(".") and "\n" in form.narrative
        case _:
            return wide


def _ready(rule: str, form: Form, extra: dict[str, Any]) -> Form:
    """The form with the figures that a phrasing names."""
    form = _no_empty_area(form)
    if rule == "X402":
        for row in ROWS:
            users = int(form.rows[row].get("users") or 0)
            if users < ENOUGH:
                form = with_row(form, row, ENOUGH + 2 * ROWS.index(row))
        total = form.totals["users"] or ZERO
        if total * 3 > (form.inhabitants or ZERO):
            form = replace(form, inhabitants=total * 5)
    if rule == "X404":
        form = with_staff(form, (5, 6), (17, 17)) if form.ticks.get("R18") else with_staff(form, (6, 6), (17, 17))
    if rule == "X406":
        form = with_transfer(form, extra["r14"] == "positive")
    return settle(form)


def _no_empty_area(form: Form) -> Form:
    """Every area with users, so that a phrasing that names one is no X403."""
    for row in ("M12", "M15", "M18", "M21", "M24", "M27", "M40"):
        if not form.rows[row].get("users"):
            form = with_row(form, row, 6)
    return form


def _phrase(rule: str, kind: Kind, form: Form, text: str, extra: dict[str, Any], turn: int) -> Form:
    if "repeat" in extra:
        return replace(form, narrative=_repeated(form.narrative, extra["repeat"], turn))
    place = "middle"
    if text.startswith("@"):
        place, text = text[1:].split(" ", 1)
    text = text.format_map(figures(form)) if "{" in text else text
    if kind == "planted" and rule in ("D101", "D107"):
        return replace(form, narrative=text)
    if rule == "D101":
        return replace(form, narrative=text)
    if rule == "D103":
        own_line = kind == "near" or turn % 2
        return replace(form, narrative=form.narrative + ("\n" if own_line else " ") + text)
    return told(form, text, place, turn * 3)


def _repeated(text: str, way: str, turn: int) -> str:
    """The narrative with one of its passages pasted twice."""
    sentences = list(re.finditer(r"[^.\n]{85,400}\.", text))
    lines = [line for line in text.split("\n") if len(line) > 150]
    match way:
        case "paragraph" if lines:
            line = lines[turn % len(lines)]
            return text.replace(line, f"{line}\n{line}", 1)
        case "half":
            return f"{text}\n{text[: text.index('.', len(text) // 3) + 1]}"
    chosen = sentences[turn % len(sentences)]
    passage = chosen[0].strip()
    match way:
        case "adjacent":
            return f"{text[: chosen.end()]} {passage}{text[chosen.end() :]}"
        case "end":
            return f"{text}\n{passage}"
    later = sentences[(turn + 3) % len(sentences)].end()
    return f"{text[:later]} {passage}{text[later:]}"


def _own_words() -> Iterator[Case]:
    """What the writers of the corpus said in their own words, against another figure, comune or year of the form."""
    for base in bases():
        if base.split != "test":
            continue
        for rule, change in _OWN_WORDS.items():
            form = change(base)
            if form is not None:
                yield Case(f"{rule}-own-{base.id}", "planted", base, form, rule, also=_OWN_ALSO.get(rule, frozenset()))


def _other_amount(base: Base) -> Form | None:
    if "additional" not in base.facts:
        return None
    euro = (base.form.additional or ZERO) * Decimal("1.37") + 11
    return with_additional(base.form, round(euro, 2))


def _other_staff(base: Base) -> Form | None:
    if not base.form.staff or "staff" not in base.facts or base.id not in phrasings("read_by_hand")["whole_staff"]:
        return None
    before, now = base.facts["staff"]
    return with_staff(base.form, (before + 3, now + 4), (1, 1))


def _other_users(base: Base) -> Form | None:
    if base.id not in phrasings("read_by_hand")["whole_area"]:
        return None
    area, users = next(iter(base.facts["users"].items()))
    form = base.form
    for row in _rows_of(form, ROW[area]):
        form = with_row(form, row, max(1, users // 9)) if form.rows[row].get("users") else form
    return form


def _rows_of(form: Form, row: str) -> Sequence[str]:
    label = next(r.label for r in form.layout.rows if r.code == row)
    return [r.code for r in form.layout.rows if r.label == label]


def _other_transfer(base: Base) -> Form | None:
    return None if base.sent is None or base.form.quadro3 is None else with_transfer(base.form, not base.sent)


def _other_comune(base: Base) -> Form | None:
    """The form is that of another comune than the one that the text names."""
    own = base.form.comune
    if not names_itself(base) or any(names(base.form.narrative, word) for word in ("Savigliano", "Osimo", "Thiene")):
        return None
    others = ("SAVIGLIANO", "OSIMO", "THIENE", "VASTO", "CASORIA", "PINEROLO", "CODIGORO")
    return replace(base.form, comune=others[len(own) % len(others)])


def _other_year(base: Base) -> Form | None:
    """The text is last year's, or that of two years ago: every year in it is earlier."""
    form = base.form
    if not re.search(rf"\b(?:anno|nel|del|per il|corso del) {form.year}\b", form.narrative):
        return None
    back = 1 + len(form.narrative) % 2
    text = re.sub(r"\b20[12]\d\b", lambda m: str(int(m[0]) - back), form.narrative)
    return replace(form, narrative=text)


_OWN_WORDS: dict[str, Callable[[Base], Form | None]] = {
    "X401": _other_amount,
    "X402": _other_users,
    "X404": _other_staff,
    "X406": _other_transfer,
}
_OWN_ALSO = {"X401": frozenset({"X406"}), "X404": frozenset({"N211"})}


def _cut() -> Iterator[Case]:
    """Narratives cut off somewhere in their last sentences, and texts of other comuni and years."""
    pool = [base for base in bases() if base.split == "test" and len(base.form.narrative) > 900]
    rng = random.Random("cut")
    for turn, base in enumerate(rng.sample(pool, 12)):
        text = base.form.narrative
        words = [m.end() for m in re.finditer(r"\w+", text) if len(text) // 2 < m.end() < len(text) - 40]
        at = rng.choice([w for w in words if re.match(r" [a-zà-ù]", text[w:])]) - (2 if turn % 2 else 0)
        yield Case(
            f"D103-cut-{base.id}",
            "planted",
            base,
            replace(base.form, narrative=text[:at].rstrip()),
            "D103",
            rewritten=True,
        )
    for name, change in (("comune", _other_comune), ("year", _other_year)):
        found = [(base, form) for base in bases() if base.split == "test" and (form := change(base)) is not None]
        for base, form in rng.sample(found, min(10, len(found))):
            yield Case(f"X405-{name}-{base.id}", "planted", base, form, "X405", rewritten=name == "year", alone=True)


def _too_long() -> Iterator[Case]:
    """Long narratives with more after them than the form takes."""
    more = [
        t
        for name, t in narratives.ALL.items()
        if len(t) > 800 and name not in ("long_spaced", "form_words", "nota_bene")
    ]
    pool = sorted((base for base in bases() if base.split == "test"), key=lambda b: -len(b.form.narrative))[:8]
    for turn, base in enumerate(pool):
        text = base.form.narrative
        rest = cycle(more)
        for _ in range(turn % len(more)):
            next(rest)
        used: list[str] = []
        while len(text) <= 6000:
            addition = next(rest)
            if addition in used:
                break
            used.append(addition)
            addition = re.sub(r"Pieve Altacqua|Roccamorena", base.form.comune.title(), addition)
            text = f"{text}\n{addition}"
        if len(text) > 6000:
            form = _no_empty_area(replace(base.form, narrative=text))
            yield Case(f"D102-{turn + 1:02d}", "planted", base, form, "D102", rewritten=True)
