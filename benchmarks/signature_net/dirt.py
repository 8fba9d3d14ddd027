"""What else lies on a page that is neither print nor pen? (guilloche, dirt, folds, codes, borders, shadows)"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from benchmarks.signature_net.pens import Rng
from benchmarks.signature_net.print_ink import Floats, Picture, Scene, lines_of_text, print_colour


def guilloche(rng: Rng, scene: Scene) -> None:
    """Families of thin waves over the whole strip, in a pale colour."""
    height, width = scene.flat.shape[:2]
    alpha = np.zeros((height, width), np.uint8)
    x = np.arange(-5, width + 5, 3)
    step, swing, period = rng.uniform(6, 28), rng.uniform(2, 36), rng.uniform(30, 320)
    for index, offset in enumerate(np.arange(-40, height + 40, step)):
        phase = rng.choice([0.0, index * 0.4])
        y = offset + swing * np.sin(x / period * 6.28 + phase) + swing * 0.4 * np.sin(x / period * 15 + phase)
        cv2.polylines(alpha, [np.round(np.stack([x, y], 1) * 16).astype(np.int32)], False, 255, 1, cv2.LINE_AA, 4)
    colour = tuple(int(part) for part in rng.integers(60, 230, 3))
    scene.press(_faint(alpha, rng, 0.1, 0.55), (colour[0], colour[1], colour[2]), 0, 0)


def bands(rng: Rng, scene: Scene) -> None:
    """A background of broad soft figures: contour lines, camouflage, tiles; pale, or as dark as a thin pen."""
    height, width = scene.flat.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    roll, scale = rng.random(), rng.uniform(20, 160)
    if roll < 0.55:
        coarse = rng.normal(0, 1, (max(round(height / scale), 2), max(round(width / scale), 2))).astype(np.float32)
        field = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) * rng.uniform(2, 9)
    elif roll < 0.8:
        period = scale / 6.28
        field = rng.uniform(1, 6) * np.sin(x / period + rng.uniform(0, 6)) * np.sin(y / period / rng.uniform(0.5, 2))
    else:
        field = (x + rng.uniform(-1, 1) * y) / scale * 6.28 + rng.uniform(0, 4) * np.sin(y / scale * 6.28)
    share = rng.uniform(0.08, 0.6)
    wave = np.abs(np.sin(field))
    edge = np.sin(np.pi / 2 * share) if rng.random() < 0.6 else 1 - np.sin(np.pi / 2 * share)
    alpha = np.clip((edge - wave) * rng.uniform(4, 30), 0, 1).astype(np.float32)
    colour = tuple(int(part) for part in rng.integers(60, 235, 3))
    scene.press(alpha * np.float32(rng.uniform(0.1, 0.75)), (colour[0], colour[1], colour[2]), 0, 0)


def rosette(rng: Rng, scene: Scene) -> None:
    """A spirograph flower, an emblem in thin lines, a watermark."""
    turn = np.linspace(0, 2 * np.pi, 700)
    petals, depth = int(rng.integers(3, 24)), rng.uniform(0.1, 0.6)
    reach = scene.letter * rng.uniform(3, 16)
    x, y = scene.place(rng)
    alpha = np.zeros(scene.flat.shape[:2], np.uint8)
    for share in np.linspace(rng.uniform(0.4, 1.0), 1, int(rng.integers(1, 4))):
        radius = reach * share * (1 - depth + depth * np.cos(petals * turn))
        points = np.stack([x + radius * np.cos(turn), y + radius * np.sin(turn)], axis=1)
        cv2.polylines(alpha, [np.round(points * 16).astype(np.int32)], True, 255, 1, cv2.LINE_AA, 4)
    colour = tuple(int(part) for part in rng.integers(40, 220, 3))
    scene.press(_faint(alpha, rng, 0.15, 0.8), (colour[0], colour[1], colour[2]), 0, 0)


def specks(rng: Rng, scene: Scene) -> None:
    """Dust, short hairs, smudges, punched holes."""
    alpha = np.zeros(scene.flat.shape[:2], np.uint8)
    for _ in range(int(rng.integers(1, 14))):
        x, y = scene.place(rng)
        cv2.circle(alpha, (x, y), int(rng.integers(0, 6)), int(rng.integers(80, 255)), -1)
    for _ in range(int(rng.integers(0, 3))):
        start = np.array(scene.place(rng))
        points = start + np.cumsum(rng.normal(0, 3.2, (5, 2)), axis=0)
        cv2.polylines(alpha, [np.round(points * 16).astype(np.int32)], False, 200, 1, cv2.LINE_AA, 4)
    if rng.random() < 0.15:
        cv2.circle(alpha, scene.place(rng), round(scene.letter * rng.uniform(1, 2)), 255, -1)
    dark = int(rng.integers(20, 120))
    scene.press(_faint(alpha, rng, 0.4, 1), (dark, dark, dark), 0, 0)


def fold(rng: Rng, scene: Scene) -> None:
    """A crease: a long soft line at any slope, with a shadow on one side; or a shadow's edge."""
    height, width = scene.flat.shape[:2]
    alpha = np.zeros((height, width), np.uint8)
    (x0, y0), (x1, y1) = scene.place(rng), scene.place(rng)
    along = np.array([x1 - x0, y1 - y0], float) * 20
    first, last = np.array([x0, y0]) - along, np.array([x0, y0]) + along
    cv2.line(alpha, first.astype(int).tolist(), last.astype(int).tolist(), 255, int(rng.integers(1, 18)), cv2.LINE_AA)
    soft = cv2.GaussianBlur(alpha, (0, 0), rng.uniform(0.6, 8))
    scene.press(_faint(np.asarray(soft, np.uint8), rng, 0.2, 0.8), (60, 60, 60), 0, 0)


