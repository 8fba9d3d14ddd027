"""Where do the limits for present and absent lie? (papers signed by a hand that the net never saw, and unsigned ones)

`python -m benchmarks.signature_net.limits --seed 1 --papers 100` draws and reads them, and prints a table in Markdown.
`python -m benchmarks.signature_net.limits --windows DIR [DIR ...]` does so for windows.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from benchmarks.markdown import table
from benchmarks.signature_net.kept import LEFT_OUT, PEN, load
from benchmarks.signature_net.pages import papers, read
from benchmarks.signature_net.pens import HELD_OUT, Floats
from pipeline.case import Page
from pipeline.reading import marks_seal
from pipeline.reading.engine_tesserocr import TesserocrEngine
from pipeline.reading.marks_ink import sheet_of
from pipeline.reading.marks_places import places_of
from pipeline.reading.marks_signature import EMPTY, SURE, adjoining, looked
from pipeline.reading.protocol import PenFinder, Pixels
from pipeline.reading.signature_net import SignatureNet

LEAST_CELLS = 4
"""A window with fewer cells of pen shows only the end of a signature: it is not counted."""
LIMITS = (-6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6)


SIGNED_SHARE = 0.6


def odds_of_page(pens: PenFinder, page: Page, image: Pixels) -> float | None:
    """The likeliest pen where one signs; None where no place to sign was read."""
    places = places_of(page)
    if not places.signature:
        return None
    sheet = sheet_of(image, page)
    rings = marks_seal.rings(sheet, places.top * sheet.scale)
    sure, doubtful = marks_seal.told_apart(rings, sheet)
    return looked(sheet, places, sure, doubtful, pens)[0].odds


def odds_of_papers(pens: PenFinder, seed: str, count: int) -> tuple[Floats, Floats]:
    """Of so many papers, most of them signed and then told once more without the pen: signed and unsigned."""
    engine = TesserocrEngine()
    signed: list[float] = []
    bare: list[float] = []
    for content, unsigned, suffix in papers(seed, count, HELD_OUT, SIGNED_SHARE):
        told = [(content, bare if unsigned is None else signed)]
        if unsigned is not None:
            told.append((unsigned, bare))
        for one, kept in told:
            odds = [odds_of_page(pens, page, image) for page, image, _ in read(one, None, suffix, engine)]
            kept.extend(known for known in odds if known is not None)
    return np.array(signed, np.float32), np.array(bare, np.float32)


def odds_of(pens: PenFinder, folder: Path) -> tuple[Floats, Floats]:
    """The likeliest pen of each signed window, and of each unsigned one."""
    windows, answers = load(folder)
    signed: list[float] = []
    bare: list[float] = []
    for seen, cells in zip(windows, answers, strict=True):
        pen = int((cells == PEN).sum())
        if pen >= LEAST_CELLS or not (pen or (cells == LEFT_OUT).any()):
            (signed if pen else bare).append(float(adjoining(pens.pen(np.asarray(seen))).max()))
    return np.array(signed, np.float32), np.array(bare, np.float32)


def rows_of(signed: Floats, bare: Floats) -> Sequence[Sequence[str]]:
    """A row for each limit: which share lies over it."""
    named = {EMPTY: " (absent below)", SURE: " (present from here)"}
    rows = []
    for limit in sorted({*LIMITS, EMPTY, SURE}):
        shares = (f"{100 * float((odds >= limit).mean()):.2f} %" for odds in (signed, bare))
        rows.append((f"{limit:+g}{named.get(limit, '')}", *shares))
    return rows


def main() -> None:
    """Ask the net about every page or window."""
    parser = argparse.ArgumentParser(description="Table of limits.")
    parser.add_argument("--windows", type=Path, nargs="*", default=[])
    parser.add_argument("--papers", type=int, default=0)
    parser.add_argument("--seed", default="limits")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    pens = SignatureNet()
    parts = [odds_of(pens, folder) for folder in given.windows]
    if given.papers:
        parts.append(odds_of_papers(pens, given.seed, given.papers))
    if not parts:
        parser.error("name files of windows, or say how many papers to draw")
    signed, bare = (np.concatenate(column) for column in zip(*parts, strict=True))
    print(f"{len(signed)} signed and {len(bare)} unsigned.\n")
    print(table(("log-odds at least", "signed", "unsigned"), rows_of(signed, bare)))


if __name__ == "__main__":
    main()
