"""How does an applicant's page reach a browser, or a frame of the cabinet? (no cookies; nothing from other hosts)"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from console.applicant.place import PLACE, STATIC
from console.applicant.words import words_of
from console.desk import Desk, desk_of
from console.pages.static_files import static
from console.pages.words import ENGLISH, LANGUAGES
from pipeline.rules.reasons import Locale

TEMPLATES = Path(__file__).parent / "templates"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors "
)


def headers_of(desk: Desk) -> dict[str, str]:
    """The cabinet alone may show it in a frame; nobody keeps it, and no address of it goes to another host."""
    return {
        "Content-Security-Policy": POLICY + (" ".join(desk.settings.link_frames) or "'none'"),
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Robots-Tag": "noindex",
    }


def page(request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    language = language_of(request)
    other = next(each for each in LANGUAGES if each != language)
    shown = {
        "t": words_of(language), "language": language, "other_language": other,
        "other": f"?{urlencode({'lang': other})}", "own": f"?{urlencode({'lang': language})}",
    }  # fmt: skip
    text = _environment().get_template(name).render(shown | values)
    return HTMLResponse(text, status, headers=headers_of(desk_of(request)))


def fault_page(request: Request, named: str, status: int) -> HTMLResponse:
    """`named`: `closed`, `too_often` or `away`."""
    return page(request, "fault.html", status=status, named=named)


def is_applicants(request: Request) -> bool:
    return request.url.path.startswith(f"{PLACE}/")


def language_of(request: Request) -> Locale:
    """What was asked for, else Russian: it stands in the address, for a frame may keep no cookie."""
    return "en" if request.query_params.get("lang") == ENGLISH else "ru"


@functools.cache
def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    made.globals["static"] = functools.partial(static, place=STATIC)
    return made
