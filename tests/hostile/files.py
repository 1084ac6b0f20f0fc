"""Files that are bad by their name or their place, and relazioni that are well but say hostile things."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pikepdf

from tests.forms import variants
from tests.forms.content import make_form
from tests.hostile.catalogue import base, cases

# A name may hold anything but "/" and NUL.
NAMES = (
    "due  spazi .pdf", " inizio e fine .pdf", "emoji 🙂👩‍👩‍👧.pdf", "a capo\ndi nuovo.pdf", "campanello \x07 e \x1b]0;titolo\x07 \x1b[2J.pdf",
    "-rf.pdf", "--out=altrove.pdf", "%2e%2e%2f.pdf", "..%5c..%5caltrove.pdf", "C:\\altrove\\nul.pdf", "~.pdf", "$(id).pdf",
    "'; DROP TABLE results; --.pdf", "=HYPERLINK(\"http:x\",\"y\").pdf", "+cmd|' !A0.pdf", "@SUM(1).pdf", "<script>alert(1)<script>.pdf",
    "[red]rosso[bold].pdf", "da destra \u202efdp.exe.pdf", "x" * 251 + ".pdf", "MAIUSCOLO.PDF", "#ancora?domanda&amp;.pdf", "{{ 7 * 7 }}.pdf",
)  # fmt: skip
NO_UTF8 = b"latino \xe8\xff.pdf"

COMUNI = (
    '=HYPERLINK("HTTP://A.B/","PAGA")', "+CMD|' /C CALC'!A0", "@SUM(A1)", "<SCRIPT>ALERT(1)</SCRIPT>", "OMULOC \u202eIVOR",
)  # fmt: skip
_TEXT = (
    '\n=HYPERLINK("http://a.b/";"apri")\n+cmd|\' /C calc\'!A0\n-1+1\n@SUM(A1:A9)\n\tcon tabulazione\n'
    "<script>alert('narrativa')</script><img src=x onerror=alert(2)>\n]]></t>&lt;b&gt;&#0;{{ 7 * 7 }}{% raw %}\n"
    "da destra \u202e otnemagap \u2066 isolato, senza larghezza \u200b\ufeff, emoji 🙂👩‍👩‍👧, {word} \\u0000 \\ud800.\n"
    "Nel 2023 il Comune ha potenziato l'assistenza domiciliare agli anziani, con due operatori in più e =1+1 utenti.\n"
)
_CONTROLS = "".join(map(chr, [*range(1, 9), 11, 12, *range(14, 32), 127, *range(128, 160), 0xFFFE, 0xFFFF]))


@dataclass(frozen=True)
class Corpus:
    """What was made: bad files with the codes that may be given for them, and relazioni to be read."""

    bad: dict[bytes, frozenset[str]]  # by name
    readable: frozenset[bytes]  # names of those that a quick machine reads, as what ``catalogue.BASE`` is
    hostile: list[Path]


def make(folder: Path) -> Corpus:
    """Fill a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    bad, readable = {}, set()
    for case in cases():
        (folder / case.name).write_bytes(case.make())
        bad[os.fsencode(case.name)] = case.codes
        if case.readable:
            readable.add(os.fsencode(case.name))
    for name in map(os.fsencode, NAMES):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(base()[:4000])
        bad[name] = frozenset({"damaged_pdf"})
    Path(os.fsdecode(os.fsencode(folder) + b"/" + NO_UTF8)).write_bytes(b"ciao")
    bad[NO_UTF8] = frozenset({"not_a_pdf"})
    for name in _places(folder):
        bad[os.fsencode(name)] = frozenset({"file_unreadable"})
    return Corpus(bad, frozenset(readable), list(_hostile(folder)))


def _places(folder: Path) -> Iterator[str]:
    """What looks like a file and is none that can be read."""
    (folder / "anello.pdf").symlink_to("anello.pdf")
    (folder / "ping.pdf").symlink_to("pong.pdf")
    (folder / "pong.pdf").symlink_to("ping.pdf")
    (folder / "penzolante.pdf").symlink_to(folder / "non c'è.pdf")
    os.mkfifo(folder / "tubo.pdf")
    (folder / "infinito.pdf").symlink_to("/dev/zero")
    (folder / "a cartella.pdf").symlink_to(folder / "cartella.pdf")
    yield from ("anello.pdf", "ping.pdf", "pong.pdf", "penzolante.pdf", "tubo.pdf", "infinito.pdf")
    if os.geteuid():  # root reads everything
        (folder / "vietato.pdf").write_bytes(base())
        (folder / "vietato.pdf").chmod(0)
        yield "vietato.pdf"
    # A folder with the name of a file, whose links lead round in circles.
    (folder / "cartella.pdf").mkdir()
    (folder / "cartella.pdf" / "su").symlink_to(folder)


def _hostile(folder: Path) -> Iterator[Path]:
    for number, comune in enumerate(COMUNI):
        path = folder / f"ostile {number}.pdf"
        form = make_form(
            number, (2021, 2023)[number % 2], "ABC"[number % 3], _TEXT.replace("{word}", f"caso {number}"), 9000
        )
        variants.render(replace(form, comune=comune), path, variants.ALL["placed_words"])
        yield path
    text = folder / "ostile.txt"
    text.write_text(_as_text(), "utf-8")
    yield text
    path = folder / "ostile surrogati.pdf"
    path.write_bytes(_surrogates(folder / "ostile 1.pdf"))
    yield path


def _as_text() -> str:
    return (
        "Comune di =1+1\nRELAZIONE 2023\nQUADRO 4 - AUTODIAGNOSI\n"
        "R16 SI Il comune ha scelto di destinare maggiori risorse\nR18 NO =cmd\n"
        f"R40 - RELAZIONE IN FORMATO LIBERO\n{_TEXT}{_CONTROLS}\n"
    )


def _surrogates(relazione: Path) -> bytes:
    """A relazione whose fonts map some letters to lone surrogates, a control character and a formula's sign."""
    out = BytesIO()
    with pikepdf.open(relazione) as document:
        for each in document.objects:
            if isinstance(each, pikepdf.Dictionary) and "/ToUnicode" in each:
                cmap = each.ToUnicode.read_bytes()
                for letter, other in ((b"0065", b"D800"), (b"0061", b"DC00"), (b"006F", b"0007"), (b"006C", b"003D")):
                    cmap = cmap.replace(b"<%s>" % letter, b"<%s>" % other)
                each.ToUnicode.write(cmap)
        document.save(out, deterministic_id=True)
    return out.getvalue()
