"""What becomes of an upload: a new document, one that is known, or another one's replacement?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import IntegrityError

from pipeline.cabinet import audit, changes
from pipeline.cabinet.changes import DOCUMENTS, NO_LEASE, Change, Row
from pipeline.cabinet.database import writing
from pipeline.cabinet.ids import new_id
from pipeline.cabinet.statuses import HELD, IN_WORK, OPEN_TO_REPLACEMENT, OUT_OF_USE, Status
from pipeline.cabinet.window import after_status
from pipeline.case import Claim

LANES = ("interactive", "bulk")
OUT_OF_PLACE = tuple(sorted(status.value for status in OUT_OF_USE))
READ_BY_PEOPLE = ("readings", "row_readings")


class NotReplaceable(ValueError):
    """The document's status does not allow another upload in its place."""


class KnownElsewhere(NotReplaceable):
    """These bytes are another document of the same holder."""


class UnknownDocument(LookupError):
    """There is no such document, or it is another client's."""


@dataclass(frozen=True, kw_only=True)
class NewUpload:
    """What was handed in; its bytes are stored already under `claim.upload.sha256`."""

    claim: Claim
    holder_key: str | None
    client: str
    lane: str = "interactive"
    contacts: Mapping[str, str] | None = None
    arrived_at: dt.datetime | None = None
    """When its first byte came: what arrived within the window is in time."""


@dataclass(frozen=True, kw_only=True)
class Submitted:
    row: Row
    created: bool
    """False where the same holder had handed in the same bytes before."""
    rings: bool
    """Something is to be done on it."""


