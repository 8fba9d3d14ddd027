"""On what are the words printed? (security paper, frames, spreads, where seals fall)"""

from __future__ import annotations

import random

from samples.canvas import Colour, Operation, Sheet, Stamp, Text, rule
from samples.layout import Box
from samples.numbers import ogrn
from samples.ornaments import border, guilloche, rosette, seal
from samples.style import SEAL_INKS, Style

PAPERS: tuple[Colour, ...] = ((255, 255, 255), (252, 250, 244), (248, 249, 252), (250, 247, 240))


def security_sheet(rng: random.Random, style: Style, width: float, height: float, *, spread: bool = False) -> Sheet:
    """A sheet with guilloche and, mostly, a frame; a spread has a fold down its middle."""
    operations: list[Operation] = []
    margin = rng.uniform(5, 9)
    halves = [(margin, width / 2 - 3), (width / 2 + 3, width - margin)] if spread else [(margin, width - margin)]
    framed = rng.random() < 0.7
    for x0, x1 in halves:
        box = (x0, margin, x1, height - margin)
        operations += guilloche(rng, box, style.pale)
        if rng.random() < 0.6:
            operations.append(
                rosette(rng, (x0 + x1) / 2, height / 2, min(x1 - x0, height) * rng.uniform(0.2, 0.36), style.pale)
            )
        if framed:
            operations += border(rng, box, style.deep if rng.random() < 0.4 else _between(style.pale, style.deep))
    if spread:
        operations.append(rule(width / 2, 0, width / 2, height, width=0.25, colour=(205, 205, 205)))
    return Sheet(width=width, height=height, paper=rng.choice(PAPERS), operations=tuple(operations))


def plain_sheet(rng: random.Random, width: float = 210, height: float = 297) -> Sheet:
    """White office paper."""
    return Sheet(width=width, height=height, paper=rng.choice(PAPERS[:1] * 3 + PAPERS[1:]))


def _between(one: Colour, other: Colour) -> Colour:
    return tuple((a + b) // 2 for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def column(sheet: Sheet, side: str, *, inset: float = 17.0, top: float = 16.0, bottom: float = 16.0) -> Box:
    """The text's box on the left or right half of a spread, or on the whole sheet («whole»)."""
    middle = sheet.width / 2
    left, right = {
        "left": (inset, middle - inset * 0.75),
        "right": (middle + inset * 0.75, sheet.width - inset),
        "whole": (inset, sheet.width - inset),
    }[side]
    return left, top, right, sheet.height - bottom


def seal_at(rng: random.Random, x: float, y: float, name: str, region: str, *, size: float = 0.0) -> Stamp:
    """A round seal about the point, tilted and a little off."""
    diameter = size or rng.uniform(37, 42)
    picture = seal(rng, name, ogrn(rng, region), rng.choice(SEAL_INKS))
    return Stamp(
        x=x - diameter / 2 + rng.uniform(-4, 4),
        y=y - diameter / 2 + rng.uniform(-3, 3),
        width=diameter,
        height=diameter,
        picture=picture,
    )


def place_of_seal(rng: random.Random, style: Style, x: float, y: float) -> Text:
    """The printed «М.П.»."""
    return Text(
        x=x,
        y=y,
        text=rng.choice(("М.П.", "М. П.")),
        face=style.print_face,
        size=style.size * 0.85,
        colour=style.print_colour,
        align="centre",
    )


def attested(
    rng: random.Random,
    style: Style,
    sheet: Sheet,
    head: Box,
    words: str,
    region: str,
    *,
    seal: bool,
    place: bool = True,
    across: tuple[float, float] = (0.12, 0.62),
) -> Sheet:
    """Print «М.П.» below the head's signature line and set the seal over or beside it."""
    x0, _, x1, bottom = head
    if place:
        sheet = sheet.with_(place_of_seal(rng, style, x0 + rng.uniform(8, 25), min(bottom + 6, sheet.height - 12)))
    if not seal:
        return sheet
    x = x0 + (x1 - x0) * rng.uniform(*across)
    y = min(bottom + rng.uniform(-4, 11), sheet.height - 27)
    return sheet.with_(seal_at(rng, x, y, words, region))
