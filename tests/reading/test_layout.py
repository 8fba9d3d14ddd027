"""Are stretches of text put in the order in which a person reads them?"""

from __future__ import annotations

from pipeline.reading import layout

LEFT = [(100, y, 700, y + 30) for y in (100, 200, 300, 400)]
RIGHT = [(1100, y, 1800, y + 30) for y in (110, 210, 310, 410)]


def test_a_spread_is_read_half_by_half() -> None:
    boxes = [*RIGHT, *LEFT]
    ordered = layout.lines(boxes, 2000, 1400)
    assert [column for column, _ in ordered] == [0] * 4 + [1] * 4
    assert [boxes[places[0]][1] for _, places in ordered] == [100, 200, 300, 400, 110, 210, 310, 410]


def test_a_landscape_sheet_with_centred_lines_is_one() -> None:
    boxes = [(400, y, 1600, y + 30) for y in range(100, 900, 100)]
    assert layout.gutter(boxes, 2000, 1400) is None


def test_a_portrait_sheet_has_no_gutter() -> None:
    assert layout.gutter([*LEFT, *RIGHT], 2000, 2800) is None


def test_a_stray_mark_across_the_gutter_changes_nothing() -> None:
    assert layout.gutter([*LEFT, *RIGHT, (960, 900, 1060, 930)], 2000, 1400) is not None


def test_a_label_and_its_value_make_one_line_and_far_signatures_do_not() -> None:
    label, value, far = (100, 100, 300, 130), (330, 98, 500, 131), (1200, 100, 1400, 130)
    ordered = layout.lines([value, far, label], 1500, 2000)
    assert [places for _, places in ordered] == [[2, 0], [1]]


def test_nothing_gives_no_lines() -> None:
    assert layout.lines([], 100, 100) == []
