"""Bad files, each with the codes that ``errors`` may give for it. Everything here is the same at each call."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.hostile.pdf import A4, FONT, HELLO, ascending, bomb, flate, one_page, pdf, stream

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
BASE = SAMPLES / "montebrullo-2023.pdf"

# Whether a limit stops a greedy file, or it is given up before, depends on the machine.
LIMITS = frozenset({"time_limit", "memory_limit", "reader_crashed"})
# How a PDF without a word is refused depends on whether OCR is installed.
NO_TEXT = frozenset({"no_text_layer", "ocr_missing"})
# What a form that was read in part lacks.
PARTIAL = frozenset(
    {
        "missing_rows", "no_reasons", "no_wording", "no_narrative", "no_comune", "no_year", "unknown_layout",
        "unknown_code", "unplaced_value",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A bad file: how it is called, what is in it, how it may be refused."""

    name: str
    make: Callable[[], bytes]
    codes: frozenset[str]
    readable: bool = False  # a quick machine reads it within the limits; then it says what ``BASE`` says


def cases() -> Iterator[Case]:
    """All of them; those that are bad by their place in the file system are in ``files``."""
    yield from _damaged()
    yield from _structures()
    yield from _greedy()
    yield from _other_formats()


@cache
def base() -> bytes:
    """A good relazione."""
    return BASE.read_bytes()


@cache
def plain() -> bytes:
    """The same one with its streams laid open."""
    out = io.BytesIO()
    with pikepdf.open(BASE) as document:
        document.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=True,
        )
    return out.getvalue()


def _case(name: str, make: Callable[[], bytes], *codes: str | frozenset[str], readable: bool = False) -> Case:
    sets = [frozenset({code}) if isinstance(code, str) else code for code in codes]
    return Case(name, make, frozenset().union(*sets), readable)


def _damaged() -> Iterator[Case]:
    for part in (4, 5, 9, 1000, 0.25, 0.5, 0.75, 0.9, 0.99):
        yield _case(
            f"troncato a {part}.pdf",
            lambda part=part: base()[: int(part * len(base())) if part < 1 else part],
            "damaged_pdf" if part != 4 else "not_a_pdf",
        )
    yield _case("senza inizio.pdf", lambda: base()[2000:], "not_a_pdf")
    for share in (0.3, 0.6, 0.95):
        yield _case(
            f"troncato a {share} con una fine.pdf",
            lambda share=share: base()[: int(share * len(base()))] + b"\nendstream endobj\n%%EOF\n",
            "damaged_pdf", "not_a_relazione", NO_TEXT, PARTIAL,
        )  # fmt: skip
    yield _case("buco di zeri.pdf", lambda: _hole(base()), "damaged_pdf", "not_a_relazione", NO_TEXT, PARTIAL)
    for seed, flips in ((1, 30), (2, 200), (3, 2000)):
        yield _case(
            f"{flips} bit invertiti.pdf",
            lambda seed=seed, flips=flips: flipped(base(), seed, flips),
            "damaged_pdf", "not_a_pdf", "not_a_relazione", "encrypted_pdf", NO_TEXT, PARTIAL,
        )  # fmt: skip
    yield _case("intestazione sbagliata.pdf", lambda: base().replace(b"%PDF-", b"%PDX-", 1), "not_a_pdf")
    yield _case("intestazione PostScript.pdf", lambda: b"%!PS-Adobe-3.0\n" + base()[9:], "not_a_pdf")
    yield _case("intestazione lontana.pdf", lambda: b"x" * 5000 + base(), "not_a_pdf")
    yield _case("solo intestazione.pdf", lambda: b"%PDF-1.7\n", "damaged_pdf")
    yield _case("solo inizio e fine.pdf", lambda: b"%PDF-1.7\n%%EOF\n", "damaged_pdf")


def flipped(data: bytes, seed: int, flips: int) -> bytes:
    """Data with so many bits inverted, anywhere but in the last line."""
    chance, changed = random.Random(seed), bytearray(data)
    for _ in range(flips):
        changed[chance.randrange(8, len(data) - 10)] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _hole(data: bytes) -> bytes:
    third = len(data) // 3
    return data[:third] + bytes(third) + data[2 * third :]


