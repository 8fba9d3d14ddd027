"""Which pictures with transparency does a PDF lay over its pages? (seals and signatures pasted as cut-outs; pypdf)"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.generic import DictionaryObject, StreamObject

from pipeline.reading.pdf_structure import PdfEncrypted, PdfUnreadable, opened, resolved

PAGES = 6
MOST = 16
LEAST_SIDE = 40
"""Pixels; smaller pictures are ornaments."""


def stamps_in(content: bytes) -> tuple[bytes, ...]:
    """A hash of each such picture's own packed bytes and of its mask's, each once; none for what cannot be opened."""
    try:
        with opened(content) as reader:
            found = [stamp for index in range(min(len(reader.pages), PAGES)) for stamp in _stamps(reader.pages[index])]
            return tuple(dict.fromkeys(found))[:MOST]
    except (PdfUnreadable, PdfEncrypted):
        return ()


def _stamps(page: pypdf.PageObject) -> Iterator[bytes]:
    resources = resolved(page.get("/Resources"))
    pictures = resolved(resources.get("/XObject")) if isinstance(resources, DictionaryObject) else None
    named = list(pictures.values())[:MOST] if isinstance(pictures, DictionaryObject) else []
    for picture in map(resolved, named):
        mask = resolved(picture.get("/SMask")) if isinstance(picture, StreamObject) else None
        if isinstance(mask, StreamObject) and min(_side(picture, "/Width"), _side(picture, "/Height")) >= LEAST_SIDE:
            yield hashlib.sha256(picture._data + b"|" + mask._data).digest()


def _side(picture: Any, key: str) -> int:
    value = resolved(picture.get(key))
    return int(value) if isinstance(value, (int, float)) else 0
