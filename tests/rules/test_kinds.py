"""Is every kind file sound, and does it know the numbers that form-facts names?"""

from __future__ import annotations

import re

import pytest

from pipeline.rules.checks import CHECKS
from pipeline.rules.kind import Kind
from pipeline.rules.loader import load_fields, load_kinds, rules_version
from pipeline.rules.numbers import normalise_for_number

KINDS = {
    "higher_education_diploma", "residency_diploma", "internship_certificate", "retraining_diploma",
    "advanced_training_certificate", "specialist_certificate", "accreditation_certificate", "passport", "snils_card",
    "name_change_certificate", "membership_certificate", "employment_order", "employment_contract",
    "employment_reference", "medical_licence", "labour_book", "employment_history_extract",
}  # fmt: skip
CONTRACT_FIELDS = set(
    "last_name first_name middle_name birth_date series number registration_number issue_date issuer city "
    "specialty_code specialty qualification programme hours study_start study_end protocol_number "
    "protocol_date valid_until honours snils inn previous_last_name".split()
)
PORTFOLIO = {"membership_certificate", "employment_order", "employment_contract", "employment_reference"}


def each_kind() -> list[Kind]:
    return list(load_kinds().values())


def test_every_kind_of_the_contract_is_there() -> None:
    assert set(load_kinds()) >= KINDS


def test_every_field_of_the_contract_has_a_name_in_both_languages() -> None:
    assert set(load_fields()) >= CONTRACT_FIELDS
    assert all(name.ru and name.en for name in load_fields().values())


@pytest.mark.parametrize("kind", each_kind(), ids=lambda kind: kind.kind)
def test_a_kind_is_sound(kind: Kind) -> None:
    assert re.search(r"[А-Яа-я]", kind.title)
    assert sum(sign.weight for sign in kind.signs if sign.weight > 0) >= 2 * kind.min_score
    assert any(sign.weight < 0 for sign in kind.signs), "a kind must know what it is not"
    assert all(len(re.sub(r"\W", "", sign.words)) >= 5 or sign.weight <= 2 for sign in kind.signs)
    assert len({sign.words for sign in kind.signs}) == len(kind.signs)
    assert all(variant.title for variant in kind.variants)


@pytest.mark.parametrize("kind", each_kind(), ids=lambda kind: kind.kind)
def test_what_is_required_can_be_found(kind: Kind) -> None:
    for variant in (None, *(each.name for each in kind.variants)):
        fields = kind.fields_of(variant)
        for name in kind.required_of(variant):
            rules = fields[name]
            named = name in ("first_name", "middle_name") and bool(fields["last_name"].after)
            assert named or rules.labels or rules.after or rules.before or rules.free_standing, (variant, name)


@pytest.mark.parametrize("kind", each_kind(), ids=lambda kind: kind.kind)
def test_files_are_what_the_contract_says(kind: Kind) -> None:
    assert kind.file.max_bytes == 5_242_880
    office = {"doc", "docx"} & set(kind.file.formats)
    assert bool(office) == (kind.kind in PORTFOLIO)


def test_five_years_are_counted_for_certificates_and_accreditation_only() -> None:
    with_term = {kind.kind: kind.validity.years for kind in each_kind() if kind.validity.years}
    assert with_term == {"specialist_certificate": 5, "accreditation_certificate": 5}
    assert all(load_kinds()[name].validity.extended_when_ended for name in with_term)


def test_every_check_is_wanted_by_a_kind() -> None:
    assert {check for kind in each_kind() for check in kind.checks} == set(CHECKS)


@pytest.mark.parametrize(
    ("kind", "variant", "printed", "series", "number"),
    [
        ("higher_education_diploma", None, "106324 3479123", "106324", "3479123"),
        ("higher_education_diploma", None, "107704 № 0123456", "107704", "0123456"),
        ("higher_education_diploma", None, "1O7704 номер 0123456", "107704", "0123456"),
        ("higher_education_diploma", None, "ВСГ 4902123", "ВСГ", "4902123"),
        ("higher_education_diploma", None, "ДBC № 1272123", "ДВС", "1272123"),
        ("higher_education_diploma", None, "ОКА 12345", "ОКА", "12345"),
        ("higher_education_diploma", None, "К № 12345", "К", "12345"),
        ("higher_education_diploma", None, "Г-I № 123456", "Г-I", "123456"),
        ("higher_education_diploma", None, "ЭВ 123456", "ЭВ", "123456"),
        ("residency_diploma", None, "104631 0123456", "104631", "0123456"),
        ("residency_diploma", None, "104631 012345", "104631", "012345"),
        ("residency_diploma", "certificate", "№ 123", None, "123"),
        ("internship_certificate", None, "456", None, "456"),
        ("retraining_diploma", None, "772410918123", None, "772410918123"),
        ("retraining_diploma", None, "7724 21112123", None, "7724 21112123"),
        ("retraining_diploma", None, "180000/300123", None, "180000/300123"),
        ("retraining_diploma", None, "ПП-I № 359123", "ПП-I", "359123"),
        ("retraining_diploma", None, "ППЕ №015123", "ППЕ", "015123"),
        ("advanced_training_certificate", None, "771800986123", None, "771800986123"),
        ("specialist_certificate", None, "01 78 27 0028123", None, "01 78 27 0028123"),
        ("specialist_certificate", None, "0178270028123", None, "0178270028123"),
        ("specialist_certificate", "before_2013", "А № 1234567", "А", "1234567"),
        ("accreditation_certificate", None, "7722 030593123", None, "7722 030593123"),
        ("passport", None, "45 10 № 123456", "45 10", "123456"),
        ("passport", None, "4510 123456", "4510", "123456"),
        ("name_change_certificate", None, "IV-КБ № 123456", "IV-КБ", "123456"),
        ("medical_licence", None, "Л041-01137-77/00301123", None, "Л041-01137-77/00301123"),
        ("medical_licence", None, "ЛО-37-02-000001", None, "ЛО-37-02-000001"),
        ("medical_licence", None, "ФС-31-01-000278", None, "ФС-31-01-000278"),
    ],
)
def test_numbers_of_every_form(kind: str, variant: str | None, printed: str, series: str | None, number: str) -> None:
    patterns = load_kinds()[kind].fields_of(variant)["number"].patterns
    text = re.sub(r"^[№\s]+", "", normalise_for_number(printed))
    match = next(found for pattern in patterns if (found := re.fullmatch(pattern, text)))
    groups = match.groupdict()
    assert groups["number"] == number
    assert groups.get("series") == series


@pytest.mark.parametrize(
    "printed", ["31-0517", "22210/5606", "106", "04/25-У1511", "2012-30926", "ДНМ00407/20", "22202-50-1"]
)
def test_registration_numbers_of_every_form(printed: str) -> None:
    for kind in each_kind():
        rules = kind.fields.get("registration_number")
        if rules and kind.kind != "name_change_certificate":
            assert any(re.fullmatch(pattern, normalise_for_number(printed)) for pattern in rules.patterns)


@pytest.mark.parametrize("printed", ["Дата", "выдачи 14", "Настоящий диплом"])
def test_words_are_no_registration_number(printed: str) -> None:
    (pattern,) = load_kinds()["higher_education_diploma"].fields["registration_number"].patterns
    assert not re.fullmatch(pattern, normalise_for_number(printed))


def test_kinds_are_read_once_and_the_version_is_steady() -> None:
    assert load_kinds() is load_kinds()
    assert rules_version() == rules_version()
    assert re.fullmatch(r"[0-9a-f]{12}", rules_version())
