"""How is a picture spoilt so that nobody can read it?"""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.reporting_set.media import HandedIn, jpeg, photo_of, scan_of

Pixels = NDArray[np.uint8]


def _blurred(page: Pixels, rng: Random) -> Pixels:
    sigma = max(page.shape[:2]) / rng.uniform(260, 380)
    if rng.random() < 0.5:
        return np.asarray(cv2.GaussianBlur(page, (0, 0), sigma), np.uint8)
    length = int(sigma * 7) | 1
    kernel = np.zeros((length, length), np.float32)
    cv2.line(kernel, (0, rng.randrange(length)), (length - 1, rng.randrange(length)), 1.0, 2)
    return np.asarray(cv2.filter2D(page, -1, kernel / kernel.sum()), np.uint8)


def _dark(page: Pixels, rng: Random) -> Pixels:
    noise = np.random.default_rng(rng.getrandbits(32))
    dim = page.astype(np.float32) * rng.uniform(0.05, 0.09) + noise.normal(4, 3.0, page.shape)
    return np.clip(dim, 0, 255).astype(np.uint8)


def _tiny(page: Pixels, rng: Random) -> Pixels:
    scale = rng.uniform(330, 480) / max(page.shape[:2])
    return np.asarray(cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _cropped(page: Pixels, rng: Random) -> Pixels:
    high, wide = page.shape[:2]
    part = rng.uniform(0.38, 0.52)
    if wide > high:  # a spread loses much of one half
        return page[:, int(wide * part) :] if rng.random() < 0.5 else page[:, : int(wide * (1 - part))]
    return page[int(high * part) :] if rng.random() < 0.5 else page[: int(high * (1 - part))]


def _glared(page: Pixels, rng: Random) -> Pixels:
    """Burn a lamp's reflections into a laminated paper: white where the names and numbers stand."""
    high, wide = page.shape[:2]
    x, y = np.meshgrid(np.linspace(0, 1, wide // 4, dtype=np.float32), np.linspace(0, 1, high // 4, dtype=np.float32))
    burn = np.zeros_like(x)
    for cx, cy in (
        (rng.uniform(0.24, 0.36), rng.uniform(0.35, 0.6)),
        (rng.uniform(0.64, 0.78), rng.uniform(0.25, 0.5)),
    ):
        far = ((x - cx) / rng.uniform(0.11, 0.16)) ** 2 + ((y - cy) / rng.uniform(0.14, 0.2)) ** 2
        burn = np.maximum(burn, 1.5 / (1 + far**2.5))
    burn = cv2.resize(burn, (wide, high))
    flat = burn[..., None] if page.ndim == 3 else burn
    return np.asarray(np.clip(page + flat * 400, 0, 255), np.uint8)


def _blank(page: Pixels, rng: Random) -> Pixels:
    noise = np.random.default_rng(rng.getrandbits(32))
    slope = np.linspace(0, rng.uniform(3, 10), page.shape[1], dtype=np.float32)[None, :, None]
    empty = rng.uniform(225, 246) + noise.normal(0, 2, (*page.shape[:2], 1)).astype(np.float32) - slope
    return np.repeat(np.clip(empty, 0, 255).astype(np.uint8), 3, axis=2)


DAMAGES = {
    "blurred": (_blurred, ("SCAN_BLURRED", "SCAN_UNREADABLE")),
    "dark": (_dark, ("SCAN_DARK", "SCAN_UNREADABLE")),
    "tiny": (_tiny, ("SCAN_LOW_RESOLUTION",)),
    "cropped": (_cropped, ("SCAN_CROPPED", "PAGE_MISSING", "FIELD_MISSING")),
    "glare": (_glared, ("SCAN_GLARE", "SCAN_UNREADABLE")),
    "blank": (_blank, ("SCAN_BLANK",)),
}
"""What is done, and which reason codes say so."""


def spoilt(pdf: bytes, damage: str, medium: str, rng: Random) -> HandedIn:
    """Return a paper with one of DAMAGES, as a scan or a photo."""
    page = photo_of(pdf, medium, rng) if "photo" in medium else scan_of(pdf, medium, rng)
    spoil = DAMAGES[damage][0]
    return HandedIn(content=jpeg(np.ascontiguousarray(spoil(page, rng)), 85), ending="jpg")
