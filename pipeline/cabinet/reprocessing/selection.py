"""Which documents does a run go over? (written down in portions, by SQL alone, so that a kill costs one portion)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, ScalarSelect, func, insert, literal, null, select, update

from pipeline.cabinet import audit
from pipeline.cabinet.changes import DOCUMENTS, REASONS, TABLES, Row
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.ids import first_id_of, new_id
from pipeline.cabinet.reprocessing.verdicts import OPEN_TO_REPROCESSING
from pipeline.cabinet.tables.reprocessing import ChunkRow, ItemRow, RunRow

RUNS = TABLES[RunRow.__tablename__]
CHUNKS = TABLES[ChunkRow.__tablename__]
ITEMS = TABLES[ItemRow.__tablename__]

CHUNK = 200
"""Documents that one job carries."""
BURST_SECONDS = 5.0
"""With a rate a chunk holds no more than so many seconds' worth: between chunks is the only pause."""
CHUNKS_A_PORTION = 50
IDS_A_PORTION = 500
NEW_ITEM = ["run_id", "document_id", "chunk", "result", "tries"]


class Refused(ValueError):
    """The run is not in a state for that; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """All members must hold; one that is empty asks for nothing."""

    statuses: tuple[str, ...] = ()
    """Default: all that a decision may change."""
    codes: tuple[str, ...] = ()
    """Any of these is a reason of the decision in force."""
    kinds: tuple[str, ...] = ()
    decided_from: dt.datetime | None = None
    decided_before: dt.datetime | None = None
    rules: str | None = None
    """The version of the rules that the decision in force was made with."""
    rules_not: str | None = None

    def as_json(self) -> dict[str, Any]:
        members = {name: value for name, value in asdict(self).items() if value}
        return {name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in members.items()}


def selection_of(members: Row) -> Selection:
    """From what stands in a run's row."""
    values: dict[str, Any] = {name: value for name, value in members.items() if name not in {"ids", "size"}}
    for name in ("decided_from", "decided_before"):
        if name in values:
            values[name] = dt.datetime.fromisoformat(values[name])
    many = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Selection(**{**values, **many})


def create_run(
    engine: Engine, selection: Selection, *, actor: str, now: dt.datetime, shadow: bool,
    per_second: float | None = None, ids: Sequence[str] | None = None, chunk: int = CHUNK,
) -> str:  # fmt: skip
    """A run in the state `selecting`; its id. `ids` (any order, doubles allowed) are all that it goes over if given.

    `chunk` is for tests. Ids that there are not are left out: `documents` of the run's row tells how many are in it.
    """
    run_id = new_id(now)
    size = chunk if per_second is None else max(1, min(chunk, int(per_second * BURST_SECONDS)))
    members = {**selection.as_json(), "size": size} | ({} if ids is None else {"ids": len(set(ids))})
    with writing(engine) as connection:
        _insert_run(connection, run_id, members, actor=actor, now=now, shadow=shadow, per_second=per_second)
        if ids is not None:
            _add_ids(connection, run_id, sorted(set(ids)), size)
        what = " ".join(f"{name}={value}" for name, value in members.items())
        entry = audit.Entry(
            actor=actor, action="reprocessing_created", why=f"{run_id}{' shadow' if shadow else ''} {what}"
        )
        audit.append(connection, [entry], now)
    return run_id


def select_documents(engine: Engine, run_id: str) -> None:
    """Write the items of a run that is `selecting`, portion by portion, then let it run. Safe to repeat."""
    while _next_portion(engine, run_id):
        pass


def apply_shadow(
    engine: Engine, shadow_id: str, *, actor: str, now: dt.datetime, per_second: float | None = None
) -> str:
    """A run over just the documents that a shadow run would change; its id. Each is examined again. Raises `Refused`.

    What came to another result meanwhile gets that: nothing is set blindly.
    """
    with writing(engine) as connection:
        shadow = run_row(connection, shadow_id, locked=True)
        if not shadow["shadow"] or shadow["state"] != "done":
            raise Refused(f"only a shadow run that is done can be applied; {shadow_id} is {shadow['state']}")
        live = RUNS.c.state != "cancelled"
        if connection.execute(select(RUNS.c.id).where((RUNS.c.applies == shadow_id) & live)).first():
            raise Refused(f"{shadow_id} is being applied already")
        run_id = new_id(now)
        size = CHUNK if per_second is None else max(1, min(CHUNK, int(per_second * BURST_SECONDS)))
        _insert_run(
            connection, run_id, {"size": size}, actor=actor, now=now, shadow=False, per_second=per_second,
            applies=shadow_id,
        )  # fmt: skip
        changed = (ITEMS.c.run_id == shadow_id) & (ITEMS.c.result == "changed")
        _number(connection, run_id, select(ITEMS.c.document_id.label("id")).where(changed).subquery(), 0, size)
        _let_run(connection, run_id)
        audit.append(
            connection, [audit.Entry(actor=actor, action="reprocessing_applies", why=f"{run_id} {shadow_id}")], now
        )
    return run_id


def run_row(connection: Connection, run_id: str, *, locked: bool = False) -> Row:
    """Raises `Refused` where there is none."""
    query = select(RUNS).where(RUNS.c.id == run_id)
    row = connection.execute(query.with_for_update() if locked else query).mappings().first()
    if row is None:
        raise Refused(f"there is no run {run_id}; `podlinnik reprocess list` shows them")
    return dict(row)


