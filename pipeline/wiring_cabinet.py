"""Which cabinet does this installation work with? (without the stages: light enough for a cabinet's backend)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import import_module

from sqlalchemy import Engine

from pipeline.cabinet.database import open_database
from pipeline.cabinet.files import FileStore, FolderStore
from pipeline.cabinet.statuses import STAGES
from pipeline.cabinet.uploads import Uploads
from pipeline.cabinet.work import Work
from pipeline.intake import Doorbell, Intake, NobodyHome
from pipeline.rules.loader import load_kinds
from pipeline.settings import Settings
from pipeline.zones import MOSCOW

Clock = Callable[[], dt.datetime]
DOORBELL = "workers.doorbell"
"""Named, not imported: the pipeline knows of no queue."""


def now() -> dt.datetime:
    return dt.datetime.now(MOSCOW)


def build_cabinet(settings: Settings, *, kept: int | None = None) -> Engine:
    """The cabinet's database; `kept` connections stay open (default: as the settings say)."""
    return open_database(settings.database_url, kept=settings.database_connections if kept is None else kept)


def build_files(settings: Settings) -> FileStore:
    return FolderStore(settings.files)


def build_doorbell(settings: Settings) -> Doorbell:
    if settings.redis_url is None:
        return NobodyHome()
    bell: Doorbell = import_module(DOORBELL).RedisDoorbell(settings.redis_url)
    return bell


def build_work(engine: Engine, clock: Clock = now) -> Work:
    return Work(engine, clock, stages=STAGES)


def build_intake(settings: Settings, engine: Engine | None = None, clock: Clock = now) -> Intake:
    return Intake(
        uploads=Uploads(engine or build_cabinet(settings), clock),
        files=build_files(settings),
        doorbell=build_doorbell(settings),
        kinds=frozenset(load_kinds()),
        pepper=settings.holder_pepper.get_secret_value(),
    )
