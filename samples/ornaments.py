"""How do guilloche, ornamental frames, round seals and pen signatures look? (drawn from a seed)"""

from __future__ import annotations

import math
import random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from samples.canvas import Colour, Curves, Points
from samples.fonts import Face, file_of

Picture = NDArray[np.uint8]
SEAL_PIXELS = 560
"""Side of a seal's picture: 14 pixels a millimetre at 40 mm."""
PEN_PIXELS = 14
"""Pixels a millimetre of a signature's picture."""


def guilloche(rng: random.Random, box: tuple[float, float, float, float], colour: Colour) -> list[Curves]:
    """A pale net of waves over the box, as security printing lays under the text."""
    x0, y0, x1, y1 = box
    xs = np.linspace(x0, x1, 260)
    lines: list[Points] = []
    pitch = rng.uniform(1.6, 3.2)
    waves, swell = rng.uniform(2, 5), rng.uniform(2, 7)
    slow, phase = rng.uniform(0.4, 1.3), rng.uniform(0, math.tau)
    for index in range(int((y1 - y0 + 2 * swell) / pitch)):
        base = y0 - swell + index * pitch
        angle = (xs - x0) / (x1 - x0) * math.tau
        ys = base + swell * np.sin(waves * angle + phase + index * 0.11) * np.cos(slow * angle + index * 0.05)
        keep = np.clip(ys, y0, y1)
        lines.append(np.stack([xs, keep], axis=1))
    return [Curves(lines=tuple(lines), colour=colour, width=rng.uniform(0.10, 0.18))]


def rosette(rng: random.Random, x: float, y: float, radius: float, colour: Colour) -> Curves:
    """A spirograph flower, as stands in the middle of many blanks."""
    petals, depth = rng.randrange(7, 17), rng.uniform(0.25, 0.5)
    turns = np.linspace(0, math.tau, 900)
    lines = []
    for ring in range(rng.randrange(5, 10)):
        size = radius * (1 - ring * 0.09)
        reach = size * (1 - depth / 2 + depth / 2 * np.sin(petals * turns + ring * 0.35))
        lines.append(np.stack([x + reach * np.cos(turns), y + reach * np.sin(turns)], axis=1))
    return Curves(lines=tuple(lines), colour=colour, width=0.13)


def border(rng: random.Random, box: tuple[float, float, float, float], colour: Colour) -> list[Curves]:
    """An ornamental frame: two rules with a braid of waves between them."""
    x0, y0, x1, y1 = box
    depth = rng.uniform(2.5, 5.5)
    strands, period = rng.randrange(2, 6), rng.uniform(3, 8)
    lines: list[Points] = []
    for length, vertical, offset in (
        (x1 - x0, False, y0),
        (x1 - x0, False, y1 - depth),
        (y1 - y0, True, x0),
        (y1 - y0, True, x1 - depth),
    ):
        along = np.arange(0, length, 0.25)
        for strand in range(strands):
            across = depth / 2 * (1 + 0.92 * np.sin(along / period * math.tau + strand * math.tau / strands))
            points = (across + offset, along + y0) if vertical else (along + x0, across + offset)
            lines.append(np.stack(points, axis=1))
    outline = [
        np.array([[a, b], [c, b], [c, d], [a, d], [a, b]])
        for a, b, c, d in ((x0, y0, x1, y1), (x0 + depth, y0 + depth, x1 - depth, y1 - depth))
    ]
    return [
        Curves(lines=tuple(lines), colour=colour, width=0.18),
        Curves(lines=tuple(outline), colour=colour, width=0.35),
    ]


