"""What can a document that has taken over the process which opens it do?"""

from __future__ import annotations

import contextlib
import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from pipeline.case import Case, FileFacts, RetryLater, Unreadable, UploadKills
from pipeline.confined.calls import CALLS, MACHINES
from pipeline.confined.warm import Confined, Files
from pipeline.incidents import FaultElsewhere, incident
from tests.confined.conftest import Opened
from tests.confined.memory import NOON, document, obey, pid_of, temporary

ROOT = Path(__file__).resolve().parent.parent.parent
REFUSED = ("refused: PermissionError 1", "refused: PermissionError 13")


def needs(confined: Confined, wall: str) -> None:
    """Skip, loudly, where this kernel has no such wall."""
    (found,) = (each for each in confined.walls if each.name.startswith(wall))
    if found.why:
        pytest.skip(f"{found.name} is not to be had here: {found.why}")


def test_all_walls_stand_or_say_why_not(confined: Confined) -> None:
    assert [wall.name.split(" (")[0] for wall in confined.walls] == [
        "limits", "no new privileges", "network of its own", "files", "calls",
    ]  # fmt: skip
    assert all(bool(wall.why) == bool(wall.remedy) for wall in confined.walls)


@pytest.mark.parametrize("order", ["socket", "local_socket", "fork", "run", "leave_the_group", "chmod .", "kill 1"])
def test_calls_that_opening_a_document_never_needs_are_refused(confined: Confined, order: str) -> None:
    needs(confined, "calls")
    assert obey(confined, order) in REFUSED


def test_no_call_of_the_list_is_let_through(confined: Confined) -> None:
    needs(confined, "calls")
    column = MACHINES[platform.machine()].column
    numbers = {numbers[column] for numbers in CALLS.values() if numbers[column] is not None}
    assert len(numbers) > 90
    assert {obey(confined, f"call {number}") for number in sorted(numbers)} == {"errno 1"}  # type: ignore[type-var]
    assert obey(confined, "call 463") == "errno 38", "what is newer than the list is not there"


@pytest.mark.parametrize("path", ["/etc/passwd", "/proc/self/environ", str(ROOT / "README.md")])
def test_files_of_the_machine_are_not_there(confined: Confined, path: str) -> None:
    needs(confined, "files")
    assert obey(confined, f"read {path}") in REFUSED


def test_nothing_is_listed_or_written_outside_of_its_own_folder(confined: Confined, tmp_path: Path) -> None:
    needs(confined, "files")
    assert obey(confined, "list /") in REFUSED
    assert obey(confined, f"list {tmp_path}") in REFUSED
    assert obey(confined, f"write {tmp_path / 'trace'}") in REFUSED
    assert not list(tmp_path.iterdir())


def test_its_own_folder_is_empty_again_for_the_next_document(confined: Confined) -> None:
    assert obey(confined, "home") == "[] True"
    assert [path.name for path in temporary(confined) if path.is_file()] == ["trace"]
    obey(confined, "nothing")
    assert not [path for path in temporary(confined) if path.is_file()]


def test_a_file_that_grows_too_large_ends_there(confined: Confined) -> None:
    assert obey(confined, "write trace") == "refused: OSError 27"
    assert [path.stat().st_size for path in temporary(confined) if path.is_file()] == [1 << 20]