def matching(selection: Selection) -> list[ColumnElement[bool]]:
    """The conditions on `documents`."""
    column = DOCUMENTS.c
    statuses = selection.statuses or sorted(status.value for status in OPEN_TO_REPROCESSING)
    conditions: list[ColumnElement[bool]] = [_one_of(column.status, statuses)]
    if selection.codes:
        conditions.append(column.id.in_(select(REASONS.c.document_id).where(_one_of(REASONS.c.code, selection.codes))))
    if selection.kinds:
        conditions.append(_one_of(column.kind, selection.kinds))
    if selection.decided_from is not None:
        conditions.append(column.decided_at >= selection.decided_from)
    if selection.decided_before is not None:
        conditions.append(column.decided_at < selection.decided_before)
    if selection.rules is not None:
        conditions.append(column.rules == selection.rules)
    if selection.rules_not is not None:
        conditions.append(column.rules.is_distinct_from(selection.rules_not))
    return conditions


def _one_of(column: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
    """One value is an equality: with it an index on (column, id) also gives the order."""
    return column == values[0] if len(values) == 1 else column.in_(values)


def _insert_run(
    connection: Connection, run_id: str, members: dict[str, Any], *, actor: str, now: dt.datetime, shadow: bool,
    per_second: float | None, applies: str | None = None,
) -> None:  # fmt: skip
    connection.execute(
        insert(RUNS).values(
            id=run_id, selection=members, shadow=shadow, state="selecting", per_second=per_second, actor=actor,
            created_at=now, applies=applies, documents=0,
        )
    )  # fmt: skip


def _next_portion(engine: Engine, run_id: str) -> bool:
    """True while there may be more."""
    with writing(engine) as connection:
        run = run_row(connection, run_id, locked=True)
        if run["state"] != "selecting":
            return False
        size = run["selection"]["size"]
        portion = size * CHUNKS_A_PORTION
        count = 0
        if "ids" not in run["selection"]:
            after, number = _so_far(connection, run_id)
            known = DOCUMENTS.c.id < first_id_of(run["created_at"])  # what comes later goes by the new rules anyway
            wanted = matching(selection_of(run["selection"]))
            query = select(DOCUMENTS.c.id).where(known, DOCUMENTS.c.id > after, *wanted)
            page = query.order_by(DOCUMENTS.c.id).limit(portion).subquery()
            count = _number(connection, run_id, page, number, size)
        if count < portion:
            _let_run(connection, run_id)
        return bool(count == portion)


def _so_far(connection: Connection, run_id: str) -> tuple[str, int]:
    """The last document that was written down, and the next chunk's number."""
    last = connection.execute(select(func.max(ITEMS.c.document_id)).where(ITEMS.c.run_id == run_id)).scalar()
    number = connection.execute(select(func.max(CHUNKS.c.number)).where(CHUNKS.c.run_id == run_id)).scalar()
    return last or "", 0 if number is None else number + 1


def _number(connection: Connection, run_id: str, page: Any, first: int, size: int) -> int:
    """Write the documents of `page` (a column `id`) as items of chunks from `first` on; how many."""
    place = func.row_number().over(order_by=page.c.id) - 1
    numbered = select(literal(run_id), page.c.id, first + place // size, literal("open"), literal(0))
    connection.execute(insert(ITEMS).from_select(NEW_ITEM, numbered, include_defaults=False))
    mine = (ITEMS.c.run_id == run_id) & (ITEMS.c.chunk >= first)
    grouped = (
        select(literal(run_id), ITEMS.c.chunk, literal("open"), func.count(), null())
        .where(mine)
        .group_by(ITEMS.c.chunk)
    )
    names = ["run_id", "number", "state", "size", "counts"]
    connection.execute(insert(CHUNKS).from_select(names, grouped, include_defaults=False))
    return int(connection.execute(select(_sum_of_sizes(run_id, first))).scalar_one())


def _add_ids(connection: Connection, run_id: str, ids: Sequence[str], size: int) -> None:
    """A chunk may be short where ids do not exist."""
    first = 0
    for start in range(0, len(ids), IDS_A_PORTION):
        page = select(DOCUMENTS.c.id).where(DOCUMENTS.c.id.in_(ids[start : start + IDS_A_PORTION])).subquery()
        count = _number(connection, run_id, page, first, size)
        first += -(-count // size)


def _let_run(connection: Connection, run_id: str) -> None:
    count = _sum_of_sizes(run_id, 0)
    connection.execute(update(RUNS).where(RUNS.c.id == run_id).values(state="running", documents=count))


def _sum_of_sizes(run_id: str, first: int) -> ScalarSelect[int]:
    """Documents of the run in chunks from `first` on."""
    mine = (CHUNKS.c.run_id == run_id) & (CHUNKS.c.number >= first)
    return select(func.coalesce(func.sum(CHUNKS.c.size), 0)).where(mine).scalar_subquery()


def exists(engine: Engine, run_id: str) -> Row:
    """The run's row. Raises `Refused`."""
    with reading(engine) as connection:
        return run_row(connection, run_id)
