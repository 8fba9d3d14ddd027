"""Is there a signature: pen strokes that are not print, near a place where one signs?"""

from __future__ import annotations

import numpy as np

from pipeline.case import Box, Presence
from pipeline.reading.marks_ink import Sheet
from pipeline.reading.marks_places import Places
from pipeline.reading.marks_ring import Ring
from pipeline.reading.marks_strokes import (
    OVER_STAMP,
    OVER_STAMP_BY,
    Stroke,
    strokes,
    texture_of,
    without_print,
    without_seals,
)
from pipeline.reading.protocol import Pixels

# Lengths below are in heights of a lower-case letter (about 2 mm). They lie between what pens and what everything
# else measured on 300 drawn pages of our own and 250 of samples.draw, nearer to the pens: a doubt costs a minute.
LOWER_PART = 0.4
"""Share of the page above which nobody signs, where no place to sign was read."""
PEN_BREADTH, PEN_SIDE, PEN_LENGTH, PEN_DARK = 1.9, 1.6, 5.0, 62.0
"""Unread words are up to 1.8 broad (ascender to descender), pens from 2.1 on."""
LONG_PEN_BREADTH, LONG_PEN_HEIGHT, LONG_PEN_LENGTH = 1.5, 2.4, 9.0
PEN_FILL, BLUE_PEN_FILL = 0.46, 0.62
"""Share of its box that a pen inks; codes and pictures ink more. Blue scribbles may be denser: print is not blue."""
BLUE_PEN, BLUE_PEN_BREADTH = 25.0, 1.6
OUT_OF_SEAL = 2.5
"""Unread print that runs into a seal is up to 2.1 broad."""
DOUBT_BREADTH, BLUE_DOUBT_BREADTH, SEAL_DOUBT_BREADTH = 1.45, 1.0, 1.2
DOUBT_LENGTH, SEAL_DOUBT_LENGTH, DOUBT_DARK = 3.0, 4.0, 50.0
DARK_SEAL_DOUBT_BREADTH, DARK_SEAL_DOUBT_LENGTH = 1.9, 4.0
"""Inside a seal only the darkest parts of a pen are seen: less is enough for a doubt."""
RESIDUE, DARK_RESIDUE, RESIDUE_BREADTH = 12.0, 3.0, 0.6
"""This much unexplained ink in small pieces may be a broken signature; three unread words make 10."""
WIDEST, TALLEST = 45.0, 11.0
"""Signatures are up to 45 mm x 16 mm; what is larger is a frame."""
LEAST_TURNING = 0.7
"""Length against width and height together: an arc or a corner has 0.5 to 0.65, pens from 0.78 on."""
ARC_SPREAD, ARC_NEAREST, ARC_FARTHEST = 0.2, 0.75, 1.3
"""What keeps one distance from a seal's centre is a piece of its ring."""
EMBLEM_OFF, EMBLEM_SIZE = 0.33, 1.0
"""Off the seal's centre by less, and smaller than this (in its radius), it is the seal's own emblem."""
EMBLEM_THICK, EMBLEM_DARK = 0.85, 1.6
"""An emblem is drawn thicker than a pen, or no darker than the ring."""
EMBLEM_LONG, EMBLEM_FLAT = 1.6, 0.6
"""What is so much wider than high is no emblem, unless it is small (in the seal's radius)."""
EMBLEM_NEAR, EMBLEM_THICK_INSIDE = 0.15, 1.7
ACROSS_LENGTH, ACROSS_BREADTH, ACROSS_SPREAD = 12.0, 2.6, 0.4
"""Pens across a seal; print and worn letters inside it are up to 1.9 broad, or shorter, or keep to the ring."""
SLIM_LENGTH, SLIM_FILL, SLIM_THICKNESS, SLIM_SPREAD = 7.5, 0.22, 1.0, 0.45
MIDDLE, MIDDLE_BREADTH = 0.75, 4.0
"""A printed word that runs into the emblem is up to 3 broad."""
CENTRAL, CENTRAL_LENGTH = 0.55, 25.0
"""Nearer to the centre than this, words of the seal's own («для документов») may have run together."""
IN_WORDS, BLUE_HINT = 0.6, 15.0
THIN_DARK, THIN_OVER_TEXTURE, THIN_IN_WORDS = 85.0, 6.0, 0.3
THIN_FILL, THIN_THICKNESS, THIN_PIECE = 0.32, 1.2, 2.5
THIN_BREADTH, THIN_LONGEST, THIN_LENGTH = 1.15, 4.0, 5.5
"""Between post and name: what else was found there inks 0.37 of its box or more, or is paler."""
LINE_ABOVE, LINE_BELOW = 4.0, 2.0
UNREAD_BREADTH, UNREAD_TURNING, UNREAD_FILL, UNREAD_HEIGHT, UNREAD_WORDS = 4.0, 2.0, 0.4, (1.1, 2.6), 3
LOW_PEN, LOW_PEN_WIDTH, LOW_PEN_FILL, SHORT_LOW_PEN_FILL = 2.8, 9.0, 0.33, 0.41
"""Lower than this, a colourless pen inks less of its box than a word (0.38 to 0.55)."""
DARK_TEXTURE, OVER_DARK_TEXTURE = 15.0, 3.0
BLUE_RESIDUE = 3.0
MARGIN = 12.0
"""Above the highest place to sign: room for rules to be seen whole."""
OVER_SOFT_STAMP = (1.0, 6.0)
HIDING_SHARE = 0.65
PARTLY_HIDING_SHARE, EACH_HIDING_SHARE = 0.3, 0.45
"""A seal that covers this share of the line to sign on may hide the signature."""


