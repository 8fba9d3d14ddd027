"""How does a page become pixels?"""

from __future__ import annotations

import functools
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from samples.canvas import POINT, Curves, Fill, Sheet, Stamp, Text
from samples.fonts import Face, file_of

Pixels = NDArray[np.uint8]
"""H x W x 3, RGB."""
SUBPIXEL = 4
"""Bits of sub-pixel precision that OpenCV's drawing takes."""


@functools.lru_cache(maxsize=400)
def _font(face: Face, pixels: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file_of(face), pixels)


def render(sheet: Sheet, dpi: float) -> Pixels:
    """Draw the sheet at `dpi`; returns H x W x 3, RGB."""
    scale = dpi / 25.4
    size = (round(sheet.height * scale), round(sheet.width * scale))
    pixels = np.full((*size, 3), sheet.paper, dtype=np.uint8)
    texts: list[Text] = []
    for operation in sheet.operations:
        if isinstance(operation, Text):
            texts += [] if operation.hidden else [operation]
            continue
        pixels = _write(pixels, texts, scale)
        texts = []
        if isinstance(operation, Curves):
            _draw(pixels, operation, scale)
        elif isinstance(operation, Fill):
            points = np.round(operation.points * scale * 2**SUBPIXEL).astype(np.int32)
            cv2.fillPoly(pixels, [points], operation.colour, cv2.LINE_AA, SUBPIXEL)
        else:
            _press(pixels, operation, scale)
    return _write(pixels, texts, scale)


def _write(pixels: Pixels, texts: list[Text], scale: float) -> Pixels:
    if not texts:
        return pixels
    image = Image.fromarray(pixels)
    draw = ImageDraw.Draw(image)
    for text in texts:
        if text.upright:
            _write_upright(image, text, scale)
        else:
            _write_one(draw, text, scale)
    return np.array(image)


def _write_upright(image: Image.Image, text: Text, scale: float) -> None:
    """Write on a strip as long as the page is high, turn it, lay it on."""
    deep = int(text.size * POINT * scale * 2)
    strip = Image.new("RGBA", (image.height, deep), (*text.colour, 0))
    level = replace(text, x=(image.height / scale) - text.y, y=deep * 0.75 / scale, upright=False)
    _write_one(ImageDraw.Draw(strip), level, scale)
    turned = strip.transpose(Image.Transpose.ROTATE_90)
    image.paste(turned, (int(text.x * scale - deep * 0.75), 0), turned)


def _write_one(draw: ImageDraw.ImageDraw, text: Text, scale: float) -> None:
    font = _font(text.face, round(text.size * POINT * scale, 2))
    x, y = text.x * scale, text.y * scale
    if not text.spacing:
        anchor = {"left": "ls", "centre": "ms", "right": "rs"}[text.align]
        draw.text((x, y), text.text, font=font, fill=text.colour, anchor=anchor)
        return
    gap = text.spacing * scale
    total = sum(font.getlength(letter) for letter in text.text) + gap * (len(text.text) - 1)
    x -= {"left": 0.0, "centre": total / 2, "right": total}[text.align]
    for letter in text.text:
        draw.text((x, y), letter, font=font, fill=text.colour, anchor="ls")
        x += font.getlength(letter) + gap


def _draw(pixels: Pixels, curves: Curves, scale: float) -> None:
    """Lines thinner than a pixel are drawn one pixel wide and paler, as a scanner sees them."""
    thick = curves.width * scale
    colour = curves.colour
    if thick < 1:
        colour = tuple(round(255 - (255 - part) * max(thick, 0.35)) for part in colour)  # type: ignore[assignment]
    lines = [np.round(line * scale * 2**SUBPIXEL).astype(np.int32) for line in curves.lines]
    cv2.polylines(pixels, lines, False, colour, max(1, round(thick)), cv2.LINE_AA, SUBPIXEL)


def _press(pixels: Pixels, stamp: Stamp, scale: float) -> None:
    """Lay the stamp on: ink multiplies what is below; an opaque picture (a photograph) covers it."""
    width, height = max(1, round(stamp.width * scale)), max(1, round(stamp.height * scale))
    picture = cv2.resize(stamp.picture, (width, height), interpolation=cv2.INTER_AREA)
    x, y = round(stamp.x * scale), round(stamp.y * scale)
    x0, y0, x1, y1 = max(0, x), max(0, y), min(pixels.shape[1], x + width), min(pixels.shape[0], y + height)
    if x0 >= x1 or y0 >= y1:
        return
    part = picture[y0 - y : y1 - y, x0 - x : x1 - x].astype(np.float32)
    alpha = part[..., 3:] / 255
    below = pixels[y0:y1, x0:x1].astype(np.float32)
    ink = part[..., :3] if stamp.opaque else below * part[..., :3] / 255
    pixels[y0:y1, x0:x1] = np.clip(below * (1 - alpha) + ink * alpha, 0, 255).astype(np.uint8)
