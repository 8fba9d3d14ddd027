"""What does an act of confirmation say? (of a case whose periods were recorded; pure)

Two acts say the same when `says` of their contents is the same: the day on which they were drawn up, their number and
the versions of the rules are of the sheet of paper, not of what it confirms.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Literal

from pipeline.case import Case, EmploymentCheck, Holder, Period, Record, Span, WorkDate

Source = Literal["paper", "registry", "reviewer"]
PAPER_FIELDS = ("series", "number", "issue_date")
NAMES = ("last_name", "first_name", "middle_name")


class NothingToConfirm(ValueError):
    """The case has no periods: there is nothing that an act could say."""


class ActHolder(Record):
    """Whose work it is, as the cabinet knows them; a name that it does not know is the paper's."""

    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    birth_date: dt.date | None = None
    snils: str | None = None

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)


class ActPeriod(Record):
    """A period of work and what confirms it."""

    organisation: str
    former_organisations: tuple[str, ...] = ()
    """Its earlier names, the first one first."""
    position: str = ""
    second_job: bool = False
    is_medical: bool = False
    """Its position is in the dictionary of medical positions: it counts as service in the speciality."""
    start: WorkDate
    end: WorkDate | None = None
    """None: work goes on."""
    suspended: tuple[tuple[dt.date, dt.date | None], ...] = ()
    confirmed_by: tuple[Source, ...] = ()
    service: Span | None = None
    """Of this period alone."""


class ActContent(Record):
    """All that an act confirms."""

    kind: str
    holder: ActHolder
    paper: dict[str, str]
    """What identifies the paper: `series`, `number`, `issue_date`, as far as they were read."""
    periods: tuple[ActPeriod, ...]
    total: Span
    in_specialty: Span
    counted_to: dt.date | None = None
    """Until when work that goes on is counted; None where all work has ended."""
    current: tuple[int, ...] = ()
    """Where in `periods` work goes on."""

    @property
    def says(self) -> str:
        """SHA-256 of what is confirmed.

        While work goes on its sum grows by the day, and an act says as of which day it stands: another day alone is
        no other act. So a sum counted to a day is left out; that of work which has ended is not.
        """
        members = self.model_dump(mode="json")
        if self.counted_to is not None:
            for name in ("total", "in_specialty", "counted_to"):
                del members[name]
            for period in members["periods"]:
                if period["end"] is None:
                    del period["service"]
        return hashlib.sha256(json.dumps(members, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def content_of(case: Case) -> ActContent:
    """What the act on a case says. Raises `NothingToConfirm`."""
    check = case.cross_check.employment if case.cross_check else None
    if check is None or not check.periods:
        raise NothingToConfirm(case.id)
    return ActContent(
        kind=case.claim.kind,
        holder=_holder(case),
        paper=_read(case, PAPER_FIELDS),
        periods=tuple(_period(period) for period in check.periods),
        total=check.total,
        in_specialty=check.in_specialty,
        counted_to=_counted_to(check),
        current=check.current,
    )


def _holder(case: Case) -> ActHolder:
    holder: Holder = case.claim.holder
    if not holder.last_name:
        return ActHolder(**_read(case, NAMES), birth_date=holder.birth_date, snils=holder.snils)
    named = {name: getattr(holder, name) or "" for name in NAMES}
    return ActHolder(**named, birth_date=holder.birth_date, snils=holder.snils)


def _read(case: Case, names: tuple[str, ...]) -> dict[str, str]:
    fields = case.reading.fields if case.reading else {}
    return {name: str(fields[name].value) for name in names if name in fields}


def _period(period: Period) -> ActPeriod:
    return ActPeriod(
        organisation=period.organisation, former_organisations=period.former_organisations, position=period.position,
        second_job=period.second_job, is_medical=bool(period.medical_position), start=period.start, end=period.end,
        suspended=period.suspended, confirmed_by=period.confirmed_by, service=period.service,
    )  # fmt: skip


def _counted_to(check: EmploymentCheck) -> dt.date | None:
    return check.counted_to if check.current or any(period.end is None for period in check.periods) else None
