"""What does a phone's camera make of a sheet on a desk?"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """How hard it is: shares of the frame, of full light and of pixels, each the most that may happen."""

    long_side: int
    tilt: float
    turn: float
    curl: float
    shadow: float
    cast: float
    blur: float
    motion: int
    noise: float
    quality: tuple[int, int]


EASY = Conditions(
    long_side=3400,
    tilt=0.035,
    turn=2.5,
    curl=0.003,
    shadow=0.25,
    cast=0.06,
    blur=0.9,
    motion=0,
    noise=4.0,
    quality=(80, 92),
)
HARD = Conditions(
    long_side=2900,
    tilt=0.075,
    turn=7.0,
    curl=0.008,
    shadow=0.55,
    cast=0.16,
    blur=1.5,
    motion=3,
    noise=12.0,
    quality=(50, 78),
)


def photographed(page: Pixels, rng: Random, how: Conditions) -> Pixels:
    """Return a page (BGR) as photographed upright from above: BGR, `how.long_side` pixels on the long side."""
    noise = np.random.default_rng(rng.getrandbits(32))
    sheet = _curled(page, rng, how.curl)
    wide, high = _frame(sheet)
    scale = how.long_side / max(wide, high)
    size = (round(wide * scale), round(high * scale))
    matrix = _view(sheet, size, rng, how)
    desk = _desk(size, rng, noise)
    corners = np.full(sheet.shape[:2], 255, np.uint8)
    mask = cv2.warpPerspective(corners, matrix, size, flags=cv2.INTER_AREA)
    laid = cv2.warpPerspective(sheet, matrix, size, flags=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    small = cv2.resize(mask, (size[0] // 4, size[1] // 4))
    drop = cv2.GaussianBlur(
        cv2.warpAffine(small, np.array([[1, 0, 4], [0, 1, 5]], np.float32), small.shape[::-1]), (0, 0), 5
    )
    shade = np.uint8(255) - drop // 5 * 3
    desk = cv2.multiply(desk, cv2.resize(cv2.merge([shade] * 3), size), scale=1 / 255)
    cv2.copyTo(laid, cv2.threshold(mask, 127, 255, cv2.THRESH_BINARY)[1], desk)
    return _exposed(desk, rng, noise, how)


def _frame(sheet: Pixels) -> tuple[float, float]:
    """Return the frame's proportions, 4:3 the way the sheet lies."""
    return (4.0, 3.0) if sheet.shape[1] >= sheet.shape[0] else (3.0, 4.0)


