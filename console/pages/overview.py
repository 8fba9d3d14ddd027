"""What goes on? (for supervisors and administrators: how much is decided, by whom, how quickly, how rightly)"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from console.desk import desk_of
from console.pages import numerals
from console.pages.overview_charts import charts_of
from console.pages.page import language_of, page
from console.pages.visits import csrf_of, visiting
from console.pages.words import words_of
from pipeline.cabinet.accounts import ADMINISTRATOR, SUPERVISOR
from pipeline.cabinet.database import reading
from pipeline.cabinet.overview.blind import Blind, Sampled, blind
from pipeline.cabinet.overview.spans import Span, Waiting, span, waiting
from pipeline.reviews.interval import clopper_pearson
from pipeline.rules.reasons import kind_title
from pipeline.zones import MOSCOW

router = APIRouter(include_in_schema=False)
OVERSEERS = (SUPERVISOR, ADMINISTRATOR)
SPANS = (7, 30, 90)
Cells = Sequence[str]


@router.get("/console/overview")
def overview(request: Request, days: Annotated[int, Query(ge=1, le=90)] = SPANS[0]) -> Response:
    visitor = visiting(request, roles=OVERSEERS)
    desk, now, language = desk_of(request), desk_of(request).clock(), language_of(request)
    days = days if days in SPANS else SPANS[0]
    with reading(desk.engine) as connection:
        seen, queue = span(connection, now, days), waiting(connection)
        first = dt.datetime.combine(next(iter(seen.days)), dt.time(), MOSCOW)
        sample = blind(connection, first)
    words, folded = words_of(language), seen.folded_at
    return page(
        request, "overview.html", csrf=csrf_of(request), visitor=visitor, days=days, spans=SPANS,
        folded=folded.astimezone(MOSCOW) if folded else None,
        tiles=_tiles(seen, queue, now, language, words), charts=charts_of(seen, words, language),
        tables=_tables(seen, language, words), blind=_blind(sample, language, words),
        blind_waiting=queue.blind,
    )  # fmt: skip


def _tiles(
    seen: Span, queue: Waiting, now: dt.datetime, language: str, words: Mapping[str, str]
) -> Sequence[tuple[str, str, str]]:
    """Name, number, and what stands below it."""
    sums = seen.whole
    oldest = words["oldest_waits"].format(time=numerals.since(queue.oldest, now, language))
    count = functools.partial(numerals.whole, language=language)
    return (
        (words["machine_decided"], count(sums.machine), ""),
        (words["approved_by_itself"], numerals.share(sums.by_itself, language), count(sums.machine_approved)),
        (words["people_decided"], count(sums.people), words["answers_of"].format(count=count(sums.answers))),
        (
            words["overturned"], count(sums.overturned),
            f"{numerals.share(sums.was_overturned, language, 2)} {words['of_machine']}",
        ),
        (words["in_queue"], count(queue.count), oldest if queue.count else words["nobody_waits"]),
        (words["median_time"], numerals.lasting(sums.median_seconds, language), ""),
    )  # fmt: skip


def _tables(seen: Span, language: str, words: Mapping[str, str]) -> Sequence[tuple[str, Cells, Sequence[Cells]]]:
    """Title, heads and rows of what is told by kind, person and version of the rules."""
    count = functools.partial(numerals.whole, language=language)
    share = functools.partial(numerals.share, language=language)

    def named(name: str) -> str:
        return words["unknown"] if name == "?" else name

    def machine(sort: str, head: str) -> tuple[str, Cells, Sequence[Cells]]:
        heads = ("machine_examined", "without_person", "people_short", "overturned_short", "median_short")
        rows = [
            (
                kind_title(name) if sort == "kind" else named(name), count(each.machine), share(each.by_itself),
                count(each.people), f"{count(each.overturned)} ({share(each.was_overturned, digits=2)})",
                numerals.lasting(each.median_seconds, language),
            )
            for name, each in seen.by[sort].items()
        ]  # fmt: skip
        return words[f"by_{sort}"], [words[head], *(words[each] for each in heads)], rows

    people = [
        (
            named(name), count(each.answers), count(each.people_approved), count(each.people_rejected),
            count(each.overturned), numerals.lasting(each.median_seconds, language),
        )
        for name, each in seen.by["person"].items()
    ]  # fmt: skip
    heads = ("person", "answers_short", "approvals", "rejections", "overturned_short", "median_short")
    by_person = (words["by_person"], [words[each] for each in heads], people)
    return machine("kind", "kind"), by_person, machine("rules", "rules")


def _blind(seen: Blind, language: str, words: Mapping[str, str]) -> Sequence[Cells]:
    """A row for the approvals and one for the rejections of the machine."""
    small = functools.partial(numerals.small_share, language=language)

    def row(name: str, of: Sampled) -> Cells:
        found = clopper_pearson(of.at_worst, of.seen)
        told = numerals.NONE
        if found is not None:
            told = words["interval"].format(share=small(found.share), low=small(found.low), high=small(found.high))
        counts = (of.seen, of.agreed, of.differed, of.wrong, of.right, of.open)
        return words[name], *(numerals.whole(each, language) for each in counts), told

    return row("blind_approved", seen.approved), row("blind_rejected", seen.rejected)
