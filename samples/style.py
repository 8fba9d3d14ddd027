"""In which hand is a blank printed? (typefaces, colours, sizes, places, drawn anew for each paper)"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from samples.canvas import Colour
from samples.fonts import Face

Press = Literal["main", "other"]
"""`main` is what the reading may be tuned on; `other` prints for reporting only: other typefaces and habits."""
LabelPlace = Literal["left", "above", "below"]

SERIF = {
    "main": ("Liberation Serif", "PT Serif", "FreeSerif"),
    "other": ("DejaVu Serif", "Noto Serif", "PT Serif Caption"),
}
SANS = {
    "main": ("Liberation Sans", "PT Sans", "DejaVu Sans"),
    "other": ("Noto Sans", "FreeSans", "Liberation Sans Narrow"),
}
MONO = {"main": ("Liberation Mono",), "other": ("PT Mono", "DejaVu Sans Mono")}
PALE: tuple[Colour, ...] = (
    (214, 226, 240),
    (240, 220, 224),
    (222, 236, 218),
    (238, 230, 206),
    (228, 220, 240),
    (208, 232, 234),
)
DEEP: tuple[Colour, ...] = ((120, 40, 50), (40, 60, 120), (30, 90, 70), (110, 80, 30), (90, 90, 100))
INKS: tuple[Colour, ...] = ((20, 20, 25), (20, 20, 25), (30, 30, 40), (25, 35, 110), (60, 30, 90))
BLANK_NUMBER: tuple[Colour, ...] = ((190, 30, 35), (205, 75, 20), (170, 20, 60), (30, 30, 35))
SEAL_INKS: tuple[Colour, ...] = ((40, 60, 170), (55, 50, 150), (85, 55, 160), (50, 80, 190), (35, 45, 120))
PEN_INKS: tuple[Colour, ...] = ((25, 35, 130), (30, 45, 160), (20, 20, 30), (45, 40, 120), (15, 25, 90))


@dataclass(frozen=True, kw_only=True)
class Style:
    """How one paper is printed."""

    press: Press
    print_face: Face
    title_face: Face
    value_face: Face
    small_face: Face
    size: float
    print_colour: Colour
    value_colour: Colour
    title_colour: Colour
    number_colour: Colour
    pale: Colour
    deep: Colour
    label_place: LabelPlace
    title_spacing: float
    capital_names: bool
    align: str
    quoted_dates: bool

    def value(self, *, bold: bool | None = None) -> Face:
        chosen = self.value_face.bold if bold is None else bold
        return Face(family=self.value_face.family, bold=chosen, italic=self.value_face.italic)


def draw(rng: random.Random, press: Press = "main", *, typed: bool = False) -> Style:
    """Draw a style; `typed` fills the values by a typewriter, as before the nineties."""
    serif, sans = rng.choice(SERIF[press]), rng.choice(SANS[press])
    printed = rng.choice((serif, serif, sans))
    filled = rng.choice(MONO[press]) if typed else rng.choice((serif, sans, printed))
    deep = rng.choice(DEEP)
    return Style(
        press=press,
        print_face=Face(family=printed),
        title_face=Face(family=rng.choice((printed, serif)), bold=rng.random() < 0.75),
        value_face=Face(family=filled, bold=rng.random() < 0.3 and not typed, italic=rng.random() < 0.15 and not typed),
        small_face=Face(family=printed, italic=rng.random() < 0.2),
        size=rng.uniform(10.0, 12.0),
        print_colour=rng.choice(((25, 25, 28), (25, 25, 28), deep)),
        value_colour=rng.choice(INKS),
        title_colour=rng.choice(((25, 25, 28), deep)),
        number_colour=rng.choice(BLANK_NUMBER),
        pale=rng.choice(PALE),
        deep=deep,
        label_place=rng.choice(("left", "above", "above", "below")),
        title_spacing=rng.choice((0.0, 0.0, 0.5, 1.2)),
        capital_names=rng.random() < 0.3,
        align=rng.choice(("centre", "centre", "left")),
        quoted_dates=rng.random() < 0.4,
    )
