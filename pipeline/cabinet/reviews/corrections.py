"""What did a person read on the paper, and what do the later stages say with it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, insert, update

from pipeline.cabinet import audit, changes
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import writing
from pipeline.cabinet.protocol import StageResult
from pipeline.cabinet.reviews.deciding import STEPS, step_of
from pipeline.cabinet.reviews.queue import Stale, freed, held_for_update
from pipeline.cabinet.sessions import Visitor
from pipeline.cabinet.work import forget_result, write_result


def correct(
    engine: Engine, visitor: Visitor, document_id: str, said: Mapping[str, Any], results: Sequence[StageResult],
    *, field: str, became: str, token: int, revision: int, now: dt.datetime,
) -> int:  # fmt: skip
    """Keep what was read, and the results of the stages that were made anew with it; the document's new revision.

    No notice goes out: nothing is decided yet. `said`: members of the claim as JSON, `readings` or `row_readings`; the
    `field`, or row, is the one that is new, and `became` what it says, in words. Raises `Stale`.
    """
    with writing(engine) as connection:
        row = changes.document(connection, document_id, locked=True)
        task = held_for_update(connection, visitor, document_id, token)
        if row is None or row["revision"] != revision:
            raise Stale
        claim = {**row["claim"], **said}
        values = {"claim": claim, "revision": revision + 1, "updated_at": now}
        connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(values))
        for result in results:
            forget_result(connection, document_id, result.stage)
            write_result(connection, document_id, row["attempt"], result, now)
        detail = {"field": field, "became": became}
        connection.execute(insert(STEPS).values(step_of(connection, visitor, row, task, "corrected", detail, now)))
        entry = audit.Entry(actor=visitor.actor, action="value_corrected", document_id=document_id, why=field)
        audit.append(connection, [entry], now)
    return revision + 1


def hand_over(
    engine: Engine, visitor: Visitor, document_id: str, *, token: int, now: dt.datetime, login: str | None = None,
    role: str | None = None, note: str = "",
) -> None:  # fmt: skip
    """To a colleague, or to whoever has this role. Raises `Stale`."""
    with writing(engine) as connection:
        row = changes.document(connection, document_id, locked=True)
        task = held_for_update(connection, visitor, document_id, token)
        if row is None:
            raise Stale
        step = step_of(connection, visitor, row, task, "handed_over", {"note": note, "to": login or role}, now)
        connection.execute(insert(STEPS).values(step))
        freed(connection, document_id, for_login=login, for_role=role)
        why = f"account:{login}" if login else f"role:{role}"
        entry = audit.Entry(actor=visitor.actor, action="review_handed_over", document_id=document_id, why=why)
        audit.append(connection, [entry], now)


def note(engine: Engine, visitor: Visitor, document_id: str, text: str, *, token: int, now: dt.datetime) -> None:
    """A word for whoever looks next; the applicant is not shown it. Raises `Stale`."""
    with writing(engine) as connection:
        row = changes.document(connection, document_id)
        task = held_for_update(connection, visitor, document_id, token)
        if row is None:
            raise Stale
        step = step_of(connection, visitor, row, task, "noted", {"note": text}, now)
        connection.execute(insert(STEPS).values(step))
        entry = audit.Entry(actor=visitor.actor, action="review_noted", document_id=document_id)
        audit.append(connection, [entry], now)
