"""What does the API consist of? (the one place that puts it together)"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from importlib.metadata import version
from typing import Any

import anyio
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from starlette.exceptions import HTTPException

from console import health, metrics
from console.api import acts, asking, choosing, handing_in, links, previews, verifying
from console.api.body import ClientGone
from console.api.claims import faults_of
from console.api.examples import put_in_place
from console.applicant import pages as applicants
from console.applicant.page import fault_page as applicants_fault_page
from console.applicant.page import is_applicants
from console.applicant.place import STATIC
from console.desk import Desk, build_desk
from console.folding import folding
from console.health import OK
from console.pages import audit_log, entrance, entrance_openid, operations, overview, own
from console.pages.faults import Elsewhere, Refused, elsewhere, fault_page, is_page, refused
from console.pages.static_files import static_router
from console.problems import SORTS, Fault, Problem, response_of, schemas
from console.requests import Requests
from console.reviews import bulk, correcting, deciding_forms, paper_page, queue_page
from console.settling import settling
from pipeline.cabinet.answers import Gone
from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.log import configure_log, log
from pipeline.settings import read_settings

SERVER = 500
SOON = {"Retry-After": "5"}
ROUTERS = (
    handing_in.router, choosing.router, asking.router, previews.router, acts.router, verifying.router, health.router,
    metrics.router, links.router,
)  # fmt: skip
"""Paths with fewer wildcards first."""
PAGES = (
    entrance.router, entrance_openid.router, own.router, audit_log.router, overview.router,
    operations.router, static_router(), queue_page.router, bulk.router, deciding_forms.router, correcting.router,
    paper_page.router,
)  # fmt: skip
"""Where the settings say at which address the console is."""
APPLICANTS = (static_router(STATIC), applicants.router)
"""Where the settings have a key that signs links."""
DESCRIPTION = """Hand a medical worker's paper in, and learn what became of it. `docs/http.md` tells all of it with
examples. Errors are `application/problem+json`: switch on `code`. Clients ignore members that they do not know."""


def create() -> FastAPI:
    """For uvicorn: an app of the installation's settings. Raises `SettingsError`."""
    settings = read_settings()
    configure_log(settings.log_level)
    return create_app(build_desk(settings))


def create_app(desk: Desk) -> FastAPI:
    """Neither the database nor anything else is reached before a request asks for it."""
    app = FastAPI(
        title="Podlinnik", version=version("podlinnik"), description=DESCRIPTION, openapi_url="/v1/openapi.json",
        docs_url=None, redoc_url=None, lifespan=_life,
    )  # fmt: skip
    app.state.desk = desk
    app.state.waits = 0
    pages = PAGES if desk.settings.console_url else ()
    for router in (*ROUTERS, *pages, *(APPLICANTS if desk.link_secret else ())):
        app.include_router(router)
    app.add_middleware(Requests)
    _tell_problems(app)
    _tell_more(app)
    return app


@contextlib.asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    desk: Desk = app.state.desk
    app.state.turns = anyio.CapacityLimiter(desk.settings.api_uploads_at_once)
    with contextlib.ExitStack() as beside:
        if desk.settings.console_url:
            beside.enter_context(settling(desk))
            beside.enter_context(folding(desk))
        yield
    await anyio.to_thread.run_sync(desk.close)


def _tell_problems(app: FastAPI) -> None:
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _problem)
    app.add_exception_handler(HTTPException, _problem)
    app.add_exception_handler(DatabaseUnavailable, _problem)
    app.add_exception_handler(Gone, _problem)
    app.add_exception_handler(SQLAlchemyError, _database_error)
    app.add_exception_handler(Elsewhere, elsewhere)
    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(applicants.Closed, applicants.closed)
    app.add_exception_handler(ClientGone, _nobody)


async def _problem(request: Request, error: Exception) -> Response:
    problem = _problem_of(error)
    if is_page(request) and request.app.state.desk.settings.console_url:
        return fault_page(request, problem.status)
    if is_applicants(request) and request.app.state.desk.link_secret:
        return applicants_fault_page(request, "closed" if problem.status < SERVER else "away", problem.status)
    return response_of(problem, request.state.request_id)


def _problem_of(error: Exception) -> Problem:
    """Raises what is none of these."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        faults = (Fault(each.path.split(".", 1)[-1], each.message) for each in faults_of(error.errors()))
        return Problem("INVALID", errors=tuple(faults))
    if isinstance(error, DatabaseUnavailable):
        return Problem("DATABASE_UNAVAILABLE", headers=SOON)
    if isinstance(error, Gone):
        return Problem("DOCUMENT_PURGED")
    if isinstance(error, HTTPException):
        code = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}.get(error.status_code, "BODY_MALFORMED")
        return Problem(code, headers=error.headers)
    raise error


async def _database_error(request: Request, error: Exception) -> Response:
    """A database without our tables is not there yet, one whose connections are all taken is busy; else it is ours."""
    if isinstance(error, NoConnectionLeft):
        return await _problem(request, DatabaseUnavailable("no connection is free"))
    checks = await anyio.to_thread.run_sync(health.checked, request.app.state.desk)
    if checks["database"] == OK:
        raise error
    log().error("database_not_ready", code=checks["database"])
    return await _problem(request, DatabaseUnavailable("not ready"))


async def _nobody(_request: Request, _error: Exception) -> Response:
    return Response(status_code=SORTS["BODY_MALFORMED"].status)


def _tell_more(app: FastAPI) -> None:
    """Add to the description what FastAPI does not see: an upload's parts, problems, nulls in examples."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        description = made()
        if "ProblemShown" not in description["components"]["schemas"]:
            description["components"]["schemas"] |= handing_in.FORM_SCHEMAS | schemas()
            put_in_place(description)
        return description

    app.openapi = openapi  # type: ignore[method-assign]
