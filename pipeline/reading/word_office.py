"""What do a Word file's pages look like? (LibreOffice, called in this process through its C interface, LibreOfficeKit)

No program is started and nobody is spoken to: the process may be confined as one that opens pictures is. It is loaded
by the first file and stays what it is: whoever wants the next file apart from this one takes another process.
"""

from __future__ import annotations

import ctypes
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.case import Unreadable

HOOK = "libreofficekit_hook_2"
LOAD_WITH_OPTIONS, GET_DESTROY, SAVE_AS = 4, 1, 2
"""Places in the tables of functions of an office and of a document, after the size of the table (LibreOfficeKit.h);
they stay the same from version to version."""
OPTIONS = b"Batch=true,MacroSecurityLevel=3,EnableMacrosExecution=false"
PDF_OPTIONS = b'{"PageRange":{"type":"string","value":"1-40"},"UseTaggedPDF":{"type":"boolean","value":"false"}}'
SUFFIXES = frozenset({"doc", "docx"})


class OfficeUnreadable(Unreadable):
    """LibreOffice does not open the file: the document is at fault."""


class OfficeMissing(Exception):
    """LibreOffice cannot be loaded."""


class LibreOffice:
    """Loaded when it is first asked. Temporary files and its profile lie in this process's temporary folder."""

    def __init__(self, folder: Path, library: str) -> None:
        self._folder = folder
        self._library = library
        self._kit: int | None = None
        self._loaded: Any = None

    def as_pdf(self, content: bytes, file_format: str) -> bytes:
        """Its pages as a PDF. Raises `OfficeUnreadable`, `OfficeMissing`."""
        if file_format not in SUFFIXES:
            raise OfficeUnreadable(file_format)
        kit = self._ready()
        with tempfile.TemporaryDirectory(prefix="word-") as place:
            given, made = Path(place) / f"word.{file_format}", Path(place) / "word.pdf"
            given.write_bytes(content)
            load = _function(kit, LOAD_WITH_OPTIONS, ctypes.c_void_p, 2)
            document = load(kit, given.as_uri().encode(), OPTIONS)
            if not document:
                raise OfficeUnreadable("it does not open")
            saved = _function(document, SAVE_AS, ctypes.c_int, 3)(document, made.as_uri().encode(), b"pdf", PDF_OPTIONS)
            _function(document, GET_DESTROY, None, 0)(document)
            if not saved or not made.is_file():
                raise OfficeUnreadable("it cannot be shown")
            return made.read_bytes()

    def _ready(self) -> int:
        if self._kit is None:
            profile = Path(tempfile.mkdtemp(prefix="profile-"))
            try:
                self._loaded = ctypes.CDLL(str(self._folder / self._library), mode=ctypes.RTLD_GLOBAL)
                hook = getattr(self._loaded, HOOK)
            except (OSError, AttributeError) as error:
                raise OfficeMissing(type(error).__name__) from None
            hook.restype, hook.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_char_p]
            self._kit = hook(str(self._folder).encode(), profile.as_uri().encode())
            if not self._kit:
                raise OfficeMissing("it does not begin")
        return self._kit


def _function(of: int, place: int, result: Any, texts: int) -> Callable[..., Any]:
    """A function of an object whose first member points to the table of its functions; it takes so many texts."""
    table = ctypes.cast(of, ctypes.POINTER(ctypes.c_void_p))[0]
    address = ctypes.cast(ctypes.c_void_p(table), ctypes.POINTER(ctypes.c_void_p))[place]
    kind = ctypes.CFUNCTYPE(result, ctypes.c_void_p, *[ctypes.c_char_p] * texts)
    return kind(address or 0)
