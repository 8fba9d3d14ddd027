"""Where are the lines of text on an upright page?

Blanks scatter short centred lines, captions, seals and frames over a guilloche: a page's layout as the recogniser
guesses it loses some of them. Letters are joined to their neighbours instead, each by its own size.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box
from pipeline.reading.protocol import Pixels

INK_SHARE = 0.62
PALEST_INK = 210.0
"""Ink is what is darker than this share of the way from the darkest nearby to white: faint print counts as well as
bold, and bold letters do not grow together. Nothing paler than the level is ink."""
NEARBY = 1.5
"""Text heights to each side within which the darkest is sought."""
RULE_LENGTH = 5.0
FRAME_LENGTH = 9.0
"""Straight strokes longer than so many text heights, across and down, are rules and frames, not letters."""
REACH = 0.75
"""A letter joins what stands within so much of its height beside it, from both sides: letter-spaced titles hold."""
TRIM = 0.15
"""Share of a letter's height left out above and below when neighbours are sought: lines set close stay apart."""
MAX_LETTER = (7.0, 25.0)
"""Height and width in text heights beyond which a piece of ink is a seal, a signature or a frame."""
MIN_LETTER = 0.35
ORNAMENT_SHRINK = 4
RING, HOLLOW = 0.3, 0.3
"""What spans so much of the page both ways and fills so little of its span is a border."""
COLUMN = 4.0
MAX_STRIPS = 400
NARROW = 0.4

Stats = NDArray[np.int32]
"""N x 5: x, y, width, height, area of connected pieces of ink."""


@dataclass(frozen=True, kw_only=True)
class Strip:
    """A stretch of one line: its box, the height of its baseline and of its capitals, in pixels of the page."""

    box: Box
    baseline: float
    capital: float


@dataclass(frozen=True, kw_only=True)
class Letters:
    """Pieces of ink of a letter's size, and for each the stretch of text that it belongs to."""

    pieces: Stats
    owners: NDArray[np.int32]

    def company(self) -> NDArray[np.int32]:
        """For each piece how many its stretch has."""
        _, places, counts = np.unique(self.owners, return_inverse=True, return_counts=True)
        return np.asarray(counts[places], np.int32)


def find_letters(grey: Pixels, text_height: float, walls: Pixels | None = None) -> Letters:
    """Letters of a cleaned grey page whose lower-case letters are about `text_height` pixels high, joined in rows.

    Nothing is joined over the `walls`, a mask of the page.
    """
    pieces = letter_pieces(grey, text_height)
    return Letters(pieces=pieces, owners=_joined(pieces, grey.shape, text_height, walls))


def find_strips(grey: Pixels, text_height: float) -> tuple[Strip, ...]:
    """Stretches of text of a cleaned grey page, the widest first."""
    return strips_of(find_letters(grey, text_height), text_height)


def strips_of(letters: Letters, text_height: float) -> tuple[Strip, ...]:
    """Stretches that are wide and high enough to be text, the widest first."""
    order = np.argsort(letters.owners, kind="stable")
    bounds = np.flatnonzero(np.diff(letters.owners[order])) + 1
    groups = [letters.pieces[members] for members in np.split(order, bounds)] if len(order) else []
    strips = [strip_of(group) for group in groups if _is_text(group, text_height)]
    return tuple(sorted(strips, key=_width, reverse=True)[:MAX_STRIPS])


