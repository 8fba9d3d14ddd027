"""How is one decision made for papers that are alike? (each is shown first, then taken, decided and undone alone)"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from console.desk import Desk, desk_of
from console.pages.faults import Refused
from console.pages.visits import SentLong, meant
from console.reviews.deciding_forms import answered
from console.reviews.paper import Paper, paper_of
from console.reviews.paper_page import picks_of
from console.reviews.queue_page import QUEUE, asked, filters_of, free_tasks
from console.reviews.showing import review_page, reviewing, told
from pipeline.cabinet.looked_at import note_papers_opened
from pipeline.cabinet.reviews.around import decided_now
from pipeline.cabinet.reviews.deciding import hold
from pipeline.cabinet.reviews.filters import Filters
from pipeline.cabinet.reviews.queue import HeldByAnother, NotToBeTaken, Stale, give_back, take
from pipeline.cabinet.sessions import Visitor
from pipeline.case import Decision
from pipeline.reviews.answers import NoReason, Picked, approved, rejected

router = APIRouter(include_in_schema=False)
MOST = 25
"""So many are shown, and decided, at a time: each is a paper of a person."""
CHOSEN = "paper_"


@router.get(f"{QUEUE}/bulk")
def bulk_page(request: Request) -> Response:
    visitor, desk = reviewing(request), desk_of(request)
    return _shown(request, desk, visitor, filters_of(request.query_params))


@router.post(f"{QUEUE}/bulk")
def bulk_form(request: Request, form: SentLong) -> Response:
    visitor, desk = reviewing(request), desk_of(request)
    meant(request, form)
    outcome = form.get("outcome")
    if outcome not in ("approve", "reject"):
        raise Refused(422)
    chosen = [name.removeprefix(CHOSEN) for name in form if name.startswith(CHOSEN)][:MOST]
    kept = sum(_decide(desk, visitor, document_id, outcome, revision_of(form, document_id)) for document_id in chosen)
    said = told(request, "bulk_done", count=kept, missed=len(chosen) - kept)
    return _shown(request, desk, visitor, filters_of(form), said=said)


def revision_of(form: Mapping[str, str], document_id: str) -> int:
    """Of the paper as it was shown."""
    said = form.get(f"{CHOSEN}{document_id}", "")
    return int(said) if said.isdigit() else 0


def _decide(desk: Desk, visitor: Visitor, document_id: str, outcome: str, revision: int) -> bool:
    """False for a paper that somebody has, that changed since it was shown, or that the machine names no reason for."""
    try:
        held = take(desk.engine, visitor, document_id, desk.clock(), desk.settings.review_lease_seconds)
    except (HeldByAnother, NotToBeTaken, LookupError):
        return False
    try:
        paper = paper_of(desk, visitor, document_id)
        answer = answered(desk, paper, _decision(desk, paper, outcome))
        hold(
            desk.engine, visitor, document_id, answer, token=held.token, revision=revision, now=desk.clock(),
            undo_seconds=desk.settings.review_undo_seconds,
        )  # fmt: skip
    except (Stale, NoReason):
        give_back(desk.engine, visitor, document_id, held.token)
        return False
    return True


def _decision(desk: Desk, paper: Paper, outcome: str) -> Decision:
    """Raises `NoReason`."""
    now = desk.clock()
    if outcome == "approve":
        return approved(now)
    names = ("code", "field", "found", "expected", "page")
    picked = [Picked(**{name: pick[name] for name in names}) for pick in picks_of(paper.case)]
    return rejected(picked, now, paper.case.claim.holder.time_zone)


def _shown(request: Request, desk: Desk, visitor: Visitor, wanted: Filters, said: str = "") -> Response:
    """Each paper that is shown is noted as looked at."""
    wanted = wanted.model_copy(update={"purpose": "doubt"})
    tasks = free_tasks(desk, visitor, wanted, MOST)
    found = decided_now(desk.engine, [task["document_id"] for task in tasks])
    shown = [{"task": task, **found[task["document_id"]]} for task in tasks if task["document_id"] in found]
    note_papers_opened(desk.engine, visitor, [one["id"] for one in shown], desk.clock())
    return review_page(
        request, "bulk.html", visitor, shown=shown, wanted=asked(wanted), said=said, fault="", chosen=CHOSEN,
    )  # fmt: skip
