"""Are papers chosen fairly for the race, and are times summed up as they are reported?"""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from benchmarks.plain_tesseract import LONG_SIDE, scale_to_300
from benchmarks.run import QUICK, RESULTS, WHOLE, options
from benchmarks.speed import HUGE, Measured, Memory, Reading, choose
from benchmarks.speed_reader import MIB, children, peak_memory
from benchmarks.speed_tables import percentile, report


def measured(medium: str, ours: float, plain: float) -> Measured:
    return Measured(
        medium=medium,
        values=4,
        ours=Reading(seconds=ours, processor=ours, found=4, failed=False),
        plain=Reading(seconds=plain, processor=plain, found=3, failed=False),
        stages={"ocr": ours},
    )


def test_papers_are_chosen_in_turn_from_each_medium_and_only_genuine_ones() -> None:
    truth = [{"id": f"p{n}", "medium": "photo", "genuine": True} for n in range(5)]
    truth += [{"id": "s", "medium": "scan150_grey", "genuine": True}, {"id": "w", "medium": "scan", "genuine": False}]
    truth += [{"id": "h", "medium": "scan_pdf_huge", "genuine": True}]
    assert [paper["id"] for paper in choose(truth, 5)] == ["s", "p0", "h", "p1", "p2"]


@pytest.mark.parametrize(
    ("medium", "scale"), [("scan150_grey", 2.0), ("scan_300", 1.0), ("photo", LONG_SIDE / 1000), ("scan", 3.508)]
)
def test_a_picture_is_brought_to_300_dpi(medium: str, scale: float) -> None:
    assert scale_to_300((800, 1000), medium) == pytest.approx(scale)


def test_a_percentile_is_a_time_that_was_measured() -> None:
    assert percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.95) == 10
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile([7], 0.95) == 7


def test_one_paper_that_is_slow_the_plain_way_does_not_reach_the_target_alone() -> None:
    rows = [measured("scan", 1.0, 1.5), measured("scan", 1.0, 1.7), measured("photo", 1.0, 9.0)]
    page = report(rows, Memory(ours=100 * MIB, child=300 * MIB, plain=100 * MIB, program=0), seed=1)
    assert "| 4.07; of the paper in the middle 1.70 | **no** |" in page


def test_huge_pages_do_not_help_to_reach_the_target() -> None:
    rows = [measured("scan", 1.0, 1.5), measured(HUGE, 1.0, 99.0)]
    page = report(rows, Memory(ours=100 * MIB, child=410 * MIB, plain=100 * MIB, program=0), seed=1)
    assert "all but the huge PDF pages | ≥ 2 | 1.50; of the paper in the middle 1.50 | **no** |" in page
    assert "| peak memory of a process | < 400 MiB | 410 MiB | **no** |" in page
    assert "| scan | 100.0 % (4/4) | 75.0 % (3/4) |" in page


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_of_a_process_and_of_what_it_started_is_told() -> None:
    assert peak_memory() > 10 * MIB
    assert peak_memory(2**22 + 1) == 0
    code = "import subprocess, sys; p = subprocess.Popen(['sleep', '9']); print(p.pid, flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        for _ in range(200):  # it is a copy of its parent before it is what it is to be
            found = [number for number, program in children(parent.pid) if program == "sleep"]
            if found:
                break
            time.sleep(0.01)
        subprocess.run(["kill", str(child)], check=True)
        parent.communicate("")
    assert found in ([child], [])  # a kernel may be built without the list


def test_a_quick_run_never_replaces_the_published_results() -> None:
    assert options([]).out == RESULTS
    assert options([]).size == WHOLE
    quick = options(["--quick", "--only", "speed"])
    assert quick.size == QUICK
    assert RESULTS not in (quick.out, *quick.out.parents)
