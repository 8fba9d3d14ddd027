"""How is a labour book's page told to a test?"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.case.book import BookLine, BookPage
from pipeline.case.employment import Cell

Row = tuple[str, str, str, str]
"""Number, date, text, basis; an empty cell is not there, «~» is ink that nobody could read."""
COLUMNS = ("number", "date", "text", "basis")


def line(row: Row, place: int, *, hand: str = "typed", confidence: float = 0.92) -> BookLine:
    cells = tuple(
        Cell(
            column=name, text="" if text == "~" else text, confidence=confidence if text != "~" else 0.0,
            box=(100 * at, 20 * place, 100 * at + 90, 20 * place + 15),
        )
        for at, (name, text) in enumerate(zip(COLUMNS, row, strict=True))
        if text
    )  # fmt: skip
    return BookLine(box=(0, 20 * place, 400, 20 * place + 15), hand=hand, cells=cells)  # type: ignore[arg-type]


def page(
    rows: Sequence[Row], *, number: int = 1, part: int = 0, printed: int | None = None, hand: str = "typed"
) -> BookPage:
    return BookPage(
        page=number, part=part, printed=printed, printed_confidence=0.95 if printed else 0.0, box=(0, 0, 400, 600),
        lines=tuple(line(row, place, hand=hand) for place, row in enumerate(rows)),
    )  # fmt: skip


HIRED: tuple[Row, ...] = (
    ("", "", "Государственное бюджетное", ""),
    ("", "", "учреждение здравоохране-", ""),
    ("", "", "ния «Больница № 12»", ""),
    ("1", "03 08 2009", "Принята в терапевтиче-", "Приказ от"),
    ("", "", "ское отделение на долж-", "03.08.2009"),
    ("", "", "ность врача-", "№ 45-к"),
    ("", "", "терапевта", ""),
)
LEFT: tuple[Row, ...] = (
    ("2", "14 02 2012", "Уволена по собственному", "Приказ от"),
    ("", "", "желанию, пункт 3 части", "13.02.2012"),
    ("", "", "первой статьи 77", "№ 7-к"),
    ("", "", "Специалист по кадрам", ""),
    ("", "", "С записью ознакомлена", ""),
    ("", "", "Городская поликлиника № 4", ""),
    ("3", "01 03 2012", "Принята на должность", "Приказ № 9-к"),
    ("", "", "медицинской сестры", "от 01.03.2012"),
)
