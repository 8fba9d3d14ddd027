"""How are windows kept on the disk? (two arrays a folder; learning needs no more of the project than this)"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PEN, LEFT_OUT = 1, 255
"""What a cell is, beside 0 for no pen."""


def load(folder: Path) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """`seen.npy`, N x 8 x H x W, which stays on the disk until it is looked at; `cells.npy`, N x H/8 x W/8."""
    return np.load(folder / "seen.npy", mmap_mode="r"), np.load(folder / "cells.npy")
