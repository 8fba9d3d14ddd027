"""Is only that clean of which clamd says so, and everything else infected or not scanned?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.antivirus.clamd import Clamd, ClamdFailed, verdict
from pipeline.case import ScanResult
from samples.servers.clamd import ClamdServer, eicar
from tests.antivirus import strange
from tests.antivirus.strange import Strange

PATIENT, SHORT = 20.0, 0.4


def why(clamd: Clamd, content: bytes = b"%PDF-1.7") -> str:
    scan = clamd.scan(content)
    assert scan.result is ScanResult.NOT_SCANNED
    return scan.why


@pytest.mark.parametrize("over", ["address", "tcp"])
def test_a_clean_file_is_clean_and_an_infected_one_is_named(clamd_server: ClamdServer, over: str) -> None:
    clamd = Clamd(address=getattr(clamd_server, over), seconds=PATIENT)
    for content in (b"", b"%PDF-1.7", bytes(200_000)):
        assert clamd.scan(content).result is ScanResult.CLEAN
    found = clamd.scan(eicar())
    assert (found.result, found.malware) == (ScanResult.INFECTED, "Test.File.UNOFFICIAL")
    assert (found.scanner or "").startswith("ClamAV ")


def test_a_file_longer_than_clamd_takes_was_not_scanned(clamd_server: ClamdServer) -> None:
    for address in (clamd_server.address, clamd_server.tcp):
        assert why(Clamd(address=address, seconds=PATIENT), bytes(3_000_000)) == "too_large"


def test_a_file_that_clamd_does_not_look_through_was_not_scanned() -> None:
    with ClamdServer(more="StreamMaxLength 10M\nMaxFileSize 1M\nAlertExceedsMax yes\n") as server:
        assert why(Clamd(address=server.address, seconds=PATIENT), bytes(3_000_000)) == "unseen"


def test_a_clamd_that_is_killed_in_between_leaves_files_unscanned_until_it_is_back(clamd_server: ClamdServer) -> None:
    clamd = Clamd(address=clamd_server.address, seconds=PATIENT)
    assert clamd.scan(b"a").result is ScanResult.CLEAN
    clamd_server.kill()
    assert why(clamd) == "unreachable"
    clamd_server.start()
    assert clamd.scan(b"a").result is ScanResult.CLEAN


def test_where_nothing_listens_nothing_was_scanned(tmp_path: Path) -> None:
    assert why(Clamd(address=f"unix://{tmp_path}/none", seconds=PATIENT)) == "unreachable"
    assert why(Clamd(address="tcp://127.0.0.1:9", seconds=PATIENT)) == "unreachable"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"", "hung_up"),
        (b"stream: OK", "hung_up"),
        (b"stream: OK\0 or not", "hung_up"),
        (b"\0", "nonsense"),
        (b"OK\0", "nonsense"),
        (b"stream: OK FOUND OK\0", "nonsense"),
        (b"stream: ok\0", "nonsense"),
        (b"HTTP/1.1 200 OK\r\n\r\n\0", "nonsense"),
        (b"stream: Can't allocate memory ERROR\0", "nonsense"),
        (b"stream: \xd0\x98 FOUND\0", "nonsense"),
        (b"s" * 1_000_000, "nonsense"),
        (b"INSTREAM size limit exceeded. ERROR\0", "too_large"),
        (b"stream: Heuristics.Encrypted.PDF FOUND\0", "unseen"),
    ],
)
def test_no_other_answer_is_clean(answer: bytes, expected: str) -> None:
    with Strange(strange.says(answer)) as server:
        assert why(Clamd(address=server.address, seconds=PATIENT)) == expected


def test_an_answer_that_comes_before_the_file_was_seen_is_none() -> None:
    with Strange(strange.early) as server:
        assert why(Clamd(address=server.address, seconds=PATIENT), bytes(20_000_000)) == "nonsense"


def test_one_limit_of_time_holds_for_a_server_that_drips_and_for_one_that_never_reads() -> None:
    with Strange(strange.drips) as server:
        assert why(Clamd(address=server.address, seconds=SHORT)) == "too_slow"
    with Strange(strange.never_reads) as server:
        assert why(Clamd(address=server.address, seconds=SHORT), bytes(20_000_000)) == "too_slow"


def test_which_signatures_were_used_is_kept() -> None:
    with Strange(strange.says(b"stream: OK\0")) as server:
        scan = Clamd(address=server.address, seconds=PATIENT).scan(b"a")
    assert (scan.result, scan.scanner, scan.database) == (ScanResult.CLEAN, "ClamAV 1.4.3", "27827")
    assert scan.database_date == dt.datetime(2026, 11, 22, 9, 32, 43, tzinfo=dt.UTC)


@pytest.mark.parametrize("version", [b"SSH-2.0-OpenSSH\0", b"\0", b"ClamAV\0"])
def test_what_is_no_clamd_is_asked_nothing(version: bytes) -> None:
    with Strange(strange.says(b"stream: OK\0"), version=version) as server:
        clamd = Clamd(address=server.address, seconds=PATIENT)
        assert why(clamd) == "nonsense"
        with pytest.raises(ClamdFailed):
            clamd.version()


def test_a_name_with_spaces_is_still_a_find() -> None:
    assert verdict("stream: Win.Test EICAR_HDB-1 FOUND")["result"] is ScanResult.INFECTED
