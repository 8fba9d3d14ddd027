"""Do the facts on one paper agree with each other, with its holder and with the calendar?

A check is a pure function `(fields, holder, today, kind) -> findings`; a kind file names the ones it wants. A hard
fact is strong enough to reject only where every value it rests on was surely read; a soft one makes a person look.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping

from pipeline.case import Finding, Holder, Value, Weight
from pipeline.rules.checksums import Checked, check_inn, check_snils
from pipeline.rules.kind import Kind
from pipeline.rules.organisations import identify
from pipeline.rules.regions import region_and_year_of_accreditation, region_of_diploma, regions_of_passport
from pipeline.rules.validity import years_later

Fields = Mapping[str, Value]
Check = Callable[[Fields, Holder, dt.date, Kind], tuple[Finding, ...]]

SURE = 0.85
"""A value read less surely than this never rejects by itself."""
PLACES_OF_DATES = ("issue_date", "protocol_date", "study_end")
PASSPORT_AGES = (20, 45)
PASSPORT_GRACE = dt.timedelta(days=90)
SERIES_YEARS = 4
"""A passport is given out within so many years after its blank was made."""


def _date(fields: Fields, name: str) -> dt.date | None:
    value = fields.get(name)
    if value is None or not isinstance(value.value, str):
        return None
    try:
        return dt.date.fromisoformat(value.value)
    except ValueError:
        return None


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return "" if value is None else str(value.value)


def _sure(fields: Fields, *names: str) -> bool:
    return all(name in fields and fields[name].confidence >= SURE and not _doubted(fields[name]) for name in names)


def _doubted(value: Value) -> bool:
    return any(other.confidence >= 0.3 and other.value != str(value.value) for other in value.alternatives)


def _finding(
    code: str, fields: Fields, field: str, *, weight: Weight, expected: str | None = None, detail: str
) -> Finding:
    value = fields[field]
    return Finding(
        code=code, weight=weight, field=field, found=str(value.value), expected=expected, page=value.page,
        box=value.box, detail=detail,
    )  # fmt: skip


def _hard(fields: Fields, *names: str) -> Weight:
    return Weight.REJECT if _sure(fields, *names) else Weight.REVIEW


def not_in_future(fields: Fields, holder: Holder, today: dt.date, kind: Kind) -> tuple[Finding, ...]:
    """No date of what has happened lies after today; one day is allowed for the time zone."""
    return tuple(
        _finding("DATE_IN_FUTURE", fields, name, weight=_hard(fields, name), detail="the date has not come yet")
        for name in PLACES_OF_DATES
        if (date := _date(fields, name)) and date > today + dt.timedelta(days=1)
    )


def protocol_not_after_issue(fields: Fields, holder: Holder, today: dt.date, kind: Kind) -> tuple[Finding, ...]:
    """The commission decides before the paper is given out."""
    return _ordered(fields, "protocol_date", "issue_date", "the protocol is dated after the issue")


def study_end_not_after_issue(fields: Fields, holder: Holder, today: dt.date, kind: Kind) -> tuple[Finding, ...]:
    """The paper is not given out before the study ends. Soft: some give it out on the last days."""
    return _ordered(fields, "study_end", "issue_date", "the study ends after the issue", soft=True)


def study_order(fields: Fields, holder: Holder, today: dt.date, kind: Kind) -> tuple[Finding, ...]:
    """The study starts before it ends."""
    return _ordered(fields, "study_start", "study_end", "the study ends before it starts", soft=True)


def _ordered(fields: Fields, first: str, second: str, detail: str, *, soft: bool = False) -> tuple[Finding, ...]:
    earlier, later = _date(fields, first), _date(fields, second)
    if earlier is None or later is None or earlier <= later:
        return ()
    weight = Weight.REVIEW if soft else _hard(fields, first, second)
    return (
        _finding(
            "DATES_INCONSISTENT", fields, first, weight=weight, expected=f"не позже {later:%d.%m.%Y}", detail=detail
        ),
    )


def _after_birth(years: int) -> Check:
    def check(fields: Fields, holder: Holder, today: dt.date, kind: Kind) -> tuple[Finding, ...]:
        issued = _date(fields, "issue_date") or _date(fields, "protocol_date")
        name = "issue_date" if _date(fields, "issue_date") else "protocol_date"
        if issued is None or holder.birth_date is None or issued >= years_later(holder.birth_date, years):
            return ()
        detail = f"given out before the holder was {years}"
        return (_finding("DATES_INCONSISTENT", fields, name, weight=_hard(fields, name), detail=detail),)

    check.__doc__ = f"Nobody holds such a paper before the age of {years}."
    return check


def zero_number(fields: Fields, holder: Holder, today: dt.date, kind: Kind) -> tuple[Finding, ...]:
    """A number of zeros is a placeholder that forms ask for where there is no paper."""
    number = re.sub(r"\W", "", _text(fields, "series") + _text(fields, "number"))
    if len(number) < 4 or set(number) != {"0"}:
        return ()
    field = "number" if "number" in fields else "series"
    return (_finding("FIELD_INVALID", fields, field, weight=_hard(fields, field), detail="a number of zeros"),)


def accreditation_year_matches_number(
    fields: Fields, holder: Holder, today: dt.date, kind: Kind
) -> tuple[Finding, ...]:
    """Digits 3 and 4 of an accreditation number are the year it was given out: a good sign, not a law."""
    found = region_and_year_of_accreditation(_text(fields, "number"))
    years = {date.year for name in ("issue_date", "protocol_date") if (date := _date(fields, name))}
    if found is None or not years or any(abs(found[1] - year) <= 1 and found[1] >= year for year in years):
        return ()
    return (
        _finding("DATES_INCONSISTENT", fields, "number", weight=Weight.REVIEW, detail="another year inside the number"),
    )


def diploma_series_region(fields: Fields, holder: Holder, today: dt.date, kind: Kind) -> tuple[Finding, ...]:
    """Digits 3 and 4 of a diploma's series usually are the issuer's region: noted, never decisive."""
    region = region_of_diploma(_text(fields, "series"))
    issuer = identify(_text(fields, "issuer")) if "issuer" in fields else None
    if region is None or issuer is None or issuer.region == region:
        return ()
    return (
        _finding("FIELD_INVALID", fields, "series", weight=Weight.NOTE, expected=issuer.region,
                 detail="the region inside the series is not the issuer's"),
    )  # fmt: skip


def passport_series_year(fields: Fields, holder: Holder, today: dt.date, kind: Kind) -> tuple[Finding, ...]:
    """Digits 3 and 4 of the series are the year the blank was made: not after the issue, not long before it."""
    series, issued = _text(fields, "series"), _date(fields, "issue_date")
    if not re.fullmatch(r"\d{4}", series) or issued is None:
        return ()
    made = 1900 + int(series[2:]) if int(series[2:]) >= 97 else 2000 + int(series[2:])
    if made <= issued.year <= made + SERIES_YEARS:
        return ()
    return (
        _finding("DATES_INCONSISTENT", fields, "series", weight=Weight.REVIEW,
                 detail="the year of the blank does not fit the date of issue"),
    )  # fmt: skip


def passport_series_region(fields: Fields, holder: Holder, today: dt.date, kind: Kind) -> tuple[Finding, ...]:
    """The first two digits of the series are a region's ОКАТО code. Exceptions are known: a person looks."""
    series = _text(fields, "series")
    if not re.fullmatch(r"\d{4}", series) or regions_of_passport(series):
        return ()
    return (_finding("FIELD_INVALID", fields, "series", weight=Weight.REVIEW, detail="no region has this code"),)


