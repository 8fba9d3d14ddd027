"""Is nothing opened that is infected, and what becomes of a file that could not be scanned?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.antivirus.clamd import Clamd
from pipeline.antivirus.protocol import Mode, ScannerUnavailable
from pipeline.cabinet.journal import MemoryJournal
from pipeline.case import Case, Outcome, ScanResult
from pipeline.rules.loader import load_kinds
from pipeline.runner import Patience, Runner
from pipeline.stages import in_one_process
from pipeline.stages.decision import decision
from pipeline.stages.tools import Tools
from pipeline.stages.virus_scan import virus_scan
from samples.servers.clamd import ClamdServer, eicar
from tests import fakes
from tests.fakes import case

NOWHERE = "tcp://127.0.0.1:9"


def tools(address: str, mode: Mode, content: bytes = b"%PDF-1.7", beside: bytes | None = None) -> Tools:
    scanner = Clamd(address=address, seconds=20)
    return replace(
        fakes.tools(lambda _: content), scanner=scanner, scanning=mode, signature=lambda _: beside, kinds=load_kinds()
    )


def scanned(case: Case) -> tuple[ScanResult, str]:
    assert case.virus_scan is not None
    return case.virus_scan.result, case.virus_scan.why


@pytest.mark.parametrize("mode", ["advisory", "required"])
def test_an_infected_file_is_rejected_and_no_further_stage_opens_it(clamd_server: ClamdServer, mode: Mode) -> None:
    run = Runner(sequence=in_one_process(), versions={}, patience=Patience(tries=1)).run(
        case(), tools(clamd_server.address, mode, eicar()), MemoryJournal()
    )
    assert run.ran == ("virus_scan", "decision")
    assert run.case.decision is not None
    assert run.case.decision.outcome is Outcome.REJECTED
    assert [(reason.code, reason.correctable) for reason in run.case.decision.reasons] == [("FILE_INFECTED", True)]
    assert run.case.virus_scan is not None
    assert run.case.virus_scan.malware == "Test.File.UNOFFICIAL"


def test_a_signature_beside_the_file_is_scanned_too(clamd_server: ClamdServer) -> None:
    done = virus_scan(case(), tools(clamd_server.address, "advisory", b"%PDF-1.7", eicar()))
    assert scanned(done) == (ScanResult.INFECTED, "")
    assert done.stopped


def test_a_clean_file_goes_on(clamd_server: ClamdServer) -> None:
    done = virus_scan(case(), tools(clamd_server.address, "required"))
    assert (scanned(done), done.findings) == ((ScanResult.CLEAN, ""), ())


def test_where_advice_is_enough_the_record_says_that_it_was_not_scanned() -> None:
    done = virus_scan(case(), tools(NOWHERE, "advisory"))
    assert (scanned(done), done.findings) == ((ScanResult.NOT_SCANNED, "unreachable"), ())


def test_where_a_scan_is_required_the_file_waits_and_then_a_person_looks() -> None:
    with pytest.raises(ScannerUnavailable, match="unreachable"):
        virus_scan(case(), tools(NOWHERE, "required"))
    run = Runner(sequence=in_one_process(), versions={}, patience=Patience(tries=2, waits=(0.0,))).run(
        case(), tools(NOWHERE, "required"), MemoryJournal()
    )
    assert run.ran == ("virus_scan", "decision")
    assert run.case.decision is not None
    assert run.case.decision.outcome is Outcome.NEEDS_REVIEW
    assert [reason.code for reason in run.case.decision.reasons] == ["PROCESSING_FAILED"]
    assert run.case.virus_scan is None


def test_where_scanning_is_off_nobody_is_asked_and_nothing_is_called_clean() -> None:
    def unread(_case: Case) -> bytes:
        raise AssertionError("the file was read")

    done = virus_scan(case(), replace(fakes.tools(unread), scanning="off"))
    assert scanned(done) == (ScanResult.NOT_SCANNED, "off")
    assert decision(done, tools(NOWHERE, "off")).decision is not None
