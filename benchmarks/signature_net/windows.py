"""What does the net see while it learns? (windows of pages, with more print, dirt, seals and pens drawn on them)"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from benchmarks.signature_net import pens
from benchmarks.signature_net.dirt import SPOILT, bands, guilloche
from benchmarks.signature_net.kept import LEFT_OUT, PEN
from benchmarks.signature_net.pens import Rng
from benchmarks.signature_net.print_ink import (
    DRAWN,
    HELD_OUT_FAMILIES,
    TRAINED_FAMILIES,
    Picture,
    Scene,
    foot,
    place_to_sign,
    round_seal,
)
from benchmarks.signature_net.typefaces import with_typefaces
from pipeline.reading.signature_net import CELL, FINE, planes

HEIGHT, WIDTH = 96 * FINE, 256 * FINE
LETTER_MM = (1.3, 2.6)
INKED, TRACE = 45, 12
"""Of 255: how dark a pixel of a pen counts, and how dark it cannot be told from none."""
SURE_PIXELS = 12
"""A cell with so many is pen; with fewer, or paler ones, it is left out of the reckoning; with none it is not."""
CLUTTERED_PAGE, CLUTTERED, ONE_MORE_SEAL = 0.3, 0.65, 0.45
"""Shares of the windows of pages, of the wholly drawn ones, and of all, that get more print, dirt and seals."""
BARE, LOST_WORDS = 0.5, 0.3
"""Shares of the windows of signed pages that show the page without its pens, and of those where words were not read."""
OF_PAGES = 0.55
"""Of the windows; the others are wholly drawn."""
PATTERNED = 0.5
"""Of the drawn papers: how many have a background that is no plain paper."""
OVER_SEAL, OVER_WORDS = 0.4, 0.6
"""Shares of the pens that are laid over a seal, if there is one, and up to which over words."""
HIDDEN = 2.0
"""Letters round a pen where a seal may hide more of it."""


def cells_of(pen: Picture) -> Picture:
    """Which cells hold pen ink; `pen` says how much of it each pixel has."""
    side = CELL * FINE
    height, width = pen.shape[0] // side, pen.shape[1] // side
    tiles = pen[: height * side, : width * side].reshape(height, side, width, side)
    sure, any_ink = (tiles >= INKED).sum(axis=(1, 3)) >= SURE_PIXELS, (tiles >= TRACE).any(axis=(1, 3))
    return np.where(sure, PEN, np.where(any_ink, LEFT_OUT, 0)).astype(np.uint8)


def from_page(rng: Rng, page: dict[str, Picture]) -> tuple[Scene, Picture]:
    """A window round a random point where one may sign, at a scale a little off; its own pens."""
    factor = float(np.exp(rng.normal(0, 0.2)))
    ys, xs = np.nonzero(page["zones"])
    if not len(ys):
        ys, xs = np.nonzero(page["zones"] == 0)
    pick = int(rng.integers(len(ys)))
    half_h, half_w = HEIGHT / 2 / factor, WIDTH / 2 / factor
    x, y = xs[pick] + rng.uniform(-0.5, 0.5) * half_w, ys[pick] + rng.uniform(-0.5, 0.5) * half_h
    angle = rng.normal(0, 0.012)
    right, down = WIDTH / 2 - factor * x - angle * y, HEIGHT / 2 - factor * y + angle * x
    moved = np.array([[factor, angle, right], [-angle, factor, down]])

    def cut(name: str, empty: int, way: int) -> Picture:
        return np.asarray(
            cv2.warpAffine(page[name], moved, (WIDTH, HEIGHT), flags=way, borderMode=cv2.BORDER_CONSTANT,
                           borderValue=(empty,) * 3), np.uint8)  # fmt: skip

    bare = rng.random() < BARE
    scene = Scene(flat=cut("bare" if bare else "flat", 255, cv2.INTER_LINEAR), print=cut("print", 0, cv2.INTER_NEAREST),
                  low=cut("low", 0, cv2.INTER_NEAREST), seals=cut("seals", 0, cv2.INTER_NEAREST))  # fmt: skip
    return scene, np.zeros((HEIGHT, WIDTH), np.uint8) if bare else cut("pen", 0, cv2.INTER_LINEAR)


def with_hidden(pen: Picture, seals: Picture) -> Picture:
    """Where a seal lies beside a pen, more of the pen may lie under it: neither pen nor none."""
    reach = round(HIDDEN * Scene.letter) * 2 + 1
    near = cv2.dilate((pen >= INKED).astype(np.uint8), np.ones((reach, reach), np.uint8))
    return np.maximum(pen, np.where((near > 0) & (seals > 0), TRACE, 0).astype(np.uint8))


def lose_words(rng: Rng, scene: Scene) -> None:
    """Words of a part of the window were not read."""
    (x0, x1), (y0, y1) = (sorted(int(side) for side in rng.integers(0, most, 2)) for most in (WIDTH, HEIGHT))
    scene.print[y0:y1, x0:x1] = 0
    if rng.random() < 0.5:
        scene.low[y0:y1, x0:x1] = 0


def from_nothing(rng: Rng, families: tuple[str, ...]) -> tuple[Scene, Picture]:
    """Wholly drawn: paper, perhaps a guilloche, a place to sign."""
    paper = np.full((HEIGHT, WIDTH, 3), 255, np.float32) - rng.uniform(0, 12) - abs(rng.normal(0, 4, 3))
    empty = [np.zeros((HEIGHT, WIDTH), np.uint8) for _ in range(4)]
    scene = Scene(flat=np.clip(paper, 0, 255).astype(np.uint8), print=empty[0], low=empty[1], seals=empty[2])
    if rng.random() < PATTERNED:
        (guilloche if rng.random() < 0.5 else bands)(rng, scene)
    if rng.random() < 0.6:
        foot(rng, scene, families)
    else:
        for _ in range(int(rng.integers(1, 3))):
            place_to_sign(rng, scene, families)
    return scene, empty[3]


def placed(rng: Rng, scene: Scene, width: int, height: int) -> tuple[int, int]:
    """The corner of a pen of this size: anywhere, or over a seal or over words, where it is hardest to see."""
    roll = rng.random()
    aim = scene.seals if roll < OVER_SEAL else scene.print if roll < OVER_WORDS else None
    if aim is not None and aim[::4, ::4].any():
        ys, xs = np.nonzero(aim[::4, ::4])
        pick = int(rng.integers(len(ys)))
        return 4 * int(xs[pick]) - int(rng.integers(width + 1)), 4 * int(ys[pick]) - int(rng.integers(height + 1))
    x = int(rng.integers(-width // 3, max(WIDTH - 2 * width // 3, 1)))
    return x, int(rng.integers(-height // 3, max(HEIGHT - 2 * height // 3, 1)))


def signed(rng: Rng, scene: Scene, pen: Picture, hands: Sequence[pens.Hand]) -> Picture:
    """Lay a pen on it; words over it may have been read, lost or made up."""
    density = scene.letter / rng.uniform(*LETTER_MM)
    ink = pens.signature(rng, density, tuple(hands))
    height, width = ink.alpha.shape
    x, y = placed(rng, scene, width, height)
    where = pens.laid(scene.flat, ink, x, y)
    box = np.s_[max(y, 0) : max(y + height, 0), max(x, 0) : max(x + width, 0)]
    roll = rng.random()
    if roll < 0.35:
        scene.print[box] = 0
    elif roll < 0.45:
        scene.print[box], scene.low[box] = 255, 255
    elif roll < 0.6:
        scene.low[box] = 255
    return np.maximum(pen, (where * 255).astype(np.uint8))


def damaged(rng: Rng, flat: Picture) -> Picture:
    """Blur, fewer pixels, faded or harder ink, uneven light left over, noise, JPEG, grey."""
    if rng.random() < 0.5:
        flat = np.asarray(cv2.GaussianBlur(flat, (0, 0), rng.uniform(0.4, 2.0)), np.uint8)
    if rng.random() < 0.25:
        share = rng.uniform(0.3, 0.9)
        small = cv2.resize(flat, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        flat = np.asarray(cv2.resize(small, flat.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.uint8)
    picture = flat.astype(np.float32)
    if rng.random() < 0.5:
        picture = np.asarray(255 - (255 - picture) * rng.uniform(0.55, 1.3), np.float32)
    if rng.random() < 0.3:
        light = cv2.resize(rng.uniform(0.75, 1.0, (2, 4)).astype(np.float32), flat.shape[1::-1])
        picture = np.asarray(picture * light[..., None], np.float32)
    if rng.random() < 0.4:
        picture = np.asarray(picture + rng.normal(0, rng.uniform(1, 14), picture.shape), np.float32)
    flat = np.clip(picture, 0, 255).astype(np.uint8)
    if rng.random() < 0.35:
        flat = np.repeat(cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY)[..., None], 3, axis=2)
    if rng.random() < 0.5:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 92))]
        flat = np.asarray(cv2.imdecode(cv2.imencode(".jpg", flat, quality)[1], cv2.IMREAD_COLOR), np.uint8)
    return flat


def window(
    rng: Rng, pages: Sequence[dict[str, Picture]], hands: Sequence[pens.Hand], families: tuple[str, ...]
) -> tuple[Picture, Picture]:
    """One window and its cells."""
    real = bool(pages) and rng.random() < OF_PAGES
    scene, pen = from_page(rng, pages[int(rng.integers(len(pages)))]) if real else from_nothing(rng, families)
    if rng.random() < (CLUTTERED_PAGE if real else CLUTTERED):
        for _ in range(int(rng.integers(1, 3))):
            if rng.random() < 0.6:
                DRAWN[int(rng.integers(len(DRAWN)))](rng, scene, families)
            else:
                SPOILT[int(rng.integers(len(SPOILT)))](rng, scene)
    if rng.random() < ONE_MORE_SEAL:
        round_seal(rng, scene, families)
    if rng.random() < (0.3 if pen.any() else 0.55):
        pen = signed(rng, scene, pen, hands)
    pen = with_hidden(pen, scene.seals)
    flat = damaged(rng, scene.flat)
    if rng.random() < 0.1:
        scene.seals[:] = 0
    if rng.random() < LOST_WORDS:
        lose_words(rng, scene)
    return planes(flat, scene.print, scene.low, scene.seals), cells_of(pen)


def write_windows(
    seed: int, count: int, folder: Path | None, hands: Sequence[pens.Hand], families: tuple[str, ...], out: Path
) -> None:
    """So many windows into `out`, as `kept.load` reads them, of the pages of the folder, if any, and wholly drawn.

    `seen.npy` is N x 8 x H x W (0 to 255), `cells.npy` N x H/8 x W/8: 1 pen, 0 none, 255 left out.
    """
    rng = np.random.default_rng(seed)
    pages = [dict(np.load(file)) for file in sorted(folder.glob("*.npz"))] if folder else []
    out.mkdir(parents=True, exist_ok=True)
    size = HEIGHT // FINE, WIDTH // FINE
    seen = np.lib.format.open_memmap(out / "seen.npy", "w+", np.uint8, (count, 8, *size))
    cells = np.empty((count, size[0] // CELL, size[1] // CELL), np.uint8)
    for index in range(count):
        seen[index], cells[index] = window(rng, pages, hands, families)
    seen.flush()
    np.save(out / "cells.npy", cells)


def main() -> None:
    """Draw windows and keep them."""
    parser = argparse.ArgumentParser(description="Draw windows that the net learns from, or is checked on.")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=6000)
    parser.add_argument("--pages", type=Path, help="what benchmarks.signature_net.pages wrote")
    parser.add_argument("--typefaces", type=Path, help="what benchmarks.signature_net.typefaces fetched")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--held-out", action="store_true", help="the hands and the typefaces kept for validation")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    hands = pens.HELD_OUT if given.held_out else pens.TRAINED
    families: tuple[str, ...] = HELD_OUT_FAMILIES if given.held_out else TRAINED_FAMILIES
    if given.typefaces:
        hands, families = with_typefaces(given.typefaces, hands, families, held_out=given.held_out)
    write_windows(given.seed, given.count, given.pages, hands, families, given.out)


if __name__ == "__main__":
    main()
