"""Which papers wait for a person? (counts, filters, views under a name, the most urgent first; take the next)"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from console.desk import Desk, desk_of
from console.pages.faults import Refused
from console.pages.visits import Sent, meant
from console.reviews.next_page import draw_next
from console.reviews.showing import locale_of, review_page, reviewing, told
from pipeline.cabinet.reviews.filters import Filters, drop_view, keep_view, views_of
from pipeline.cabinet.reviews.queue import Place, counted, listed, take_next, totals
from pipeline.cabinet.sessions import Visitor
from pipeline.rules.loader import load_kinds, load_reasons
from pipeline.rules.reasons import Locale, render
from pipeline.rules.regions import region_names

router = APIRouter(include_in_schema=False)
QUEUE = "/console/reviews"
PURPOSES = ("doubt", "second", "blind", "dispute")
WHOLE = ("older_than_hours", "left_hours")
SKIPPED = "skip"


@router.get(QUEUE)
def queue(request: Request) -> Response:
    visitor, desk = reviewing(request), desk_of(request)
    wanted = filters_of(request.query_params)
    draw_next(desk, visitor, wanted)
    return _queue(request, visitor, desk, wanted)


@router.get(f"{QUEUE}/filters")
def filters_with_counts(request: Request) -> Response:
    """How many there are of each sort; a part of the page, asked for when the filters are opened."""
    visitor, desk = reviewing(request), desk_of(request)
    wanted = filters_of(request.query_params)
    counts = counted(desk.engine, visitor, wanted, desk.clock())
    return review_page(
        request, "reviews_filters.html", visitor, counts=counts, wanted=asked(wanted), **_choices(request)
    )  # fmt: skip


@router.post(f"{QUEUE}/next")
def next_paper(request: Request, form: Sent) -> Response:
    """The filter goes along, so that the one after it is of the same sort."""
    visitor, desk = reviewing(request), desk_of(request)
    meant(request, form)
    return to_next(desk, visitor, filters_of(form))


@router.post(f"{QUEUE}/views")
def keep(request: Request, form: Sent) -> Response:
    visitor, desk = reviewing(request), desk_of(request)
    meant(request, form)
    wanted = filters_of(form)
    try:
        if form.get("drop"):
            drop_view(desk.engine, visitor, form["drop"])
        else:
            keep_view(desk.engine, visitor, form.get("name", ""), wanted)
    except ValueError:
        return _queue(request, visitor, desk, wanted, fault=told(request, "view_refused"), status=422)
    return RedirectResponse(address_of_queue(wanted), 303)


def to_next(
    desk: Desk, visitor: Visitor, wanted: Filters, *, undo: str = "", but: tuple[str, ...] = ()
) -> RedirectResponse:  # fmt: skip
    """To the next paper, or to the queue where none is left. `undo`: a step that can still be taken back."""
    held = take_next(
        desk.engine, visitor, wanted, desk.clock(), desk.settings.review_lease_seconds, but=but
    )  # fmt: skip
    more = {"undo": undo} if undo else {}
    if held is None:
        return RedirectResponse(address_of_queue(wanted, **more), 303)
    return RedirectResponse(address_of_paper(held.document_id, wanted, **more), 303)


def free_tasks(desk: Desk, visitor: Visitor, wanted: Filters, most: int) -> list[Mapping[str, Any]]:
    """Tasks that nobody has, the most urgent first."""
    now = desk.clock()
    tasks = listed(desk.engine, visitor, wanted, now, limit=most).tasks
    return [task for task in tasks if task["lease_until"] is None or task["lease_until"] <= now]


def filters_of(form: Mapping[str, str]) -> Filters:
    """What a form or an address says; what is left empty asks for nothing. Raises `Refused`."""
    said = {name: form[name].strip() for name in Filters.model_fields if form.get(name, "").strip()}
    if "confidence_below" in said:
        said["confidence_below"] = _as_share(said["confidence_below"])
    try:
        return Filters.model_validate({k: int(v) if k in WHOLE else v for k, v in said.items()})
    except (ValidationError, ValueError):
        raise Refused(422) from None


def asked(wanted: Filters) -> dict[str, str]:
    """As a form says it."""
    kept = wanted.model_dump(exclude_none=True)
    if "confidence_below" in kept:
        kept["confidence_below"] = round(kept["confidence_below"] * 100)
    return {name: str(value) for name, value in kept.items()}


def address_of_queue(wanted: Filters, **more: str) -> str:
    return f"{QUEUE}?{urlencode(asked(wanted) | more)}".rstrip("?")


def address_of_paper(document_id: str, wanted: Filters, **more: str) -> str:
    return f"/console/papers/{document_id}?{urlencode(asked(wanted) | more)}".rstrip("?")


def _as_share(percent: str) -> str:
    try:
        return str(int(percent) / 100)
    except ValueError:
        raise Refused(422) from None


def _queue(
    request: Request, visitor: Visitor, desk: Desk, wanted: Filters, *, fault: str = "", status: int = 200
) -> Response:  # fmt: skip
    now = desk.clock()
    page = listed(desk.engine, visitor, wanted, now, after=_place_of(request.query_params))
    after = {"at": page.after.urgent_at.isoformat(), "id": page.after.document_id} if page.after else None
    return review_page(
        request, "reviews.html", visitor, status=status, fault=fault, tasks=page.tasks, now=now, left=left,
        totals=totals(desk.engine, visitor, wanted, now), counts=None, wanted=asked(wanted),
        views=views_of(desk.engine, visitor),
        older=address_of_queue(wanted, **after) if after else None, first="at" in request.query_params,
        here=address_of_queue(wanted), **_choices(request),
        undo=request.query_params.get("undo", ""), undo_seconds=desk.settings.review_undo_seconds,
        address=address_of_queue,
    )  # fmt: skip


def _choices(request: Request) -> dict[str, Any]:
    """What the filters offer."""
    return {
        "kinds": sorted(load_kinds()), "purposes": PURPOSES, "regions": region_names(), "codes": sorted(load_reasons()),
        "reason_title": lambda code: _title(code, locale_of(request)),
    }  # fmt: skip


@functools.cache
def _title(code: str, locale: Locale) -> str:
    return render(code, locale).message


def _place_of(query: Mapping[str, str]) -> Place | None:
    """Raises `Refused`."""
    if "at" not in query:
        return None
    try:
        at = dt.datetime.fromisoformat(query["at"])
    except ValueError:
        raise Refused(422) from None
    if at.tzinfo is None:
        raise Refused(422)
    return Place(urgent_at=at, document_id=query.get("id", ""))


def left(until: dt.datetime, now: dt.datetime) -> tuple[str, int]:
    """How much time is left: the name of a word, and how many of them."""
    minutes = int((until - now).total_seconds() // 60)
    if minutes < 0:
        return "late", 0
    if minutes < 120:
        return "minutes", minutes
    return ("hours", minutes // 60) if minutes < 48 * 60 else ("days", minutes // 1440)
