"""What does a worker process measure, and how does Prometheus get it?

Each process answers at a port of its own: counters of a process that ended are gone with it, which Prometheus expects.
A label has only values of a closed set; whatever else comes is told as `other`, so that nothing of a person, and no
flood of series, can get in.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    start_http_server,
)

from pipeline.cabinet.statuses import STAGES, Status
from pipeline.log import log
from pipeline.registry.breaker import State
from pipeline.rules.loader import load_kinds, load_reasons
from workers.retries import RETRIES

OTHER = "other"
STAGE_SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
REGISTRY_SECONDS = (0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0)
ANSWERS = ("found", "nobody", "unavailable")
"""What becomes of a question to the register."""


@dataclass(frozen=True, kw_only=True)
class Labels:
    """The values that labels may have."""

    stages: frozenset[str]
    statuses: frozenset[str]
    kinds: frozenset[str]
    codes: frozenset[str]
    failures: frozenset[str]


def closed_labels() -> Labels:
    """As the rules and the code have them."""
    return Labels(
        stages=frozenset(STAGES), statuses=frozenset(status.value for status in Status), kinds=frozenset(load_kinds()),
        codes=frozenset(load_reasons()), failures=frozenset(RETRIES),
    )  # fmt: skip


class Measured:
    """A `workers.watching.Watcher` for Prometheus."""

    def __init__(self, labels: Labels) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a series more for each, that nobody asks for
        self.registry = CollectorRegistry()
        """What `serve_metrics` tells."""
        self._labels = labels
        self._stage = Histogram(
            "podlinnik_stage_seconds", "Time that a stage took for a document.", ["stage"], buckets=STAGE_SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self._decisions = self._counter("podlinnik_decisions", "Decisions that came into force.", "kind", "status")
        self._reasons = self._counter("podlinnik_decision_reasons", "Reasons of these decisions.", "kind", "code")
        self._tries = self._counter("podlinnik_failed_tries", "Tries that failed, by kind of failure.", "failure")
        self._asked = Histogram(
            "podlinnik_registry_call_seconds", "Questions to the register, answers kept in memory among them.",
            ["result"], buckets=REGISTRY_SECONDS, registry=self.registry,
        )  # fmt: skip
        self._breaker = Gauge(
            "podlinnik_registry_breaker", "1 for the state in which this process's circuit breaker is.", ["state"],
            registry=self.registry,
        )  # fmt: skip
        ProcessCollector(namespace="podlinnik_worker", registry=self.registry)
        info = Gauge("podlinnik_worker_info", "Which version runs; always 1.", ["version"], registry=self.registry)
        info.labels(version("podlinnik")).set(1)
        for failure in sorted(labels.failures):
            self._tries.labels(failure)  # from the start: an increase from nothing would not be seen

    def stage_done(self, stage: str, seconds: float) -> None:
        self._stage.labels(_among(stage, self._labels.stages)).observe(seconds)

    def decided(self, kind: str, status: str, codes: Sequence[str]) -> None:
        kind = _among(kind, self._labels.kinds)
        self._decisions.labels(kind, _among(status, self._labels.statuses)).inc()
        for code in codes:
            self._reasons.labels(kind, _among(code, self._labels.codes)).inc()

    def tried(self, failure: str) -> None:
        self._tries.labels(_among(failure, self._labels.failures)).inc()

    def asked(self, result: str, seconds: float, breaker: State | None) -> None:
        self._asked.labels(_among(result, ANSWERS)).observe(seconds)
        if breaker is not None:
            for state in State:
                self._breaker.labels(state.value).set(state is breaker)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(name, what, labels, registry=self.registry)


def serve_metrics(registry: CollectorRegistry, host: str, port: int) -> int:
    """Answer at `http://host:port/metrics` from a thread of its own; the port, 0 where it cannot be had.

    A worker without figures is better than none: a port that is taken is told and no more.
    """
    try:
        server, _thread = start_http_server(port, addr=host, registry=registry)
    except OSError as error:
        log().error("metrics_not_served", error_type=type(error).__name__, code=str(port))
        return 0
    return int(server.server_port)


def _among(value: str, known: Collection[str]) -> str:
    return value if value in known else OTHER
