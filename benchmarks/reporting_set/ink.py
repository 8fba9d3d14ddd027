"""How are a signature and a seal left on paper?

Both are pictures with transparency, in colours and shapes of their own; a seal's rubber presses unevenly.
"""

from __future__ import annotations

import math
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from benchmarks.reporting_set.typefaces import file_of

Floats = NDArray[np.float32]

PEN_INKS = ((22, 38, 128), (18, 24, 92), (25, 25, 32), (58, 36, 132), (12, 60, 140))
SEAL_INKS = ((36, 58, 160), (62, 48, 150), (20, 82, 158), (84, 62, 160), (30, 44, 110))


def _stroke(rng: Random, loops: int) -> Floats:
    """Return a pen's path as points (n, 2): cursive waves that run to the right, with a capital and a flourish."""
    steps = 60 * loops
    t = np.linspace(0.0, 1.0, steps, dtype=np.float32)
    slant = rng.uniform(0.15, 0.55)
    decay = 1.0 - 0.65 * t
    turns = 2 * math.pi * loops
    wobble = rng.uniform(0.5, 1.1)
    x = t + 0.55 / loops * np.cos(turns * t + rng.uniform(0, 6)) + 0.05 * np.sin(turns * 0.37 * t + rng.uniform(0, 6))
    y = 0.17 * decay * np.sin(turns * t * wobble + rng.uniform(0, 6))
    y += 0.07 * np.sin(turns * 0.51 * t + rng.uniform(0, 6)) * decay
    capital = np.exp(-((t - 0.06) ** 2) / 0.004)
    y += capital * rng.uniform(0.22, 0.4)
    x = x + slant * y
    if rng.random() < 0.7:  # a flourish that runs back under the name
        back = np.linspace(0.0, 1.0, 50, dtype=np.float32)
        bx = x[-1] - back * rng.uniform(0.5, 1.0)
        by = y[-1] - 0.12 * np.sin(math.pi * back) - back * rng.uniform(0.05, 0.2)
        x, y = np.concatenate([x, bx]), np.concatenate([y, by])
    return np.stack([x, -y], axis=1).astype(np.float32)


def signature(rng: Random, width: int = 520) -> Image.Image:
    """Return a signature as an RGBA picture, cropped to its ink."""
    paths = [_stroke(rng, rng.randint(4, 8))]
    if rng.random() < 0.5:
        high = rng.uniform(0.2, 0.4)
        paths.append(np.array([[0.1, high], [rng.uniform(0.5, 1.1), -high * rng.uniform(0.2, 0.8)]], np.float32))
    points = np.concatenate(paths)
    low, span = points.min(axis=0), np.ptp(points, axis=0)
    unit = width / float(span[0])
    size = (int(span[1] * unit) + 40, width + 40)
    coat = np.zeros(size, np.uint8)
    nib = rng.uniform(3.2, 6.0)
    for path in paths:
        at = ((path - low) * unit + 20) * 16
        pace = np.linalg.norm(np.diff(at, axis=0), axis=1)
        typical = float(np.median(pace)) + 1e-6
        for start, end, speed in zip(at[:-1], at[1:], pace, strict=True):
            thick = max(2, round(nib * (1.25 - 0.4 * min(1.5, float(speed) / typical))))
            cv2.line(coat, start.astype(int).tolist(), end.astype(int).tolist(), 255, thick, cv2.LINE_AA, 4)
    return _inked(coat, rng.choice(PEN_INKS), rng.uniform(0.82, 0.97))


def _inked(coat: NDArray[np.uint8], ink: tuple[int, int, int], strength: float) -> Image.Image:
    picture = np.zeros((*coat.shape, 4), np.uint8)
    picture[..., :3] = ink
    picture[..., 3] = (coat.astype(np.float32) * strength).astype(np.uint8)
    return Image.fromarray(picture, "RGBA")


def _ring_text(picture: Image.Image, text: str, radius: float, face: ImageFont.FreeTypeFont, start: float) -> None:
    """Write text clockwise along a circle of the picture, letter by letter."""
    centre = picture.width / 2
    advance = 2 * math.pi / max(1, len(text))
    for place, letter in enumerate(text):
        angle = start + place * advance
        tile = Image.new("L", (64, 64), 0)
        ImageDraw.Draw(tile).text((32, 32), letter, font=face, fill=255, anchor="mm")
        turned = tile.rotate(-math.degrees(angle), resample=Image.Resampling.BICUBIC)
        x, y = centre + radius * math.sin(angle), centre - radius * math.cos(angle)
        picture.paste(255, (round(x) - 32, round(y) - 32), turned)


