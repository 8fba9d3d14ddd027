"""What does the reviewer see of a paper? (its pages, what was read and doubted, and all that is known around it)"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from console.api.previews import asked_of, drawn
from console.desk import Desk, desk_of
from console.pages.faults import Refused
from console.pages.visits import Sent, meant
from console.reviews.next_page import draw_next
from console.reviews.paper import Paper, paper_of
from console.reviews.queue_page import asked, filters_of
from console.reviews.rows import changed_fields, marks_of, rows_of, spot_of, work_rows
from console.reviews.showing import locale_of, review_page, reviewing, told
from pipeline.cabinet.answers import case_of
from pipeline.cabinet.answers import told as told_of
from pipeline.cabinet.looked_at import note_page_opened
from pipeline.cabinet.reviews.around import Around, around
from pipeline.cabinet.reviews.queue import HeldByAnother, NotToBeTaken, extend, give_back, take
from pipeline.cabinet.reviews.tasks import Purpose
from pipeline.cabinet.sessions import Visitor
from pipeline.cabinet.statuses import TITLES, Status
from pipeline.case import Case, EventKind, Finding, Outcome
from pipeline.reviews.answers import codes_to_reject_with
from pipeline.rules.reasons import render

router = APIRouter(include_in_schema=False)
DocumentId = Annotated[str, Path(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]
PICTURE = {"Cache-Control": "private, max-age=900", "Content-Security-Policy": "sandbox; default-src 'none'"}
COMPARED = 3
"""Earlier uploads that are compared field by field."""
MOST_PICKS = 12
SAID = frozenset({"corrected"})
RESHOOT = ("SCAN_UNREADABLE", "SCAN_BLURRED", "SCAN_GLARE", "SCAN_DARK", "SCAN_CROPPED", "SCAN_LOW_RESOLUTION")
"""Why a page has to be pictured again."""
CONFLICT = 409


@router.get("/console/papers/{document_id}")
def paper_page(request: Request, document_id: DocumentId) -> Response:
    visitor, desk = reviewing(request), desk_of(request)
    return show_paper(request, desk, visitor, paper_of(desk, visitor, document_id))


@router.get("/console/papers/{document_id}/pages/{number}")
def picture(request: Request, document_id: DocumentId, number: Annotated[int, Path(ge=1, le=1000)]) -> Response:
    """The page, upright, as large as boxes of fields are told in. Each look is in the audit log."""
    visitor, desk = reviewing(request), desk_of(request)
    case = paper_of(desk, visitor, document_id).case
    key, job = asked_of(case, number, "jpeg")
    note_page_opened(desk.engine, visitor, document_id, number, desk.clock())
    tag = f'"{key[:32]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={**PICTURE, "ETag": tag})
    return Response(drawn(desk, key, job, case), media_type="image/jpeg", headers={**PICTURE, "ETag": tag})


@router.post("/console/papers/{document_id}/take")
def take_it(request: Request, document_id: DocumentId, form: Sent) -> Response:
    visitor, desk = reviewing(request), desk_of(request)
    meant(request, form)
    try:
        take(desk.engine, visitor, document_id, desk.clock(), desk.settings.review_lease_seconds)
    except LookupError:
        raise Refused(404) from None
    except HeldByAnother as other:
        return refuse(request, desk, visitor, document_id, told(request, "held_by", login=other.login))
    except NotToBeTaken:
        return refuse(request, desk, visitor, document_id, told(request, "not_to_be_taken"))
    return RedirectResponse(f"/console/papers/{document_id}", 303)


@router.post("/console/papers/{document_id}/give-back")
def give_it_back(request: Request, document_id: DocumentId, form: Sent) -> Response:
    visitor, desk = reviewing(request), desk_of(request)
    meant(request, form)
    give_back(desk.engine, visitor, document_id, token_in(form))
    return RedirectResponse("/console/reviews", 303)


@router.post("/console/papers/{document_id}/beat")
def beat(request: Request, document_id: DocumentId, form: Sent) -> Response:
    """204 while the document is still the visitor's, 409 when it is not any more."""
    visitor, desk = reviewing(request), desk_of(request)
    meant(request, form)
    seconds = desk.settings.review_lease_seconds
    held = extend(desk.engine, visitor, document_id, token_in(form), desk.clock(), seconds)
    return Response(status_code=204 if held else CONFLICT)


