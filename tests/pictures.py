"""Files as people bring them, and as nobody should: pictures and PDF that are made while the tests run."""

from __future__ import annotations

import io
import struct
import zlib

from reportlab.pdfgen.canvas import Canvas

PNG = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 4, height: int = 3, *, extra: bytes = b"", after: bytes = b"") -> bytes:
    """A small grey picture; `extra` are further chunks."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _row in range(height)))
    return PNG + head + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"") + after


def claims(width: int, height: int) -> bytes:
    """A few bytes that say they are a huge picture."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return PNG + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def exif(*, place: bool) -> bytes:
    """The notes of a camera; with `place` they point to coordinates."""
    tags = struct.pack("<HHII", 0x0112, 3, 1, 1) + (struct.pack("<HHII", 0x8825, 4, 1, 26) if place else b"")
    count = 2 if place else 1
    return b"II*\0" + struct.pack("<IH", 8, count) + tags + struct.pack("<I", 0) + struct.pack("<H", 0)


def jpeg(*, place: bool = False, width: int = 16, height: int = 8, after: bytes = b"") -> bytes:
    """The outside of a photograph: what is read of it before anything is decoded."""
    notes = b"Exif\0\0" + exif(place=place)
    app1 = b"\xff\xe1" + struct.pack(">H", len(notes) + 2) + notes
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\x00\x00\x3f\x00" + b"\x12\x34"
    return b"\xff\xd8" + app1 + frame + scan + b"\xff\xd9" + after


def pdf(pages: int = 1, words: str = "Invented") -> bytes:
    """A paper of so many pages."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for number in range(pages):
        canvas.drawString(72, 700, f"{words} {number + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pdf_with(head: bytes, stream: bytes) -> bytes:
    """A paper whose one page draws this stream, with these words about it."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>",
        b"<< " + head + b" /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
    )
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += str(number).encode() + b" 0 obj\n" + one + b"\nendobj\n"
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + table + b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def bomb(mebibytes: int, layers: int = 1) -> bytes:
    """A small PDF that unpacks to as much as this."""
    maker, packed = zlib.compressobj(9), b""
    for _mebibyte in range(mebibytes):
        packed += maker.compress(b" " * 1024 * 1024)
    packed += maker.flush()
    for _layer in range(layers - 1):
        packed = zlib.compress(packed, 9)
    names = b"[" + b" ".join([b"/FlateDecode"] * layers) + b"]"
    return pdf_with(b"/Filter " + names, packed)
