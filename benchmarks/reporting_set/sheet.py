"""How do blocks become a page?"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.reporting_set.backdrop import PLAIN, Backdrop, jpeg
from benchmarks.reporting_set.blocks import Block

Extra = Callable[[Canvas, float, float], None]
"""Draws something at a fixed place: canvas, width and height of the page in points."""

Builder = Callable[[float], tuple["Column", ...]]
"""Builds the columns for a scale of type."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """Blocks between left and right, top and bottom (millimetres from the page's left and top edge)."""

    left: float
    right: float
    top: float
    bottom: float
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A page to draw: millimetres, a backdrop, columns that are built anew in smaller type until they fit."""

    width: int
    height: int
    columns: Builder
    backdrop: Backdrop = PLAIN
    extras: tuple[Extra, ...] = ()
    loosen: float = 0.75
    """How much of the spare height is shared out between the blocks."""


class DoesNotFit(RuntimeError):
    """A sheet's blocks need more height than the sheet has even in small type: the layout must be mended."""


def _needed(column: Column) -> float:
    width = (column.right - column.left) * mm
    return sum(block.height(width) for block in column.blocks)


def _fitting(sheet: Sheet) -> tuple[Column, ...]:
    for step in range(9):
        columns = sheet.columns(1.0 - 0.05 * step)
        if all(_needed(column) <= (column.bottom - column.top) * mm for column in columns):
            return columns
    raise DoesNotFit(f"{sheet.width} x {sheet.height} mm")


def _draw_column(canvas: Canvas, column: Column, page_height: float, loosen: float) -> None:
    width = (column.right - column.left) * mm
    spare = max(0.0, (column.bottom - column.top) * mm - _needed(column)) * loosen
    shares = sum(block.grow for block in column.blocks[:-1]) or 1.0
    y = page_height - column.top * mm
    for block in column.blocks:
        block.draw(canvas, column.left * mm, y, width)
        y -= block.height(width) + spare * min(block.grow / shares, 0.16)


def pdf(sheets: tuple[Sheet, ...]) -> bytes:
    """Return sheets as a PDF with a text layer; the same bytes for the same sheets."""
    stored = io.BytesIO()
    rl_config.useA85 = 0  # armour in letters was a third of the drawing time
    canvas = Canvas(stored, invariant=1, pageCompression=1)
    for sheet in sheets:
        width, height = sheet.width * mm, sheet.height * mm
        canvas.setPageSize((width, height))
        if sheet.backdrop is not PLAIN:
            canvas.drawImage(ImageReader(jpeg(sheet.backdrop, sheet.width, sheet.height)), 0, 0, width, height)
        for column in _fitting(sheet):
            _draw_column(canvas, column, height, sheet.loosen)
        for extra in sheet.extras:
            extra(canvas, width, height)
        canvas.showPage()
    canvas.save()
    return stored.getvalue()
