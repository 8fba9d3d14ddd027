"""Is an installation set up as one should be that others rely on? (file store, pepper, Redis' memory, who works)"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from commands.doctor_check import Check
from pipeline.addresses import S3Place
from pipeline.cabinet import store_check
from pipeline.cabinet.audit_checks import last_check
from pipeline.cabinet.database import reading
from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.cabinet.sealing.key_ring import ColumnLocked
from pipeline.cabinet.sealing.rotation import data_keys_by_master
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_cabinet, build_files, build_masters, now

FILES, PEPPER, MEMORY, WORKERS, AUDIT = "file store", "pepper", "Redis' memory", "workers", "audit log"
MASTERS, CONTENT = "master keys", "files' content"
PLACEHOLDER = "CHANGE_ME"
"""Of the example of settings."""
LEAST_FREE = 0.1
VERIFIED_WITHIN = dt.timedelta(days=8)
STORE_VERIFIED_WITHIN = dt.timedelta(days=35)


def operations_checks(settings: Settings) -> Iterator[Check]:
    """Of a cabinet with workers; `check` and `batch` need none of it."""
    address = settings.redis_address()
    if address is None:
        return
    yield files_check(settings)
    yield pepper_check(settings)
    yield memory_check(address)
    yield workers_check(address)
    yield audit_check(settings)
    yield keys_check(settings)
    yield store_check_of(settings)


def files_check(settings: Settings) -> Check:
    fault = build_files(settings).fault()
    if fault is not None:
        in_bucket = "check PODLINNIK_FILES, PODLINNIK_S3_… and that the server runs"
        in_folder = "mount it, or give this user the rights: PODLINNIK_FILES"
        remedy = in_bucket if isinstance(settings.files, S3Place) else in_folder
        return Check(name=FILES, state="missing", found=fault, remedy=remedy)
    if isinstance(settings.files, S3Place):
        return Check(name=FILES, state="ok", found="the bucket can be used")
    folder = settings.files.absolute()
    disk = shutil.disk_usage(next(each for each in (folder, *folder.parents) if each.exists()))
    found = f"can be written, {disk.free / 1024**3:.1f} of {disk.total / 1024**3:.1f} GiB free"
    if disk.free < LEAST_FREE * disk.total:
        return Check(name=FILES, state="missing", found=found, remedy="enlarge the disk")
    return Check(name=FILES, state="ok", found=found)


def pepper_check(settings: Settings) -> Check:
    pepper = settings.pepper()
    if pepper and pepper != PLACEHOLDER:
        return Check(name=PEPPER, state="ok", found="set")
    remedy = "set PODLINNIK_HOLDER_PEPPER (openssl rand -hex 32) before the first upload; later papers would be parted"
    return Check(name=PEPPER, state="missing", found="that of the example" if pepper else "none is set", remedy=remedy)


def memory_check(url: str) -> Check:
    from workers.health import RedisUnreachable, memory_policy

    try:
        policy = memory_policy(url)
    except RedisUnreachable as error:
        return Check(name=MEMORY, state="missing", found=str(error), remedy="check that the server runs")
    if policy == "noeviction":
        return Check(name=MEMORY, state="ok", found=policy)
    remedy = "set maxmemory-policy noeviction: jobs that it throws away are found again, but late"
    return Check(name=MEMORY, state="missing", found=policy, remedy=remedy)


def workers_check(url: str) -> Check:
    from workers.depths import depths

    found = depths(url)
    if found is None:
        return Check(name=WORKERS, state="missing", found="Redis does not answer", remedy="check that the server runs")
    unserved = [name for name, depth in found.items() if depth.workers == 0]
    if not unserved:
        return Check(name=WORKERS, state="ok", found=f"{max(depth.workers for depth in found.values())} at work")
    if len(unserved) == len(found):
        return Check(name=WORKERS, state="missing", found="none", remedy="start podlinnik worker")
    remedy = "start podlinnik worker for these stages too"
    return Check(name=WORKERS, state="missing", found=f"nobody serves {', '.join(unserved)}", remedy=remedy)


def audit_check(settings: Settings) -> Check:
    remedy = "podlinnik audit verify --noted-in FILE, every night"
    try:
        with reading(build_cabinet(settings, kept=0)) as connection:
            check = last_check(connection)
    except (DatabaseUnavailable, SQLAlchemyError) as error:
        return Check(name=AUDIT, state="missing", found=type(error).__name__, remedy="see the cabinet's tables")
    if check is None:
        return Check(name=AUDIT, state="optional", found="was never verified", remedy=remedy)
    found = f"{'sound' if check.sound else 'faulty'}, verified {check.at:%Y-%m-%d}"
    if not check.sound:
        return Check(name=AUDIT, state="missing", found=found, remedy="podlinnik audit verify names the entry")
    late = now() - check.at > VERIFIED_WITHIN
    return Check(name=AUDIT, state="optional" if late else "ok", found=found, remedy=remedy if late else "")


def keys_check(settings: Settings) -> Check:
    """Names of keys alone are told. Raises `SettingsError`."""
    masters = build_masters(settings)
    if masters is None:
        remedy = "podlinnik keys new prints a key for PODLINNIK_MASTER_KEYS_FILE; keep a copy apart from all backups"
        return Check(name=MASTERS, state="optional", found="none are set: files and names lie open", remedy=remedy)
    try:
        left = set(data_keys_by_master(build_cabinet(settings, kept=0), masters)) - {masters.current}
    except ColumnLocked as error:
        return Check(name=MASTERS, state="missing", found=str(error), remedy="put that key into the settings again")
    except (DatabaseUnavailable, SQLAlchemyError) as error:
        return Check(name=MASTERS, state="missing", found=type(error).__name__, remedy="see the cabinet's tables")
    if left:
        found = f"{masters.current} is current, and older ones are in use"
        return Check(name=MASTERS, state="optional", found=found, remedy="podlinnik keys rotate")
    return Check(name=MASTERS, state="ok", found=f"{masters.current} is current")


def store_check_of(settings: Settings) -> Check:
    try:
        with reading(build_cabinet(settings, kept=0)) as connection:
            check = store_check.last_check(connection)
    except (DatabaseUnavailable, SQLAlchemyError) as error:
        return Check(name=CONTENT, state="missing", found=type(error).__name__, remedy="see the cabinet's tables")
    remedy = "podlinnik verify-store --seconds 3600, every night"
    if check is None:
        return Check(name=CONTENT, state="optional", found="was never verified", remedy=remedy)
    found = f"{'sound' if check.sound else 'faulty'}, verified {check.at:%Y-%m-%d}"
    if not check.sound:
        return Check(name=CONTENT, state="missing", found=found, remedy="podlinnik verify-store names the files")
    late = now() - check.at > STORE_VERIFIED_WITHIN
    return Check(name=CONTENT, state="optional" if late else "ok", found=found, remedy=remedy if late else "")
