"""How is an outdated paper put into the archive, and brought back as what it was?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, Engine, and_, exists, select

from pipeline.cabinet import audit, changes
from pipeline.cabinet.changes import DOCUMENTS, NO_LEASE, Change, Row
from pipeline.cabinet.database import writing
from pipeline.cabinet.putting_away import PORTION, Chosen, Condition, locked, nobody_works_on_it
from pipeline.cabinet.statuses import OUT_OF_USE, TRANSITIONS, Status

OUTDATED = (Status.REPLACED.value, Status.EXPIRED.value)
"""What is put away where nothing else is asked for."""
MAY_BE_ARCHIVED = frozenset(
    status.value for status, following in TRANSITIONS.items() if Status.ARCHIVED in following
)  # fmt: skip


def to_archive(chosen: Chosen, now: dt.datetime) -> list[Condition]:
    """What of the chosen may be put away: nobody works on it, and no correction window is open."""
    free = DOCUMENTS.c.status.in_(sorted(MAY_BE_ARCHIVED)) & DOCUMENTS.c.correct_by.is_(None) & nobody_works_on_it(now)
    return [condition & free for condition in chosen.conditions()]


def to_restore(chosen: Chosen, former: Sequence[str] = ()) -> list[Condition]:
    """What of the chosen lies in the archive and has not been handed in again meanwhile.

    `former`: only what had one of these statuses before.
    """
    archived = (DOCUMENTS.c.status == Status.ARCHIVED.value) & DOCUMENTS.c.former_status.is_not(None)
    if former:
        archived &= DOCUMENTS.c.former_status.in_(former)
    return [condition & archived & ~_has_a_successor() for condition in chosen.conditions()]


def archive(
    engine: Engine, conditions: list[Condition], clock: Callable[[], dt.datetime], *, actor: str, why: str
) -> Iterator[int]:
    """Put documents away, portion by portion; how many each. Safe to stop, and to repeat. Raises `DatabaseUnavailable`.

    `why` is a reference, without personal data.
    """

    def what(row: Row) -> Change:
        values = {**NO_LEASE, "former_status": row["status"], "stage": None, "due_at": None}
        return Change(to=Status.ARCHIVED, actor=actor, action="archived", why=why, values=values)

    return _changed(engine, conditions, clock, what)


def restore(
    engine: Engine, conditions: list[Condition], clock: Callable[[], dt.datetime], *, actor: str, why: str
) -> Iterator[int]:
    """Bring documents back to what they were, portion by portion; how many each. Raises `DatabaseUnavailable`.

    What passed meanwhile, as a paper's validity, the next sweep sees to. A correction window is not opened again.
    """

    def what(row: Row) -> Change:
        former = Status(row["former_status"])
        return Change(to=former, actor=actor, action="restored", why=why, values={"former_status": None})

    return _changed(engine, conditions, clock, what)


def _changed(
    engine: Engine, conditions: list[Condition], clock: Callable[[], dt.datetime], what: Callable[[Row], Change]
) -> Iterator[int]:
    for condition in conditions:
        after = ""
        while True:
            with writing(engine) as connection:
                rows = locked(connection, condition, after)
                entries = [_change(connection, row, what(row), clock()) for row in rows]
                audit.append(connection, entries, clock())
            yield len(rows)
            if len(rows) < PORTION:
                break
            after = rows[-1]["id"]


def _change(connection: Connection, row: Row, what: Change, now: dt.datetime) -> audit.Entry:
    changes.change(connection, row, what, now)
    return changes.entry_of(row, what)


def _has_a_successor() -> ColumnElement[bool]:
    """The same bytes of the same holder are in use as another document: two would stand for one paper."""
    other = DOCUMENTS.alias("successor")
    same = and_(*(other.c[name] == DOCUMENTS.c[name] for name in ("holder_key", "kind", "sha256")))
    out_of_use = sorted(status.value for status in OUT_OF_USE)
    used = exists(select(other.c.id).where(same, other.c.status.not_in(out_of_use)))
    return DOCUMENTS.c.former_status.not_in(out_of_use) & used
