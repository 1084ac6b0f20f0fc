"""A PDF writer that writes whatever it is told, and what bad PDFs are put together from."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping, Sequence

HELLO = b"BT /F1 10 Tf 50 700 Td (Ciao) Tj ET"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
A4 = b"[0 0 595 842]"


def stream(data: bytes, extra: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def pdf(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """A file with these objects, the first one being its catalogue, and a table of them that is right."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start, size = out.tell(), max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        out.write(b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n")
    out.write(
        b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, min(objects), trailer, start)
    )
    return out.getvalue()


def one_page(
    content: bytes = HELLO,
    *,
    raw: bytes | None = None,
    box: bytes = A4,
    resources: bytes = b"",
    page: bytes = b"",
    more: Mapping[int, bytes] | None = None,
) -> bytes:
    """A file of one page.

    Args:
        content: its drawing instructions, in plain.
        raw: the whole stream object instead.
        box: its media box.
        resources: beside the font F1.
        page: more keys of the page.
        more: objects from 6 on.
    """
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> %s >> %s >>"
            % (box, resources, page),
            4: raw or stream(content),
            5: FONT,
            **(more or {}),
        }
    )


def bomb(unit: bytes, megabytes: int) -> bytes:
    """A zlib stream of ``unit``, over and over, that inflates to so much, made without inflating it.

    Compressed blocks that refer to nothing before them may be repeated.
    """
    block = unit * (1_000_000 // len(unit))
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(block) + deflate.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\xda" + body * megabytes + b"\x03\x00" + b"\0\0\0\0"  # the checksum is wrong; no reader minds


def flate(data: bytes, times: int = 1, extra: bytes = b"") -> bytes:
    """A stream object of data that are compressed so many times."""
    return stream(data, b"/Filter [%s] %s" % (b" /FlateDecode" * times, extra))


def ascending(objects: Sequence[bytes], first: int) -> dict[int, bytes]:
    """Objects numbered from ``first``."""
    return dict(enumerate(objects, first))
