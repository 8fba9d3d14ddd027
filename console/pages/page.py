"""How does a page reach a browser? (templates, words, and headers that let nothing else in)"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from console.desk import desk_of
from console.pages.static_files import YEAR_SECONDS, static
from console.pages.words import LANGUAGES, RUSSIAN, words_of

FOLDER = Path(__file__).parent
LANGUAGE = "podlinnik-language"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # not no-referrer: forms would then come from the origin `null`
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def page(request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The template `name`, in the visitor's language. `visitor`, `csrf` and `fault` may be among the values."""
    language = language_of(request)
    other = next(each for each in LANGUAGES if each != language)
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
    shown: dict[str, Any] = {
        "visitor": None, "csrf": "", "fault": "", "t": words_of(language), "language": language,
        "other": f"?{urlencode([*kept, ('lang', other)])}", "other_language": other,
    }  # fmt: skip
    text = _environment().get_template(name).render(shown | values)
    response = HTMLResponse(text, status, headers=HEADERS)
    if request.query_params.get("lang") == language:
        response.set_cookie(
            LANGUAGE, language, max_age=YEAR_SECONDS, path="/console", samesite="strict", httponly=True,
            secure=is_secure(request),
        )  # fmt: skip
    return response


def language_of(request: Request) -> str:
    """What was asked for, else chosen earlier, else Russian."""
    asked = (request.query_params.get("lang"), request.cookies.get(LANGUAGE))
    return next((each for each in asked if each in LANGUAGES), RUSSIAN)


def said(request: Request, name: str, **values: object) -> str:
    """One text in the visitor's language."""
    return words_of(language_of(request))[name].format(**values)


def is_secure(request: Request) -> bool:
    """False for plain http on this machine."""
    return (desk_of(request).settings.console_url or "").startswith("https://")


@functools.cache
def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined)
    made.globals["static"] = static
    return made
