"""How do the periods of the table up to 2019 and those of the events since then become one list?

An extract may tell one employment twice: as an event of hire with its date, and as a row «с … по 31.12.2019».
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pipeline.case import Period, WorkDate
from pipeline.rules.employment.employers import Employers

A_DAY = dt.timedelta(days=1)


def joined_with_older(closed: Sequence[Period], older: Sequence[Period], employers: Employers) -> tuple[Period, ...]:
    """Rows that events of the same employer cover are taken into those; what lies before them is kept, cut short."""
    periods = list(closed)
    for row in older:
        same = [at for at, period in enumerate(periods) if _is_of(period, row.organisation, employers)]
        touching = sorted((at for at in same if _overlap(periods[at], row)), key=lambda at: periods[at].start.day)
        if not touching:
            periods.append(row)
            continue
        first = touching[0]
        periods[first] = _with_entries(periods[first], row)
        if row.start.day < periods[first].start.day:
            ends = WorkDate(day=periods[first].start.day - A_DAY, exact=periods[first].start.exact)
            periods.append(row.model_copy(update={"end": ends}))
    return tuple(periods)


def _is_of(period: Period, organisation: str, employers: Employers) -> bool:
    return any(employers.same(name, organisation) for name in (period.organisation, *period.former_organisations))


def _overlap(period: Period, row: Period) -> bool:
    assert row.end is not None
    return period.start.day <= row.end.day and (period.end is None or row.start.day <= period.end.day)


def _with_entries(period: Period, row: Period) -> Period:
    return period.model_copy(
        update={
            "entries": tuple(sorted({*period.entries, *row.entries})),
            "confidence": min(period.confidence, row.confidence),
        }
    )
