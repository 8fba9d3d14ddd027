"""What do the periods of work on a paper amount to, beside what was typed and what the register holds?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from pydantic import ValidationError

from pipeline.case import (
    Case,
    Employment,
    EmploymentCheck,
    Finding,
    Period,
    PeriodComparison,
    RegistryPerson,
    Value,
    Weight,
    WorkEntry,
    WorkHistory,
)
from pipeline.rules.employment.faults import Fault
from pipeline.rules.employment.periods import periods_of
from pipeline.rules.employment.positions import Positions
from pipeline.rules.employment.service import gaps, intervals_of, service
from pipeline.rules.kind import Kind
from pipeline.weighing.employment_compared import Knowledge, compare_periods
from pipeline.weighing.employment_findings import (
    confirmed_by_registry,
    declared_period_findings,
    fault_findings,
    mark_findings_of_entries,
    overlap_findings,
    registry_period_findings,
    unclosed_findings,
    unsure_findings,
)
from pipeline.weighing.read_by_person import BY_PERSON

DATE_SURE = 0.6
"""The paper's own date, read less surely, is not taken for the day that it tells of."""


MOST_ENTRIES = 300
"""A file may hold thousands, and each is compared with each: a person looks at such a paper."""


def weigh_history(
    history: WorkHistory, declared: Sequence[Employment], registered: Sequence[Employment], positions: Positions,
    *, made: dt.date | None, today: dt.date,
) -> tuple[EmploymentCheck, tuple[Finding, ...]]:  # fmt: skip
    """Periods, their sum and what speaks for and against them. `made`: the day of the paper, where it tells one."""
    if len(history.entries) > MOST_ENTRIES:
        detail = f"{len(history.entries)} entries: more than a working life has"
        return EmploymentCheck(), (Finding(code="ENTRY_UNCLEAR", weight=Weight.REVIEW, detail=detail),)
    derived = periods_of(history, positions)
    known = Knowledge(employers=derived.employers, positions=positions, paper_date=made or today)
    typed = replace(known, none_goes_on=False)
    compared = (
        *compare_periods(derived.periods, registered, "registry", known),
        *(compare_periods(derived.periods, declared, "declared", typed) if declared else ()),
    )
    confirmed = confirmed_by_registry(compared)
    confirmed_periods = (_confirmed(at, period, compared, positions) for at, period in enumerate(derived.periods))
    periods = tuple(_filled_in(period, history.entries) for period in confirmed_periods)
    unclosed = _unclosed(derived.faults, periods)
    entries = history.entries
    findings = (
        *fault_findings(entries, derived.faults),
        *mark_findings_of_entries(entries),
        *unsure_findings(periods, entries, confirmed),
        *overlap_findings(periods, confirmed, unclosed, derived.employers),
        *unclosed_findings(periods, unclosed, compared, entries),
        *registry_period_findings(periods, compared, unclosed, entries, made),
        *declared_period_findings(periods, compared, registered, derived.employers),
    )
    return summed(periods, compared, made=made, today=today), findings


def summed(
    periods: tuple[Period, ...], compared: tuple[PeriodComparison, ...], *, made: dt.date | None, today: dt.date
) -> EmploymentCheck:
    """Work that goes on counts up to today where the register says so too, else up to the day of the paper."""
    current = tuple(at for at, period in enumerate(periods) if period.end is None)
    vouched = any("registry" in periods[at].confirmed_by for at in current)
    counted_to = today if vouched or made is None else made
    return EmploymentCheck(
        periods=tuple(_with_service(period, counted_to) for period in periods),
        gaps=gaps(intervals_of(periods, counted_to)),
        total=service(intervals_of(periods, counted_to)),
        in_specialty=service(intervals_of([p for p in periods if p.medical_position], counted_to)),
        counted_to=counted_to,
        current=current,
        comparisons=compared,
    )


def _with_service(period: Period, counted_to: dt.date) -> Period:
    days = intervals_of([period], counted_to)
    return period.model_copy(update={"service": service(days) if days else None})


def registered_employments(people: Sequence[RegistryPerson]) -> tuple[Employment, ...]:
    """What the register states; an entry without an employer, or with dates that are none, states nothing."""
    found = []
    for row in (row for person in people for row in person.employments):
        told = {name: value for name, value in row.items() if name in Employment.model_fields and value}
        try:
            found.append(Employment.model_validate(told))
        except ValidationError:
            continue
    return tuple(found)


def date_of_paper(value: Value | None, today: dt.date) -> dt.date | None:
    """The day on which the paper was made, where it was surely read and is no day to come."""
    if value is None or value.confidence < DATE_SURE:
        return None
    made = dt.date.fromisoformat(str(value.value))
    return made if made <= today else None


def unweighed_periods(case: Case, kind: Kind) -> tuple[Finding, ...]:
    """A paper about work from which no period followed: it is not recorded without a person."""
    if not kind.employment or case.reading is None:
        return ()
    check = case.cross_check.employment if case.cross_check else None
    if check is not None and check.periods:
        return ()
    return (Finding(code="ENTRY_UNCLEAR", weight=Weight.REVIEW, detail="no period of work was read"),)


def vouched_by_signature(findings: Sequence[Finding], *, signed: bool) -> tuple[Finding, ...]:
    """An extract with a valid electronic signature of its issuer is genuine: what it has alone stands, and where the
    register says otherwise a person looks, for the register may be wrong.
    """
    return tuple(_vouched(one) if signed and one.code == "PERIODS_MISMATCH" else one for one in findings)


def _vouched(finding: Finding) -> Finding:
    alone = finding.found is not None and finding.expected is None
    if finding.weight is Weight.REJECT or (alone and finding.weight is Weight.REVIEW):
        return finding.model_copy(update={"weight": Weight.NOTE if alone else Weight.REVIEW})
    return finding


def _confirmed(at: int, period: Period, compared: Sequence[PeriodComparison], positions: Positions) -> Period:
    """With the register's word for it; a row that names no position has the one that the register names."""
    if at not in confirmed_by_registry(compared):
        return period
    stated = [one.expected for one in compared if one.against == "registry" and one.period == at and one.expected]
    match = None if period.position else positions.match(stated[-1].position)
    return period.model_copy(
        update={
            "confirmed_by": (*period.confirmed_by, "registry"),
            "registered_as": stated[-1].organisation,
            "medical_position": match.position.name if match else period.medical_position,
            "position_id": match.position.id if match else period.position_id,
        }
    )


def _filled_in(period: Period, entries: Sequence[WorkEntry]) -> Period:
    """A person's word for it, where a row that it follows from is theirs."""
    if not any(entries[at].hand == BY_PERSON for at in period.entries):
        return period
    return period.model_copy(update={"confirmed_by": (*period.confirmed_by, "reviewer")})


def _unclosed(faults: Sequence[Fault], periods: Sequence[Period]) -> frozenset[int]:
    first = {fault.entries for fault in faults if fault.what == "not_closed"}
    return frozenset(at for at, period in enumerate(periods) if period.end is None and period.entries in first)
