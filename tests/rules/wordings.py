"""What do papers say, and which kind does a paper with such a text look like?"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.case import KindScore, Line, Page, Word
from pipeline.fields.flow import flow_of
from pipeline.fields.kinds import detected, score_kinds
from pipeline.rules.kind import Kind
from pipeline.rules.loader import load_kinds

_TEXTS: Mapping[str, Any] = tomllib.loads((Path(__file__).parent / "wordings.toml").read_text(encoding="utf-8"))
OURS: Mapping[str, list[str]] = _TEXTS["ours"]
FOREIGN: Mapping[str, str] = _TEXTS["foreign"]


def detect(text: str, kinds: Mapping[str, Kind] | None = None) -> KindScore | None:
    """Name the kind (of `kinds`, default ours) of a paper with this text, one line a line."""
    kinds = kinds or load_kinds()
    lines = tuple(_line(text, 30 * number) for number, text in enumerate(text.splitlines()))
    page = Page(number=1, width=1000, height=1000, lines=lines)
    return detected(score_kinds(flow_of([page]), kinds), kinds)


def _line(text: str, top: int) -> Line:
    box = (0, top, 100, top + 20)
    return Line(words=tuple(Word(text=word, confidence=1.0, box=box) for word in text.split()), box=box)