def _structures() -> Iterator[Case]:
    """Files whose objects lead a reader in circles, into the deep, or nowhere."""
    refused = "damaged_pdf", "not_a_relazione", NO_TEXT, LIMITS, "internal"
    catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox %s >>" % A4
    trees = {
        "albero delle pagine ciclico": {1: catalogue, 2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"},
        "pagine che si contengono": {
            1: catalogue,
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>",
        },
        "senza pagine": {1: catalogue, 2: b"<< /Type /Pages /Kids [] /Count 0 >>"},
        "senza catalogo": {1: b"<< /Type /Nulla >>"},
        "due miliardi di pagine dichiarate": {
            1: catalogue,
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>",
            3: leaf,
        },
        "pagine in numero negativo": {1: catalogue, 2: b"<< /Type /Pages /Kids [3 0 R] /Count -1 >>", 3: leaf},
        "pagina che è sé stessa": {1: catalogue, 2: b"2 0 R"},
        "lista annidata 100000 volte": {1: catalogue, 2: b"[" * 100_000 + b"]" * 100_000},
        "dizionario annidato 50000 volte": {1: catalogue, 2: b"<< /A " * 50_000 + b">>" * 50_000},
        "eredità profonda": {
            1: catalogue,
            **{
                n: b"<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R] /Count 1 >>" % (n - 1, n + 1) for n in range(2, 5000)
            },
            5000: leaf,
        },
    }
    for name, objects in trees.items():
        yield _case(f"{name}.pdf", lambda objects=objects: pdf(objects), *refused)
    yield _case("xref ad anello.pdf", _xref_loop, *refused)
    yield _case("xref a flusso ad anello.pdf", _xref_stream_loop, *refused)
    yield _case("lunghezza che rimanda a sé.pdf", lambda: one_page(raw=_OWN_LENGTH), *refused)
    yield _case("contenuti ad anello.pdf", lambda: one_page(raw=b"[4 0 R 4 0 R]"), *refused)
    yield _case("modulo che disegna sé stesso.pdf", _own_form, *refused)
    yield _case("font che disegna sé stesso.pdf", _own_glyph, *refused)
    yield _case("font che manca.pdf", lambda: one_page(HELLO.replace(b"F1", b"F9")), *refused)
    yield _case("font a un oggetto che manca.pdf", lambda: one_page(page=b"/Resources << /Font 77 0 R >>"), *refused)
    yield _case("mappa dei caratteri ad anello.pdf", _cmap_loop, *refused)
    yield _case("liste annidate nel contenuto.pdf", lambda: one_page(b"[" * 500_000 + HELLO), *refused)
    yield _case("stringa mai chiusa.pdf", lambda: one_page(HELLO + b"(" * 100_000 + b"a" * 100_000), *refused)
    yield _case(
        "immagine in linea mai finita.pdf", lambda: one_page(HELLO + b" BI /W 9 ID " + b"EJ " * 99_999), *refused
    )
    yield _case(
        "numeri enormi.pdf", lambda: one_page(b"9" * 9999 + b" 0 0 -" + b"9" * 400 + b".1 0 0 cm " + HELLO), *refused
    )
    for name, box in {
        "enorme": b"[0 0 1e9 1e9]", "oltre i numeri": b"[0 0 " + b"9" * 60 + b" " + b"9" * 60 + b"]",
        "vuota": b"[0 0 0 0]", "al contrario": b"[595 842 0 0]", "di testo": b"[(a) (b) (c) (d)]", "assente": b"null",
    }.items():  # fmt: skip
        yield _case(f"pagina {name}.pdf", lambda box=box: one_page(box=box), *refused)
    yield _case("filtro sconosciuto.pdf", lambda: one_page(raw=stream(HELLO, b"/Filter /Segreto")), *refused)
    yield _case("cinquemila filtri.pdf", lambda: one_page(raw=flate(zlib.compress(HELLO), 5000)), *refused)
    yield _case(
        "cifratura sconosciuta.pdf",
        lambda: one_page().replace(b"/Root", _ENCRYPT + b" /Root"),
        "encrypted_pdf",
        *refused,
    )
    yield _case("protetto da password.pdf", _encrypted, "encrypted_pdf")


_OWN_LENGTH = b"<< /Length 4 0 R >>\nstream\n%s\nendstream" % HELLO
_ENCRYPT = b"/Encrypt << /Filter /Ignoto /V 99 >>"


def _xref_loop() -> bytes:
    data = one_page()
    start = data.rindex(b"xref\n0")
    return data.replace(b"/Root", b"/Prev %d /Root" % start, 1)


def _xref_stream_loop() -> bytes:
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    table = stream(b"\0" * 12, b"/Type /XRef /Size 3 /W [1 2 1] /Root 1 0 R /Prev %d" % len(head))
    return head + b"9 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)


def _own_form() -> bytes:
    form = stream(HELLO + b" /X Do /X Do", b"/Type /XObject /Subtype /Form /BBox %s /Resources << /XObject << /X 6 0 R >> /Font << /F1 5 0 R >> >>" % A4)  # fmt: skip
    return one_page(HELLO + b" /X Do", resources=b"/XObject << /X 6 0 R >>", more={6: form})


def _own_glyph() -> bytes:
    font = b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 67 /LastChar 67 /Widths [9] /Encoding << /Differences [67 /C] >> /CharProcs << /C 7 0 R >> /Resources << /Font << /F2 6 0 R >> >> >>"  # fmt: skip
    glyph = stream(b"9 0 d0 BT /F2 10 Tf (CCCC) Tj ET")
    return one_page(b"BT /F2 9 Tf 50 700 Td (CCCC) Tj ET", resources=b"/Font << /F2 6 0 R >>", more={6: font, 7: glyph})


def _cmap_loop() -> bytes:
    font = FONT.replace(b">>", b"/ToUnicode 7 0 R >>")
    cmap = stream(b"/Loop usecmap 1 beginbfrange <00> <ffffffff> <0041> endbfrange", b"/Type /CMap /UseCMap 7 0 R")
    return one_page(resources=b"/Font << /F1 6 0 R >>", more={6: font, 7: cmap})


def _encrypted() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("segreta", "padrone", canPrint=0), invariant=1)
    canvas.drawString(50, 700, "M11 M12 R16 R40")
    canvas.save()
    return out.getvalue()


