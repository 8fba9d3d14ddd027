"""With which pictures of letters are lines of a text layer drawn on their page?

What draws pages sets a letter of one font and size on whole pixels: wherever it stands, its picture is the same, point
by point. So a line that is drawn with pictures that were read elsewhere need not be read itself, and one that was drawn
over, or whose layer names other letters, has pictures that no other line has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box, Page, TextSource
from pipeline.reading.pdf_opened import PageUnreadable
from pipeline.reading.pdf_render import page_grey
from pipeline.reading.pdf_signs import Place, sign_places
from pipeline.reading.protocol import Pixels

DARK, LIGHT = 95, 30
"""Grey levels below the paper: the ink of a letter, and what may be seen at all."""
FRINGE = 2
"""Pixels around its ink to which a letter's own edge is grey."""
BESIDE = 0.4
"""Heights of the line, to either side of it within its cell, in which nothing else may stand."""
WALL = 4
"""Pixels from a cell's edge that its wall may take, dashed or not."""
TALLER = 0.6
"""Heights by which ink may reach over or under what the layer says of its letters' size."""
NEAR = 1.0
"""Pixels by which a letter's middle may lie beside its ink."""

Letter = tuple[str, bytes]
"""The letters that the layer names (several where they touch), and a hash of the picture that stands for them."""
Letters = frozenset[Letter]
Mask = NDArray[np.bool_]
Places = NDArray[np.float64]
"""x0, y0, x1, y1; several of them in rows."""


def letters_drawn(data: bytes, page: Page, lines: Sequence[tuple[str, Box]]) -> list[Letters | None]:
    """The letters of each line (its text, its box on the page) of a PDF; None where they cannot be told apart."""
    if page.source is not TextSource.TEXT_LAYER:
        return [None for _ in lines]
    try:
        grey = page_grey(data, page.number - 1)
        signs = [(sign, place) for sign, place in sign_places(data, page.number - 1) if not sign.isspace()]
    except PageUnreadable:
        return [None for _ in lines]
    height, width = grey.shape
    layer = Signs(signs, np.array([place for _, place in signs]).reshape(-1, 4) * (width, height, width, height))
    scale = np.array((width / page.width, height / page.height) * 2)
    cells = np.array([cell for table in page.tables for cell in table]).reshape(-1, 4) * scale
    return [_line(grey, layer, text, np.array(box) * scale, cells) for text, box in lines]


class Signs:
    """The signs of a page's layer that are no spaces, where they are drawn and where their middles are, in pixels."""

    def __init__(self, signs: Sequence[tuple[str, Place]], places: Places) -> None:
        self.text = [sign for sign, _ in signs]
        self.places = places
        self.middles = (places[:, :2] + places[:, 2:]) / 2

    def within(self, box: Places) -> list[int]:
        """Those whose middle lies in the box, from the left."""
        inside = ((self.middles >= box[:2] - NEAR) & (self.middles <= box[2:] + NEAR)).all(axis=1)
        return sorted(map(int, np.flatnonzero(inside)), key=lambda at: float(self.middles[at, 0]))


def _line(grey: Pixels, layer: Signs, text: str, box: Places, cells: Places) -> Letters | None:
    order = layer.within(box)
    if not order or "".join(layer.text[at] for at in order) != "".join(text.split()):
        return None
    tight = layer.places[order]
    middle = (box[:2] + box[2:]) / 2
    home = cells[((cells[:, :2] <= middle) & (middle < cells[:, 2:])).all(axis=1)]
    sides = (home[0, 0] + WALL, home[0, 2] - WALL) if len(home) else (0, grey.shape[1])
    x0, y0 = map(int, np.floor(tight[:, :2].min(axis=0)))
    x1, y1 = map(int, np.ceil(tight[:, 2:].max(axis=0)))
    named = [(layer.text[at], float(layer.middles[at, 0])) for at in order]
    return letters_of(grey, (x0, y0, x1, y1), (int(sides[0]), int(sides[1])), named)


def letters_of(grey: Pixels, box: Box, sides: tuple[int, int], named: Sequence[tuple[str, float]]) -> Letters | None:
    """The letters of one line between its cell's sides; `named` are the layer's from the left, with their middles.

    None where ink has no letter or a letter no ink, where something pale stands between, or ink goes on outside.
    """
    x0, y0, x1, y1 = box
    aside, beyond = round(BESIDE * (y1 - y0)) + 1, round(TALLER * (y1 - y0)) + 1
    left, right = max(x0 - aside, min(sides[0], x0 - 1), 0), min(x1 + aside, max(sides[1], x1 + 1))
    top = max(y0 - beyond, 0)
    cut = grey[top : y1 + beyond, left:right]
    if not cut.size:
        return None
    paper = float(np.median(cut))
    dark: Mask = np.less(cut, paper - DARK)
    rows = _between_clear_rows(dark, y0 - top, y1 - top)
    if rows is None:
        return None
    dark, cut = dark[slice(*rows)], cut[slice(*rows)]
    around = np.greater(cv2.dilate(dark.astype(np.uint8), np.ones((2 * FRINGE + 1,) * 2, np.uint8)), 0)
    if bool(((cut < paper - LIGHT) & ~around).any()):
        return None
    return _told_apart(dark, [(sign, middle - left) for sign, middle in named])


def _between_clear_rows(dark: Mask, first: int, last: int) -> tuple[int, int] | None:
    """The rows from one without ink over the letters to one under them: what the layer says of their height is a
    claim, too."""
    clear = np.flatnonzero(np.count_nonzero(dark, axis=1) == 0)
    over, under = clear[clear <= first], clear[clear >= last - 1]
    return (int(over[-1]), int(under[0]) + 1) if over.size and under.size else None


def _told_apart(dark: Mask, named: Sequence[tuple[str, float]]) -> Letters | None:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], dark.any(axis=0).astype(np.int8), [0]))))
    runs = [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]
    signs = ["" for _ in runs]
    for sign, middle in named:
        home = next((at for at, (start, end) in enumerate(runs) if start - NEAR <= middle < end + NEAR), None)
        if home is None:
            return None
        signs[home] += sign
    found = set()
    for sign, (start, end) in zip(signs, runs, strict=True):
        picture = dark[:, start:end]
        if not sign:
            return None
        rows = np.flatnonzero(picture.any(axis=1))
        picture = picture[rows[0] : rows[-1] + 1]
        found.add((sign, hashlib.sha256(f"{picture.shape}".encode() + np.packbits(picture).tobytes()).digest()[:16]))
    return frozenset(found)
