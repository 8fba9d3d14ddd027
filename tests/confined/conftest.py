"""Children in a room that obeys, with small limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.confined.limits import Limits
from pipeline.confined.warm import Confined, Plan
from pipeline.wiring_child import ENVIRONMENT
from tests.confined.memory import Remembering
from tests.confined.rooms import BUILD, GIB

LIMITS = Limits(
    documents=100, memory_bytes=GIB, cpu_seconds=30, page_cpu_seconds=0, base_seconds=60, page_seconds=1,
    megapixel_seconds=1, cap_seconds=60, open_files=24, file_bytes=1 << 20,
)  # fmt: skip
PLAN = Plan(
    limits=LIMITS, build=BUILD, environment=ENVIRONMENT, readable=(Path(__file__).resolve().parent.parent,),
    slots={"format_check": frozenset({"file"}), "ocr": frozenset({"pages"}), "extraction": frozenset()},
    codes=frozenset({"TOLD"}),
)  # fmt: skip

Opened = Callable[..., tuple[Confined, Remembering]]


def plan(**changes: Any) -> Plan:
    """With other limits, or, by its own members, another plan."""
    of_limits = {name: value for name, value in changes.items() if name in Limits.model_fields}
    others = {name: value for name, value in changes.items() if name not in of_limits}
    return Plan(**{**vars(PLAN), "limits": LIMITS.model_copy(update=of_limits), **others})


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Makes a child's parent with such limits, and what it remembers; ended after the test."""
    made: list[Confined] = []

    def make(**changes: Any) -> tuple[Confined, Remembering]:
        killers = Remembering()
        made.append(Confined(plan(**changes), killers))
        return made[-1], killers

    yield make
    for confined in made:
        confined.close()


@pytest.fixture(scope="module")
def confined() -> Iterator[Confined]:
    """One for tests that do it no harm."""
    made = Confined(PLAN, Remembering())
    yield made
    made.close()
