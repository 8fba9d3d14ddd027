"""What does a cabinet's backend ask of the API? (every route, in each way that costs the database something else)"""

from __future__ import annotations

import base64
import io
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from PIL import Image
from sqlalchemy import Engine, text

from pipeline.cabinet.files import FolderStore
from pipeline.cabinet.holder import holder_key
from pipeline.cabinet.statuses import Status
from pipeline.case import Holder

BOUNDARY = "part-of-a-paper"
HOLDER = {"last_name": "Кедрова", "first_name": "Анна", "birth_date": "1990-05-14"}
PAPER_BYTES = 200_000
OF_EACH = 50
"""Documents of each status that are asked for in turn."""
LIST = "/v1/documents"
Send = Callable[["Asked"], tuple[int, bytes, Mapping[str, str]]]
"""Sends a request; status, body and headers of the answer."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way of asking: requests without end, and which status the answers must have."""

    name: str
    requests: Iterator[Asked]
    status: int = 200


def ways(
    engine: Engine, files: FolderStore, send: Send, *, everyone: str, own: str, first: int = 0
) -> Iterator[Way]:
    """`everyone`, `own`: the keys of a client that sees all documents, and of one that sees its own.

    `first`: number of the first paper that is handed in, unlike those of an earlier round.
    """
    yield from (_get(name, [f"/{name}"], everyone) for name in ("healthz", "readyz", "metrics"))
    ids = {status.value: _ids(engine, status.value) for status in Status}
    for status, found in ids.items():
        yield _get(f"document, {status}", [f"{LIST}/{one}" for one in found], everyone)
    approved = ids["approved"]
    yield Way(name="document, not changed (304)", status=304, requests=_cycle(
        Asked(path=f"{LIST}/{one}", headers=_as(everyone) | {"If-None-Match": '"rev-3"'}) for one in approved
    ))  # fmt: skip
    yield _get("document, unknown (404)", [f"{LIST}/{'0' * 26}"], everyone, status=404)
    yield _get("events of a document", [f"{LIST}/{one}/events" for one in approved], everyone)
    yield _page(engine, files, approved[0], everyone)
    yield from _lists(engine, send, everyone, own)
    yield from _uploads(engine, own, first)


def _lists(engine: Engine, send: Send, everyone: str, own: str) -> Iterator[Way]:
    with engine.connect() as connection:
        keys = connection.execute(text(
            "SELECT holder_key FROM documents WHERE holder_key IS NOT NULL ORDER BY id DESC LIMIT 50"
        )).scalars().all()  # fmt: skip
        middle = connection.execute(text("SELECT id, updated_at FROM documents ORDER BY id LIMIT 1 OFFSET :half"), {
            "half": connection.execute(text("SELECT count(*) / 2 FROM documents")).scalar_one()
        }).one()  # fmt: skip
    since = middle.updated_at.isoformat()
    conditions: dict[str, list[dict[str, Any]]] = {
        "all": [{}],
        "of a holder": [{"holder_key": key} for key in keys],
        "of a holder and a status": [{"holder_key": key, "status": "approved"} for key in keys],
        "of a holder by name": [{f"holder_{name}": value for name, value in HOLDER.items()}],
        "of a kind": [{"kind": kind} for kind in ("labour_book", "medical_licence", "accreditation_certificate")],
        "with a reason": [{"reason": "REGISTRY_MISMATCH"}],
        "with a reason that none has": [{"reason": "FILE_ENCRYPTED"}],
        "changed since": [{"updated_after": since}],
        "changed since, of a status": [{"updated_after": since, "status": "expired"}],
        "changed since, with a reason": [{"updated_after": since, "reason": "SCAN_GLARE"}],
        "of a status and a kind": [{"status": "rejected", "kind": "medical_licence"}],
        "of a status and a kind of which none is": [{"status": "recorded", "kind": "passport"}],
        "of a status, with a reason": [{"status": "needs_review", "reason": "SURNAME_CHANGED"}],
        "of a status that no such reason leaves": [{"status": "approved", "reason": "REGISTRY_MISMATCH"}],
        "of a kind, with a reason, 200 a page": [{"kind": "passport", "reason": "SCAN_GLARE", "limit": 200}],
        "200 a page": [{"limit": 200}],
        **{f"of the status {status.value}": [{"status": status.value}] for status in Status},
    }
    for name, wanted in conditions.items():
        yield _get(f"list {name}", [_list(one) for one in wanted], everyone)
        if "of the status" not in name or wanted[0]["status"] == "approved":
            yield _get(f"list {name}, its own", [_list(one) for one in wanted], own)
    for name in ("all", "of a kind", "with a reason", "changed since", "of the status approved"):
        wanted = conditions[name]
        deep = [_list(one | {"cursor": _deep(send, one, everyone, middle)}) for one in wanted]
        yield _get(f"list {name}, deep", deep, everyone)


