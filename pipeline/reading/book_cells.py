"""What do the written lines of a labour book's table read?

Words are read by the Russian model, strip by strip; figures of numbers and dates by both models in several ways, and
what agrees is believed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.case import Box
from pipeline.case.employment import Cell
from pipeline.reading.book_lines import Spot, Written
from pipeline.reading.line_strips import cut
from pipeline.reading.looks import CLOSER, DIGITS, FIRST, MARGIN, ways
from pipeline.reading.protocol import Engine, Pixels

UNANIMOUS, MOST, DIVIDED = 0.95, 0.65, 0.3
"""How sure figures are that all looks agree on, that two thirds do, that fewer do."""


def words_of(straight: Pixels, lines: Sequence[Written], engine: Engine) -> list[dict[str, Cell]]:
    """Cells `text` and `basis` of each line, in pixels of the part. Raises `RetryLater`."""
    spots = [
        (index, spot) for index, line in enumerate(lines) for column in ("text", "basis") for spot in line.of(column)
    ]
    read = engine.read_lines([cut(straight, spot.strip).pixels for _, spot in spots])
    found: list[dict[str, list[tuple[Spot, str, float]]]] = [{} for _ in lines]
    for (index, spot), line in zip(spots, read, strict=True):
        words = line.words if line else ()
        sure = float(np.mean([word.confidence for word in words])) if words else 0.0
        said = " ".join(word.text for word in words)
        found[index].setdefault(spot.column, []).append((spot, said, sure))
    return [{column: _joined(column, parts) for column, parts in row.items()} for row in found]


def _joined(column: str, parts: Sequence[tuple[Spot, str, float]]) -> Cell:
    """One cell of its stretches, each counted by its width."""
    widths = [spot.strip.box[2] - spot.strip.box[0] for spot, _, _ in parts]
    sure = sum(width * confidence for width, (_, _, confidence) in zip(widths, parts, strict=True)) / max(
        sum(widths), 1
    )
    return Cell(
        column="text" if column == "text" else "basis", text=" ".join(text for _, text, _ in parts if text),
        confidence=min(max(sure, 0.0), 1.0), box=union([spot.strip.box for spot, _, _ in parts]),
    )  # fmt: skip


def figures_of(straight: Pixels, line: Written, engine: Engine) -> dict[str, Cell]:
    """Cells `number` and `date` of a line; the date's parts from left to right, parted by spaces, «?» for one unread.

    Raises `RetryLater`.
    """
    found: dict[str, Cell] = {}
    numbers, dates = line.of("number"), line.of("date")
    if numbers:
        text, sure = _figure(straight, [spot.strip.box for spot in numbers], engine)
        found["number"] = Cell(column="number", text=text, confidence=sure, box=union([s.strip.box for s in numbers]))
    if dates:
        parts = []
        for part in sorted({spot.part for spot in dates}):
            boxes = [spot.strip.box for spot in dates if spot.part == part]
            parts.append(_figure(straight, boxes, engine))
        found["date"] = Cell(
            column="date", text=" ".join(text or "?" for text, _ in parts), confidence=min(sure for _, sure in parts),
            box=union([spot.strip.box for spot in dates]),
        )  # fmt: skip
    return found


def _figure(straight: Pixels, boxes: Sequence[Box], engine: Engine) -> tuple[str, float]:
    crop = _crop(straight, union(boxes))
    looks = [
        look.text for _, way in ways(crop, FIRST) for look in engine.read_spots([way], language="eng", allowed=DIGITS)
    ]
    free = engine.read_spots([ways(crop, FIRST)[0][1]], language="rus", allowed=DIGITS)
    looks += [look.text for look in free]
    seen = ["".join(filter(str.isdigit, text)) for text in looks]
    if len(set(seen)) == 1:
        return seen[0], UNANIMOUS if seen[0] else 0.0
    for language in ("eng", "rus"):
        for _, way in ways(crop, CLOSER):
            more = engine.read_spots([way], language=language, allowed=DIGITS)
            seen += ["".join(filter(str.isdigit, look.text)) for look in more]
    best, count = Counter(seen).most_common(1)[0]
    return best, (MOST if 3 * count >= 2 * len(seen) else DIVIDED) if best else 0.0


def _crop(straight: Pixels, box: Box) -> Pixels:
    """The spot in white, with the margins that a look expects."""
    x0, y0, x1, y1 = box
    pad = max(round(MARGIN * (y1 - y0)), 2)
    cut_out = straight[max(y0 - 1, 0) : y1 + 1, max(x0 - 1, 0) : x1 + 1]
    return np.asarray(cv2.copyMakeBorder(cut_out, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(255,)), np.uint8)


def union(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes), min(box[1] for box in boxes),
        max(box[2] for box in boxes), max(box[3] for box in boxes),
    )  # fmt: skip
