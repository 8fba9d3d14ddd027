"""What does Prometheus get of the installation as a whole? (`/metrics`: database, queues, file store)

Worker processes tell their own (`workers.metrics`). Labels have only values of closed sets; nothing is of a person.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from importlib import import_module
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from itertools import product
from pathlib import Path
from typing import Annotated, Protocol, cast

from fastapi import APIRouter, Depends, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from console.access import BEARER, allowed
from console.desk import Desk, desk_of
from pipeline.addresses import S3Place
from pipeline.cabinet import migrate
from pipeline.cabinet.database import reached
from pipeline.cabinet.figures import CHANNELS, Figures, figures
from pipeline.cabinet.keys import METRICS
from pipeline.cabinet.migrate import Standing
from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.cabinet.statuses import IN_WORK, STAGES

router = APIRouter(include_in_schema=False)
TEXT = "text/plain; version=0.0.4; charset=utf-8"
QUEUES = "workers.depths"
"""Named, not imported: the API knows of no queue."""

Network = IPv4Network | IPv6Network
Value = tuple[tuple[str, ...], float]
"""Of labels, in their order."""
WITH_KEY = allowed(METRICS)


class Depth(Protocol):
    """Of one queue."""

    @property
    def jobs(self) -> int: ...
    @property
    def failed(self) -> int: ...
    @property
    def oldest(self) -> dt.datetime | None: ...
    @property
    def workers(self) -> int: ...


class Queues(Protocol):
    """What `workers.depths` tells."""

    def depths(self, url: str) -> Mapping[str, Depth] | None: ...

    def sweep_seconds(self) -> Mapping[str, int]: ...


def may_scrape(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]) -> None:
    """Whoever asks from a network of PODLINNIK_METRICS_NETWORKS, or has a key with the scope `metrics:read`."""
    address = request.client.host if request.client else ""
    if not is_within(address, desk_of(request).settings.metrics_networks):
        WITH_KEY(request, given)


def is_within(address: str, networks: Collection[Network]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in network for network in networks)


@router.get("/metrics", dependencies=[Depends(may_scrape)])
def metrics(request: Request) -> Response:
    """Figures of the installation, also where the database is away: that is one of them."""
    registry = CollectorRegistry()
    registry.register(Installation(desk_of(request)))
    return Response(generate_latest(registry), media_type=TEXT, headers={"Cache-Control": "no-store"})


class Installation(Collector):
    """Asked anew for each scrape."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._now = desk.clock()
        self._queues = cast(Queues, import_module(QUEUES))

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self._of_database()
        yield from _of_files(self._desk.settings.files)
        address = self._desk.settings.redis_address()
        if address is not None:
            yield from self._of_queues(self._queues.depths(address))

    def _of_database(self) -> Iterator[GaugeMetricFamily]:
        try:
            with reached():
                standing = migrate.standing(self._desk.engine)
            usable = standing in {Standing.CURRENT, Standing.AHEAD}
            found = figures(self._desk.engine, self._now) if usable else None
        except (DatabaseUnavailable, SQLAlchemyError):
            yield gauge("database_up", "1 while the database answers.", 0)
            return
        yield gauge("database_up", "1 while the database answers.", 1)
        yield gauge("database_current", "1 when it has the tables of this version, or of a later one.", usable)
        if found is not None:
            yield from self._of_documents(found)
            yield from self._of_notices(found)
            yield from self._of_sweeps(found)
            yield from _of_audit(found)
            yield from _of_store(found)

    def _of_documents(self, found: Figures) -> Iterator[GaugeMetricFamily]:
        yield family("documents", "Documents by status.", ["status"], one_by_one(found.by_status))
        left_out = "Entries of the audit log that podlinnik_documents does not know yet; 0: it is exact."
        yield gauge("documents_entries_left_out", left_out, found.entries_left_out)
        every = ((each, float(found.in_work.get(each, 0))) for each in product(sorted(IN_WORK), STAGES))
        yield family("documents_in_work", "Documents in work by status and the stage that comes next or runs.",
                     ["status", "stage"], every)  # fmt: skip
        cut = "1 when there are more in work than are counted: the counts are of those due longest."
        yield gauge("documents_in_work_cut", cut, found.in_work_cut)
        yield gauge("work_unattended_seconds", "How long a document has been due that nobody works on, at most.",
                    self._age(found.waits_since))  # fmt: skip
        yield family("reprocessing_runs", "Reprocessing runs that have not ended.", ["state"], one_by_one(found.runs))
        yield gauge("reprocessing_documents", "Documents of these that are still to be done.", found.documents_to_redo)

    def _of_notices(self, found: Figures) -> Iterator[GaugeMetricFamily]:
        counts = [((channel, "pending"), float(found.pending[channel].count)) for channel in CHANNELS]
        counts += [((channel, "dead"), float(found.dead[channel])) for channel in CHANNELS]
        yield family("deliveries", "Notices on their way, and dead letters, by channel.", ["channel", "state"], counts)
        ages = {channel: self._age(found.pending[channel].oldest) for channel in CHANNELS}
        yield family("delivery_oldest_seconds", "Age of the oldest notice that is not delivered.", ["channel"],
                     one_by_one(ages))  # fmt: skip
        late = {channel: self._age(found.pending[channel].due) for channel in CHANNELS}
        yield family("delivery_overdue_seconds", "How long a delivery has waited for somebody to try it.", ["channel"],
                     one_by_one(late))  # fmt: skip
        yield gauge("notices_unrouted_seconds", "Age of the oldest notice that no channel has taken up.",
                    self._age(found.unrouted))  # fmt: skip

    def _of_sweeps(self, found: Figures) -> Iterator[GaugeMetricFamily]:
        every = self._queues.sweep_seconds()
        ended = {name: found.swept[name].timestamp() if name in found.swept else 0.0 for name in every}
        yield family("sweep_finished_timestamp_seconds", "When a sweep last ended a run; 0: never.", ["sweep"],
                     one_by_one(ended))  # fmt: skip
        yield family("sweep_interval_seconds", "How often it should run.", ["sweep"], one_by_one(every))

    def _of_queues(self, found: Mapping[str, Depth] | None) -> Iterator[GaugeMetricFamily]:
        yield gauge("redis_up", "1 while Redis answers.", found is not None)
        if found is None:
            return
        told: tuple[tuple[str, str, Callable[[Depth], float]], ...] = (
            ("jobs", "Jobs in a queue.", lambda depth: depth.jobs),
            ("failed_jobs", "Jobs of the last hour that failed.", lambda depth: depth.failed),
            ("oldest_seconds", "Age of its oldest job.", lambda depth: self._age(depth.oldest)),
            ("workers", "Live workers that serve it.", lambda depth: depth.workers),
        )
        for name, what, figure in told:
            values = {queue: figure(depth) for queue, depth in found.items()}
            yield family(f"queue_{name}", what, ["queue"], one_by_one(values))

    def _age(self, moment: dt.datetime | None) -> float:
        """Seconds; 0 for what is not, or lies ahead."""
        return max((self._now - moment).total_seconds(), 0.0) if moment else 0.0


