"""Where do the blocks of a column stand? (text, labelled values, signature lines, flowed and fitted to a box)"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from samples.canvas import BLACK, POINT, Colour, Operation, Stamp, Text, rule, width_of, wrapped
from samples.fonts import Face
from samples.ornaments import signature
from samples.style import PEN_INKS, LabelPlace, Style

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in millimetres."""
CAPTION_SHARE = 0.62
"""Size of a caption under the line, as a share of the text's."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """A paragraph."""

    text: str
    face: Face
    size: float
    colour: Colour = BLACK
    align: str = "centre"
    spacing: float = 0.0
    before: float = 1.0
    """Weight of the gap above, when spare height is shared out."""
    mark: str = ""
    """A name under which the block's box is handed back."""


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A value with its printed caption left of it, above it, or below the line it stands on."""

    label: str
    value: str
    label_face: Face
    value_face: Face
    label_size: float
    value_size: float
    place: LabelPlace = "above"
    colour: Colour = BLACK
    label_colour: Colour = BLACK
    align: str = "centre"
    lined: bool = False
    before: float = 1.0
    spacing: float = 0.0
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A post, a line for the signature, the signer's name; ink is drawn when `signed`."""

    post: str
    name: str
    face: Face
    size: float
    signed: bool = True
    caption: bool = False
    before: float = 1.2
    mark: str = ""


Block = Words | Labelled | Signed


@dataclass(kw_only=True)
class _Pen:
    """Collects operations from the top down."""

    box: Box
    y: float
    rng: random.Random
    operations: list[Operation] = field(default_factory=list)
    marks: dict[str, Box] = field(default_factory=dict)

    def line(
        self,
        text: str,
        face: Face,
        size: float,
        colour: Colour,
        align: str,
        spacing: float = 0.0,
        x0: float | None = None,
        x1: float | None = None,
    ) -> None:
        left, right = self.box[0] if x0 is None else x0, self.box[2] if x1 is None else x1
        x = {"left": left, "centre": (left + right) / 2, "right": right}[align]
        self.operations.append(
            Text(x=x, y=self.y, text=text, face=face, size=size, colour=colour, align=align, spacing=spacing)
        )


def step(size: float) -> float:
    """Height of a line in millimetres at `size` points."""
    return size * POINT * 1.22


def flow(
    blocks: list[Block], box: Box, rng: random.Random, *, fill: float = 0.9
) -> tuple[list[Operation], dict[str, Box]]:
    """Set the blocks into the box, shrunk until they fit, the spare height shared out between them.

    Returns the operations and the boxes of the marked blocks. `fill` is the share of spare height to use.
    """
    scale = 1.0
    while _total(blocks, box, scale) > box[3] - box[1] and scale > 0.5:
        scale -= 0.03
    sized = [_scaled(block, scale) for block in blocks]
    spare = max(0.0, box[3] - box[1] - _total(sized, box, 1.0)) * fill
    weights = sum(block.before for block in sized[1:]) or 1.0
    share = min(spare / weights, 7.0)
    pen = _Pen(box=box, y=box[1], rng=rng)
    for index, block in enumerate(sized):
        pen.y += share * block.before if index else 0.0
        top = pen.y
        _set(pen, block)
        if block.mark:
            pen.marks[block.mark] = (box[0], top, box[2], pen.y)
    return pen.operations, pen.marks


def _scaled(block: Block, scale: float) -> Block:
    if isinstance(block, Labelled):
        return replace(
            block,
            label_size=block.label_size * scale,
            value_size=block.value_size * scale,
            spacing=block.spacing * scale,
        )
    if isinstance(block, Words):
        return replace(block, size=block.size * scale, spacing=block.spacing * scale)
    return replace(block, size=block.size * scale)


def _total(blocks: list[Block], box: Box, scale: float) -> float:
    pen = _Pen(box=box, y=0.0, rng=random.Random(0))
    for block in blocks:
        _set(pen, _scaled(block, scale), dry=True)
    return pen.y


def _set(pen: _Pen, block: Block, *, dry: bool = False) -> None:
    if isinstance(block, Words):
        for line in wrapped(block.text, pen.box[2] - pen.box[0], block.face, block.size, block.spacing):
            pen.y += step(block.size)
            pen.line(line, block.face, block.size, block.colour, block.align, block.spacing)
    elif isinstance(block, Labelled):
        _labelled(pen, block)
    else:
        _signed(pen, block, dry=dry)


