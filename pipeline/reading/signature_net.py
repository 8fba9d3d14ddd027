"""Where on the page is pen ink? (a small convolutional net, run by OpenCV; made by `benchmarks/signature_net`)"""

from __future__ import annotations

import hashlib
from pathlib import Path

import cv2
import numpy as np

from pipeline.reading.marks_ink import Sheet
from pipeline.reading.marks_ring import Ring
from pipeline.reading.protocol import Floats, Pixels

MODEL = Path(__file__).with_suffix(".onnx")
MODEL_SHA256 = "0bcae1edaf6286dbcf65e3038e07491a8d023bcf83cd67f64c54f2a3f2fe2bd7"
"""Of the file that the limits of `marks_signature` were chosen for; a change here makes saved results stale."""
LETTER = 6.0
"""Height of a lower-case letter in the pixels that the net sees."""
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


def planes(dark: Pixels, blue: Pixels, printed: Pixels, low: Pixels, seals: Pixels) -> Floats:
    """What the net is given, 5 x H x W, 0 to 1."""
    return np.asarray(np.stack([dark, blue, printed, low, seals]) / np.float32(255), np.float32)


def scaled(picture: Pixels, factor: float) -> Pixels:
    """A picture at `factor` times its size."""
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=way), np.uint8)
