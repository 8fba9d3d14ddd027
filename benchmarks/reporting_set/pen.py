"""How does a style write a title, a labelled value, a number, the signers?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from benchmarks.reporting_set import dates
from benchmarks.reporting_set.blocks import Block, Pair, Ruled, Words
from benchmarks.reporting_set.marks import Signers
from benchmarks.reporting_set.sheet_style import Colour, Style
from benchmarks.reporting_set.words import Run

TYPED = str.maketrans({"«": '"', "»": '"', "—": "-", "№": "N", "Ё": "Е"})
"""What a typewriter has instead."""


@dataclass(frozen=True, kw_only=True)
class Pen:
    """Writes blocks in one style at one scale of type."""

    style: Style
    scale: float = 1.0

    def printed(self, text: str, size: float = 10, *, bold: bool = False, italic: bool = False) -> Run:
        """Return words of the blank."""
        face = self.style.blank.bold if bold else self.style.blank.italic if italic else self.style.blank.regular
        return Run(text=text, face=face, size=size * self.scale, colour=self.style.ink)

    def filled(self, text: str, size: float = 12, *, bold: bool = False) -> Run:
        """Return words that were filled in."""
        face = self.style.fill.bold if bold else self.style.fill.regular
        if self.style.fill.name == "typewriter":
            text = text.translate(TYPED)
        return Run(text=text, face=face, size=size * self.scale, colour=self.style.fill_ink)

    def line(
        self, text: str, size: float = 10, *, bold: bool = False, align: str = "centre", grow: float = 1.0
    ) -> Words:
        """Return a paragraph of the blank."""
        return Words(runs=(self.printed(text, size, bold=bold),), align=align, grow=grow)

    def fill_line(self, text: str, size: float = 12, *, bold: bool = False, align: str = "centre") -> Words:
        """Return a paragraph that was filled in."""
        return Words(runs=(self.filled(text, size, bold=bold),), align=align)

    def mixed(self, *parts: tuple[str, bool], size: float = 11, align: str = "left") -> Words:
        """Return a paragraph of (text, was it filled in) parts."""
        runs = tuple(self.filled(text, size + 0.5) if fill else self.printed(text, size) for text, fill in parts)
        return Words(runs=runs, align=align)

    def title(self, text: str, size: float = 22, colour: Colour | None = None) -> Words:
        """Return a title, spaced where the style spaces titles."""
        run = Run(
            text=text,
            face=self.style.titles.bold,
            size=size * self.scale,
            colour=colour or self.style.title_ink,
            spacing=(size * 0.12 if self.style.spaced_title and len(text) < 16 else 0.0) * self.scale,
        )
        return Words(runs=(run,), grow=1.6)

    def number(self, text: str, size: float = 14, align: str = "centre") -> Words:
        """Return a blank's number in its own ink and typeface."""
        run = Run(
            text=text.translate(TYPED) if self.style.digits.name == "typewriter" else text,
            face=self.style.digits.bold,
            size=size * self.scale,
            colour=self.style.number_ink,
            spacing=0.8 * self.scale,
        )
        return Words(runs=(run,), align=align)

    def name(self, text: str) -> str:
        """Return a person's name as this style writes it."""
        return text.upper() if self.style.capital_names else text

    def date(self, day: dt.date) -> str:
        """Return a date as this style writes it."""
        return dates.printed(day, self.style.date_way)

    def labelled(self, label: str, value: str, size: float = 12) -> tuple[Block, ...]:
        """Return a labelled value the way this style places labels."""
        way = self.style.label_way
        if way == "above":
            return (self.line(label, 9.5, grow=0.15), self.fill_line(value, size))
        if way == "caption":
            return (Ruled(value=self.filled(value, size), caption=self.printed(f"({label.lower()})", 7.5)),)
        if way == "colon":
            return (self.mixed((f"{label}:", False), (value, True), size=size - 1.5),)
        return (Ruled(value=self.filled(value, size), label=self.printed(label, 10), align="left"),)

    def ends(self, left: str, right: str) -> Pair:
        """Return two filled texts at the ends of one line."""
        return Pair(left=self.filled(left, 11), right=self.filled(right, 11))

    def signers(self, roles: tuple[tuple[str, str], ...], owner: str, *, seal: bool = True) -> Signers:
        """Return the foot of a paper: roles with the names of those who sign."""
        return Signers(
            roles=tuple((self.printed(role, 9.5), self.printed(name, 9.5)) for role, name in roles),
            place_of_seal=self.printed("М.П.", 9) if seal else None,
            owner=owner,
            rng=self.style.rng,
            signed=self.style.signed,
            sealed=self.style.sealed and seal,
            way="stack" if self.style.label_way == "above" else "row",
            step=26 * self.scale,
        )
