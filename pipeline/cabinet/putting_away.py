"""Which documents are chosen to be put away or brought back, and how many of what are they?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Engine, func, select

from pipeline.cabinet.changes import DOCUMENTS, Row
from pipeline.cabinet.database import reading

PORTION = 20
"""Documents changed in one transaction: one or two milliseconds each."""
IDS_AT_ONCE = 500
Condition = ColumnElement[bool]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """All members must hold; one that is empty asks for nothing."""

    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    changed_from: dt.datetime | None = None
    changed_before: dt.datetime | None = None
    ids: tuple[str, ...] | None = None

    def conditions(self) -> Iterator[Condition]:
        """On `documents`. Ids come in portions: there may be more than a statement takes parameters."""
        ids = (None,) if self.ids is None else tuple(_portions(self.ids))
        for portion in ids:
            condition = DOCUMENTS.c.id > ""
            if portion is not None:
                condition &= DOCUMENTS.c.id.in_(portion)
            for column, values in ((DOCUMENTS.c.status, self.statuses), (DOCUMENTS.c.kind, self.kinds)):
                if values:
                    condition &= column == values[0] if len(values) == 1 else column.in_(values)
            if self.changed_from is not None:
                condition &= DOCUMENTS.c.updated_at >= self.changed_from
            if self.changed_before is not None:
                condition &= DOCUMENTS.c.updated_at < self.changed_before
            yield condition


@dataclass(frozen=True, kw_only=True)
class Tally:
    """So many documents of one kind and status; the oldest was handed in then."""

    kind: str
    status: str
    documents: int
    oldest: dt.datetime


def tallied(engine: Engine, conditions: Collection[Condition]) -> list[Tally]:
    """By kind and status. No document may fulfil two of the conditions. Raises `DatabaseUnavailable`."""
    found: dict[tuple[str, str], Tally] = {}
    columns = (DOCUMENTS.c.kind, DOCUMENTS.c.status)
    for condition in conditions:
        query = select(*columns, func.count().label("documents"), func.min(DOCUMENTS.c.created_at).label("oldest"))
        with reading(engine) as connection:
            for row in connection.execute(query.where(condition).group_by(*columns)):
                known = found.get((row.kind, row.status))
                found[row.kind, row.status] = Tally(
                    kind=row.kind, status=row.status, documents=row.documents + (known.documents if known else 0),
                    oldest=min(row.oldest, known.oldest) if known else row.oldest,
                )  # fmt: skip
    return [found[key] for key in sorted(found)]


def ids_of(engine: Engine, chosen: Chosen) -> Iterator[str]:
    """Ids of the chosen documents. Raises `DatabaseUnavailable`."""
    for condition in chosen.conditions():
        with reading(engine) as connection:
            yield from connection.execute(select(DOCUMENTS.c.id).where(condition).order_by(DOCUMENTS.c.id)).scalars()


def locked(connection: Connection, condition: Condition, after: str, limit: int = PORTION) -> list[Row]:
    """The next documents by id, each ours until the commit; what somebody else is just changing is left out."""
    query = (
        select(DOCUMENTS)
        .where(condition, DOCUMENTS.c.id > after)
        .order_by(DOCUMENTS.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def nobody_works_on_it(now: dt.datetime) -> Condition:
    """No lease holds."""
    until = DOCUMENTS.c.lease_until
    return until.is_(None) | (until <= now)


def _portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), IDS_AT_ONCE):
        yield wanted[start : start + IDS_AT_ONCE]
