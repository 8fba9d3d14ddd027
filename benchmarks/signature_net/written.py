"""How does a name look that somebody writes as a signature? (handwriting typefaces, bent, worn down and re-inked)

Each typeface is a real hand that somebody drew; what is taken from it is only the shape of its strokes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from benchmarks.signature_net.pens import Alpha, Floats, Rng, smooth

CAPITALS = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"
SYLLABLES = "ва лов ин сер ко мар ти ни гор ле бе ру за ша ку до пет ан ро ми хо ев ская енко ова ич юк дж ль".split()
LATIN_CAPITALS = "ABCDEFGHIJKLMNOPRSTUVWYZ"
LATIN_SYLLABLES = "va lov in ser ko mar ti ni gor le be ru za sh ku do pet an ro mi ho ev ffy enk ova ich uk ll".split()
SIZE = 150
"""Of the type, in pixels, before it is bent."""
EDGE = 40
LEAST_HEIGHT, PENS_HIGH = 4.0, 9.0
"""Millimetres; and by how many widths of the pen a name is higher, or it is a blot."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """Hands that write names: files of typefaces, the Cyrillic ones apart from those that have Latin letters only."""

    cyrillic: tuple[Path, ...]
    latin: tuple[Path, ...]

    def alpha(self, rng: Rng, width: float, height: float, pen: float, density: float) -> Alpha:
        """A name within `width` x `height` mm by a pen of `pen` mm, at `density` pixels a mm."""
        native = bool(self.cyrillic) and (not self.latin or rng.random() < 0.4)
        faces = self.cyrillic if native else self.latin
        coat = _typed(faces[int(rng.integers(len(faces)))], name(rng, native=native))
        coat = bent(rng, coat)
        if rng.random() < 0.45:
            coat = flourished(rng, coat)
        coat = _cropped(coat)
        tall = max(min(height, width * coat.shape[0] / coat.shape[1]), LEAST_HEIGHT)
        wanted = min(pen, tall / PENS_HIGH) / tall * coat.shape[0]
        coat = thickened(coat, wanted)
        high = max(round(tall * density), 3)
        size = (max(round(high * coat.shape[1] / coat.shape[0]), 3), high)
        return np.asarray(cv2.resize(coat, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255, np.float32)


def found(folder: Path) -> Written:
    """The hands of a folder that `typefaces.py` filled."""
    files = sorted(folder.glob("*.woff"))
    return Written(
        cyrillic=tuple(file for file in files if "-cyrillic-" in file.name),
        latin=tuple(file for file in files if "-cyrillic-" not in file.name),
    )


def name(rng: Rng, *, native: bool) -> str:
    """What one writes: initials and a name's beginning, mostly not to its end."""
    capitals, syllables = (CAPITALS, SYLLABLES) if native else (LATIN_CAPITALS, LATIN_SYLLABLES)
    letters = [capitals[int(rng.integers(len(capitals)))] for _ in range(3)]
    body = "".join(syllables[int(rng.integers(len(syllables)))] for _ in range(int(rng.integers(0, 4))))
    body = body[: int(rng.integers(1, 9))]
    roll = rng.random()
    if roll < 0.2:
        return letters[0] + letters[1] + body
    if roll < 0.3:
        return letters[0] + letters[1].lower() + letters[2] if rng.random() < 0.5 else letters[0] + letters[1]
    return letters[0] + body


@lru_cache(maxsize=200)
def _face(file: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file), SIZE)


def _typed(file: Path, text: str) -> NDArray[np.uint8]:
    face = _face(file)
    left, top, right, bottom = face.getbbox(text)
    image = Image.new("L", (round(right - left) + 2 * EDGE, round(bottom - top) + 2 * EDGE), 0)
    ImageDraw.Draw(image).text((EDGE - left, EDGE - top), text, font=face, fill=255)
    return np.asarray(image, np.uint8)


def bent(rng: Rng, coat: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The strokes leaning, wavering, lower and wider towards the end, as a quick hand writes."""
    height, width = coat.shape
    lean, fall, reach = rng.uniform(-0.35, 0.35), rng.uniform(0, 0.75), rng.uniform(0.9, 1.9)
    wide = round(width * (1 + (reach - 1) / 2) + 2 * height * abs(lean)) + 20
    x, y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(height, dtype=np.float32))
    base = 0.66 * height
    shifted = x - 10 - height * abs(lean) + lean * (y - base)
    share = np.clip(shifted / wide, 0, 1.2)
    slope = (reach - 1) / 2
    source_x = shifted / (1 + slope * share)
    source_y = base + (y - base) / np.maximum(1 - fall * share, 0.2)
    for source, swing in ((source_x, rng.uniform(0, 0.05)), (source_y, rng.uniform(0, 0.07))):
        coarse = rng.normal(0, swing * height, (4, max(round(wide / 60), 3))).astype(np.float32)
        source += cv2.resize(coarse, (wide, height), interpolation=cv2.INTER_CUBIC)
    x_map, y_map = source_x.astype(np.float32), source_y.astype(np.float32)
    return np.asarray(cv2.remap(coat, x_map, y_map, cv2.INTER_LINEAR), np.uint8)


def flourished(rng: Rng, coat: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A tail from the last letter: on, back under the name, or through it."""
    height, width = coat.shape
    wide, high = round(width * rng.uniform(1.0, 1.5)), round(height * rng.uniform(1.0, 1.5))
    room = np.zeros((high, wide), np.uint8)
    room[:height, :width] = coat
    start = (width * rng.uniform(0.7, 0.98), height * rng.uniform(0.45, 0.75))
    knots = [start]
    for _ in range(int(rng.integers(2, 6))):
        knots.append((rng.uniform(0.02, 0.98) * wide, rng.uniform(0.25, 0.98) * high))
    points = smooth(np.array(knots), 24)
    cv2.polylines(room, [np.round(points * 16).astype(np.int32)], False, 255, int(rng.integers(3, 8)), cv2.LINE_AA, 4)
    return room


def thickened(coat: NDArray[np.uint8], wanted: float) -> NDArray[np.uint8]:
    """Strokes about `wanted` pixels wide, whatever the typeface's own are; a swelling pen stays one."""
    depth: Floats = np.asarray(cv2.distanceTransform((coat > 110).astype(np.uint8), cv2.DIST_L2, 3), np.float32)
    inside = depth[depth > 0]
    if not inside.size:
        return coat
    own = 2 * float(np.percentile(inside, 85))
    if own > wanted * 1.15:
        cut = min((own - wanted) / 2, own * 0.36)
        return np.asarray(np.clip((depth - cut) * 255, 0, 255), np.uint8)
    if own < wanted * 0.85:
        side = min(round((wanted - own) / 2) * 2 + 1, 31)
        return np.asarray(cv2.dilate(coat, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))), np.uint8)
    return coat


def _cropped(coat: NDArray[np.uint8]) -> NDArray[np.uint8]:
    ys, xs = np.nonzero(coat > 60)
    if not len(ys):
        return np.full((8, 8), 255, np.uint8)
    return coat[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