def _greedy() -> Iterator[Case]:
    """Files that want more memory, time or paper than they are worth."""
    refused = "not_a_relazione", "damaged_pdf", "too_much_text", NO_TEXT, LIMITS
    yield _case("bomba di 2 GB di zeri.pdf", lambda: one_page(raw=flate(bomb(b"\0", 2000))), *refused)
    yield _case("bomba di 1 GB di testo.pdf", lambda: one_page(raw=flate(bomb(HELLO + b"\n", 1000))), *refused)
    yield _case("bomba nella bomba.pdf", lambda: one_page(raw=flate(zlib.compress(bomb(b" ", 2000), 9), 2)), *refused)
    yield _case("bomba nella tabella.pdf", _xref_bomb, *refused)
    yield _case(
        "bomba in fondo a una relazione.pdf",
        lambda: _appended(flate_data=bomb(b"0 0 9 9 re f ", 500)),
        PARTIAL,
        *refused,
        readable=True,
    )
    yield _case("immagine di 10 miliardi di punti.pdf", _huge_image, *refused)
    yield _case("miliardo di risate.pdf", _laughs, *refused)
    yield _case("20000 volte la stessa pagina.pdf", lambda: _repeated(one_page()), *refused)
    yield _case("20000 volte la stessa relazione.pdf", lambda: _repeated(base()), PARTIAL, *refused)
    yield _case("un milione di caratteri.pdf", lambda: one_page(_text(1_000_000)), *refused)
    yield _case("un milione di caratteri in un punto.pdf", lambda: one_page(HELLO.replace(b"(Ciao)", b"(" + b"a" * 1_000_000 + b")")), *refused)  # fmt: skip
    yield _case("un milione di tratti.pdf", lambda: one_page(HELLO + _strokes(1_000_000)), *refused)
    yield _case(
        "un milione di tratti in una relazione.pdf",
        lambda: _appended(_strokes(1_000_000)),
        PARTIAL,
        *refused,
        readable=True,
    )
    yield _case("un tracciato di un milione di punti.pdf", lambda: one_page(HELLO + b" 0 0 m " + b"9 9 l 500 9 l " * 500_000 + b" S"), *refused)  # fmt: skip
    yield _case("un milione di stati salvati.pdf", lambda: one_page(HELLO + b" q" * 1_000_000), *refused)
    yield _case("centomila annotazioni.pdf", lambda: one_page(page=b"/Annots [" + b"6 0 R " * 100_000 + b"]", more={6: _NOTE}), *refused)  # fmt: skip
    yield _case("troppi byte.pdf", lambda: base() + bytes(60_000_000), "file_unreadable")
    yield _case("troppi caratteri.txt", lambda: b"R40 - parola " * 100_000, "too_much_text")
    yield _case("troppe righe.txt", lambda: b"M11 - 1\nR16 SI\n" * 13_000, *refused, PARTIAL)
    yield _case("una riga sola.txt", lambda: b"M11" + b" 1" * 90_000, *refused, PARTIAL)
    yield _case("soli spazi e titoli.txt", lambda: (b"R40 " + b" " * 900 + b"\n") * 200, *refused, PARTIAL)


