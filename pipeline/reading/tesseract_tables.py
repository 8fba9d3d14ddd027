"""How do Tesseract's tables become lines and words, and where are its models?"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.case import Box, Line, Word

LANGUAGES = ("rus", "eng")
WORD_LEVEL = 5
DEBIAN_TESSDATA = Path("/usr/share/tesseract-ocr")
OTHER_TESSDATA = ("/usr/share/tessdata", "/usr/local/share/tessdata")


class EngineMissing(Exception):
    """The recogniser or one of its languages is not installed; the message says what to install."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A word of a table: the picture and the line it belongs to, its text, confidence and place."""

    picture: int
    line: tuple[int, int, int]
    word: Word


def find_tessdata(chosen: Path | None = None) -> Path:
    """Folder of the models: the one chosen, else Debian's newest. Raises `EngineMissing`."""
    candidates = (
        [chosen] if chosen else [*sorted(DEBIAN_TESSDATA.glob("*/tessdata"), reverse=True), *map(Path, OTHER_TESSDATA)]
    )
    for folder in candidates:
        if any(folder.glob("*.traineddata")):
            check_languages(folder)
            return folder
    raise EngineMissing("no Tesseract models found: install tesseract-ocr, tesseract-ocr-rus and tesseract-ocr-eng")


def check_languages(tessdata: Path) -> None:
    """Raise `EngineMissing` when a language that we read is not there: Tesseract itself would go on in silence."""
    missing = [name for name in LANGUAGES if not (tessdata / f"{name}.traineddata").is_file()]
    if missing:
        packages = " ".join(f"tesseract-ocr-{name}" for name in missing)
        raise EngineMissing(f"Tesseract has no model for {', '.join(missing)}: install {packages}")


def models_version(tessdata: Path) -> str:
    """`rus:1a2b3c eng:4d5e6f`: the models by the beginning of their hashes."""
    hashes = ((name, hashlib.sha256((tessdata / f"{name}.traineddata").read_bytes()).hexdigest()) for name in LANGUAGES)
    return " ".join(f"{name}:{digest[:6]}" for name, digest in hashes)


def cells_of(table: str) -> tuple[Cell, ...]:
    """Words of a TSV table with or without its heading; empty words are left out."""
    rows = (row.split("\t", 11) for row in table.splitlines())
    return tuple(_cell(row) for row in rows if len(row) == 12 and row[0] == str(WORD_LEVEL) and row[11].strip())


def _cell(row: Sequence[str]) -> Cell:
    picture, block, paragraph, line, _, left, top, width, height = (int(part) for part in row[1:10])
    confidence = min(max(float(row[10]) / 100, 0.0), 1.0)
    box = (left, top, left + width, top + height)
    word = Word(text=row[11].strip(), confidence=round(confidence, 3), box=box)
    return Cell(picture=picture, line=(block, paragraph, line), word=word)


def lines_of(cells: Sequence[Cell]) -> tuple[Line, ...]:
    """Lines in the order in which the recogniser gave them."""
    grouped: dict[tuple[int, tuple[int, int, int]], list[Word]] = {}
    for cell in cells:
        grouped.setdefault((cell.picture, cell.line), []).append(cell.word)
    return tuple(line_of(words) for words in grouped.values())


def line_of(words: Sequence[Word], column: int = 0) -> Line:
    """A line of these words; its box holds all of theirs."""
    return Line(words=tuple(words), box=union([word.box for word in words]), column=column)


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds all boxes."""
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
