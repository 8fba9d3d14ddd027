"""Are the cabinet's tables, the queue and the sweeps as they should be?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError

from commands.doctor_check import Check
from pipeline.cabinet import migrate
from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_cabinet, now

TABLES, QUEUE, SWEEPS, TERMS = "cabinet's tables", "Redis", "sweeps", "terms of retention"
UPGRADE = "podlinnik database upgrade"


def cabinet_checks(settings: Settings) -> Iterator[Check]:
    """Optional as long as nobody set the cabinet up: `check` and `batch` need none of it."""
    tables = tables_check(settings)
    yield tables
    yield redis_check(settings)
    yield terms_check(settings)
    if tables.state == "ok":
        yield sweeps_check(settings, now())


def tables_check(settings: Settings) -> Check:
    try:
        found, newest = migrate.version(build_cabinet(settings, kept=0)), migrate.newest()
    except (SQLAlchemyError, OSError, ImportError) as error:
        remedy = "check DATABASE_URL and that the server runs"
        return Check(name=TABLES, state="missing", found=type(error).__name__, remedy=remedy)
    if found is None:
        return Check(name=TABLES, state="optional", found="there are none", remedy=f"for the cabinet: {UPGRADE}")
    if found != newest:
        found = f"at {found}, this version works with {newest}"
        return Check(name=TABLES, state="missing", found=found, remedy=UPGRADE)
    return Check(name=TABLES, state="ok", found=f"at {found}, current")


def redis_check(settings: Settings) -> Check:
    from workers.health import RedisUnreachable, redis_version

    address = settings.redis_address()
    if address is None:
        remedy = "for workers: set PODLINNIK_REDIS_URL"
        return Check(name=QUEUE, state="optional", found="none is set", remedy=remedy)
    try:
        return Check(name=QUEUE, state="ok", found=f"version {redis_version(address)}")
    except RedisUnreachable as error:
        remedy = "check PODLINNIK_REDIS_URL and that the server runs; uploads are taken in all the same"
        return Check(name=QUEUE, state="missing", found=str(error), remedy=remedy)


def terms_check(settings: Settings) -> Check:
    """A wrong file of one's own would be met by the sweep, at night."""
    from pipeline.rules.loader import RulesError
    from workers.purge import retention_of

    try:
        retention_of(settings.retention_file)
    except (RulesError, OSError) as error:
        found = str(error) if isinstance(error, RulesError) else f"cannot be read: {type(error).__name__}"
        return Check(name=TERMS, state="missing", found=found, remedy="mend what PODLINNIK_RETENTION_FILE names")
    whose = "the project's own" if settings.retention_file is None else "your own"
    return Check(name=TERMS, state="ok", found=f"{whose}; {'a sweep purges' if settings.purge else 'purged by hand'}")


def sweeps_check(settings: Settings, moment: dt.datetime) -> Check:
    """Without sweeps reminders are not sent, windows do not end and lost work stays lost."""
    from workers.health import late_sweeps

    try:
        late = late_sweeps(build_cabinet(settings, kept=0), moment)
    except DatabaseUnavailable as error:
        return Check(name=SWEEPS, state="missing", found=str(error), remedy="check that the database's server runs")
    if not late:
        return Check(name=SWEEPS, state="ok", found="all run")
    remedy = "run podlinnik cron and a worker that decides, or podlinnik sweep now and then"
    state: Literal["missing", "optional"] = "missing" if settings.redis_url is not None else "optional"
    return Check(name=SWEEPS, state=state, found=f"late: {', '.join(late)}", remedy=remedy)
