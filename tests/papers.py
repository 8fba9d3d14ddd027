"""Pages as a recogniser would hand them over, built from lines of text. All people and numbers are invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.case import Choice, Line, Look, Page, TextSource, Value, Word
from pipeline.fields.flow import Flow, Token, flow_of

WIDTH, HEIGHT = 1600, 1200
LETTER = 20
LEADING = 34
"""From one line to the next, in pixels; an empty string leaves such a gap too."""


@dataclass(frozen=True, kw_only=True)
class At:
    """A line of text in its place: `x`, `y` of its upper left corner."""

    text: str
    x: int = 100
    y: int
    column: int = 0
    height: int = LETTER
    confidence: float = 0.95


def line(at: At) -> Line:
    """Words side by side, each letter 0.6 heights wide."""
    words, x = [], at.x
    for text in at.text.split():
        width = round(0.6 * at.height * len(text))
        words.append(Word(text=text, confidence=at.confidence, box=(x, at.y, x + width, at.y + at.height)))
        x += width + at.height // 2
    return Line(words=tuple(words), box=(at.x, at.y, x, at.y + at.height), column=at.column)


def page(*lines: str | At, number: int = 1, source: TextSource = TextSource.OCR) -> Page:
    """Strings stand one under the other from the top of the page, `At` stands where it says."""
    placed = [
        each if isinstance(each, At) else At(text=each, y=60 + LEADING * index) for index, each in enumerate(lines)
    ]
    return Page(
        number=number, width=WIDTH, height=HEIGHT, source=source, lines=tuple(line(at) for at in placed if at.text)
    )


def flow(*lines: str | At) -> Flow:
    return flow_of([page(*lines)])


def words(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


def saw(*texts: str, confidence: float = 0.9) -> tuple[Look, ...]:
    """Different looks at a spot, each with what it read."""
    return tuple(Look(how=f"eng {way}", text=text, confidence=confidence) for way, text in enumerate(texts))


def hesitant(text: str, **second: float) -> Look:
    """A look whose symbols were sure but for the last one, which could also be `second`'s (`_3=0.4`)."""
    choices = [(Choice(text=symbol, confidence=0.9),) for symbol in text]
    others = tuple(Choice(text=name.strip("_"), confidence=share) for name, share in second.items())
    return Look(how="eng 36px", text=text, confidence=0.8, choices=(*choices[:-1], (*choices[-1], *others)))


def value(field: str, read: str | int | bool, *, confidence: float = 0.97, **more: object) -> Value:
    """A value as extraction hands it over, the page and three looks agreeing unless `more` says otherwise."""
    given: dict[str, object] = {
        "field": field, "value": read, "raw": str(read), "confidence": confidence, "page": 1, "trust": 0.95,
        "box": (100, 100, 200, 120), "looks": saw(str(read), str(read), str(read)), "agreed": 4,
    }  # fmt: skip
    return Value.model_validate(given | more)
