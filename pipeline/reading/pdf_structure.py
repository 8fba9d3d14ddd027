"""What is a PDF made of: pages, active content, pictures, weight? (pypdf; nothing is rendered)"""

from __future__ import annotations

import contextlib
import io
import logging
import math
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf import PasswordType
from pypdf.errors import DependencyError, DeprecationError, LimitReachedError, PyPdfError
from pypdf.generic import DictionaryObject, IndirectObject, NullObject

from pipeline.case import Record
from pipeline.reading.pdf_drawing import PAGES_DRAWN, Drawn, Endless
from pipeline.reading.pdf_walk import Survey, survey
from pipeline.reading.pdf_weight import TooHeavy

LIMITS: dict[str, Any] = {
    "maximum_declared_stream_length": 20_000_000,
    "array_based_stream_maximum_output_length": 20_000_000,
    "zlib_maximum_output_length": 20_000_000,
    "lzw_maximum_output_length": 20_000_000,
    "run_length_maximum_output_length": 20_000_000,
    "brotli_maximum_output_length": 20_000_000,
    "stream_decoding_work_maximum_length": 60_000_000,
    "array_maximum_element_count": 100_000,
    "page_tree_maximum_entries": 20_000,
    "jbig2dec_binary": None,  # no outside program is started for an upload
}
FAULTS = (
    PyPdfError, DependencyError, DeprecationError, ValueError, LookupError, TypeError, AttributeError, AssertionError,
    ArithmeticError, RecursionError, NotImplementedError, OSError, EOFError, struct.error, zlib.error,
)  # fmt: skip
"""What pypdf is known to raise on broken files; its manual says that callers must catch more than its own errors."""
MAX_SIDE_PT = 14_400.0
"""The largest page that viewers show: 200 inches (ISO 32000-1, annex C)."""
DEFAULT_PAGE_PT = (612.0, 792.0)
PAGES_MEASURED = 1000


class PdfUnreadable(Exception):
    """The PDF cannot be opened or makes no sense: the document is at fault."""


class PdfEncrypted(Exception):
    """The PDF cannot be opened without a password."""


class PdfStructure(Record):
    """What stands in a PDF. Sizes in points as claimed by the pages (after `/Rotate`): a claim, not a fact."""

    page_count: int
    page_sizes: tuple[tuple[float, float], ...] = ()
    """Of the first 1000 pages."""
    empty_pages: tuple[int, ...] = ()
    """Numbers (from 1) of pages whose content is referred to but is not in the file."""
    active: tuple[str, ...] = ()
    """Names of what is active in it: `JavaScript`, `Launch`, `embedded file` …"""
    largest_image: tuple[int, int] = (0, 0)
    """Width and height in pixels, as its dictionary says."""
    too_heavy: bool = False
    """Its streams unpack to more than the budget: no further program may see it."""


def examine(content: bytes) -> PdfStructure:
    """Walk all that the catalog reaches, within fixed budgets.

    Raises `PdfUnreadable`, `PdfEncrypted`.
    """
    with opened(content) as reader:
        pages = reader.pages
        count = len(pages)
        if count == 0:
            raise PdfUnreadable("the document has no pages")
        shown = [pages[index] for index in range(min(count, PAGES_MEASURED))]
        too_heavy, found, drawn = False, Survey(), Drawn()
        try:
            survey(reader.trailer, found)
            for page in shown[:PAGES_DRAWN]:
                drawn.weigh_page(page)
        except Endless as error:
            raise PdfUnreadable(str(error)) from error
        except TooHeavy:
            too_heavy = True
        return PdfStructure(
            page_count=count,
            page_sizes=tuple(_page_size(page) for page in shown),
            empty_pages=tuple(number for number, page in enumerate(shown, 1) if _lacks_content(page)),
            active=tuple(sorted(found.active)),
            largest_image=max(found.largest_image, drawn.largest_inline, key=math.prod),
            too_heavy=too_heavy,
        )


def page_sizes(content: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height in points of every page (the first 1000), as a viewer shows them.

    Raises `PdfUnreadable`, `PdfEncrypted`.
    """
    with opened(content) as reader:
        return tuple(_page_size(page) for page in reader.pages[:PAGES_MEASURED])


@contextlib.contextmanager
def opened(content: bytes) -> Iterator[pypdf.PdfReader]:
    """A reader under our limits; whatever goes wrong inside becomes `PdfUnreadable` or `PdfEncrypted`."""
    with _silent(), pypdf.apply_configuration(disable_legacy_handling=True, **LIMITS):
        try:
            reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
            if reader.is_encrypted and not _opens_without_password(reader):
                raise PdfEncrypted("a password is needed")
            yield reader
        except LimitReachedError as error:
            raise PdfUnreadable("a limit of the PDF reader was reached") from error
        except FAULTS as error:
            raise PdfUnreadable(f"the PDF reader failed: {type(error).__name__}") from error


def _opens_without_password(reader: pypdf.PdfReader) -> bool:
    """An owner's password alone forbids printing or copying, not reading: the empty user password opens the file."""
    try:
        return reader.decrypt("") != PasswordType.NOT_DECRYPTED
    except (NotImplementedError, DependencyError):  # a handler that needs a certificate or a program
        return False


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """pypdf logs pieces of the documents that it reads: personal data stay out of logs."""
    logger = logging.getLogger("pypdf")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _page_size(page: DictionaryObject) -> tuple[float, float]:
    box = resolved(page.get("/CropBox")) or resolved(page.get("/MediaBox"))
    try:
        x0, y0, x1, y1 = (float(resolved(number)) for number in box)
        unit, rotation = float(resolved(page.get("/UserUnit", 1))), int(resolved(page.get("/Rotate", 0)))
    except (TypeError, ValueError, OverflowError):
        return DEFAULT_PAGE_PT
    width, height = abs(x1 - x0) * unit, abs(y1 - y0) * unit
    if not (0 < width < float("inf") and 0 < height < float("inf")):
        return DEFAULT_PAGE_PT
    return (height, width) if rotation % 180 else (width, height)


def _lacks_content(page: DictionaryObject) -> bool:
    """True where `/Contents` names objects and none of them is in the file: what is left of a truncated upload."""
    if "/Contents" not in page:
        return False
    named = page.raw_get("/Contents")
    found = resolved(named)
    parts = [resolved(part) for part in found] if isinstance(found, list) else [found]
    return bool(parts) and all(part is None for part in parts)


def resolved(value: Any) -> Any:
    """The object that a reference leads to; None for a null."""
    if isinstance(value, IndirectObject):
        value = value.get_object()
    return None if isinstance(value, NullObject) else value
