"""How is a page of the review put together?"""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from fastapi import Request
from fastapi.responses import HTMLResponse

from console.pages.page import language_of, page
from console.pages.visits import csrf_of, visiting
from console.reviews.words import review_words
from pipeline.cabinet.accounts import REVIEWER, SUPERVISOR
from pipeline.cabinet.sessions import Visitor
from pipeline.rules.reasons import Locale, field_name, kind_title
from pipeline.zones import MOSCOW

WHO_REVIEWS = (REVIEWER, SUPERVISOR)


def reviewing(request: Request) -> Visitor:
    """Raises `Elsewhere`, `Refused`."""
    return visiting(request, roles=WHO_REVIEWS)


def review_page(request: Request, name: str, visitor: Visitor, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The template with the words of the review."""
    words = review_words(language_of(request))
    return page(
        request, name, status=status, visitor=visitor, csrf=csrf_of(request), t=words, kind_title=kind_title,
        when=when, field_title=lambda field: field_name(field, locale_of(request)), **values,
    )  # fmt: skip


def told(request: Request, name: str, **values: object) -> str:
    """One text of the review in the visitor's language."""
    return review_words(language_of(request))[name].format(**values)


def locale_of(request: Request) -> Locale:
    return cast("Locale", language_of(request))


def when(moment: dt.datetime | None) -> str:
    """Moscow's time, to the minute."""
    return moment.astimezone(MOSCOW).strftime("%d.%m.%Y %H:%M") if moment else ""
