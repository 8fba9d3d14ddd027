"""What active content, pictures and weight does a PDF's catalog reach? (a walk within fixed budgets)"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from pipeline.case import RetryLater
from pipeline.reading.pdf_pictures import inner_size
from pipeline.reading.pdf_weight import PACKED_PICTURE, Scale, TooHeavy, filters_of, length_of

MAX_OBJECTS = 200_000
"""Dictionaries and arrays visited. A report of 300 pages with fonts and links has some 20 000."""
TIME_LIMIT_S = 20.0
"""Far beyond what `MAX_OBJECTS` take; a machine that is too busy is nobody's fault: `RetryLater`."""
PIXEL_BYTES = 8
"""Four colours of 16 bit."""
BESIDE_PIXELS = 1_000_000
COUNTED_PIXELS = 100_000_000
"""Larger pictures are turned away for their size."""
PROGRAM, MAX_PROGRAM = 4, 8_000
"""A function in PostScript, and its longest in bytes: inks that are mixed take one or two thousand."""
BY_FUNCTION, MAX_SHADING_PROGRAM = 1, 1_000
"""A shading that asks its function at every pixel: a page of it in a thousand bytes takes three seconds."""
ACTIONS = {
    "/JavaScript": "JavaScript",
    "/Launch": "Launch",
    "/SubmitForm": "SubmitForm",
    "/ImportData": "ImportData",
    "/RichMediaExecute": "RichMedia",
    "/Rendition": "Rendition",
    "/GoToE": "embedded file",
}
"""Types of action that do something beyond the page. `/GoTo`, `/URI`, `/Named` and their like only lead somewhere."""
ANNOTATIONS = {
    "/RichMedia": "RichMedia",
    "/FileAttachment": "embedded file",
    "/Movie": "Movie",
    "/Screen": "Screen",
    "/3D": "3D",
}


@dataclass(kw_only=True)
class Survey:
    """What the walk has seen so far."""

    active: set[str] = field(default_factory=set)
    largest_image: tuple[int, int] = (0, 0)


def survey(trailer: DictionaryObject, found: Survey) -> None:
    """Visit each object that `trailer`'s catalog reaches once, without recursion, and note in `found` what it is.

    Raises `TooHeavy` when a budget is spent (`found` keeps what was seen), `RetryLater` after the time limit,
    and whatever pypdf raises on a broken object.
    """
    scale = Scale()
    until = time.monotonic() + TIME_LIMIT_S
    seen: set[tuple[int, int]] = set()
    heap: list[Any] = [trailer.raw_get("/Root")]
    visited = 0
    while heap:
        item = heap.pop()
        if isinstance(item, IndirectObject):
            if (item.idnum, item.generation) in seen:
                continue
            seen.add((item.idnum, item.generation))
            item = item.get_object()
        if not isinstance(item, (DictionaryObject, ArrayObject)):
            continue
        visited += 1
        if visited > MAX_OBJECTS:
            raise TooHeavy("the document has too many objects")
        if time.monotonic() > until:
            raise RetryLater("pdf_walk: time limit")
        if isinstance(item, ArrayObject):
            heap.extend(list(item))
        else:
            _note(item, found)
            if isinstance(item, StreamObject):
                _weigh(item, found, scale)
            _check_program(item)
            heap.extend(item.raw_get(key) for key in item)


def _note(item: DictionaryObject, found: Survey) -> None:
    kind, subtype = _name(item, "/S"), _name(item, "/Subtype")
    if kind in ACTIONS and not (kind == "/Rendition" and "/JS" not in item):
        found.active.add(ACTIONS[kind])
    if subtype in ANNOTATIONS and ("/Rect" in item or subtype == "/FileAttachment"):
        found.active.add(ANNOTATIONS[subtype])
    if "/JS" in item:
        found.active.add("JavaScript")
    if "/XFA" in item:
        found.active.add("XFA")
    if isinstance(item.get("/EF"), DictionaryObject):
        found.active.add("embedded file")


def _weigh(item: StreamObject, found: Survey, scale: Scale) -> None:
    filters = filters_of(item)
    packing = filters[-1] if filters and filters[-1] in PACKED_PICTURE else None
    size = (_whole(item, "/Width"), _whole(item, "/Height"))
    is_picture = _name(item, "/Subtype") == "/Image"
    if is_picture or ("/Width" in item and "/Height" in item):  # inside fonts and soft masks some have no subtype
        _note_size(found, size)
    elif packing:
        raise TooHeavy("a stream that is no picture is packed as one")
    if packing:
        packed = item._data if len(filters) == 1 else scale.inside(item._data, filters)
        _note_size(found, inner_size(packed, packing))
    elif is_picture and len(filters) == 1:
        _check_picture(item, size)
    else:
        scale.weigh(item._data, filters)


def _check_picture(item: StreamObject, size: tuple[int, int]) -> None:
    """What is packed once is bounded by its width and height, which are judged by themselves: it must keep to them."""
    most = size[0] * size[1] * PIXEL_BYTES + BESIDE_PIXELS
    if size[0] * size[1] <= COUNTED_PIXELS and length_of(item, most) > most:
        raise TooHeavy("a picture unpacks to more than its width and height")


def _check_program(item: DictionaryObject) -> None:
    """Functions that are programs run for every pixel that they colour."""
    if isinstance(item, StreamObject) and _whole(item, "/FunctionType") == PROGRAM:
        if length_of(item, MAX_PROGRAM) > MAX_PROGRAM:
            raise TooHeavy("a function is too long a program")
    elif _whole(item, "/ShadingType") == BY_FUNCTION:
        functions = item.get("/Function")
        for function in functions if isinstance(functions, ArrayObject) else [functions]:
            made = function.get_object() if isinstance(function, IndirectObject) else function
            if isinstance(made, StreamObject) and length_of(made, MAX_SHADING_PROGRAM) > MAX_SHADING_PROGRAM:
                raise TooHeavy("a shading is too long a program")


def _note_size(found: Survey, size: tuple[int, int]) -> None:
    if size[0] * size[1] > found.largest_image[0] * found.largest_image[1]:
        found.largest_image = size


def _name(item: DictionaryObject, key: str) -> str:
    value = item.get(key)
    return str(value) if isinstance(value, str) else ""


def _whole(item: DictionaryObject, key: str) -> int:
    value = item.get(key)
    return max(0, int(value)) if isinstance(value, (int, float)) else 0
