"""What becomes of numbers with a series, of torn and of weak looks, on the way from the page to the decision?"""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.case import Outcome, Verdict
from pipeline.fields.search import chosen_fields
from tests.examination import (
    CERTIFICATE,
    DIPLOMA,
    DIPLOMA_KIND,
    Examination,
    decided,
    entry,
    kinds,
    registry,
    swapped,
)
from tests.papers import flow

CERTIFIED = {
    "paper": CERTIFICATE,
    "kind": "specialist_certificate",
    "registry": registry(entry("specialist_certificate")),
    "now": dt.datetime(2020, 2, 3, 9, tzinfo=dt.UTC),
}


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("specialist_certificate", "Серия А № 1234567"),
        ("advanced_training_certificate", "Серия ПК № 1234567"),
        ("name_change_certificate", "Серия II-ЕР № 123456"),
    ],
)
def test_a_series_of_letters_alone_is_read_without_digits_to_look_at(kind: str, line: str) -> None:
    assert Examination(paper=[line], kind=kind).read().reading is not None


@pytest.mark.parametrize(
    ("kind", "lines", "number"),
    [
        (DIPLOMA_KIND, ["Серия 107704 № 0123456"], "0123456"),
        (DIPLOMA_KIND, ["Серия 107704", "Номер 0123456"], "0123456"),
        ("passport", ["Серия 45 12 № 123456"], "123456"),
        ("name_change_certificate", ["Серия II-ЕР № 123456"], "123456"),
        ("advanced_training_certificate", ["Серия ПК № 1234567"], "1234567"),
    ],
)
def test_the_label_of_the_series_does_not_lose_the_number(kind: str, lines: list[str], number: str) -> None:
    assert chosen_fields(flow(*lines), kinds()[kind], None)["number"].values["number"] == number


def test_a_misread_digit_of_a_number_with_a_series_is_mended_by_the_looks() -> None:
    case = Examination(paper=swapped(DIPLOMA, _0123456="0123458"), instead={"0123458": ["0123456"]}).read()
    assert case.reading is not None
    assert case.reading.fields["number"].value == "0123456"


def test_closer_looks_at_series_and_number_speak_for_the_number_too() -> None:
    seen = {"0123458": ["0123458", "0123458", "0123456"]}
    case = Examination(paper=swapped(DIPLOMA, _0123456="0123458"), instead=seen).compared()
    assert case.cross_check is not None
    verdicts = [c.verdict for c in case.cross_check.comparisons if (c.field, c.against) == ("number", "registry")]
    assert verdicts == [Verdict.DOUBT]


def test_a_protocol_date_behind_the_organisation_is_read_and_checked() -> None:
    case = Examination(**CERTIFIED).read()
    assert case.reading is not None
    assert case.reading.fields["protocol_date"].value == "2019-03-12"
    late = {**CERTIFIED, "paper": swapped(CERTIFICATE, **{"12 марта 2019": "12 апреля 2019"})}
    assert decided(**late).outcome is not Outcome.APPROVED


def test_torn_looks_at_an_altered_digit_go_to_a_person() -> None:
    altered, held = "0152310123466", "0152310123456"
    seen = {altered: [altered, held, "0152310123476", altered, held, held]}
    made = decided(**{**CERTIFIED, "paper": swapped(CERTIFICATE, **{held: altered}), "instead": seen})
    assert made.outcome is Outcome.NEEDS_REVIEW
