"""How are a paper's two stacks of blocks put on a sheet: as a spread, as one page, as an office paper?"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.reporting_set.backdrop import PLAIN, Backdrop, draw_one
from benchmarks.reporting_set.blocks import Block, Gap
from benchmarks.reporting_set.pen import Pen
from benchmarks.reporting_set.sheet import Column, Sheet
from benchmarks.reporting_set.sheet_style import Style

Stack = Callable[[Pen], tuple[Block, ...]]


def spread(style: Style, left: Stack, right: Stack, portrait: float = 0.4) -> tuple[Sheet, ...]:
    """Lay two stacks out on a landscape spread or, for a share of papers, one under the other on a portrait sheet."""
    upright = style.rng.random() < portrait
    backdrop = draw_one(style.rng)
    wide = style.rng.random() < 0.6

    def columns(scale: float) -> tuple[Column, ...]:
        pen = Pen(style=style, scale=scale)
        if upright:
            blocks = (*left(pen), Gap(size=14), *right(pen))
            return (Column(left=24, right=186, top=18, bottom=283, blocks=blocks),)
        if wide:
            return (
                Column(left=17, right=138, top=18, bottom=194, blocks=left(pen)),
                Column(left=159, right=281, top=18, bottom=196, blocks=right(pen)),
            )
        return (
            Column(left=14, right=112, top=15, bottom=134, blocks=left(pen)),
            Column(left=128, right=227, top=15, bottom=136, blocks=right(pen)),
        )

    width, height = (210, 297) if upright else (297, 210) if wide else (240, 150)
    return (Sheet(width=width, height=height, columns=columns, backdrop=backdrop),)


def page(style: Style, stack: Stack, backdrop: Backdrop = PLAIN, loosen: float = 0.5, top: float = 18) -> Sheet:
    """Lay one stack out on a portrait A4 sheet."""
    side = style.rng.uniform(20, 28)

    def columns(scale: float) -> tuple[Column, ...]:
        return (
            Column(left=side, right=210 - side * 0.7, top=top, bottom=280, blocks=stack(Pen(style=style, scale=scale))),
        )

    return Sheet(width=210, height=297, columns=columns, backdrop=backdrop, loosen=loosen)
