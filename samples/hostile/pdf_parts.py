"""How is a PDF written object by object, so that any of them may lie?"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
A4 = b"[0 0 595 842]"
WIDE = b"[0 0 842 595]"
SHOW_PAPER = b"q 842 0 0 595 0 0 cm /Paper Do Q"
FIRST_FREE = 6
"""Number of the first of `more`'s objects: before it stand catalogue, pages, page, content and the paper."""


def stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(data), data)


def packed(data: bytes, head: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter/FlateDecode" + head)


def frame_of(jpeg: bytes) -> int:
    """Where the frame header of a JPEG (baseline or progressive) stands."""
    place = 2
    while jpeg[place + 1] not in (0xC0, 0xC2):
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
    return place


def picture(jpeg: bytes, head: bytes = b"") -> bytes:
    """The image object of a JPEG; its size is read from its frame."""
    place = frame_of(jpeg)
    height, width = struct.unpack_from(">HH", jpeg, place + 5)
    size = b"/Width %d/Height %d" % (width, height)
    colours = b"/ColorSpace/Device%s" % (b"Gray" if jpeg[place + 9] == 1 else b"RGB")
    return stream(jpeg, b"/Type/XObject/Subtype/Image/BitsPerComponent 8/Filter/DCTDecode" + size + colours + head)


def page_pdf(
    jpeg: bytes = b"",
    *,
    draw: bytes = b"",
    content: bytes | None = None,
    catalogue: bytes = b"",
    page: bytes = b"",
    resources: bytes = b"",
    xobjects: bytes = b"",
    media: bytes = b"",
    more: Sequence[bytes] = (),
    head: bytes = HEAD,
) -> bytes:
    """A page that shows the paper, where there is one, and then whatever `draw` says; `more` are objects 6 and on.

    `content` takes the place of the whole content object.
    """
    show = SHOW_PAPER + b"\n" + draw if jpeg else draw
    paper = b"/Paper 5 0 R" if jpeg else b""
    size = media or (WIDE if jpeg else A4)
    named = b"/Resources<</XObject<<%s%s>>%s>>" % (paper, xobjects, resources)
    return written(
        [
            b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents 4 0 R%s%s>>" % (size, named, page),
            stream(show) if content is None else content,
            picture(jpeg) if jpeg else b"null",
            *more,
        ],
        head=head,
    )


def written(objects: Sequence[bytes], *, head: bytes = HEAD, trailer: bytes = b"") -> bytes:
    """Objects 1 and on with a table of their places; 1 is the catalogue."""
    out, places = bytearray(head), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, count = len(out), len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (count, trailer, start)
    return bytes(out)


def with_xref_stream(objects: Sequence[bytes], entries: dict[int, tuple[int, int]], xref_head: bytes = b"") -> bytes:
    """The same with a packed table of places; `entries` are of objects inside object streams: (stream, place)."""
    out, rows = bytearray(HEAD), [struct.pack(">BIH", 0, 0, 65535)]
    for number, body in enumerate(objects, 1):
        if number in entries:
            rows.append(struct.pack(">BIH", 2, *entries[number]))
            continue
        rows.append(struct.pack(">BIH", 1, len(out), 0))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, own = len(out), len(objects) + 1
    rows.append(struct.pack(">BIH", 1, start, 0))
    named = b"/Type/XRef/Size %d/W[1 4 2]/Root 1 0 R" % (own + 1)
    body = stream(xref_head, named + b"/Filter/FlateDecode") if xref_head else packed(b"".join(rows), named)
    return bytes(out) + b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (own, body, start)
