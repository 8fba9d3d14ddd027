"""How long a service do these periods make? (years, months and days, so that it can be checked by hand)

Letter of the Social Insurance Fund of 30.10.2012, No. 15-03-09/12-3065П: every 30 days are a month and every 12 months
a year, and whole months are not divided into days. So:

1. Periods that overlap, or follow each other with no day between, are one: a day counts once, and cutting a period in
   two changes nothing.
2. Of each, whole months are taken from its first day on. A month ends the day before the same number of the next one,
   or where there is no such number on that month's last day (Civil Code, art. 192): 31.01–28.02 is a month. The rest
   are days.
3. Years, months and days are added up; then 30 days are carried as a month and 12 months as a year.

First and last days count both. A suspended contract goes on counting (Labour Code, art. 351.7).
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.case import Period, Span

DAYS_IN_MONTH, MONTHS_IN_YEAR = 30, 12
A_DAY = dt.timedelta(days=1)

Interval = tuple[dt.date, dt.date]
"""First and last day."""


def service(intervals: Iterable[Interval]) -> Span:
    """The length of all of them together. Raises `ValueError` for one that ends before it begins."""
    months = days = 0
    for first, last in merged(intervals):
        whole, rest = months_and_days(first, last)
        months, days = months + whole, days + rest
    months, days = months + days // DAYS_IN_MONTH, days % DAYS_IN_MONTH
    return Span(years=months // MONTHS_IN_YEAR, months=months % MONTHS_IN_YEAR, days=days)


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """In order, with what overlaps or adjoins made one. Raises `ValueError` for one that ends before it begins."""
    whole: list[Interval] = []
    for first, last in sorted(intervals):
        if last < first:
            raise ValueError("a period ends before it begins")
        if whole and (first - whole[-1][1]).days <= 1:
            whole[-1] = (whole[-1][0], max(whole[-1][1], last))
        else:
            whole.append((first, last))
    return tuple(whole)


def gaps(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """First and last days that lie between and in none of them."""
    return tuple((before[1] + A_DAY, after[0] - A_DAY) for before, after in pairwise(merged(intervals)))


def months_and_days(first: dt.date, last: dt.date) -> tuple[int, int]:
    """Whole months from `first` on, and the days that are left up to `last`, which counts."""
    months = (last.year - first.year) * MONTHS_IN_YEAR + last.month - first.month + 1
    while months and month_end(first, months) > last:
        months -= 1
    ended = month_end(first, months) if months else first - A_DAY
    return months, (last - ended).days


def month_end(first: dt.date, months: int) -> dt.date:
    """The last day of the last of so many months that begin on `first`."""
    year, month = divmod(first.year * MONTHS_IN_YEAR + first.month - 1 + months, MONTHS_IN_YEAR)
    length = monthrange(year, month + 1)[1]
    if first.day > length:
        return dt.date(year, month + 1, length)
    return dt.date(year, month + 1, first.day) - A_DAY


def intervals_of(periods: Sequence[Period], counted_to: dt.date) -> tuple[Interval, ...]:
    """Of work that goes on, up to `counted_to`; what begins after it is not counted."""
    days = ((period.start.day, period.end.day if period.end else counted_to) for period in periods)
    return tuple((first, last) for first, last in days if first <= last)
