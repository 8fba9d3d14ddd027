"""Which recognisers are there? (each in a module of its own, loaded when it is asked for)"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pipeline.reading.protocol import Engine

EngineName = Literal["tesserocr", "pytesseract"]


def build_engine(name: EngineName, tessdata: Path | None, seconds: float) -> Engine:
    """The recogniser of that name; `seconds` for one call. Raises `EngineMissing`."""
    if name == "tesserocr":
        from pipeline.reading.engine_tesserocr import TesserocrEngine

        return TesserocrEngine(tessdata=tessdata, timeout=seconds)
    from pipeline.reading.engine_pytesseract import PytesseractEngine

    return PytesseractEngine(tessdata=tessdata, timeout=seconds)