def token_in(form: Any) -> int:
    """Of the lease, or 0: such a screen is stale."""
    token = form.get("token", "")
    return int(token) if token.isdigit() else 0


def refuse(
    request: Request, desk: Desk, visitor: Visitor, document_id: str, fault: str, status: int = CONFLICT, **more: Any
) -> Response:  # fmt: skip
    """The paper as it is now, with what was not done and why."""
    paper = paper_of(desk, visitor, document_id)
    return show_paper(request, desk, visitor, paper, fault=fault, status=status, **more)


def show_paper(request: Request, desk: Desk, visitor: Visitor, paper: Paper, **more: Any) -> Response:
    """That it was looked at is noted before it is shown."""
    note_page_opened(desk.engine, visitor, paper.id, 0, desk.clock())
    if paper.mine:
        draw_next(desk, visitor, filters_of(request.query_params))
    near = around(desk.engine, paper.row)
    locale = locale_of(request)
    pages = {page.number: (page.width, page.height) for page in paper.case.pages or ()}
    boxed = [(f, spot_of(f.page or 1, f.box, pages)) for f in paper.case.findings if f.box is not None]
    wanted = asked(filters_of(request.query_params))
    values: dict[str, Any] = {
        "paper": paper, "rows": rows_of(paper.case, paper.kind, locale), "near": near, "marks": marks_of(paper.case),
        "findings": [] if paper.blind else [(each, words_of_finding(each, locale)) for each in paper.case.findings],
        "finding_spots": [] if paper.blind else [(finding, spot) for finding, spot in boxed if spot],
        "changes": earlier_changes(desk, near, paper.case, request), "codes": codes_to_reject_with(),
        "message": lambda code: render(code, locale).message, "wanted": wanted,
        "undo": request.query_params.get("undo", "") or pending_of(near, visitor),
        "undo_seconds": desk.settings.review_undo_seconds,
        "beat_seconds": max(10, desk.settings.review_lease_seconds // 3), "proposal": proposal_of(near, paper),
        "said": words_said(request), "fault": "", "base": f"/console/papers/{paper.id}", "titles": TITLES,
        "status_title": TITLES[Status(paper.row["status"])], "machine": paper.case.decision, "reshoot": RESHOOT,
        "work_rows": work_rows(paper.case), "events": list(EventKind),
        "picks": [] if paper.blind else picks_of(paper.case),
    }  # fmt: skip
    return review_page(request, "paper.html", visitor, **(values | more))


def pending_of(near: Around, visitor: Visitor) -> str:
    """The visitor's own decision about this paper that can still be undone."""
    mine = (step for step in near.steps if step["state"] == "pending" and step["login"] == visitor.login)
    return next((str(step["id"]) for step in mine), "")


def words_said(request: Request) -> str:
    """What was done a moment ago."""
    said = request.query_params.get("said", "")
    return told(request, said) if said in SAID else ""


def picks_of(case: Case) -> list[dict[str, Any]]:
    """The machine's reasons, for a person to mark: they are marked already where it would reject."""
    made = case.decision
    if made is None:
        return []
    marked = made.outcome is Outcome.REJECTED
    pages = {finding.code: finding.page for finding in case.findings if finding.page}
    reasons = [reason for reason in made.reasons if reason.code in codes_to_reject_with()]
    return [
        {**reason.model_dump(), "place": place, "marked": marked, "page": pages.get(reason.code)}
        for place, reason in enumerate(reasons[:MOST_PICKS])
    ]


def words_of_finding(finding: Finding, locale: Any) -> str:
    return render(
        finding.code, locale, field=finding.field, found=finding.found, expected=finding.expected, page=finding.page
    ).message  # fmt: skip


def proposal_of(near: Around, paper: Paper) -> Any:
    """What a colleague proposed, where this is the second look."""
    if paper.task is None or paper.purpose not in (Purpose.SECOND, Purpose.DISPUTE):
        return None
    return next((step for step in near.steps if step["id"] == paper.task["proposal"]), None)


def earlier_changes(desk: Desk, near: Around, now: Case, request: Request) -> dict[str, list[tuple[str, str, str]]]:
    """Of the latest earlier uploads: what was read otherwise on them, by document."""
    found = {}
    for row in near.earlier[:COMPARED]:
        earlier = told_of(desk.engine, row["id"], sees=None)
        if earlier is not None:
            found[row["id"]] = changed_fields(case_of(earlier), now, locale_of(request))
    return found
