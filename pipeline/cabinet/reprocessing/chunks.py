"""How does a chunk's work get out of the database and back? (all its documents at once, in one transaction)"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.cabinet import audit, changes
from pipeline.cabinet.changes import DECISIONS, DOCUMENTS, Row, Ruling
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.follow_ups import each_once, follow, former_last_names_of
from pipeline.cabinet.protocol import LeaseLost, StageResult
from pipeline.cabinet.reprocessing.runs import MOST_TRIES, Claimed, held_by
from pipeline.cabinet.reprocessing.selection import CHUNKS, ITEMS
from pipeline.cabinet.reprocessing.verdicts import is_leased
from pipeline.cabinet.seen import file_keys
from pipeline.cabinet.statuses import HELD, Status
from pipeline.cabinet.work import FINDINGS, RESULTS, finding_rows, result_row

CAUSE = "reprocessing"
DECIDED = [DECISIONS.c[name] for name in ("id", "outcome", "reasons", "notes")]
HELD_RESULT = [RESULTS.c[name] for name in ("document_id", "stage", "inputs", "digest", "seconds", "delta")]
SMALL = ("inputs", "versions", "seconds", "finished_at")
"""What changes of a result whose content is the same."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A document of a chunk, with all that is needed to decide it again but its pages' lines."""

    row: Row
    results: Mapping[str, StageResult]
    in_force: Row | None
    """The row of its decision, without versions and times."""
    former_last_names: tuple[str, ...]
    tries: int

    @property
    def document_id(self) -> str:
        return str(self.row["id"])

    @property
    def reasons(self) -> list[str]:
        return codes_of(self.in_force["reasons"]) if self.in_force else []


@dataclass(frozen=True, kw_only=True)
class Redone:
    """What came of one document. `ruling` is None where its decision stands."""

    paper: Paper
    result: str
    ruling: Ruling | None = None
    saved: Sequence[StageResult] = ()
    ran: Sequence[str] = field(default=())


def codes_of(reasons: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted({reason["code"] for reason in reasons})


def load(engine: Engine, claimed: Claimed) -> list[Paper]:
    """The chunk's documents that are still to be done, in their order: five queries, whatever their number."""
    mine = and_(ITEMS.c.run_id == claimed.run_id, ITEMS.c.chunk == claimed.number)
    mine &= or_(ITEMS.c.result == "open", and_(ITEMS.c.result == "waiting", ITEMS.c.tries < MOST_TRIES))
    with reading(engine) as connection:
        tries = dict(connection.execute(select(ITEMS.c.document_id, ITEMS.c.tries).where(mine)).all())
        ids = sorted(tries)  # named one by one: a run that is just selected has no statistics to plan a join with
        found_rows = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id.in_(ids)).order_by(DOCUMENTS.c.id))
        rows = found_rows.mappings().all()
        results: dict[str, dict[str, StageResult]] = {}
        for found in connection.execute(select(*HELD_RESULT).where(RESULTS.c.document_id.in_(ids))):
            results.setdefault(found.document_id, {})[found.stage] = _result(found)
        decisions = [row["decision"] for row in rows if row["decision"]]
        decided = connection.execute(select(*DECIDED).where(DECISIONS.c.id.in_(decisions))).mappings()
        in_force = {found["id"]: dict(found) for found in decided}
        former = former_last_names_of(connection, {row["holder_key"] for row in rows if row["holder_key"]})
    return [
        Paper(
            row=dict(row), results=results.get(row["id"], {}), in_force=in_force.get(row["decision"]),
            former_last_names=each_once(former.get(row["holder_key"], {}), but=row["id"]), tries=tries[row["id"]],
        )
        for row in rows
    ]  # fmt: skip


def write(engine: Engine, claimed: Claimed, done: Sequence[Redone], now: dt.datetime) -> list[Redone]:
    """Write what came of documents of the chunk in one transaction; what was written.

    A document that somebody works on, or that was changed since it was loaded, is `skipped`. A shadow run writes its
    items alone. Raises `LeaseLost` when the chunk is another worker's now; then nothing is written.
    """
    if not done:
        return []
    with writing(engine) as connection:
        chunk = select(CHUNKS.c.number).where(held_by(claimed)).with_for_update()
        if connection.execute(chunk).first() is None:
            raise LeaseLost(f"chunk {claimed.number} of {claimed.run_id} is another worker's now")
        entries: list[audit.Entry] = []
        if not claimed.shadow:
            done = _still_theirs(connection, done, now)
            entries = _decide(connection, done, now)
            _write_results(connection, done, now)
        connection.execute(
            update(ITEMS).where(ITEMS.c.run_id == claimed.run_id, ITEMS.c.document_id == bindparam("of")),
            [_item(one) for one in done],
        )
        audit.append(connection, entries, now)
    return list(done)