def judged(
    sheet: Sheet, places: Places, seals: list[Ring], doubtful_seals: list[Ring]
) -> tuple[Presence, float, Box | None]:
    """Presence, how sure, and the box in working pixels."""
    highest = min((box[1] for box in (*places.signature, *places.rows)), default=0)
    plain = without_print(sheet, round(highest * sheet.scale - MARGIN * sheet.letter))
    ink = without_seals(sheet, plain, seals, OVER_STAMP, OVER_STAMP_BY)
    texture = texture_of(sheet, places.signature, seals)
    near = _telling(strokes(sheet, ink, places.signature, seals, doubtful_seals), seals)
    if not places.signature:
        near = [stroke for stroke in near if stroke.box[1] > LOWER_PART * sheet.dark.shape[0]]
    pens = [stroke for stroke in near if _is_pen(stroke)]
    free = [stroke for stroke in pens if _is_free(stroke, texture, sheet, seals, doubtful_seals)]
    free = [stroke for stroke in free if not _in_unread_row(stroke, near)]
    if free and places.signature:
        return Presence.PRESENT, 0.95, free[0].box
    thin = _thin_on_line(near, places, texture, sheet)
    if thin:
        return Presence.PRESENT, 0.9, thin[0].box
    doubtful = pens + [stroke for stroke in near if _may_be_pen(stroke)]
    if doubtful:
        return Presence.UNSURE, 0.5, doubtful[0].box
    loose = [stroke for stroke in near if stroke.in_seal < 0.5 and not _may_be_print(stroke)]
    coloured = _length([stroke for stroke in loose if stroke.blue >= BLUE_PEN])
    if coloured > BLUE_RESIDUE and not _prints_blue(sheet):
        return Presence.UNSURE, 0.5, near[0].box
    most = RESIDUE if texture < DARK_TEXTURE else DARK_RESIDUE
    if _length([one for one in loose if one.breadth >= RESIDUE_BREADTH]) > most:
        return Presence.UNSURE, 0.5, near[0].box
    soft = _softly_across(sheet, plain, places, seals)
    if soft:
        return Presence.UNSURE, 0.5, soft[0].box
    if _may_hide(places, seals, sheet):
        return Presence.UNSURE, 0.5, None
    aside = [one for one in _telling(strokes(sheet, ink, places.rows, seals, doubtful_seals), seals) if _is_pen(one)]
    if aside:
        return Presence.UNSURE, 0.5, aside[0].box
    return Presence.ABSENT, 0.9, None


def _thin_on_line(found: list[Stroke], places: Places, texture: float, sheet: Sheet) -> list[Stroke]:
    """A small or simple pen right between post and name, away from seals: unread captions there are denser."""
    dark = max(THIN_DARK, THIN_OVER_TEXTURE * texture)
    thin = [
        one
        for one in found
        if one.spread == 0
        and one.in_words < THIN_IN_WORDS
        and one.fill <= THIN_FILL
        and one.thickness <= THIN_THICKNESS
        and one.dark >= dark
        and one.length >= THIN_PIECE
        and one.breadth >= RESIDUE_BREADTH
        and one.width <= WIDEST
        and one.height <= TALLEST
        and _between_post_and_name(one, places, sheet)
    ]
    large = [one for one in thin if one.breadth >= THIN_BREADTH and one.length >= THIN_LONGEST]
    return large if large and _length(thin) >= THIN_LENGTH else []


