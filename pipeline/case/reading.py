"""What was read on the paper, where, and how surely?"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from pipeline.case.employment import WorkHistory
from pipeline.case.record import IDENTITY, Box, Matrix, Record, Share


class Choice(Record):
    """What a symbol could also be, with the recogniser's probability."""

    text: str
    confidence: Share


class Word(Record):
    """A word as read. `choices` holds, symbol by symbol, the likely readings, best first; empty when unknown."""

    text: str
    confidence: Share
    box: Box
    choices: tuple[tuple[Choice, ...], ...] = ()


class Line(Record):
    """Words of one line, left to right. `column` counts the halves of a spread from 0."""

    words: tuple[Word, ...]
    box: Box
    column: int = 0

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


class TextSource(StrEnum):
    TEXT_LAYER = "text_layer"
    OCR = "ocr"


class Page(Record):
    """One page as read, upright. `transform` maps pixels of the decoded source to pixels of the preview."""

    number: int
    width: int
    height: int
    rotation: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise by which the source was turned to stand upright."""
    transform: Matrix = IDENTITY
    source: TextSource = TextSource.OCR
    is_photo: bool = False
    text_height: float | None = None
    """Median height of lower-case letters, in preview pixels."""
    lines: tuple[Line, ...] = ()
    tables: Annotated[tuple[tuple[Box, ...], ...], Field(max_length=40)] = ()
    """The cells of each ruled table, row by row from the left; looked for where the kind has such tables. Words whose
    middle lies in a cell are the cell's."""
    layer_differs: bool = False
    """The text layer exists but was not believed: it is garbage, or the pixels say something else."""


class Look(Record):
    """One reading of a spot by one recogniser in one way, e.g. `eng digits 36px`."""

    how: str
    text: str
    confidence: Share
    choices: tuple[tuple[Choice, ...], ...] = ()


class Alternative(Record):
    """What a value could be instead, normalised, with the evidence for it."""

    value: str
    confidence: Share


class Value(Record):
    """A field's value with its evidence."""

    field: str
    value: str | int | bool
    """Normalised as the contract says: ISO dates, nominative names, numbers without spaces."""
    raw: str
    confidence: Share
    """How surely the symbols were read."""
    trust: Share = 1.0
    """How much the place speaks for its being this field."""
    page: int
    box: Box | None = None
    source: str = "ocr"
    alternatives: tuple[Alternative, ...] = ()
    looks: tuple[Look, ...] = ()
    agreed: int = 0
    """So many readings, the page's own among them, saw just this in every spot."""
    spots: tuple[Box, ...] = ()
    """Where the looks looked: one box a word that holds digits."""


class Presence(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    UNSURE = "unsure"


class Mark(Record):
    """A signature or a seal: is it there, where, and how sure is that."""

    name: Literal["signature", "seal"]
    presence: Presence
    confidence: Share
    page: int | None = None
    box: Box | None = None


class KindScore(Record):
    kind: str
    score: float
    variant: str | None = None


class Reading(Record):
    """What the paper says, read without knowing what was expected."""

    kind_detected: str | None
    variant: str | None = None
    kind_scores: tuple[KindScore, ...] = ()
    fields: dict[str, Value] = Field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    history: WorkHistory | None = None
    """What a paper about work tells, row by row; None of other kinds."""
    e_signature_stamp: bool = False
    """The printed stamp «Документ подписан электронной подписью» stands on a page: text, not proof."""