def lines_of(engine: Engine, document_id: str, stage: str) -> str | None:
    """The lines of a document's pages, unpacked."""
    one = (RESULTS.c.document_id == document_id) & (RESULTS.c.stage == stage)
    with reading(engine) as connection:
        packed = connection.execute(select(RESULTS.c.lines).where(one)).scalar()
    return zlib.decompress(packed).decode() if packed else None


def _result(found: Any) -> StageResult:
    """Without the versions, which only stand for people to read."""
    return StageResult(
        stage=found.stage, inputs=found.inputs, digest=found.digest, versions={}, seconds=found.seconds,
        delta=zlib.decompress(found.delta).decode(),
    )  # fmt: skip


def _still_theirs(connection: Connection, done: Sequence[Redone], now: dt.datetime) -> list[Redone]:
    """Lock what will be written; whatever is not as it was loaded is skipped."""
    ids = [one.paper.document_id for one in done if one.ruling is not None or one.saved]
    same: dict[str, bool] = {}
    query = (
        select(*(DOCUMENTS.c[name] for name in ("id", "revision", "lease_token", "lease_until")))
        .where(DOCUMENTS.c.id.in_(ids))
        .order_by(DOCUMENTS.c.id)
        .with_for_update(skip_locked=True, key_share=True)
    )
    known = {one.paper.document_id: one.paper.row for one in done}
    for row in map(dict, connection.execute(query).mappings()) if ids else ():
        before = known[row["id"]]
        untouched = (row["revision"], row["lease_token"]) == (before["revision"], before["lease_token"])
        same[row["id"]] = untouched and not is_leased(row, now)
    wanted = set(ids)
    return [
        one if one.paper.document_id not in wanted or same.get(one.paper.document_id) else _skipped(one.paper)
        for one in done
    ]


def _skipped(paper: Paper) -> Redone:
    return Redone(paper=paper, result="skipped")


def _decide(connection: Connection, done: Sequence[Redone], now: dt.datetime) -> list[audit.Entry]:
    """Put the new decisions in force, then what follows from papers that count now; the entries to note."""
    rulings = [(one.paper.row, one.ruling) for one in done if one.ruling is not None]
    decided = changes.decide_many(connection, rulings, now)
    entries = [entry for _, entry in decided]
    for (before, _), (after, _) in zip(rulings, decided, strict=True):
        if Status(after["status"]) in HELD and Status(before["status"]) not in HELD:
            entries += follow(connection, after, now)
    return entries


def _write_results(connection: Connection, done: Sequence[Redone], now: dt.datetime) -> None:
    """What has the same content gets new inputs and versions; the rest is written anew with its findings."""
    same, new, findings, stale = [], [], [], []
    for one in done:
        document_id = one.paper.document_id
        for result in one.saved:
            known = one.paper.results.get(result.stage)
            row = result_row(document_id, one.paper.row["attempt"], result, now)
            if known is not None and known.digest == result.digest:
                same.append({"of": document_id, "at": result.stage, **{name: row[name] for name in SMALL}})
                continue
            new.append(row)
            if known is not None:
                stale.append({"of": document_id, "at": result.stage})
            file_keys(connection, document_id, result.delta)
            findings += finding_rows(document_id, result.stage, json.loads(result.delta).get("findings", []))
    if same:
        mine = (RESULTS.c.document_id == bindparam("of")) & (RESULTS.c.stage == bindparam("at"))
        connection.execute(update(RESULTS).where(mine), same)
    if stale:
        mine = (FINDINGS.c.document_id == bindparam("of")) & (FINDINGS.c.stage == bindparam("at"))
        connection.execute(delete(FINDINGS).where(mine), stale)
    if new:
        _upsert(connection, new)
    if findings:
        connection.execute(insert(FINDINGS), findings)


def _upsert(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(RESULTS)
    key = ("document_id", "stage")
    values = {column.name: statement.excluded[column.name] for column in RESULTS.c if column.name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=values), rows)


def _item(one: Redone) -> dict[str, Any]:
    """What the run keeps of a document. What was not decided anew has nothing after."""
    before = one.paper.row["status"]
    told = one.result in {"same", "changed"}
    after, reasons = before, one.paper.reasons
    if one.ruling is not None and one.ruling.status is not None:
        after = one.ruling.status.value
        reasons = sorted({reason.code for reason in one.ruling.decision.reasons})
    return {
        "of": one.paper.document_id, "result": one.result, "before": before, "after": after if told else None,
        "reasons_before": one.paper.reasons, "reasons_after": reasons if told else None, "stages": list(one.ran),
    }  # fmt: skip
