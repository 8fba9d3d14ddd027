"""What does the installed `tesseract` program read? (pytesseract)"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal

import pytesseract
from PIL import Image

from pipeline.case import Line, Look, RetryLater
from pipeline.reading.protocol import Layout, Pixels
from pipeline.reading.tesseract_tables import (
    Cell,
    EngineMissing,
    cells_of,
    find_tessdata,
    line_of,
    lines_of,
    models_version,
)

SEGMENTATION: dict[Layout, int] = {"page": 3, "block": 6, "sparse": 11, "line": 7}
ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}
"""Tesseract's own threads make a page five to ten times slower on busy cores."""
RAW_LINE = 13
SPOT_DPI = 300
TIMED_OUT = "timeout"


class PytesseractEngine:
    """The program, started once for a page and once for all crops of a question."""

    def __init__(self, *, tessdata: Path | None = None, timeout: float = 20.0) -> None:
        """`timeout` in seconds for one call. Raises `EngineMissing` when the program or a model is not there."""
        self._tessdata = find_tessdata(tessdata)
        self._timeout = timeout
        try:
            self._program = str(pytesseract.get_tesseract_version())
        except pytesseract.TesseractNotFoundError as error:
            raise EngineMissing("the tesseract program is not installed: install tesseract-ocr") from error
        os.environ.update(ONE_THREAD)  # pytesseract hands its own environment on to the program and takes no other

    @cached_property
    def version(self) -> str:
        return f"pytesseract {self._program} {models_version(self._tessdata)}"

    def read_page(self, image: Pixels, *, layout: Layout = "page", dpi: int = 200) -> tuple[Line, ...]:
        """Read a grey page in Russian. Raises `RetryLater` past the time limit or when the program fails."""
        return lines_of(self._cells([image], "rus", f"--psm {SEGMENTATION[layout]} --dpi {dpi}"))

    def read_lines(self, images: Sequence[Pixels]) -> tuple[Line | None, ...]:
        """Read strips of one line each, all in one start of the program."""
        if not images:
            return ()
        cells = self._cells(images, "rus", f"--psm {RAW_LINE} --dpi {SPOT_DPI}")
        words = [[cell.word for cell in cells if cell.picture == place + 1] for place in range(len(images))]
        return tuple(line_of(read) if read else None for read in words)

    def read_spots(
        self, images: Sequence[Pixels], *, language: Literal["rus", "eng"], allowed: str = "", how: str = ""
    ) -> tuple[Look, ...]:
        """Read crops of one line each, all in one start of the program; it tells no alternatives of symbols."""
        if not images:
            return ()
        only = f" -c tessedit_char_whitelist={allowed}" if allowed else ""
        cells = self._cells(images, language, f"--psm {SEGMENTATION['line']} --dpi {SPOT_DPI}{only}")
        return tuple(_look([cell for cell in cells if cell.picture == place + 1], how) for place in range(len(images)))

    def _cells(self, images: Sequence[Pixels], language: str, options: str) -> tuple[Cell, ...]:
        with tempfile.TemporaryDirectory(prefix="podlinnik-") as folder:
            listed = Path(folder) / "pictures.txt"
            listed.write_text("\n".join(_written(image, Path(folder), place) for place, image in enumerate(images)))
            options = f'--oem 1 --tessdata-dir "{self._tessdata}" {options}'
            try:
                table = pytesseract.image_to_data(str(listed), lang=language, config=options, timeout=self._timeout)
            except pytesseract.TesseractError as error:
                raise RetryLater(f"tesseract ended with status {error.status}") from None
            except RuntimeError as error:
                limit = TIMED_OUT in str(error)
                raise RetryLater("tesseract: time limit" if limit else "tesseract: failed") from None
        return cells_of(str(table))


def _written(image: Pixels, folder: Path, place: int) -> str:
    """Write the picture where the program finds it; pictures too small for it become white ones."""
    path = folder / f"{place}.pgm"
    usable = min(image.shape[:2]) >= 3
    picture = Image.fromarray(image) if usable else Image.new("L", (8, 8), 255)
    picture.convert("L").save(path)
    return str(path)


def _look(cells: Sequence[Cell], how: str) -> Look:
    words = [cell.word for cell in cells]
    confidence = sum(word.confidence for word in words) / len(words) if words else 0.0
    return Look(how=how, text=" ".join(word.text for word in words), confidence=confidence)
