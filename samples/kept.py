"""Which few small papers are kept in the repository? (drawn from a fixed seed)"""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from samples import batch, faults, media, scenarios, style, unrelated
from samples.blanks import all_blanks
from samples.media import File, jpeg, scan
from samples.plots import Plot
from samples.raster import Pixels

SEED = "kept-1"
AS_OF = dt.date(2026, 11, 22)


@dataclass(frozen=True, kw_only=True)
class Keep:
    """One kept paper: which story of which blank, through which medium, at what JPEG quality."""

    kind: str
    variant: str
    scenario: str
    medium: str
    quality: int = 25


def wanted() -> tuple[Keep, ...]:
    """A paper of the main kinds, and the wrong ones that matter most."""
    higher, further = "higher_education_diploma", "advanced_training_certificate"
    accredited, trained = "accreditation_certificate", "specialist_certificate"
    return (
        Keep(kind=higher, variant="2014_specialist", scenario="genuine", medium="scan"),
        Keep(kind=higher, variant="1996", scenario="genuine", medium="scan"),
        Keep(kind=further, variant="spread", scenario="genuine", medium="photo", quality=34),
        Keep(kind=accredited, variant="certificate", scenario="genuine", medium="scan"),
        Keep(kind=accredited, variant="extract", scenario="genuine", medium="text_pdf"),
        Keep(kind=trained, variant="2013", scenario="expired", medium="scan"),
        Keep(kind="snils_card", variant="card", scenario="genuine", medium="scan", quality=60),
        Keep(kind=higher, variant="2014_specialist", scenario="digit_altered_declared_false", medium="scan"),
        Keep(kind=further, variant="sheet", scenario="no_seal", medium="scan"),
        Keep(kind=accredited, variant="certificate", scenario="other_person", medium="scan"),
        Keep(kind=accredited, variant="certificate", scenario="unrelated", medium="scan"),
        Keep(kind=trained, variant="2013", scenario="blank", medium="blank"),
        Keep(kind=higher, variant="2014_specialist", scenario="file_pdf_javascript", medium="file", quality=30),
    )


def samples() -> Iterator[batch.Sample]:
    """Draw each kept paper."""
    blanks = {(blank.kind, blank.variant): blank for blank in all_blanks()}
    stories = {story.name: story for story in scenarios.stories()}
    for index, keep in enumerate(wanted(), 1):
        rng = random.Random(f"{SEED}/{index}")
        plot = stories[keep.scenario].tell(rng, blanks[keep.kind, keep.variant], AS_OF)
        yield f"s-{index:04d}", plot, keep.medium, _small(rng, keep, plot)


def _small(rng: random.Random, keep: Keep, plot: Plot) -> File:
    """Hand the paper in as a file of about a hundred kilobytes."""
    printed = style.draw(rng)
    paper = plot.blank.draw(rng, plot.facts, printed, plot.marks)
    if keep.scenario == "unrelated":
        paper = unrelated.draw(rng, printed)
    if keep.medium == "text_pdf":
        return media.hand_in(rng, paper, keep.medium)
    if keep.medium == "blank":
        white = np.full((1240, 1754, 3), 248, np.uint8)
        return File(content=jpeg(media.grain(rng, white, 1.5), 40), suffix=".jpg")
    if keep.medium == "photo":
        shot = media.photo(rng, paper.sheets[0], media.EASY)
        shot = np.asarray(cv2.resize(shot, None, fx=0.62, fy=0.62, interpolation=cv2.INTER_AREA))
        return File(content=jpeg(shot, keep.quality), suffix=".jpg")
    pixels = scan(rng, paper.sheets[0], 150)
    if keep.medium == "file":
        small = np.asarray(cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
        return faults.pdf_javascript(rng, small)
    return File(content=jpeg_small(pixels, keep.quality), suffix=".jpg")


def jpeg_small(pixels: Pixels, quality: int) -> bytes:
    """JPEG of a lightly smoothed scan: a scanner's own noise is what takes the room."""
    stream = io.BytesIO()
    smooth = np.asarray(cv2.bilateralFilter(pixels, 5, 30, 3))
    Image.fromarray(smooth).save(stream, "JPEG", quality=quality, optimize=True, progressive=True, dpi=(150, 150))
    return stream.getvalue()


def draw(out: Path) -> None:
    """Write files/, manifest.jsonl, registry.jsonl and expected.jsonl."""
    batch.write(out, samples(), truth_name="expected.jsonl")
