"""Which files do the pages load beside themselves, and from where? (all of them from here)"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

FOLDER = Path(__file__).parent / "static"
PLACE = "/console/static"
TYPES = {".css": "text/css", ".js": "text/javascript"}
YEAR_SECONDS = 365 * 24 * 3600


def static(name: str, place: str = PLACE) -> str:
    """The address of a file: another one for each version of it. Raises `KeyError` where there is none."""
    return f"{place}/{name}?v={_version(name)}"


def static_router(place: str = PLACE) -> APIRouter:
    """Serves them below `place`."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route(f"{place}/{{name}}", _file, methods=["GET"], response_class=Response)
    return router


def _file(name: str) -> Response:
    content = _files().get(name)
    if content is None:
        raise HTTPException(404)
    headers = {"Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable"}
    return Response(content, media_type=TYPES[Path(name).suffix], headers=headers)


@functools.cache
def _files() -> Mapping[str, bytes]:
    """By name: an address is looked up among these, and never taken for a path of the disk."""
    return {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in TYPES}


@functools.cache
def _version(name: str) -> str:
    return hashlib.sha256(_files()[name]).hexdigest()[:16]
