"""Which cabinet does this installation work with? (without the stages: light enough for a cabinet's backend)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import import_module

from sqlalchemy import Engine

from pipeline.addresses import S3Place
from pipeline.cabinet.database import open_database
from pipeline.cabinet.files import FileStore, FolderStore
from pipeline.cabinet.sealing.master import MasterKeys, MasterKeysWrong, read_master_keys
from pipeline.cabinet.statuses import STAGES
from pipeline.cabinet.uploads import Uploads
from pipeline.cabinet.work import Work
from pipeline.case import Case
from pipeline.intake import Doorbell, Intake, NobodyHome
from pipeline.rules.loader import load_kinds
from pipeline.settings import Settings, SettingsError
from pipeline.zones import MOSCOW

Clock = Callable[[], dt.datetime]
DOORBELL = "workers.doorbell"
"""Named, not imported: the pipeline knows of no queue."""


def now() -> dt.datetime:
    return dt.datetime.now(MOSCOW)


def build_cabinet(settings: Settings, *, kept: int | None = None) -> Engine:
    """The cabinet's database; `kept` connections stay open (default: as the settings say)."""
    return open_database(
        settings.database_address(), kept=settings.database_connections if kept is None else kept,
        masters=build_masters(settings),
    )  # fmt: skip


def build_masters(settings: Settings) -> MasterKeys | None:
    """None where nothing is to be sealed. Raises `SettingsError`."""
    secret = settings.secret("master_keys")
    try:
        return read_master_keys(secret.get_secret_value()) if secret else None
    except MasterKeysWrong as error:
        raise SettingsError(f"PODLINNIK_MASTER_KEYS: {error}") from None


def build_files(settings: Settings) -> FileStore:
    """The folder or the bucket that the settings name; only what is used of the two is loaded."""
    masters = build_masters(settings)
    if not isinstance(settings.files, S3Place):
        return FolderStore(settings.files, masters)
    from pipeline.cabinet.files_s3 import S3Store
    from pipeline.cabinet.s3_requests import S3Access

    key, secret = settings.secret("s3_access_key"), settings.secret("s3_secret_key")
    access = S3Access(
        bucket=settings.files.bucket, prefix=settings.files.prefix, endpoint=settings.s3_endpoint,
        region=settings.s3_region, key=key.get_secret_value() if key else None,
        secret=secret.get_secret_value() if secret else None, ca_file=settings.s3_ca_file,
        seconds=(settings.s3_connect_seconds, settings.s3_read_seconds), tries=settings.s3_tries,
    )  # fmt: skip
    return S3Store(access, masters)


def build_doorbell(settings: Settings) -> Doorbell:
    address = settings.redis_address()
    if address is None:
        return NobodyHome()
    bell: Doorbell = import_module(DOORBELL).RedisDoorbell(address)
    return bell


def build_work(engine: Engine, clock: Clock = now) -> Work:
    return Work(engine, clock, stages=STAGES)


def build_intake(settings: Settings, engine: Engine | None = None, clock: Clock = now) -> Intake:
    return Intake(
        uploads=Uploads(engine or build_cabinet(settings), clock),
        files=build_files(settings),
        doorbell=build_doorbell(settings),
        kinds=frozenset(load_kinds()),
        pepper=settings.pepper(),
    )


class Originals:
    """An upload's bytes from the file store; those that were asked for last are kept."""

    def __init__(self, settings: Settings) -> None:
        self._files = build_files(settings)
        self._last: tuple[str, bytes] = ("", b"")

    def __call__(self, case: Case) -> bytes:
        sha256 = case.claim.upload.sha256
        if self._last[0] != sha256:
            self._last = (sha256, self._files.read(sha256))
        return self._last[1]

    def signature(self, case: Case) -> bytes | None:
        """The bytes of the signature beside it, if one came."""
        beside = case.claim.signature
        return self._files.read(beside.sha256) if beside else None