def _ring_text(image: Image.Image, text: str, radius: float, size: int) -> None:
    """Write text along a circle about the middle of an «L» picture, all the way round."""
    font = ImageFont.truetype(file_of(Face(family="Liberation Sans", bold=True)), size)
    centre = image.width / 2
    widths = [font.getlength(letter) + size * 0.06 for letter in text]
    span = math.tau * 0.985
    squeeze = span / (sum(widths) / radius)
    angle = -math.pi / 2 - span / 2
    for letter, width in zip(text, widths, strict=True):
        middle = angle + width / radius * squeeze / 2
        tile = Image.new("L", (size * 2, size * 2), 0)
        ImageDraw.Draw(tile).text((size, size), letter, font=font, fill=255, anchor="mm")
        tile = tile.rotate(-math.degrees(middle) - 90, resample=Image.Resampling.BICUBIC)
        at = (int(centre + radius * math.cos(middle) - size), int(centre + radius * math.sin(middle) - size))
        image.paste(255, at, tile)
        angle += width / radius * squeeze


def _emblem(draw: ImageDraw.ImageDraw, rng: random.Random, centre: float, size: float) -> None:
    """A spread bird of prey, coarse as in rubber, or a bowl with a snake, or words."""
    kind = rng.choice(("bird", "bird", "bowl", "words"))
    if kind == "bird":
        for side in (-1, 1):
            for feather in range(6):
                tilt = math.radians(-70 + feather * 24)
                tip = (
                    centre + side * size * math.cos(tilt) * (0.95 - feather * 0.04),
                    centre + size * math.sin(tilt) * 0.9 + size * 0.1,
                )
                draw.line([(centre + side * size * 0.1, centre - size * 0.05), tip], fill=255, width=int(size * 0.11))
            draw.line(
                [(centre, centre - size * 0.2), (centre + side * size * 0.2, centre - size * 0.75)],
                fill=255,
                width=int(size * 0.12),
            )
            draw.line(
                [
                    (centre + side * size * 0.2, centre - size * 0.75),
                    (centre + side * size * 0.42, centre - size * 0.66),
                ],
                fill=255,
                width=int(size * 0.09),
            )
        draw.polygon(
            [
                (centre - size * 0.2, centre - size * 0.3),
                (centre + size * 0.2, centre - size * 0.3),
                (centre + size * 0.14, centre + size * 0.35),
                (centre, centre + size * 0.5),
                (centre - size * 0.14, centre + size * 0.35),
            ],
            fill=255,
        )
        for side in (-1, 0, 1):
            draw.line(
                [(centre, centre + size * 0.3), (centre + side * size * 0.3, centre + size)],
                fill=255,
                width=int(size * 0.12),
            )
    elif kind == "bowl":
        draw.chord(
            [centre - size * 0.7, centre - size * 0.8, centre + size * 0.7, centre + size * 0.2], 0, 180, fill=255
        )
        draw.line([(centre, centre), (centre, centre + size * 0.8)], fill=255, width=int(size * 0.12))
        draw.line(
            [(centre - size * 0.5, centre + size * 0.85), (centre + size * 0.5, centre + size * 0.85)],
            fill=255,
            width=int(size * 0.12),
        )
        wave = [
            (centre + size * 0.35 * math.sin(t * 1.6), centre + size * (0.8 - t * 0.25)) for t in np.linspace(0, 6, 40)
        ]
        draw.line(wave, fill=255, width=int(size * 0.09))
    else:
        font = ImageFont.truetype(file_of(Face(family="Liberation Sans", bold=True)), int(size * 0.42))
        for row, words in enumerate(rng.choice((("ДЛЯ", "ДОКУМЕНТОВ"), ("ГЕРБОВАЯ", "ПЕЧАТЬ")))):
            draw.text((centre, centre + (row - 0.5) * size * 0.55), words, font=font, fill=255, anchor="mm")


