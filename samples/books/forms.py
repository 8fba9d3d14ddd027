"""Which blanks of labour books are there, and with what measures? (form-facts, section 6.1; millimetres)"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Literal

from samples.canvas import Colour

Variant = Literal["1974", "2004", "2023", "insert"]

HEADS: dict[bool, tuple[str, str, str, str]] = {
    False: (
        "№ записи", "Дата",
        "Сведения о приеме на работу, переводе на другую постоянную работу, квалификации, увольнении (с указанием "
        "причин и ссылкой на статью, пункт закона)",
        "Наименование, дата и номер документа, на основании которого внесена запись",
    ),
    True: (
        "№ записи", "Дата",
        "Сведения о приеме на работу, перемещениях по работе и увольнении (с указанием причин)",
        "На основании чего внесена запись (документ, его дата и номер)",
    ),
}  # fmt: skip
"""Of the four columns; True: the Soviet form."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """A blank's page «Сведения о работе» and how much its table takes."""

    variant: Variant
    width: float
    height: float
    columns: tuple[float, ...]
    """Widths: number, three of the date, what happened, its basis."""
    head: float
    """Height of the table's head."""
    pitch: float
    """Between ruled lines."""
    rows: int
    ruled: bool
    """Lines across the table's body."""
    framed: bool
    """Rules at the table's left and right."""
    top: float
    first_page: int
    numbers_at: Literal["outer", "middle"]
    ground: Colour
    ink: Colour
    rule_width: float
    rule_ink: Colour

    @property
    def soviet(self) -> bool:
        return self.variant == "1974"

    @property
    def date_heads(self) -> tuple[str, str, str]:
        return ("год", "месяц", "число") if self.soviet else ("число", "месяц", "год")

    @property
    def left(self) -> float:
        return (self.width - sum(self.columns)) / 2


INKS: dict[Variant, tuple[Colour, Colour]] = {
    "1974": ((238, 234, 222), (60, 60, 66)),
    "2004": ((214, 228, 222), (40, 60, 70)),
    "2023": ((222, 224, 238), (50, 50, 90)),
    "insert": ((226, 222, 212), (60, 60, 60)),
}
"""Of the security net, and of the print."""


def form(rng: random.Random, variant: Variant, *, other: bool = False) -> Form:
    """The blank, with measures that vary from one printing house to another; `other` ones are for reporting."""
    ground, ink = INKS[variant]
    pale = tuple((one + 2 * two) // 3 for one, two in zip(ink, ground, strict=True))
    first = Form(
        variant=variant, width=88, height=125, columns=(7.5, 6, 6, 8.5, 36, 17), head=rng.uniform(13, 16),
        pitch=rng.uniform(4.6, 5.4), rows=0, ruled=rng.random() < 0.8, framed=rng.random() < 0.7,
        top=rng.uniform(11, 14), first_page=4 if variant == "1974" else 2,
        numbers_at=rng.choice(("outer", "middle")), ground=ground, ink=ink, rule_width=rng.uniform(0.12, 0.25),
        rule_ink=rng.choice((ink, ink, pale)),  # type: ignore[arg-type]
    )  # fmt: skip
    if other:
        wide = rng.uniform(92, 98)
        first = replace(
            first, width=wide, height=rng.uniform(130, 138), pitch=rng.uniform(4.9, 5.9), head=rng.uniform(14, 19),
            columns=(rng.uniform(8, 10), *(rng.uniform(6, 7),) * 2, rng.uniform(8.5, 10), 38, wide - 38 - 44),
        )  # fmt: skip
    rows = int((first.height - first.top - first.head - 3.5 - 9) / first.pitch)
    if first.soviet:
        number, day, month, year, said, basis = first.columns
        first = replace(first, columns=(number, year, month, day, said, basis))
    return replace(first, rows=rows)


VARIANTS: tuple[Variant, ...] = ("1974", "2004", "2023", "insert")

SERIES: dict[Variant, tuple[tuple[str, int, int], ...]] = {
    "1974": (("АТ-I", 1974, 1976), ("АТ-II", 1977, 1979)),
    "2004": (
        ("ТК", 2004, 2006),
        ("ТК-I", 2006, 2010),
        ("ТК-II", 2010, 2013),
        ("ТК-III", 2013, 2015),
        ("ТК-IV", 2015, 2018),
    ),
    "2023": (("ТК-VI", 2023, 2026),),
    "insert": (("ВТ", 2004, 2015), ("ВТ-I", 2006, 2018)),
}
"""Series and the years in which books of it are begun here; those between ТК and ТК-V are a guess of the samples."""