def _between_post_and_name(stroke: Stroke, places: Places, sheet: Sheet) -> bool:
    x, y = (stroke.box[0] + stroke.box[2]) / 2, (stroke.box[1] + stroke.box[3]) / 2
    return any(
        gap[0] * sheet.scale < x < gap[2] * sheet.scale
        and gap[1] * sheet.scale - LINE_ABOVE * sheet.letter < y < gap[3] * sheet.scale + LINE_BELOW * sheet.letter
        for gap in places.gaps
    )


def _is_free(stroke: Stroke, texture: float, sheet: Sheet, seals: list[Ring], doubtful_seals: list[Ring]) -> bool:
    """True when nothing else explains the stroke: no seal, no word that was badly read, no texture of the blank."""
    if _is_word(stroke, sheet) or stroke.in_words >= IN_WORDS:
        return False
    if texture > DARK_TEXTURE and not seals and stroke.dark < OVER_DARK_TEXTURE * texture:
        return False
    if stroke.in_seal >= 0.3 or _inside(stroke, doubtful_seals):
        return _crosses(stroke)
    return not (stroke.spread < ARC_SPREAD and ARC_NEAREST < stroke.far < ARC_FARTHEST)


def _in_unread_row(stroke: Stroke, others: list[Stroke]) -> bool:
    """A low colourless piece among pieces as dense and low as words is a piece of a line that was not read."""
    if stroke.blue >= BLUE_PEN or stroke.breadth > UNREAD_BREADTH or stroke.length > UNREAD_TURNING * stroke.width:
        return False
    words = [
        one
        for one in others
        if one.fill >= UNREAD_FILL
        and UNREAD_HEIGHT[0] <= one.height <= UNREAD_HEIGHT[1]
        and stroke.box[1] <= (one.box[1] + one.box[3]) / 2 <= stroke.box[3]
    ]
    return len(words) >= UNREAD_WORDS


def _crosses(stroke: Stroke) -> bool:
    """A pen across a seal: long and broad, and now near the seal's centre, now far; an emblem is thick and central."""
    emblem = stroke.far - stroke.spread < EMBLEM_NEAR and stroke.far < 1 and stroke.thickness > EMBLEM_THICK_INSIDE
    over_words = stroke.blue < BLUE_PEN and stroke.far < MIDDLE
    breadth = MIDDLE_BREADTH if over_words else ACROSS_BREADTH
    large = stroke.length >= ACROSS_LENGTH and stroke.breadth >= breadth
    if stroke.fill <= SLIM_FILL and stroke.thickness <= SLIM_THICKNESS and stroke.spread >= SLIM_SPREAD:
        large |= stroke.length >= SLIM_LENGTH and stroke.breadth >= breadth
    central = stroke.far < CENTRAL and stroke.length < CENTRAL_LENGTH
    return large and stroke.spread >= ACROSS_SPREAD and not emblem and not central


def _softly_across(sheet: Sheet, plain: Pixels, places: Places, seals: list[Ring]) -> list[Stroke]:
    """What may be a pen no darker than the seal that it lies on."""
    if not seals:
        return []
    ink = without_seals(sheet, plain, seals, *OVER_SOFT_STAMP)
    found = _telling(strokes(sheet, ink, places.signature, seals, []), seals)
    return [one for one in found if one.in_seal > 0.3 and one.in_words < IN_WORDS and _crosses(one)]


def _inside(stroke: Stroke, rings: list[Ring]) -> bool:
    x, y = (stroke.box[0] + stroke.box[2]) / 2, (stroke.box[1] + stroke.box[3]) / 2
    return any(np.hypot(ring.x - x, ring.y - y) < 1.05 * ring.radius for ring in rings)


def _is_word(stroke: Stroke, sheet: Sheet) -> bool:
    slack = 0.4 * sheet.letter + 2
    x0, y0, x1, y1 = stroke.box
    return any(
        x0 >= b[0] - slack and y0 >= b[1] - slack and x1 <= b[2] + slack and y1 <= b[3] + slack for b in sheet.words
    )


def _prints_blue(sheet: Sheet) -> bool:
    printed = sheet.blue[(sheet.print > 0) & (sheet.dark > 90)]
    return bool(printed.size) and float(np.percentile(printed, 75)) > BLUE_PEN / 2


def _length(some: list[Stroke]) -> float:
    return sum(stroke.length for stroke in some)


def _telling(found: list[Stroke], seals: list[Ring]) -> list[Stroke]:
    return [
        stroke for stroke in found if not _is_block(stroke) and not _is_border(stroke) and not _is_emblem(stroke, seals)
    ]


