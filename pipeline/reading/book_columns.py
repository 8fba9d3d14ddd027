"""Which columns has a page «Сведения о работе»: number, date, what happened, on what basis?

They are known by how rules down the page stand to each other: the widest column tells what happened, narrow ones before
it are the entry's number and the date (whole, or its three parts), one after it is the basis. Blanks may lack the rules
at the table's left and right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from pipeline.case import Box
from pipeline.reading.book_rules import Rule

EDGE = 0.022
"""Rules nearer to the edge of the page than this share of its width are its edge or the fold."""
TEXT_WIDTH = (0.27, 0.62)
"""Of the column that tells what happened, as a share of the page's width."""
NARROW = (0.035, 0.16)
"""Of each column before it."""
UNFRAMED = 0.107
"""A first rule further from the page's edge than this has the column of numbers before it."""
BESIDE = 0.03
"""Where a table without a rule at its side begins and ends, as a share of the page's width."""
BASIS = (0.1, 0.34)
ALIKE = 0.018
"""Shares of the page's width by which a column differs from page to page."""
LESS_LIKELY = 0.2
"""What columns count for on a page that has likelier ones."""
LEAST_TOLD = 3
"""Of more rules the second tells where they begin."""
STRAY = 0.4
"""A rule inside the widest column speaks against it, by so much of a rule in its place."""


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Rules between columns, from left to right; the number's column is the first, the basis' the last."""

    edges: tuple[Rule, ...]
    top: int
    bottom: int
    dates: int
    """Columns of the date: 3, or 1 where it is not parted."""

    def span(self, first: int, last: int, y: float) -> tuple[float, float]:
        """From where to where columns `first` to `last` reach at a height."""
        return self.edges[first].across(y), self.edges[last + 1].across(y)

    def box(self) -> Box:
        middle = (self.top + self.bottom) / 2
        return round(self.edges[0].across(middle)), self.top, round(self.edges[-1].across(middle)), self.bottom


def columns_of(rules: Sequence[Rule], width: int, height: int) -> Columns | None:
    """The likeliest columns of one page alone; None where rules do not stand as they do in a book."""
    return next((columns for _, columns in candidates_of(rules, width, height)), None)


def candidates_of(rules: Sequence[Rule], width: int, height: int) -> list[tuple[float, Columns]]:
    """What the table's columns on a page of this size may be, the likeliest first, each with its score."""
    inner = [rule for rule in rules if EDGE * width < rule.across(height / 2) < (1 - EDGE) * width]
    found = [
        (len(columns.edges) - STRAY * (other - one - 1) + (columns.bottom - columns.top) / height, columns)
        for one, other in combinations(range(len(inner)), 2)
        if (columns := _around(inner, one, other, width)) is not None
    ]
    return sorted(found, key=lambda scored: -scored[0])


def agreed(pages: Sequence[tuple[Sequence[tuple[float, Columns]], int]]) -> list[Columns | None]:
    """For each page of one book, given its candidates and width, the columns that agree best with the other pages'.

    One blank was printed for all of them: a stray rule on one page gives columns that no other page has, and what lies
    on a title page may agree with columns without the rules inside of a date, but no page is likelier by them.
    """
    every = [(score, _widths(columns, width)) for found, width in pages for score, columns in found]
    if not every:
        return [None for _ in pages]
    usual = max(every, key=lambda one: (_support(one[1], pages), one[0]))[1]
    chosen: list[Columns | None] = []
    for found, width in pages:
        like = [columns for _, columns in found if _alike(_widths(columns, width), usual)]
        chosen.append(like[0] if like else next((columns for _, columns in found), None))
    return chosen


def _support(widths: Sequence[float], pages: Sequence[tuple[Sequence[tuple[float, Columns]], int]]) -> float:
    """The scores of columns like these, over all pages: in full where they are the likeliest of their page."""
    return sum(
        max(
            (
                score * (1.0 if at == 0 else LESS_LIKELY)
                for at, (score, columns) in enumerate(found)
                if _alike(_widths(columns, width), widths)
            ),
            default=0.0,
        )
        for found, width in pages
    )


def _widths(columns: Columns, width: int) -> list[float]:
    places = [rule.at / width for rule in columns.edges]
    return [after - before for before, after in pairwise(places)]


def _alike(one: Sequence[float], other: Sequence[float]) -> bool:
    """The inner columns are equally wide; those at the sides may have been guessed."""
    return len(one) == len(other) and all(abs(a - b) < ALIKE for a, b in zip(one[1:-1], other[1:-1], strict=True))


def _around(rules: list[Rule], index: int, after: int, width: int) -> Columns | None:
    """The table whose widest column lies between these two rules; what is between them is the margin of its text."""
    places = [rule.at / width for rule in rules]
    if not TEXT_WIDTH[0] < places[after] - places[index] < TEXT_WIDTH[1]:
        return None
    left = [rules[index]]
    for rule in reversed(rules[:index]):
        if not NARROW[0] < (left[0].at - rule.at) / width < NARROW[1] or len(left) == 5:
            break
        left.insert(0, rule)
    if len(left) in (2, 4) and left[0].at > UNFRAMED * width:
        left.insert(0, _beside(left[0], -_number_width(left)))
    if len(left) not in (3, 5):
        return None
    right = rules[after : after + 2]
    if len(right) == 1 or not BASIS[0] < (right[1].at - right[0].at) / width < BASIS[1]:
        room = (1 - BESIDE) * width - right[0].at
        right = [right[0], _beside(right[0], min(room, BASIS[1] * width))]
    if right[1].at - right[0].at < BASIS[0] * width:
        return None
    top, bottom = _ends([rule for rule in (*left, *right) if rule in rules])
    return Columns(edges=(*left, *right), top=top, bottom=bottom, dates=len(left) - 2)


def _ends(rules: Sequence[Rule]) -> tuple[int, int]:
    """Where the table begins and ends: a camera's slant shows but a stretch of some rules, and one may run too far."""
    starts, ends = sorted(rule.start for rule in rules), sorted((rule.end for rule in rules), reverse=True)
    return (starts[1], ends[1]) if len(rules) > LEAST_TOLD else (starts[0], ends[0])


def _number_width(left: list[Rule]) -> float:
    """The column of numbers is a little wider than one of the date's."""
    return min(1.35 * (left[1].at - left[0].at), 0.9 * left[0].at) if len(left) > 2 else 0.7 * left[0].at


def _beside(rule: Rule, by: float) -> Rule:
    return Rule(at=max(rule.at + by, 1.0), slant=rule.slant, middle=rule.middle, start=rule.start, end=rule.end)