def _of_audit(found: Figures) -> Iterator[GaugeMetricFamily]:
    yield gauge("audit_entries", "Entries of the audit log.", found.audit_entries)
    check = found.audit_check
    yield gauge("audit_verified_timestamp_seconds", "When the audit log was last verified; 0: never.",
                check.at.timestamp() if check else 0.0)  # fmt: skip
    if check is not None:
        yield gauge("audit_sound", "1 when it was sound then.", check.sound)


def _of_store(found: Figures) -> Iterator[GaugeMetricFamily]:
    check = found.store_check
    yield gauge("store_verified_timestamp_seconds", "When the file store was last verified whole; 0: never.",
                check.at.timestamp() if check else 0.0)  # fmt: skip
    if check is not None:
        yield gauge("store_sound", "1 when no file was lost, changed or locked then.", check.sound)
        yield gauge("store_files", "Files that were looked at then.", check.files)


def _of_files(folder: Path | S3Place) -> Iterator[GaugeMetricFamily]:
    """Of the disk; nothing where it cannot be asked, or there is none."""
    if isinstance(folder, S3Place):
        return
    there = next((each for each in (folder, *folder.absolute().parents) if each.exists()), folder)
    try:
        disk = shutil.disk_usage(there)
    except OSError:
        return
    yield gauge("files_size_bytes", "Size of the disk that holds the file store.", disk.total)
    yield gauge("files_free_bytes", "What is free of it.", disk.free)


def gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return family(name, what, [], [((), value)])


def family(name: str, what: str, labels: list[str], values: Iterable[Value]) -> GaugeMetricFamily:
    made = GaugeMetricFamily(f"podlinnik_{name}", what, labels=labels)
    for given, value in values:
        made.add_metric(list(given), float(value))
    return made


def one_by_one(values: Mapping[str, float]) -> Iterator[Value]:
    return (((name,), value) for name, value in values.items())
