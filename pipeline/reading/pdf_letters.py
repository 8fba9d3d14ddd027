"""How many letters does a PDF's font speak of? (tables of ranges that a reader would write out)"""

from __future__ import annotations

import re
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from pipeline.reading.pdf_weight import TooHeavy, bytes_of, length_of

MOST_LETTERS = 1_500_000
"""All of Unicode has 1,114,112 places; a font of a document has a few thousand letters."""
MAX_TABLE = 4_000_000
"""Bytes of a table, unpacked."""
RANGES = re.compile(rb"begin(?:bf|cid|notdef)range\b(.*?)(?:end(?:bf|cid|notdef)range\b|\Z)", re.DOTALL)
RANGE = re.compile(rb"<\s*([0-9A-Fa-f]{1,16})\s*>\s*<\s*([0-9A-Fa-f]{1,16})\s*>\s*(?:<[^>]*>|\[[^\]]*\]|\d+)")
"""First code, last code, and what they stand for."""
WIDTHS = ("/W", "/W2")


def weigh_font(font: DictionaryObject) -> None:
    """Raises `TooHeavy` where a font's tables speak of more letters than there are."""
    for key in ("/ToUnicode", "/Encoding"):
        table = _resolved(font.get(key))
        if isinstance(table, StreamObject):
            _weigh_table(table)
    descendants = _resolved(font.get("/DescendantFonts"))
    for part in descendants if isinstance(descendants, ArrayObject) else ():
        descendant = _resolved(part)
        if isinstance(descendant, DictionaryObject):
            for key in WIDTHS:
                _check_widths(_resolved(descendant.get(key)))


def _weigh_table(table: StreamObject) -> None:
    if length_of(table, MAX_TABLE) > MAX_TABLE:
        raise TooHeavy("a table of letters unpacks to more than is allowed")
    ranges = (found for section in RANGES.finditer(bytes_of(table, MAX_TABLE)) for found in RANGE.finditer(section[1]))
    letters = sum(max(0, int(found[2], 16) - int(found[1], 16)) for found in ranges)
    if letters > MOST_LETTERS:
        raise TooHeavy("a table speaks of more letters than there are")


def _check_widths(widths: Any) -> None:
    """Ranges stand as first, last, width: no number of a letter is as large as all of Unicode."""
    for value in widths if isinstance(widths, ArrayObject) else ():
        number = _resolved(value)
        if isinstance(number, (int, float)) and abs(number) > MOST_LETTERS:
            raise TooHeavy("widths are given for more letters than there are")


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value
