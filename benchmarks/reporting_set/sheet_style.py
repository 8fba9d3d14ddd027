"""How does one paper look: its typefaces, inks and habits?"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from benchmarks.reporting_set.typefaces import SANS, SERIF, Family, family

Colour = tuple[float, float, float]

BLACK: Colour = (0.07, 0.07, 0.09)
INKS: tuple[Colour, ...] = ((0.07, 0.07, 0.09), (0.05, 0.05, 0.05), (0.1, 0.1, 0.25), (0.13, 0.1, 0.1))
NUMBER_INKS: tuple[Colour, ...] = ((0.78, 0.08, 0.1), (0.85, 0.3, 0.05), (0.1, 0.1, 0.1), (0.62, 0.05, 0.25))
TITLE_INKS: tuple[Colour, ...] = ((0.07, 0.07, 0.09), (0.1, 0.15, 0.42), (0.42, 0.08, 0.12), (0.05, 0.3, 0.22))

LABEL_WAYS = ("left", "above", "caption", "colon")


@dataclass(frozen=True, kw_only=True)
class Style:
    """One paper's habits. `blank` is the typeface of the printed form, `fill` of what was filled in."""

    blank: Family
    fill: Family
    digits: Family
    titles: Family
    ink: Colour
    fill_ink: Colour
    number_ink: Colour
    title_ink: Colour
    label_way: str
    date_way: int
    capital_names: bool
    spaced_title: bool
    signed: bool
    sealed: bool
    rng: Random


def style(rng: Random, *, signed: bool = True, sealed: bool = True) -> Style:
    """Draw the habits of one paper."""
    blank = rng.choice(SERIF) if rng.random() < 0.6 else rng.choice(SANS)
    fill = rng.choice((*SERIF, *SANS, "typewriter", blank, blank))
    digits = rng.choice(("mono", blank, fill, "roboto", "oldstandard"))
    return Style(
        blank=family(blank),
        fill=family(fill),
        digits=family(digits),
        titles=family(rng.choice((blank, blank, "notodisplay", "oldstandard"))),
        ink=rng.choice(INKS),
        fill_ink=rng.choice(INKS),
        number_ink=rng.choice(NUMBER_INKS),
        title_ink=rng.choice(TITLE_INKS),
        label_way=rng.choice(LABEL_WAYS),
        date_way=rng.randrange(4),
        capital_names=rng.random() < 0.3,
        spaced_title=rng.random() < 0.35,
        signed=signed,
        sealed=sealed,
        rng=rng,
    )