def _curled(page: Pixels, rng: Random, most: float) -> Pixels:
    """Bend the sheet a little along both ways: paper seldom lies flat."""
    high, wide = page.shape[:2]
    x, y = np.arange(wide, dtype=np.float32)[None, :], np.arange(high, dtype=np.float32)[:, None]
    depth = rng.uniform(0.2, 1.0) * most * min(high, wide)
    phase, waves = rng.uniform(0, 6), rng.uniform(0.4, 1.1)
    bend_y = depth * np.sin(x / wide * 2 * np.pi * waves + phase).astype(np.float32)
    bend_x = depth * 0.5 * np.sin(y / high * 2 * np.pi * waves * 0.8 + phase).astype(np.float32)
    at_x, at_y = np.asarray(x + bend_x, np.float32), np.asarray(y + bend_y, np.float32)
    return np.asarray(cv2.remap(page, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _view(sheet: Pixels, size: tuple[int, int], rng: Random, how: Conditions) -> NDArray[np.float64]:
    """Return the homography from the sheet to the frame: filled to some margin, turned, with a vanishing point."""
    high, wide = sheet.shape[:2]
    fill = rng.uniform(0.84, 0.93)
    scale = min(size[0] / wide, size[1] / high) * fill
    angle = np.radians(rng.uniform(-how.turn, how.turn))
    spread = scale * (1 - min(0.12, abs(float(np.sin(angle))) * 0.8))
    base = np.array([[-wide, -high], [wide, -high], [wide, high], [-wide, high]], np.float64) / 2 * spread
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    quad = base @ turn.T + np.array(size) / 2
    reach = how.tilt * min(size)
    quad += np.array([[rng.uniform(-reach, reach) for _ in range(2)] for _ in range(4)]) * 0.6
    quad = np.clip(quad, 4, np.array(size) - 4)
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(corners, quad.astype(np.float32)))


def _desk(size: tuple[int, int], rng: Random, noise: np.random.Generator) -> Pixels:
    """Return a desk: boards, cloth or stone."""
    wide, high = size
    way = rng.randrange(3)
    small = (high // 8, wide // 8)
    if way == 0:
        rings = cv2.GaussianBlur(noise.normal(0, 1, small).astype(np.float32), (0, 0), sigmaX=45, sigmaY=2)
        field = np.sin(rings / (rings.std() + 1e-6) * 4)
        tone = np.array(rng.choice(((58, 92, 138), (40, 62, 92), (110, 150, 190))), np.float32)
    elif way == 1:
        field = cv2.GaussianBlur(noise.normal(0, 1, small).astype(np.float32), (0, 0), 1.2) * 1.5
        tone = np.array(rng.choice(((120, 80, 60), (70, 70, 75), (90, 120, 90))), np.float32)
    else:
        field = sum(
            cv2.resize(noise.normal(0, 1 / (octave + 1), (4 << octave, 4 << octave)).astype(np.float32), small[::-1])
            for octave in range(5)
        )
        tone = np.array(rng.choice(((190, 195, 200), (95, 100, 104), (150, 165, 185))), np.float32)
    coarse = np.clip(tone * (1 + 0.14 * np.asarray(field, np.float32)[..., None]), 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def _light(shape: tuple[int, int], rng: Random, how: Conditions) -> Floats:
    """Return the light on the scene at an eighth of its size: a lamp, the lens's dark corners, a hand's shadow."""
    high, wide = shape
    x, y = np.meshgrid(np.linspace(-1, 1, wide // 8, dtype=np.float32), np.linspace(-1, 1, high // 8, dtype=np.float32))
    lamp = 1 + rng.uniform(0.02, how.shadow * 0.5) * (x * rng.uniform(-1, 1) + y * rng.uniform(-1, 1))
    lens = 1 - rng.uniform(0.03, 0.16) * (x * x + y * y) / 2
    light = lamp * lens
    if rng.random() < 0.65:
        light *= 1 - rng.uniform(0.3, 1.0) * how.shadow * _hand(x, y, rng)
    return np.asarray(light, np.float32)


def _hand(x: Floats, y: Floats, rng: Random) -> Floats:
    """Return the soft outline of a hand with a phone that comes in from an edge."""
    angle = rng.uniform(0, 6.28)
    u, v = x * np.cos(angle) + y * np.sin(angle), -x * np.sin(angle) + y * np.cos(angle)
    edge = rng.uniform(-0.1, 0.5)
    body = 1 / (1 + np.exp(-(u - edge - 0.15 * np.sin(v * 5)) / 0.05))
    width = 1 / (1 + np.exp((np.abs(v - rng.uniform(-0.4, 0.4)) - rng.uniform(0.35, 0.8)) / 0.06))
    return np.asarray(body * width, np.float32)


def _exposed(scene: Pixels, rng: Random, noise: np.random.Generator, how: Conditions) -> Pixels:
    """Return what the sensor saw: light, cast, lens blur, motion, noise."""
    blurred = cv2.GaussianBlur(scene, (0, 0), rng.uniform(0.55, how.blur))
    if how.motion and rng.random() < 0.5:
        blurred = cv2.filter2D(blurred, -1, _smear(rng, rng.uniform(1.5, how.motion)))
    cast = np.array(
        [1 + rng.uniform(-how.cast, how.cast * 0.4), 1.0, 1 + rng.uniform(-how.cast * 0.6, how.cast)], np.float32
    )
    light = _light(scene.shape[:2], rng, how) * rng.uniform(0.82, 1.0)
    coarse = np.clip(light[..., None] * cast * 180, 0, 255).astype(np.uint8)
    lit = cv2.multiply(blurred, cv2.resize(coarse, scene.shape[1::-1], interpolation=cv2.INTER_LINEAR), scale=1 / 180)
    patch = cv2.GaussianBlur(
        noise.normal(0, rng.uniform(1.5, how.noise), (600, 600, 3)).astype(np.float32), (0, 0), 0.6
    )
    high, wide = scene.shape[:2]
    grain = np.tile((patch * 1.6).astype(np.int16), (high // 600 + 1, wide // 600 + 1, 1))[:high, :wide]
    return np.asarray(cv2.add(lit, np.ascontiguousarray(grain), dtype=cv2.CV_8U), np.uint8)


def _smear(rng: Random, length: float) -> Floats:
    """Return the kernel of a shaken hand: a short line."""
    kernel = np.zeros((9, 9), np.float32)
    angle = rng.uniform(0, np.pi)
    for step in np.linspace(-length / 2, length / 2, 25):
        kernel[round(4 + step * float(np.sin(angle))), round(4 + step * float(np.cos(angle)))] += 1
    return np.asarray(kernel / kernel.sum(), np.float32)
