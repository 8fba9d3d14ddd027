"""Is a chart what its numbers say, for eyes and for readers of screens, under a policy without inline styles?"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence

import pytest

from console.pages.charts import BOTTOM, HIGH, TOP, WIDE, Chart, Series, columns, line, marks, rows
from console.pages.numerals import lasting, share, small_share, whole

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = (columns, line, rows)


def chart(values: Sequence[Sequence[float | None]], labels: Sequence[str] = ("1 <b>", "2", "3"), **more: str) -> Chart:
    series = [Series(name=f"s{place}", look=f"c{place}", values=each) for place, each in enumerate(values)]
    told = {"key": "k", "title": "A & B", "description": "what it shows", **more}
    return Chart(labels=labels, series=series, told=lambda number: f"{number:g}", **told)


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


@pytest.mark.parametrize("draw", DRAWN)
def test_each_is_a_picture_with_a_name_and_a_description_and_no_style(draw: Callable[[Chart], str]) -> None:
    svg = draw(chart([[1, 2, 3]]))
    root = parsed(svg)
    names = {each.get("id"): each.text for each in root if each.get("id")}
    assert root.get("role") == "img"
    assert [names[one] for one in str(root.get("aria-labelledby")).split()] == ["A & B", "what it shows"]
    assert not re.search(r"style|fill=|stroke=|<script|\bon\w+=|href", svg)
    assert "1 &lt;b&gt;" in svg
    assert "<b>" not in svg


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize("values", [[[0, 0, 0]], [[None, None, None]], [[]]])
def test_nothing_is_drawn_of_nothing(draw: Callable[[Chart], str], values: list[list[float | None]]) -> None:
    labels = ("a", "b", "c")[: len(values[0])]
    root = parsed(draw(chart(values, labels)))
    assert all(float(rect.get("height", "0")) > 0 for rect in root.iter("rect"))
    assert "nan" not in ET.tostring(root, encoding="unicode")


def test_columns_stand_one_upon_another_to_scale() -> None:
    rects = list(parsed(columns(chart([[10, 0, 20], [30, 40, 0]]))).iter("rect"))
    high = HIGH - TOP - BOTTOM
    heights = [float(rect.get("height", "")) for rect in rects]
    assert heights == pytest.approx([high * each / 40 for each in (10, 30, 40, 20)], abs=0.1)
    first, upon = rects[0], rects[1]
    assert float(upon.get("y", "")) + heights[1] == pytest.approx(float(first.get("y", "")), abs=0.1)
    assert all(float(rect.get("x", "")) + float(rect.get("width", "")) <= WIDE for rect in rects)


def test_a_line_is_broken_where_nothing_is_known() -> None:
    root = parsed(line(chart([[0.5, None, 1.0]]), most=1.0))
    path = next(root.iter("path")).get("d", "")
    assert (path.count("M"), path.count("L")) == (2, 0)
    assert len(list(root.iter("circle"))) == 2
    assert next(root.iter("path")).get("class") == "line c0"


def test_rows_have_names_and_sums() -> None:
    texts = [text.text for text in parsed(rows(chart([[1, 2, 3], [4, 0, 0]], ("a" * 60, "b", "c")))).iter("text")]
    assert texts == ["a" * 33 + "…", "5", "b", "2", "c", "3"]


@pytest.mark.parametrize("count", [1, 7, 30, 90])
def test_labels_have_room_and_the_last_is_among_them(count: int) -> None:
    labels = [str(each) for each in range(count)]
    shown = [
        each.text for each in parsed(columns(chart([[1] * count], labels))).iter("text") if each.get("class") == "label"
    ]
    assert shown[-1] == labels[-1]
    assert len(shown) <= 8


@pytest.mark.parametrize(
    ("most", "scale"),
    [(0, (0, 1)), (1, (0, 0.25, 0.5, 0.75, 1)), (7, (0, 2, 4, 6, 8)), (1000, (0, 250, 500, 750, 1000)),
     (0.3, (0, 0.1, 0.2, 0.3))],
)  # fmt: skip
def test_marks_are_round_numbers(most: float, scale: Sequence[float]) -> None:
    assert marks(most) == pytest.approx(scale)
    assert marks(2, least=1) == (0, 1, 2)
    assert marks(10, least=1) == (0, 5, 10), "nobody counts two papers and a half"


def test_numbers_are_written_as_the_language_has_them() -> None:
    assert whole(12345, "ru") == "12\u202f345"
    assert whole(12345, "en") == "12,345"
    assert share(0.1234, "ru") == "12,3\u202f%"
    assert share(0.1234, "en") == "12.3%"
    assert share(None, "en") == "–"
    assert [small_share(each, "en") for each in (0.5, 0.0123, 0.00012, 0.0)] == ["50.0%", "1.23%", "0.012%", "0.00%"]
    assert [lasting(each, "en") for each in (0, 42.4, 90, 3600, 90_000, 10 * 86_400 + 59)] == [
        "0\u00a0s", "42\u00a0s", "1\u00a0min 30\u00a0s", "1\u00a0h", "1\u00a0d 1\u00a0h", "10\u00a0d",
    ]  # fmt: skip
    assert lasting(None, "ru") == "–"
