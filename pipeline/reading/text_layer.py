"""What does the text layer of a PDF's page say, and is it text at all? (pdfplumber)"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pdfminer.layout import LTChar, LTContainer
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import extract_words

from pipeline.case import Box, Line, Word
from pipeline.reading import layout
from pipeline.reading.pdf_render import text_only_page
from pipeline.reading.pdf_signs import Place, level_signs
from pipeline.reading.plausible import is_russian_text
from pipeline.reading.tesseract_tables import line_of

LAYER_CONFIDENCE = 0.99
"""A layer is a claim: a little less than certain."""
MAX_CHARACTERS = 20_000
FEW_LETTERS = 12
"""On the page where an extract is signed there may stand no more than a post, a name and a day."""
UPRIGHT_SHARE = 0.9
TURNED_GAP = 2.0
WORD_GAP = 1.5
"""Points; a gap wider than this parts two words."""
FAULTS = (PSException, PdfminerException, PDFSyntaxError, ValueError, KeyError, TypeError, IndexError, AttributeError,
          AssertionError, RecursionError, OverflowError, ZeroDivisionError)  # fmt: skip
"""What pdfplumber and pdfminer raise on faulty files; a page whose layer cannot be read has none."""


@dataclass(frozen=True, kw_only=True)
class Layer:
    """Lines of a page's layer in a picture of the page, and whether they are Russian text and no garbage."""

    lines: tuple[Line, ...]
    is_text: bool
    in_place: bool = False
    """Its words stand where the page draws them, whatever the spacing of its letters."""


def read_layer(data: bytes, index: int, width: int, height: int, *, level: bool = False) -> Layer | None:
    """The layer of page `index` (from 0) in pixels of a picture `width` x `height`; None when there is none.

    With `level` a page whose text is all level is read by what draws it, in a tenth of the time.
    """
    drawn = level_signs(data, index, MAX_CHARACTERS) if level else None
    if drawn is not None:
        return _level_layer(*drawn, width, height)
    alone = text_only_page(data, index)
    if alone is None:
        return None
    try:
        with pdfplumber.open(io.BytesIO(alone)) as document:
            page = document.pages[0]
            try:
                return _layer(page, width, height)
            finally:
                page.close()
    except FAULTS:
        return None


def _level_layer(
    signs: Sequence[tuple[str, Place]], size: tuple[float, float], width: int, height: int
) -> Layer | None:
    characters = [
        {
            "text": sign, "x0": x0, "x1": x1, "top": top, "bottom": bottom, "doctop": top, "upright": True,
            "size": bottom - top, "height": bottom - top, "width": x1 - x0,
        }
        for sign, (x0, top, x1, bottom) in signs
    ]  # fmt: skip
    found = extract_words(characters, x_tolerance=WORD_GAP, y_tolerance=WORD_GAP)
    across, down = width / max(size[0], 1e-6), height / max(size[1], 1e-6)
    words = [_word(word, 0.0, 0.0, across, down) for word in found if word["text"].strip()]
    level = [word for word in words if _is_inside(word, width, height)]
    text = " ".join(word.text for word in level)
    return Layer(lines=_lines(level, width, height), is_text=is_russian_text(text, least=FEW_LETTERS), in_place=True)


def _layer(page: Any, width: int, height: int) -> Layer | None:
    characters = [_character(one, page) for one in _characters(page.layout)]
    if not characters or len(characters) > MAX_CHARACTERS:
        return None
    aside = [character for character in characters if not character["upright"]]
    climbs = bool(aside) and float(aside[0]["matrix"][1]) > 0
    found = extract_words(
        characters, x_tolerance=WORD_GAP, y_tolerance=WORD_GAP, char_dir_rotated="btt" if climbs else "ttb",
        extra_attrs=["upright"],
    )  # fmt: skip
    left, top, right, bottom = page.bbox
    across, down = width / max(float(right - left), 1e-6), height / max(float(bottom - top), 1e-6)
    placed = [
        (bool(word["upright"]), _word(word, float(left), float(top), across, down))
        for word in found
        if word["text"].strip()
    ]
    level = [word for upright, word in placed if upright and _is_inside(word, width, height)]
    turned = [word for upright, word in placed if not upright and _is_inside(word, width, height)]
    is_level = len(aside) <= (1 - UPRIGHT_SHARE) * len(characters)
    text = " ".join(word.text for word in level)
    lines = (*_lines(level, width, height), *_turned_lines(turned, climbs))
    return Layer(lines=lines, is_text=is_level and is_russian_text(text))


def _characters(container: LTContainer[Any]) -> Iterator[LTChar]:
    for one in container:
        if isinstance(one, LTChar):
            yield one
        elif isinstance(one, LTContainer):
            yield from _characters(one)


def _character(one: LTChar, page: Any) -> dict[str, Any]:
    """What `extract_words` asks of a character. (pdfplumber's own takes ten times as much, and half of the time)"""
    left, top = page.mediabox[0], page.mediabox[1]
    above = page.height - one.y1 + top
    return {
        "text": one.get_text(), "x0": one.x0 + left, "x1": one.x1 + left, "top": above,
        "bottom": page.height - one.y0 + top, "doctop": above, "upright": one.upright, "size": one.size,
        "height": one.height, "width": one.width, "matrix": one.matrix,
    }  # fmt: skip


def _turned_lines(words: Sequence[Word], climbs: bool) -> tuple[Line, ...]:
    """Words on their side, one column of them a line, in the order in which they are read."""
    columns: list[list[Word]] = []
    for word in sorted(words, key=lambda one: -one.box[3] if climbs else one.box[1]):
        home = next((column for column in columns if _continues(column[-1].box, word.box)), None)
        if home is None:
            columns.append([word])
        else:
            home.append(word)
    return tuple(line_of(column) for column in columns)


def _continues(before: Box, after: Box) -> bool:
    wide = before[2] - before[0]
    beside = min(before[2], after[2]) - max(before[0], after[0]) > 0.5 * wide
    return beside and max(after[1] - before[3], before[1] - after[3]) < TURNED_GAP * wide


def _word(word: dict[str, Any], left: float, top: float, across: float, down: float) -> Word:
    box = (
        round((float(word["x0"]) - left) * across),
        round((float(word["top"]) - top) * down),
        round((float(word["x1"]) - left) * across),
        round((float(word["bottom"]) - top) * down),
    )
    return Word(text=str(word["text"]).strip(), confidence=LAYER_CONFIDENCE, box=box)


def _is_inside(word: Word, width: int, height: int) -> bool:
    x0, y0, x1, y1 = word.box
    return x0 >= -2 and y0 >= -2 and x1 <= width + 2 and y1 <= height + 2 and x1 > x0 and y1 > y0


def _lines(words: Sequence[Word], width: int, height: int) -> tuple[Line, ...]:
    boxes = [word.box for word in words]
    return tuple(
        line_of([words[place] for place in places], column) for column, places in layout.lines(boxes, width, height)
    )
