"""What stands on one page's picture: how it stands, and its lines in reading order?"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.case import Line, Page, TextSource, Word
from pipeline.reading import homography as geometry
from pipeline.reading.cleanup import reading_grey
from pipeline.reading.ink import letters
from pipeline.reading.pages import SourcePage
from pipeline.reading.plausible import reading_quality
from pipeline.reading.protocol import Engine, Layout, Pixels
from pipeline.reading.tesseract_tables import line_of
from pipeline.reading.upright import Standing, standing

TARGET_TEXT_HEIGHT = 16.0
"""Height of lower-case letters, in pixels, at which the recogniser reads."""
SCALE_RANGE = (0.5, 3.0)
READS_WELL = 0.6
DPI_OF_TEXT_HEIGHT = 10.0
"""Dots per inch for one pixel of text height: letters of ten points are about 1.8 mm high."""


def read_page(source: SourcePage, number: int, engine: Engine, *, layout: Layout = "block") -> Page:
    """Set the page upright and read it. Raises `RetryLater` when the engine could not."""
    stand = standing(source.pixels, is_drawn=source.is_drawn)
    page, quality = _read_standing(source, number, stand, engine, layout)
    if quality >= READS_WELL:
        return page
    over, other = _read_standing(source, number, stand.turned_over(), engine, layout)
    return over if other > quality else page


def _read_standing(
    source: SourcePage, number: int, stand: Standing, engine: Engine, layout: Layout
) -> tuple[Page, float]:
    picture = geometry.warped(source.pixels, stand.homography, stand.width, stand.height)
    grey = reading_grey(picture)
    text_height = measure_text_height(grey)
    lines = read_lines(grey, text_height, engine, layout)
    page = Page(
        number=number,
        width=stand.width,
        height=stand.height,
        rotation=stand.rotation,
        transform=geometry.as_matrix(stand.homography),
        source=TextSource.OCR,
        is_photo=stand.is_photo,
        text_height=text_height,
        lines=lines,
    )
    return page, reading_quality(lines)


def measure_text_height(grey: Pixels) -> float | None:
    """Median height of lower-case letters; None when there is nothing like text."""
    heights = letters(grey).boxes[:, 3]
    heights = heights[heights >= 5]
    return float(np.median(heights)) if len(heights) >= 8 else None


def read_lines(grey: Pixels, text_height: float | None, engine: Engine, layout: Layout) -> tuple[Line, ...]:
    scale = float(np.clip(TARGET_TEXT_HEIGHT / text_height, *SCALE_RANGE)) if text_height else 1.0
    if abs(scale - 1) < 0.1:
        scale = 1.0
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way) if scale != 1 else grey
    lines = engine.read_page(np.asarray(scaled, np.uint8), layout=layout)
    return tuple(line_of([_rescaled(word, 1 / scale) for word in line.words], line.column) for line in lines)


def _rescaled(word: Word, factor: float) -> Word:
    x0, y0, x1, y1 = word.box
    box = (round(x0 * factor), round(y0 * factor), round(x1 * factor), round(y1 * factor))
    return word.model_copy(update={"box": box})
