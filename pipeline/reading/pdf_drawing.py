"""How much does a page draw, when what is drawn within drawings counts as often as it is drawn?

A form of ten lines that draws a form of ten lines, and so on, is a billion drawings in two kilobytes: no walk that
sees each object once notices, and what draws pages hangs. So do letters that are drawings (Type 3) and patterns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from pipeline.reading.pdf_letters import weigh_font
from pipeline.reading.pdf_weight import LZW, RUN_LENGTH, TooHeavy, bytes_of, filters_of, length_of

DRAWN = 10_000_000
"""Bytes of operators that a page may draw. The costliest take pdfium a second and 60 MB a million; a page of
vector ornament has some hundred thousand."""
PIXELS_A_BYTE = 100
"""A picture costs as much as so many of its pixels' share of bytes, each time that it is drawn."""
DEEPEST = 20
"""Forms within forms. Honest programs make three or four."""
PAGES_DRAWN = 40
UNPACKED = 40_000_000
"""Bytes of operators in the whole document that are unpacked to be looked through."""
SLOWLY = 10
"""How much longer LZW, run lengths and predictors take than Flate."""
KEPT_LETTERS = 20
"""A drawn letter with nothing drawn in it is kept by what draws it: so many cost as much as one."""
SLOW = LZW | RUN_LENGTH
NAMES = re.compile(rb"/([^\s()<>\[\]{}/%]+)")
STRINGS = re.compile(rb"\(([^()]*)|<([0-9A-Fa-f\s]*)>")
INLINE = re.compile(rb"\bBI\s")
INLINE_HEAD = 600
MOST_INLINE = 100_000
INLINE_SIZE = re.compile(rb"/(W|Width|H|Height)\s*(\d{1,10})")


class Endless(TooHeavy):
    """What is drawn draws itself."""


class Drawn:
    """What the pages of one document draw; `largest_inline` is the largest picture written out among operators."""

    def __init__(self) -> None:
        self.largest_inline = (0, 0)
        self._left = UNPACKED
        self._weights: dict[int, int] = {}
        self._under_way: set[int] = set()
        self._fonts: set[int] = set()

    def weigh_page(self, page: DictionaryObject) -> None:
        """Raises `TooHeavy`, `Endless` for what no further program should draw."""
        resources = _dictionary(page.get("/Resources"))
        total = 0
        for part in _parts(page.get("/Contents")):
            total = self._bounded(total + self._stream(part, resources, 0))
        for annotation in _parts(page.get("/Annots"), DictionaryObject):
            for look in _looks(annotation):
                total = self._bounded(total + self._stream(look, resources, 0))

    def _stream(self, drawn: StreamObject, resources: DictionaryObject, depth: int) -> int:
        key = id(drawn)
        if key in self._under_way:
            raise Endless("a drawing draws itself")
        if key not in self._weights:
            if depth > DEEPEST:
                raise TooHeavy("drawings are nested too deeply")
            self._under_way.add(key)
            own = _dictionary(drawn.get("/Resources"))
            self._weights[key] = self._weighed(drawn, own if own else resources, depth)
            self._under_way.discard(key)
        return self._weights[key]

    def _weighed(self, drawn: StreamObject, resources: DictionaryObject, depth: int) -> int:
        content = self._content(drawn)
        self._note_inline(content)
        named = Counter(match[1] for match in NAMES.finditer(content))
        total = len(content)
        for kind in ("/XObject", "/Pattern", "/ExtGState", "/Font"):
            for name, value in _dictionary(resources.get(kind)).items():
                times = named[name[1:].encode("latin-1", "replace")]
                if not times:
                    continue
                if kind == "/Font":
                    weight = self._letter(_dictionary(value), resources, depth)
                    times = _letters(content) if weight else 0
                else:
                    weight = self._used(kind, _resolved(value), resources, depth)
                total = self._bounded(total + times * weight)
        return total

    def _content(self, drawn: StreamObject) -> bytes:
        if length_of(drawn, DRAWN) > DRAWN:
            raise TooHeavy("a page draws more than is allowed")
        is_slow = bool(SLOW.intersection(filters_of(drawn))) or "/DecodeParms" in drawn
        content = drawn.get_data() if is_slow else bytes_of(drawn, DRAWN)
        self._left -= len(content) * (SLOWLY if is_slow else 1)
        if self._left < 0:
            raise TooHeavy("the pages draw more than is allowed")
        return content

    def _used(self, kind: str, value: Any, resources: DictionaryObject, depth: int) -> int:
        if kind == "/ExtGState":
            mask = _resolved(_dictionary(_dictionary(value).get("/SMask")).get("/G"))
            return self._stream(mask, resources, depth + 1) if isinstance(mask, StreamObject) else 0
        if not isinstance(value, StreamObject):
            return 0
        if value.get("/Subtype") == "/Image":
            return _whole(value.get("/Width")) * _whole(value.get("/Height")) // PIXELS_A_BYTE
        return self._stream(value, resources, depth + 1)

    def _letter(self, font: DictionaryObject, resources: DictionaryObject, depth: int) -> int:
        """The heaviest letter of a font whose letters are drawings; 0 for any other."""
        if id(font) not in self._fonts:
            self._fonts.add(id(font))
            weigh_font(font)
        own = _dictionary(font.get("/Resources"))
        heaviest = 0
        for value in _dictionary(font.get("/CharProcs")).values():
            glyph = _resolved(value)
            if isinstance(glyph, StreamObject):
                weight = self._stream(glyph, own if own else resources, depth + 1)
                plain = weight <= length_of(glyph, DRAWN)
                heaviest = max(heaviest, weight // KEPT_LETTERS if plain else weight)
        return heaviest

    def _bounded(self, total: int) -> int:
        if total > DRAWN:
            raise TooHeavy("a page draws more than is allowed")
        return total

    def _note_inline(self, content: bytes) -> None:
        for count, begin in enumerate(INLINE.finditer(content)):
            if count > MOST_INLINE:
                raise TooHeavy("too many pictures are written out")
            end = content.find(b"ID", begin.end(), begin.end() + INLINE_HEAD)
            sides = {key[:1]: int(value) for key, value in INLINE_SIZE.findall(content, begin.end(), max(end, 0))}
            size = (sides.get(b"W", 0), sides.get(b"H", 0))
            if size[0] * size[1] > self.largest_inline[0] * self.largest_inline[1]:
                self.largest_inline = size


def _letters(content: bytes) -> int:
    """How many letters the strings of a content show, at most."""
    return sum(len(match[1] or b"") + len(match[2] or b"") // 2 for match in STRINGS.finditer(content))


def _parts(value: Any, kind: type[DictionaryObject] = StreamObject) -> Iterator[Any]:
    """The streams (dictionaries) of a page's entry that is one or an array of them."""
    found = _resolved(value)
    for part in found if isinstance(found, ArrayObject) else [found]:
        resolved = _resolved(part)
        if isinstance(resolved, kind):
            yield resolved


def _looks(annotation: DictionaryObject) -> Iterator[StreamObject]:
    normal = _resolved(_dictionary(annotation.get("/AP")).get("/N"))
    if isinstance(normal, StreamObject):
        yield normal
    elif isinstance(normal, DictionaryObject):
        yield from (look for value in normal.values() if isinstance(look := _resolved(value), StreamObject))


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _dictionary(value: Any) -> DictionaryObject:
    found = _resolved(value)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _whole(value: Any) -> int:
    number = _resolved(value)
    return max(0, int(number)) if isinstance(number, (int, float)) else 0
