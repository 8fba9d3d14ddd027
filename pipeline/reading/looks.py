"""What do a second and a third, different look at a spot read?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box, Case, Look, Page
from pipeline.reading.cleanup import spot_grey
from pipeline.reading.page_print import likeness
from pipeline.reading.protocol import Engine, PageImages, Pixels, Way

ON_ITS_SIDE = 1.8
"""A spot so many times as tall as it is wide runs up the page; a single digit is as narrow upright."""
TALLEST = 48
"""Heights of the spot, in pixels, at which it is read, go from 28 to this; where they agree the reading is sure."""
BINARISED_AT = 40
MARGIN = 0.35
"""Paper around the spot, in its heights."""
BESIDE = 0.5
"""So far to the left and right of the box, in its heights, a glyph that it cuts may reach."""
FAR_BESIDE, WORD_GAP = 1.2, 0.22
"""The same when a look saw fewer digits than the page: a whole glyph may stand outside; only a word's gap ends it."""
FAR_BEYOND = 2.5
"""The same at the ends of a line that runs up the page: a layer's box of spaced letters may end before its last."""
INKED, INK_OF_COLUMN, GAP = 150, 0.05, 0.08
"""A column of a line holds ink when this share of it is darker; a gap between glyphs is so wide, in line heights."""
DIGITS = "0123456789"
BOTH: tuple[Literal["rus", "eng"], ...] = ("rus", "eng")


class EngineLooks:
    """Looks by this process's own engine. (the implementation of `Looks`)"""

    def __init__(self, engine: Engine, images: PageImages) -> None:
        self._engine = engine
        self._images = images

    def look(
        self, how: Way, case: Case, page: Page, box: Box, *, allowed: str = "", seen: str = ""
    ) -> tuple[Look, ...]:
        engine, images = self._engine, self._images
        match how:
            case "digits":
                return digit_looks(engine, images, case, page, box, allowed=allowed, seen=seen)
            case "closer":
                return closer_looks(engine, spot(images, case, page, box), allowed)
            case "zone":
                return zone_looks(engine, images, case, page, box, allowed=allowed)
            case "text":
                return text_looks(engine, images, case, page, box)
            case "free":
                return free_looks(engine, images, case, page, box)

    def alike(self, _case: Case, pairs: Sequence[tuple[str, str]]) -> tuple[float, ...]:
        return tuple(likeness(one, other) for one, other in pairs)


def digit_looks(
    engine: Engine, images: PageImages, case: Case, page: Page, box: Box, *, allowed: str = DIGITS, seen: str = ""
) -> tuple[Look, ...]:
    """Read a spot of digits with the English model in two ways; with both models in more, where these differ.

    `seen` is what the page's own reading says: where both looks agree with it, three readings by two models agree.
    """
    crop = spot(images, case, page, box)
    looks = _read(engine, "eng", ways(crop, FIRST), allowed)
    if any(len(_digits(look.text)) < len(_digits(seen)) for look in looks):
        crop = spot(images, case, page, box, beside=FAR_BESIDE, gap=WORD_GAP)
        looks = _read(engine, "eng", ways(crop, FIRST), allowed)
    if len(_digits(seen)) != 1 and box[3] - box[1] > ON_ITS_SIDE * (box[2] - box[0]):
        crop, looks = _turned(engine, images, case, page, box, allowed)
    if {_digits(look.text) for look in looks} != {_digits(seen)}:
        looks += closer_looks(engine, crop, allowed)
    return looks


