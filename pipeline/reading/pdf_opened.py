"""Which page of which PDF is open? (pypdfium2; the last one stays so, for several look at it one after another)"""

from __future__ import annotations

import atexit
from functools import lru_cache
from typing import Any

import pypdfium2 as pdfium

from pipeline.case import Unreadable

FAULTS = (pdfium.PdfiumError, ValueError, IndexError)
"""What `opened_page`, and what is asked of a page, raise on faulty files."""


class PageUnreadable(Unreadable):
    """The page cannot be shown: the document is at fault."""


@lru_cache(maxsize=1)
def opened(data: bytes) -> Any:
    """The document; it closes itself when the next one is opened. Raises `PageUnreadable`."""
    opened_page.cache_clear()
    try:
        return pdfium.PdfDocument(data)
    except (pdfium.PdfiumError, ValueError) as error:
        raise PageUnreadable("the PDF cannot be opened") from error


@lru_cache(maxsize=1)
def opened_page(data: bytes, index: int) -> Any:
    """Page `index` (from 0): to be looked at, never to be changed. Raises `PageUnreadable`, or one of `FAULTS`.

    To load a page is to take all of its drawing apart: that costs as much as to draw it small.
    """
    return opened(data)[index]


def forget() -> None:
    """Nothing of the last document stays open."""
    opened_page.cache_clear()
    opened.cache_clear()


atexit.register(forget)  # before the library closes what is still open, and says so
