"""How does a case go through the stages?

Saves after each stage, skips what is done and still fresh, tells the three kinds of failure apart: a faulty
document is a finding, a faulty world is tried again and then goes to a person, our own faults propagate.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pipeline.cabinet.deltas import apply_deltas, delta_of, says_stop, sha256, with_lines
from pipeline.cabinet.protocol import Journal, StageResult
from pipeline.case import Case, Finding, RegistryUnavailable, RetryLater, Weight
from pipeline.log import log
from pipeline.stages.tools import Stage, Tools

Sequence_ = Sequence[tuple[str, Stage]]


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What a stage reads: a change of any of these, and nothing else, makes its saved result stale."""

    claim: tuple[str, ...]
    after: tuple[str, ...]
    """Earlier stages whose results it reads."""
    versions: tuple[str, ...]
    """Beside that of its own code. One that is known for the claimed kind apart is taken as `<version>.<kind>`."""
    lines: bool = True
    """It reads the words on the pages."""


CLAIM = (
    "kind", "holder", "declared", "upload", "former_last_names", "employments", "readings", "row_readings",
)  # fmt: skip

NEEDS: Mapping[str, Needs] = {
    "virus_scan": Needs(claim=("upload", "signature"), after=(), versions=("scanning",), lines=False),
    "format_check": Needs(claim=("kind", "upload"), after=(), versions=("rules.format_check",), lines=False),
    "esignatures": Needs(
        claim=("kind", "upload", "signature"), after=("format_check",), versions=("trust",), lines=False
    ),
    "ocr": Needs(
        claim=("kind", "upload"), after=("format_check",), versions=("rules.ocr", "ocr", "drawn.office"), lines=False
    ),
    "extraction": Needs(claim=("kind", "upload"), after=("format_check", "ocr"), versions=("rules.extraction", "ocr")),
    "cross_check": Needs(
        claim=CLAIM, after=("format_check", "ocr", "extraction"),
        versions=("rules.cross_check", "ocr", "registry", "positions"),
    ),
    "decision": Needs(
        claim=CLAIM, after=("virus_scan", "format_check", "esignatures", "ocr", "extraction", "cross_check"),
        versions=("rules.decision", "as_of"),
        lines=False,
    ),
}  # fmt: skip
"""A stage that is not named here is taken to read everything."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How often and after which waits a stage is tried again when the world is at fault."""

    tries: int = 3
    waits: tuple[float, ...] = (0.5, 2.0)

    def wait_before(self, attempt: int) -> float:
        """Seconds before the given attempt; the first attempt is 1 and waits for nothing."""
        if attempt <= 1 or not self.waits:
            return 0.0
        return self.waits[min(attempt - 2, len(self.waits) - 1)]


@dataclass(frozen=True, kw_only=True)
class Run:
    """What came of one run."""

    case: Case
    seconds: Mapping[str, float]
    """By stage, in order; for a stage that was skipped, what it took when it ran."""
    ran: tuple[str, ...] = field(default=())
    """Stages that ran now; the others were taken from the journal."""
    next: str | None = None
    """The stage that this runner does not serve; None when the case came to its end."""