def _labelled(pen: _Pen, block: Labelled) -> None:
    x0, _, x1, _ = pen.box
    if block.place == "left":
        indent = width_of(block.label, block.label_face, block.label_size) + 2.2
        if indent < (x1 - x0) * 0.62:
            pen.y += step(block.value_size)
            pen.line(block.label, block.label_face, block.label_size, block.label_colour, "left")
            _value(pen, block, x0 + indent, "left", first=True)
            return
    if block.place != "below":
        for line in wrapped(block.label, x1 - x0, block.label_face, block.label_size):
            pen.y += step(block.label_size)
            pen.line(line, block.label_face, block.label_size, block.label_colour, block.align)
        _value(pen, block, x0, block.align)
        return
    _value(pen, block, x0, block.align)
    size = block.label_size * CAPTION_SHARE
    pen.y += 0.9
    pen.operations.append(rule(x0, pen.y, x1, pen.y, width=0.15))
    pen.y += 0.3
    for line in wrapped(f"({block.label[0].lower()}{block.label[1:]})", x1 - x0, block.label_face, size):
        pen.y += step(size)
        pen.line(line, block.label_face, size, block.label_colour, "centre")


def _value(pen: _Pen, block: Labelled, x0: float, align: str, *, first: bool = False) -> None:
    x1 = pen.box[2]
    for index, line in enumerate(wrapped(block.value, x1 - x0, block.value_face, block.value_size, block.spacing)):
        if index or not first:
            pen.y += step(block.value_size)
        pen.line(line, block.value_face, block.value_size, block.colour, align, block.spacing, x0=x0)
        if block.lined and block.place != "below":
            pen.operations.append(rule(x0, pen.y + 0.9, x1, pen.y + 0.9, width=0.12))


def _signed(pen: _Pen, block: Signed, *, dry: bool) -> None:
    x0, _, x1, _ = pen.box
    wide = x1 - x0
    posts = wrapped(block.post, wide * 0.42, block.face, block.size)
    pen.y += 3.0
    for line in posts:
        pen.y += step(block.size)
        pen.line(line, block.face, block.size, BLACK, "left")
    start, end = x0 + wide * 0.45, x0 + wide * 0.70
    pen.operations.append(rule(start, pen.y + 0.4, end, pen.y + 0.4, width=0.15))
    pen.line(block.name, block.face, block.size, BLACK, "left", x0=end + 1.5)
    if block.signed and not dry:
        rng = pen.rng
        width, height = wide * rng.uniform(0.26, 0.40), rng.uniform(10, 17)
        ink = rng.choice(PEN_INKS)
        pen.operations.append(
            Stamp(
                x=start + rng.uniform(-4, 2),
                y=pen.y - height * rng.uniform(0.62, 0.8),
                width=width,
                height=height,
                picture=signature(rng, width, height, ink),
            )
        )
    if block.caption:
        size = block.size * CAPTION_SHARE
        pen.y += step(size) + 0.6
        pen.line("(подпись)", block.face, size, BLACK, "centre", x0=start, x1=end)
        pen.line("(И.О. Фамилия)", block.face, size, BLACK, "left", x0=end + 1.5)
        pen.y += 0.4


def words(
    style: Style,
    text: str,
    *,
    size: float = 1.0,
    bold: bool = False,
    before: float = 1.0,
    align: str | None = None,
    mark: str = "",
) -> Words:
    """Printed text of the blank; `size` is a share of the style's."""
    return Words(
        text=text,
        face=replace(style.print_face, bold=bold),
        size=style.size * size,
        colour=style.print_colour,
        align=align or style.align,
        before=before,
        mark=mark,
    )


def title(style: Style, text: str, *, size: float = 1.6, before: float = 1.4, spacing: float | None = None) -> Words:
    return Words(
        text=text,
        face=style.title_face,
        size=style.size * size,
        colour=style.title_colour,
        spacing=style.title_spacing if spacing is None else spacing,
        before=before,
    )


def filled_in(
    style: Style, text: str, *, size: float = 1.08, bold: bool | None = None, before: float = 0.6, mark: str = ""
) -> Words:
    return Words(
        text=text,
        face=style.value(bold=bold),
        size=style.size * size,
        colour=style.value_colour,
        align=style.align,
        before=before,
        mark=mark,
    )


def labelled(
    style: Style,
    label: str,
    value: str,
    *,
    place: LabelPlace | None = None,
    size: float = 1.0,
    before: float = 1.0,
    lined: bool = False,
    colour: Colour | None = None,
    mark: str = "",
) -> Labelled:
    return Labelled(
        label=label,
        value=value,
        label_face=style.print_face,
        value_face=style.value(),
        label_size=style.size * 0.92,
        value_size=style.size * size,
        place=place or style.label_place,
        colour=colour or style.value_colour,
        label_colour=style.print_colour,
        align=style.align,
        lined=lined,
        before=before,
        mark=mark,
    )
