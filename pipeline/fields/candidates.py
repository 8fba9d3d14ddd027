"""What could a field's value be, and where? (the records of the search)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.case import Box
from pipeline.fields.flow import Token, union


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Values of one or several fields read from the same words."""

    values: dict[str, str | int | bool]
    tokens: tuple[Token, ...]
    trust: float
    """How much place, form and reading speak for it, 0 to 1."""
    raw: str = ""
    pattern: str | None = None
    """The regular expression it satisfied, for numbers."""

    @property
    def box(self) -> Box:
        return union([token.box for token in self.tokens])

    @property
    def page(self) -> int:
        return self.tokens[0].page

    @property
    def confidence(self) -> float:
        return confidence(self.tokens)


def text_of(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


def confidence(tokens: Sequence[Token]) -> float:
    """How surely the words were read: the least sure word counts half, their mean the other half."""
    if not tokens:
        return 0.0
    each = [token.word.confidence for token in tokens]
    return (min(each) + sum(each) / len(each)) / 2


def choose(candidates: Sequence[Candidate]) -> dict[str, Candidate]:
    """For each field the most trusted candidate; no word serves two fields unless one candidate fills both.

    A date claimed by «Дата выдачи» is thereby not also the protocol's date.
    """
    chosen: dict[str, Candidate] = {}
    taken: set[int] = set()
    for candidate in sorted(candidates, key=lambda c: -c.trust):
        words = {id(token) for token in candidate.tokens}
        open_fields = [field for field in candidate.values if field not in chosen]
        if not open_fields or (words & taken):
            continue
        taken |= words
        for field in open_fields:
            chosen[field] = candidate
    return chosen