def _turned(
    engine: Engine, images: PageImages, case: Case, page: Page, box: Box, allowed: str
) -> tuple[Pixels, tuple[Look, ...]]:
    """A spot that runs up or down the page, turned the way in which it reads more surely."""
    x0, y0, x1, y1 = box
    margin = round(MARGIN * (x1 - x0))
    around = (x0 - margin, y0 - margin // 3, x1 + margin, y1 + margin // 3)
    upright = spot_grey(images.crop(case, page, around, scale=max(1.0, min(3.0, TALLEST / max(x1 - x0, 1)))))
    both = []
    for turn in (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE):
        crop = np.asarray(cv2.rotate(upright, turn), np.uint8)
        looks = _read(engine, "eng", ways(crop, FIRST), allowed)
        both.append((min(look.confidence for look in looks), crop, looks))
    _, crop, looks = max(both, key=lambda one: one[0])
    return crop, looks


def closer_looks(engine: Engine, crop: Pixels, allowed: str) -> tuple[Look, ...]:
    """In other ways, and by the other model: what agrees across them is evidence."""
    return (
        *_read(engine, "eng", ways(crop, CLOSER), allowed),
        *_read(engine, "rus", ways(crop, FIRST), allowed),
    )


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def zone_looks(
    engine: Engine, images: PageImages, case: Case, page: Page, box: Box, *, allowed: str
) -> tuple[Look, ...]:
    """Read a line of a machine-readable zone with the English model, in all ways."""
    return _read(engine, "eng", ways(spot(images, case, page, box), (*FIRST, *CLOSER)), allowed)


def _read(
    engine: Engine, language: Literal["rus", "eng"], crops: Sequence[tuple[str, Pixels]], allowed: str
) -> tuple[Look, ...]:
    looks: list[Look] = []
    for how, crop in crops:
        looks.extend(engine.read_spots([crop], language=language, allowed=allowed, how=f"{language} {how}"))
    return tuple(map(with_confidence, looks))


def with_confidence(look: Look) -> Look:
    """With a whitelist Tesseract gives no confidence of its own: the least sure symbol's chance stands for it."""
    if look.confidence > 0 or not look.choices:
        return look
    least = min(choices[0].confidence for choices in look.choices if choices)
    return look.model_copy(update={"confidence": least})


def text_looks(engine: Engine, images: PageImages, case: Case, page: Page, box: Box) -> tuple[Look, ...]:
    """Read a spot of words with the Russian model at several scales and binarised."""
    looks: list[Look] = []
    for how, crop in ways(spot(images, case, page, box), (*FIRST, *CLOSER)):
        looks.extend(engine.read_spots([crop], language="rus", how=f"rus {how}"))
    return tuple(looks)


def line_looks(
    engine: Engine,
    images: PageImages,
    case: Case,
    places: Sequence[tuple[Page, Box]],
    names: Sequence[str] = ("36px",),
    language: Literal["rus", "eng"] = "rus",
) -> tuple[tuple[Look, ...], ...]:
    """Read several spots of one line each, free to see any symbol; all of them in one call a way of looking.

    A line that runs up or down the page is read turned to either side.
    """
    owner: list[int] = []
    crops: list[Pixels] = []
    for index, (page, box) in enumerate(places):
        for crop in _upright_lines(images, case, page, box):
            owner.append(index)
            crops.append(crop)
    seen: list[list[Look]] = [[] for _ in places]
    for name in names if crops else ():
        ready = [ways(crop, (name,))[0][1] for crop in crops]
        for index, look in zip(
            owner, engine.read_spots(ready, language=language, how=f"{language} {name}"), strict=True
        ):
            seen[index].append(look)
    return tuple(map(tuple, seen))


def _upright_lines(images: PageImages, case: Case, page: Page, box: Box) -> tuple[Pixels, ...]:
    """The spot with nothing over or under its line; of one on its side both turns."""
    x0, y0, x1, y1 = box
    if y1 - y0 > ON_ITS_SIDE * (x1 - x0):
        margin = round(MARGIN * (x1 - x0))
        beyond = round(FAR_BEYOND * (x1 - x0))
        around = (x0 - margin, y0 - beyond, x1 + margin, y1 + beyond)
        scale = max(1.0, min(3.0, TALLEST / max(x1 - x0, 1)))
        crop = spot_grey(images.crop(case, page, around, scale=scale))
        turns = (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE)
        return tuple(np.asarray(cv2.rotate(crop, turn), np.uint8) for turn in turns)
    crop = spot(images, case, page, box)
    margin = round(crop.shape[0] * MARGIN / (1 + 2 * MARGIN))
    crop[: margin // 2] = 255
    crop[crop.shape[0] - margin // 2 :] = 255
    return (crop,)


def free_looks(engine: Engine, images: PageImages, case: Case, page: Page, box: Box) -> tuple[Look, ...]:
    """Read a spot with both models, each free to see any symbol, in all ways."""
    crops = ways(spot(images, case, page, box), (*FIRST, *CLOSER))
    looks: list[Look] = []
    for language in BOTH:
        for how, crop in crops:
            looks.extend(engine.read_spots([crop], language=language, how=f"{language} {how}"))
    return tuple(looks)


def spot(images: PageImages, case: Case, page: Page, box: Box, *, beside: float = BESIDE, gap: float = GAP) -> Pixels:
    """The cleaned cut-out of a spot with white around it, at least as tall as the tallest look wants it.

    The recogniser's boxes may cut through a glyph: a 9 without its right edge reads as a 6. So the cut is moved out
    to the next gap between glyphs, and what stands beyond that gap is left white.
    """
    height = max(box[3] - box[1], 1)
    margin = round(MARGIN * height)
    scale = max(1.0, min(3.0, TALLEST / height))
    aside = round(beside * height)
    around = (box[0] - aside, box[1] - margin, box[2] + aside, box[3] + margin)
    crop = spot_grey(images.crop(case, page, around, scale=scale))
    left_free, right_free = room(page, box, aside)
    crop[:, : max(round((aside - left_free) * scale), 0)] = 255
    crop[:, crop.shape[1] - max(round((aside - right_free) * scale), 0) :] = 255
    left, right = glyph_edges(
        crop[round(margin * scale) : crop.shape[0] - round(margin * scale)], round(aside * scale), gap
    )
    pad = round(margin * scale)
    return np.asarray(cv2.copyMakeBorder(crop[:, left:right], 0, 0, pad, pad, cv2.BORDER_CONSTANT, value=255), np.uint8)


def room(page: Page, box: Box, most: int) -> tuple[int, int]:
    """How far to the left and right of a spot nothing else was read in its row, at most `most`."""
    row = [
        word.box
        for line in page.lines
        if line.box[1] < box[3] and box[1] < line.box[3]
        for word in line.words
        if min(word.box[3], box[3]) - max(word.box[1], box[1]) > (box[3] - box[1]) // 2
    ]
    left = [box[0] - other[2] for other in row if other[2] <= box[0]]
    right = [other[0] - box[2] for other in row if other[0] >= box[2]]
    return min([most, *left]), min([most, *right])


def glyph_edges(line: Pixels, beside: int, gap_share: float = GAP) -> tuple[int, int]:
    """Where to cut a line's crop left and right: from `beside` pixels inside its borders outwards to a gap."""
    inked = (line < INKED).sum(axis=0) > max(1, INK_OF_COLUMN * line.shape[0])
    gap = max(1, round(gap_share * line.shape[0]))
    left = _outwards(inked[: beside + 1][::-1], gap)
    right = _outwards(inked[len(inked) - beside - 1 :], gap)
    return max(beside - left, 0), min(len(inked) - beside + right, len(inked))


def _outwards(inked: NDArray[np.bool_], gap: int) -> int:
    """How many columns from the first to where a gap begins; 0 when it begins at once, all when there is none."""
    free = 0
    for index, column in enumerate(inked):
        free = 0 if column else free + 1
        if free >= gap:
            return max(index + 1 - gap, 0) + (gap // 2)
    return len(inked)


def ways(crop: Pixels, names: Sequence[str]) -> Sequence[tuple[str, Pixels]]:
    """The same spot looked at differently: scaled to a line of so many pixels, or black on white."""
    inner = crop.shape[0] / (1 + 2 * MARGIN)
    return [(name, WAYS[name](crop, inner)) for name in names]


def _scaled(crop: Pixels, scale: float) -> Pixels:
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(crop, None, fx=scale, fy=scale, interpolation=way), np.uint8)


def _at(height: int) -> Callable[[Pixels, float], Pixels]:
    return lambda crop, inner: _scaled(crop, height / inner)


def _binarised(crop: Pixels, inner: float) -> Pixels:
    _, black = cv2.threshold(_scaled(crop, BINARISED_AT / inner), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.asarray(black, np.uint8)


WAYS: Mapping[str, Callable[[Pixels, float], Pixels]] = {
    "28px": _at(28),
    "36px": _at(36),
    "48px": _at(48),
    "binarised": _binarised,
}
FIRST, CLOSER = ("36px", "binarised"), ("28px", "48px")