def _uploads(engine: Engine, own: str, first: int) -> Iterator[Way]:
    """Each paper that is replaced is so once."""
    numbers = itertools.count(first)
    yield Way(name="hand in", status=202, requests=(_upload(LIST, own, next(numbers)) for _ in itertools.repeat(0)))
    once = _upload(LIST, own, next(numbers))
    yield Way(name="hand in, for the first time", status=202, requests=iter([once]))
    yield Way(name="hand in, the same request again", status=202, requests=itertools.repeat(once))
    known = next(numbers) - 1
    yield Way(name="hand in, the same paper again", requests=(
        _upload(LIST, own, known, key=f"again-{number}") for number in itertools.count(first)
    ))  # fmt: skip
    for status in ("rejected", "approved"):
        theirs = {next(numbers): one for one in _ids(engine, status, client="cabinet", count=1_000)}
        _give(engine, theirs)
        yield Way(name=f"replace, {status}", status=202, requests=(
            _upload(f"{LIST}/{one}/replacement", own, number) for number, one in theirs.items()
        ))  # fmt: skip


def _give(engine: Engine, documents: Mapping[int, str]) -> None:
    """To holders who are known by these numbers."""
    keys = [{"id": one, "key": holder_key(Holder(snils=f"{number:011}"))} for number, one in documents.items()]
    with engine.begin() as connection:
        connection.execute(text("UPDATE documents SET holder_key = :key WHERE id = :id"), keys)


def _page(engine: Engine, files: FolderStore, document_id: str, key: str) -> Way:
    """A page that was drawn before: what is left is the database's."""
    picture = io.BytesIO()
    Image.new("L", (2480, 1754), 255).save(picture, "JPEG")
    kept = files.keep([picture.getvalue()], limit=10_000_000)
    with engine.begin() as connection:
        connection.execute(text(
            "UPDATE documents SET sha256 = CAST(:new AS text), claim = replace(claim, sha256, CAST(:new AS text)) "
            "WHERE id = :id"
        ), {"new": kept.sha256, "id": document_id})  # fmt: skip
    return _get("page, drawn before", [f"{LIST}/{document_id}/pages/1"], key)


def _deep(send: Send, wanted: Mapping[str, Any], key: str, middle: Any) -> str:
    """The cursor of a page in the middle of all, made of a true one."""
    _, body, _ = send(Asked(path=_list({**wanted, "limit": 1}), headers=_as(key)))
    cursor = json.loads(body)["next"]
    mark, _, at = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    there = [mark, middle.id, middle.updated_at.isoformat() if at else ""]
    return base64.urlsafe_b64encode(json.dumps(there).encode()).decode().rstrip("=")


def _ids(engine: Engine, status: str, *, client: str | None = None, count: int = OF_EACH) -> Sequence[str]:
    """Of documents that none stands for, spread over the newest half of the status."""
    query = """
        SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id DESC) AS place, count(*) OVER () AS every
          FROM documents WHERE status = :status AND (client = :client OR :client IS NULL)
          AND (replaced_by IS NULL OR status = 'replaced')) one
        WHERE place % greatest(every / 2 / :count, 1) = 0 ORDER BY id DESC LIMIT :count"""
    with engine.connect() as connection:
        found = connection.execute(text(query.replace(":client IS", "CAST(:client AS text) IS")),
                                   {"status": status, "client": client, "count": count})  # fmt: skip
        return list(found.scalars())


def _get(name: str, paths: Sequence[str], key: str, status: int = 200) -> Way:
    return Way(name=name, status=status, requests=_cycle(Asked(path=path, headers=_as(key)) for path in paths))


def _cycle(requests: Iterator[Asked]) -> Iterator[Asked]:
    return itertools.cycle(list(requests))


def _list(conditions: Mapping[str, Any]) -> str:
    return f"{LIST}?{urlencode(conditions, quote_via=quote)}" if conditions else LIST


def _as(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def _upload(path: str, api_key: str, number: int, *, key: str | None = None) -> Asked:
    """A paper like a small scan, and unlike any other; of a holder of its own."""
    holder = json.dumps({**HOLDER, "snils": f"{number:011}"})
    parts = {"kind": "higher_education_diploma", "holder": holder, "declared": '{"number": "0123456"}'}
    body = b"".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in parts.items()
    )
    about = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7 {number} '
    body += about.encode() + b"x" * PAPER_BYTES + f"\r\n--{BOUNDARY}--\r\n".encode()
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    headers = _as(api_key) | {"Content-Type": kind, "Idempotency-Key": key or f"million-{number}"}
    return Asked(path=path, method="POST", headers=headers, body=body)
