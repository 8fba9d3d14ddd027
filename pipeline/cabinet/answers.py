"""What is told of a document? (its row, what the stages left, the decision in force, its window, its audit entries)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, select

from pipeline.cabinet import changes
from pipeline.cabinet.acts import Act, acts_of, in_force
from pipeline.cabinet.audit import AUDIT
from pipeline.cabinet.changes import DECISIONS, DOCUMENTS, WINDOW, Row
from pipeline.cabinet.database import reading
from pipeline.cabinet.deltas import apply_delta
from pipeline.cabinet.protocol import StageResult
from pipeline.cabinet.result_line import members_of
from pipeline.cabinet.statuses import IN_WORK, STAGES, TITLES, Status
from pipeline.cabinet.work import LIGHT, RESULTS, claim_of, result_of
from pipeline.case import Case
from pipeline.zones import zone_of

Members = dict[str, Any]
SHOWN_VERSIONS = ("pipeline", "rules", "ocr", "registry")
"""Of what it was made with; the versions of each stage's code and data are for reprocessing."""


class Gone(LookupError):
    """The document was purged: only that it was there is known."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """All that a document's answer is made from. `results` by stage; `decision` is the one in force, if any."""

    row: Row
    results: Mapping[str, StageResult]
    decision: Row | None
    ledger: Sequence[Row]
    acts: Sequence[Act] = ()


def told(engine: Engine, document_id: str, *, sees: str | None) -> Told | None:
    """Read it; None where there is none, or it is not a document of the client `sees` (None sees all).

    Raises `Gone`.
    """
    with reading(engine) as connection:
        row = changes.document(connection, document_id)
        if row is None or sees not in (None, row["client"]):
            return None
        _still_there(row)
        found = connection.execute(select(*LIGHT).where(RESULTS.c.document_id == document_id)).mappings()
        return Told(
            row=row,
            results={stage["stage"]: result_of(dict(stage)) for stage in found},
            decision=_decision(connection, row),
            ledger=_ledger(connection, document_id),
            acts=acts_of(connection, document_id),
        )


def row_of(engine: Engine, document_id: str, *, sees: str | None) -> Row | None:
    """The document's row alone, as `told` finds it. Raises `Gone`."""
    with reading(engine) as connection:
        row = changes.document(connection, document_id)
    if row is None or sees not in (None, row["client"]):
        return None
    _still_there(row)
    return row


def tag_now(engine: Engine, document_id: str) -> str | None:
    """`tag_of` the document as it is now; None where there is none."""
    query = select(DOCUMENTS.c.revision, DOCUMENTS.c.status, DOCUMENTS.c.stage).where(DOCUMENTS.c.id == document_id)
    with reading(engine) as connection:
        row = connection.execute(query).mappings().first()
    return tag_of(dict(row)) if row else None


def tag_of(row: Row) -> str:
    """`rev-7`, and while it is examined the stage as well: `rev-7-ocr`. Changes with whatever is told of it."""
    stage = _stage(row)
    return f"rev-{row['revision']}" + (f"-{stage}" if stage else "")


def case_of(told_: Told) -> Case:
    """The case as the stages left it, its pages without lines."""
    case = Case(id=told_.row["id"], claim=claim_of(told_.row))
    for stage in STAGES:
        if stage in told_.results:
            case = apply_delta(case, told_.results[stage].delta)
    return case


def summary_of(row: Row) -> Members:
    """What is told of a document where nothing of its paper is."""
    status = Status(row["status"])
    return {
        "id": row["id"],
        "kind": row["kind"],
        "status": status.value,
        "title": TITLES[status],
        "stage": _stage(row),
        "revision": row["revision"],
        "attempt": row["attempt"],
        "created_at": _utc(row["created_at"]),
        "updated_at": _utc(row["updated_at"]),
        "valid_until": row["valid_until"].isoformat() if row["valid_until"] else None,
        "replaces": row["replaces"],
        "replaced_by": row["replaced_by"],
        "holder_key": row["holder_key"],
        "former_status": row["former_status"],
        "purged_at": _utc(row["purged_at"]) if row["purged_at"] else None,
    }


