"""What do the register and the rules say, now that a person read a value?"""

from __future__ import annotations

import time
from collections.abc import Mapping

from pipeline.cabinet.deltas import apply_deltas, delta_of, with_lines
from pipeline.cabinet.protocol import StageResult
from pipeline.case import Case
from pipeline.stages import SEQUENCE, stage_of
from pipeline.stages.tools import Tools

AGAIN = ("cross_check", "decision")
"""What reads values and opens no upload; a stage before them read the paper, which is as it was."""


def read_so_far(case: Case, results: Mapping[str, StageResult], lines: str | None) -> Case:
    """The case as the stages before `AGAIN` left it. `lines`: of its pages, as the journal keeps them."""
    before = [name for name in SEQUENCE if name not in AGAIN and name in results]
    read = apply_deltas(case, [results[name].delta for name in before])
    return with_lines(read, lines) if lines is not None else read


def examined_again(case: Case, tools: Tools) -> tuple[Case, tuple[StageResult, ...]]:
    """The case with a new comparison and decision, and what is kept of both. Raises `RetryLater`.

    Kept without a hash of what was read: the next examination makes them anew.
    """
    results = []
    for name in SEQUENCE:
        if name not in AGAIN or (case.stopped and name != AGAIN[-1]):
            continue
        began = time.perf_counter()
        fuller = stage_of(name)(case, tools)
        delta = delta_of(case, fuller)
        results.append(
            StageResult(
                stage=name, inputs="", delta=delta.added, lines=None, digest=delta.digest, versions={},
                seconds=time.perf_counter() - began,
            )
        )  # fmt: skip
        case = fuller
    return case, tuple(results)
