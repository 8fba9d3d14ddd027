"""How are documents decided again? (a chunk of a run at a time: what only a decision needs goes first, all at once)

Each is decided as on the day of its decision, so that nothing changes because time went by; only the stages that a
change made stale run, and the pages' lines are unpacked for none that does not read them.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Engine

from pipeline.cabinet.changes import Ruling
from pipeline.cabinet.protocol import LeaseLost, StageResult, StaleWriter
from pipeline.cabinet.reprocessing import chunks, runs
from pipeline.cabinet.reprocessing.chunks import CAUSE, Paper, Redone
from pipeline.cabinet.reprocessing.runs import MOST_TRIES, Claimed, Later
from pipeline.cabinet.reprocessing.verdicts import passed_over, verdict
from pipeline.cabinet.work import claim_of
from pipeline.case import Case, Decision, Outcome, RegistryUnavailable, RetryLater
from pipeline.log import incident, log
from pipeline.rules.validity import last_day_of
from pipeline.rules.versions import of_kind
from pipeline.runner import Run, Runner
from pipeline.stages.tools import Tools
from pipeline.zones import MOSCOW
from workers.carrier import HUNG, Carrier, Limits
from workers.heartbeat import Heartbeat, Pulse

LIGHT = frozenset({"decision"})
"""Stages that need neither a page nor the register: their documents go together."""
LIGHT_SECONDS = 120.0
"""Time limit of a chunk's light documents together."""
BUDGET_SECONDS = 120.0
"""After so long no further heavy document is begun: the chunk is given back, for others wait for the worker too."""


@dataclass(frozen=True, kw_only=True)
class Reprocessor:
    """Carries chunks, one at a time. `runner` has one try a stage and does not give up."""

    engine: Engine
    runner: Runner
    tools: Tools
    owner: str
    limits: Limits
    stopping: Callable[[], bool] = lambda: False
    """True once it was asked to stop: the rest of the chunk is given back."""
    heartbeat: Heartbeat = field(default_factory=lambda: Heartbeat(10.0))
    hang_up: Callable[[int], None] = os._exit
    budget: float = BUDGET_SECONDS

    def carry(self, run_id: str, number: int | None = None) -> Counter[str] | Later | None:
        """Carry a chunk of the run: its documents by result; what `runs.claim` says where none may be taken.

        Ends the run with its last chunk. Raises `DatabaseUnavailable`: the lease ends by itself then.
        """
        owner = f"{self.owner}-{secrets.token_hex(4)}"
        claimed = runs.claim(
            self.engine, run_id, owner=owner, seconds=self.limits.lease, now=self._now(), number=number
        )
        if not isinstance(claimed, Claimed):
            if claimed is None:
                runs.finish(self.engine, run_id, self._now())
            return claimed
        pulse = Pulse(
            extend=lambda: runs.extend(self.engine, claimed, seconds=self.limits.lease, now=self._now()),
            hung=self._hung,
            ends_at=time.monotonic() + LIGHT_SECONDS,
        )
        with self.heartbeat.during(pulse):
            try:
                _Chunk(self, claimed, pulse).carry()
            except StaleWriter:
                log().warning("chunk_lost", count=claimed.number)
        counts = runs.leave(self.engine, claimed, self._now())
        runs.finish(self.engine, run_id, self._now())
        return counts

    def _now(self) -> dt.datetime:
        return self.tools.clock()

    def _hung(self) -> None:
        """Called by the heartbeat. The process ends: native code cannot be stopped otherwise; the try is noted."""
        log().error("hung", code="reprocessing")
        self.hang_up(HUNG)


def reprocessor_of(carrier: Carrier) -> Reprocessor:
    """With the engine, the register and the limits of a worker."""
    return Reprocessor(
        engine=carrier.work.engine, runner=carrier.runner, tools=carrier.tools, owner=carrier.owner,
        limits=carrier.limits, stopping=carrier.stopping, heartbeat=carrier.heartbeat, hang_up=carrier.hang_up,
    )  # fmt: skip


class ChunkJournal:
    """A document's results as they were loaded with its chunk; what is saved waits for the chunk's transaction."""

    def __init__(self, engine: Engine, paper: Paper) -> None:
        self._engine = engine
        self._paper = paper
        self.saved: list[StageResult] = []

    def load(self, case_id: str) -> Mapping[str, StageResult]:
        return self._paper.results

    def lines(self, case_id: str, stage: str) -> str | None:
        return chunks.lines_of(self._engine, case_id, stage)

    def save(self, case_id: str, result: StageResult) -> None:
        self.saved.append(result)


