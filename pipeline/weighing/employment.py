"""What do the periods of work on a paper amount to, beside what was typed and what the register holds?"""

from __future__ import annotations

from pipeline.case import Case, Finding, Weight
from pipeline.rules.kind import Kind


def unweighed_periods(case: Case, kind: Kind) -> tuple[Finding, ...]:
    """A paper about work from which no period followed: it is not recorded without a person."""
    if not kind.employment or case.reading is None:
        return ()
    check = case.cross_check.employment if case.cross_check else None
    if check is not None and check.periods:
        return ()
    return (Finding(code="PERIODS_MISMATCH", weight=Weight.REVIEW, detail="no period of work was read"),)
