"""Until when is a paper valid, and until when may a fault be mended?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from pipeline.case import Case, Finding, Value, Weight
from pipeline.rules.kind import Validity
from pipeline.zones import zone_of

WINDOW_DAYS = 7
"""Calendar days to mend a correctable rejection, to the end of the last (contract, «The correction window»)."""


def years_later(day: dt.date, years: int) -> dt.date:
    """The same day `years` later; 29 February becomes 28 February in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def last_day(fields: Mapping[str, Value], held: Mapping[str, str], rules: Validity) -> dt.date | None:
    """The last day: held by the register or printed, else counted; None where it never ends or is unknown."""
    for text in (held.get("valid_until"), _read(fields, "valid_until")):
        if text:
            return dt.date.fromisoformat(text)
    if rules.years is None:
        return None
    start = next((text for name in rules.counted_from if (text := _read(fields, name) or held.get(name))), None)
    return years_later(dt.date.fromisoformat(start), rules.years) if start else None


def last_day_of(case: Case, rules: Validity) -> dt.date | None:
    """The last day on which the paper counts; None where it never ends, is unknown, or nothing was read."""
    if case.reading is None:
        return None
    held = case.cross_check.entry.fields if case.cross_check and case.cross_check.entry else {}
    return last_day(case.reading.fields, held, rules)


def _read(fields: Mapping[str, Value], name: str) -> str | None:
    value = fields.get(name)
    return str(value.value) if value else None


def validity_findings(
    fields: Mapping[str, Value], held: Mapping[str, str], rules: Validity, today: dt.date
) -> tuple[Finding, ...]:
    """EXPIRED, or a person's look where the term may have been extended by decree. One day of grace: counts differ.

    A paper that is only older than is usual keeps its worth, also when it is looked at again years later: a note.
    """
    ends = last_day(fields, held, rules)
    if ends is None or today <= ends + dt.timedelta(days=1):
        return _older_than_usual(fields, rules, today)
    extended = rules.extended_when_ended
    maybe = extended is not None and extended[0] <= ends <= extended[1]
    field = "valid_until" if "valid_until" in fields else next((n for n in rules.counted_from if n in fields), None)
    return (
        Finding(
            code="EXPIRED",
            weight=Weight.REVIEW if maybe else Weight.REJECT,
            field=field,
            found=ends.isoformat(),
            detail="may have been extended by decree" if maybe else "",
        ),
    )


def _older_than_usual(fields: Mapping[str, Value], rules: Validity, today: dt.date) -> tuple[Finding, ...]:
    issued = _read(fields, "issue_date")
    if rules.accepted_days is None or issued is None:
        return ()
    days = (today - dt.date.fromisoformat(issued)).days
    if days <= rules.accepted_days:
        return ()
    detail = f"выдано {days} дн. назад, обычно принимают в течение {rules.accepted_days} дн."
    return (Finding(code="EXPIRED", weight=Weight.NOTE, field="issue_date", found=issued, detail=detail),)


def correct_by(now: dt.datetime, time_zone: str | None) -> dt.datetime:
    """The end of the seventh day from `now`, in the applicant's time zone."""
    zone = zone_of(time_zone)
    day = now.astimezone(zone).date() + dt.timedelta(days=WINDOW_DAYS)
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=zone)
