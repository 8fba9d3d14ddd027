"""What do faulty entries and periods that differ amount to: a reason to reject, a doubt for a person, or a note?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import combinations

from pipeline.case import Employment, EventKind, Finding, Period, PeriodComparison, Weight, WorkEntry
from pipeline.rules.employment.employers import Employers
from pipeline.rules.employment.faults import Fault
from pipeline.rules.employment.periods import TABLE_ENDS
from pipeline.rules.employment.service import merged
from pipeline.weighing.employment_compared import NEAR_DAYS, days_in_words

SURE = 0.75
"""A period read less surely goes to a person, unless the register has it just so."""
FAR_SURE = 0.9
"""What stands in a text layer and was read so surely is no misreading."""
OF_FAULT = {
    "unread": "ENTRY_UNCLEAR", "undated": "ENTRY_UNCLEAR", "no_employer": "ENTRY_UNCLEAR", "ban": "ENTRY_UNCLEAR",
    "cancelled": "ENTRY_CANCELLED", "unpaired": "PAGE_MISSING", "numbers": "PAGE_MISSING",
    "hired_twice": "PERIOD_NOT_CLOSED", "dates": "DATES_INCONSISTENT", "reversed": "DATES_INCONSISTENT",
}  # fmt: skip
"""Each is a doubt for a person: a row may have been misread, or lie on a page that was not handed in."""


def fault_findings(entries: Sequence[WorkEntry], faults: Sequence[Fault]) -> Iterator[Finding]:
    """One a faulty entry; those that are not closed are weighed with the register."""
    for fault in faults:
        if fault.what in OF_FAULT:
            entry = entries[fault.entries[-1 if fault.what in ("numbers", "dates") else 0]]
            missing = _missing_in_words(fault, entries) if OF_FAULT[fault.what] == "PAGE_MISSING" else None
            yield Finding(
                code=OF_FAULT[fault.what], weight=Weight.REVIEW, found=_entry_in_words(entry), expected=missing,
                page=entry.page, box=entry.box, detail=" ".join(part for part in (fault.what, fault.detail) if part),
            )  # fmt: skip


def mark_findings_of_entries(entries: Sequence[WorkEntry]) -> Iterator[Finding]:
    """A dismissal bears a signature and a seal (order 320н, point 36); where one is not seen a person looks."""
    for entry in entries:
        if entry.event is EventKind.DISMISSAL and not entry.cancelled:
            for seen, code in ((entry.signed, "SIGNATURE_MISSING"), (entry.sealed, "SEAL_MISSING")):
                if seen is False:
                    yield Finding(
                        code=code, weight=Weight.REVIEW, page=entry.page, box=entry.box, detail="beside a dismissal"
                    )


def unsure_findings(
    periods: Sequence[Period], entries: Sequence[WorkEntry], confirmed: frozenset[int]
) -> Iterator[Finding]:
    """Handwriting is never recorded without a person; what was read unsurely is, where the register has it just so."""
    for at, period in enumerate(periods):
        own = [entries[i] for i in period.entries]
        written = [entry for entry in own if entry.hand == "handwritten"]
        if written or (period.confidence < SURE and at not in confirmed):
            entry = written[0] if written else min(own, key=lambda one: one.confidence)
            yield Finding(
                code="ENTRY_UNCLEAR", weight=Weight.REVIEW, found=in_words(period), page=entry.page, box=entry.box,
                detail="handwritten" if written else f"read with confidence {period.confidence:.2f}",
            )  # fmt: skip


def overlap_findings(
    periods: Sequence[Period], confirmed: frozenset[int], unclosed: frozenset[int], employers: Employers
) -> Iterator[Finding]:
    """Two main employments at a time. The day of leaving one may be that of joining the next."""
    for one, other in combinations(range(len(periods)), 2):
        a, b = periods[one], periods[other]
        if a.second_job or b.second_job or one in unclosed or employers.same(a.organisation, b.organisation):
            continue
        last = min(a.end.day if a.end else dt.date.max, b.end.day if b.end else dt.date.max)
        if last > max(a.start.day, b.start.day):
            yield Finding(
                code="PERIODS_OVERLAP", weight=Weight.NOTE if {one, other} <= confirmed else Weight.REVIEW,
                found=f"{in_words(a)} и {in_words(b)}",
            )  # fmt: skip


def unclosed_findings(
    periods: Sequence[Period], unclosed: frozenset[int], compared: Sequence[PeriodComparison],
    entries: Sequence[WorkEntry],
) -> Iterator[Finding]:  # fmt: skip
    """No entry of dismissal though another employment follows; the register may know that work goes on, or its end."""
    for at in sorted(unclosed):
        own = [one for one in compared if one.against == "registry" and one.period == at]
        goes_on = any(one.verdict == "same" for one in own)
        ended = any(one.expected and one.expected.end and one.days > NEAR_DAYS for one in own)
        sure = ended and _printed(periods[at], entries)
        weight = Weight.NOTE if goes_on else Weight.REJECT if sure else Weight.REVIEW
        entry = entries[periods[at].entries[0]]
        yield Finding(
            code="PERIOD_NOT_CLOSED", weight=weight, found=in_words(periods[at]), page=entry.page, box=entry.box
        )


def registry_period_findings(
    periods: Sequence[Period], compared: Sequence[PeriodComparison], unclosed: frozenset[int],
    entries: Sequence[WorkEntry], made: dt.date | None,
) -> Iterator[Finding]:  # fmt: skip
    """What the register says otherwise, has alone, or lacks."""
    for one in compared:
        if one.against != "registry" or one.verdict == "same":
            continue
        if one.period is None:
            weight = Weight.REVIEW if one.expected and _in_a_gap(one.expected, periods, made) else Weight.NOTE
            yield Finding(
                code="PERIODS_MISMATCH", weight=weight, expected=stated_in_words(one.expected), detail=one.detail
            )
            continue
        period = periods[one.period]
        if one.expected is not None and one.period in unclosed:
            continue
        entry = entries[period.entries[0]]
        yield Finding(
            code="PERIODS_MISMATCH", weight=_weight(one, period, entries), found=in_words(period),
            expected=stated_in_words(one.expected), page=entry.page, box=entry.box, detail=one.detail,
        )  # fmt: skip


def _weight(one: PeriodComparison, period: Period, entries: Sequence[WorkEntry]) -> Weight:
    """Only dates that a text layer tells and that lie months apart from the register's are a reason to reject.

    That the register lacks a work of no medical position says nothing: it is none of its business. That it has no end
    of one may only mean that it was not told of the dismissal yet. A row that ends with the table of earlier periods
    may be cut by it.
    """
    if one.expected is None:
        return Weight.NOTE if period.position and not period.medical_position else Weight.REVIEW
    sure = one.verdict == "contradicting" and one.days > NEAR_DAYS and _printed(period, entries)
    cut = period.end is not None and period.end.day == TABLE_ENDS and not period.position
    if cut or (one.expected.end is None and period.end is not None):
        return Weight.REVIEW
    exact = period.start.exact == "day" and (period.end is None or period.end.exact == "day")
    return Weight.REJECT if sure and exact else Weight.REVIEW


def declared_period_findings(
    periods: Sequence[Period], compared: Sequence[PeriodComparison], registered: Sequence[Employment],
    employers: Employers,
) -> Iterator[Finding]:  # fmt: skip
    """What was typed otherwise: a note where paper and register agree, or the register has it, else a person looks."""
    confirmed = confirmed_by_registry(compared)
    for one in compared:
        if one.against != "declared" or one.verdict == "same" or one.expected is None:
            continue
        typed = one.expected
        settled = one.period in confirmed or any(
            (held.start, held.end) == (typed.start, typed.end)
            and employers.same(held.organisation, typed.organisation)
            for held in registered
        )
        yield Finding(
            code="DECLARED_MISMATCH", weight=Weight.NOTE if settled else Weight.REVIEW,
            found=in_words(periods[one.period]) if one.period is not None else None,
            expected=stated_in_words(one.expected), detail=one.detail,
        )  # fmt: skip


def confirmed_by_registry(compared: Sequence[PeriodComparison]) -> frozenset[int]:
    """Periods that the register has just so."""
    own = [one for one in compared if one.against == "registry" and one.period is not None]
    same, otherwise = ({one.period for one in own if (one.verdict == "same") is wanted} for wanted in (True, False))
    return frozenset(at for at in same - otherwise if at is not None)


def _printed(period: Period, entries: Sequence[WorkEntry]) -> bool:
    own = [entries[at] for at in period.entries]
    return period.confidence >= FAR_SURE and all(entry.hand == "text_layer" for entry in own)


def _in_a_gap(stated: Employment, periods: Sequence[Period], made: dt.date | None) -> bool:
    """Does the paper tell of the time before and after, and of more than a month of it nothing? It tells up to `made`.

    What overlaps with its periods may be a second job, which a labour book need not name.
    """
    if stated.start is None or not periods:
        return False
    end = dt.date.max - dt.timedelta(days=1)
    whole = merged((period.start.day, period.end.day if period.end else end) for period in periods)
    last = min(stated.end or end, max(whole[-1][1], made or whole[-1][1]))
    first = max(stated.start, whole[0][0])
    idle = (last - first).days + 1
    idle -= sum(max((min(last, b) - max(first, a)).days + 1, 0) for a, b in whole)
    return idle > NEAR_DAYS


def in_words(period: Period) -> str:
    """«ГБУЗ «…», врач-терапевт, 01.03.2012–31.08.2019»."""
    days = days_in_words(period.start.day, period.end.day if period.end else None)
    return ", ".join(part for part in (period.organisation, period.position, days) if part)


def stated_in_words(stated: Employment | None) -> str | None:
    if stated is None:
        return None
    days = days_in_words(stated.start, stated.end)
    return ", ".join(part for part in (stated.organisation, stated.position, days) if part)


def _entry_in_words(entry: WorkEntry) -> str | None:
    number = f"запись № {entry.number}" if entry.number else ""
    date = f"{entry.date.day:%d.%m.%Y}" if entry.date else ""
    return ", ".join(part for part in (number, date, entry.organisation) if part) or None


def _missing_in_words(fault: Fault, entries: Sequence[WorkEntry]) -> str:
    """What a page that was not handed in may hold."""
    if fault.what == "numbers":
        before, after = (entries[at].number for at in fault.entries)
        return f"записи между № {before} и № {after}"
    return ", ".join(part for part in ("запись о приёме на работу", fault.organisation) if part)
