"""Which real things does a worker work with?"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Collection
from dataclasses import replace

from sqlalchemy import Engine

from pipeline.cabinet.killers import SqlKillers
from pipeline.cabinet.seen import SqlSeen
from pipeline.cabinet.work import Work
from pipeline.case import RegistryUnavailable
from pipeline.confined.process import MOST_PATIENCE
from pipeline.confined.warm import Files
from pipeline.intake import Doorbell
from pipeline.registry.protocol import Registry
from pipeline.runner import Patience, Runner
from pipeline.settings import Settings
from pipeline.stages.tools import Tools
from pipeline.wiring import (
    Clock,
    build_clock,
    build_register,
    build_sequence,
    build_tools,
    build_trust,
    versions_of,
)  # fmt: skip
from pipeline.wiring_cabinet import Originals, build_cabinet, build_doorbell, build_work
from pipeline.wiring_child import build_children, opened_with
from workers.carrier import Carrier, Limits
from workers.heartbeat import Heartbeat
from workers.watching import Unwatched, WatchedRegistry, Watcher

CONNECTIONS = 2
"""One for the work, one for the heartbeat."""
BEATS_A_LEASE = 3
BESIDE_SECONDS = 60.0
"""The child that opens a document ends sooner; so much more for the register, the database and a fresh child."""


def build_carrier(
    settings: Settings,
    *,
    serves: Collection[str],
    stopping: Callable[[], bool],
    watcher: Watcher | None = None,
    owner: str | None = None,
    cabinet: Engine | None = None,
) -> Carrier:
    """Everything that a worker needs; the engine is loaded here, once."""
    work = build_work(cabinet or build_cabinet(settings, kept=CONNECTIONS))
    registry = build_register(settings, work.engine)
    if watcher is not None:
        registry = WatchedRegistry(registry, watcher)
    killers = SqlKillers(work.engine, opened_with(settings), work.clock)
    children, clock = build_children(settings, build_trust(settings), killers), build_clock(None)
    originals = Originals(settings)
    files = Files(original=originals, signature=originals.signature)
    tools = replace(build_tools(settings, registry, clock, files, children), seen=SqlSeen(work.engine))
    runner = Runner(
        sequence=build_sequence(children), versions=_versions(children.opening.version, registry, clock, settings),
        patience=Patience(tries=1), gives_up=False,
    )  # fmt: skip
    return assemble(settings, work, runner, tools, build_doorbell(settings), serves, stopping, watcher, owner)


def assemble(
    settings: Settings,
    work: Work,
    runner: Runner,
    tools: Tools,
    doorbell: Doorbell,
    serves: Collection[str],
    stopping: Callable[[], bool],
    watcher: Watcher | None = None,
    owner: str | None = None,
) -> Carrier:
    """A carrier of parts that are built already."""
    longest = MOST_PATIENCE * settings.document_cap_seconds + BESIDE_SECONDS
    return Carrier(
        work=work, runner=runner, tools=tools, doorbell=doorbell, serves=frozenset(serves),
        owner=owner or name_of_worker(),
        limits=Limits(
            lease=settings.lease_seconds, base=longest, page=0, cap=longest, pace=settings.retry_pace,
        ),
        stopping=stopping, watcher=watcher or Unwatched(),
        heartbeat=Heartbeat(settings.lease_seconds / BEATS_A_LEASE), blind_share=settings.review_blind_share,
    )  # fmt: skip


def build_watcher(settings: Settings, place: int) -> Watcher:
    """Measures, and tells Prometheus, where the settings give a port; else nobody measures."""
    if settings.metrics_port is None:
        return Unwatched()
    from workers.metrics import Measured, closed_labels, serve_metrics

    measured = Measured(closed_labels())
    serve_metrics(measured.registry, settings.metrics_host, settings.metrics_port + place)
    return measured


def name_of_worker() -> str:
    """Machine, process, and what tells it from an earlier process of the same number."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"


def _versions(recogniser: str, registry: Registry, clock: Clock, settings: Settings) -> dict[str, str]:
    """A register without a snapshot does not keep a worker from starting."""
    try:
        return dict(versions_of(recogniser, registry, clock, settings))
    except RegistryUnavailable:
        return dict(versions_of(recogniser, _Unnamed(registry), clock, settings))


class _Unnamed:
    version = "unavailable"

    def __init__(self, registry: Registry) -> None:
        self.find_people = registry.find_people
        self.find_by_number = registry.find_by_number
