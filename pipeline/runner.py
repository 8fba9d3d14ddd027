"""How does a case go through the stages?

Saves after each stage, skips what is done and still fresh, tells the three kinds of failure apart: a faulty
document is a finding, a faulty world is tried again and then goes to a person, our own faults propagate.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

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
    """Beside that of its own code."""


CLAIM = ("kind", "holder", "declared", "upload", "former_last_names")

NEEDS: Mapping[str, Needs] = {
    "format_check": Needs(claim=("kind", "upload"), after=(), versions=("rules",)),
    "ocr": Needs(claim=("kind", "upload"), after=("format_check",), versions=("ocr",)),
    "extraction": Needs(claim=("kind", "upload"), after=("format_check", "ocr"), versions=("rules", "ocr")),
    "cross_check": Needs(
        claim=CLAIM, after=("format_check", "ocr", "extraction"), versions=("rules", "ocr", "registry")
    ),
    "decision": Needs(
        claim=CLAIM, after=("format_check", "ocr", "extraction", "cross_check"), versions=("rules", "as_of")
    ),
}
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


@dataclass(frozen=True, kw_only=True)
class Runner:
    """Runs `sequence`; its last stage is the one that also runs for a stopped case."""

    sequence: Sequence_
    versions: Mapping[str, str]
    patience: Patience = Patience()
    sleep: Callable[[float], None] = time.sleep
    timer: Callable[[], float] = time.perf_counter

    def run(
        self, case: Case, tools: Tools, journal: Journal, *, entering: Callable[[str, Case], None] = lambda *_: None
    ) -> Run:
        """Take `case` to its decision. `entering` is told each stage before it runs. Our own faults propagate."""
        saved = journal.load(case.id)
        digests: dict[str, str] = {}
        seconds: dict[str, float] = {}
        ran: list[str] = []
        for name, stage in self.sequence:
            if case.stopped and name != self.sequence[-1][0]:
                continue
            inputs = self._inputs(name, case, digests)
            result = saved.get(name)
            if result is not None and result.inputs == inputs:
                case = apply_delta(case, result.delta)
            else:
                entering(name, case)
                started = self.timer()
                fuller, durable = self._try(name, stage, case, tools)
                delta = delta_of(case, fuller)
                result = StageResult(
                    stage=name, inputs=inputs, delta=delta, digest=sha256(delta),
                    versions={key: self.versions.get(key, "") for key in self._needs(name).versions},
                    seconds=self.timer() - started,
                )  # fmt: skip
                if durable:
                    journal.save(case.id, result)
                case = fuller
                ran.append(name)
                log().info("stage_done", document_id=case.id, stage=name, seconds=round(result.seconds, 4))
            digests[name] = result.digest
            seconds[name] = result.seconds
        return Run(case=case, seconds=seconds, ran=tuple(ran))

    def _needs(self, name: str) -> Needs:
        everything = Needs(claim=CLAIM, after=tuple(n for n, _ in self.sequence), versions=tuple(self.versions))
        needs = NEEDS.get(name, everything)
        return replace(needs, versions=(f"code.{name}", *needs.versions))

    def _inputs(self, name: str, case: Case, digests: Mapping[str, str]) -> str:
        needs = self._needs(name)
        return sha256(
            json.dumps(
                {
                    "stage": name,
                    "claim": case.claim.model_dump(mode="json", include=set(needs.claim)),
                    "after": {stage: digests.get(stage) for stage in needs.after},
                    "versions": {key: self.versions.get(key) for key in needs.versions},
                },
                sort_keys=True,
                ensure_ascii=False,
            )
        )

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
        return case.with_(given_up(name, last)), False


def given_up(stage: str, error: RetryLater) -> Finding:
    """The finding that ends an examination after the last try."""
    if isinstance(error, RegistryUnavailable):
        return Finding(code="REGISTRY_UNAVAILABLE", weight=Weight.REVIEW, detail=stage, stops=True)
    return Finding(code="PROCESSING_FAILED", weight=Weight.REVIEW, detail=f"{stage}: {error.what}", stops=True)


def delta_of(before: Case, after: Case) -> str:
    """JSON of what `after` has and `before` had not. Raises `ValueError` when findings were taken away."""
    count = len(before.findings)
    if after.findings[:count] != before.findings or after.id != before.id or after.claim != before.claim:
        raise ValueError("a stage may only add to a case")
    slots = {
        name
        for name in Case.model_fields
        if name not in {"id", "claim", "findings"} and getattr(after, name) is not getattr(before, name)
    }
    partial = after.model_copy(update={"findings": after.findings[count:]})
    return partial.model_dump_json(include={*slots, "findings"})


def apply_delta(case: Case, delta: str) -> Case:
    """Return `case` with what a stage had added to it."""
    added = json.loads(delta)
    whole = Case.model_validate_json(
        json.dumps({**added, "id": case.id, "claim": case.claim.model_dump(mode="json")}, ensure_ascii=False)
    )
    return case.with_(*whole.findings, **{name: getattr(whole, name) for name in added if name != "findings"})


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
