"""What do the written lines of a labour book's table read?

Words are read by the Russian model, strip by strip; figures of numbers and dates by both models in several ways, and
what agrees is believed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

import cv2
import numpy as np

from pipeline.case import Box, Word
from pipeline.case.employment import Cell
from pipeline.reading.book_lines import Spot, Written
from pipeline.reading.line_strips import cut, words_on_page
from pipeline.reading.looks import CLOSER, DIGITS, FIRST, MARGIN, ways
from pipeline.reading.protocol import Engine, Pixels
from pipeline.rules.dates import MONTHS

NUMBERED = re.compile(r"(?P<sign>№?)(?P<figure>\d{1,3})(?P<end>[»\"”“]?)[.,]?$")
GAP = 0.4
"""Heights of a line beside a figure at which its own ink may still stand: a word's box may end before its last."""
DATE_PARTS = ("day", "month", "year")
DAYS = 31
UNANIMOUS, MOST, DIVIDED = 0.95, 0.65, 0.3
"""How sure figures are that all looks agree on, that two thirds do, that fewer do."""
CONFIRMED = 0.8
"""And those on which most looks agree with the reading of their whole line."""


def words_of(straight: Pixels, lines: Sequence[Written], engine: Engine) -> list[dict[str, Cell]]:
    """Cells `text` and `basis` of each line, in pixels of the part. Raises `RetryLater`."""
    spots = [
        (index, spot) for index, line in enumerate(lines) for column in ("text", "basis") for spot in line.of(column)
    ]
    cuts = [cut(straight, spot.strip) for _, spot in spots]
    read = engine.read_lines([piece.pixels for piece in cuts])
    found: list[dict[str, list[tuple[Spot, str, float]]]] = [{} for _ in lines]
    for (index, spot), piece, line in zip(spots, cuts, read, strict=True):
        words = words_on_page(line, piece, spot.strip)
        sure = float(np.mean([word.confidence for word in words])) if words else 0.0
        words, surest = numbers_again(straight, words, engine)
        sure = min(sure, surest)
        said = " ".join(word.text for word in words)
        found[index].setdefault(spot.column, []).append((spot, said, sure))
    return [{column: _joined(column, parts) for column, parts in row.items()} for row in found]


def numbers_again(straight: Pixels, words: Sequence[Word], engine: Engine) -> tuple[tuple[Word, ...], float]:
    """The words with what most looks see of numbers by which employers are known («больница № 10»); the least sure.

    Raises `RetryLater`.
    """
    told, surest = list(words), 1.0
    for at, word in enumerate(words):
        match = NUMBERED.match(word.text)
        if match is None or not (match["sign"] or match["end"] or (at and words[at - 1].text.endswith("№"))):
            continue
        seen, sure = _figure(straight, [_figure_box(words, at, match)], engine, _as_long_as(match["figure"]))
        if not seen:
            continue  # of a figure that stands alone a look may see nothing
        if seen != match["figure"] and (sure < MOST or len(seen) != len(match["figure"])):
            seen, sure = match["figure"], DIVIDED
        elif seen == match["figure"]:
            sure = max(sure, CONFIRMED if sure >= MOST else sure)
        told[at] = word.model_copy(update={"text": f"{match['sign']}{seen}{match['end']}"})
        surest = min(surest, sure)
    return tuple(told), surest


def _as_long_as(figure: str) -> Callable[[str], bool]:
    return lambda text: len(text) == len(figure)


def _figure_box(words: Sequence[Word], at: int, match: re.Match[str]) -> Box:
    """Where the figure of a word stands: as wide as its letters are many, and into the gap after it."""
    x0, y0, x1, y1 = words[at].box
    wide, gap = (x1 - x0) / len(words[at].text), round(GAP * (y1 - y0))
    left, right = round(x0 + wide * match.start("figure")), round(x0 + wide * match.end("figure"))
    if not match["end"]:
        right = min(right + gap, words[at + 1].box[0] - 1 if at + 1 < len(words) else right + gap)
    return left, y0, max(right, left + 1), y1


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
        parts, placed = [], sorted({spot.part for spot in dates})
        for part in placed:
            boxes = [spot.strip.box for spot in dates if spot.part == part]
            of_month = len(placed) == len(DATE_PARTS) and part == placed[1]
            parts.append(_figure(straight, boxes, engine, is_month if of_month else is_day_or_year))
        found["date"] = Cell(
            column="date", text=" ".join(text or "?" for text, _ in parts), confidence=min(sure for _, sure in parts),
            box=union([spot.strip.box for spot in dates]),
        )  # fmt: skip
    return found


def is_month(figure: str) -> bool:
    return len(figure) <= 2 and 0 < int(figure) <= len(MONTHS)


def is_day_or_year(figure: str) -> bool:
    return (len(figure) <= 2 and 0 < int(figure) <= DAYS) or (len(figure) == 4 and figure[:2] in ("19", "20"))


def _figure(
    straight: Pixels, boxes: Sequence[Box], engine: Engine, can_be: Callable[[str], bool] = lambda _: True
) -> tuple[str, float]:
    """The figure that most looks see, of those that can stand there; and how sure it is."""
    crop = _crop(straight, union(boxes))
    looks = [
        look.text for _, way in ways(crop, FIRST) for look in engine.read_spots([way], language="eng", allowed=DIGITS)
    ]
    free = engine.read_spots([ways(crop, FIRST)[0][1]], language="rus", allowed=DIGITS)
    looks += [look.text for look in free]
    seen = ["".join(filter(str.isdigit, text)) for text in looks]
    if len(set(seen)) == 1 and (not seen[0] or can_be(seen[0])):
        return seen[0], UNANIMOUS if seen[0] else 0.0
    for language in ("eng", "rus"):
        for _, way in ways(crop, CLOSER):
            more = engine.read_spots([way], language=language, allowed=DIGITS)
            seen += ["".join(filter(str.isdigit, look.text)) for look in more]
    told = [text for text in seen if text and can_be(text)]
    best, count = Counter(told or seen).most_common(1)[0]
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
