"""Is a file known by its content, whatever its name says?"""

from __future__ import annotations

import pytest

from pipeline.reading.file_type import claimed_format, identify
from tests.reading import files

PICTURE = files.page(width=120, height=160, size=8)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (files.pdf(), "pdf"),
        (b"\xef\xbb\xbf\r\n" + files.pdf(), "pdf"),
        (b"HTTP/1.1 200 OK\r\n" + b"x" * 200 + files.pdf(), "pdf"),
        (b"x" * 1100 + files.pdf(), "text"),
        (b"<html><body>" + files.pdf(), "html"),
        (b"GIF89a" + files.pdf(), "gif"),
        (b"#!/bin/sh\nreboot\nexit\n\n" + files.pdf(), "script"),  # a paper for us, a program for who runs it
        (b"<?php system(1); ?>" + files.pdf(), "script"),
        (b"%!PS-Adobe\n" + files.pdf(), "postscript"),
        (files.saved(PICTURE), "jpeg"),
        (files.saved(PICTURE, "PNG"), "png"),
        (files.saved(PICTURE, "GIF"), "gif"),
        (files.saved(PICTURE, "TIFF"), "tiff"),
        (files.saved(PICTURE, "BMP"), "bmp"),
        (files.saved(PICTURE, "WEBP"), "webp"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "heic"),
        (files.docx(), "docx"),
        (files.docx(first="mimetype.xml"), "docx"),
        (b"PK\x05\x06" + bytes(18), "zip"),
        (files.ole("WordDocument"), "doc"),
        (files.ole("Workbook"), "ole"),
        (b"MZ\x90\0" + bytes(300), "exe"),
        (b"plain text, nothing else", "text"),
    ],
)
def test_content_decides_what_a_file_is(content: bytes, expected: str) -> None:
    assert identify(content).format == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("диплом.PDF", "pdf"),
        ("a.jpg", "jpeg"),
        ("a.JPEG", "jpeg"),
        ("a.jpe", "jpeg"),
        ("a.png", "png"),
        ("a.docx", "docx"),
        ("a.gif", "other"),
        ("a.jpg.exe", "other"),
        ("scan", None),
        ("скан от 28.06.2019", None),
        ("a.", None),
        (".pdf", None),
    ],
)
def test_only_a_known_ending_claims_anything(name: str, expected: str | None) -> None:
    assert claimed_format(name) == expected