def _is_emblem(stroke: Stroke, seals: list[Ring]) -> bool:
    """What stands in the middle of a seal belongs to it, unless it reaches out."""
    x0, y0, x1, y1 = stroke.box
    return any(
        (stroke.thickness >= EMBLEM_THICK or stroke.dark < EMBLEM_DARK * seal.contrast)
        and np.hypot((x0 + x1) / 2 - seal.x, (y0 + y1) / 2 - seal.y) < EMBLEM_OFF * seal.radius
        and max(x1 - x0, y1 - y0) < EMBLEM_SIZE * seal.radius
        and (x1 - x0 < EMBLEM_LONG * (y1 - y0) or x1 - x0 < EMBLEM_FLAT * seal.radius)
        for seal in seals
    )


def _is_pen(stroke: Stroke) -> bool:
    if stroke.width > WIDEST or stroke.height > TALLEST or min(stroke.width, stroke.height) < PEN_SIDE:
        return False
    if stroke.length < LEAST_TURNING * (stroke.width + stroke.height):
        return False
    if stroke.blue >= BLUE_PEN:
        return stroke.breadth >= BLUE_PEN_BREADTH and stroke.fill <= BLUE_PEN_FILL and stroke.length >= PEN_LENGTH
    if stroke.in_seal > 0.02 and stroke.breadth < OUT_OF_SEAL:
        return False
    long = stroke.height >= LONG_PEN_HEIGHT and stroke.length >= LONG_PEN_LENGTH
    big = stroke.breadth >= (LONG_PEN_BREADTH if long else PEN_BREADTH)
    most = LOW_PEN_FILL if stroke.width > LOW_PEN_WIDTH else SHORT_LOW_PEN_FILL
    if stroke.breadth < LOW_PEN and stroke.fill > most:
        return False
    return big and stroke.fill <= PEN_FILL and stroke.length >= PEN_LENGTH and stroke.dark >= PEN_DARK


def _may_be_pen(stroke: Stroke) -> bool:
    if _may_be_print(stroke):
        return False
    if stroke.in_seal > 0.5 and stroke.blue < BLUE_PEN:
        return stroke.breadth >= DARK_SEAL_DOUBT_BREADTH and stroke.length >= DARK_SEAL_DOUBT_LENGTH
    if stroke.in_seal > 0.5:
        return stroke.breadth >= SEAL_DOUBT_BREADTH and stroke.length >= SEAL_DOUBT_LENGTH
    least = BLUE_DOUBT_BREADTH if stroke.blue >= BLUE_PEN else DOUBT_BREADTH
    return stroke.breadth >= least and stroke.length >= DOUBT_LENGTH and stroke.dark >= DOUBT_DARK


def _may_be_print(stroke: Stroke) -> bool:
    """Badly read words explain black ink, not blue."""
    return stroke.in_words >= IN_WORDS and stroke.blue < BLUE_HINT


def _is_block(stroke: Stroke) -> bool:
    """A square, dense, colourless piece is a QR code or a picture."""
    square = 0.75 < stroke.width / stroke.height < 1.33 and stroke.width > 7
    return square and stroke.fill >= 0.42 and stroke.blue < 15


def _is_border(stroke: Stroke) -> bool:
    """An upright band as high as the zone is a piece of the frame."""
    return stroke.height > 6 and stroke.width < 0.4 * stroke.height and (stroke.height > TALLEST or stroke.width < 2)


def _may_hide(places: Places, seals: list[Ring], sheet: Sheet) -> bool:
    """Seals right on the lines cover small signatures of their own colour: one line nearly whole, or each in part."""
    covered = [max((_covered(gap, seal, sheet) for seal in seals), default=0.0) for gap in places.gaps]
    partly = PARTLY_HIDING_SHARE if len(covered) == 1 else EACH_HIDING_SHARE
    return bool(covered) and (max(covered) > HIDING_SHARE or min(covered) > partly)


def _covered(gap: Box, seal: Ring, sheet: Sheet) -> float:
    """The share of the line to sign on that the seal covers."""
    x0, y0, x1, y1 = (side * sheet.scale for side in gap)
    off = abs(seal.y - (y0 + y1) / 2 + sheet.letter)
    if off >= seal.radius or x1 <= x0:
        return 0.0
    half = (seal.radius**2 - off**2) ** 0.5
    return float((min(x1, seal.x + half) - max(x0, seal.x - half)) / (x1 - x0))
