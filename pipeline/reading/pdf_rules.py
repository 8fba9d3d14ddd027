"""Which straight lines does a page of a PDF draw? (pypdfium2's paths, whatever their dashes, colour and width)"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import pypdfium2.raw as pdfium_c

from pipeline.reading.pdf_render import page_objects
from pipeline.reading.protocol import Pixels
from pipeline.reading.table_lines import Lines

MOST_SEGMENTS = 20_000
"""A page with more is a drawing."""
THIN = 2.5
"""Points: a filled shape no wider is a line."""
ASLANT = 1.0
"""Points by which a line across or down may go astray."""
Segment = tuple[float, float, float, float]


def ruled_lines(data: bytes, index: int, width: int, height: int) -> Lines | None:
    """The lines that page `index` (from 0) draws across and down, in a picture `width` x `height`; None without any."""
    across, down = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
    found = False
    paths, size = page_objects(data, index, pdfium_c.FPDF_PAGEOBJ_PATH)
    for x0, y0, x1, y1 in _segments(paths):
        level, upright = abs(y1 - y0) <= ASLANT, abs(x1 - x0) <= ASLANT
        if level == upright:
            continue
        ends = [(round(x / size[0] * width), round((1 - y / size[1]) * height)) for x, y in ((x0, y0), (x1, y1))]
        cv2.line(across if level else down, ends[0], ends[1], (255,), 1)
        found = True
    return Lines(across=_wider(across), down=_wider(down)) if found else None


def _wider(mask: Pixels) -> Pixels:
    return np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.uint8)


def _segments(paths: Any) -> Iterator[Segment]:
    left = MOST_SEGMENTS
    for path in paths:
        count = pdfium_c.FPDFPath_CountSegments(path.raw)
        left -= count
        if left < 0:
            return
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDFPath_GetDrawMode(path.raw, fill, stroke)
        if not stroke.value:
            yield from _thin(path)
            continue
        yield from _stroked(path, count)


def _thin(path: Any) -> Iterator[Segment]:
    """A filled shape as a line along its middle, if it is as thin as one."""
    x0, y0, x1, y1 = path.get_bounds()
    if y1 - y0 <= THIN < x1 - x0:
        yield x0, (y0 + y1) / 2, x1, (y0 + y1) / 2
    elif x1 - x0 <= THIN < y1 - y0:
        yield (x0 + x1) / 2, y0, (x0 + x1) / 2, y1


def _stroked(path: Any, count: int) -> Iterator[Segment]:
    matrix, x, y = path.get_matrix(), ctypes.c_float(), ctypes.c_float()
    begun = last = (0.0, 0.0)
    for at in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(path.raw, at)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        if pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_LINETO:
            yield (*last, *point)
        else:
            begun = point
        last = point
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            yield (*last, *begun)