@dataclass(frozen=True, kw_only=True)
class Runner:
    """Runs `sequence`; its last stage is the one that also runs for a stopped case."""

    sequence: Sequence_
    versions: Mapping[str, str]
    patience: Patience = Patience()
    sleep: Callable[[float], None] = time.sleep
    timer: Callable[[], float] = time.perf_counter
    gives_up: bool = True
    """After the last try a finding ends the examination; False: the error propagates, somebody else counts tries."""

    def run(
        self,
        case: Case,
        tools: Tools,
        journal: Journal,
        *,
        entering: Callable[[str, Case], None] = lambda *_: None,
        serves: Callable[[str], bool] = lambda _: True,
        whole: bool = True,
    ) -> Run:
        """Take `case` to its decision, or to the first stage that is not fresh and that `serves` refuses.

        `entering` is told each stage before it runs. With `whole` the pages that come back have their lines also
        when no stage wanted them. Our own faults propagate.
        """
        progress = _Progress(case, journal)
        for name, stage in self.sequence:
            if progress.stopped and name != self.sequence[-1][0]:
                continue
            inputs = self._inputs(name, progress.claim, progress.digests)
            result = progress.saved.get(name)
            if result is not None and result.inputs == inputs:
                progress.skip(result)
                continue
            if not serves(name):
                return progress.end(whole=False, next_stage=name)
            if self._needs[name].lines:
                progress.unpack_lines()
            entering(name, progress.case)
            self._run_stage(name, stage, inputs, tools, progress)
        return progress.end(whole=whole)

    def _run_stage(self, name: str, stage: Stage, inputs: str, tools: Tools, progress: _Progress) -> None:
        started = self.timer()
        fuller, durable = self._try(name, stage, progress.case, tools)
        delta = delta_of(progress.case, fuller)
        result = StageResult(
            stage=name, inputs=inputs, delta=delta.added, lines=delta.lines, digest=delta.digest,
            versions={key: self._version(key, fuller.claim.kind) for key in self._needs[name].versions},
            seconds=self.timer() - started,
        )  # fmt: skip
        progress.add(fuller, result, durable=durable)
        log().info("stage_done", document_id=fuller.id, stage=name, seconds=round(result.seconds, 4))

    @cached_property
    def _needs(self) -> Mapping[str, Needs]:
        names = [name for name, _ in self.sequence]
        everything = Needs(claim=CLAIM, after=tuple(names), versions=tuple(self.versions))
        read = {name: NEEDS.get(name, everything) for name in names}
        return {name: replace(needs, versions=(f"code.{name}", *needs.versions)) for name, needs in read.items()}

    def _inputs(self, name: str, claim: Mapping[str, Any], digests: Mapping[str, str]) -> str:
        """A hash of what the stage reads; `claim` is the claim as JSON."""
        needs = self._needs[name]
        return sha256(
            json.dumps(
                {
                    "stage": name,
                    "claim": {member: claim[member] for member in needs.claim},
                    "after": {stage: digests.get(stage) for stage in needs.after},
                    "versions": {key: self._version(key, claim["kind"]) for key in needs.versions},
                },
                sort_keys=True,
                ensure_ascii=False,
            )
        )

    def _version(self, key: str, kind: str) -> str:
        return self.versions.get(f"{key}.{kind}", self.versions.get(key, ""))

    def _try(self, name: str, stage: Stage, case: Case, tools: Tools) -> tuple[Case, bool]:
        """The fuller case, and whether it may be saved: what came of an outage is not."""
        for attempt in range(1, self.patience.tries + 1):
            if wait := self.patience.wait_before(attempt):
                self.sleep(wait)
            try:
                return stage(case, tools), True
            except RetryLater as error:
                last = error
                log().warning("try_failed", document_id=case.id, stage=name, attempt=attempt)
                if not error.at_once:
                    break
        if not self.gives_up:
            raise last
        return case.with_(given_up(name, last)), False


def given_up(stage: str, error: RetryLater) -> Finding:
    """The finding that ends an examination after the last try."""
    if isinstance(error, RegistryUnavailable):
        return Finding(code="REGISTRY_UNAVAILABLE", weight=Weight.REVIEW, detail=stage, stops=True)
    return Finding(code="PROCESSING_FAILED", weight=Weight.REVIEW, detail=f"{stage}: {error.what}", stops=True)


class _Progress:
    """How far a run has come."""

    def __init__(self, case: Case, journal: Journal) -> None:
        self._case = case
        self._skipped: list[str] = []
        self.claim = case.claim.model_dump(mode="json")
        self.stopped = case.stopped
        self.journal = journal
        self.saved = journal.load(case.id)
        self.digests: dict[str, str] = {}
        self.seconds: dict[str, float] = {}
        self.ran: list[str] = []
        self.packed: str | None = None
        """The stage whose lines are still packed."""

    @property
    def case(self) -> Case:
        """Records are made of what was skipped when somebody looks, not before."""
        if self._skipped:
            self._case = apply_deltas(self._case, self._skipped)
            self._skipped = []
        return self._case

    def skip(self, result: StageResult) -> None:
        self._skipped.append(result.delta)
        self.stopped = self.stopped or says_stop(result.delta)
        if '"pages"' in result.delta:
            self.packed = result.stage
        self._count(result)

    def add(self, fuller: Case, result: StageResult, *, durable: bool) -> None:
        if durable:
            self.journal.save(self.case.id, result)
        self._case = fuller
        self.stopped = fuller.stopped
        if result.lines is not None:
            self.packed = None
        self.ran.append(result.stage)
        self._count(result)

    def unpack_lines(self) -> None:
        if self.packed is not None:
            lines = self.journal.lines(self.case.id, self.packed)
            self._case = with_lines(self.case, lines) if lines else self.case
            self.packed = None

    def end(self, *, whole: bool, next_stage: str | None = None) -> Run:
        if whole:
            self.unpack_lines()
        return Run(case=self.case, seconds=self.seconds, ran=tuple(self.ran), next=next_stage)

    def _count(self, result: StageResult) -> None:
        self.digests[result.stage] = result.digest
        self.seconds[result.stage] = result.seconds
