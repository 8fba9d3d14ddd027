"""Does a short rehearsal of everything failing leave every document as a quiet run does? (long: `make chaos`)"""

from __future__ import annotations

import pytest

from benchmarks.chaos.findings import Left, compared
from benchmarks.chaos.run import shake

QUIET = Left(states={"1.pdf": ("approved", ()), "2.pdf": ("rejected", ("EXPIRED",))}, notices=6, deliveries=6)


@pytest.mark.services
def test_nothing_is_lost_when_everything_fails_at_random() -> None:
    outcome = shake(count=40, seed=20261122, cut=4.0, limit=150.0)
    assert outcome.faults == []
    assert outcome.troubles["register cut"] == 1
    assert outcome.troubles.total() > 2


@pytest.mark.parametrize(
    "states", [{"1.pdf": ("approved", ())}, {**QUIET.states, "1.pdf": ("needs_review", ("PROCESSING_FAILED",))}]
)
def test_what_differs_from_a_quiet_run_is_told(states: dict[str, tuple[str, tuple[str, ...]]]) -> None:
    assert compared(QUIET, QUIET) == []
    assert len(compared(QUIET, Left(states=states, notices=0, deliveries=0))) == 1