def test_no_secret_of_the_environment_is_handed_down(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODLINNIK_HOLDER_PEPPER", "a-secret")
    confined, _ = opened()
    content = Path(f"/proc/{pid_of(confined)}/environ").read_bytes()
    assert b"a-secret" not in content
    assert b"PODLINNIK" not in content


def test_it_does_not_know_whose_document_it_opens(confined: Confined) -> None:
    told = obey(confined, "claim")
    assert "upload.pdf" in told
    assert not [secret for secret in ("Воробьёва", "11223344595", "4417") if secret in told]


DEATHS = {
    "swell": "memory",
    "spin": "SIGXCPU",
    "sleep": "longer than 1 s",
    "crash": "SIGSEGV",
    "exit": "status 7",
}


@pytest.mark.parametrize("order", DEATHS)
def test_what_ends_it_ends_nobody_else_and_is_not_opened_again(opened: Opened, order: str) -> None:
    limits = {"cpu_seconds": 0.5} if order == "spin" else {"base_seconds": 1} if order == "sleep" else {}
    confined, killers = opened(**limits)
    before = pid_of(confined)
    with pytest.raises(UploadKills, match=DEATHS[order]) as lost:
        obey(confined, order)
    assert not lost.value.at_once
    assert killers.noted == {document(order).claim.upload.sha256: str(lost.value).split(": ", 1)[1]}
    assert not psutil.pid_exists(before)
    assert not temporary(confined)
    with pytest.raises(UploadKills, match="known already"):
        confined.run("ocr", document(order), Files(original=_never), NOON)
    assert obey(confined, "nothing") == "done"
    assert pid_of(confined) != before


@pytest.mark.parametrize(("pages", "lives"), [(1, False), (4, True)])
def test_a_document_of_many_pages_may_take_more_processor_time(opened: Opened, pages: int, lives: bool) -> None:
    confined, _ = opened(cpu_seconds=0.5, page_cpu_seconds=2)
    facts = FileFacts(media_type="application/pdf", format="pdf", page_count=pages)
    many = document("burn 2.5").with_(file=facts)
    with contextlib.nullcontext() if lives else pytest.raises(UploadKills, match="SIGXCPU"):
        assert confined.run("ocr", many, Files(original=lambda _: b"burn 2.5"), NOON).findings[-1].detail == "burnt"


def test_an_error_of_ours_is_told_without_its_text_and_ends_the_child(opened: Opened) -> None:
    confined, killers = opened()
    before = pid_of(confined)
    with pytest.raises(FaultElsewhere) as fault:
        obey(confined, "raise")
    assert incident(fault.value).startswith("LookupError at tests/confined/rooms.py:")
    assert "secret" not in incident(fault.value)
    assert pid_of(confined) != before
    assert not killers.noted, "another version of the code may not fail"


def test_what_is_not_the_process_s_fault_leaves_it_alone(confined: Confined) -> None:
    before = pid_of(confined)
    for order, error in (("late", RetryLater), ("unreadable", Unreadable)):
        with pytest.raises(error) as told:
            obey(confined, order)
        assert "secret" not in str(told.value)
    assert pid_of(confined) == before


def test_a_recogniser_that_is_a_program_dies_with_the_child(opened: Opened) -> None:
    confined, _ = opened(programs=True)
    started = psutil.Process(int(obey(confined, "long_lived")))
    with pytest.raises(UploadKills):
        obey(confined, "crash")
    assert ended(started)


def test_another_takes_its_place_after_so_many_documents(opened: Opened) -> None:
    confined, _ = opened(documents=2)
    served = []
    for number in range(5):
        obey(confined, f"read /dev/null?{number}")
        served.append(pid_of(confined))
    assert [served.count(pid) for pid in dict.fromkeys(served)] == [2, 2, 1]


def test_one_that_has_grown_is_replaced_before_the_next_document_wants_for_room(opened: Opened) -> None:
    confined, killers = opened(memory_bytes=768 << 20)
    served = []
    for order in ("nothing", "leak", "nothing"):
        assert obey(confined, order) in {"done", "kept"}
        served.append(pid_of(confined))
    assert served[0] == served[1] != served[2]
    assert not killers.noted


def test_what_a_document_left_free_is_given_back_to_the_machine(confined: Confined) -> None:
    obey(confined, "nothing")
    child = psutil.Process(pid_of(confined))
    before = child.memory_info().rss
    obey(confined, "crumble")
    grown = child.memory_info().rss - before
    obey(confined, "nothing")
    assert child.memory_info().rss - before < grown / 4
    assert grown > 32 << 20


def test_a_document_that_is_done_with_is_forgotten_at_once(confined: Confined) -> None:
    for _ in range(3):
        obey(confined, "nothing")
        assert obey(confined, "remembered") == "1", "its pictures would stay until there is no room for the next one's"


def test_it_keeps_a_document_from_stage_to_stage(confined: Confined) -> None:
    asked: list[int] = []

    def original(_case: Case) -> bytes:
        asked.append(1)
        return b"nothing"

    files = Files(original=original)
    read = confined.run("ocr", document("nothing"), files, NOON)
    assert confined.run("extraction", read, files, NOON).findings[-1].detail == "1 pages, 1 findings"
    assert len(asked) == 1


@pytest.mark.parametrize("signature", [b"", b"a signature", None])
def test_a_signature_beside_the_upload_is_handed_over_too(confined: Confined, signature: bytes | None) -> None:
    files = Files(original=lambda _: b"beside", signature=lambda _: signature)
    case = document("beside").model_copy(update={"id": f"a-{signature!r}"})
    assert confined.run("ocr", case, files, NOON).findings[-1].detail == str(signature)


def test_it_dies_with_its_parent_and_the_next_one_sweeps(tmp_path: Path) -> None:
    code = (
        "from tests.confined.conftest import PLAN\nfrom tests.confined.memory import *\n"
        "from pipeline.confined.warm import Confined\nconfined = Confined(PLAN, Remembering())\n"
        "print(pid_of(confined), confined._folder, flush=True)\nobey(confined, 'sleep')\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )
    assert parent.stdout is not None
    pid, folder = parent.stdout.readline().split()
    child = psutil.Process(int(pid))
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert ended(child)
    assert Path(folder).exists()
    sweep = "from pipeline.confined.folders import temporary_folder; print(temporary_folder())"
    subprocess.run([sys.executable, "-c", sweep], env=environment, check=True, cwd=ROOT, capture_output=True)
    assert not Path(folder).exists()


def ended(process: psutil.Process) -> bool:
    """Dead, whether or not somebody took note."""
    left = psutil.wait_procs([process], timeout=60)[1]
    return all(one.status() == psutil.STATUS_ZOMBIE for one in left)


def _never(_case: Case) -> bytes:
    raise AssertionError("it is not to be opened")
