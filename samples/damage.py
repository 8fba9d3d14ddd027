"""How is a picture spoilt, and how nearly? (each fault of the picture, and its twin that is just good enough)"""

from __future__ import annotations

import random
from collections.abc import Callable

import cv2
import numpy as np

from samples.canvas import Paper, Sheet
from samples.media import File, grain, jpeg, scan
from samples.raster import Pixels

Spoil = Callable[[random.Random, Pixels, bool], Pixels]
"""(rng, an RGB picture at 200 dpi, truly bad) -> the picture."""


def blurred(rng: random.Random, pixels: Pixels, bad: bool) -> Pixels:
    """Out of focus: letters of 1.7 mm melt at 0.8 mm, and are still plain at 0.15 mm."""
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), rng.uniform(6.0, 9.0) if bad else rng.uniform(1.1, 1.4)))


def dark(rng: random.Random, pixels: Pixels, bad: bool) -> Pixels:
    """Without light: a tenth of the brightness in noise, or under a half of it."""
    share = rng.uniform(0.06, 0.11) if bad else rng.uniform(0.42, 0.5)
    return grain(rng, (pixels * share).astype(np.uint8), 6 if bad else 3)


def tiny(rng: random.Random, pixels: Pixels, bad: bool) -> Pixels:
    """Too few pixels for the text (under 40 dpi), or just enough (about 130)."""
    share = rng.uniform(32, 40) / 200 if bad else rng.uniform(125, 140) / 200
    return np.asarray(cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA))


def cropped(rng: random.Random, pixels: Pixels, bad: bool) -> Pixels:
    """Cut through the text, with a third of the paper gone; or only the empty margin cut."""
    height, width = pixels.shape[:2]
    if not bad:
        edge = 0.012
        return pixels[int(height * edge) : int(height * (1 - edge)), int(width * edge) : int(width * (1 - edge))].copy()
    share = rng.uniform(0.30, 0.42)
    side = rng.choice(("left", "right", "top"))
    if side == "top":
        return pixels[int(height * share) :].copy()
    cut = int(width * share)
    return (pixels[:, cut:] if side == "left" else pixels[:, :-cut]).copy()


def blank(rng: random.Random, pixels: Pixels, bad: bool) -> Pixels:
    """The back of a sheet: nothing but paper; or a print so pale that it is just there."""
    paper = np.full_like(pixels, rng.randrange(240, 254))
    if bad:
        return grain(rng, paper, 2.5)
    return np.asarray(cv2.addWeighted(pixels, 0.55, paper, 0.45, 0))


def glare(rng: random.Random, pixels: Pixels, bad: bool) -> Pixels:
    """A lamp's reflection that burns out the middle of the paper; or a small one in its corner."""
    height, width = pixels.shape[:2]
    spot = np.zeros((height // 8, width // 8), np.float32)
    small_height, small_width = spot.shape
    count, reach = (rng.randrange(2, 4), (0.18, 0.28)) if bad else (1, (0.03, 0.05))
    for _ in range(count):
        centre = (
            (rng.uniform(0.2, 0.8), rng.uniform(0.3, 0.75))
            if bad
            else (rng.choice((0.03, 0.97)), rng.choice((0.03, 0.97)))
        )
        axes = (int(small_width * rng.uniform(*reach)), int(small_height * rng.uniform(*reach)))
        at = (int(centre[0] * small_width), int(centre[1] * small_height))
        cv2.ellipse(spot, at, axes, rng.uniform(0, 180), 0, 360, 1.0, -1)
    spot = cv2.GaussianBlur(spot, (0, 0), max(2.0, small_width * 0.03))
    light = cv2.resize(np.clip(spot * 1.5, 0, 1), (width, height))[..., None]
    dimmed = pixels * 0.82
    return np.asarray(np.clip(dimmed + light * 330, 0, 255).astype(np.uint8))


def faults() -> dict[str, tuple[Spoil, str]]:
    """Each fault of the picture and its reason code."""
    return {
        "blurred": (blurred, "SCAN_BLURRED"),
        "dark": (dark, "SCAN_DARK"),
        "tiny": (tiny, "SCAN_LOW_RESOLUTION"),
        "cropped": (cropped, "SCAN_CROPPED"),
        "blank": (blank, "SCAN_BLANK"),
        "glare": (glare, "SCAN_GLARE"),
    }


def hand_in(rng: random.Random, paper: Paper, damage: str) -> File:
    """Scan the paper at 200 dpi and spoil the picture; a name that ends in `_just_good` stays readable."""
    bad = not damage.endswith("_just_good")
    spoil, _ = faults()[damage.removesuffix("_just_good")]
    sheet: Sheet = paper.sheets[0]
    pixels = spoil(rng, scan(rng, sheet, 200), bad)
    return File(content=jpeg(np.ascontiguousarray(pixels), rng.randrange(75, 90)), suffix=".jpg")
