"""How long is a document kept? (the schema of `retention.toml`, and the day before which one has served its time)"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Literal

from pydantic import Field, field_validator

from pipeline.rules.kind import Rule

FOREVER = "forever"
Event = Literal["changed", "uploaded", "decided", "valid_until"]
_KEEP = re.compile(r"(\d{1,4})([dmy])")
_MONTHS = {"m": 1, "y": 12}


class Term(Rule):
    """How long, counted from what."""

    keep: str
    """`forever`, or a number of days, months or years: `90d`, `18m`, `3y`."""
    counted_from: Event = "changed"
    hold: bool = False
    """Nothing is purged, whatever the time."""

    @field_validator("keep")
    @classmethod
    def _is_a_time(cls, keep: str) -> str:
        if keep != FOREVER and not _KEEP.fullmatch(keep):
            raise ValueError('write "forever", or a number with d, m or y: "90d", "18m", "3y"')
        return keep

    def before(self, now: dt.datetime) -> dt.datetime | None:
        """What happened before this moment happened long enough ago; None where nothing ever does."""
        found = _KEEP.fullmatch(self.keep)
        if self.hold or found is None:
            return None
        number, unit = int(found[1]), found[2]
        if unit == "d":
            return now - dt.timedelta(days=number)
        return _months_before(now, number * _MONTHS[unit])


class KindTerms(Rule):
    """What differs for one kind."""

    hold: bool = False
    statuses: dict[str, Term] = Field(default_factory=dict)


class Retention(Rule):
    """Terms by status, and those of kinds that differ."""

    hold: bool = False
    statuses: dict[str, Term]
    kinds: dict[str, KindTerms] = Field(default_factory=dict)

    def term(self, kind: str, status: str) -> Term:
        """Raises `KeyError` for a status that has none."""
        own = self.kinds.get(kind, KindTerms())
        term = own.statuses.get(status, self.statuses[status])
        return term.model_copy(update={"hold": True}) if self.hold or own.hold else term


def _months_before(now: dt.datetime, months: int) -> dt.datetime:
    """The same day of an earlier month, or that month's last one."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    if year < dt.MINYEAR:
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    day = min(now.day, calendar.monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)
