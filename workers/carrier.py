"""How is one document carried through the stages, and what if something fails on the way?"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pipeline.antivirus.protocol import ScannerUnavailable
from pipeline.cabinet import changes
from pipeline.cabinet.changes import Ruling
from pipeline.cabinet.database import reading
from pipeline.cabinet.files import FileLost
from pipeline.cabinet.follow_ups import former_last_names
from pipeline.cabinet.journal import MemoryJournal
from pipeline.cabinet.protocol import DatabaseUnavailable, LeaseLost, StaleWriter
from pipeline.cabinet.work import Lease, Work, claim_of
from pipeline.case import Case, Outcome, RegistryUnavailable, RetryLater, UploadKills
from pipeline.intake import Doorbell
from pipeline.log import incident, log
from pipeline.rules.validity import last_day_of
from pipeline.rules.versions import of_kind
from pipeline.runner import Run, Runner, given_up
from pipeline.stages.tools import Tools
from pipeline.weighing.least_sure import least_sure
from workers.heartbeat import Heartbeat, Pulse
from workers.retries import next_try
from workers.watching import Unwatched, WatchedJournal, Watcher

HUNG = 75
"""Exit status of a worker that a document would not let go (sysexits: a temporary failure)."""
SAMPLED = frozenset({Outcome.APPROVED, Outcome.REJECTED})
DATABASE_SECONDS, LONGEST_WAIT, TICK = 60.0, 10.0, 0.2
"""How long a job waits for a database that is away, and between two looks."""


class Incident(Exception):
    """A fault of ours, told without its text, which may hold a person's data."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Seconds: of a lease without a heartbeat, and of one document with so many pages. `pace`: see `next_try`."""

    lease: float
    base: float
    page: float
    cap: float
    pace: float = 1.0

    def of_document(self, pages: int) -> float:
        return min(self.base + self.page * pages, self.cap)


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """Carries documents, one at a time. Built by `workers.wiring`."""

    work: Work
    runner: Runner
    tools: Tools
    doorbell: Doorbell
    serves: frozenset[str]
    owner: str
    limits: Limits
    stopping: Callable[[], bool] = lambda: False
    """True once the worker was asked to stop: the document is given back after the stage at hand."""
    watcher: Watcher = field(default_factory=Unwatched)
    heartbeat: Heartbeat = field(default_factory=lambda: Heartbeat(10.0))
    hang_up: Callable[[int], None] = os._exit
    blind_share: float = 0.0
    """Of the machine's decisions, how many a person is asked about without being told of them."""

    def carry(self, document_id: str) -> None:
        """Take the document as far as this worker may. Raises `Incident` for a fault of ours, once it is noted."""
        lease = self._leased(document_id)
        if lease is None:
            return
        pulse = Pulse(
            extend=lambda: self.work.extend(lease, self.limits.lease),
            hung=lambda: self._hung(lease),
            ends_at=time.monotonic() + self.limits.of_document(0),
        )
        with self.heartbeat.during(pulse):
            try:
                self._attempt(lease, pulse)
            except StaleWriter:
                log().warning("lease_lost", document_id=document_id)
            except DatabaseUnavailable:
                self._give_back(lease)

    def _leased(self, document_id: str) -> Lease | None:
        """While the database is away there is no use in taking the next job: wait, for a minute at most.

        A sweep rings again for a document that is left.
        """
        wait, ends = 0.5, time.monotonic() + DATABASE_SECONDS
        while True:
            try:
                return self.work.lease(document_id, self.owner, self.limits.lease)
            except DatabaseUnavailable:
                log().warning("database_unreachable", document_id=document_id, seconds=wait)
            if time.monotonic() + wait > ends or self._stops_within(wait):
                return None
            wait = min(wait * 2, LONGEST_WAIT)

    def _stops_within(self, seconds: float) -> bool:
        ends = time.monotonic() + seconds
        while not self.stopping() and time.monotonic() < ends:
            time.sleep(min(TICK, seconds))
        return self.stopping()

    def _attempt(self, lease: Lease, pulse: Pulse) -> None:
        try:
            if next_try("lost", lease.row["tries"].get("lost", 0), self.work.clock()) is None:
                self._give_up(lease, "lost", RetryLater("the worker died with it"))
            else:
                self._examine(lease, pulse)
        except (StaleWriter, DatabaseUnavailable):
            raise
        except UploadKills as error:
            self._failed(lease, "child", error)
        except RegistryUnavailable as error:
            self._failed(lease, "registry", error)
        except ScannerUnavailable as error:
            self._failed(lease, "scanner", error)
        except RetryLater as error:
            self._failed(lease, "engine", error)
        except OSError as error:
            self._failed(lease, "storage", RetryLater(type(error).__name__))
        except Exception as error:  # noqa: BLE001  whatever it is, the document must not be lost with it
            noted = incident(error)
            log().error("incident", document_id=lease.document_id, where=noted)
            self._failed(lease, "storage" if isinstance(error, FileLost) else "fault", RetryLater(noted))
            raise Incident(noted) from None

    def _give_back(self, lease: Lease) -> None:
        """The database went away: as soon as it is back, before the lease ends, somebody else may have the document."""
        log().warning("try_failed", document_id=lease.document_id, code="database")
        ends = time.monotonic() + self.limits.lease
        while time.monotonic() < ends and not self.stopping():
            try:
                self.work.give_back(lease)
            except DatabaseUnavailable:
                time.sleep(0.5)
            else:
                self._ring(lease, lease.row["stage"])
                return

    def _examine(self, lease: Lease, pulse: Pulse) -> None:
        def entering(stage: str, so_far: Case) -> None:
            if pulse.lost.is_set():
                raise LeaseLost(f"document {lease.document_id} is another worker's now")
            pages = so_far.file.page_count if so_far.file else 0
            pulse.ends_at = started + self.limits.of_document(pages)

        started = time.monotonic()
        runner = self._runner()
        run = runner.run(
            self._case(lease), self.tools, WatchedJournal(self.work.journal(lease), self.watcher), entering=entering,
            serves=self._serves, whole=False,
        )  # fmt: skip
        if run.next is not None:
            self._hand_over(lease, run.next)
        else:
            self._finish(lease, run, runner)

    def _serves(self, stage: str) -> bool:
        return stage in self.serves and not self.stopping()

    def _runner(self) -> Runner:
        """Of today, with the register as it is now; without one cross_check will wait for it."""
        try:
            registry = self.tools.registry.version
        except RegistryUnavailable:
            registry = "unavailable"
        today = self.tools.clock().date().isoformat()
        return replace(self.runner, versions={**self.runner.versions, "registry": registry, "as_of": today})

    def _case(self, lease: Lease) -> Case:
        claim = claim_of(lease.row)
        with reading(self.work.engine) as connection:
            former = former_last_names(connection, lease.row["holder_key"])
        return Case(id=lease.document_id, claim=claim.model_copy(update={"former_last_names": former}))

    def _hand_over(self, lease: Lease, stage: str) -> None:
        self.work.give_back(lease, stage=stage)
        self._ring(lease, stage)

    def _ring(self, lease: Lease, stage: str) -> None:
        self.doorbell.ring(lease.document_id, lane=lease.row["lane"], stage=stage, token=lease.next_token)

    def _finish(self, lease: Lease, run: Run, runner: Runner) -> None:
        case = run.case
        if case.decision is None:
            raise ValueError("the sequence ended without a decision")
        approved = case.decision.outcome is Outcome.APPROVED
        kind = self.tools.kinds[case.claim.kind]
        ruling = Ruling(
            decision=case.decision, by="machine", cause=lease.row["tries"].get("cause", "upload"),
            versions=of_kind(runner.versions, case.claim.kind),
            valid_until=last_day_of(case, kind.validity) if approved else None, confidence=least_sure(case, kind),
            blind=case.decision.outcome in SAMPLED and random.random() < self.blind_share,
        )  # fmt: skip
        row = self.work.finish(lease, ruling)
        self.watcher.decided(case.claim.kind, row["status"], sorted({reason.code for reason in case.decision.reasons}))
        log().info("decided", document_id=case.id, outcome=row["status"], seconds=round(sum(run.seconds.values()), 3))

    # --- failures -------------------------------------------------------------------------------------------------

    def _failed(self, lease: Lease, failure: str, error: RetryLater) -> None:
        """Put the document off, or hand it to a person after the last try."""
        self.watcher.tried(failure)
        lease = self._refreshed(lease)
        now = self.work.clock()
        again = next_try(failure, lease.row["tries"].get(failure, 0) + 1, now, self.limits.pace)
        if again is None:
            self._give_up(lease, failure, error)
            return
        log().warning("put_off", document_id=lease.document_id, code=failure)
        self.work.defer(lease, failure, again, waiting=failure == "registry")

    def _refreshed(self, lease: Lease) -> Lease:
        """With the row as it is now: stages that were saved meanwhile stand in it. Raises `LeaseLost`."""
        with reading(self.work.engine) as connection:
            row = changes.document(connection, lease.document_id)
        if row is None or row["lease_token"] != lease.token:
            raise LeaseLost(f"document {lease.document_id} is another worker's now")
        return replace(lease, row=row)

    def _give_up(self, lease: Lease, failure: str, error: RetryLater) -> None:
        """After the last try only the decision runs: a person looks, nothing is held against the applicant."""
        stage = lease.row["stage"] or failure
        case = self._case(lease)
        stopped = case.with_(given_up(f"{stage}, {failure}", error))
        runner = self._runner()
        run = runner.run(stopped, self.tools, MemoryJournal(), whole=False)
        log().error("given_up", document_id=lease.document_id, code=failure, stage=stage)
        self._finish(lease, run, runner)

    def _hung(self, lease: Lease) -> None:
        """Called by the heartbeat. The process ends: native code cannot be stopped otherwise."""
        log().error("hung", document_id=lease.document_id)
        try:
            self._failed(lease, "time", RetryLater("longer than any document may take"))
        finally:
            self.hang_up(HUNG)