_NOTE = b"<< /Type /Annot /Subtype /FreeText /Rect [0 0 9 9] /Contents (ciao) /Parent 6 0 R >>"


def _strokes(number: int) -> bytes:
    return b" " + b"".join(b"%d %d m %d %d l S\n" % (n % 500, n % 800, n % 500 + 50, n % 800) for n in range(number))


def _text(characters: int) -> bytes:
    lines = b"0 -7 Td (" + b"parola " * 14 + b") Tj\n"
    return b"BT /F1 6 Tf 50 900000 Td " + lines * (characters // 98) + b" ET"


def _xref_bomb() -> bytes:
    table = flate(bomb(b"\0", 1000), 1, b"/Type /XRef /Size 300000000 /W [1 2 1] /Root 1 0 R")
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    return head + b"9 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)


def _huge_image() -> bytes:
    keys = b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    image = flate(bomb(b"\xff\0\0", 1500), 1, keys)
    return one_page(b"500 0 0 800 0 0 cm /I Do", resources=b"/XObject << /I 6 0 R >>", more={6: image})


def _laughs() -> bytes:
    """Each form draws the next one ten times: ten thousand million words."""
    forms = [
        stream(
            b" /X Do" * 10 if level < 9 else HELLO,
            b"/Type /XObject /Subtype /Form /BBox %s /Resources << /Font << /F1 5 0 R >> /XObject << /X %d 0 R >> >>"
            % (A4, 7 + level),
        )
        for level in range(10)
    ]
    return one_page(b"/X Do", resources=b"/XObject << /X 6 0 R >>", more=ascending(forms, 6))


def _repeated(data: bytes, times: int = 20_000) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        pages = document.Root.Pages
        pages.Kids = pikepdf.Array([pages.Kids[0]] * times)
        pages.Count = times
        document.save(out, deterministic_id=True)
    return out.getvalue()


def _appended(content: bytes = b"", flate_data: bytes = b"") -> bytes:
    """The relazione with one more page."""
    out = io.BytesIO()
    with pikepdf.open(BASE) as document:
        document.add_blank_page()
        page = document.pages[-1].obj
        page.Contents = document.make_stream(content)
        if flate_data:
            page.Contents.write(flate_data, filter=pikepdf.Name.FlateDecode)
        document.save(out, deterministic_id=True, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)  # fmt: skip
    return out.getvalue()


def _other_formats() -> Iterator[Case]:
    yield _case("vuoto.pdf", lambda: b"", "empty_file")
    yield _case("vuoto.txt", lambda: b"", "empty_file")
    yield _case("spazi.txt", lambda: b" \r\n\t" * 500, "empty_file")
    yield _case("zeri.pdf", lambda: bytes(4096), "not_a_pdf")
    yield _case("zeri.txt", lambda: bytes(4096), "not_text")
    yield _case("archivio.pdf", _zip, "not_a_pdf")
    yield _case("archivio.txt", _zip, "not_text")
    yield _case("compresso.pdf", lambda: gzip.compress(base(), mtime=0), "not_a_pdf")
    yield _case("pagina web.pdf", lambda: _HTML, "not_a_pdf")
    yield _case("pagina web.txt", lambda: _HTML, "not_a_relazione")
    yield _case("immagine.pdf", lambda: b"\x89PNG\r\n\x1a\n" + random.Random(7).randbytes(500), "not_a_pdf")
    yield _case("testo.pdf", lambda: b"Relazione di monitoraggio: M12, R16, R40.", "not_a_pdf")
    yield _case("a caso.txt", lambda: random.Random(5).randbytes(50_000), "not_text")
    yield _case("a caso.pdf", lambda: random.Random(6).randbytes(50_000), "not_a_pdf")
    yield _case("UTF-16.txt", lambda: "M12 - Famiglia e minori 50 63\nR16 SI\n".encode("utf-16"), "not_text")
    yield _case("UTF-32.txt", lambda: "M12 - Famiglia e minori 50 63\nR16 SI\n".encode("utf-32"), "not_text")
    yield _case("zeri nel testo.txt", lambda: b"M12\x00 - \x00a\x00" * 99, "not_text")
    yield _case("altro testo.txt", lambda: b"Verbale della seduta del Consiglio. " * 50, "not_a_relazione")
    yield _case("surrogati.txt", lambda: b"M12 \xed\xa0\x80 \xed\xb0\x80 R40 \x81", "not_text")


_HTML = b"<!doctype html><html><script>alert(1)</script><body>Accesso negato &amp; scaduto</body></html>"


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("relazione.pdf"), base(), zipfile.ZIP_DEFLATED)
    return out.getvalue()
