"""Where on a paper do signatures and seals stand?"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.reporting_set import ink, words
from benchmarks.reporting_set.blocks import RULE
from benchmarks.reporting_set.words import Run


def sign(canvas: Canvas, rng: Random, x: float, baseline: float, width: float) -> None:
    """Sign across a line that starts at x; `width` is the room in points."""
    picture = ink.signature(rng)
    wide = min(width * rng.uniform(0.75, 1.05), 42 * mm)
    high = wide * picture.height / picture.width
    if high > 17 * mm:
        wide, high = wide * 17 * mm / high, 17 * mm
    lift = high * rng.uniform(0.25, 0.42)
    canvas.drawImage(ImageReader(picture), x + rng.uniform(0, 4), baseline - lift, wide, high, mask="auto")


def stamp(canvas: Canvas, rng: Random, x: float, y: float, owner: str) -> None:
    """Press an organisation's seal with its centre at x, y."""
    side = rng.uniform(35, 42) * mm
    canvas.drawImage(ImageReader(ink.seal(rng, owner)), x - side / 2, y - side / 2, side, side, mask="auto")


@dataclass(frozen=True, kw_only=True)
class Signers:
    """The foot of a paper: who signs, «М.П.» and the seal.

    `way` is «row» (role, line, name on one line) or «stack» (role above, line and name below).
    """

    roles: tuple[tuple[Run, Run], ...]
    place_of_seal: Run | None
    owner: str
    rng: Random
    signed: bool
    sealed: bool
    way: str = "row"
    step: float = 24.0
    grow: float = 0.5

    def _one(self, width: float, role: Run) -> float:
        if self.way == "stack":
            return role.size * 1.2 * len(words.broken((role,), width)) + self.step
        return max(self.step, role.size * 1.2 * len(words.broken((role,), width * 0.42)) + 8)

    def height(self, width: float) -> float:
        foot = 12.0 if self.place_of_seal is not None else 0.0
        return sum(self._one(width, role) for role, _ in self.roles) + foot

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        y = top
        for role, name in self.roles:
            high = self._one(width, role)
            self._sign_one(canvas, x, y, width, (role, name))
            y -= high
        if self.place_of_seal is not None:
            words.set_line(canvas, [(self.place_of_seal, self.place_of_seal.text)], x + width * 0.1, y - 6)
        if self.sealed:
            at = x + width * self.rng.uniform(0.14, 0.36)
            stamp(canvas, self.rng, at, max(y + self.rng.uniform(2, 26), 23 * mm), self.owner)

    def _sign_one(self, canvas: Canvas, x: float, top: float, width: float, who: tuple[Run, Run]) -> None:
        role, name = who
        if self.way == "stack":
            lines = words.broken((role,), width)
            deep = words.set_lines(canvas, lines, x, top, width, align="left", leading=1.2)
            line_y, start, end = top - deep - self.step * 0.7, x + width * 0.22, x + width * 0.62
        else:
            lines = words.broken((role,), width * 0.42)
            deep = words.set_lines(canvas, lines, x, top - 2, width * 0.42, align="left", leading=1.2)
            line_y, start, end = top - max(deep, self.step * 0.6), x + width * 0.44, x + width * 0.69
        canvas.setStrokeColorRGB(*RULE)
        canvas.setLineWidth(0.5)
        canvas.line(start, line_y, end, line_y)
        words.set_line(canvas, [(name, name.text)], end + 5, line_y + 1.5)
        if self.signed:
            sign(canvas, self.rng, start, line_y, end - start)
