"""Which of the tasks does a person want to see? (conditions that all hold; kept under a name as JSON)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Engine, delete, insert, or_, select

from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.reviews.tasks import TASKS
from pipeline.cabinet.sessions import Visitor
from pipeline.cabinet.tables.reviews import ReviewViewRow
from pipeline.case import Record, Share

VIEWS = ReviewViewRow.metadata.tables[ReviewViewRow.__tablename__]
MOST_VIEWS = 30
LONGEST_NAME = 60


class Filters(Record):
    """None asks for nothing."""

    kind: str | None = None
    reason: str | None = None
    region: str | None = None
    """Constitutional code."""
    purpose: str | None = None
    older_than_hours: int | None = None
    """Queued so long ago."""
    left_hours: int | None = None
    """No more time than this is left."""
    confidence_below: Share | None = None


def conditions(wanted: Filters, now: dt.datetime) -> list[ColumnElement[bool]]:
    """As SQL, over `review_tasks`."""
    told: list[ColumnElement[bool]] = [
        TASKS.c[name] == getattr(wanted, name)
        for name in ("kind", "reason", "region", "purpose")
        if getattr(wanted, name) is not None
    ]
    if wanted.older_than_hours is not None:
        told.append(TASKS.c.queued_at <= now - dt.timedelta(hours=wanted.older_than_hours))
    if wanted.left_hours is not None:
        told.append(TASKS.c.urgent_at <= now + dt.timedelta(hours=wanted.left_hours))
    if wanted.confidence_below is not None:
        told.append(TASKS.c.confidence < wanted.confidence_below)
    return told


def for_visitor(visitor: Visitor) -> ColumnElement[bool]:
    """Nothing that was handed to somebody else, is the affair of another role, or asks whoever decided first."""
    own = or_(TASKS.c.for_login.is_(None), TASKS.c.for_login == visitor.login)
    role = or_(TASKS.c.for_role.is_(None), TASKS.c.for_role == visitor.role, TASKS.c.for_login == visitor.login)
    return own & role & or_(TASKS.c.not_login.is_(None), TASKS.c.not_login != visitor.login)


def views_of(engine: Engine, visitor: Visitor) -> dict[str, Filters]:
    """Filters that the visitor named, by name; one that this version cannot read is left out."""
    query = select(VIEWS.c.name, VIEWS.c.filters).where(VIEWS.c.account_id == visitor.account_id)
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(VIEWS.c.name)).all()
    return {row.name: filters for row in rows if (filters := _read(row.filters)) is not None}


def keep_view(engine: Engine, visitor: Visitor, name: str, filters: Filters) -> None:
    """Under a name; an older one of that name goes. Raises `ValueError` for no name, or more views than are kept."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise ValueError(f"a name has 1 to {LONGEST_NAME} symbols")
    mine = VIEWS.c.account_id == visitor.account_id
    with writing(engine) as connection:
        connection.execute(delete(VIEWS).where(mine & (VIEWS.c.name == name)))
        if len(connection.execute(select(VIEWS.c.name).where(mine)).all()) >= MOST_VIEWS:
            raise ValueError(f"no more than {MOST_VIEWS} are kept")
        kept = filters.model_dump(mode="json", exclude_none=True)
        connection.execute(insert(VIEWS).values(account_id=visitor.account_id, name=name, filters=kept))


def drop_view(engine: Engine, visitor: Visitor, name: str) -> None:
    """Silent where there is none."""
    with writing(engine) as connection:
        connection.execute(
            delete(VIEWS).where((VIEWS.c.account_id == visitor.account_id) & (VIEWS.c.name == name))
        )  # fmt: skip


def _read(kept: Mapping[str, Any]) -> Filters | None:
    try:
        return Filters.model_validate(kept)
    except ValidationError:
        return None
