"""How are numbers drawn? (SVG without styles of its own: its classes are coloured by the style sheet, light and dark)

Each chart is a picture with a name and a description; the page puts its numbers in a table beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

WIDE, HIGH = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 12, 26
ROW_HIGH, NAMES_WIDE = 26, 250
MOST_LABELS = 8
SHARE_OF_GAP = 0.25
"""Of a column's place that stays empty."""
STEPS = (1, 2, 2.5, 5, 10)
Told = Callable[[float], str]
"""A number as it is written."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """`values` as many as the chart has labels; None is a gap in a line. `look`: a class of the style sheet."""

    name: str
    look: str
    values: Sequence[float | None]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """`key` is unique on the page; `told` writes its numbers."""

    key: str
    title: str
    description: str
    labels: Sequence[str]
    series: Sequence[Series]
    told: Told
    least: float = 0.0
    """No step of the scale is smaller: 1 where there are no halves."""


def columns(chart: Chart) -> str:
    """A column a label, its series one upon another."""
    sums = [sum(values) for values in zip(*_filled(chart), strict=True)]
    scale = marks(max(sums, default=0.0), chart.least)
    step = (WIDE - LEFT - RIGHT) / max(len(chart.labels), 1)
    drawn = [_grid(scale, chart.told), _labels(chart.labels, step)]
    for place, label in enumerate(chart.labels):
        below, parts = 0.0, []
        for series in chart.series:
            value = series.values[place] or 0
            if value:
                x = LEFT + step * (place + SHARE_OF_GAP / 2)
                top, bottom = _y(below + value, scale), _y(below, scale)
                parts.append(_rect(series.look, x, top, step * (1 - SHARE_OF_GAP), bottom - top))
            below += value
        if parts:
            drawn.append(f"<g><title>{_said(chart, label, place)}</title>{''.join(parts)}</g>")
    return _svg(chart, "".join(drawn), HIGH)


def line(chart: Chart, *, most: float | None = None) -> str:
    """A line a series; where a value is missing it is broken. `most`: where the scale ends."""
    known = [value for series in chart.series for value in series.values if value is not None]
    scale = marks(max(known, default=0.0) if most is None else most, chart.least)
    step = (WIDE - LEFT - RIGHT) / max(len(chart.labels), 1)
    drawn = [_grid(scale, chart.told), _labels(chart.labels, step)]
    for series in chart.series:
        points = [
            None if value is None else (LEFT + step * (place + 0.5), _y(value, scale))
            for place, value in enumerate(series.values)
        ]
        path, pen = [], "M"
        for point in points:
            if point is None:
                pen = "M"
                continue
            path.append(f"{pen}{point[0]:.1f} {point[1]:.1f}")
            pen = "L"
        drawn.append(f'<path class="line {series.look}" d="{" ".join(path)}"/>' if path else "")
        for place, point in enumerate(points):
            if point is not None:
                named = f"<title>{_said(chart, chart.labels[place], place)}</title>"
                drawn.append(
                    f'<circle class="{series.look}" cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="3">{named}</circle>'
                )
    return _svg(chart, "".join(drawn), HIGH)


def rows(chart: Chart) -> str:
    """A bar a label, lying, its series one behind another; the names stand before, the sums behind them."""
    sums = [sum(values) for values in zip(*_filled(chart), strict=True)]
    unit = (WIDE - NAMES_WIDE - 70) / max(max(sums, default=0.0), 1.0)
    drawn = []
    for place, label in enumerate(chart.labels):
        y, x, parts = place * ROW_HIGH, float(NAMES_WIDE), []
        for series in chart.series:
            wide = (series.values[place] or 0) * unit
            if wide:
                parts.append(_rect(series.look, x, y + 4, wide, ROW_HIGH - 8))
            x += wide
        named = f'<text class="name" x="{NAMES_WIDE - 8}" y="{y + 17}">{escape(_short(label))}</text>'
        summed = f'<text class="sum" x="{x + 6:.1f}" y="{y + 17}">{escape(chart.told(sums[place]))}</text>'
        drawn.append(f"<g><title>{_said(chart, label, place)}</title>{named}{''.join(parts)}{summed}</g>")
    return _svg(chart, "".join(drawn), max(len(chart.labels), 1) * ROW_HIGH)


def marks(most: float, least: float = 0.0) -> Sequence[float]:
    """Round numbers from 0 to `most` or beyond, five or fewer steps, none smaller than `least`; of 1 or more: whole."""
    if most <= 0:
        return (0.0, 1.0)
    rough = most / 4
    magnitude = 10 ** math.floor(math.log10(rough))
    fit = (each * magnitude for each in STEPS if each * magnitude >= rough * (1 - 1e-9))
    step = max(next(each for each in fit if least < 1 or each <= 1 or float(each).is_integer()), least)
    return tuple(step * count for count in range(math.ceil(most / step - 1e-9) + 1))


def _filled(chart: Chart) -> list[list[float]]:
    return [[value or 0.0 for value in series.values] for series in chart.series]


def _y(value: float, scale: Sequence[float]) -> float:
    return HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * value / scale[-1]


def _rect(look: str, x: float, y: float, wide: float, high: float) -> str:
    return f'<rect class="{look}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"/>'


def _grid(scale: Sequence[float], told: Told) -> str:
    return "".join(
        f'<line class="grid" x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{_y(mark, scale):.1f}" y2="{_y(mark, scale):.1f}"/>'
        f'<text class="mark" x="{LEFT - 6}" y="{_y(mark, scale) + 4:.1f}">{escape(told(mark))}</text>'
        for mark in scale
    )


def _labels(labels: Sequence[str], step: float) -> str:
    """As many as there is room for, the last one among them."""
    every = math.ceil(len(labels) / MOST_LABELS)
    return "".join(
        f'<text class="label" x="{LEFT + step * (place + 0.5):.1f}" y="{HIGH - 8}">{escape(label)}</text>'
        for place, label in enumerate(labels)
        if (len(labels) - 1 - place) % every == 0
    )


def _said(chart: Chart, label: str, place: int) -> str:
    told = [
        f"{series.name}: {chart.told(value)}" for series in chart.series if (value := series.values[place]) is not None
    ]
    return escape(f"{label} – {', '.join(told)}")


def _short(name: str, most: int = 34) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def _svg(chart: Chart, inside: str, high: int) -> str:
    key = escape(chart.key)
    return (
        f'<svg class="chart" viewBox="0 0 {WIDE} {high}" role="img" aria-labelledby="{key}-name {key}-about">'
        f'<title id="{key}-name">{escape(chart.title)}</title><desc id="{key}-about">{escape(chart.description)}</desc>'
        f'<g aria-hidden="true">{inside}</g></svg>'
    )
