"""Does the doctor see an antivirus that is away, that is old, or that finds nothing?"""

from __future__ import annotations

import datetime as dt

import pytest

from commands.doctor_antivirus import antivirus_check
from commands.doctor_check import Check
from pipeline.settings import Settings
from samples.servers.clamd import ClamdServer
from tests.antivirus import strange
from tests.antivirus.strange import Strange

MADE = dt.datetime(2026, 11, 22, 9, 32, 43, tzinfo=dt.UTC)
FINDS = strange.says(b"stream: Eicar-Test-Signature FOUND\0")


def checked(address: str, mode: str = "required", now: dt.datetime = MADE) -> Check:
    return antivirus_check(Settings.model_validate({"virus_scan": mode, "clamd": address}), now)


def test_where_scanning_is_off_the_doctor_says_so() -> None:
    assert checked("unix:///none", "off").found == "uploads are not scanned"


@pytest.mark.parametrize(("mode", "state"), [("required", "missing"), ("advisory", "optional")])
def test_a_clamd_that_is_away_is_missing_where_it_is_required(mode: str, state: str) -> None:
    found = checked("tcp://127.0.0.1:9", mode)
    assert (found.state, found.found) == (state, "clamd: unreachable")


@pytest.mark.parametrize(("days", "state"), [(2, "ok"), (8, "missing")])
def test_old_signatures_are_told_by_their_age(days: int, state: str) -> None:
    with Strange(FINDS) as server:
        found = checked(server.address, now=MADE + dt.timedelta(days=days))
    assert (found.state, f"{days} days old" in found.found) == (state, True)


def test_an_antivirus_that_does_not_find_the_test_file_is_not_ready() -> None:
    with Strange(strange.says(b"stream: OK\0")) as server:
        assert "does not find the test file" in checked(server.address).found


def test_a_real_clamd_is_asked(clamd_server: ClamdServer) -> None:
    found = checked(clamd_server.address)
    assert found.found.startswith("ClamAV ")
    assert "of no known date" in found.found
