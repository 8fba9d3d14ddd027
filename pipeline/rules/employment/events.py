"""Which event does an entry of a labour book or an extract tell? (wordings: `dictionaries/employment_events.toml`)"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from pipeline.case import EventKind
from pipeline.rules.spelling import normalise

WORDINGS = Path(__file__).parent.parent / "dictionaries" / "employment_events.toml"
FORGIVEN_FROM = 7
"""Words of so many letters may have one misread, of twice as many two."""
_ANNULLED = re.compile(
    r"запись\s+(?:за\s+)?(?:номером|№|N|n|Ne)?\s*(\d{1,3})\s*(?:считать\s+)?(?:недействительн|аннулирован|отменен|отменён)",
    re.IGNORECASE,
)
_NEW_NAME = re.compile(
    r"(?:переименован\w*|преобразован\w*|реорганизован\w*.{0,60}?)\s+в\s+(?P<new>.+?)"
    r"(?=\s+(?:с|на\s+основании|согласно|в\s+соответствии|приказ\w*)\s|\s*[;.]?\s*$)",
    re.IGNORECASE | re.DOTALL,
)
_OLD_NAME = re.compile(
    r"(?P<old>\S.*?)\s+(?:с\s+[\d.«»\s]+\S*\s+)?(?:переименован|преобразован|реорганизован)",
    re.IGNORECASE | re.DOTALL,
)
_OF_POSITION = re.compile(r"\bдолжност\w*\b.{0,120}\bпереименован", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class EventFound:
    """`score` is 1 where the word stands there letter by letter, less where letters were misread."""

    event: EventKind
    score: float


@dataclass(frozen=True, kw_only=True)
class _Words:
    alone: tuple[str, ...]
    stems: tuple[str, ...]


@lru_cache(maxsize=8192)
def event_of(text: str) -> EventFound | None:
    """The event that an entry's text tells; None when it tells none that is known."""
    words = normalise(text).replace("-", " ").split()
    if not words:
        return None
    alone = _alone("".join(words))
    if alone is not None:
        return alone
    for word in words:
        found = _begins(word)
        if found is not None:
            position = found.event is EventKind.RENAMING and _OF_POSITION.search(text)
            return EventFound(event=EventKind.TRANSFER, score=found.score) if position else found
    return None


def annulled_by(text: str) -> int | None:
    """The number of the entry that this one makes invalid: «Запись за № 7 недействительна»."""
    match = _ANNULLED.search(" ".join(text.split()))
    return int(match[1]) if match else None


def new_name(text: str) -> str | None:
    """What the employer is called from now on: «… переименовано в ГБУЗ «…» с 01.02.2015»."""
    match = _NEW_NAME.search(text)
    return " ".join(match["new"].split()) if match else None


def old_name(text: str) -> str | None:
    """What it was called until now, where the entry says so."""
    match = _OLD_NAME.match(text.strip())
    return " ".join(match["old"].split()) if match else None


@lru_cache(maxsize=1)
def _wordings() -> Mapping[EventKind, _Words]:
    data = tomllib.loads(WORDINGS.read_text(encoding="utf-8"))
    return {
        EventKind(name): _Words(
            alone=tuple(words.replace(" ", "") for words in said["alone"]), stems=tuple(said["stems"])
        )
        for name, said in data.items()
    }


def _alone(whole: str) -> EventFound | None:
    """A cell that holds nothing but the event, wrapped and misread as it may be."""
    found = [
        (distance, event)
        for event, said in _wordings().items()
        for words in said.alone
        if (distance := OSA.distance(words, whole)) <= len(words) // FORGIVEN_FROM or (distance == 1 and len(words) > 4)
    ]
    if not found:
        return None
    distance, event = min(found, key=lambda one: one[0])
    return EventFound(event=event, score=1.0 - 0.1 * distance)


def _begins(word: str) -> EventFound | None:
    found: list[tuple[int, int, EventKind]] = []
    for event, said in _wordings().items():
        for stem in said.stems:
            distance = _off(stem, word)
            if distance is not None:
                found.append((distance, -len(stem), event))
    if not found:
        return None
    distance, _, event = min(found)
    return EventFound(event=event, score=1.0 - 0.1 * distance)


def _off(stem: str, word: str) -> int | None:
    """By how many letters the word's beginning differs from the stem; None when it is another word."""
    if word.startswith(stem):
        return 0
    allowed = len(stem) // FORGIVEN_FROM
    if not allowed or len(word) < len(stem) - allowed:
        return None
    distance = min(OSA.distance(stem, word[: len(stem) + more]) for more in (-1, 0, 1))
    return distance if distance <= allowed else None