class _Chunk:
    """One chunk under way."""

    def __init__(self, by: Reprocessor, claimed: Claimed, pulse: Pulse) -> None:
        self._by = by
        self._claimed = claimed
        self._pulse = pulse
        self._now = by.tools.clock()
        self._today = self._now.astimezone(MOSCOW).date()
        self._versions = {**by.runner.versions, "registry": _version_of(by.tools)}
        self._runners: dict[dt.date, Runner] = {}

    def carry(self) -> None:
        """Raises `LeaseLost`, `StaleWriter`: nothing of the transaction at hand was written."""
        done: list[Redone] = []
        heavy: list[Paper] = []
        for paper in chunks.load(self._by.engine, self._claimed):
            if self._must_stop():
                break
            one = self._redo(paper, light=True)
            if one is None:
                heavy.append(paper)
            else:
                done.append(one)
        self._write(done)
        ends_at = time.monotonic() + self._by.budget
        for paper in heavy:
            if self._must_stop() or time.monotonic() > ends_at or not runs.is_running(self._by.engine, self._run_id):
                return
            runs.note_try(self._by.engine, self._claimed, paper.document_id)
            self._pulse.ends_at = time.monotonic() + self._by.limits.of_document(0)
            one = self._redo(paper, light=False)
            self._write([one] if one else [])

    @property
    def _run_id(self) -> str:
        return self._claimed.run_id

    def _must_stop(self) -> bool:
        if self._pulse.lost.is_set():
            raise LeaseLost(f"chunk {self._claimed.number} of {self._run_id} is another worker's now")
        return self._by.stopping()

    def _write(self, done: Sequence[Redone]) -> None:
        chunks.write(self._by.engine, self._claimed, done, self._by.tools.clock())

    def _redo(self, paper: Paper, *, light: bool) -> Redone | None:
        """What comes of the document; None when more than light stages are stale. Its faults are its own alone."""
        over = passed_over(paper.row, self._now)
        if over is None and light and paper.tries >= MOST_TRIES:
            over = "failed"  # it took its worker down with it each time
        if over is not None:
            return Redone(paper=paper, result=over)
        try:
            return self._run(paper, light=light)
        except (RetryLater, OSError) as error:
            if light:
                return None
            log().warning("put_off", document_id=paper.document_id, error_type=type(error).__name__)
            return Redone(paper=paper, result="waiting")
        except Exception as error:  # noqa: BLE001  one document must not stop the others of a run
            log().error("incident", document_id=paper.document_id, where=incident(error))
            return Redone(paper=paper, result="failed")

    def _run(self, paper: Paper, *, light: bool) -> Redone | None:
        decided_at = (paper.row["decided_at"] or self._now).astimezone(MOSCOW)
        runner = self._runner(decided_at.date())
        journal = ChunkJournal(self._by.engine, paper)
        claim = claim_of(paper.row).model_copy(update={"former_last_names": paper.former_last_names})
        run = runner.run(
            Case(id=paper.document_id, claim=claim), replace(self._by.tools, clock=lambda: decided_at), journal,
            entering=self._light if light else self._timed(), serves=LIGHT.__contains__ if light else lambda _: True,
            whole=False,
        )  # fmt: skip
        if run.next is not None:
            return None
        if not run.ran:
            return Redone(paper=paper, result="fresh")
        one = self._judged(paper, run, journal.saved, runner.versions)
        return None if light and one.result == "waiting" else one

    def _light(self, _stage: str, _so_far: Case) -> None:
        """The chunk has one time limit for all of these."""

    def _timed(self) -> Callable[[str, Case], None]:
        """A heavy document has more time as soon as its pages are counted."""
        started = time.monotonic()

        def entering(_stage: str, so_far: Case) -> None:
            pages = so_far.file.page_count if so_far.file else 0
            self._pulse.ends_at = started + self._by.limits.of_document(pages)

        return entering

    def _judged(self, paper: Paper, run: Run, saved: Sequence[StageResult], versions: Mapping[str, str]) -> Redone:
        decision = run.case.decision
        if decision is None:
            raise ValueError("the sequence ended without a decision")
        ends = None
        if decision.outcome is Outcome.APPROVED:
            ends = last_day_of(run.case, self._by.tools.kinds[run.case.claim.kind].validity)
        told = verdict(paper.row, paper.in_force, decision, ends, self._today)
        if told.result != "changed":
            return Redone(paper=paper, result=told.result, ran=run.ran, saved=saved if told.result == "same" else ())
        ruling = Ruling(
            decision=_with_window(decision, paper), by="machine", cause=CAUSE, status=told.status, may_open=False,
            versions=of_kind(versions, paper.row["kind"]), valid_until=ends,
        )  # fmt: skip
        return Redone(paper=paper, result="changed", ruling=ruling, ran=run.ran, saved=saved)

    def _runner(self, day: dt.date) -> Runner:
        if day not in self._runners:
            self._runners[day] = replace(self._by.runner, versions={**self._versions, "as_of": day.isoformat()})
        return self._runners[day]


def _with_window(decision: Decision, paper: Paper) -> Decision:
    """No window is opened: a rejection has the one that is open, or none."""
    rejected = decision.outcome is Outcome.REJECTED
    return decision.model_copy(update={"correct_by": paper.row["correct_by"] if rejected else None})


def _version_of(tools: Tools) -> str:
    """Without a register cross_check is stale, and will wait for it."""
    try:
        return tools.registry.version
    except RegistryUnavailable:
        return "unavailable"
