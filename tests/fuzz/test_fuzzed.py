"""Do the doors still keep their promises for what a fuzzer found and starts from? (`make fuzz` finds more)"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.fuzz.seeds import CASES, seeds_of
from benchmarks.fuzz.targets import TARGETS
from benchmarks.fuzz.watched import WATCHED

FOUND = sorted(path for path in CASES.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name} {path.name}")
def test_what_was_found_once_breaks_nothing(path: Path) -> None:
    TARGETS[path.parent.name].door(path.read_bytes())


@pytest.mark.parametrize("name", [name for name in TARGETS if name != "file"])
def test_what_a_fuzzer_starts_from_breaks_nothing(name: str) -> None:
    for seed in seeds_of(name):
        TARGETS[name].door(seed)


def test_each_target_is_watched() -> None:
    assert set(WATCHED) == set(TARGETS)
    assert {path.parent.name for path in FOUND} <= set(TARGETS)
