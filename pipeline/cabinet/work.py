"""Who works on a document, how far is it, and what if the worker dies?

A lease is a row's: an owner, a time until which it holds unless a heartbeat extends it, and a token that grows with
every lease. Whatever a worker writes names its token: one that was taken for dead writes nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from pipeline.cabinet import audit, changes
from pipeline.cabinet.changes import DOCUMENTS, NO_LEASE, TABLES, Change, Row, Ruling
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.follow_ups import follow
from pipeline.cabinet.protocol import LeaseLost, StageResult
from pipeline.cabinet.seen import file_keys
from pipeline.cabinet.statuses import IN_WORK, Status
from pipeline.cabinet.tables.documents import AttemptRow, FindingRow, StageResultRow
from pipeline.case import Claim

ATTEMPTS = TABLES[AttemptRow.__tablename__]
RESULTS = TABLES[StageResultRow.__tablename__]
FINDINGS = TABLES[FindingRow.__tablename__]
Clock = Callable[[], dt.datetime]
LIGHT = [column for column in RESULTS.c if column.name != "lines"]
WAITING = {status.value for status in IN_WORK}


@dataclass(frozen=True, kw_only=True)
class Lease:
    """The right to work on a document. `row` is the document's row as it is now."""

    row: Row
    owner: str

    @property
    def document_id(self) -> str:
        return str(self.row["id"])

    @property
    def token(self) -> int:
        return int(self.row["lease_token"])

    @property
    def next_token(self) -> int:
        """The document's token once the lease is given back."""
        return self.token + 1


class Work:
    """What a worker does to documents in the cabinet's database. Every method raises `DatabaseUnavailable`."""

    def __init__(self, engine: Engine, clock: Clock, *, stages: Sequence[str]) -> None:
        """`stages` in their order."""
        self.engine = engine
        self.clock = clock
        self.stages = tuple(stages)
        self._first = self.stages[0]

    def journal(self, lease: Lease) -> LeasedJournal:
        """The journal of a leased document."""
        following = dict(zip(self.stages, (*self.stages[1:], self.stages[-1]), strict=True))
        return LeasedJournal(self.engine, lease, self.clock, following)

    def lease(self, document_id: str, owner: str, seconds: float) -> Lease | None:
        """Take the document for `seconds`; None when nothing is to be done on it, or somebody has it."""
        now = self.clock()
        with writing(self.engine) as connection:
            row = changes.document(connection, document_id, skip_locked=True)
            if row is None or row["status"] not in WAITING or _is_held(row, now) or _is_early(row, now):
                return None
            values = {
                "lease_owner": owner, "lease_token": row["lease_token"] + 1,
                "lease_until": now + dt.timedelta(seconds=seconds),
            }  # fmt: skip
            if row["status"] == Status.UPLOADED:
                return self._begin(connection, row, owner, values, now)
            return self._take_over(connection, row, owner, values)

    def extend(self, lease: Lease, seconds: float) -> bool:
        """A heartbeat. False when the lease is lost, or ended while this beat was on its way."""
        until = self.clock() + dt.timedelta(seconds=seconds)
        held = _mine(lease) & (DOCUMENTS.c.lease_owner == lease.owner)
        with writing(self.engine) as connection:
            done = connection.execute(update(DOCUMENTS).where(held).values(lease_until=until))
        return done.rowcount == 1

    def give_back(self, lease: Lease, *, stage: str | None = None, due_at: dt.datetime | None = None) -> None:
        """End the lease; the document goes on at `stage`, from `due_at` (default: now) on. Silent when it is lost."""
        values = {**_ended(lease), "due_at": due_at or self.clock(), **({"stage": stage} if stage else {})}
        with writing(self.engine) as connection:
            connection.execute(update(DOCUMENTS).where(_mine(lease)).values(values))

    def defer(self, lease: Lease, failure: str, due_at: dt.datetime, *, waiting: bool) -> None:
        """The world is at fault: count a try of this kind and come back at `due_at`; `waiting` for the register."""
        now = self.clock()
        tries = {**lease.row["tries"], failure: lease.row["tries"].get(failure, 0) + 1}
        values = {**_ended(lease), "due_at": due_at, "tries": tries}
        with writing(self.engine) as connection:
            if not waiting or lease.row["status"] == Status.WAITING:
                done = connection.execute(update(DOCUMENTS).where(_mine(lease)).values(values))
                if done.rowcount != 1:
                    raise LeaseLost(f"document {lease.document_id} is another worker's now")
                return
            what = Change(to=Status.WAITING, actor="machine", action="deferred", why=failure, values=values)
            changes.change_one(connection, lease.row, what, now)

    def finish(self, lease: Lease, ruling: Ruling) -> Row:
        """Put the decision in force and end the lease. Raises `LeaseLost`."""
        now = self.clock()
        with writing(self.engine) as connection:
            after, entry = changes.decide(connection, lease.row, ruling, now)
            self._end_attempt(connection, lease.row, after["status"], now)
            audit.append(connection, [entry, *follow(connection, after, now)], now)
        return after

    def _begin(
        self, connection: Connection, row: Row, owner: str, values: Mapping[str, Any], now: dt.datetime
    ) -> Lease:
        """A new attempt; why there is another one stands in `tries` until then."""
        number = row["attempt"] + 1
        cause = row["tries"].get("cause", "upload")
        taken = {**row, **values}
        connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == row["id"]).values(dict(values)))
        connection.execute(
            insert(ATTEMPTS).values(
                document_id=row["id"], number=number, cause=cause, worker=owner, started_at=now
            )
        )  # fmt: skip
        what = Change(
            to=Status.CHECKING, actor="machine", action="began", why=cause,
            values={"attempt": number, "stage": self._first},
        )  # fmt: skip
        return Lease(row=changes.change_one(connection, taken, what, now), owner=owner)

    def _take_over(self, connection: Connection, row: Row, owner: str, values: Mapping[str, Any]) -> Lease:
        """Go on with an attempt that was handed over, or whose worker died; the latter is counted."""
        died = row["lease_until"] is not None
        tries = {**row["tries"], "lost": row["tries"].get("lost", 0) + 1} if died else row["tries"]
        after = {**row, **values, "tries": tries}
        connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == row["id"]).values(**values, tries=tries))
        return Lease(row=after, owner=owner)

    @staticmethod
    def _end_attempt(connection: Connection, row: Row, outcome: str, now: dt.datetime) -> None:
        mine = (ATTEMPTS.c.document_id == row["id"]) & (ATTEMPTS.c.number == row["attempt"])
        connection.execute(update(ATTEMPTS).where(mine).values(ended_at=now, outcome=outcome))


