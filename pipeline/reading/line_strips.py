"""What does the recogniser see of a line, and where on the page is what it reads?"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.case import Line, Word
from pipeline.reading.line_finding import Strip
from pipeline.reading.protocol import Pixels

NET_HEIGHT = 36
"""Rows of the picture that the network takes: a strip cut to this height is not scaled again."""
ABOVE, BELOW = 1.65, 0.65
"""A strip reaches so many heights of a capital above and below its baseline. Measured on 70 papers: tighter strips make
long numbers wide, so that digits come out doubled; wider ones make all letters small."""
BESIDE = 0.5


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A strip's picture, and the scale and place at which it was cut: page x = left + x / scale."""

    pixels: Pixels
    left: float
    top: float
    scale: float


def cut(grey: Pixels, strip: Strip) -> Cut:
    """Cut a line out of a cleaned grey page, at the height that the network takes."""
    left = max(strip.box[0] - BESIDE * strip.capital, 0.0)
    right = min(strip.box[2] + BESIDE * strip.capital, float(grey.shape[1]))
    top, bottom = strip.baseline - ABOVE * strip.capital, strip.baseline + BELOW * strip.capital
    scale = NET_HEIGHT / (bottom - top)
    width = max(round((right - left) * scale), 4)
    if scale < 0.5:
        return _cut_large(grey, left, top, right, bottom, scale)
    matrix = np.array([[scale, 0.0, -left * scale], [0.0, scale, -top * scale]])
    way = cv2.INTER_LINEAR if scale < 1 else cv2.INTER_CUBIC
    pixels = cv2.warpAffine(
        grey, matrix, (width, NET_HEIGHT), flags=way, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,)
    )
    return Cut(pixels=np.asarray(pixels, np.uint8), left=left, top=top, scale=scale)


def _cut_large(grey: Pixels, left: float, top: float, right: float, bottom: float, scale: float) -> Cut:
    """Large letters are averaged down, so that no thin stroke falls between two samples."""
    y0, y1, x0, x1 = int(top), int(bottom) + 1, int(left), int(right) + 1
    inside = grey[max(y0, 0) : y1, x0:x1]
    above, below = max(-y0, 0), max(y1 - grey.shape[0], 0)
    padded = cv2.copyMakeBorder(inside, above, below, 0, 0, cv2.BORDER_CONSTANT, value=(255,))
    width = max(round(padded.shape[1] * scale), 4)
    pixels = cv2.resize(padded, (width, NET_HEIGHT), interpolation=cv2.INTER_AREA)
    return Cut(pixels=np.asarray(pixels, np.uint8), left=float(x0), top=float(y0), scale=scale)


def words_on_page(read: Line | None, piece: Cut, strip: Strip) -> tuple[Word, ...]:
    """Words of a strip with boxes on the page; up and down they are the strip's own."""
    if read is None:
        return ()
    return tuple(_placed(word, piece, strip) for word in read.words)


def _placed(word: Word, piece: Cut, strip: Strip) -> Word:
    x0, x1 = piece.left + word.box[0] / piece.scale, piece.left + word.box[2] / piece.scale
    left = min(max(round(x0), strip.box[0]), strip.box[2] - 1)
    right = max(min(round(x1), strip.box[2]), left + 1)
    return word.model_copy(update={"box": (left, strip.box[1], right, strip.box[3])})