def _eagle(draw: ImageDraw.ImageDraw, centre: float, unit: float) -> None:
    """Draw a plain two-headed bird: wings, heads, tail and a shield."""
    for side in (-1, 1):
        wing = [
            (0, -0.1),
            (0.35, -0.55),
            (0.95, -0.75),
            (0.8, -0.35),
            (0.9, -0.1),
            (0.68, 0.05),
            (0.7, 0.3),
            (0.3, 0.35),
        ]
        draw.polygon([(centre + side * x * unit, centre + y * unit) for x, y in wing], fill=235)
        head = (centre + side * 0.22 * unit, centre - 0.72 * unit)
        draw.ellipse(
            [head[0] - 0.15 * unit, head[1] - 0.15 * unit, head[0] + 0.15 * unit, head[1] + 0.15 * unit], fill=235
        )
        draw.line([head, (centre, centre - 0.1 * unit)], fill=235, width=max(2, int(0.14 * unit)))
    tail = [(-0.25, 0.3), (0.25, 0.3), (0.45, 0.95), (-0.45, 0.95)]
    draw.polygon([(centre + x * unit, centre + y * unit) for x, y in tail], fill=235)
    draw.rectangle([centre - 0.16 * unit, centre - 0.2 * unit, centre + 0.16 * unit, centre + 0.25 * unit], fill=60)


def _staff(draw: ImageDraw.ImageDraw, centre: float, unit: float) -> None:
    """Draw a bowl and a snake, as medical seals have it."""
    draw.line([(centre, centre - unit), (centre, centre + unit)], fill=240, width=max(3, int(unit * 0.1)))
    wave = [
        (centre + 0.35 * unit * math.sin(step / 40 * 9), centre - unit * 0.9 + step / 40 * 1.7 * unit)
        for step in range(41)
    ]
    draw.line(wave, fill=240, width=max(3, int(unit * 0.13)), joint="curve")
    draw.arc(
        [centre - 0.55 * unit, centre - 1.3 * unit, centre + 0.55 * unit, centre - 0.5 * unit],
        0,
        180,
        fill=240,
        width=5,
    )


def _middle(draw: ImageDraw.ImageDraw, rng: Random, size: int, inner: float) -> None:
    way = rng.randrange(3)
    if way == 0:
        _eagle(draw, size / 2, inner * 0.62)
    elif way == 1:
        _staff(draw, size / 2, inner * 0.6)
    else:
        face = ImageFont.truetype(str(file_of("roboto", 1)), int(inner * 0.3))
        lines = rng.choice((("ДЛЯ", "ДОКУМЕНТОВ"), ("ОТДЕЛ", "КАДРОВ"), ("УЧЕБНЫЙ", "ОТДЕЛ")))
        for number, line in enumerate(lines):
            draw.text((size / 2, size / 2 + (number - 0.5) * inner * 0.38), line, font=face, fill=240, anchor="mm")


def seal(rng: Random, owner: str, size: int = 520) -> Image.Image:
    """Return a round seal of an organisation as an RGBA picture of size x size pixels."""
    coat = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(coat)
    outer = size / 2 - 8
    inner = outer * rng.uniform(0.5, 0.58)
    for radius, thick in ((outer, rng.choice((5, 7, 9))), (outer * 0.93, 2), (inner, 3)):
        draw.ellipse(
            [size / 2 - radius, size / 2 - radius, size / 2 + radius, size / 2 + radius], outline=245, width=thick
        )
    if rng.random() < 0.4:
        for spike in range(0, 360, 4):
            angle = math.radians(spike)
            ends = [
                (size / 2 + k * outer * math.sin(angle), size / 2 - k * outer * math.cos(angle)) for k in (0.93, 0.985)
            ]
            draw.line(ends, fill=200, width=2)
    upper, lower = owner.upper(), f"ОГРН 10{rng.randint(10**10, 10**11 - 1)} * ИНН {rng.randint(10**9, 10**10 - 1)}"
    room = outer * 0.92 - inner
    for text, share in ((f"{upper} * ", 0.7), (f"{lower} * ", 0.27)):
        radius = inner + room * share
        letter = min(room * 0.42, 2 * math.pi * radius / len(text) * 1.55)
        face = ImageFont.truetype(str(file_of(rng.choice(("carlito", "robotocondensed", "notoserif")), 1)), int(letter))
        _ring_text(coat, text, radius, face, rng.uniform(0, 6.28))
    _middle(draw, rng, size, inner)
    return _pressed(rng, coat)


def _pressed(rng: Random, coat: Image.Image) -> Image.Image:
    """Return the rubber's print: uneven, a little turned, with grains that took no ink."""
    size = coat.width
    noise = np.random.default_rng(rng.getrandbits(32))
    cloud = cv2.resize(noise.normal(1.0, 0.3, (7, 7)).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
    grain = cv2.GaussianBlur(noise.normal(0.0, 1.0, (size, size)).astype(np.float32), (0, 0), 1.3)
    print_ = np.asarray(coat.rotate(rng.uniform(-40, 40), resample=Image.Resampling.BICUBIC), np.float32)
    print_ = print_ * np.clip(cloud, 0.55, 1.1) * np.where(grain < -0.38, 0.45, 1.0)
    print_ = np.clip(cv2.GaussianBlur(print_, (0, 0), 0.7), 0, 255).astype(np.uint8)
    return _inked(print_, rng.choice(SEAL_INKS), rng.uniform(0.6, 0.85))
