"""Which files are two files at once?"""

from __future__ import annotations

import io
import random

from PIL import Image

from samples.hostile import zips
from samples.hostile.jpegs import segment, small
from samples.hostile.pdf_parts import page_pdf, stream
from samples.hostile.trick import Trick, jpeg, pdf, png

SECOND = ("FILE_ACTIVE_CONTENT", "FILE_TYPE_MISMATCH", "FILE_TYPE_NOT_ALLOWED", "FILE_CORRUPT")
HTML = b"<html><body><script>alert(document.cookie)</script></body></html>"
EVIL = zips.archive([zips.stored("a.html", HTML), zips.stored("../../evil.sh", b"#!/bin/sh\nreboot\n")])


def pdf_then(rng: random.Random, paper: bytes) -> bytes:
    """A whole PDF, and behind it another file."""
    tail = rng.choice(
        (paper, EVIL, HTML, b"MZ\x90\0" + bytes(300), b"\x7fELF" + bytes(300), b"Rar!\x1a\x07\x01\0" + bytes(99))
    )
    return page_pdf(paper) + rng.choice((b"", b"\n", b"\0" * 20)) + tail


def then_pdf(rng: random.Random, paper: bytes) -> bytes:
    """Another file's head, and within the first KiB a PDF's."""
    head = rng.choice((HTML, b"<!DOCTYPE html><script>/*", b"GIF89a", b"PK\x03\x04" + bytes(26),
        b"#!/bin/sh\nreboot\nexit\n",
                       b"\x7fELF" + bytes(60), b"<?xml version='1.0'?><svg onload='alert(1)'>"))  # fmt: skip
    return head + b"\n" + page_pdf(paper)


def pdf_in_jpeg(rng: random.Random, paper: bytes) -> bytes:
    """A JPEG whose first remark is a PDF's head; the rest of the PDF follows the picture."""
    whole = page_pdf(b"", draw=b"0 0 9 9 re f")
    if rng.random() < 0.5:
        return paper[:2] + segment(0xFE, whole) + paper[2:]
    return paper + whole


def jpeg_and(rng: random.Random, paper: bytes) -> bytes:
    return paper + rng.choice((EVIL, HTML, b"MZ\x90\0" + bytes(500), b"7z\xbc\xaf\x27\x1c" + bytes(99)))


def markup_in_jpeg(rng: random.Random, paper: bytes) -> bytes:
    """In a remark or in EXIF: shown by who trusts the name `.html`."""
    what = rng.choice((HTML, b"*/<?php system($_GET['c']); ?>", b"<iframe src=javascript:alert(1)>"))
    return paper[:2] + segment(0xFE, what) + paper[2:]


def png_and(rng: random.Random, paper: bytes) -> bytes:
    stream_ = io.BytesIO()
    Image.open(io.BytesIO(paper)).convert("L").save(stream_, "PNG")
    return stream_.getvalue() + rng.choice((EVIL, HTML, page_pdf(b""), b"MZ\x90\0" + bytes(500)))


def archive_in_pdf(rng: random.Random, paper: bytes) -> bytes:
    """An archive in a stream of the PDF whose directory ends where the file ends."""
    inside = page_pdf(paper, more=[stream(EVIL)])
    start = inside.index(EVIL)
    end = EVIL.rindex(b"PK\x05\x06")
    entries = EVIL[EVIL.index(b"PK\x01\x02") : end]
    tail = entries + EVIL[end : end + 16] + (start + EVIL.index(b"PK\x01\x02")).to_bytes(4, "little") + b"\0\0"
    return inside + tail


def other_name(rng: random.Random, paper: bytes) -> bytes:
    """What is no PDF under the name of one."""
    return rng.choice((HTML, EVIL, b"MZ\x90\0" + bytes(900), b"\x7fELF" + bytes(900), small(paper),
        b"{\\rtf1\\object}", b"%!PS\nquit",
                       b"GIF89a" + bytes(900), b"<?xml version='1.0'?><svg/>", b"BM" + bytes(900)))  # fmt: skip


TRICKS: dict[str, Trick] = {
    "polyglot: PDF and then another": pdf(pdf_then, *SECOND),
    "polyglot: another and then PDF": pdf(then_pdf, *SECOND),
    "polyglot: archive in PDF": pdf(archive_in_pdf, *SECOND),
    "polyglot: PDF in JPEG": jpeg(pdf_in_jpeg, *SECOND),
    "polyglot: JPEG and another": jpeg(jpeg_and, *SECOND),
    "polyglot: markup in JPEG": jpeg(markup_in_jpeg, *SECOND),
    "polyglot: PNG and another": png(png_and, *SECOND),
    "polyglot: something else under the name": pdf(other_name, *SECOND),
}
