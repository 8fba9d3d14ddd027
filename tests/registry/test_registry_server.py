"""Does the reference server hold the contract, take orders, and run as a program?"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipeline.case import Holder, RegistryUnavailable
from samples.registry_server import RegistryServer, read_people
from tests.fakes import registry_line, surnames
from tests.registry.gateway import asking

ROOT = Path(__file__).parent.parent.parent
MARIA = Holder(snils="11223344595")


@pytest.fixture
def server() -> Iterator[RegistryServer]:
    with RegistryServer([]) as running:
        yield running


def order(url: str, **members: object) -> httpx.Response:
    return httpx.post(url, json=members, trust_env=False)


def test_the_control_cuts_the_register_and_mends_it(server: RegistryServer) -> None:
    with asking(server.url) as registry:
        assert registry.find_people(MARIA) == ()
        assert order(server.control_url, fault="down").json() == {"fault": "down", "asked": 1}
        for _ in range(2):
            with pytest.raises(RegistryUnavailable):
                registry.find_people(MARIA)
        order(server.control_url, fault=None)
        assert registry.find_people(MARIA) == ()
        assert httpx.get(server.control_url, trust_env=False).json() == {"fault": None, "asked": 2}


@pytest.mark.parametrize("members", [{}, {"fault": "no such"}, {"fault": 7}, {"fault": []}])
def test_an_order_that_cannot_be_followed_is_refused(server: RegistryServer, members: dict[str, object]) -> None:
    assert order(server.control_url, **members).status_code == 400
    assert server.fault is None


@pytest.mark.parametrize(
    "changes",
    [
        {"page": 0}, {"pageSize": 101}, {"contract": "other"}, {"bySnils": None}, {"bySnils": {"snils": "1"}},
        {"byPaper": {"kind": "passport", "docNumber": "1"}},
    ],
)  # fmt: skip
def test_a_question_that_is_none_is_refused(server: RegistryServer, changes: dict[str, object]) -> None:
    question = {
        "contract": "podlinnik-register/1", "requestId": "a", "page": 1, "pageSize": 100,
        "bySnils": {"snils": "11223344595"},
    }  # fmt: skip
    address = f"{server.url}/v1/people/search"
    assert httpx.post(address, json=question, trust_env=False).status_code == 200
    assert httpx.post(address, json=question | changes, trust_env=False).status_code == 400


def test_lines_that_cannot_be_used_are_left_out_and_each_person_is_there_once(tmp_path: Path) -> None:
    path = tmp_path / "registry.jsonl"
    path.write_text(f"\ufeff{registry_line()}\n\n{{oops\n{registry_line()}\n", encoding="utf-8")
    assert surnames(read_people(path)) == ["Воробьёва"]


def test_it_runs_as_a_program_until_it_is_told_to_stop(tmp_path: Path) -> None:
    path = tmp_path / "registry.jsonl"
    path.write_text(registry_line() + "\n", encoding="utf-8")
    (tmp_path / "token").write_text("very-secret\n", encoding="ascii")
    command = [sys.executable, "-m", "samples.registry_server", str(path), "--token-file", str(tmp_path / "token")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout is not None
            told = json.loads(program.stdout.readline())
            with asking(told["url"], token="very-secret") as registry:
                assert surnames(registry.find_people(MARIA)) == ["Воробьёва"]
        finally:
            program.terminate()
        assert program.wait(30) == 0
