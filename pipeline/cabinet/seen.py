"""Which documents of other holders are known by the same keys? (the cabinet's side of looking for duplicates)

A key stands beside a document's id; what was found is read from that document's own result of extraction. A page has a
dozen keys and is looked for under some hundreds, over the index alone. Among a million documents (13 million keys,
SQLite, two busy cores) that took 18 ms, and 140 ms for a paper on the blank of a fifth of them all.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, case, delete, func, insert, select

from pipeline.cabinet.changes import DOCUMENTS, TABLES
from pipeline.cabinet.database import reading
from pipeline.cabinet.statuses import HELD
from pipeline.cabinet.tables.documents import StageResultRow
from pipeline.cabinet.tables.prints import PrintKeyRow
from pipeline.case import Case, Print, SeenPrint

KEYS = TABLES[PrintKeyRow.__tablename__]
RESULTS = TABLES[StageResultRow.__tablename__]
PRINTED_BY = "extraction"
MOST = 24
"""So many documents are looked at closer, those with the most keys in common first."""
PAGES_BELOW, STAMPS_BELOW = 2 << 60, 3 << 60
"""Keys of pages, then of stamps, then of files: `pipeline.reading.page_print`."""
COMMON_STAMP = 20
"""A stamp that so many documents of others bear is a form's own picture, and says nothing."""
WHOLE_FILE = 1000
PORTION = 900
"""Keys in one statement."""


class SqlSeen:
    """Looks in the cabinet's database. Raises `DatabaseUnavailable`.

    A document's keys are there before it is looked for: of two that are handed in at once at least one sees the other.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def elsewhere(self, of: Case, keys: Sequence[int]) -> tuple[SeenPrint, ...]:
        """Prints of other holders' documents under any of these keys; none where a holder is not known."""
        with reading(self._engine) as connection:
            mine = select(DOCUMENTS.c.holder_key).where(DOCUMENTS.c.id == of.id)
            holder = connection.execute(mine).scalar()
            if holder is None or not keys:
                return ()
            stamps = [key for key in keys if PAGES_BELOW <= key < STAMPS_BELOW]
            ids = [*_alike(connection, of.id, holder, sorted(set(keys) - set(stamps))),
                   *_stamped(connection, of.id, holder, stamps)]  # fmt: skip
            return tuple(_seen(connection, list(dict.fromkeys(ids))))


def file_keys(connection: Connection, document_id: str, delta: str) -> None:
    """Note the keys of the prints that a stage added, in place of those of before; nothing where it added none."""
    keys = keys_in(delta)
    if keys is None:
        return
    connection.execute(delete(KEYS).where(KEYS.c.document_id == document_id))
    if keys:
        connection.execute(insert(KEYS), [{"key": key, "document_id": document_id} for key in keys])


def keys_in(delta: str) -> list[int] | None:
    """The keys of the prints that a stage's result holds, each once; None where it holds no prints."""
    if '"prints":' not in delta:
        return None
    prints = json.loads(delta).get("prints")
    return None if prints is None else sorted({key for one in prints for key in one["keys"]})


def prints_in(delta: bytes) -> Iterator[Print]:
    """The prints of a packed result."""
    for one in json.loads(zlib.decompress(delta)).get("prints", ()):
        yield Print.model_validate(one)


def portions(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), PORTION):
        yield keys[start : start + PORTION]


def _others(of: str, holder: str) -> Any:
    return (KEYS.c.document_id != of) & (DOCUMENTS.c.holder_key != holder)


def _alike(connection: Connection, of: str, holder: str, keys: Sequence[int]) -> list[str]:
    """Documents with pages or the file in common, those with the most first."""
    scores: dict[str, int] = {}
    score = func.sum(case((KEYS.c.key >= STAMPS_BELOW, WHOLE_FILE), else_=1))
    for portion in portions(keys):
        query = (
            select(KEYS.c.document_id, score)
            .join(DOCUMENTS, DOCUMENTS.c.id == KEYS.c.document_id)
            .where(KEYS.c.key.in_(portion), _others(of, holder))
            .group_by(KEYS.c.document_id)
            .order_by(score.desc(), KEYS.c.document_id)
            .limit(MOST)
        )
        for document_id, points in connection.execute(query):
            scores[document_id] = scores.get(document_id, 0) + int(points)
    return sorted(scores, key=lambda one: (-scores[one], one))[:MOST]


def _stamped(connection: Connection, of: str, holder: str, stamps: Iterable[int]) -> list[str]:
    found: list[str] = []
    for stamp in stamps:
        query = (
            select(KEYS.c.document_id)
            .join(DOCUMENTS, DOCUMENTS.c.id == KEYS.c.document_id)
            .where(KEYS.c.key == stamp, _others(of, holder))
            .limit(COMMON_STAMP)
        )
        ids = list(connection.execute(query).scalars())
        found += ids if len(ids) < COMMON_STAMP else []
    return found[:MOST]


def _seen(connection: Connection, ids: Sequence[str]) -> Iterator[SeenPrint]:
    """Their prints; a document stands while it counts for its holder."""
    query = (
        select(RESULTS.c.document_id, RESULTS.c.delta, DOCUMENTS.c.status)
        .join(DOCUMENTS, DOCUMENTS.c.id == RESULTS.c.document_id)
        .where(RESULTS.c.document_id.in_(ids), RESULTS.c.stage == PRINTED_BY)
    )
    rows = {row.document_id: row for row in connection.execute(query)} if ids else {}
    for document_id in ids:
        if document_id not in rows:
            continue
        row = rows[document_id]
        for one in prints_in(row.delta):
            yield SeenPrint(document_id=document_id, stands=row.status in HELD, own=one)
