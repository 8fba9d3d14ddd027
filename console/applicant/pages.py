"""Which pages does an applicant's link open? (how their document stands, pictures of its faults, another file)"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from console.api.previews import asked_of, drawn
from console.applicant.cutting import cut_of, picture_of
from console.applicant.handing_in import ENDINGS, FORMATS, MEBIBYTE, NotSent, hand_in, rules_of
from console.applicant.page import fault_page, headers_of, language_of, page
from console.applicant.place import PLACE
from console.applicant.receiving import Stale, form_token, held_token, received
from console.applicant.standing import reasons_told, standing_of
from console.desk import Desk, desk_of
from console.problems import Problem
from pipeline.cabinet import links
from pipeline.cabinet.answers import Gone, case_of, told
from pipeline.cabinet.changes import Row
from pipeline.cabinet.links import Link, TooOften, WrongLink
from pipeline.case import Upload

router = APIRouter(include_in_schema=False)
Token = Annotated[str, Path(max_length=200)]
REFUSED, NOT_FOUND, TOO_MANY = 422, 404, 429
IN_WORDS = {
    "FILE_TOO_LARGE": "too_large", "BUSY": "busy", "BODY_TOO_SLOW": "not_arrived", "BODY_MALFORMED": "not_arrived",
}  # fmt: skip
"""Problems of an upload that its sender can do something about."""


class Closed(Exception):
    """Nothing is shown: `named` says why, `status` as in HTTP."""

    def __init__(self, named: str, status: int, headers: dict[str, str] | None = None) -> None:
        super().__init__(named)
        self.named, self.status, self.headers = named, status, headers or {}


@router.get(f"{PLACE}/{{token}}")
def standing(request: Request, token: Token) -> Response:
    desk = desk_of(request)
    link, _rows = _opened(desk, token)
    return _page(request, desk, token, link)


@router.post(f"{PLACE}/{{token}}")
async def upload(request: Request, token: Token) -> Response:
    """Another file in place of the one that was not accepted."""
    desk = desk_of(request)
    link, rows = await run_in_threadpool(_opened, desk, token, links.UPLOAD)
    assert desk.link_secret is not None
    language = language_of(request)
    try:
        sent = await received(request, desk, desk.link_secret, link, rows)
        not_sent = await run_in_threadpool(hand_in, desk, link, rows, sent, language)
    except Stale:
        not_sent = NotSent(words="stale")
    except Problem as problem:
        if problem.code not in IN_WORDS:
            raise
        not_sent = NotSent(words=IN_WORDS[problem.code])
    except OSError:
        raise Problem("STORE_UNAVAILABLE") from None
    if not_sent is None:
        return RedirectResponse(f"{PLACE}/{token}?lang={language}", 303, headers=headers_of(desk))
    return await run_in_threadpool(_page, request, desk, token, link, not_sent)


@router.get(f"{PLACE}/{{token}}/cuts/{{decision}}/{{number}}")
def cut(
    request: Request, token: Token, decision: Annotated[str, Path(max_length=26)],
    number: Annotated[int, Path(ge=0, le=100)],
) -> Response:  # fmt: skip
    """The place of the fault that reason `number` of that decision tells; everything else on it is hidden."""
    desk = desk_of(request)
    _link, rows = _opened(desk, token)
    found = told(desk.engine, rows[-1]["id"], sees=None)
    reasons = reasons_told(found) if found and found.row["decision"] == decision else []
    if found is None or number >= len(reasons):
        raise Closed("closed", NOT_FOUND)
    case = case_of(found)
    place = cut_of(case, reasons[number]["code"], reasons[number]["field"])
    if place is None:
        raise Closed("closed", NOT_FOUND)
    links.note(desk.engine, "page_opened", case.id, f"cut of page:{place.page}", desk.clock())
    picture = picture_of(place, drawn(desk, *asked_of(case, place.page, "png"), case))
    headers = {**headers_of(desk), "Cross-Origin-Resource-Policy": "same-origin"}
    return Response(picture, media_type="image/png", headers=headers)


async def closed(request: Request, error: Exception) -> Response:
    assert isinstance(error, Closed)
    response = fault_page(request, error.named, error.status)
    response.headers.update(error.headers)
    return response


def _opened(desk: Desk, token: str, cost: int = 1) -> tuple[Link, list[Row]]:
    if desk.link_secret is None:
        raise Closed("closed", NOT_FOUND)
    try:
        link = links.opened(desk.engine, desk.link_secret, token, desk.clock(), cost=cost)
        return link, links.followed(desk.engine, link)
    except WrongLink:
        raise Closed("closed", NOT_FOUND) from None
    except TooOften as often:
        raise Closed("too_often", TOO_MANY, {"Retry-After": str(int(often.seconds) + 1)}) from None


def _page(request: Request, desk: Desk, token: str, link: Link, not_sent: NotSent | None = None) -> Response:
    """What is shown is what holds now: a file that was handed in meanwhile is the link's document."""
    assert desk.link_secret is not None
    try:
        rows = links.followed(desk.engine, link)
        found = told(desk.engine, rows[-1]["id"], sees=None)
    except (WrongLink, Gone):
        found = None
    if found is None:
        raise Closed("closed", NOT_FOUND)
    now = desk.clock()
    stands = standing_of(rows, found, language_of(request), now)
    rules = rules_of(stands.kind)
    held = not_sent.held if not_sent else None
    return page(
        request, "applicant.html", status=REFUSED if not_sent else 200, stands=stands, here=f"{PLACE}/{token}",
        form=form_token(desk.link_secret, link, stands.document_id), not_sent=not_sent,
        held=held_token(desk.link_secret, link, held, now) if isinstance(held, Upload) else "",
        formats=", ".join(FORMATS[each] for each in rules.formats),
        accept=",".join(ENDINGS[each] for each in rules.formats), limit=f"{rules.max_bytes / MEBIBYTE:g}",
    )  # fmt: skip
