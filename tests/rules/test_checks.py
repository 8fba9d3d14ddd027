"""Does each check find its fault, and nothing on a sound paper?"""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.case import Alternative, Holder, Value, Weight
from pipeline.rules.checks import CHECKS
from pipeline.rules.loader import load_kinds

TODAY = dt.date(2026, 11, 22)
HOLDER = Holder(birth_date=dt.date(1990, 5, 14))


def value(field: str, text: str, confidence: float = 0.97) -> Value:
    return Value(field=field, value=text, raw=text, confidence=confidence, page=1)


def run(
    check: str, fields: dict[str, str], kind: str = "higher_education_diploma", confidence: float = 0.97
) -> list[tuple[str, str]]:
    """Return (code, weight) of what a check finds on a paper with these fields."""
    values = {name: value(name, text, confidence) for name, text in fields.items()}
    return [(found.code, found.weight.value) for found in CHECKS[check](values, HOLDER, TODAY, load_kinds()[kind])]


@pytest.mark.parametrize(
    ("check", "fields", "expected"),
    [
        ("not_in_future", {"issue_date": "2019-06-28"}, []),
        ("not_in_future", {"issue_date": "2026-11-23"}, []),
        ("not_in_future", {"issue_date": "2027-06-28"}, [("DATE_IN_FUTURE", "reject")]),
        ("protocol_not_after_issue", {"protocol_date": "2019-06-14", "issue_date": "2019-06-14"}, []),
        (
            "protocol_not_after_issue",
            {"protocol_date": "2019-06-29", "issue_date": "2019-06-14"},
            [("DATES_INCONSISTENT", "reject")],
        ),
        ("protocol_not_after_issue", {"issue_date": "2019-06-14"}, []),
        ("study_order", {"study_start": "2020-02-01", "study_end": "2020-01-01"}, [("DATES_INCONSISTENT", "review")]),
        (
            "study_end_not_after_issue",
            {"study_end": "2020-02-01", "issue_date": "2020-01-01"},
            [("DATES_INCONSISTENT", "review")],
        ),
        ("issue_after_birth_plus_18", {"issue_date": "2008-05-14"}, []),
        ("issue_after_birth_plus_18", {"issue_date": "2008-05-13"}, [("DATES_INCONSISTENT", "reject")]),
        ("issue_after_birth_plus_20", {"protocol_date": "2009-05-13"}, [("DATES_INCONSISTENT", "reject")]),
        ("zero_number", {"series": "000000", "number": "0000000"}, [("FIELD_INVALID", "reject")]),
        ("zero_number", {"number": "0000001"}, []),
        ("accreditation_year_matches_number", {"number": "7722030593123", "issue_date": "2022-07-12"}, []),
        (
            "accreditation_year_matches_number",
            {"number": "7722030593123", "issue_date": "2019-07-12"},
            [("DATES_INCONSISTENT", "review")],
        ),
        ("diploma_series_region", {"series": "106324", "issuer": "Самарский медицинский университет"}, []),
        (
            "diploma_series_region",
            {"series": "107724", "issuer": "Самарский государственный медицинский университет"},
            [("FIELD_INVALID", "note")],
        ),
        ("passport_series_year", {"series": "3914", "issue_date": "2015-12-18"}, []),
        ("passport_series_year", {"series": "3916", "issue_date": "2015-12-18"}, [("DATES_INCONSISTENT", "review")]),
        ("passport_series_region", {"series": "4510"}, []),
        ("passport_series_region", {"series": "0210"}, [("FIELD_INVALID", "review")]),
        ("passport_age", {"issue_date": "2010-06-01"}, []),
        ("passport_age", {"issue_date": "2005-06-01"}, [("EXPIRED", "note")]),
        ("snils_checksum", {"snils": "11223344595"}, []),
        ("snils_checksum", {"snils": "11223344596"}, [("FIELD_INVALID", "review")]),
        ("snils_checksum", {"snils": "00100199800"}, []),
        ("inn_checksum", {"inn": "7707083893"}, []),
        ("inn_checksum", {"inn": "7707083894"}, [("FIELD_INVALID", "review")]),
    ],
)  # fmt: skip
def test_what_a_check_finds(check: str, fields: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert run(check, fields) == expected


@pytest.mark.parametrize(
    ("ends", "expected"),
    [("2027-07-12", []), ("2027-07-11", []), ("2028-07-12", []), ("2032-07-12", [("DATES_INCONSISTENT", "review")])],
)
def test_the_printed_end_fits_the_term(ends: str, expected: list[tuple[str, str]]) -> None:
    fields = {"issue_date": "2022-07-12", "valid_until": ends}
    assert run("valid_until_matches_term", fields, kind="accreditation_certificate") == expected


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_nothing_read_is_nothing_found(check: str) -> None:
    assert run(check, {}) == []


def test_a_weakly_read_value_never_rejects() -> None:
    assert run("not_in_future", {"issue_date": "2027-06-28"}, confidence=0.7) == [("DATE_IN_FUTURE", "review")]


def test_a_value_that_could_be_another_one_never_rejects() -> None:
    doubted = value("issue_date", "2027-06-28").model_copy(
        update={"alternatives": (Alternative(value="2021-06-28", confidence=0.4),)}
    )
    (found,) = CHECKS["not_in_future"]({"issue_date": doubted}, HOLDER, TODAY, load_kinds()["higher_education_diploma"])
    assert found.weight is Weight.REVIEW


def test_a_holder_without_a_birth_date_is_not_measured() -> None:
    fields = {"issue_date": value("issue_date", "1995-01-01")}
    kind = load_kinds()["higher_education_diploma"]
    assert CHECKS["issue_after_birth_plus_18"](fields, Holder(), TODAY, kind) == ()


def test_a_finding_names_what_was_found_and_what_should_be() -> None:
    fields = {
        name: value(name, text) for name, text in {"protocol_date": "2019-06-29", "issue_date": "2019-06-14"}.items()
    }
    (found,) = CHECKS["protocol_not_after_issue"](fields, HOLDER, TODAY, load_kinds()["higher_education_diploma"])
    assert (found.field, found.found, found.expected) == ("protocol_date", "2019-06-29", "не позже 14.06.2019")
