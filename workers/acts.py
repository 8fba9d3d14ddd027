"""How does a recorded document get its act? (drawn outside of any transaction; what a killed worker left is made up)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine

from pipeline.acts.content import ActContent, NothingToConfirm, content_of
from pipeline.acts.sheet import CannotDraw, Issue, draw
from pipeline.cabinet.acts import Due, Taken, put_in_force, settle, take_due, take_number
from pipeline.cabinet.answers import Gone, Told, case_of, told
from pipeline.cabinet.file_store import FileStore
from pipeline.case import RetryLater
from pipeline.incidents import incident
from pipeline.log import log
from pipeline.rules.loader import load_kinds
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_files
from pipeline.zones import MOSCOW

MOST_BYTES = 16 * 1024 * 1024
"""Of an act: thousands of periods have fewer."""


class Drawn(StrEnum):
    """What came of a document that waited for its act."""

    MADE = "made"
    SAME = "same"
    """The act in force says all there is to say."""
    NOTHING = "nothing"
    """No periods were recorded: a person recorded the paper, and the program could not read it."""
    OVERTAKEN = "overtaken"
    """The document was decided anew meanwhile, and waits again."""


@dataclass(frozen=True, kw_only=True)
class Acts:
    """All that drawing up needs. Built by `build_acts`."""

    engine: Engine
    files: FileStore
    clock: Callable[[], dt.datetime]
    titles: Mapping[str, str]
    """Of kinds, as an act calls them."""
    cabinet: str
    public_url: str | None

    def link(self, code: str) -> str | None:
        return f"{self.public_url.rstrip('/')}/acts/{code}" if self.public_url else None


def build_acts(settings: Settings, engine: Engine, clock: Callable[[], dt.datetime]) -> Acts:
    return Acts(
        engine=engine, files=build_files(settings), clock=clock, cabinet=settings.cabinet_name,
        titles={name: kind.title for name, kind in load_kinds().items()}, public_url=settings.public_url,
    )  # fmt: skip


def draw_up_next(acts: Acts, document_id: str | None = None) -> Drawn | str | None:
    """The act of the document that waits longest, or of that one; None when none waits.

    A fault of ours is noted, told as its incident, and tried again when the lease has ended. Raises
    `DatabaseUnavailable`, `CannotDraw`, and `OSError` when the store fails.
    """
    taken = take_due(acts.engine, acts.clock(), limit=1, document_id=document_id)
    if not taken:
        return None
    try:
        drawn = draw_up(acts, taken[0])
    except (RetryLater, OSError, CannotDraw):
        raise
    except Exception as error:  # noqa: BLE001  one document that cannot be drawn must not keep others from their acts
        noted = incident(error)
        log().error("incident", action="act", document_id=taken[0].document_id, where=noted)
        return noted
    log().info("act", document_id=taken[0].document_id, outcome=drawn.value)
    return drawn


def draw_up(acts: Acts, due: Due) -> Drawn:
    """Raises `DatabaseUnavailable`, `CannotDraw`, `OSError` when the store fails."""
    found = _told(acts, due)
    content = _content(found) if found else None
    if found is None or content is None:
        settle(acts.engine, due)
        return Drawn.NOTHING
    now = acts.clock()
    taken = take_number(acts.engine, due, content.says, now)
    if taken is None:
        return Drawn.SAME
    pdf = draw(content, _issue(acts, found, content, taken, now))
    stored = acts.files.keep([pdf], limit=MOST_BYTES)
    return Drawn.MADE if put_in_force(acts.engine, due, taken, stored, now) else Drawn.OVERTAKEN


def _told(acts: Acts, due: Due) -> Told | None:
    try:
        return told(acts.engine, due.document_id, sees=None)
    except Gone:
        return None


def _content(found: Told) -> ActContent | None:
    try:
        return content_of(case_of(found))
    except NothingToConfirm:
        return None


def _issue(acts: Acts, found: Told, content: ActContent, taken: Taken, now: dt.datetime) -> Issue:
    versions = found.decision["versions"] if found.decision else {}
    return Issue(
        number=taken.number, version=taken.version, code=taken.code, made_on=_day(now), link=acts.link(taken.code),
        kind_title=acts.titles.get(content.kind, content.kind), cabinet=acts.cabinet,
        rules=versions.get("rules", "—"), pipeline=versions.get("pipeline", "—"),
        replaces=_day(taken.replaces) if taken.replaces else None,
    )  # fmt: skip


def _day(moment: dt.datetime) -> dt.date:
    """In Moscow: an act has one date, wherever it is read."""
    return moment.astimezone(MOSCOW).date()
