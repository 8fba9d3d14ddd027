"""Which ink lies on the page, how dark and how blue, and which of it is print that was read?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box, Page, Word
from pipeline.reading.protocol import Pixels

WORK_SIDE = 1000
"""Longer side of the picture on which marks are sought: a ring's line (0.5 mm) is still 1 to 2 pixels there."""
LIGHT_SIDE = 160
"""Longer side of the picture that estimates the paper's light: a letter is smaller than one of its pixels."""
DEFAULT_TEXT_SHARE = 1 / 150
"""Height of a lower-case letter as a share of the longer side, where no text was measured (10 pt on A4)."""
TEXTURE_PERCENTILE = 88
"""Marks and unread print cover less than a tenth of the free paper, a guilloche more."""
SURE_WORD = 0.8
READ_WORD = 0.5
"""A word read this surely is print; between the two it must also look like a word (3 letters or more)."""
TALL_WORD, SURE_TALL_WORD = 2.6, 3.4
"""Higher than this many letter heights, a word of one to three symbols is as likely a scribble."""

ROW_HEIGHT = 2.3
"""Letter heights: print is no higher (ascender to descender), so a word in a row of print explains no pen."""
LOW_WORD, LARGE_WORD = 2.8, 3.6
"""Letter heights: large print is higher than the page's usual, and then must look like a word."""
ROW_GAP, ROW_OFF = 2.5, 0.6
"""Letter heights between words of one row, and by which their feet may differ."""
GUESSED_WORD = 0.3
SEAL_PLACE = re.compile(r"^\W*[МMм]\s?[.,]?\s?[ПNп]\s?[.,]?\W*$")
TALL_LETTER = 2.7
"""A box higher than this many letter widths has swallowed something that rises above the word."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A page at working scale: `dark` and `blue` are 0..255 against the paper's own light, `print` is 255 on words."""

    scale: float
    letter: float
    """Height of a lower-case letter, in working pixels."""
    flat: Pixels
    """BGR with the paper's own light divided out."""
    dark: Pixels
    blue: Pixels
    print: Pixels
    low: Pixels
    """255 in boxes of words no higher than print, however they were read: what lies in them only may be print."""
    texture: float
    """How dark the blank itself is between the words (guilloche, shadows): little ink below this can be told."""
    preview: Pixels
    """The page before it was brought to working scale."""
    light: Pixels
    """The paper's own light, BGR, `LIGHT_SIDE` long."""

    def near(self, box: Box, size: tuple[int, int]) -> Pixels:
        """BGR with the light divided out, straight from the preview: `box` in working pixels; width and height."""
        x0, y0, x1, y1 = box
        left, top, right, bottom = (round(side / self.scale) for side in box)
        cut = cv2.resize(self.preview[top:bottom, left:right], size, interpolation=cv2.INTER_AREA)
        share = self.light.shape[1] / self.dark.shape[1]
        wide, high = size[0] / (x1 - x0) / share, size[1] / (y1 - y0) / share
        moved = np.array([[wide, 0, -x0 * share * wide], [0, high, -y0 * share * high]])
        light = cv2.warpAffine(self.light, moved, size, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(cv2.divide(cut, cv2.max(light, 1), scale=255), np.uint8)


def sheet_of(image: Pixels, page: Page) -> Sheet:
    """Bring the upright BGR (or grey) preview to working scale and divide the paper's light out."""
    scale = min(WORK_SIDE / max(image.shape[:2]), 1.0)
    if image.ndim == 2:
        image = np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8)
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    light = light_of(np.asarray(small, np.uint8))
    spread = cv2.resize(light, small.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    flat = np.asarray(cv2.divide(small, cv2.max(spread, 1), scale=255), np.uint8)
    height, width = flat.shape[:2]
    letter = (page.text_height or max(image.shape[:2]) * DEFAULT_TEXT_SHARE) * scale
    dark = np.asarray(255 - cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY), np.uint8)
    printed = _print_mask(page, scale, (height, width))
    free = dark[height // 3 :][printed[height // 3 :] == 0]
    return Sheet(
        scale=scale,
        letter=float(np.clip(letter, 2.5, 40.0)),
        flat=flat,
        dark=dark,
        blue=blueness(flat),
        print=printed,
        low=_low_mask(page, scale, (height, width)),
        texture=float(np.percentile(free[::7], TEXTURE_PERCENTILE)) if free.size else 0.0,
        preview=image,
        light=light,
    )


def is_print(word: Word, letter: float) -> bool:
    """True when the word was read well enough to be print and no scribble read as junk."""
    letters = sum(symbol.isalnum() for symbol in word.text)
    height = word.box[3] - word.box[1]
    tall = SURE_TALL_WORD if word.confidence >= SURE_WORD else TALL_WORD
    if letters <= 3 and height > tall * letter:
        return False
    if letters >= 4 and height > TALL_LETTER * (word.box[2] - word.box[0]) / len(word.text):
        return False
    return letters > 0 and (word.confidence >= SURE_WORD or (word.confidence >= READ_WORD and letters >= 3))


def is_plain_word(word: Word, letter: float) -> bool:
    """True when the word looks like a word, however surely it was read: scribbles give one to three symbols."""
    letters = sum(symbol.isalpha() for symbol in word.text)
    width, height = word.box[2] - word.box[0], word.box[3] - word.box[1]
    return letters >= 4 and height <= 4 * letter and height <= TALL_LETTER * width / len(word.text)


def light_of(bgr: Pixels) -> Pixels:
    """Each channel's own light, small: divided by it, paper becomes white whatever the lamp, shadow or tint.

    At most `LIGHT_SIDE` long.
    """
    height, width = bgr.shape[:2]
    factor = max(max(height, width) / LIGHT_SIDE, 1.0)
    size = (max(round(width / factor), 1), max(round(height / factor), 1))
    tiny = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA)
    light = cv2.medianBlur(cv2.dilate(tiny, np.ones((5, 5), np.uint8)), 7)
    return np.asarray(cv2.GaussianBlur(light, (0, 0), 2), np.uint8)


