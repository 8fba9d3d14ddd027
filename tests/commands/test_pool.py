"""Does a document that hangs, crashes or swells harm no other, and leave nothing behind?"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from commands.examine import Desk, Job
from commands.manifest import Entry
from commands.pool import Limits, Lost, PoolBroken, run_pool
from pipeline.case import Holder
from pipeline.settings import Settings
from tests.fakes import build_nothing, build_obedient

GIB = 1024**3
LIMITS = Limits(base_seconds=3, page_seconds=1, cap_seconds=4, memory_bytes=3 * GIB)
DESK = Desk(settings=Settings(), registry_url=None, as_of=None, work_url=None)


def job(folder: Path, name: str, order: str = "") -> Job:
    path = folder / f"{name}.pdf"
    path.write_text(order, encoding="utf-8")
    return Job(entry=Entry(line=1, id=name, file=path, kind="passport", holder=Holder(), declared={}))


def run(jobs: list[Job], **more: Any) -> dict[str, Any]:
    pool = run_pool(jobs, jobs=2, build=build_obedient, argument=DESK, limits=LIMITS, **more)
    return {job.entry.id: value for job, value in pool}


def children() -> set[int]:
    """But for the tracker that `multiprocessing` keeps for a process's whole life."""
    found = psutil.Process().children(recursive=True)
    return {child.pid for child in found if "resource_tracker" not in " ".join(child.cmdline())}


def own_folders() -> set[Path]:
    """Of children that this process started."""
    return set(Path(tempfile.gettempdir()).glob(f"podlinnik-{os.getpid()}-*"))


def test_one_that_misbehaves_is_lost_and_the_others_are_examined(tmp_path: Path) -> None:
    before, folders = children(), own_folders()
    orders = {"a": "", "b": "hang", "c": "", "d": "crash", "e": "raise", "f": "swell", "g": "", "h": "hang_in_a_child"}
    outcomes = run([job(tmp_path, name, order) for name, order in orders.items()])
    assert {name for name, value in outcomes.items() if not isinstance(value, Lost)} == {"a", "c", "g"}
    assert "time limit" in outcomes["b"].why
    assert "SIGSEGV" in outcomes["d"].why
    assert outcomes["e"].why.startswith("LookupError at ")
    assert "secret" not in outcomes["e"].why
    assert "MemoryError" in outcomes["f"].why
    assert {value.stage for value in outcomes.values() if isinstance(value, Lost)} == {"ocr"}
    assert children() <= before
    assert own_folders() <= folders


def test_what_was_lost_may_be_replaced_by_another_task(tmp_path: Path) -> None:
    def instead(task: Job, lost: Lost) -> Job | None:
        return Job(entry=task.entry, failed=f"{lost.stage}: {lost.why}")

    (result,) = run([job(tmp_path, "a", "crash")], instead=instead).values()
    assert result["decision"] == "needs_review"
    assert [reason["code"] for reason in result["reasons"]] == ["PROCESSING_FAILED"]
    assert "SIGSEGV" in result["error"]


def test_workers_that_cannot_start_end_the_work_with_the_cause(tmp_path: Path) -> None:
    with pytest.raises(PoolBroken, match="no model for rus"):
        list(run_pool([job(tmp_path, "a")], jobs=1, build=build_nothing, argument=DESK, limits=LIMITS))


def test_nothing_to_do_starts_no_worker() -> None:
    started = time.monotonic()
    assert run([]) == {}
    assert time.monotonic() - started < 0.5


def test_the_limit_grows_with_the_pages_up_to_the_cap() -> None:
    assert [LIMITS.seconds(pages) for pages in (0, 1, 9)] == [3, 4, 4]


def test_workers_and_what_they_started_die_with_a_killed_parent(tmp_path: Path) -> None:
    code = (
        "from tests.commands.test_pool import *\n"
        f"jobs = [job(Path({str(tmp_path)!r}), 'a', 'hang'), job(Path({str(tmp_path)!r}), 'b', 'hang')]\n"
        "run(jobs)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parent.parent.parent)
    try:
        workers = _wait_for_workers(parent.pid, 2)
        parent.kill()
        parent.wait()
        left = psutil.wait_procs(workers, timeout=60)[1]
        assert all(one.status() == psutil.STATUS_ZOMBIE for one in left), "dead, whether or not somebody took note"
    finally:
        parent.kill()


def _wait_for_workers(pid: int, count: int) -> list[psutil.Process]:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        workers = [
            child for child in psutil.Process(pid).children(recursive=True) if "spawn_main" in " ".join(child.cmdline())
        ]
        if len(workers) >= count:
            return workers
        time.sleep(0.1)
    raise TimeoutError("the workers did not start")
