"""What becomes of a paper while the register cannot be asked, and when it can be again?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pipeline.cabinet.journal import MemoryJournal
from pipeline.case import Case, Outcome
from pipeline.registry.breaker import BreakerRules
from pipeline.registry.http import HttpRegistry
from pipeline.runner import Run
from pipeline.stages.cross_check import cross_check
from pipeline.stages.decision import decision
from pipeline.stages.extraction import extraction
from pipeline.stages.tools import Tools
from samples.registry_faults import FAULTS
from samples.registry_server import DOWN, RegistryServer
from tests.examination import MARIA, Examination, codes, entry, marks, person
from tests.fakes import Stages, runner
from tests.registry.gateway import LIMITS, Clock, asking

GIVEN = Examination()


@pytest.fixture
def server() -> Iterator[RegistryServer]:
    with RegistryServer([person(MARIA, entry())]) as running:
        yield running


def read(case: Case, tools: Tools) -> Case:
    """Extraction of what stands on the paper, with signature and seal."""
    fuller = extraction(case, tools)
    assert fuller.reading is not None
    return fuller.with_(reading=fuller.reading.model_copy(update={"marks": marks()}))


class Desk:
    """A diploma on its way through all stages, again and again, with one journal; nobody naps."""

    def __init__(self, registry: HttpRegistry) -> None:
        self.naps: list[float] = []
        self.stages = Stages(
            {
                "ocr": lambda case, tools: case.with_(pages=GIVEN.case().pages), "extraction": read,
                "cross_check": cross_check, "decision": decision,
            }
        )  # fmt: skip
        self._runner = runner(self.stages, naps=self.naps)
        self._tools = replace(GIVEN.tools(), registry=registry)
        self._journal = MemoryJournal()

    def run(self) -> Run:
        empty = GIVEN.case().model_copy(update={"pages": None})
        return self._runner.run(empty, self._tools, self._journal)


def outcome(run: Run) -> Outcome:
    assert run.case.decision is not None
    return run.case.decision.outcome


def test_a_paper_is_approved_by_what_the_register_says_over_http(server: RegistryServer) -> None:
    with asking(server.url) as registry:
        assert outcome(Desk(registry).run()) is Outcome.APPROVED


@pytest.mark.parametrize("fault", [DOWN, *FAULTS])
def test_a_paper_waits_whatever_is_wrong_with_the_register(server: RegistryServer, fault: str) -> None:
    server.misbehave(fault)
    with asking(server.url, limits=LIMITS) as registry:
        desk = Desk(registry)
        run = desk.run()
    assert outcome(run) is Outcome.WAITING
    assert run.case.decision is not None
    assert codes(run.case.decision) == ["REGISTRY_UNAVAILABLE"]
    assert desk.naps == []  # the worker has other papers to look at


def test_a_paper_that_waited_is_decided_without_being_read_again(server: RegistryServer) -> None:
    clock = Clock()
    with asking(server.url, limits=replace(LIMITS, read_seconds=30.0, call_seconds=60.0), clock=clock,
                rules=BreakerRules(failures=2, wait_seconds=30.0), found_seconds=600) as registry:  # fmt: skip
        desk = Desk(registry)
        server.misbehave(DOWN)
        assert [outcome(desk.run()) for _ in range(3)] == [Outcome.WAITING] * 3
        server.misbehave(None)
        assert outcome(desk.run()) is Outcome.WAITING  # the breaker is open
        clock.seconds = 30.0
        last = desk.run()
    assert outcome(last) is Outcome.APPROVED
    assert last.ran == ("cross_check", "decision")
    assert [desk.stages.runs.count(name) for name in ("format_check", "ocr", "extraction")] == [1, 1, 1]


def test_who_is_not_in_the_register_is_told_so_only_by_the_register(server: RegistryServer) -> None:
    server.people = ()
    with asking(server.url) as registry:
        decided = Desk(registry).run().case.decision
    assert decided is not None
    assert codes(decided) == ["REGISTRY_NOT_FOUND"]
