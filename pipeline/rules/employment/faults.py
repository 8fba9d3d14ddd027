"""What is wrong with the entries of a paper, so that no period follows from them, or not surely?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pipeline.case import WorkEntry
from pipeline.rules.employment.events import annulled_by

Wrong = Literal[
    "unread", "undated", "no_employer", "cancelled", "not_closed", "unpaired", "hired_twice", "reversed", "ban",
    "numbers", "dates",
]  # fmt: skip
"""`unpaired`: a transfer, a dismissal or a suspension of somebody who was not hired; `numbers`, `dates`: they do not
grow."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """`entries`: where in `WorkHistory.entries`. `detail` is for the operator and names nobody."""

    what: Wrong
    entries: tuple[int, ...]
    organisation: str = ""
    detail: str = ""


def text_of(entry: WorkEntry) -> str:
    """Whatever a row says in words."""
    told = [cell.text for cell in entry.cells if cell.column in ("text", "event", "position", "reason", "basis")]
    return " ".join(told) or " ".join(part for part in (entry.position, entry.reason, entry.basis) if part)


def cancelled_entries(entries: Sequence[WorkEntry]) -> Mapping[int, int]:
    """By each entry that does not count, the one that says so: itself where it bears the mark."""
    cancelled = {index: index for index, entry in enumerate(entries) if entry.cancelled}
    for index, entry in enumerate(entries):
        number = annulled_by(text_of(entry))
        earlier = [at for at in range(index) if number is not None and entries[at].number == number]
        if earlier:
            cancelled[earlier[-1]] = index
    return cancelled


def faults_of_numbers(entries: Sequence[WorkEntry]) -> Iterator[Fault]:
    """Numbers grow by one from entry to entry; rows whose number was not read, or that have none, may be between.

    A paper may begin again at 1: with another table, another employer, an insert.
    """
    for table in ("events", "periods"):
        numbered = [(at, entry.number) for at, entry in enumerate(entries) if entry.table == table and entry.number]
        for (before, one), (after, other) in pairwise(numbered):
            between = sum(entries[at].table == table for at in range(before + 1, after))
            if other == 1 or one < other <= one + 1 + between:
                continue
            detail = f"number {other} follows {one}"
            yield Fault(what="numbers", entries=(before, after), detail=detail)


def mentions_second_job(entry: WorkEntry) -> bool:
    return bool(re.search(r"совместит", f"{text_of(entry)} {entry.position}", re.IGNORECASE))