class LeasedJournal:
    """The journal of one leased document: saving refuses a worker that has lost its lease."""

    def __init__(self, engine: Engine, lease: Lease, clock: Clock, following: Mapping[str, str]) -> None:
        """`following`: which stage comes after which."""
        self._engine = engine
        self._lease = lease
        self._clock = clock
        self._following = following
        self._known: set[str] = set()

    def load(self, case_id: str) -> Mapping[str, StageResult]:
        with reading(self._engine) as connection:
            rows = connection.execute(select(*LIGHT).where(RESULTS.c.document_id == case_id)).mappings().all()
        self._known = {row["stage"] for row in rows}
        return {row["stage"]: result_of(dict(row)) for row in rows}

    def lines(self, case_id: str, stage: str) -> str | None:
        mine = (RESULTS.c.document_id == case_id) & (RESULTS.c.stage == stage)
        with reading(self._engine) as connection:
            return unpacked(connection.execute(select(RESULTS.c.lines).where(mine)).scalar())

    def save(self, case_id: str, result: StageResult) -> None:
        """The result, its findings and the document's stage in one transaction. Raises `LeaseLost`."""
        now = self._clock()
        with writing(self._engine) as connection:
            following = {"stage": self._following[result.stage]}
            done = connection.execute(update(DOCUMENTS).where(_mine(self._lease)).values(following))
            if done.rowcount != 1:
                raise LeaseLost(f"document {case_id} is another worker's now")
            if result.stage in self._known:
                forget_result(connection, case_id, result.stage)
            write_result(connection, case_id, self._lease.row["attempt"], result, now)
        self._known.add(result.stage)


def claim_of(row: Row) -> Claim:
    return Claim.model_validate(row["claim"])


def result_of(row: Mapping[str, Any]) -> StageResult:
    return StageResult(
        stage=row["stage"], inputs=row["inputs"], digest=row["digest"], versions=row["versions"],
        seconds=row["seconds"], delta=zlib.decompress(row["delta"]).decode(),
    )  # fmt: skip


def unpacked(packed: bytes | None) -> str | None:
    """As `lines` of a result are kept."""
    return zlib.decompress(packed).decode() if packed else None


def forget_result(connection: Connection, document_id: str, stage: str) -> None:
    for table in (RESULTS, FINDINGS):
        connection.execute(delete(table).where((table.c.document_id == document_id) & (table.c.stage == stage)))


def write_result(
    connection: Connection, document_id: str, attempt: int, result: StageResult, now: dt.datetime
) -> None:
    findings = json.loads(result.delta).get("findings", [])
    connection.execute(insert(RESULTS).values(result_row(document_id, attempt, result, now)))
    if findings:
        connection.execute(insert(FINDINGS), finding_rows(document_id, result.stage, findings))
    file_keys(connection, document_id, result.delta)


def result_row(document_id: str, attempt: int, result: StageResult, now: dt.datetime) -> dict[str, Any]:
    """As it stands in `stage_results`."""
    findings = json.loads(result.delta).get("findings", [])
    return {
        "document_id": document_id, "stage": result.stage, "attempt": attempt,
        "outcome": "stopped" if any(finding["stops"] for finding in findings) else "done",
        "inputs": result.inputs, "digest": result.digest, "versions": result.versions, "seconds": result.seconds,
        "finished_at": now, "delta": zlib.compress(result.delta.encode(), 1),
        "lines": zlib.compress(result.lines.encode(), 1) if result.lines is not None else None,
    }  # fmt: skip


def finding_rows(document_id: str, stage: str, findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """As they stand in `findings`."""
    kept = ("code", "weight", "field", "page", "detail")
    return [
        {"document_id": document_id, "stage": stage, "number": number, **{name: finding[name] for name in kept}}
        for number, finding in enumerate(findings, start=1)
    ]


def _ended(lease: Lease) -> dict[str, Any]:
    """No lease, and a token that refuses whatever its holder still writes."""
    return {**NO_LEASE, "lease_token": lease.token + 1}


def _mine(lease: Lease) -> Any:
    return (DOCUMENTS.c.id == lease.document_id) & (DOCUMENTS.c.lease_token == lease.token)


def _is_early(row: Row, now: dt.datetime) -> bool:
    """It was put off: whoever was rung for earlier comes too soon."""
    return row["due_at"] is not None and row["due_at"] > now


def _is_held(row: Row, now: dt.datetime) -> bool:
    return row["lease_until"] is not None and row["lease_until"] > now

