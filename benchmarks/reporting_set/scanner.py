"""What does an office scanner make of a sheet?"""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def scanned(page: Pixels, rng: Random, *, dpi: int, grey: bool) -> Pixels:
    """Return a page (BGR at dpi) as scanned: a little askew, soft, noisy, with dust, lid shadow and its own curve."""
    noise = np.random.default_rng(rng.getrandbits(32))
    askew = _laid(page, rng, dpi)
    soft = cv2.GaussianBlur(askew, (0, 0), rng.uniform(0.35, 0.55) * dpi / 200)
    gain, lift = rng.uniform(0.95, 1.15), rng.uniform(-8, 8)
    lit = cv2.multiply(soft, cv2.merge([_lid(soft.shape[:2], rng)] * 3), scale=gain / 240)
    grain = _grain(noise, soft.shape, rng.uniform(1.5, 5.0), 128 * (1 - gain) + lift)
    result = np.asarray(cv2.add(lit, grain, dtype=cv2.CV_8U), np.uint8)
    _dust(result, rng, dpi)
    return cv2.cvtColor(result, cv2.COLOR_BGR2GRAY) if grey else result


def _laid(page: Pixels, rng: Random, dpi: int) -> Pixels:
    """Turn the sheet by up to a degree and a half and shift it; the glass around it shows the lid."""
    high, wide = page.shape[:2]
    margin = int(dpi * rng.choice((0.0, 0.05, 0.25)))
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), rng.gauss(0, 0.6), 1.0)
    turn[:, 2] += margin + np.array([rng.uniform(-4, 4), rng.uniform(-4, 4)])
    lid = rng.choice((250, 240, 225, 60))
    size = (wide + 2 * margin, high + 2 * margin)
    laid = cv2.warpAffine(
        page, turn, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(lid,) * 3
    )
    return np.asarray(laid, np.uint8)


def _lid(shape: tuple[int, int], rng: Random) -> Pixels:
    """Return the light (240 is full) along the lamp's bar, and the shadow of a fold at one edge."""
    high, wide = shape
    bar = 1 + 0.02 * np.sin(np.linspace(0, rng.uniform(2, 7), high, dtype=np.float32))[:, None]
    edge = np.linspace(0, 1, wide, dtype=np.float32)[None, :]
    if rng.random() < 0.5:
        edge = 1 - edge
    shadow = 1 - rng.uniform(0.0, 0.25) * np.exp(-edge * rng.uniform(15, 40))
    return np.asarray(np.clip(bar * shadow * 240, 0, 255), np.uint8)


def _grain(noise: np.random.Generator, shape: tuple[int, ...], sigma: float, mean: float) -> NDArray[np.int16]:
    """Return sensor noise, tiled from one patch: drawing it for each pixel would be most of the work."""
    patch = np.rint(noise.normal(mean, sigma, (512, 512, 3))).astype(np.int16)
    repeats = (shape[0] // 512 + 1, shape[1] // 512 + 1, 1)
    return np.ascontiguousarray(np.tile(patch, repeats)[: shape[0], : shape[1]])


def _dust(page: Pixels, rng: Random, dpi: int) -> None:
    high, wide = page.shape[:2]
    for _ in range(rng.randint(0, 25)):
        at = (rng.randrange(wide), rng.randrange(high))
        cv2.circle(page, at, max(1, int(dpi * rng.uniform(0.002, 0.006))), (rng.randint(60, 170),) * 3, -1, cv2.LINE_AA)
    if rng.random() < 0.1:
        column = rng.randrange(wide)
        page[:, column] = (page[:, column] * 0.8).astype(np.uint8)