def letter_pieces(grey: Pixels, text_height: float) -> Stats:
    """Connected pieces of ink of a letter's size, rules and frames taken away."""
    ink = _ink(grey, text_height)
    across = np.ones((1, int(max(RULE_LENGTH * text_height, 40))), np.uint8)
    down = np.ones((int(max(FRAME_LENGTH * text_height, 70)), 1), np.uint8)
    rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, across) | cv2.morphologyEx(ink, cv2.MORPH_OPEN, down)
    ink[cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0] = 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    stats = stats[1:]
    width, height, area = stats[:, 2], stats[:, 3], stats[:, 4]
    keep = (height <= MAX_LETTER[0] * text_height) & (width <= MAX_LETTER[1] * text_height)
    keep &= (height >= MIN_LETTER * text_height) & (area >= 4) & (area > 0.06 * width * height)
    keep &= height < 6 * width + text_height
    framed = ornament(ink, text_height)
    across_centre, down_centre = stats[:, 0] + width // 2, stats[:, 1] + height // 2
    keep &= framed[down_centre // ORNAMENT_SHRINK, across_centre // ORNAMENT_SHRINK] == 0
    return np.asarray(stats[keep], np.int32)


def _ink(grey: Pixels, text_height: float) -> Pixels:
    side = 2 * int(NEARBY * text_height) + 1
    darkest = cv2.erode(grey, np.ones((side, side), np.uint8))
    levels = np.arange(256, dtype=np.float32)
    table = np.minimum(levels + INK_SHARE * (255 - levels), PALEST_INK).astype(np.uint8)
    return np.asarray(cv2.compare(grey, cv2.LUT(cv2.blur(darkest, (side, side)), table), cv2.CMP_LT) // 255, np.uint8)


def ornament(ink: Pixels, text_height: float) -> Pixels:
    """Mask, at a quarter of the size, of borders: hollow rings, and columns of ink too narrow for lines of text."""
    height, width = (side // ORNAMENT_SHRINK + 1 for side in ink.shape[:2])
    padded = np.zeros((height * ORNAMENT_SHRINK, width * ORNAMENT_SHRINK), np.uint8)
    padded[: ink.shape[0], : ink.shape[1]] = ink
    small = padded.reshape(height, ORNAMENT_SHRINK, width, ORNAMENT_SHRINK).max(axis=(1, 3))
    side = max(int(text_height / ORNAMENT_SHRINK), 2)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    wide, high, area = stats[:, 2], stats[:, 3], stats[:, 4]
    ring = (wide > RING * width) & (high > RING * height) & (area < HOLLOW * wide * high)
    column = (high > RING * height) & (wide * ORNAMENT_SHRINK < COLUMN * text_height)
    lines = ring | column
    lines[0] = False
    return np.asarray(lines[labels], np.uint8)


def _joined(pieces: Stats, shape: tuple[int, ...], text_height: float, walls: Pixels | None) -> NDArray[np.int32]:
    """For each piece the number of the stretch that it belongs to."""
    canvas = np.zeros(shape[:2], np.uint8)
    for x, y, width, height, _ in pieces.tolist():
        reach, trim = int(REACH * max(height, 0.9 * text_height)), int(TRIM * height)
        cv2.rectangle(canvas, (x - reach, y + trim), (x + width + reach, y + height - 1 - trim), 1, -1)
    if walls is not None:
        canvas[walls > 0] = 0
    _, labels = cv2.connectedComponents(canvas, connectivity=4)
    centres_x, centres_y = pieces[:, 0] + pieces[:, 2] // 2, pieces[:, 1] + pieces[:, 3] // 2
    return np.asarray(labels[centres_y, centres_x], np.int32)


def _is_text(group: Stats, text_height: float) -> bool:
    width = int((group[:, 0] + group[:, 2]).max() - group[:, 0].min())
    height = int((group[:, 1] + group[:, 3]).max() - group[:, 1].min())
    if height < 0.7 * text_height or width < NARROW * height:
        return False
    return len(group) >= 2 or width >= 1.2 * text_height


def strip_of(group: Stats) -> Strip:
    """The stretch that these pieces make."""
    x, y, width, height = group[:, 0], group[:, 1], group[:, 2], group[:, 3]
    large = height >= 0.45 * np.percentile(height, 90)
    bottom, top = (y + height)[large], y[large]
    baseline = float(np.median(bottom))
    lower_case = baseline - float(np.median(top))
    capital = baseline - float(np.percentile(top, 15) if len(top) > 3 else top.min())
    if capital < 1.15 * lower_case:
        capital = lower_case
    box = (int(x.min()), int(y.min()), int((x + width).max()), int((y + height).max()))
    return Strip(box=box, baseline=baseline, capital=max(capital, 5.0))


def _width(strip: Strip) -> int:
    return strip.box[2] - strip.box[0]
