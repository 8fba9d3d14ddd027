"""Where on the page is pen ink? (a small convolutional net, run by OpenCV; made by `benchmarks/signature_net`)"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from pipeline.case import Box
from pipeline.reading.marks_ink import Sheet, blueness
from pipeline.reading.marks_ring import Ring
from pipeline.reading.protocol import Floats, Pixels

MODEL = Path(__file__).with_suffix(".onnx")
MODEL_SHA256 = "423a0679cc82af4040832d29bce2a3516dd677997a807cb45a4466b5d6e60a70"
"""Of the file that the limits of `marks_signature` were chosen for; a change here makes saved results stale."""
LETTER, FINE = 6.0, 2
"""Height of a lower-case letter in the pixels that the net sees; it sees so many times finer how dark they are."""
CELL = 8
"""Pixels a side of one of its answers: 1.3 letters, about 3 mm."""
BAND, SEEN_AROUND = 32, 11
"""Rows of cells that it is asked about at once, and cells around one that its answer depends on: what it works with
grows with what it is asked about, to 110 MiB for a whole page."""
MANY = 4000
"""Cells of a strip after which it gives back what it worked with; one strip in ten has so many."""
SURE_SEAL, DOUBTFUL_SEAL = 255, 128
OVER_RADIUS = 1.05


class ModelDamaged(Exception):
    """The net's file is not the one that this version was made with: install the package anew."""


class SignatureNet:
    """The net, its file read once a process; one thread, as `cv2.setNumThreads` says."""

    def __init__(self, file: Path = MODEL) -> None:
        """Raises `OSError` without the file and `ModelDamaged` when it is another one."""
        self._content = file.read_bytes()
        if hashlib.sha256(self._content).hexdigest() != MODEL_SHA256:
            raise ModelDamaged(f"{file.name} is not the net of this version: install the package anew")
        self._net = self._loaded()

    def pen(self, seen: Pixels) -> Floats:
        """Log-odds of pen ink, a value a cell of `CELL` pixels; `seen` is what `planes` gives."""
        rows, columns = (-(-side // CELL) for side in seen.shape[1:])
        odds = np.empty((rows, columns), np.float32)
        for top in range(0, rows, BAND):
            bottom = min(top + BAND, rows)
            first, last = max(top - SEEN_AROUND, 0), min(bottom + SEEN_AROUND, rows)
            odds[top:bottom] = self._told(seen[:, first * CELL : last * CELL])[top - first : bottom - first]
        if rows * columns > MANY:
            self.give_back()
        return odds

    def give_back(self) -> None:
        """Begin anew, in 4 ms: what OpenCV worked with for the largest band so far it keeps, up to 45 MiB."""
        self._net = self._loaded()

    def _loaded(self) -> Any:
        return cv2.dnn.readNetFromONNX(np.frombuffer(self._content, np.uint8))

    def _told(self, seen: Pixels) -> Floats:
        planes, height, width = seen.shape
        given = np.zeros((1, planes, height + -height % CELL, width + -width % CELL), np.float32)
        np.divide(seen, np.float32(255), out=given[0, :, :height, :width])
        self._net.setInput(given)
        return np.asarray(self._net.forward()[0, 0], np.float32)


def sealed(sheet: Sheet, sure: list[Ring], doubtful: list[Ring]) -> Pixels:
    """Where seals were found, and what may be seals (half as bright), at the sheet's scale."""
    mask = np.zeros(sheet.dark.shape, np.uint8)
    for rings, level in ((doubtful, DOUBTFUL_SEAL), (sure, SURE_SEAL)):
        for ring in rings:
            cv2.circle(mask, (round(ring.x), round(ring.y)), round(ring.radius * OVER_RADIUS) + 1, level, -1)
    return mask


def fine(sheet: Sheet, seals: Pixels, box: Box, letter: float = LETTER) -> tuple[Pixels, Pixels, Pixels, Pixels]:
    """The box (working pixels) as `planes` wants it: BGR, print, low and seals; letters are shown so high."""
    x0, y0, x1, y1 = box
    factor = FINE * letter / sheet.letter
    size = (max(round((x1 - x0) * factor), FINE), max(round((y1 - y0) * factor), FINE))
    masks = (
        np.asarray(cv2.resize(mask[y0:y1, x0:x1], size, interpolation=cv2.INTER_NEAREST), np.uint8)
        for mask in (sheet.print, sheet.low, seals)
    )
    printed, low, sealed_part = masks
    return sheet.near(box, size), printed, low, sealed_part


def planes(flat: Pixels, printed: Pixels, low: Pixels, seals: Pixels) -> Pixels:
    """What the net is given, 8 x H x W; all are `FINE` times as fine: BGR, and masks 0 to 255.

    How dark it is stays fine, as a plane for each of the `FINE` x `FINE` pixels of a coarse one.
    """
    height, width = flat.shape[0] // FINE, flat.shape[1] // FINE
    dark = 255 - cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY)
    parts = [dark[y : height * FINE : FINE, x : width * FINE : FINE] for y in range(FINE) for x in range(FINE)]
    coarse = [
        cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA)
        for part in (blueness(flat), printed, low, seals)
    ]
    return np.asarray(np.stack([*parts, *coarse]), np.uint8)
