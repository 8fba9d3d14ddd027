"""Does the machinery run? (for supervisors and administrators: sweeps, notices that failed, reprocessing)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Engine

from console.desk import desk_of
from console.pages import numerals
from console.pages.faults import Refused
from console.pages.overview import OVERSEERS
from console.pages.page import language_of, page
from console.pages.visits import Sent, csrf_of, meant, visiting
from pipeline.cabinet import outbox
from pipeline.cabinet.figures import dead_count
from pipeline.cabinet.reprocessing import runs
from pipeline.cabinet.sweeping import EVERY, Turns, is_late
from pipeline.zones import MOSCOW

router = APIRouter(include_in_schema=False)
PLACE = "/console/operations"
MOST_NOTICES, MOST_RUNS, MOST_CHANGES = 50, 20, 50
Shown = Mapping[str, Any]


@router.get("/console/operations")
def operations(request: Request, sent: Annotated[int | None, Query(ge=0, le=10**9)] = None) -> Response:
    visitor = visiting(request, roles=OVERSEERS)
    desk, language = desk_of(request), language_of(request)
    dead = [_in_moscow(row) for row in outbox.listed(desk.engine, limit=MOST_NOTICES)]
    latest = [_in_moscow(row) for row in runs.runs(desk.engine, MOST_RUNS)]
    return page(
        request, "operations.html", csrf=csrf_of(request), visitor=visitor, sent=sent, notices=dead, runs=latest,
        dead=dead_count(desk.engine) if len(dead) == MOST_NOTICES else len(dead),
        sweeps=_sweeps(desk.engine, desk.clock(), language),
    )  # fmt: skip


@router.post("/console/operations")
def send_again(request: Request, form: Sent) -> Response:
    """One notice on one channel, or `all`; the sweep sends them."""
    visitor = visiting(request, roles=OVERSEERS)
    meant(request, form)
    desk = desk_of(request)
    one, channel = form.get("notice", ""), form.get("channel") or None
    if not one and form.get("all") != "yes":
        raise Refused(422)
    count = outbox.replay(
        desk.engine, desk.clock(), actor=visitor.actor, notice_ids=[one] if one else None, channel=channel
    )  # fmt: skip
    return RedirectResponse(f"{PLACE}?sent={count}#notices", 303)


@router.get("/console/operations/runs/{run_id}")
def run(request: Request, run_id: Annotated[str, Path(pattern=r"^[0-9A-Z]{26}$")]) -> Response:
    """What a run of reprocessing did, or what a shadow run would do."""
    visitor = visiting(request, roles=OVERSEERS)
    engine = desk_of(request).engine
    found = runs.run_of(engine, run_id)
    if found is None:
        raise Refused(404)
    progress, changes = runs.progress(engine, run_id), runs.summary(engine, run_id)
    counts = sorted(progress.counts.items(), key=lambda each: -each[1])
    return page(
        request, "run.html", csrf=csrf_of(request), visitor=visitor, run=_in_moscow(found), progress=progress,
        counts=[each for each in counts if each[1]], changes=changes[:MOST_CHANGES], all_changes=len(changes),
    )  # fmt: skip


def _sweeps(engine: Engine, now: dt.datetime, language: str) -> Sequence[Shown]:
    """Those that are late come first."""
    known = {run.name: run for run in Turns(engine, lambda: now).last_runs()}
    shown = []
    for name, every in EVERY.items():
        last = known.get(name)
        ended = last.finished_at if last else None
        shown.append(
            {
                "name": name, "every": numerals.lasting(every, language), "late": is_late(name, last, now),
                "ended": numerals.since(ended, now, language) if ended else None, "done": last.done if last else 0,
                "running": bool(last and last.running),
            }
        )  # fmt: skip
    return sorted(shown, key=lambda each: not each["late"])


def _in_moscow(row: Shown) -> Shown:
    return {name: value.astimezone(MOSCOW) if isinstance(value, dt.datetime) else value for name, value in row.items()}
