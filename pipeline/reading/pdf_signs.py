"""Which signs does the text of a PDF's page name, and where does it draw them? (pypdfium2)"""

from __future__ import annotations

import ctypes
import itertools
import math
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as pdfium_c

from pipeline.reading.pdf_opened import FAULTS, opened_page

Place = tuple[float, float, float, float]
"""x0, y0, x1, y1 in shares of the page's width and height."""
LINE_ENDS = {"\x02": "-", "\ufffe": "-"}
"""What stands for a hyphen at a line's end."""
LEVEL = 0.02
"""Slope of a line that is no longer level."""


def word_places(data: bytes, index: int) -> list[tuple[str, Place]]:
    """Each word of the page's text and where it is drawn, in shares of the page; nothing for a turned page.

    What draws the page knows the spacing between letters that what reads its layer may have lost.
    """
    signs = itertools.groupby(sign_places(data, index), key=lambda one: one[0].isspace())
    words = [tuple(word) for is_space, word in signs if not is_space]
    return [("".join(sign for sign, _ in word), _around([place for _, place in word])) for word in words]


def _around(places: Sequence[Place]) -> Place:
    return (
        min(place[0] for place in places), min(place[1] for place in places),
        max(place[2] for place in places), max(place[3] for place in places),
    )  # fmt: skip


def sign_places(data: bytes, index: int) -> list[tuple[str, Place]]:
    """Each sign of the page's text and where its ink is drawn, spaces nowhere; nothing for a turned page."""
    try:
        page = opened_page(data, index)
        width, height = page.get_size()
        if page.get_rotation():
            return []
        text = page.get_textpage()
        places: list[tuple[str, Place]] = []
        for at, sign in enumerate(text.get_text_range()):
            left, bottom, right, top = (0, 0, 0, 0) if sign.isspace() else text.get_charbox(at)
            places.append((sign, (left / width, 1 - top / height, right / width, 1 - bottom / height)))
        return places
    except FAULTS:
        return []


def level_signs(data: bytes, index: int, most: int) -> tuple[list[tuple[str, Place]], tuple[float, float]] | None:
    """The signs with the room that their font gives them, in points from the page's upper left corner; its size.

    Each is as tall as its font is large. None of a page with more than `most`, with signs that name no letter or stand
    aslant, of one that is turned, and of a faulty one.
    """
    try:
        page = opened_page(data, index)
        text = page.get_textpage()
        count = text.count_chars()
        if page.get_rotation() or not 0 < count <= most:
            return None
        left, _, _, top = page.get_cropbox()
        signs = [_sign(text, at, left, top) for at in range(count) if not pdfium_c.FPDFText_IsGenerated(text, at)]
        told = [sign for sign in signs if sign is not None]
        return (told, page.get_size()) if len(told) == len(signs) else None
    except FAULTS:
        return None


def _sign(text: Any, at: int, left: float, top: float) -> tuple[str, Place] | None:
    box, matrix = pdfium_c.FS_RECTF(), pdfium_c.FS_MATRIX()
    if not (
        pdfium_c.FPDFText_GetLooseCharBox(text, at, ctypes.byref(box))
        and pdfium_c.FPDFText_GetMatrix(text, at, ctypes.byref(matrix))
    ):
        return None
    tall = pdfium_c.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
    code = pdfium_c.FPDFText_GetUnicode(text, at)
    if not code or not tall or pdfium_c.FPDFText_HasUnicodeMapError(text, at):
        return None
    if abs(matrix.b) > LEVEL * abs(matrix.a) or matrix.a <= 0:
        return None
    sign, middle = chr(code), top - (box.top + box.bottom) / 2
    return LINE_ENDS.get(sign, sign), (box.left - left, middle - tall / 2, box.right - left, middle + tall / 2)