def passport_age(fields: Fields, holder: Holder, today: dt.date, kind: Kind) -> tuple[Finding, ...]:
    """A passport is renewed at 20 and 45, within 90 days. A note: the paper is there to compare the holder's data."""
    born = _date(fields, "birth_date") or holder.birth_date
    issued = _date(fields, "issue_date")
    if born is None or issued is None:
        return ()
    for age in PASSPORT_AGES:
        birthday = years_later(born, age)
        if issued < birthday and today > birthday + PASSPORT_GRACE:
            return (_finding("EXPIRED", fields, "issue_date", weight=Weight.NOTE, detail=f"not renewed at {age}"),)
    return ()


def valid_until_matches_term(fields: Fields, holder: Holder, today: dt.date, kind: Kind) -> tuple[Finding, ...]:
    """The printed end is the kind's term after the start, give or take a month or a year's extension."""
    ends = _date(fields, "valid_until")
    starts = [date for name in kind.validity.counted_from if (date := _date(fields, name))]
    if ends is None or not starts or kind.validity.years is None:
        return ()
    terms = (kind.validity.years, kind.validity.years + 1)
    if any(abs((ends - years_later(start, term)).days) <= 31 for start in starts for term in terms):
        return ()
    return (
        _finding("DATES_INCONSISTENT", fields, "valid_until", weight=Weight.REVIEW,
                 detail=f"not {kind.validity.years} years after the start"),
    )  # fmt: skip


def snils_checksum(fields: Fields, holder: Holder, today: dt.date, kind: Kind) -> tuple[Finding, ...]:
    """The check digits of СНИЛС hold. They do not on a misread number either: a person looks."""
    if "snils" not in fields or check_snils(_text(fields, "snils")) is not Checked.INVALID:
        return ()
    return (_finding("FIELD_INVALID", fields, "snils", weight=Weight.REVIEW, detail="check digits do not hold"),)


def inn_checksum(fields: Fields, holder: Holder, today: dt.date, kind: Kind) -> tuple[Finding, ...]:
    """The check digits of ИНН hold. They do not on a misread number either: a person looks."""
    if "inn" not in fields or check_inn(_text(fields, "inn")) is not Checked.INVALID:
        return ()
    return (_finding("FIELD_INVALID", fields, "inn", weight=Weight.REVIEW, detail="check digits do not hold"),)


CHECKS: Mapping[str, Check] = {
    "not_in_future": not_in_future,
    "protocol_not_after_issue": protocol_not_after_issue,
    "study_end_not_after_issue": study_end_not_after_issue,
    "study_order": study_order,
    "issue_after_birth_plus_14": _after_birth(14),
    "issue_after_birth_plus_18": _after_birth(18),
    "issue_after_birth_plus_20": _after_birth(20),
    "zero_number": zero_number,
    "accreditation_year_matches_number": accreditation_year_matches_number,
    "diploma_series_region": diploma_series_region,
    "passport_series_year": passport_series_year,
    "passport_series_region": passport_series_region,
    "passport_age": passport_age,
    "valid_until_matches_term": valid_until_matches_term,
    "snils_checksum": snils_checksum,
    "inn_checksum": inn_checksum,
}
