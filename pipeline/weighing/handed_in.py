"""What of a paper did somebody else hand in as well?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.case import Print, SeenPrint, Trace

SURELY, LIKELY = 0.96, 0.87
"""Likeness of two pages from which they are one picture; from the lower one where a fact is the same, too.

Different papers on one blank that is full of constant text came to 0.93 (`benchmarks/results/duplicates.md`): an honest
doctor is not stopped for that.
"""
FACTS_OF_A_FORM = 2
"""Of papers that a program draws the constant text is the same dot by dot: so many of the facts must be, too."""
COMPARED = 24
ORDER = ("same_file", "same_picture", "same_mark")
OF_PRINT = {"file": "same_file", "page": "same_picture", "stamp": "same_mark"}

Alike = Callable[[Sequence[tuple[str, str]]], Sequence[float]]
"""Bodies of pages, two by two -> how alike they are, 0 to 1."""


def same_elsewhere(prints: Sequence[Print], seen: Iterable[SeenPrint], alike: Alike) -> tuple[Trace, ...]:
    """The surest trace of each such document, the surest first."""
    found: dict[str, Trace] = {}
    for trace in sorted(_same(prints, list(seen)[: 2 * COMPARED], alike), key=lambda one: ORDER.index(one.what)):
        if trace.document_id is not None:
            found.setdefault(trace.document_id, trace)
    return tuple(found.values())


def _same(prints: Sequence[Print], seen: Sequence[SeenPrint], alike: Alike) -> Iterator[Trace]:
    pairs = [(mine, other) for other in seen for mine in prints if mine.what == other.own.what]
    for mine, other in pairs:
        if mine.what != "page" and set(mine.keys) & set(other.own.keys):
            yield _trace(mine, other, "бит в бит")
    pages = [(mine, other) for mine, other in pairs if mine.what == "page"][:COMPARED]
    likenesses = alike([(mine.body, other.own.body) for mine, other in pages]) if pages else ()
    for (mine, other), likeness in zip(pages, likenesses, strict=True):
        if is_same(mine, other.own, likeness):
            yield _trace(mine, other, f"сходство {likeness:.2f}")


def is_same(mine: Print, other: Print, likeness: float) -> bool:
    """Whether two pages that are so alike are one picture."""
    common = len(set(mine.facts) & set(other.facts))
    if mine.drawn and other.drawn:
        return likeness >= SURELY and common >= FACTS_OF_A_FORM
    return likeness >= SURELY or (likeness >= LIKELY and common > 0)


def _trace(mine: Print, other: SeenPrint, how: str) -> Trace:
    standing = ", тот документ принят" if other.stands else ""
    strength = "weak" if mine.what == "stamp" else "strong" if other.stands else "fair"
    return Trace.model_validate(
        {
            "what": OF_PRINT[mine.what], "strength": strength, "page": mine.page, "document_id": other.document_id,
            "detail": f"{how}{standing}",
        }
    )  # fmt: skip
