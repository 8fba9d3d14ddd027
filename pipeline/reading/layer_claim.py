"""Is what a page's text layer claims also to be seen on the page?

A layer may be garbage, leave out what was pasted in as a picture, or say something else than the page shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from pipeline.case import Box, Line, Page, TextSource
from pipeline.reading import homography as geometry
from pipeline.reading.line_finding import Strip, find_strips
from pipeline.reading.line_strips import cut
from pipeline.reading.plausible import reading_quality
from pipeline.reading.protocol import Engine, Pixels
from pipeline.reading.text_layer import Layer
from pipeline.reading.upright import PREVIEW_LONG_SIDE

SAMPLED = 5
ALIKE = 70.0
"""A sampled line of the layer and what is read in its place are this alike, of 100."""
COVERED = 0.8
"""The layer must speak of so much of the text that is seen on the page."""
OVER_TEXT = 0.5
READS_AS_TEXT = 0.45


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A page without skew as it is shown: the preview's size, scale from the source, and its cleaned grey picture."""

    width: int
    height: int
    scale: float
    grey: Pixels


def preview_size(width: int, height: int) -> tuple[int, int, float]:
    """Size of the preview of a drawn page, and its scale."""
    scale = min(PREVIEW_LONG_SIDE / max(width, height), 1.0)
    return max(round(width * scale), 1), max(round(height * scale), 1), scale


def is_seen(layer: Layer, shown: Shown, engine: Engine) -> bool:
    """True when the layer speaks of what is seen, and a sample of its lines reads the same on the page."""
    strips = find_strips(shown.grey, text_height(layer.lines))
    unspoken = _unspoken(strips, layer.lines)
    widths = sum(strip.box[2] - strip.box[0] for strip in strips)
    if sum(strip.box[2] - strip.box[0] for strip in unspoken) > (1 - COVERED) * widths and _is_text(
        unspoken[:SAMPLED], shown.grey, engine
    ):
        return False
    return _reads_alike(layer.lines, strips, shown.grey, engine)


def page_of(layer: Layer, shown: Shown, number: int) -> Page:
    """The page as its layer tells it."""
    return Page(
        number=number,
        width=shown.width,
        height=shown.height,
        transform=geometry.as_matrix(geometry.scaling(shown.scale)),
        source=TextSource.TEXT_LAYER,
        text_height=text_height(layer.lines),
        lines=layer.lines,
    )


def text_height(lines: Sequence[Line]) -> float:
    """Height of lower-case letters: a little less than half of a layer's word boxes, which hold the whole font."""
    heights = [word.box[3] - word.box[1] for line in lines for word in line.words]
    return max(0.48 * float(np.median(heights)), 4.0) if heights else 12.0


def _unspoken(strips: Sequence[Strip], lines: Sequence[Line]) -> list[Strip]:
    """Stretches that are seen and of which the layer does not speak, the widest first."""
    boxes = [word.box for line in lines for word in line.words]
    return [strip for strip in strips if not _spoken_of(strip.box, boxes)]


def _is_text(strips: Sequence[Strip], grey: Pixels, engine: Engine) -> bool:
    """Ornaments and signatures look like lines of text, too, until they are read."""
    read = engine.read_lines([cut(grey, strip).pixels for strip in strips])
    return reading_quality([line for line in read if line]) >= READS_AS_TEXT


def _spoken_of(box: Box, boxes: Sequence[Box]) -> bool:
    covered = 0
    for other in boxes:
        if min(box[3], other[3]) - max(box[1], other[1]) > 0.3 * (box[3] - box[1]):
            covered += max(min(box[2], other[2]) - max(box[0], other[0]), 0)
    return covered >= OVER_TEXT * (box[2] - box[0])


def _reads_alike(lines: Sequence[Line], strips: Sequence[Strip], grey: Pixels, engine: Engine) -> bool:
    """Read where the layer's telling lines stand: those with digits first, for they decide."""
    telling = sorted(lines, key=lambda line: (not re.search(r"\d{2}", line.text), -len(line.text)))
    pairs = [(strip, line) for line in telling for strip in strips if _same_place(strip.box, line.box)][:SAMPLED]
    if not pairs:
        return False
    read = engine.read_lines([cut(grey, strip).pixels for strip, _ in pairs])
    scores = [
        fuzz.partial_ratio(_bare(one.text), _bare(line.text)) if one else 0.0
        for one, (_, line) in zip(read, pairs, strict=True)
    ]
    return float(np.median(scores)) >= ALIKE


def _same_place(one: Box, other: Box) -> bool:
    down = min(one[3], other[3]) - max(one[1], other[1])
    across = min(one[2], other[2]) - max(one[0], other[0])
    return down > 0.5 * (one[3] - one[1]) and across > 0.6 * max(one[2] - one[0], 1)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())
