"""What do measured times and memory look like on paper, beside the targets? (Markdown)"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from benchmarks.conditions import conditions
from benchmarks.markdown import NOTHING, percent, table, verdict
from benchmarks.score import MEDIA
from benchmarks.speed import HUGE, Measured, Memory
from benchmarks.speed_reader import MIB

TWICE = 2.0
MOST_MIB = 400
ALL = "**all**"
ORDINARY = "all but the huge PDF pages"


def report(measured: Sequence[Measured], memory: Memory, seed: int) -> str:
    """The page `speed.md`."""
    parts = [
        "# Speed and memory",
        conditions(seed=seed, papers=len(measured)),
        "Podlinnik's five stages, from the file to the decision, and plain `pytesseract.image_to_string(lang='rus')` "
        "on the same papers at 300 dpi, paper by paper in the same run: a process each, one thread each. "
        "How it is measured: [../README.md](../README.md).",
        table(("target", "wanted", "measured", "met"), _targets(measured, memory)),
        _failed(measured),
        "### Seconds a paper",
        table(
            (
                "medium",
                "papers",
                "Podlinnik: median",
                "mean",
                "p95",
                "plain: median",
                "mean",
                "p95",
                "times as fast",
                "the paper in the middle",
            ),
            [_times(name, rows) for name, rows in _groups(measured)],
        ),
        "### Seconds of processor time a paper, mean",
        table(("medium", "Podlinnik", "plain", "times less"), [_work(name, rows) for name, rows in _groups(measured)]),
        "### True values",
        "Plain: the value stands anywhere in the text, in any printed form, long wordings nearly. Podlinnik: the field "
        "is exactly right.",
        table(
            ("medium", "Podlinnik: exactly right", "plain: somewhere in the text"),
            [_values(name, rows) for name, rows in _groups(measured)],
        ),
        "### Podlinnik's seconds by stage",
        table(("stage", "median", "mean", "share of the time"), _stages(measured)),
        "### Peak memory",
        table(("process", "MiB"), _memory(memory)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def percentile(times: Sequence[float], share: float) -> float:
    """The least time that at least `share` of the papers did not exceed (nearest rank)."""
    return sorted(times)[max(math.ceil(share * len(times)) - 1, 0)]


def times_as_fast(rows: Sequence[Measured]) -> float:
    """Ratio of the sums of seconds."""
    return sum(row.plain.seconds for row in rows) / max(sum(row.ours.seconds for row in rows), 1e-9)


def median_times_as_fast(rows: Sequence[Measured]) -> float:
    """The ratio of the paper in the middle: one on which plain takes ten times as long does not move it."""
    return statistics.median(row.plain.seconds / max(row.ours.seconds, 1e-9) for row in rows)


def _groups(measured: Sequence[Measured]) -> list[tuple[str, list[Measured]]]:
    groups = [(name, [row for row in measured if row.medium == name]) for name in (*MEDIA, HUGE)]
    groups.append((ORDINARY, _ordinary(measured)))
    return [(name, rows) for name, rows in (*groups, (ALL, list(measured))) if rows]


def _ordinary(measured: Sequence[Measured]) -> list[Measured]:
    return [row for row in measured if row.medium != HUGE]


def _targets(measured: Sequence[Measured], memory: Memory) -> list[tuple[str, ...]]:
    """Pages that claim to be a metre wide slow only the plain way down: they are left out of the target."""
    ordinary = _ordinary(measured)
    whole, middle = times_as_fast(ordinary), median_times_as_fast(ordinary)
    held = max(memory.ours, memory.child) / MIB
    return [
        (
            f"times as fast as plain pytesseract, {ORDINARY}",
            f"≥ {TWICE:.0f}",
            f"{whole:.2f}; of the paper in the middle {middle:.2f}",
            verdict(min(whole, middle) >= TWICE),
        ),
        ("peak memory of a process", f"< {MOST_MIB} MiB", f"{held:.0f} MiB", verdict(held < MOST_MIB)),
    ]


def _failed(measured: Sequence[Measured]) -> str:
    """Papers that came to nothing; their time is counted all the same."""
    ours, plain = sum(row.ours.failed for row in measured), sum(row.plain.failed for row in measured)
    return f"Not read, or not in time: {ours} by Podlinnik, {plain} by plain pytesseract." if ours + plain else ""


def _times(name: str, rows: Sequence[Measured]) -> tuple[object, ...]:
    cells: list[object] = [name, len(rows)]
    for times in ([row.ours.seconds for row in rows], [row.plain.seconds for row in rows]):
        cells += [
            f"{value:.2f}" for value in (statistics.median(times), statistics.mean(times), percentile(times, 0.95))
        ]
    return (*cells, f"{times_as_fast(rows):.2f}", f"{median_times_as_fast(rows):.2f}")


def _work(name: str, rows: Sequence[Measured]) -> tuple[object, ...]:
    ours = statistics.mean(row.ours.processor for row in rows)
    plain = statistics.mean(row.plain.processor for row in rows)
    return name, f"{ours:.2f}", f"{plain:.2f}", f"{plain / max(ours, 1e-9):.2f}"


def _values(name: str, rows: Sequence[Measured]) -> tuple[object, ...]:
    values = sum(row.values for row in rows)
    return (
        name,
        percent(sum(row.ours.found for row in rows), values),
        percent(sum(row.plain.found for row in rows), values),
    )


def _stages(measured: Sequence[Measured]) -> list[tuple[object, ...]]:
    names = list(dict.fromkeys(name for row in measured for name in row.stages))
    whole = sum(sum(row.stages.values()) for row in measured)
    rows: list[tuple[object, ...]] = []
    for name in names:
        times = [row.stages.get(name, 0.0) for row in measured]
        share = f"{sum(times) / whole:.0%}".replace("%", " %")
        rows.append((name, f"{statistics.median(times):.3f}", f"{statistics.mean(times):.3f}", share))
    return rows


def _memory(memory: Memory) -> list[tuple[object, ...]]:
    named = (
        ("Podlinnik: the worker", memory.ours),
        ("Podlinnik: its child, with the engine inside", memory.child),
        ("plain: Python", memory.plain),
        ("plain: the `tesseract` program that it starts", memory.program),
    )
    return [(name, f"{peak / MIB:.0f}" if peak else NOTHING) for name, peak in named]