def blueness(flat: Pixels) -> Pixels:
    """How much more blue than red and green is left: stamps and pens, not black print."""
    blue, green, red = cv2.split(flat)
    return np.asarray(cv2.subtract(blue, cv2.addWeighted(green, 0.5, red, 0.5, 0)), np.uint8)


def _print_mask(page: Page, scale: float, size: tuple[int, int]) -> Pixels:
    mask = np.zeros(size, np.uint8)
    letter = page.text_height or max(page.width, page.height) * DEFAULT_TEXT_SHARE
    for box in _printed(page, letter):
        x0, y0, x1, y1 = (round(side * scale) for side in box)
        cv2.rectangle(mask, (x0 - 1, y0 - 1), (x1, y1), 255, -1)
    return mask


def _low_mask(page: Page, scale: float, size: tuple[int, int]) -> Pixels:
    mask = np.zeros(size, np.uint8)
    letter = page.text_height or max(page.width, page.height) * DEFAULT_TEXT_SHARE
    for word in (word for line in page.lines for word in line.words):
        height, letters = word.box[3] - word.box[1], sum(symbol.isalpha() for symbol in word.text)
        low = height <= LOW_WORD * letter and letters >= 3 and word.confidence >= GUESSED_WORD
        large = height <= LARGE_WORD * letter and word.confidence >= READ_WORD and is_plain_word(word, letter)
        if low or large:
            x0, y0, x1, y1 = (round(side * scale) for side in word.box)
            cv2.rectangle(mask, (x0 - 2, y0 - 2), (x1 + 2, y1 + 2), 255, -1)
    return mask


def _printed(page: Page, letter: float) -> Iterator[Box]:
    """What was read surely, and what stands in a row with it however badly read: initials, small print, «М.П.»."""
    words = [word for line in page.lines for word in line.words]
    sure = [word.box for word in words if is_print(word, letter)]
    yield from sure
    rows = np.array(sure, float).reshape(-1, 4)
    for word in words:
        if is_print(word, letter) or word.box[3] - word.box[1] > ROW_HEIGHT * letter:
            continue
        guessed = word.confidence >= GUESSED_WORD and is_plain_word(word, letter)
        if guessed or SEAL_PLACE.match(word.text) or _in_row(word.box, rows, letter):
            yield word.box


def _in_row(box: Box, rows: NDArray[np.floating], letter: float) -> bool:
    """True when a sure word stands right beside the box, on the same foot line."""
    apart = np.maximum(rows[:, 0] - box[2], box[0] - rows[:, 2])
    level = np.abs(rows[:, 3] - box[3]) < ROW_OFF * letter
    return bool((level & (apart < ROW_GAP * letter)).any())
