"""Which documents are one person's, and what is known of a document? (all of it, for whoever has a right to it)"""

from __future__ import annotations

import base64
import datetime as dt
import json
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, select

from pipeline.cabinet import audit, changes
from pipeline.cabinet.acts import ACTS
from pipeline.cabinet.audit import AUDIT, Entry
from pipeline.cabinet.changes import DOCUMENTS, TABLES, Row
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.holder import holder_key
from pipeline.cabinet.purging import IDEMPOTENCY, ITEMS, tables_of_a_document
from pipeline.cabinet.statuses import Status
from pipeline.cabinet.tables.outbox import DeliveryRow
from pipeline.case import Holder

DELIVERIES = TABLES[DeliveryRow.__tablename__]
ENTRIES = 1_000
Rows = Iterator[dict[str, Any]]


def keys_of(person: Holder, pepper: str) -> tuple[str, ...]:
    """Under which keys somebody's papers may be found: by СНИЛС, and by name and birth date. Empty for nobody."""
    known = (person, person.model_copy(update={"snils": None}))
    return tuple(dict.fromkeys(key for one in known if (key := holder_key(one, pepper)) is not None))


def keys_with(engine: Engine, document_id: str, pepper: str) -> tuple[str, ...]:
    """The same for the holder of a document. Empty where there is none, or it says of nobody whose it is."""
    with reading(engine) as connection:
        row = changes.document(connection, document_id)
    if row is None or row["holder_key"] is None:
        return ()
    found = keys_of(Holder.model_validate(row["claim"]["holder"]), pepper)
    return tuple(dict.fromkeys((row["holder_key"], *found)))


def documents_of(engine: Engine, keys: Collection[str]) -> list[str]:
    """Ids of all documents under these keys, oldest first. Raises `DatabaseUnavailable`."""
    query = select(DOCUMENTS.c.id).where(DOCUMENTS.c.holder_key.in_(list(keys))).order_by(DOCUMENTS.c.id)
    with reading(engine) as connection:
        return list(connection.execute(query).scalars())


def those_there(engine: Engine, ids: Sequence[str]) -> list[str]:
    """Those of the ids that are documents, and not purged; by id."""
    there: list[str] = []
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), ENTRIES):
        known = DOCUMENTS.c.id.in_(wanted[start : start + ENTRIES]) & (DOCUMENTS.c.status != Status.PURGED.value)
        with reading(engine) as connection:
            there += connection.execute(select(DOCUMENTS.c.id).where(known).order_by(DOCUMENTS.c.id)).scalars()
    return there


def document_row(engine: Engine, document_id: str) -> Row | None:
    with reading(engine) as connection:
        return changes.document(connection, document_id)


def tables_told() -> list[Table]:
    """Every table that says something of a document, but the audit log."""
    return sorted({*tables_of_a_document(), ACTS, DELIVERIES, ITEMS, IDEMPOTENCY}, key=lambda table: table.name)


def rows_of(engine: Engine, document_id: str, table: Table) -> Rows:
    """What a table says of a document, in the order of its key, as JSON takes it: what is packed is unpacked."""
    query = select(table).where(table.c.document_id == document_id).order_by(*table.primary_key.columns)
    with reading(engine) as connection:
        for row in _streamed(connection, query):
            yield as_json(dict(row))


def entries_of(engine: Engine, document_id: str) -> Rows:
    """Its entries of the audit log, in order, with their hashes."""
    after = 0
    while True:
        mine = (AUDIT.c.document_id == document_id) & (AUDIT.c.seq > after)
        with reading(engine) as connection:
            found = connection.execute(select(AUDIT).where(mine).order_by(AUDIT.c.seq).limit(ENTRIES)).mappings().all()
        for row in found:
            yield as_json(dict(row))
        if len(found) < ENTRIES:
            return
        after = found[-1]["seq"]


def note_export(engine: Engine, ids: Sequence[str], what: str, *, actor: str, now: dt.datetime) -> None:
    """That it was taken out, in the audit log; `what`: of which sort, and the hash of its list of hashes."""
    for start in range(0, len(ids), ENTRIES):
        entries = [
            Entry(actor=actor, action="exported", document_id=one, why=what) for one in ids[start : start + ENTRIES]
        ]
        with writing(engine) as connection:
            audit.append(connection, entries, now)


def as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _streamed(connection: Connection, query: Any) -> Iterator[Mapping[str, Any]]:
    yield from map(dict, connection.execution_options(yield_per=20).execute(query).mappings())


def _plain(value: Any) -> Any:
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return _unpacked(bytes(value))
    return value


def _unpacked(content: bytes) -> Any:
    """What the stages left is JSON; anything else is told as Base64."""
    try:
        return json.loads(zlib.decompress(content))
    except (zlib.error, ValueError):
        return base64.b64encode(content).decode()
