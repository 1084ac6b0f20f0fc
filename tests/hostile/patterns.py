"""``python -m tests.hostile.patterns``: every regular expression that r40's own code compiles, on texts made to hang it.

What is compiled is recorded while all modules are imported and a few relazioni are scored; literals of calls that were
not reached are taken from the source. For each repetition in a pattern a text is made that leads up to it, goes round in it
many times, and then does not go on as the pattern would. Time is that of the processor, so a busy machine changes nothing.
Prints, as JSON, how many patterns were tried and those that took too long.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

LENGTH = 2_000  # characters: a quadratic search takes a tenth of a second, a cubic one half a minute
PATIENCE = 2.0  # seconds of processor time
_LAYERS = ("ingest", "segment", "language", "checks", "model", "codebook", "score")
_CALLS = {"compile", "search", "match", "fullmatch", "sub", "split", "findall", "finditer"}
_OTHERS = (
    " ", "a", "A", "à", "1", ".", ",", "-", "'", "\n", "(", "€", "a ", "A ", "1.", "1,", "1 ", "a-", "a.", ". ", "a, ", "a\n",
    "di ", "il comune ", "1.000 ", "nel 2023 ", "euro 1 ", "e ",
)  # fmt: skip
_ENDS = ("", "!", "\x00", "\n\x00")


class TooSlowError(Exception):
    """The search was cut off."""


def recorded(work: Callable[[], object]) -> dict[tuple[str, int], str]:
    """Patterns, with flags, that r40's modules compile meanwhile, and which module did."""
    found: dict[tuple[str, int], str] = {}
    genuine = re._compile  # type: ignore[attr-defined]

    def compiled(pattern: Any, flags: Any) -> Any:
        if isinstance(pattern, str):
            frame: FrameType | None = sys._getframe(1)
            while frame and frame.f_globals.get("__name__", "").split(".")[0] == "re":
                frame = frame.f_back
            module = frame.f_globals.get("__name__", "") if frame else ""
            if module.startswith("r40."):
                found.setdefault((pattern, int(flags)), module)
        return genuine(pattern, flags)

    re._compile = compiled  # type: ignore[attr-defined]
    try:
        work()
    finally:
        re._compile = genuine  # type: ignore[attr-defined]
    return found


def modules() -> Iterator[str]:
    """Names of the modules that look at a document's text."""
    import r40

    for info in pkgutil.walk_packages(r40.__path__, "r40."):
        if info.name.split(".")[1] in _LAYERS:
            yield info.name


def literals() -> Iterator[tuple[str, int, str]]:
    """Patterns that stand in the source as they are, with flags and module."""
    for name in modules():
        spec = importlib.util.find_spec(name)
        assert spec and spec.origin
        for node in ast.walk(ast.parse(Path(spec.origin).read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in _CALLS
                and getattr(node.func.value, "id", "") == "re"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                flags = re.IGNORECASE if "IGNORECASE" in ast.unparse(node) else 0
                yield str(node.args[0].value), int(flags), name


def exercise() -> None:
    """Import everything and score a few relazioni, PDF and text."""
    for name in modules():
        importlib.import_module(name)
    from r40.ingest import read
    from r40.model.bundle import load_model
    from r40.score import score
    from tests.hostile.catalogue import SAMPLES

    model = load_model()
    for name in ("petracunna-2023", "rivamera-2021"):
        score(read(SAMPLES / f"{name}.pdf"), model)


def texts(pattern: str, flags: int) -> Iterator[str]:
    """What may make a search for this pattern long."""
    for unit in _OTHERS:
        yield unit * (LENGTH // len(unit)) + "\x00"
    for before, round_ in set(_rounds(re._parser.parse(pattern, flags), "")):  # type: ignore[attr-defined]
        if round_:
            for end in _ENDS:
                yield before + round_ * (LENGTH // len(round_)) + end


def _rounds(parsed: Any, before: str) -> Iterator[tuple[str, str]]:
    """For each repetition: a text that leads up to it, and one round of it."""
    for kind, value in parsed:
        kind = str(kind)
        if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            yield from ((before, text) for text in _samples(value[2]))
            yield from _rounds(value[2], before)
        elif kind == "SUBPATTERN":
            yield from _rounds(value[3], before)
        elif kind == "BRANCH":
            for branch in value[1]:
                yield from _rounds(branch, before)
        elif kind == "ATOMIC_GROUP":
            yield from _rounds(value, before)
        before += _sample(kind, value)


def _samples(parsed: Any) -> Iterator[str]:
    """A few texts that a part of a pattern matches: by each of its branches."""
    whole = "".join(_sample(str(kind), value) for kind, value in parsed)
    yield whole
    for kind, value in parsed:
        if str(kind) == "BRANCH":
            for branch in value[1][:4]:
                yield "".join(_sample(str(k), v) for k, v in branch)


def _sample(kind: str, value: Any) -> str:
    """A text that one element of a pattern matches."""
    match kind:
        case "LITERAL":
            return chr(value)
        case "NOT_LITERAL":
            return "a" if value != ord("a") else "b"
        case "ANY":
            return "a"
        case "IN":
            return _member(value)
        case "BRANCH":
            return next(_samples(value[1][0]))
        case "SUBPATTERN":
            return next(_samples(value[3]))
        case "ATOMIC_GROUP":
            return next(_samples(value))
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return next(_samples(value[2])) * max(1, value[0])
        case _:  # places and look-arounds take no room
            return ""


_CATEGORIES = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a", "CATEGORY_NOT_SPACE": "a", "CATEGORY_NOT_DIGIT": "a", "CATEGORY_NOT_WORD": "-"}  # fmt: skip


def _member(members: Any) -> str:
    negated = str(members[0][0]) == "NEGATE"
    pieces: list[str] = []
    for kind, value in members[negated:]:
        match str(kind):
            case "LITERAL":
                pieces.append(chr(value))
            case "RANGE":
                pieces.append(chr(value[0]))
            case "CATEGORY":
                pieces.append(_CATEGORIES[str(value)])
    if not negated:
        return pieces[0]
    excluded = re.compile("[" + "".join(map(re.escape, pieces)) + "]")
    return next(c for c in "ab1 .-,\x01" if not excluded.match(c))


def slow(pattern: str, flags: int) -> str | None:
    """The text, if any, on which searching all matches of the pattern takes too long, or fails otherwise."""
    compiled = re.compile(pattern, flags)
    for text in texts(pattern, flags):
        signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
        try:
            for _ in compiled.finditer(text):
                pass
        except TooSlowError:
            return text
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return None


def _give_up(number: int, frame: FrameType | None) -> None:
    raise TooSlowError


def main() -> None:
    """Try all."""
    signal.signal(signal.SIGVTALRM, _give_up)
    found = recorded(exercise)
    for pattern, flags, module in literals():
        found.setdefault((pattern, flags), module)
    problems = [
        {"module": module, "pattern": pattern, "text": text[:60], "length": len(text)}
        for (pattern, flags), module in found.items()
        if (text := slow(pattern, flags)) is not None
    ]
    print(json.dumps({"patterns": len(found), "slow": problems}))


if __name__ == "__main__":
    main()