def code(rng: Rng, scene: Scene) -> None:
    """A QR code, a bar code, a small dense picture."""
    cells = rng.integers(0, 2, (int(rng.integers(21, 36)),) * 2).astype(np.float32)
    if rng.random() < 0.35:
        cells[:] = cells[:1]
    side = round(scene.letter * rng.uniform(5, 14))
    alpha = cv2.resize(cells, (side, side), interpolation=cv2.INTER_NEAREST)
    if rng.random() < 0.2:
        alpha = cv2.GaussianBlur(alpha, (0, 0), 2)
    x, y = scene.place(rng)
    scene.press(np.asarray(alpha * rng.uniform(0.6, 1), np.float32), print_colour(rng), x - side // 2, y - side // 2)


def border(rng: Rng, scene: Scene) -> None:
    """A frame's side: lines, waves, links or teeth repeated along it."""
    height, width = scene.flat.shape[:2]
    alpha = np.zeros((width, width), np.uint8)
    y, wide, step = int(rng.integers(20, 120)), scene.letter * rng.uniform(0.5, 3), rng.uniform(8, 40)
    x = np.arange(0, width, 1.0)
    for phase in np.linspace(0, np.pi, int(rng.integers(1, 4))):
        wave = y + wide / 2 * np.sin(x / step * 6.28 + phase)
        if rng.random() < 0.3:
            wave = np.where(np.sin(x / step * 6.28 + phase) > 0, y - wide / 2, y + wide / 2)
        cv2.polylines(alpha, [np.round(np.stack([x, wave], 1) * 16).astype(np.int32)], False, 255, 1, cv2.LINE_AA, 4)
    for edge in (y - wide, y + wide):
        cv2.line(alpha, (0, round(edge)), (width, round(edge)), 255, int(rng.integers(1, 5)))
    if rng.random() < 0.5:
        alpha = np.asarray(np.rot90(alpha, int(rng.integers(1, 4))), np.uint8)
    scene.press(_faint(alpha[:height, :width], rng, 0.3, 1), print_colour(rng), 0, 0)


def show_through(rng: Rng, scene: Scene) -> None:
    """Text of the other side, mirrored and faint."""
    other = Scene(flat=np.full_like(scene.flat, 255), print=scene.print.copy(), low=scene.low.copy(),
                  seals=scene.seals.copy())  # fmt: skip
    for _ in range(2):
        lines_of_text(rng, other, ("Liberation Serif", "DejaVu Sans"))
    faint = 1 - (1 - other.flat[:, ::-1].astype(np.float32) / 255) * rng.uniform(0.1, 0.4)
    scene.flat[...] = np.clip(scene.flat * faint, 0, 255).astype(np.uint8)


def junk_words(rng: Rng, scene: Scene) -> None:
    """Boxes of words that are none."""
    for _ in range(int(rng.integers(1, 4))):
        x, y = scene.place(rng)
        width, height = (round(scene.letter * rng.uniform(*span)) for span in ((1.5, 10), (1, 4)))
        scene.low[y : y + height, x : x + width] = 255
        if rng.random() < 0.4:
            scene.print[y : y + height, x : x + width] = 255


def _faint(alpha: Picture, rng: Rng, low: float, high: float) -> Floats:
    return np.asarray(alpha.astype(np.float32) / 255 * rng.uniform(low, high), np.float32)


SPOILT: tuple[Callable[[Rng, Scene], None], ...] = (
    guilloche, bands, rosette, specks, fold, code, border, show_through, junk_words,
)  # fmt: skip
