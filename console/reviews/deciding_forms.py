"""What does the reviewer do with a paper? (approve, reject, hand over, note, undo)"""

from __future__ import annotations

import random
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from console.desk import Desk, desk_of
from console.pages.faults import Refused
from console.pages.visits import SentLong, meant
from console.reviews.paper import Paper, paper_of
from console.reviews.paper_page import DocumentId, refuse, token_in
from console.reviews.queue_page import QUEUE, address_of_paper, filters_of, to_next
from console.reviews.showing import locale_of, review_page, reviewing, told
from pipeline.cabinet.accounts import SUPERVISOR, listed_accounts
from pipeline.cabinet.reviews.corrections import hand_over, note
from pipeline.cabinet.reviews.deciding import Answer, TooLate, hold, undo
from pipeline.cabinet.reviews.queue import Stale
from pipeline.cabinet.sessions import Visitor
from pipeline.case import Decision, Outcome
from pipeline.reviews.answers import NoReason, Picked, approved, asks_second, reason_of, rejected
from pipeline.rules.validity import last_day_of

router = APIRouter(include_in_schema=False)
MOST_REASONS = 12
LONGEST_TEXT = 1_000
REFUSED = 422


@router.post("/console/papers/{document_id}/decide")
def decide(request: Request, document_id: DocumentId, form: SentLong) -> Response:
    visitor, desk = reviewing(request), desk_of(request)
    meant(request, form)
    paper = paper_of(desk, visitor, document_id)
    try:
        answer = answer_of(desk, paper, form)
    except (NoReason, KeyError):
        return refuse(request, desk, visitor, document_id, told(request, "no_reason"), REFUSED)
    try:
        step = hold(
            desk.engine, visitor, document_id, answer, token=token_in(form), revision=revision_in(form),
            now=desk.clock(), undo_seconds=desk.settings.review_undo_seconds,
        )  # fmt: skip
    except Stale:
        return stale(request, desk, visitor, document_id)
    return to_next(desk, visitor, filters_of(form), undo=step, but=(document_id,))


@router.post(f"{QUEUE}/undo")
def take_back(request: Request, form: SentLong) -> Response:
    visitor, desk = reviewing(request), desk_of(request)
    meant(request, form)
    try:
        document_id = undo(
            desk.engine, visitor, form.get("step", ""), desk.clock(), desk.settings.review_lease_seconds
        )  # fmt: skip
    except TooLate:
        return review_page(request, "said.html", visitor, said=told(request, "too_late"), status=409)
    return RedirectResponse(f"/console/papers/{document_id}", 303)


@router.post("/console/papers/{document_id}/preview")
def preview(request: Request, document_id: DocumentId, form: SentLong) -> Response:
    """The reasons as the applicant will be told them; a part of the page."""
    visitor = reviewing(request)
    meant(request, form)
    locale = locale_of(request)
    try:
        reasons = [reason_of(each, locale) for each in picked_in(form)]
    except KeyError:
        raise Refused(422) from None
    return review_page(request, "preview.html", visitor, reasons=reasons)


@router.post("/console/papers/{document_id}/hand-over")
def hand_it_over(request: Request, document_id: DocumentId, form: SentLong) -> Response:
    visitor, desk = reviewing(request), desk_of(request)
    meant(request, form)
    login = form.get("login", "").strip().lower()
    if login and not _may_review(desk, login):
        return refuse(request, desk, visitor, document_id, told(request, "nobody_so"), REFUSED)
    try:
        hand_over(
            desk.engine, visitor, document_id, token=token_in(form), now=desk.clock(), login=login or None,
            role=None if login else SUPERVISOR, note=text_in(form, "note"),
        )  # fmt: skip
    except Stale:
        return stale(request, desk, visitor, document_id)
    return to_next(desk, visitor, filters_of(form), but=(document_id,))


@router.post("/console/papers/{document_id}/note")
def note_it(request: Request, document_id: DocumentId, form: SentLong) -> Response:
    visitor, desk = reviewing(request), desk_of(request)
    meant(request, form)
    text = text_in(form, "note")
    try:
        if text:
            note(desk.engine, visitor, document_id, text, token=token_in(form), now=desk.clock())
    except Stale:
        return stale(request, desk, visitor, document_id)
    return back(document_id, form)


def answer_of(desk: Desk, paper: Paper, form: Mapping[str, str]) -> Answer:
    """What the form says. Raises `NoReason`, `KeyError`."""
    now = desk.clock()
    outcome = form.get("outcome")
    if outcome == "approve":
        decision = approved(now)
    elif outcome == "reject":
        decision = rejected(picked_in(form), now, paper.case.claim.holder.time_zone)
    else:
        raise NoReason
    return answered(desk, paper, decision, text_in(form, "note"))


def answered(desk: Desk, paper: Paper, decision: Decision, words: str = "") -> Answer:
    """The decision with what it is made with, and whether another person has to agree."""
    settings = desk.settings
    in_force = paper.told.decision
    until = last_day_of(paper.case, paper.kind.validity) if decision.outcome is Outcome.APPROVED else None
    lot = random.random()
    return Answer(
        decision=decision, versions=dict(in_force["versions"]) if in_force else {}, valid_until=until, note=words,
        second=asks_second(decision, paper.case, settings.review_second_for, settings.review_second_share, lot),
    )  # fmt: skip


def picked_in(form: Mapping[str, str]) -> list[Picked]:
    """Reasons of the form: of the machine's those that are marked (`pick_0`…), and others (`code_0`…)."""
    found = []
    for index in range(MOST_REASONS):
        marked = form.get(f"pick_{index}")
        code = marked or form.get(f"code_{index}")
        if code:
            mine = "m" if marked else "o"
            found.append(_picked(form, code, f"{mine}{index}"))
    return list({(each.code, each.field, each.page): each for each in found}.values())


def _picked(form: Mapping[str, str], code: str, place: str) -> Picked:
    page = form.get(f"page_{place}", "")
    return Picked(
        code=code, field=form.get(f"field_{place}") or None, expected=form.get(f"expected_{place}") or None,
        found=text_in(form, f"found_{place}") or None, page=int(page) if page.isdigit() and int(page) else None,
        advice=text_in(form, f"advice_{place}"),
    )  # fmt: skip


def text_in(form: Mapping[str, str], name: str) -> str:
    """Raises `Refused` for a text that is longer than anybody reads."""
    text = form.get(name, "").strip()
    if len(text) > LONGEST_TEXT:
        raise Refused(413)
    return text


def revision_in(form: Mapping[str, str]) -> int:
    revision = form.get("revision", "")
    return int(revision) if revision.isdigit() else 0


def stale(request: Request, desk: Desk, visitor: Visitor, document_id: str) -> Response:
    return refuse(request, desk, visitor, document_id, told(request, "screen_stale"))


def back(document_id: str, form: Mapping[str, str], said: str = "") -> RedirectResponse:
    """To the same paper, with the filter that one came with."""
    more = {"said": said} if said else {}
    return RedirectResponse(address_of_paper(document_id, filters_of(form), **more), 303)


def _may_review(desk: Desk, login: str) -> bool:
    return any(
        account["login"] == login and account["disabled_at"] is None and account["role"] in ("reviewer", SUPERVISOR)
        for account in listed_accounts(desk.engine)
    )
