"""What stands on the pages of a labour book, line by line, before entries are made of it?"""

from __future__ import annotations

from typing import Literal

from pipeline.case.employment import Cell
from pipeline.case.record import Box, Record, Share


class BookLine(Record):
    """One written line of a table: what stands in its columns.

    `number`, `date` (its parts from left to right, parted by spaces), `text`, `basis`; a cell with ink that nobody
    could read has an empty text.
    """

    box: Box
    """From the table's left to its right."""
    hand: Literal["typed", "handwritten"]
    cells: tuple[Cell, ...] = ()

    def cell(self, column: str) -> Cell | None:
        return next((cell for cell in self.cells if cell.column == column), None)


class BookPage(Record):
    """One page «Сведения о работе»: half of a spread, or a whole sheet."""

    page: int
    """Of the file."""
    part: int
    """0 left, 1 right."""
    printed: int | None = None
    """The number printed at its edge."""
    printed_confidence: Share = 0.0
    box: Box
    """The table, its head included."""
    lines: tuple[BookLine, ...] = ()
