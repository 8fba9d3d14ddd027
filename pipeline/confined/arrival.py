"""Is what a process that opened a hostile file tells what it may tell?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from typing import Annotated, TypeVar

from pydantic import BaseModel, Field, TypeAdapter

from pipeline.cabinet.deltas import apply_delta, with_lines
from pipeline.case import Case, Look

MOST_PAGES = 50
LONGEST_SIDE = 20_000
MOST_LOOKS = 64
LIKENESSES = TypeAdapter(tuple[Annotated[float, Field(ge=-1.001, le=1.001)], ...])
LOOKS = TypeAdapter(tuple[Look, ...])
Model = TypeVar("Model", bound=BaseModel)


class Malformed(Exception):
    """It is not. Told without what it holds."""


def fuller(case: Case, added: bytes, lines: bytes, slots: Set[str], codes: Set[str]) -> Case:
    """`case` with what a stage added, JSON, in these slots alone, and findings of these codes. Raises `Malformed`."""
    try:
        filled = json.loads(added)
        if not isinstance(filled, dict) or not filled.keys() <= {*slots, "findings"}:
            raise Malformed("a slot that the stage does not fill")
        whole = apply_delta(case, added.decode())
        if lines:
            whole = with_lines(whole, lines.decode())
    except (ValueError, TypeError, RecursionError):
        raise Malformed("no partial case") from None
    if not {finding.code for finding in whole.findings} <= codes:
        raise Malformed("a finding that is not known")
    leads = {trace.document_id for trace in whole.traces} - {None}
    if len(whole.traces) < len(case.traces) or not leads <= {trace.document_id for trace in case.traces}:
        raise Malformed("traces that were there are not, or lead to what it cannot know of")
    _check_pages(whole)
    return whole


def looks(told: bytes) -> tuple[Look, ...]:
    """Raises `Malformed`."""
    try:
        seen = LOOKS.validate_json(told)
    except ValueError:
        raise Malformed("no looks") from None
    if len(seen) > MOST_LOOKS:
        raise Malformed("more looks than there are ways to look")
    return seen


def likenesses(told: bytes, count: int) -> tuple[float, ...]:
    """So many numbers. Raises `Malformed`."""
    try:
        found = LIKENESSES.validate_json(told)
    except ValueError:
        raise Malformed("no likenesses") from None
    if len(found) != count:
        raise Malformed("another number of likenesses")
    return found


def record(model: type[Model], told: bytes) -> Model:
    """Raises `Malformed`."""
    try:
        return model.model_validate_json(told)
    except ValueError:
        raise Malformed(f"no {model.__name__}") from None


def _check_pages(case: Case) -> None:
    pages = case.pages or ()
    sides: Mapping[int, tuple[int, int]] = {page.number: (page.width, page.height) for page in pages}
    if len(pages) > MOST_PAGES or len(sides) < len(pages) or not all(number >= 1 for number in sides):
        raise Malformed("pages that no document has")
    if not all(1 <= side <= LONGEST_SIDE for both in sides.values() for side in both):
        raise Malformed("a page that nobody can draw")
