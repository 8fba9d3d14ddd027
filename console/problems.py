"""What can go wrong with a request, and how is it told? (RFC 9457: `application/problem+json`)

Texts name no value of the request: what was sent may be a person's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

MEDIA_TYPE = "application/problem+json"
MEMBER = re.compile(r"[a-z][a-z_]{0,39}|\d{1,3}")
"""What members of the API, and places in a list, are called."""
SCHEMA = "#/components/schemas/ProblemShown"


class Fault(NamedTuple):
    """`path` leads to the member: `holder.snils`."""

    path: str
    message: str


class Sort(NamedTuple):
    """A sort of problem: its status, its title in English and in Russian, what to do about it."""

    status: int
    title: str
    title_ru: str
    todo: str


SORTS: Mapping[str, Sort] = {
    "KEY_MISSING": Sort(401, "No API key was given", "Не указан ключ доступа", "Send `Authorization: Bearer pk_…`."),
    "KEY_WRONG": Sort(401, "The API key is not known", "Ключ доступа не действует", "Ask the operator for another."),
    "SCOPE_MISSING": Sort(
        403, "The API key does not allow this", "Ключ доступа этого не разрешает", "Ask for a key with the scope."
    ),
    "NOT_FOUND": Sort(404, "There is no such address", "Такого адреса нет", "Look at the paths of the API."),
    "DOCUMENT_NOT_FOUND": Sort(404, "There is no such document", "Такого документа нет", "Check the id."),
    "DOCUMENT_PURGED": Sort(
        410, "The document was removed when its time was over", "Документ удалён по истечении срока хранения",
        "Nothing: only that it was there is known.",
    ),
    "PAGE_NOT_FOUND": Sort(
        404, "The document has no such page to show", "Такой страницы у документа нет",
        "Ask for the pages that `pages` of the document has.",
    ),
    "ACT_NOT_FOUND": Sort(
        404, "There is no such act", "Такого акта нет", "An act is drawn up once the status is `recorded`."
    ),
    "ACT_NOT_READY": Sort(
        409, "The act is being drawn up", "Акт ещё составляется",
        "Send the same request again after `Retry-After` seconds, or wait for the webhook `act_made`.",
    ),
    "LINKS_OFF": Sort(
        409, "This installation gives no links to applicants", "Ссылки для заявителей не настроены",
        "Ask the operator to set PODLINNIK_LINK_KEY.",
    ),
    "METHOD_NOT_ALLOWED": Sort(405, "The address does not know this method", "Метод не поддерживается", "See `Allow`."),
    "BODY_TOO_SLOW": Sort(408, "The upload did not arrive in time", "Файл передавался слишком долго", "Send it again."),
    "REQUEST_IN_PROGRESS": Sort(
        409, "A request with this Idempotency-Key is being answered", "Такой запрос уже обрабатывается",
        "Send the same request again after `Retry-After` seconds.",
    ),
    "NOT_REPLACEABLE": Sort(
        409, "The document cannot be replaced now", "Этот документ сейчас нельзя заменить",
        "Read the document: its status says why.",
    ),
    "OF_ANOTHER_CLIENT": Sort(
        409, "The same file of this holder came from another client",
        "Этот файл уже передан через другую систему", "Nothing: it is examined already.",
    ),
    "BODY_MALFORMED": Sort(
        400, "The body cannot be read as multipart/form-data", "Запрос не удалось разобрать", "Mend the request."
    ),
    "IDEMPOTENCY_KEY_MISSING": Sort(
        400, "The header Idempotency-Key is missing or unusable", "Не указан ключ идемпотентности",
        "Send 1 to 255 printable ASCII symbols, new for each upload, the same for each try of it.",
    ),
    "FILE_TOO_LARGE": Sort(413, "The file is too large", "Файл слишком большой", "Take fewer pixels, or grey."),
    "PART_TOO_LARGE": Sort(413, "A part of the form is too large", "Данные формы слишком велики", "Make it smaller."),
    "NOT_MULTIPART": Sort(
        415, "The body is not multipart/form-data", "Неверный тип запроса", "Send multipart/form-data with a boundary."
    ),
    "INVALID": Sort(422, "The request says something that cannot be", "Запрос содержит ошибки", "See `errors`."),
    "IDEMPOTENCY_KEY_REUSED": Sort(
        422, "The Idempotency-Key was used for another request", "Ключ идемпотентности уже использован",
        "Take a new key for each upload.",
    ),
    "TOO_MANY_REQUESTS": Sort(429, "Too many requests", "Слишком много запросов", "Wait for `Retry-After` seconds."),
    "OUR_FAULT": Sort(500, "An error of the program itself", "Внутренняя ошибка", "Send the request again later."),
    "DATABASE_UNAVAILABLE": Sort(
        503, "The database cannot be reached", "Сервис временно недоступен", "Send the request again later."
    ),
    "STORE_UNAVAILABLE": Sort(
        503, "The file store cannot be used", "Сервис временно недоступен", "Send the request again later."
    ),
    "BUSY": Sort(503, "Too much is going on", "Сервис занят", "Send the request again after `Retry-After` seconds."),
    "PREVIEW_FAILED": Sort(
        503, "The page could not be drawn", "Страницу не удалось показать", "Try again; it may be too heavy to draw."
    ),
}  # fmt: skip
"""Every code that a problem may have. A code is never renamed."""


class FaultShown(BaseModel):
    """One thing that is wrong, and where."""

    model_config = ConfigDict(extra="forbid")

    path: str
    message: str


class ProblemShown(BaseModel):
    """A problem. Switch on `code`; show an applicant `title_ru`, nothing else of it."""

    model_config = ConfigDict(extra="forbid")

    type: str
    title: str
    title_ru: str
    status: int
    code: str
    detail: str
    errors: list[FaultShown]
    request_id: str | None = None


class Problem(Exception):
    """Raised wherever a request cannot be answered; `code` is one of `SORTS`."""

    def __init__(
        self, code: str, detail: str = "", *, errors: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = SORTS[code].status
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def members_of(problem: Problem, request_id: str | None = None) -> dict[str, Any]:
    sort = SORTS[problem.code]
    return {
        "type": f"urn:podlinnik:problem:{problem.code.lower().replace('_', '-')}",
        "title": sort.title,
        "title_ru": sort.title_ru,
        "status": sort.status,
        "code": problem.code,
        "detail": problem.detail or sort.todo,
        "errors": [{"path": _shown(fault.path), "message": fault.message} for fault in problem.errors],
        "request_id": request_id,
    }


def _shown(path: str) -> str:
    """Without members whose name could be anything: who puts a surname there is not told it back."""
    return ".".join(name if MEMBER.fullmatch(name) else "…" for name in path.split("."))


def response_of(problem: Problem, request_id: str | None = None) -> JSONResponse:
    headers = {"Cache-Control": "no-store", **problem.headers}
    return JSONResponse(members_of(problem, request_id), problem.status, headers=headers, media_type=MEDIA_TYPE)


def told_in_openapi(*codes: str) -> dict[int | str, dict[str, Any]]:
    """`responses=` of a route: its problems by status, with an example of each code."""
    responses: dict[int | str, dict[str, Any]] = {}
    for code in codes:
        sort = SORTS[code]
        response = responses.setdefault(
            sort.status,
            {"description": "", "content": {MEDIA_TYPE: {"schema": {"$ref": SCHEMA}, "examples": {}}}},
        )
        response["description"] = "; ".join(filter(None, (response["description"], sort.title)))
        response["content"][MEDIA_TYPE]["examples"][code] = {"value": members_of(Problem(code), "01JEXAMPLE")}
    return responses


def schemas() -> dict[str, Any]:
    """Of a problem, for the API's description."""
    schema = ProblemShown.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "ProblemShown": schema}
