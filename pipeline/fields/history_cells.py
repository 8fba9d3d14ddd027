"""Which words stand in which cell of a page's tables, and in which row and column does each cell stand?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.case import Box, Page, TextSource, Word
from pipeline.fields.flow import union

SAME_LINE = 0.5
"""Words stand in one line when they share so much of the lower one's height."""
APART = 0.004
"""Edges nearer to each other than this share of the page's longer side are one."""
HYPHEN = re.compile(r"[А-Яа-яЁё]-$")
SPECKS = "|‘’'`´‚„_~^[]{}<>\\*°"
STOP = re.compile(r"(.*(?:\d|[»\")]|[А-Яа-яЁёA-Za-z/-]{4}))[.,:;]+$")
"""A word of several letters, a number or a closing quote, with a stop that no form prints there."""
UNREAD_SIGN = "¤"
"""Stands for a sign in a cell that was seen and could not be read."""
LONG_TEXT = 4
"""So long a text is as sure as its words are on the mean; a shorter one, a date or an event, as its least sure word."""


@dataclass(frozen=True, kw_only=True)
class GridCell:
    """A cell: its words in reading order, line by line, and the columns that it spans, from 0."""

    box: Box
    columns: tuple[int, int]
    lines: tuple[tuple[Word, ...], ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for line in self.lines for word in line)

    @property
    def text(self) -> str:
        """One line; a word that a hyphen parts at a line's end stays one."""
        whole = ""
        for line in self.lines:
            text = " ".join(word.text for word in line)
            whole = f"{whole}{text}" if not whole or HYPHEN.search(whole) else f"{whole} {text}"
        return whole

    @property
    def confidence(self) -> float:
        return sure_of(self.words)


Row = tuple[GridCell, ...]


def sure_of(words: Sequence[Word]) -> float:
    """How sure a cell of these words is; an empty one is."""
    sure = [word.confidence for word in words]
    if not sure:
        return 1.0
    return sum(sure) / len(sure) if len(sure) >= LONG_TEXT else min(sure)


@dataclass(frozen=True, kw_only=True)
class Part:
    """What of a table stands on one page: the edges of its columns, and its rows from the top."""

    page: int
    edges: tuple[int, ...]
    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.edges) - 1

    def share(self, column: int) -> float:
        """Where the middle of a column lies, as a share of the table's width."""
        left, right = self.edges[0], self.edges[-1]
        return ((self.edges[column] + self.edges[column + 1]) / 2 - left) / max(right - left, 1)


def parts_of(page: Page) -> tuple[Part, ...]:
    """The page's tables with their words, from the top."""
    seen = page.source is TextSource.OCR
    words = [word for line in page.lines for word in (without_specks(line.words) if seen else line.words)]
    near = max(round(APART * max(page.width, page.height)), 3)
    return tuple(_part(page.number, table, words, near) for table in page.tables)


def _part(page: int, boxes: Sequence[Box], words: Sequence[Word], near: int) -> Part:
    edges = _edges((x for box in boxes for x in (box[0], box[2])), near)
    inside = _inside(boxes, words)
    rows: list[list[GridCell]] = []
    for index, box in enumerate(boxes):
        cell = GridCell(box=box, columns=_span(box, edges), lines=lines_of(inside.get(index, ())))
        if rows and box[0] > rows[-1][-1].box[0]:
            rows[-1].append(cell)
        else:
            rows.append([cell])  # they come row by row: on a page that is askew heights do not tell
    return Part(page=page, edges=tuple(edges), rows=tuple(map(tuple, rows)))


def without_specks(words: Sequence[Word]) -> list[Word]:
    """Without what a recogniser sees beside letters: pieces of a wall, a stop after a line's last word.

    The stop of «г.», «п.», «ст.» and of other short words stays.
    """
    bare = [word.model_copy(update={"text": text}) for word in words if (text := _bare(word.text))]
    if bare and (end := STOP.match(bare[-1].text)):
        bare[-1] = bare[-1].model_copy(update={"text": end[1]})
    return bare


def _bare(text: str) -> str:
    return text if text == UNREAD_SIGN else text.lstrip(SPECKS + ".").rstrip(SPECKS)


def _edges(places: Iterable[int], near: int) -> list[int]:
    found: list[list[int]] = []
    for place in sorted(places):
        if found and place - found[-1][-1] <= near:
            found[-1].append(place)
        else:
            found.append([place])
    return [round(sum(group) / len(group)) for group in found]


def _span(box: Box, edges: Sequence[int]) -> tuple[int, int]:
    first = min(range(len(edges)), key=lambda at: abs(edges[at] - box[0]))
    last = min(range(len(edges)), key=lambda at: abs(edges[at] - box[2]))
    return first, max(last, first + 1)


def _inside(boxes: Sequence[Box], words: Sequence[Word]) -> dict[int, list[Word]]:
    """Words by the cell that their middle lies in."""
    found: dict[int, list[Word]] = {}
    for word in words:
        x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
        home = next((at for at, (x0, y0, x1, y1) in enumerate(boxes) if x0 <= x < x1 and y0 <= y < y1), None)
        if home is not None:
            found.setdefault(home, []).append(word)
    return found


def lines_of(words: Sequence[Word]) -> tuple[tuple[Word, ...], ...]:
    """Words in lines from the top, each from the left."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: one.box[1] + one.box[3]):
        if lines and _in_line(lines[-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(tuple(sorted(line, key=lambda one: one.box[0])) for line in lines)


def _in_line(line: Sequence[Word], word: Word) -> bool:
    _, y0, _, y1 = union([one.box for one in line])
    shared = min(y1, word.box[3]) - max(y0, word.box[1])
    return shared > SAME_LINE * min(y1 - y0, word.box[3] - word.box[1])
