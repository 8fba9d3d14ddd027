"""How do the words of a DOCX stand on pages where no program can show it? (set in one typeface, row by row)

The pages are ours: they say what the file says, and nothing of how it looks. No mark can be told on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipeline.case import Line, Page, Record, TextSource, Word
from pipeline.reading import layout
from pipeline.reading.protocol import Pixels
from pipeline.reading.tesseract_tables import line_of
from pipeline.reading.word_text import Block, blocks_of

WIDTH, HEIGHT = 1240, 1754
"""A4 at 150 dpi."""
MARGIN, SIZE, LEADING, APART, GUTTER = 90, 24, 36, 14, 24
LOWER_CASE = 13.0
FACES = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "PTS55F.ttf", "FreeSans.ttf")
MOST_PAGES = 20
CONFIDENCE = 0.99
"""The file says so: a claim, as a text layer is."""


class Placed(Record):
    """The words of one page."""

    words: tuple[Word, ...]


@lru_cache(maxsize=1)
def laid_out(content: bytes) -> tuple[Placed, ...]:
    """Its pages, at most `MOST_PAGES`. Raises `WordUnreadable`."""
    pages: list[list[Word]] = [[]]
    top = MARGIN
    for block in blocks_of(content):
        for lines in _rows(block):
            if top + LEADING > HEIGHT - MARGIN:
                pages.append([])
                top = MARGIN
            pages[-1] += [_word(text, x, top) for x, text in lines]
            top += LEADING
        top += APART
    return tuple(Placed(words=tuple(words)) for words in pages[:MOST_PAGES] if words)


def page_of(content: bytes, number: int) -> Page:
    """Page `number` (from 1), its lines as the file says them."""
    words = laid_out(content)[number - 1].words
    placed = layout.lines([word.box for word in words], WIDTH, HEIGHT)
    lines: tuple[Line, ...] = tuple(line_of([words[place] for place in places], column) for column, places in placed)
    return Page(
        number=number, width=WIDTH, height=HEIGHT, source=TextSource.TEXT_LAYER, text_height=LOWER_CASE, lines=lines
    )


def drawn(content: bytes, number: int) -> Pixels:
    """Page `number` as BGR pixels: black words on white."""
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    pen, face = ImageDraw.Draw(picture), _face()
    for word in laid_out(content)[number - 1].words:
        pen.text((word.box[0], word.box[1]), word.text, font=face, fill=0)
    return np.repeat(np.asarray(picture)[:, :, None], 3, axis=2)


def _rows(block: Block) -> Iterator[list[tuple[int, str]]]:
    """Words of each line with their left sides; the cells of a row stand side by side."""
    count = max(len(block.cells), 1)
    width = (WIDTH - 2 * MARGIN - (count - 1) * GUTTER) // count
    cells = [
        [line for paragraph in cell for line in _wrapped(paragraph, width)] for cell in block.cells
    ]  # fmt: skip
    for place in range(max(map(len, cells), default=0)):
        yield [
            (MARGIN + column * (width + GUTTER) + x, text)
            for column, lines in enumerate(cells)
            if place < len(lines)
            for x, text in lines[place]
        ]


def _wrapped(paragraph: str, width: int) -> list[list[tuple[int, str]]]:
    space = _length(" ")
    lines: list[list[tuple[int, str]]] = [[]]
    x = 0
    for word in paragraph.split():
        long = _length(word)
        if lines[-1] and x + long > width:
            lines.append([])
            x = 0
        lines[-1].append((x, word))
        x += long + space
    return lines


def _word(text: str, x: int, top: int) -> Word:
    return Word(text=text, confidence=CONFIDENCE, box=(x, top, x + max(_length(text), 1), top + SIZE + 4))


@lru_cache(maxsize=20_000)
def _length(text: str) -> int:
    return round(_face().getlength(text))


@lru_cache(maxsize=1)
def _face() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in FACES:
        try:
            return ImageFont.truetype(name, SIZE)
        except OSError:
            continue
    return ImageFont.load_default(SIZE)


def page_count(content: bytes) -> int:
    """Raises `WordUnreadable`."""
    return len(laid_out(content))
