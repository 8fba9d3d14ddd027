"""Are files found that carry a second one, and cameras' own additions left alone?"""

from __future__ import annotations

import pytest

from pipeline.reading.image_header import read_header
from pipeline.reading.second_content import second_in_pdf, second_in_picture
from tests.reading import files

JPEG = files.saved(files.page(width=200, height=200, size=10))


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        (b"", None),
        (bytes(40), None),
        (JPEG, None),
        (b"\0\0\0\x18ftypmp42" + bytes(100), None),
        (files.pdf(), "pdf"),
        (files.docx(), "archive"),
        (b"\r\n<script>alert(1)</script>", "markup"),
        (b"MZ\x90", "program or archive"),
    ],
)
def test_what_follows_a_picture_is_named(tail: bytes, expected: str | None) -> None:
    assert second_in_picture(JPEG + tail, len(JPEG)) == expected


@pytest.mark.parametrize(
    ("tail", "expected"),
    [(b"", None), (b"\n\n", None), (JPEG, "picture"), (files.docx(), "archive"), (b"<html><script>", "markup")],
)
def test_what_follows_a_pdf_is_named(tail: bytes, expected: str | None) -> None:
    assert second_in_pdf(files.pdf() + tail) == expected


@pytest.mark.parametrize(
    ("remark", "expected"),
    [
        (b"<html><script>alert(1)</script>", "markup"),
        (b"<?php system(1); ?>", "markup"),
        (b"<x:xmpmeta><rdf:RDF>", None),
    ],
)
def test_markup_among_the_remarks_of_a_picture_is_named(remark: bytes, expected: str | None) -> None:
    content = JPEG[:2] + b"\xff\xfe" + (len(remark) + 2).to_bytes(2, "big") + remark + JPEG[2:]
    header = read_header(content, "jpeg")
    assert second_in_picture(content, header.end, header.pixels_at) == expected
