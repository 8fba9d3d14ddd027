"""What is left afterwards, and what is wrong with it?"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from benchmarks.chaos.site import Site
from pipeline.cabinet import audit
from pipeline.cabinet.changes import DOCUMENTS, NOTICES, REASONS
from pipeline.cabinet.statuses import IN_WORK

State = tuple[str, tuple[str, ...]]
"""A status and the reasons."""


@dataclass(frozen=True, kw_only=True)
class Left:
    """What a run left. `faults` are sentences; empty is what is wanted."""

    states: Mapping[str, State]
    """By the document's number."""
    notices: int
    deliveries: int
    faults: list[str] = field(default_factory=list)


def is_over(site: Site) -> bool:
    """Every document decided, every notice received."""
    working = [status.value for status in IN_WORK]
    with site.engine.connect() as connection:
        documents = connection.execute(select(DOCUMENTS.c.status)).scalars().all()
        told = set(connection.execute(select(NOTICES.c.id)).scalars())
    decided = len(documents) == site.count and not any(status in working for status in documents)
    return decided and told <= {request.header("webhook-id") for request in site.receiver.requests}


def look(site: Site) -> Left:
    """Everything that can be asked of what is left."""
    with site.engine.connect() as connection:
        rows = connection.execute(select(DOCUMENTS)).mappings().all()
        reasons = defaultdict(list)
        for row in connection.execute(select(REASONS).order_by(REASONS.c.code)):
            reasons[row.document_id].append(row.code)
        told = {row.id: row for row in connection.execute(select(NOTICES))}
    states = {row["claim"]["upload"]["name"]: (row["status"], tuple(reasons[row["id"]])) for row in rows}
    faults = [
        *([f"{len(rows)} documents of {site.count}"] if len(rows) != site.count else []),
        *(f"{row['id']} still has a lease" for row in rows if row["lease_until"] is not None),
        *_of_notices(site, told),
        *_of_files(site, {row["sha256"] for row in rows}),
    ]
    fault = audit.verify(site.engine)
    if fault is not None:
        faults.append(f"the audit log is broken at {fault.seq}: {fault.what}")
    return Left(states=states, notices=len(told), deliveries=len(site.receiver.requests), faults=faults)


def compared(quiet: Left, shaken: Left) -> list[str]:
    """Documents whose state is not what a quiet run gives."""
    return [
        f"document {name}: {shaken.states.get(name)} instead of {state}"
        for name, state in quiet.states.items()
        if shaken.states.get(name) != state
    ]


def _of_notices(site: Site, told: Mapping[str, object]) -> list[str]:
    received: dict[str, bytes] = {}
    faults = []
    last: dict[str, int] = defaultdict(int)
    for request in site.receiver.requests:
        name = request.header("webhook-id") or ""
        body = json.loads(request.body)
        if received.setdefault(name, request.body) != request.body:
            faults.append(f"notice {name} came with two texts")
        if body["sequence"] > last[body["document_id"]] + 1:
            faults.append(f"notice {name} came before an earlier one")
        last[body["document_id"]] = max(last[body["document_id"]], body["sequence"])
    faults += [f"notice {name} was never delivered" for name in told if name not in received]
    return faults + [f"notice {name} was delivered and is not in the database" for name in received if name not in told]


def _of_files(site: Site, wanted: set[str]) -> list[str]:
    found = {path.name for path in Path(str(site.settings.files)).rglob("*") if path.is_file()}
    return [f"the file {name} belongs to nobody" for name in found - wanted] + [
        f"the file {name} is lost" for name in wanted - found
    ]
