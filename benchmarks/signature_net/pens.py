"""How does a hand sign? (six ways of drawing signatures, written apart from each other; one is kept for validation)"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

Rng = np.random.Generator
Points = NDArray[np.float64]
Floats = NDArray[np.float32]
Alpha = Floats
"""H x W, 0 (no ink) to 1."""
Colour = tuple[int, int, int]
"""RGB."""
Strokes = Callable[[Rng], list[Points]]
"""Strokes as N x 2 points, wherever and however large."""


class Writer(Protocol):
    """A hand that gives its ink at once."""

    def alpha(self, rng: Rng, width: float, height: float, pen: float, density: float) -> Floats:
        """Ink of at most `width` x `height` mm by a pen of `pen` mm, at `density` pixels a mm."""


Hand = Strokes | Writer


@dataclass(frozen=True, kw_only=True, eq=False)
class Ink:
    """A signature as transparent ink; `alpha` is as wide and high as the signature."""

    alpha: Alpha
    colour: Colour


def smooth(knots: Points, samples: int = 16) -> Points:
    """A Catmull-Rom curve through the knots."""
    padded = np.concatenate([knots[:1], knots, knots[-1:]])
    t = np.linspace(0, 1, samples, endpoint=False)[:, None]
    spans = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False)
    ]
    return np.concatenate(spans)


def loops(rng: Rng) -> list[Points]:
    """Cycloids: a hand that circles while the arm moves on, with an amplitude that swells and dies."""
    strokes = []
    for _ in range(int(rng.integers(1, 3))):
        turns = rng.uniform(1.5, 9)
        t = np.linspace(0, turns * 2 * np.pi, int(turns * 28))
        share = t / t[-1]
        swell = np.interp(share, np.linspace(0, 1, 5), rng.uniform(0.15, 1.0, 5) * np.array([1.3, 1, 1, 0.8, 0.5]))
        phase, second = rng.uniform(0, 6.28, 2)
        x = rng.uniform(0.03, 0.7) * t + swell * rng.uniform(0.4, 1.6) * np.sin(t + phase)
        y = swell * rng.uniform(1, 2.2) * np.cos(t) + 0.4 * swell * np.cos(t * rng.uniform(0.4, 2.3) + second)
        strokes.append(np.stack([x + rng.uniform(-2, 2), y + rng.uniform(-0.4, 0.4) * x], axis=1))
    return strokes


def splines(rng: Rng) -> list[Points]:
    """A capital of a few wide knots, a wave of small ones, a flourish back under the name; parts may lack."""
    strokes, x = [], 0.0
    knots: list[tuple[float, float]] = []
    if rng.random() < 0.8:
        for _ in range(int(rng.integers(4, 9))):
            knots.append((x + rng.uniform(-0.9, 0.9), rng.uniform(-2.4, 0.8)))
        if rng.random() < 0.5:
            strokes.append(smooth(np.array(knots)))
            knots = []
        x += rng.uniform(0.6, 1.6)
    for step in range(int(rng.integers(2, 13))):
        x += rng.uniform(0.15, 0.7)
        knots.append((x, (-1) ** step * rng.uniform(0.1, 0.8) + rng.uniform(-0.2, 0.2)))
    if rng.random() < 0.5:
        knots += [(x + rng.uniform(0, 2.5), rng.uniform(-2, 0.4)), (rng.uniform(-0.5, x), rng.uniform(0.3, 1.6))]
        knots.append((x * rng.uniform(0.2, 1.4), rng.uniform(-0.3, 1.4)))
    strokes.append(smooth(np.array(knots)))
    if rng.random() < 0.3:
        across = rng.uniform(-1, 0.8)
        strokes.append(smooth(np.array([(rng.uniform(-1, x), across), (x / 2, across - 0.3), (x + 1, across)])))
    return strokes


def bends(rng: Rng) -> list[Points]:
    """A point that runs with a curvature that wanders: now straight, now tightly turning."""
    strokes = []
    at = np.zeros(2)
    for _ in range(int(rng.integers(1, 5))):
        count = int(rng.integers(60, 320))
        keys = rng.normal(0, rng.uniform(0.08, 0.3), count // int(rng.integers(8, 22)) + 3)
        curvature = np.interp(np.linspace(0, 1, count), np.linspace(0, 1, len(keys)), keys)
        heading = rng.uniform(-1.2, 1.2) + np.cumsum(curvature)
        speed = 0.06 * (1 + 0.6 * np.sin(np.linspace(0, rng.uniform(3, 30), count)))
        drift = rng.uniform(0.0, 0.05)
        steps = np.stack([np.cos(heading) * speed + drift, np.sin(heading) * speed * rng.uniform(0.8, 1.6)], axis=1)
        strokes.append(at + np.cumsum(steps, axis=0))
        at = strokes[-1][-1] + rng.uniform(-1, 1, 2)
    return strokes


def spikes(rng: Rng) -> list[Points]:
    """Straight ups and downs with sharp turns, leaning; as initials: two or three of them, apart."""
    strokes = []
    x, lean = 0.0, rng.uniform(-0.2, 0.7)
    for _ in range(int(rng.integers(1, 4))):
        count = int(rng.integers(2, 12))
        fall = np.linspace(1, rng.uniform(0.2, 1), 2 * count)
        points = []
        for index in range(2 * count):
            x += rng.uniform(0.05, 0.5)
            y = (-1 if index % 2 else 0.2) * rng.uniform(0.5, 1.6) * fall[index]
            points.append((x - lean * y, y))
        if rng.random() < 0.4:
            points.append((x + rng.uniform(0.5, 4), rng.uniform(-0.5, 0.3)))
        knots = np.array(points)
        strokes.append(smooth(knots, 10) if rng.random() < 0.6 else np.repeat(knots, 2, axis=0))
        x += rng.uniform(0.0, 0.8)
    return strokes


def cursive(rng: Rng) -> list[Points]:
    """A name half written: humps, cups, loops up and down, rings, joined and worn down to a wave towards the end."""
    shapes = (
        ((0.1, 0.0), (0.3, -1.0), (0.6, -0.9), (0.7, 0.0)),
        ((0.1, -0.9), (0.15, -0.1), (0.5, 0.05), (0.65, -0.9), (0.75, 0.0)),
        ((0.5, -1.6), (0.35, -2.4), (0.15, -1.5), (0.5, 0.0)),
        ((0.3, -0.9), (0.3, 1.2), (0.0, 1.4), (0.1, 0.6), (0.7, -0.2)),
        ((0.5, -0.9), (0.05, -0.6), (0.2, 0.0), (0.55, -0.4), (0.45, -0.9), (0.8, -0.1)),
    )
    lean, wear, wide = rng.uniform(-0.1, 0.6), rng.uniform(0.1, 1.0), rng.uniform(0.7, 2.0)
    strokes, x, knots = [], 0.0, [(0.0, 0.0)]
    count = int(rng.integers(2, 12))
    for index in range(count):
        size = (2.2 if index == 0 and rng.random() < 0.6 else 1.0) * (1 - (1 - wear) * index / count)
        for dx, y in shapes[int(rng.integers(len(shapes)))]:
            high = y * size + rng.normal(0, 0.08)
            knots.append((x + wide * dx - lean * high + rng.normal(0, 0.06), high))
        x += wide * rng.uniform(0.5, 1.0)
        if rng.random() < 0.15 and len(knots) > 3:
            strokes.append(smooth(np.array(knots)))
            knots = [(x, rng.uniform(-0.5, 0.2))]
    if rng.random() < 0.4:
        knots.append((x + rng.uniform(0.5, 5), rng.uniform(-0.8, 0.8)))
    if len(knots) > 1:
        strokes.append(smooth(np.array(knots)))
    return strokes


def lognormal(rng: Rng) -> list[Points]:
    """Kept for validation. The motor model: overlapping arm movements whose speeds are lognormal bells in time."""
    t = np.linspace(0, 1, 420)
    velocity = np.zeros((t.size, 2))
    count = int(rng.integers(5, 22))
    turn = rng.choice([-1, 1])
    heading = rng.uniform(0, 6.28)
    for index in range(count):
        start, spread = (index + rng.uniform(-0.3, 0.3)) / (count + 2), rng.uniform(0.15, 0.4)
        since = np.maximum(t - start, 1e-6)
        bell = np.exp(-((np.log(since) - np.log(1.6 / count)) ** 2) / (2 * spread**2)) / since
        bell[t <= start] = 0
        heading += turn * rng.uniform(1.2, 3.4)
        if rng.random() < 0.2:
            turn = -turn
        direction = heading + rng.uniform(-1, 1) * (t - start) * count * 0.3
        reach = rng.uniform(0.3, 2.2) * (1.5 if index < 3 else 0.8)
        velocity += reach * bell[:, None] * np.stack([np.cos(direction), 1.2 * np.sin(direction)], axis=1)
    velocity[:, 0] += rng.uniform(0.2, 3)
    path = np.cumsum(velocity, axis=0) / t.size * 4
    if rng.random() < 0.5:
        return [path]
    lifts = np.sort(rng.choice(np.arange(60, t.size - 60), int(rng.integers(1, 3)), replace=False))
    return [piece[:-12] for piece in np.split(path, lifts) if len(piece) > 40]


TRAINED: tuple[Hand, ...] = (loops, splines, bends, spikes, cursive)
HELD_OUT: tuple[Hand, ...] = (lognormal,)

COLOURS: tuple[Colour, ...] = (
    (20, 20, 24), (45, 45, 48), (80, 80, 84), (20, 30, 120), (30, 50, 165), (50, 80, 190), (15, 25, 80),
    (70, 40, 140), (95, 60, 150), (40, 40, 100), (30, 60, 110),
)  # fmt: skip


def colour_of(rng: Rng) -> Colour:
    """Black, grey, blue, violet, each a little off."""
    base = COLOURS[int(rng.integers(len(COLOURS)))]
    red, green, blue = (int(np.clip(part + rng.integers(-18, 19), 0, 220)) for part in base)
    return red, green, blue


def sized(rng: Rng, strokes: list[Points], width: float, height: float) -> list[Points]:
    """The strokes moved to the origin and stretched into the box, tilted a little; thin ones keep some height."""
    angle = rng.normal(0, 0.12)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned = [stroke @ turn for stroke in strokes]
    every = np.concatenate(turned)
    low, span = every.min(axis=0), np.maximum(np.ptp(every, axis=0), 1e-3)
    return [(stroke - low) / span * (width, height) for stroke in turned]


def inked(rng: Rng, strokes: list[Points], density: float, pen: float) -> Alpha:
    """Strokes in millimetres as ink at `density` pixels a millimetre; `pen` is the line's width in millimetres.

    Quick parts are thinner, ball pens skip, gel is solid, a nib swells.
    """
    pad = 1.5
    every = np.concatenate(strokes)
    width, height = every.max(axis=0) + 2 * pad
    fine = max(density, 9.0)
    canvas = np.zeros((int(np.ceil(height * fine)), int(np.ceil(width * fine))), np.uint8)
    swell, skips = rng.choice([0.0, 0.3, 0.7]), rng.random() < 0.25
    for stroke in strokes:
        speed = np.hypot(*np.diff(stroke, axis=0).T)
        if len(speed) > 9:
            speed = np.convolve(speed, np.ones(9) / 9, mode="same")
        speed = speed / max(float(speed.mean()), 1e-6)
        skipped = rng.random(len(speed)) < 0.06 if skips else np.zeros(len(speed), bool)
        for start, end, quick, skip in zip(stroke, stroke[1:], speed, skipped, strict=False):
            if skip:
                continue
            thick = max(round(pen * fine * float(np.clip(1 + swell * (1 - quick), 0.45, 1.8))), 1)
            p0, p1 = (np.round((p + pad) * fine * 16).astype(int).tolist() for p in (start, end))
            cv2.line(canvas, p0, p1, 255, thick, cv2.LINE_AA, 4)
    alpha = uneven(rng, np.asarray(canvas / 255, np.float32))
    size = (max(round(width * density), 1), max(round(height * density), 1))
    return np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA), np.float32)


def uneven(rng: Rng, alpha: Floats) -> Floats:
    """Ink paler than full, with grain where the ball slips."""
    alpha = np.asarray(alpha * rng.uniform(0.6, 1.0), np.float32)
    if rng.random() < 0.4:
        grain = cv2.resize(rng.random((alpha.shape[0] // 5 + 1, alpha.shape[1] // 5 + 1)).astype(np.float32),
                           alpha.shape[::-1], interpolation=cv2.INTER_LINEAR)  # fmt: skip
        alpha = np.asarray(alpha * np.clip(0.5 + grain, 0, 1), np.float32)
    return alpha


def signature(rng: Rng, density: float, hands: tuple[Hand, ...] = TRAINED) -> Ink:
    """A whole signature at `density` pixels a millimetre: 6 to 52 mm wide, 2.5 to 20 mm high, thin to thick."""
    hand = hands[int(rng.integers(len(hands)))]
    width = float(np.exp(rng.uniform(np.log(6), np.log(52))))
    height = float(np.clip(width * np.exp(rng.uniform(np.log(0.1), np.log(0.8))), 2.5, 20))
    pen = float(np.exp(rng.uniform(np.log(0.18), np.log(0.9))))
    if callable(hand):
        alpha = inked(rng, sized(rng, hand(rng), width, height), density, pen)
    else:
        alpha = uneven(rng, hand.alpha(rng, width, height, pen, density))
    return Ink(alpha=alpha, colour=colour_of(rng))


def laid(paper: NDArray[np.uint8], ink: Ink, x: int, y: int) -> Alpha:
    """Darken the BGR picture in place by the ink with its corner at x, y; returns where the ink lies now."""
    where = np.zeros(paper.shape[:2], np.float32)
    height, width = ink.alpha.shape
    x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + width, paper.shape[1]), min(y + height, paper.shape[0])
    if x1 <= x0 or y1 <= y0:
        return where
    alpha = ink.alpha[y0 - y : y1 - y, x0 - x : x1 - x]
    passed = 1 - alpha[..., None] * (1 - np.array(ink.colour[::-1], np.float32) / 255)
    cut = paper[y0:y1, x0:x1]
    cut[...] = np.clip(cut * passed, 0, 255).astype(np.uint8)
    where[y0:y1, x0:x1] = alpha
    return where
