"""In which order do a labour book's pages belong, and is one missing?

The number printed at a page's edge says so; left pages of a spread are even, right ones odd, and what is printed on one
tells the other. Where some spread has no legible number, the numbers of entries tell; where those do not, a spread goes
where the file has it, after the one before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.case.book import BookPage

SURE = 0.9


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """Pages as the book has them; printed numbers of pages between them that nobody handed in."""

    pages: tuple[BookPage, ...]
    missing: tuple[int, ...] = ()
    numbered: bool = True
    """Every page that is written on has its number, itself or by its neighbour."""


def in_order(pages: Sequence[BookPage]) -> Ordered:
    """The pages by their printed numbers; parts of one page of the file stay together."""
    spreads: dict[int, list[BookPage]] = {}
    for page in pages:
        spreads.setdefault(page.page, []).append(page)
    numbers = {key: _first_number(parts) for key, parts in spreads.items()}
    known = [number for number in numbers.values() if number is not None]
    if len(set(known)) < len(known):
        numbers = dict.fromkeys(numbers)  # two spreads with one number: not a single one is believed
    written = [key for key, parts in spreads.items() if any(part.lines for part in parts)]
    numbered = all(numbers[key] is not None for key in written)
    if not numbered and (by_entries := _by_entries(spreads)) is not None:
        numbers = by_entries
    placed: list[tuple[float, int]] = []
    last = 0.0
    for key in spreads:
        number = numbers[key]
        last = float(number) if number is not None else last + 0.001
        placed.append((last, key))
    return Ordered(
        pages=tuple(part for _, key in sorted(placed) for part in spreads[key]),
        missing=_missing([(number, len(spreads[key])) for key, number in numbers.items() if number])
        if numbered
        else (),
        numbered=numbered,
    )


def _by_entries(spreads: Mapping[int, Sequence[BookPage]]) -> dict[int, int | None] | None:
    """For each spread the number of its first surely read entry; None where two have the same, or too few have one.

    A spread on which no entry begins keeps its place after the one before it in the file.
    """
    first = {key: next(_entry_numbers(parts), None) for key, parts in spreads.items()}
    known = [number for number in first.values() if number is not None]
    return dict(first) if len(known) > 1 and len(set(known)) == len(known) else None


def _entry_numbers(parts: Sequence[BookPage]) -> Iterator[int]:
    for part in parts:
        for line in part.lines:
            number, date = line.cell("number"), line.cell("date")
            if number and date and number.confidence >= SURE and number.text.isdigit() and len(number.text) < 3:
                yield int(number.text)


def _first_number(parts: Sequence[BookPage]) -> int | None:
    """The number of the first of these parts, by whichever is legible; None when they contradict each other."""
    told = set()
    for part in parts:
        if part.printed is None or part.printed_confidence < SURE:
            continue
        if len(parts) > 1 and part.printed % 2 != part.part:
            continue  # misread: left pages are even
        told.add(part.printed - (part.part - parts[0].part))
    return told.pop() if len(told) == 1 else None


def _missing(known: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Page numbers between those that are there, only where every gap is a small one: a far one is misread."""
    ordered = sorted(known)
    gaps = [range(one + count, other) for (one, count), (other, _) in pairwise(ordered)]
    return tuple(number for gap in gaps if len(gap) <= 4 for number in gap)
