"""How does the audit log of very many documents come about, its hash chain true from the first entry to the last?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from pipeline.cabinet.audit import NOTHING, hash_of

COLUMNS = ("seq", "at", "actor", "action", "document_id", "before", "after", "why", "previous", "hash")
PORTION = 20_000
LATER = {
    "replaced": ("machine", "replaced"), "access_restricted": ("sweep:windows", "window_passed"),
    "expiring": ("sweep:validity", "expiring"), "expired": ("sweep:validity", "expired"),
    "archived": ("operator:archive", "archived"),
}  # fmt: skip
STEP = dt.timedelta(seconds=20)
Plan = tuple[int, dt.datetime, str, str, str, str, bool, str]
"""n, at, id, kind, status, outcome, in_work, code."""
SELECTED = "SELECT n, at, id, kind, status, outcome, in_work, code FROM fill WHERE n > %s"


def write_chain(connection: psycopg.Connection, step: Callable[[int], object]) -> int:
    """Copy every document's entries in, oldest document first, then what happened long after; how many entries.

    The hashes are made here: nothing but the code that will verify them knows how. `step` is told of documents done.
    """
    seq, previous = 0, NOTHING
    for kind_of_pass in (_at_first, _later):
        last = 0
        while rows := connection.execute(f"{SELECTED} ORDER BY n LIMIT {PORTION}", (last,)).fetchall():
            with connection.cursor().copy(f"COPY audit ({', '.join(COLUMNS)}) FROM STDIN") as copied:
                for row in rows:
                    for entry in kind_of_pass(row):
                        seq += 1
                        entry |= {"seq": seq, "previous": previous}
                        previous = hash_of(entry)
                        copied.write_row([*(entry[name] for name in COLUMNS[:-1]), previous])
            last = rows[-1][0]
            step(len(rows))
    connection.execute("INSERT INTO audit_head (id, seq, hash) VALUES (1, %s, %s)", (seq, previous))
    return seq


def _at_first(plan: Plan) -> Iterator[dict[str, Any]]:
    _, at, document_id, kind, status, outcome, in_work, code = plan
    yield _entry(at, "client:cabinet", "uploaded", document_id, None, "uploaded", kind)
    if status == "uploaded":
        return
    yield _entry(at + STEP, "machine", "began", document_id, "uploaded", "checking", "upload")
    if status == "waiting":
        yield _entry(at + 2 * STEP, "machine", "deferred", document_id, "checking", "waiting", "registry")
    if not in_work:
        after = "recorded" if status == "recorded" else outcome
        why = "upload" if outcome == "approved" else f"upload {code}"
        yield _entry(at + 2 * STEP, "machine", "decided", document_id, "checking", after, why)


def _later(plan: Plan) -> Iterator[dict[str, Any]]:
    _, at, document_id, _, status, outcome, _, _ = plan
    if status in LATER:
        actor, action = LATER[status]
        yield _entry(at + dt.timedelta(days=9), actor, action, document_id, outcome, status, "")


def _entry(
    at: dt.datetime, actor: str, action: str, document_id: str, before: str | None, after: str, why: str
) -> dict[str, Any]:
    return {"at": at, "actor": actor, "action": action, "document_id": document_id, "before": before, "after": after,
            "why": why}  # fmt: skip
