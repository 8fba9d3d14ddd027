"""What could a field's value be, and where? (the records of the search)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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


def _fuller_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    """A candidate that says all that another says from the same words, and more, is trusted as much as that one.

    «Серия 107704 № 0123456» is one value, though «Серия» alone is the surer label.
    """
    lifted = []
    for candidate in candidates:
        own = {id(token) for token in candidate.tokens}
        within = [
            other.trust
            for other in candidates
            if len(other.values) < len(candidate.values)
            and other.values.items() <= candidate.values.items()
            and {id(token) for token in other.tokens} <= own
        ]
        lifted.append(replace(candidate, trust=max([candidate.trust, *within])) if within else candidate)
    return lifted


def choose(candidates: Sequence[Candidate]) -> dict[str, Candidate]:
    """For each field the most trusted candidate; no word serves two fields unless one candidate fills both.

    A date claimed by «Дата выдачи» is thereby not also the protocol's date.
    """
    chosen: dict[str, Candidate] = {}
    taken: set[int] = set()
    for candidate in sorted(_fuller_first(candidates), key=lambda c: (-c.trust, -len(c.values))):
        words = {id(token) for token in candidate.tokens}
        open_fields = [field for field in candidate.values if field not in chosen]
        if not open_fields or (words & taken):
            continue
        taken |= words
        for field in open_fields:
            chosen[field] = candidate
    return chosen
