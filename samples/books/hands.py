"""How does a line look that somebody wrote by hand? (script typefaces, unsettled letter by letter)

Their Cyrillic files hold no digits: those and the signs come from the Latin file of the same face.
"""

from __future__ import annotations

import functools
import random
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from samples.canvas import Colour, Stamp
from samples.style import PEN_INKS, Press

ROOT = Path(__file__).resolve().parents[2] / "var" / "hands" / "node_modules" / "@fontsource"
FACES: dict[Press, tuple[tuple[str, float], ...]] = {
    "main": (("marck-script", 1.0), ("bad-script", 0.86), ("caveat", 1.12), ("neucha", 0.95)),
    "other": (("pacifico", 0.72), ("pangolin", 0.84), ("shantell-sans", 0.78)),
}
"""Faces and what makes them equally large; `other` are kept for reporting."""
PIXELS = 14
"""A millimetre of a line's picture."""
SIZE = 4.1
"""Millimetres of an em at which small letters are about 1.7 mm high."""
ROOM = 0.9
"""Ems above and below the baseline that a line's picture has."""


class HandMissing(Exception):
    """The script typefaces are not there; the message says how they come."""


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Somebody's hand: a face, its size, slant, unrest and ink."""

    face: str
    size: float
    """Millimetres of an em."""
    slant: float
    unrest: float
    ink: Colour


def hand(rng: random.Random, press: Press = "main") -> Hand:
    """A hand that nobody has."""
    face, share = rng.choice(FACES[press])
    return Hand(
        face=face, size=SIZE * share * rng.uniform(0.9, 1.08), slant=rng.uniform(-0.05, 0.22),
        unrest=rng.uniform(0.5, 1.3), ink=rng.choice(PEN_INKS),
    )  # fmt: skip


@functools.lru_cache(maxsize=64)
def _font(face: str, part: str, pixels: int) -> ImageFont.FreeTypeFont:
    file = ROOT / face / "files" / f"{face}-{part}-400-normal.woff2"
    if not file.is_file():
        raise HandMissing(f"the script typeface {face} is not there: make setup (it fetches them with npm)")
    return ImageFont.truetype(str(file), pixels)


def _of(letter: str, face: str, pixels: int) -> ImageFont.FreeTypeFont:
    return _font(face, "cyrillic" if "\u0400" <= letter <= "\u04ff" else "latin", pixels)


def _plain(text: str) -> str:
    """Signs that no script face has are written otherwise."""
    return text.replace("№", "N")


def width_of(text: str, written: Hand) -> float:
    """Millimetres that the line takes."""
    pixels = round(written.size * PIXELS)
    return sum(_of(letter, written.face, pixels).getlength(letter) for letter in _plain(text)) / PIXELS


def wrapped(text: str, width: float, written: Hand) -> list[str]:
    """Break text into lines no wider than `width` millimetres; a longer word is parted with a hyphen."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, written) <= width:
            lines[-1] = longer
            continue
        lines.append(word)
        while width_of(lines[-1], written) > width and len(lines[-1]) > 6:
            cut = next(n for n in range(len(lines[-1]) - 2, 2, -1) if width_of(f"{lines[-1][:n]}-", written) <= width)
            lines[-1:] = [f"{lines[-1][:cut]}-", lines[-1][cut:]]
    return [line for line in lines if line]


def written_line(rng: random.Random, text: str, x: float, y: float, written: Hand) -> Stamp:
    """The line from `x` on over the baseline `y`, millimetres."""
    size = written.size
    wide, high = width_of(text, written) + 2 * size, 2 * ROOM * size
    image = Image.new("L", (round(wide * PIXELS), round(high * PIXELS)), 0)
    pen, at, drift = ImageDraw.Draw(image), size * PIXELS, 0.0
    for letter in _plain(text):
        font = _of(
            letter,
            written.face,
            round(size * PIXELS * rng.uniform(1 - 0.03 * written.unrest, 1 + 0.03 * written.unrest)),
        )
        drift = 0.7 * drift + rng.gauss(0, 0.06 * written.unrest * PIXELS)
        pen.text((at, high / 2 * PIXELS + drift), letter, font=font, fill=255, anchor="ls")
        at += font.getlength(letter) + rng.gauss(0, 0.03 * written.unrest * PIXELS)
    middle = high / 2 * PIXELS
    lean = np.array([[1, -written.slant, written.slant * middle], [0, 1, 0]], np.float32)
    ink = cv2.warpAffine(np.asarray(image), lean, (image.width, image.height)).astype(np.float32)
    ink = _unsettled(rng, ink, 0.13 * written.unrest * PIXELS)
    pressure = np.random.default_rng(rng.getrandbits(32)).random((2, max(4, image.width // 60))).astype(np.float32)
    ink *= 0.72 + 0.28 * cv2.resize(pressure, (image.width, image.height), interpolation=cv2.INTER_CUBIC)
    picture = np.empty((image.height, image.width, 4), np.uint8)
    picture[..., :3] = written.ink
    picture[..., 3] = np.clip(ink, 0, 255)
    return Stamp(x=x - size, y=y - high / 2, width=wide, height=high, picture=picture)


def _unsettled(rng: random.Random, ink: NDArray[np.float32], reach: float) -> NDArray[np.float32]:
    """The line as a hand bends it: no letter is twice the same. `reach` is how far ink is moved, in pixels."""
    height, width = ink.shape
    generator = np.random.default_rng(rng.getrandbits(32))
    coarse = (max(height // (PIXELS + 4), 3), max(width // (PIXELS + 4), 4))
    moved = [
        cv2.resize(
            generator.normal(0, reach, coarse).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
        )
        for _ in range(2)
    ]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    return np.asarray(cv2.remap(ink, xs + moved[0], ys + moved[1], cv2.INTER_LINEAR), np.float32)
