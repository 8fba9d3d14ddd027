"""Does this process live, and can it work? (for whoever starts it and sends requests its way)"""

from __future__ import annotations

from functools import lru_cache

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from console.api import examples, models
from console.desk import Desk, desk_of
from pipeline.cabinet import migrate
from pipeline.cabinet.database import reached
from pipeline.cabinet.files import FileStore
from pipeline.cabinet.migrate import Standing
from pipeline.cabinet.protocol import DatabaseUnavailable

router = APIRouter(tags=["health"])
OK = "ok"


@router.get("/healthz", responses={200: {"description": "The process lives"}})
async def healthz() -> JSONResponse:
    """The process lives, whatever else does not."""
    return JSONResponse({"alive": True}, headers={"Cache-Control": "no-store"})


@router.get(
    "/readyz",
    responses={
        200: examples.shown("READY", models.ReadyShown, "Requests are welcome"),
        503: examples.shown("NOT_READY", models.ReadyShown, "Something is missing; `checks` says what"),
    },
)
def readyz(request: Request) -> JSONResponse:
    """The database is there with this version's tables, and files can be kept."""
    checks = checked(desk_of(request))
    ready = all(said == OK for said in checks.values())
    return JSONResponse(
        {"ready": ready, "checks": checks}, 200 if ready else 503, headers={"Cache-Control": "no-store"}
    )


def checked(desk: Desk) -> dict[str, str]:
    """What is missing, by what it is; `ok` for what is there."""
    return {"database": _database(desk.engine), "files": _files(desk.intake.files)}


@lru_cache(maxsize=1)
def _newest() -> str:
    return migrate.newest()


def _database(engine: Engine) -> str:
    """Tables of a later version will do: while machines are brought to it, the others go on."""
    try:
        with reached():
            standing = migrate.standing(engine)
    except (DatabaseUnavailable, SQLAlchemyError):
        return "cannot be reached"
    said = {
        Standing.EMPTY: "has no tables yet",
        Standing.BEHIND: f"has tables of an earlier version; this one needs those of step {_newest()}",
    }
    return said.get(standing, OK)


def _files(files: FileStore) -> str:
    return files.fault() or OK