def answer_of(told_: Told) -> Members:
    """The whole answer: the summary, members of the contract's result line, the window and its ledger.

    While the document is examined there is no decision in force, whatever was decided before.
    """
    row, decision = told_.row, told_.decision
    if Status(row["status"]) in IN_WORK:
        decision = None
    zone = zone_of((row["claim"].get("holder") or {}).get("time_zone"))
    versions = dict(decision["versions"]) if decision else _versions(told_.results)
    return {
        **summary_of(row),
        **members_of(case_of(told_)),
        "decision": decision["outcome"] if decision else "waiting" if row["status"] == Status.WAITING else None,
        "decided_at": _at(decision["decided_at"], zone) if decision else None,
        "decided_by": decision["decided_by"].split(":")[0] if decision else None,
        "correct_by": _at(row["correct_by"], zone),
        "reasons": list(decision["reasons"]) if decision else [],
        "notes": list(decision["notes"]) if decision else [],
        "window": _window(told_, zone),
        "act": _act(told_, zone),
        "stages": {stage: round(told_.results[stage].seconds, 4) for stage in STAGES if stage in told_.results},
        "versions": {name: version for name, version in versions.items() if name in SHOWN_VERSIONS},
    }


def events(engine: Engine, document_id: str, *, after: int = 0, limit: int = 100) -> tuple[list[Members], int | None]:
    """Audit entries in order, from behind number `after`; and the number to go on behind, None at the end."""
    mine = (AUDIT.c.document_id == document_id) & (AUDIT.c.seq > after)
    query = select(AUDIT).where(mine).order_by(AUDIT.c.seq).limit(limit + 1)
    with reading(engine) as connection:
        rows = connection.execute(query).mappings().all()
    shown = [_event(dict(row)) for row in rows[:limit]]
    return shown, shown[-1]["seq"] if len(rows) > limit else None


def _still_there(row: Row) -> None:
    if row["status"] == Status.PURGED:
        raise Gone(row["id"])


def _event(row: Row) -> Members:
    """Of who did it only what they are: a reviewer's name is theirs."""
    return {
        "seq": row["seq"], "at": _utc(row["at"]), "actor": row["actor"].split(":")[0], "action": row["action"],
        "before": row["before"], "after": row["after"], "why": row["why"],
    }  # fmt: skip


def _decision(connection: Connection, row: Row) -> Row | None:
    if row["decision"] is None:
        return None
    found = connection.execute(select(DECISIONS).where(DECISIONS.c.id == row["decision"])).mappings().first()
    return dict(found) if found else None


def _ledger(connection: Connection, document_id: str) -> list[Row]:
    query = select(WINDOW).where(WINDOW.c.document_id == document_id).order_by(WINDOW.c.number)
    return [dict(entry) for entry in connection.execute(query).mappings()]


def _window(told_: Told, zone: dt.tzinfo) -> Members | None:
    """None where none was ever opened."""
    if not told_.ledger:
        return None
    return {
        "correct_by": _at(told_.row["correct_by"], zone),
        "paused": told_.row["window_paused_at"] is not None,
        "ledger": [
            {
                "event": entry["event"], "at": _at(entry["at"], zone), "cause": entry["cause"],
                "correct_by": _at(entry["correct_by"], zone),
            }
            for entry in told_.ledger
        ],
    }  # fmt: skip


def _act(told_: Told, zone: dt.tzinfo) -> Members | None:
    """The newest version; None where none was drawn up."""
    if not told_.acts:
        return None
    newest = told_.acts[-1]
    return {
        "number": newest.number, "version": newest.version, "made_at": _at(newest.made_at, zone),
        "sha256": newest.sha256, "in_force": in_force(told_.row),
    }  # fmt: skip


def _versions(results: Mapping[str, StageResult]) -> dict[str, str]:
    return {name: value for stage in STAGES if stage in results for name, value in results[stage].versions.items()}


def _stage(row: Row) -> str | None:
    return row["stage"] if row["status"] in (Status.CHECKING, Status.WAITING) else None


def _at(moment: dt.datetime | None, zone: dt.tzinfo) -> str | None:
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds")