def seal(rng: random.Random, words: str, ogrn: str, colour: Colour) -> Picture:
    """A round rubber seal as RGBA: rings, the organisation's name around, an emblem, uneven ink, a tilt."""
    side = SEAL_PIXELS
    mask = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(mask)
    outer = side / 2 - 8
    radii = [(outer, rng.randrange(5, 10)), (outer - 13, 2)] if rng.random() < 0.6 else [(outer, rng.randrange(4, 8))]
    inner = outer * rng.uniform(0.52, 0.6)
    for radius, width in [*radii, (inner, 3)]:
        draw.ellipse(
            [side / 2 - radius, side / 2 - radius, side / 2 + radius, side / 2 + radius], outline=255, width=width
        )
    size = int((outer - inner) * 0.30)
    around = f"{words.upper()} * "
    around = around if len(around) > 44 else f"РОССИЙСКАЯ ФЕДЕРАЦИЯ * {around}"
    _ring_text(mask, around[:84], outer - 16 - size * 0.75, min(size, int(3300 / len(around[:84]) * 0.52)))
    _ring_text(mask, f"* ОГРН {ogrn} * ДЛЯ ДОКУМЕНТОВ *", inner + size * 0.75, int(size * 0.75))
    _emblem(draw, rng, side / 2, inner * 0.62)
    tilted = mask.rotate(rng.uniform(-35, 35), resample=Image.Resampling.BICUBIC)
    coarse = np.random.default_rng(rng.getrandbits(32))
    blotches = cv2.resize(coarse.random((14, 14)).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
    grain = cv2.GaussianBlur(coarse.random((side, side)).astype(np.float32), (0, 0), 1.4)
    strength = rng.uniform(0.62, 0.95)
    ink = np.asarray(tilted, dtype=np.float32) * strength * np.clip(0.55 + 0.6 * blotches, 0.25, 1)
    ink *= np.clip(0.45 + 1.1 * grain, 0, 1)
    return _tinted(cv2.GaussianBlur(ink, (0, 0), 0.9), colour)


def _tinted(alpha: NDArray[np.float32] | NDArray[np.floating], colour: Colour) -> Picture:
    picture = np.empty((*alpha.shape, 4), dtype=np.uint8)
    picture[..., :3] = colour
    picture[..., 3] = np.clip(alpha, 0, 255)
    return picture


def _stroke(rng: random.Random, x: float, y: float, width: float, height: float) -> list[tuple[float, float]]:
    """Points that a quick hand passes: a capital's loops, a running wave, a flourish."""
    points: list[tuple[float, float]] = []
    lean = rng.uniform(0.15, 0.5)
    capital = rng.uniform(0.22, 0.4) * width
    for turn in np.linspace(rng.uniform(-0.5, 0.5), rng.uniform(1.2, 2.2) * math.tau, 14):
        reach = 0.5 * height * rng.uniform(0.75, 1.05)
        points.append(
            (
                x + capital * (0.5 + 0.42 * math.cos(turn + 2.2)) + lean * reach * -math.sin(turn),
                y - height * 0.5 + reach * math.sin(turn),
            )
        )
    steps = rng.randrange(5, 12)
    low = height * rng.uniform(0.12, 0.3)
    for step in range(steps):
        across = x + capital + (width - capital) * (step + 1) / steps * 0.85
        swing = low * (1 if step % 2 else -1) * rng.uniform(0.3, 1.2) * (1 - 0.5 * step / steps)
        points.append((across + rng.uniform(-0.4, 0.4) + lean * swing * -0.8, y - height * 0.3 + swing))
    if rng.random() < 0.65:
        points += [
            (x + width * rng.uniform(0.9, 1.08), y - height * rng.uniform(0.1, 0.6)),
            (x + width * rng.uniform(0.4, 0.7), y + height * rng.uniform(0.0, 0.25)),
            (x + width * rng.uniform(0.0, 0.3), y + height * rng.uniform(-0.1, 0.15)),
        ]
    return points


def _spikes(rng: random.Random, x: float, y: float, width: float, height: float) -> list[tuple[float, float]]:
    """Tall strokes up and down that die away into a long tail."""
    points, count = [(x, y - height * rng.uniform(0.1, 0.4))], rng.randrange(3, 7)
    for step in range(count):
        across, fall = x + width * 0.62 * (step + 0.5) / count, 1 - 0.55 * step / count
        points.append((across + height * 0.22, y - height * rng.uniform(0.8, 1.05) * fall))
        points.append((across + width * 0.03, y + height * rng.uniform(-0.05, 0.15) * fall))
    tail = [(x + width * share, y - height * rng.uniform(0.02, 0.3)) for share in (0.72, 0.84, 1.0)]
    return points + tail


def _knot(rng: random.Random, x: float, y: float, width: float, height: float) -> list[tuple[float, float]]:
    """A few overlapping loops that wander to the right, and a line struck out of them."""
    drift, turns = rng.uniform(0.35, 0.75), rng.uniform(2.2, 4.2)
    points = []
    for turn in np.linspace(0, turns * math.tau, int(turns * 8)):
        share = turn / (turns * math.tau)
        reach = height * 0.5 * (1 - 0.45 * share) * rng.uniform(0.85, 1.1)
        points.append(
            (
                x + width * (0.15 + drift * share) - reach * 0.8 * math.cos(turn) + reach * 0.35 * math.sin(turn),
                y - height * 0.45 - reach * math.sin(turn),
            )
        )
    return [*points, (x + width * rng.uniform(0.85, 1.0), y - height * rng.uniform(0.0, 0.8))]


def _letters(rng: random.Random, x: float, y: float, width: float, height: float) -> list[tuple[float, float]]:
    """A readable-looking run: a tall letter, small ones, a loop below the line."""
    points = [
        (x, y - height * 0.2),
        (x + width * 0.1, y - height),
        (x + width * 0.04, y + height * 0.02),
        (x + width * 0.2, y - height * rng.uniform(0.6, 0.9)),
        (x + width * 0.2, y),
    ]
    for share in np.linspace(0.26, 0.66, rng.randrange(5, 10)):
        points.append(
            (x + width * float(share) + rng.uniform(-0.3, 0.3), y - height * rng.choice((0.02, 0.05, 0.3, 0.36)))
        )
    low = rng.uniform(0.15, 0.28)
    return [
        *points,
        (x + width * 0.76, y - height * 0.3),
        (x + width * 0.72, y + height * low),
        (x + width * 0.62, y + height * low * 0.8),
        (x + width * 0.98, y - height * rng.uniform(0.1, 0.4)),
    ]


def _smooth(points: list[tuple[float, float]]) -> NDArray[np.float64]:
    """A Catmull-Rom curve through the points, about 24 samples a span."""
    knots = np.array([points[0], *points, points[-1]], dtype=np.float64)
    t = np.linspace(0, 1, 24, endpoint=False)[:, None]
    spans = []
    for a, b, c, d in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        spans.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.concatenate(spans)


def signature(rng: random.Random, width: float, height: float, colour: Colour) -> Picture:
    """A pen signature as RGBA, `width` x `height` millimetres; the ink thins where the hand is quick."""
    scale = PEN_PIXELS
    canvas = np.zeros((int(height * scale), int(width * scale)), dtype=np.uint8)
    hand = rng.choice((_stroke, _stroke, _spikes, _knot, _letters))
    curves = [_smooth(hand(rng, width * 0.08, height * 0.78, width * 0.8, height * 0.62))]
    if rng.random() < 0.35:
        curves.append(_smooth([(width * rng.uniform(0.1, 0.9), height * rng.uniform(0.15, 0.9)) for _ in range(4)]))
    pen = rng.uniform(0.35, 0.6)
    for curve in curves:
        speed = np.hypot(*np.diff(curve, axis=0).T)
        speed = np.convolve(speed, np.ones(9) / 9, mode="same") / max(1e-6, float(speed.mean()))
        for start, end, quick in zip(curve, curve[1:], speed, strict=False):
            thick = max(2, round(pen * scale * float(np.clip(1.35 - 0.4 * quick, 0.5, 1.3))))
            p0, p1 = (tuple(int(v) for v in np.round(p * scale * 16)) for p in (start, end))
            cv2.line(canvas, p0, p1, 255, thick, cv2.LINE_AA, 4)
    alpha = cv2.GaussianBlur(canvas, (0, 0), 1.1).astype(np.float32) * rng.uniform(0.78, 0.97)
    return _tinted(alpha, colour)
