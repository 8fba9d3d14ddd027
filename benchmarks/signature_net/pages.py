"""Which pages does the net learn from? (sample papers with and without pens, read as a paper that was handed in)

`python -m benchmarks.signature_net.pages --seed 1 --count 200 --out DIR [--held-out]`
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest import mock

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.marks import Shown, previews_of, shown
from benchmarks.signature_net import pens
from benchmarks.signature_net.typefaces import with_typefaces
from pipeline.case import Box, Page
from pipeline.reading import marks_seal, signature_net
from pipeline.reading.engine_tesserocr import TesserocrEngine
from pipeline.reading.marks_ink import Sheet, sheet_of
from pipeline.reading.marks_places import Places, places_of
from pipeline.reading.protocol import Engine, Pixels
from samples import draw, layout, media, scenarios
from samples.blanks import all_blanks
from samples.facts import Marks

AS_OF = dt.date(2026, 11, 22)
PEN_PIXELS = 12.0
"""Pixels a millimetre of a pen's picture before it is printed."""
DIFFERENT = 18
"""Grey levels between the page with and without the pen: more than JPEG leaves."""
MARGIN = 6.0
"""Letters kept around the places to sign."""
SIGNED_SHARE, SEALED_SHARE, EMPTY_LINE = 0.5, 0.65, 0.12


class Hand:
    """Stands in for the samples' own pens: signs with ours or draws nothing, and takes as many random numbers."""

    def __init__(self, hands: tuple[pens.Hand, ...], *, signs: bool) -> None:
        self.hands, self.signs = hands, signs

    def __call__(self, rng: random.Random, width: float, height: float, _: pens.Colour) -> NDArray[np.uint8]:
        """RGBA, `width` x `height` millimetres."""
        own = np.random.default_rng(rng.getrandbits(48))
        size = (int(height * PEN_PIXELS), int(width * PEN_PIXELS))
        picture = np.zeros((*size, 4), np.uint8)
        if not self.signs or own.random() < EMPTY_LINE:
            return picture
        ink = pens.signature(own, PEN_PIXELS, self.hands)
        shrunk = min(size[0] / ink.alpha.shape[0], size[1] / ink.alpha.shape[1], 1.0)
        alpha = cv2.resize(ink.alpha, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA)
        y, x = (int(own.integers(0, outer - inner + 1)) for outer, inner in zip(size, alpha.shape, strict=True))
        picture[..., :3] = ink.colour
        picture[y : y + alpha.shape[0], x : x + alpha.shape[1], 3] = (alpha * 255).astype(np.uint8)
        return picture


def papers(
    seed: str, count: int, hands: tuple[pens.Hand, ...], signed_share: float = SIGNED_SHARE
) -> Iterator[tuple[bytes, bytes | None, str]]:
    """The paper as handed in; the same without the pens, if it bears any; the file's ending."""
    latest = AS_OF - dt.timedelta(days=400)
    blanks = [one for one in all_blanks() if one.signed and one.kind != "passport" and one.issued[0] < latest]
    stories = [story for story in scenarios.stories() if story.name == "genuine"]
    for index in range(count):
        rng = random.Random(f"{seed}/{index}")
        story, blank = draw.pick(rng, stories, blanks)
        plot = replace(story.tell(rng, blank, AS_OF), marks=Marks(signature=True, seal=rng.random() < SEALED_SHARE))
        medium = rng.choices(list(media.MEDIA), weights=list(media.MEDIA.values()))[0]
        press = rng.choice(("main", "other"))
        signed = rng.random() < signed_share
        state = rng.getstate()
        files = []
        for signs in (True, False) if signed else (False,):
            rng.setstate(state)
            with mock.patch.object(layout, "signature", Hand(hands, signs=signs)):
                files.append(draw.make(rng, plot, medium, "other" if press == "other" else "main")[1])
        yield files[0].content, files[1].content if signed else None, files[0].suffix


def example(page: Page, image: Pixels, unsigned: Pixels | None) -> dict[str, Pixels] | None:
    """The strip of the page where one signs, at the net's scale; nothing where no place to sign was read."""
    places = places_of(page)
    if not places.signature:
        return None
    sheet = sheet_of(image, page)
    rings = marks_seal.rings(sheet, places.top * sheet.scale)
    sure, doubtful = marks_seal.told_apart(rings, sheet)
    seals = signature_net.sealed(sheet, sure, doubtful)
    zones = np.zeros_like(sheet.dark)
    for zone in places.signature:
        x0, y0, x1, y1 = (round(side * sheet.scale) for side in zone)
        zones[y0:y1, x0:x1] = 255
    box = strip_of(places, sheet)
    flat, printed, low, sealed = signature_net.fine(sheet, seals, box)
    size = flat.shape[1::-1]
    left, top, right, bottom = box
    shown_zones = cv2.resize(zones[top:bottom, left:right], size, interpolation=cv2.INTER_NEAREST)
    made = {"flat": flat, "print": printed, "low": low, "seals": sealed, "zones": np.asarray(shown_zones, np.uint8)}
    if unsigned is None:
        return made | {"bare": flat, "pen": np.zeros(flat.shape[:2], np.uint8)}
    bare = sheet_of(unsigned, page).near(box, size)
    different = cv2.blur(cv2.absdiff(flat, bare).max(axis=2), (2, 2)) > DIFFERENT
    pen = cv2.morphologyEx(different.astype(np.uint8) * 255, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    return made | {"bare": bare, "pen": np.asarray(pen, np.uint8)}


def strip_of(places: Places, sheet: Sheet) -> Box:
    """From the highest to the lowest place to sign, as wide as the sheet, in working pixels."""
    top = min(box[1] for box in places.signature) * sheet.scale - MARGIN * sheet.letter
    bottom = max(box[3] for box in places.signature) * sheet.scale + MARGIN * sheet.letter
    height, width = sheet.dark.shape
    return 0, max(round(top), 0), width, min(round(bottom), height)


def read(
    content: bytes, unsigned: bytes | None, suffix: str, engine: Engine
) -> list[tuple[Page, Pixels, Pixels | None]]:
    """Pages with their previews, and the same previews without pens."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"paper{suffix}"
        file.write_bytes(content)
        pages: Shown = shown(file, engine)
        if unsigned is None:
            return [(page, image, None) for page, image in pages]
        file.write_bytes(unsigned)
        bare = previews_of(file, [page for page, _ in pages])
    return [(page, image, without) for (page, image), without in zip(pages, bare, strict=True)]


def main() -> None:
    """Draw, read and keep the examples, one file a page."""
    parser = argparse.ArgumentParser(description="Draw pages that the net learns from.")
    parser.add_argument("--seed", required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--typefaces", type=Path, help="what benchmarks.signature_net.typefaces fetched")
    parser.add_argument("--held-out", action="store_true", help="sign with the hand that is kept for validation")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    given.out.mkdir(parents=True, exist_ok=True)
    engine = TesserocrEngine()
    hands = pens.HELD_OUT if given.held_out else pens.TRAINED
    if given.typefaces:
        hands, _ = with_typefaces(given.typefaces, hands, (), held_out=given.held_out)
    for index, (content, unsigned, suffix) in enumerate(papers(given.seed, given.count, hands)):
        for page, image, without in read(content, unsigned, suffix, engine):
            made = example(page, image, without)
            if made is not None:
                np.savez(given.out / f"{given.seed}-{index:04d}-{page.number}.npz", allow_pickle=False, **made)


if __name__ == "__main__":
    main()
