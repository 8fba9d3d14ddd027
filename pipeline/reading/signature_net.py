"""Where on the page is pen ink? (a small convolutional net, run by OpenCV; made by `benchmarks/signature_net`)"""

from __future__ import annotations

import hashlib
from pathlib import Path

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
SURE_SEAL, DOUBTFUL_SEAL = 255, 128
OVER_RADIUS = 1.05


class ModelDamaged(Exception):
    """The net's file is not the one that this version was made with: install the package anew."""


class SignatureNet:
    """The net, loaded once a process; one thread, as `cv2.setNumThreads` says."""

    def __init__(self, file: Path = MODEL) -> None:
        """Raises `OSError` without the file and `ModelDamaged` when it is another one."""
        content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() != MODEL_SHA256:
            raise ModelDamaged(f"{file.name} is not the net of this version: install the package anew")
        self._net = cv2.dnn.readNetFromONNX(np.frombuffer(content, np.uint8))

    def pen(self, seen: Floats) -> Floats:
        """Log-odds of pen ink, a value a cell of `CELL` pixels; `seen` is what `planes` gives."""
        height, width = seen.shape[1:]
        padded = np.pad(seen, ((0, 0), (0, -height % CELL), (0, -width % CELL)))
        self._net.setInput(padded[None])
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


def planes(flat: Pixels, printed: Pixels, low: Pixels, seals: Pixels) -> Floats:
    """What the net is given, 8 x H x W, 0 to 1; all are `FINE` times as fine: BGR, and masks 0 to 255.

    How dark it is stays fine, as a plane for each of the `FINE` x `FINE` pixels of a coarse one.
    """
    height, width = flat.shape[0] // FINE, flat.shape[1] // FINE
    dark = 255 - cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY)
    parts = [dark[y : height * FINE : FINE, x : width * FINE : FINE] for y in range(FINE) for x in range(FINE)]
    coarse = [
        cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA)
        for part in (blueness(flat), printed, low, seals)
    ]
    return np.asarray(np.stack([*parts, *coarse]) / np.float32(255), np.float32)
