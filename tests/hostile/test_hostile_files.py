"""Does every hostile file end in a reason, none in an approval, and does none leave anything behind?

The files are drawn from a seed (`samples/hostile`), and go through the door that everybody uses: a batch. Those that
must bounce show a genuine paper and are handed in by its owner: only the trick keeps them from being approved.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace

import psutil
import pytest

from commands.batch_run import Batch, run_batch
from commands.desk import load_registry, with_work
from commands.examine import Desk, build_examiner
from commands.progress import stderr_console
from commands.result import Result
from pipeline.cabinet.database import sqlite_url
from pipeline.rules.loader import load_kinds
from pipeline.settings import Settings
from samples.draw import AS_OF
from samples.hostile.draw import KEPT, TRICKS, Hostile, drawn, write
from samples.judge import read_lines

SEED = 11
TWICE = (
    "png: no size", "jpeg: thousands of scans", "docx: sizes that lie", "docx: external entities",
    "docx: remote template", "docx: field that loads", "docx: macro",
    "pdf: laughing forms", "pdf: script on the page", "pdf: script",
)  # fmt: skip
"""Tricks that come in several shapes, of which one is not enough."""
BOUNCING = [name for name, trick in TRICKS.items() if trick.codes]
ODD = [name for name in TRICKS if name not in BOUNCING]

pytestmark = pytest.mark.engine


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What came of the files of one run, and what was left when it ended."""

    made: Mapping[str, Hostile]
    results: Mapping[str, Result]
    temporary: tuple[str, ...]
    processes: tuple[int, ...]

    def of(self, trick: str) -> list[Result]:
        return [self.results[name] for name, one in self.made.items() if one.trick == trick]


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    home, temporary = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("temporary")
    names = [*TRICKS, *TWICE]
    made = write(home, SEED, len(names), names)
    url = sqlite_url(home / "registry.db")
    assert load_registry(KEPT / "registry.jsonl", url, stderr_console()) == 0
    desk = Desk(settings=Settings(), registry_url=url, as_of=AS_OF, work_url=None)
    batch = Batch(
        manifest=home / "manifest.jsonl", out=home / "results.jsonl", jobs=1, desk=desk, versions={"pipeline": "test"},
        kinds=frozenset(load_kinds()), build=build_examiner,
    )  # fmt: skip
    before = {child.pid for child in own_processes()}
    kept, os.environ["TMPDIR"] = os.environ.get("TMPDIR"), str(temporary)
    tempfile.tempdir = None
    try:
        run_batch(replace(batch, desk=with_work(desk, batch.work)))
    finally:
        tempfile.tempdir = None
        del os.environ["TMPDIR"]
        if kept is not None:
            os.environ["TMPDIR"] = kept
    return Ended(
        made=made,
        results={str(line["id"]): Result(**line) for line in read_lines(batch.out)},  # type: ignore[typeddict-item]
        temporary=tuple(path.name for path in temporary.iterdir()),
        processes=tuple(child.pid for child in own_processes() if child.pid not in before),
    )


def own_processes() -> list[psutil.Process]:
    """What this one started, Python's own keeper of shared memory apart."""
    children = psutil.Process().children(recursive=True)
    return [child for child in children if "resource_tracker" not in " ".join(child.cmdline())]


@pytest.mark.parametrize("trick", BOUNCING)
def test_it_bounces_and_its_reason_is_told(trick: str, ended: Ended) -> None:
    assert ended.of(trick)
    for result in ended.of(trick):
        codes = [reason["code"] for reason in result["reasons"]]
        assert result["decision"] == "rejected", codes
        assert set(codes) & set(TRICKS[trick].codes), codes
        assert "error" not in result


@pytest.mark.parametrize("trick", ODD)
def test_it_is_decided_and_not_approved(trick: str, ended: Ended) -> None:
    assert ended.of(trick)
    for result in ended.of(trick):
        assert result["decision"] in {"rejected", "needs_review"}
        assert result["reasons"]
        assert "error" not in result


def test_nothing_is_left_behind(ended: Ended) -> None:
    assert ended.temporary == ()
    assert ended.processes == ()


def test_the_same_seed_draws_the_same_bytes() -> None:
    some = [name for name in TRICKS if name.startswith(("pdf picture", "jpeg", "broken"))]
    first, second = ([one.content for one in drawn(3, len(some), some)] for _ in range(2))
    assert first == second
    assert first != [one.content for one in drawn(4, len(some), some)]


def test_a_trick_that_is_named_twice_is_drawn_otherwise_the_second_time() -> None:
    twice, in_turn = (list(drawn(3, 4, names)) for names in (["pdf: nested Flate"] * 4, ["pdf: nested Flate"]))
    assert len({one.content for one in twice}) > 1
    assert [one.content for one in twice] == [one.content for one in in_turn]
