"""Relazioni with parts inverted, cut out, doubled or put in, for the fuzz tests."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.hostile.catalogue import SAMPLES, base, plain
from tests.hostile.pdf import HELLO, one_page

# What readers of PDFs and of texts look for.
TOKENS = (
    b"obj", b"endobj", b"stream\n", b"endstream", b"xref", b"trailer", b"startxref\n0", b"%%EOF", b"<<", b">>", b"[", b"]", b"(", b")",
    b"/Length 0", b"/Length 99999999", b"/Kids [2 0 R]", b"/Count 99999", b"/Filter /FlateDecode", b"/Rotate 90", b"/MediaBox [0 0 0 0]",
    b"1 0 0 1 1e9 0 cm", b"0 0 0 0 0 0 Tm", b"0 Tf", b"-9999999999", b"4294967296", b"1e308", b"nan", b"BT", b"ET", b"Tj", b"q", b"Q", b"Do",
    b"M11", b"M12 - ", b"R16 SI", b"R40 - ", b"R0", b"QUADRO 4 - AUTODIAGNOSI", b" NO", b"2023", b"Comune di ", b"1.234,56", b"\n\n", b"\xff", b"\x00",
    "\u202e".encode(), "\ufffe".encode(), "…".encode(), b"-\n", b"\x0c", b"<FEFFD800>",
)  # fmt: skip


class Change(NamedTuple):
    """One change: what, where (0 to 1), how much, and which token."""

    kind: str
    place: float
    size: int
    token: int


KINDS = ("flip", "cut", "double", "put", "over", "swap")


@cache
def bases() -> tuple[tuple[str, bytes], ...]:
    """Files to begin with, by the suffix that they are read under."""
    from r40.ingest import read

    relazione = read(SAMPLES / "montebrullo-2023.pdf")
    rows = "".join(f"{code} - {' '.join('1.234,56' for _ in row)}\n" for code, row in relazione.fields.items())
    reasons = "".join(
        f"{code} {text} {'SI' if relazione.ticks[code] else 'NO'}\n" for code, text in relazione.wording.items()
    )
    text = f"Comune di {relazione.comune}\nAnno 2023\n{rows}{reasons}R40 - Relazione in formato libero\n{relazione.narrative}"
    return (".pdf", plain()), (".pdf", base()), (".pdf", one_page(HELLO * 3)), (".txt", text.encode())


def changed(data: bytes, changes: Sequence[Change]) -> bytes:
    """Data after all changes."""
    for change in changes:
        place = int(change.place * len(data))
        token = TOKENS[change.token % len(TOKENS)]
        before, part, after = data[:place], data[place : place + change.size], data[place + change.size :]
        match change.kind:
            case "flip":
                data = before + bytes(b ^ (1 << change.token % 8) for b in part[:3]) + part[3:] + after
            case "cut":
                data = before + after
            case "double":
                data = before + part + part + after
            case "put":
                data = before + token + part + after
            case "over":
                data = before + token + (part + after)[len(token) :]
            case _:  # two neighbouring parts change places
                data = before + after[: change.size] + part + after[change.size :]
    return data


def at_random(seed: int) -> tuple[str, bytes]:
    """A file by its number: its suffix and its bytes."""
    chance = random.Random(seed)
    suffix, data = chance.choice(bases())
    many = chance.choice((1, 2, 5, 20, 100))
    changes = [
        Change(chance.choice(KINDS), chance.random(), int(2 ** chance.uniform(0, 12)), chance.randrange(99))
        for _ in range(chance.randint(1, many))
    ]
    return suffix, changed(data, changes)


def verdict(path: Path) -> str:
    """The status or the error's code; anything but a relazione or a ReadError is raised."""
    from r40.batch.limits import fault
    from r40.errors import ReadError
    from r40.ingest import read

    try:
        relazione = read(path)
    except ReadError as error:
        code, cause = fault(error).code, error.__cause__  # as a run says it
        return f"internal {type(cause).__name__}: {cause}"[:200] if code == "internal" else code
    relazione.model_dump_json().encode()
    assert all(c.isprintable() or c == "\n" or c == "\u00ad" for c in relazione.narrative + (relazione.comune or "")), (
        path
    )
    return relazione.status
