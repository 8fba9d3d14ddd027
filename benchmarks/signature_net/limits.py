"""Where do the limits for present and absent lie? (windows signed by a hand that the net never saw, and unsigned ones)

`python -m benchmarks.signature_net.limits --windows FILE [FILE ...]` prints a table in Markdown.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from benchmarks.markdown import table
from benchmarks.signature_net.pens import Floats
from benchmarks.signature_net.windows import LEFT_OUT, PEN
from pipeline.reading.marks_signature import EMPTY, SURE, adjoining
from pipeline.reading.protocol import PenFinder
from pipeline.reading.signature_net import SignatureNet

LEAST_CELLS = 4
"""A window with fewer cells of pen shows only the end of a signature: it is not counted."""
LIMITS = (-6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6)


def odds_of(pens: PenFinder, file: Path) -> tuple[Floats, Floats]:
    """The likeliest pen of each signed window, and of each unsigned one."""
    kept = np.load(file)
    signed: list[float] = []
    bare: list[float] = []
    for seen, cells in zip(kept["seen"], kept["cells"], strict=True):
        pen = int((cells == PEN).sum())
        if pen >= LEAST_CELLS or not (pen or (cells == LEFT_OUT).any()):
            (signed if pen else bare).append(float(adjoining(pens.pen(seen.astype(np.float32) / 255)).max()))
    return np.array(signed), np.array(bare)


def rows_of(signed: Floats, bare: Floats) -> Sequence[Sequence[str]]:
    """A row for each limit: which share lies over it."""
    named = {EMPTY: " (absent below)", SURE: " (present from here)"}
    rows = []
    for limit in sorted({*LIMITS, EMPTY, SURE}):
        shares = (f"{100 * float((odds >= limit).mean()):.2f} %" for odds in (signed, bare))
        rows.append((f"{limit:+g}{named.get(limit, '')}", *shares))
    return rows


def main() -> None:
    """Ask the net about every window."""
    parser = argparse.ArgumentParser(description="Table of limits.")
    parser.add_argument("--windows", type=Path, nargs="+", required=True)
    given = parser.parse_args()
    cv2.setNumThreads(1)
    pens = SignatureNet()
    parts = [odds_of(pens, file) for file in given.windows]
    signed, bare = (np.concatenate(column) for column in zip(*parts, strict=True))
    print(f"{len(signed)} signed and {len(bare)} unsigned windows.\n")
    print(table(("log-odds at least", "signed", "unsigned"), rows_of(signed, bare)))


if __name__ == "__main__":
    main()
