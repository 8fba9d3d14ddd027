"""What does a person see where there is nothing to see?"""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from console.pages.page import page

KNOWN = (403, 404, 413, 422, 500)
UNAVAILABLE = 503


class Elsewhere(Exception):
    """Something has to be done on another page first."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


class Refused(Exception):
    """`status` as in HTTP; `words`: why, where it is not plain."""

    def __init__(self, status: int, words: str = "") -> None:
        super().__init__(str(status))
        self.status = status
        self.words = words


def is_page(request: Request) -> bool:
    """Whether a person waits for the answer, not a program."""
    return request.url.path == "/console" or request.url.path.startswith("/console/")


async def elsewhere(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Elsewhere)
    return RedirectResponse(error.place, 303, headers={"Cache-Control": "no-store"})


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return fault_page(request, error.status, error.words)


def fault_page(request: Request, status: int, words: str = "") -> Response:
    """What no page of ours is about is told as a fault of the service."""
    named = status if status in KNOWN else UNAVAILABLE
    return page(request, "fault.html", status=status, named=f"fault_{named}", words=words)
