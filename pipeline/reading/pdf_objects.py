"""What is drawn on a page of a PDF, in which order, where, and could anyone see it? (pypdfium2)"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium_c

from pipeline.reading.overlaid import Drawn, Place
from pipeline.reading.pdf_opened import FAULTS, PageUnreadable, opened_page

MOST_OBJECTS = 6000
"""A page of text has some hundreds; what comes after so many is not looked at."""
INVISIBLE = (pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP)
WHITE = 250
PLAIN_PATH = 8
"""Segments of a path that may be a rectangle; a polygon of more does not fill its box."""
SMALL_PICTURE, PICTURES_LOOKED_AT = 0.25, 8
SEE_THROUGH = 250
KINDS = {
    pdfium_c.FPDF_PAGEOBJ_TEXT: "text", pdfium_c.FPDF_PAGEOBJ_IMAGE: "picture", pdfium_c.FPDF_PAGEOBJ_PATH: "area",
}  # fmt: skip


def drawn_on(data: bytes, index: int) -> tuple[Drawn, ...]:
    """The objects of page `index` (from 0) in the order in which they are drawn; none for what cannot be taken apart.

    Of a turned page none: where its objects are seen is not known.
    """
    try:
        page = opened_page(data, index)
        return () if page.get_rotation() else tuple(_Taking(page).objects())
    except (*FAULTS, PageUnreadable):
        return ()


class _Taking:
    """One page being taken apart."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._text = page.get_textpage()
        left, bottom, right, top = page.get_cropbox()
        self._left, self._top = left, top
        self._width, self._height = max(right - left, 1e-6), max(top - bottom, 1e-6)
        self._pictures = 0

    def objects(self) -> list[Drawn]:
        found = self._page.get_objects(max_depth=3, textpage=self._text)
        listed = [one for _, one in zip(range(MOST_OBJECTS), found, strict=False) if one.type in KINDS]
        return [drawn for one in listed if (drawn := self._drawn(one)) is not None]

    def _drawn(self, one: Any) -> Drawn | None:
        kind, place = KINDS[one.type], self._place(one)
        red, green, blue, alpha = _fill(one)
        if kind == "text":
            text = one.extract().strip()
            mode = pdfium_c.FPDFTextObj_GetTextRenderMode(one.raw)
            tiny = (place[3] - place[1]) * self._height < 1.0 and any(map(str.isalnum, text))
            return Drawn(
                kind="text", place=place, text=text, font=_font(one), size=round(one.get_font_size(), 1),
                invisible=mode in INVISIBLE or alpha == 0 or tiny,
                white=min(red, green, blue) >= WHITE,
            ) if text else None  # fmt: skip
        if kind == "area":
            fills, strokes = ctypes.c_int(), ctypes.c_int()
            pdfium_c.FPDFPath_GetDrawMode(one.raw, fills, strokes)
            plain = pdfium_c.FPDFPath_CountSegments(one.raw) <= PLAIN_PATH
            white = min(red, green, blue) >= WHITE
            return Drawn(kind="area", place=place, opaque=bool(fills.value) and plain and alpha >= WHITE, white=white)
        return Drawn(kind="picture", place=place, opaque=self._is_opaque(one, place))

    def _place(self, one: Any) -> Place:
        left, bottom, right, top = one.get_bounds()
        holder = one.container
        while holder is not None:
            matrix = holder.get_matrix()
            corners = [matrix.on_point(x, y) for x in (left, right) for y in (bottom, top)]
            left, right = min(x for x, _ in corners), max(x for x, _ in corners)
            bottom, top = min(y for _, y in corners), max(y for _, y in corners)
            holder = holder.container
        return (
            (left - self._left) / self._width, (self._top - top) / self._height,
            (right - self._left) / self._width, (self._top - bottom) / self._height,
        )  # fmt: skip

    def _is_opaque(self, one: Any, place: Place) -> bool:
        """A large picture is taken to be; of a small one its mask is looked at: a stamp lets the text through."""
        if (place[2] - place[0]) * (place[3] - place[1]) > SMALL_PICTURE:
            return True
        self._pictures += 1
        if self._pictures > PICTURES_LOOKED_AT:
            return False
        pixels = one.get_bitmap(render=True).to_numpy()
        return pixels.ndim < 3 or pixels.shape[2] < 4 or float((pixels[:, :, 3] >= SEE_THROUGH).mean()) > 0.9


def _fill(one: Any) -> tuple[int, int, int, int]:
    red, green, blue, alpha = (ctypes.c_uint(255) for _ in range(4))
    pdfium_c.FPDFPageObj_GetFillColor(one.raw, red, green, blue, alpha)
    return red.value, green.value, blue.value, alpha.value


def _font(one: Any) -> str:
    """The font's name with its subset's tag."""
    return str(one.get_font().get_base_name())