class Uploads:
    """Raises `DatabaseUnavailable`."""

    def __init__(self, engine: Engine, clock: Callable[[], dt.datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def submit(self, new: NewUpload) -> Submitted:
        """Take an upload in. The same bytes of the same holder as the same kind are one document.

        What was typed or signed anew beside known bytes begins another attempt, unless the paper counts already.
        """
        try:
            with writing(self._engine) as connection:
                known = self._known(connection, new)
                if known is not None:
                    return self._again(connection, known, new)
                return Submitted(row=self._insert(connection, new, replaces=None), created=True, rings=True)
        except IntegrityError:  # the same upload came in another connection just now
            return self.submit(new)

    def replace(self, document_id: str, new: NewUpload) -> Submitted:
        """Take an upload in another one's place. Raises `UnknownDocument`, `NotReplaceable`.

        A paper that counts still does until the new one is approved; any other one is replaced at once.
        """
        try:
            return self._replace(document_id, new)
        except IntegrityError:  # the same upload came in another connection just now
            return self._replace(document_id, new)

    def _replace(self, document_id: str, new: NewUpload) -> Submitted:
        with writing(self._engine) as connection:
            old = changes.document(connection, document_id, locked=True)
            if old is None:
                raise UnknownDocument(document_id)
            known = self._known(connection, new)
            if known is not None and (known["id"] == document_id or known["replaces"] == document_id):
                return self._again(connection, known, new)
            if Status(old["status"]) not in OPEN_TO_REPLACEMENT or old["replaced_by"] is not None:
                raise NotReplaceable(old["status"])
            if known is not None:
                raise KnownElsewhere(known["status"])
            row, entries = self._insert_with(connection, new, replaces=document_id)
            entries += [self._stand_aside(connection, old, row["id"])]
            audit.append(connection, entries, self._clock())
        return Submitted(row=row, created=True, rings=True)

    def _known(self, connection: Connection, new: NewUpload) -> Row | None:
        if new.holder_key is None:
            return None
        same = (DOCUMENTS.c.holder_key == new.holder_key) & (DOCUMENTS.c.kind == new.claim.kind)
        same &= (DOCUMENTS.c.sha256 == new.claim.upload.sha256) & DOCUMENTS.c.status.not_in(OUT_OF_PLACE)
        row = connection.execute(select(DOCUMENTS).where(same)).mappings().first()
        return dict(row) if row else None

    def _again(self, connection: Connection, known: Row, new: NewUpload) -> Submitted:
        if known["client"] != new.client:  # another client's document is told of, and left alone
            return Submitted(row=known, created=False, rings=False)
        status = Status(known["status"])
        claim = new.claim.model_dump(mode="json")
        for kept in ("signature", *READ_BY_PEOPLE):  # the bytes are the same: what a person read on them stands
            claim[kept] = claim[kept] or known["claim"].get(kept) or claim[kept]
        same = _said(known["claim"]) == _said(claim)
        if same or status in HELD or status in IN_WORK:
            return Submitted(row=known, created=False, rings=status in IN_WORK)
        row = send_back(
            connection, known, actor=f"client:{new.client}", cause="declared", now=self._clock(),
            values={"claim": claim, "signature_sha256": (claim["signature"] or {}).get("sha256")},
        )  # fmt: skip
        return Submitted(row=row, created=False, rings=True)

    def _insert(self, connection: Connection, new: NewUpload, *, replaces: str | None) -> Row:
        row, entries = self._insert_with(connection, new, replaces=replaces)
        audit.append(connection, entries, self._clock())
        return row

    def _insert_with(
        self, connection: Connection, new: NewUpload, *, replaces: str | None
    ) -> tuple[Row, list[audit.Entry]]:
        now = self._clock()
        row: dict[str, Any] = {
            **{column.name: None for column in DOCUMENTS.c}, "id": new_id(now), "client": new.client,
            "holder_key": new.holder_key, "kind": new.claim.kind, "claim": new.claim.model_dump(mode="json"),
            "contacts": dict(new.contacts or {}), "sha256": new.claim.upload.sha256,
            "signature_sha256": new.claim.signature.sha256 if new.claim.signature else None, "lane": new.lane,
            "status": Status.UPLOADED.value, "revision": 0, "attempt": 0, "created_at": new.arrived_at or now,
            "updated_at": now, "due_at": now, "tries": {}, "sequence": 0, "lease_token": 0, "replaces": replaces,
        }  # fmt: skip
        connection.execute(insert(DOCUMENTS).values(row))
        what = Change(to=Status.UPLOADED, actor=f"client:{new.client}", action="uploaded", why=new.claim.kind)
        entry = audit.Entry(actor=what.actor, action="uploaded", document_id=row["id"], after="uploaded", why=what.why)
        return changes.change(connection, row, what, now), [entry]

    def _stand_aside(self, connection: Connection, old: Row, new_id_: str) -> audit.Entry:
        if Status(old["status"]) in HELD:
            what = Change(
                to=Status(old["status"]), actor="machine", action="renewal", why=new_id_,
                values={"replaced_by": new_id_}, event="renewal_uploaded",
            )  # fmt: skip
            changes.change(connection, old, what, self._clock())
            return changes.entry_of(old, what)
        return replaced(connection, old, new_id_, self._clock())


def _said(claim: Mapping[str, Any]) -> tuple[Any, ...]:
    """What, said anew beside known bytes, asks for another examination."""
    parts = claim["upload"].get("parts", 1)
    return claim["declared"], claim.get("employments") or [], (claim.get("signature") or {}).get("sha256"), parts


def replaced(connection: Connection, old: Row, by: str, now: dt.datetime) -> audit.Entry:
    """A newer upload takes the document's place: its window closes. The entry to note last of all."""
    window, ledger = after_status(
        changes.window_of(old), Status.REPLACED, cause="replaced", now=now, correct_by=None, may_open=False
    )
    what = Change(
        to=Status.REPLACED, actor="machine", action="replaced", why=by,
        values={
            **NO_LEASE, "replaced_by": by, "stage": None, "due_at": None, "correct_by": window.correct_by,
            "window_paused_at": window.paused_at,
        },
    )  # fmt: skip
    changes.change(connection, old, what, now)
    changes.write_ledger(connection, old["id"], ledger)
    return changes.entry_of(old, what)


def send_back(
    connection: Connection, row: Row, *, actor: str, cause: str, now: dt.datetime, values: Mapping[str, Any]
) -> Row:
    """Have a decided document examined again; its window stands still meanwhile. Nothing may be written after it."""
    window, ledger = after_status(
        changes.window_of(row), Status.UPLOADED, cause=cause, now=now, correct_by=None, may_open=False
    )
    what = Change(
        to=Status.UPLOADED, actor=actor, action="sent_back", why=cause,
        values={
            **NO_LEASE, **values, "due_at": now, "stage": None, "tries": {"cause": cause},
            "correct_by": window.correct_by, "window_paused_at": window.paused_at,
        },
    )  # fmt: skip
    changes.write_ledger(connection, row["id"], ledger)
    return changes.change_one(connection, row, what, now)
