"""Are ruled tables and their cells found, also faint, broken, askew and merged?"""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest

from pipeline.case import Box
from pipeline.reading.protocol import Pixels
from pipeline.reading.table_lines import Lines
from pipeline.reading.tables import find_tables, tables_within

COLUMNS, ROWS = (100, 160, 400, 600, 900), (200, 260, 300, 420, 500, 640)
TEXT_HEIGHT = 11.0
MERGED: tuple[Box, ...] = ((160, 200, 600, 260), (100, 200, 160, 300))


def sheet() -> Pixels:
    return np.full((800, 1000), 250, np.uint8)


def expected() -> set[Box]:
    cells = {(x0, y0, x1, y1) for x0, x1 in itertools.pairwise(COLUMNS) for y0, y1 in itertools.pairwise(ROWS)}
    inside = {cell for cell in cells for big in MERGED if _inside(cell, big)}
    return (cells - inside) | set(MERGED)


def _inside(cell: Box, big: Box) -> bool:
    return big[0] <= cell[0] and big[1] <= cell[1] and cell[2] <= big[2] and cell[3] <= big[3]


def ruled(*, level: int = 20, thick: int = 2, gaps: int = 0) -> Pixels:
    """The table of `expected`; `gaps` is how many pixels of every forty are white."""
    picture = sheet()
    for x0, y0, x1, y1 in expected():
        cv2.rectangle(picture, (x0, y0), (x1, y1), (level,), thick)
    if gaps:
        for start in range(30, 1000, 40):  # beside the crossings
            picture[:, start : start + gaps] = 250
            picture[start : start + gaps] = 250
    for x0, y0, x1, y1 in expected():
        for y in range(y0 + 18, y1 - 8, 20):
            text = "Sample 12"[: (x1 - x0) // 14]
            cv2.putText(picture, text, (x0 + 8, y), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (level,), 1, cv2.LINE_AA)
    return picture


def cells(picture: Pixels) -> list[Box]:
    (table,) = find_tables(picture, TEXT_HEIGHT)
    return list(table.cells)


def near(found: list[Box], wanted: set[Box], most: int) -> bool:
    return len(found) == len(wanted) and all(
        min(max(abs(a - b) for a, b in zip(cell, other, strict=True)) for other in found) <= most for cell in wanted
    )


@pytest.mark.parametrize(("level", "thick"), [(20, 1), (20, 2), (20, 4), (215, 1), (225, 2)])
def test_cells_are_found_by_thick_thin_and_faint_lines_merged_ones_as_one(level: int, thick: int) -> None:
    assert near(cells(ruled(level=level, thick=thick)), expected(), 4)


def test_broken_lines_still_close_their_cells() -> None:
    assert near(cells(ruled(gaps=6)), expected(), 5)


@pytest.mark.parametrize("degrees", [-0.5, 0.3])
def test_a_page_a_little_askew_keeps_its_cells(degrees: float) -> None:
    turn = cv2.getRotationMatrix2D((500, 400), degrees, 1.0)
    turned = np.asarray(cv2.warpAffine(ruled(), turn, (1000, 800), borderValue=(250,)), np.uint8)
    assert near(cells(turned), expected(), 9)


def test_text_frames_of_stamps_and_lines_to_write_on_are_no_tables() -> None:
    picture = sheet()
    for y in range(100, 700, 24):
        cv2.putText(picture, "Sample text of a letter 12345", (90, y), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (20,), 1)
    cv2.rectangle(picture, (600, 600), (800, 700), (20,), 2)
    cv2.line(picture, (100, 750), (900, 750), (20,), 1)
    assert find_tables(picture, TEXT_HEIGHT) == ()


def test_two_tables_on_a_page_come_from_the_top() -> None:
    picture = sheet()
    for top in (500, 100):
        for x0, x1 in ((100, 400), (400, 900)):
            for y0 in (top, top + 50):
                cv2.rectangle(picture, (x0, y0), (x1, y0 + 50), (20,), 1)
    first, second = find_tables(picture, TEXT_HEIGHT)
    assert len(first.cells) == len(second.cells) == 4
    assert first.box[1] < second.box[1]


def test_a_last_row_that_a_page_s_end_leaves_open_is_a_row() -> None:
    picture = ruled()
    picture[ROWS[-1] - 3 : ROWS[-1] + 4] = 250
    assert near(cells(picture), expected(), 6)


def test_a_few_thin_walls_are_enough_to_leave_a_row_open() -> None:
    across, down = np.zeros((300, 900), np.uint8), np.zeros((300, 900), np.uint8)
    for wall in (13, 121, 409, 641, 861):
        down[20:280, wall : wall + 3] = 255
    for floor in (20, 90, 160, 230):
        across[floor : floor + 3, 13:864] = 255
    (table,) = tables_within(Lines(across=across, down=down), 9.0)
    assert (len(table.cells), max(cell[3] for cell in table.cells)) == (16, 279)


@pytest.mark.parametrize(
    ("dash", "gap", "level", "thick"), [(5, 3, 60, 1), (3, 3, 20, 2), (7, 4, 170, 1), (5, 3, 20, 3)]
)
def test_dashed_and_dotted_lines_are_lines(dash: int, gap: int, level: int, thick: int) -> None:
    picture = sheet()
    for x0, y0, x1, y1 in expected():
        for x in range(x0, x1, dash + gap):
            for y in (y0, y1):
                cv2.line(picture, (x, y), (min(x + dash - 1, x1), y), (level,), thick)
        for y in range(y0, y1, dash + gap):
            for x in (x0, x1):
                cv2.line(picture, (x, y), (x, min(y + dash - 1, y1)), (level,), thick)
        cv2.putText(
            picture, "Sample 12"[: (x1 - x0) // 14], (x0 + 8, y0 + 18), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (20,), 1
        )
    assert near(cells(cv2.GaussianBlur(picture, (0, 0), 0.6)), expected(), 5)


@pytest.mark.parametrize("streak", [700, 412])
def test_a_streak_of_the_scanner_s_glass_joins_no_tables_and_parts_no_columns(streak: int) -> None:
    picture = sheet()
    for top in (500, 100):
        for x0, x1 in ((100, 400), (400, 900)):
            for y0 in (top, top + 50, top + 100):
                cv2.rectangle(picture, (x0, y0), (x1, y0 + 50), (20,), 1)
    picture[:, streak : streak + 2] = 120
    first, second = find_tables(picture, TEXT_HEIGHT)
    assert len(first.cells) == len(second.cells) == 6
    assert all(min(abs(cell[0] - wall) for wall in (100, 400)) < 5 for cell in (*first.cells, *second.cells))


def test_rows_as_low_as_a_line_of_text_have_walls_and_their_letters_are_none() -> None:
    picture = sheet()
    for y0 in range(200, 350, 25):
        for x0, x1 in itertools.pairwise((100, 160, 700, 800, 900)):
            cv2.rectangle(picture, (x0, y0), (x1, y0 + 25), (90,), 1)
            text = "HIM 10.11.2011 HIMN"[: (x1 - x0) // 14]
            cv2.putText(picture, text, (x0 + 6, y0 + 19), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (20,), 1, cv2.LINE_AA)
    assert len(cells(cv2.GaussianBlur(picture, (0, 0), 0.7))) == 24
