"""Are numbers read in every way that blanks print them, and nothing else taken for one?"""

from __future__ import annotations

import pytest

from pipeline.fields.candidates import choose
from pipeline.fields.numbers_found import digit_runs, number_candidates
from pipeline.rules.kind import FieldRules
from tests.examination import DIPLOMA_KIND, kinds
from tests.papers import At, flow, words


def read(kind: str, field: str, *lines: str | At, variant: str | None = None) -> dict[str, object]:
    """The values of the most trusted candidate."""
    chosen = choose(number_candidates(flow(*lines), field, kinds()[kind].fields_of(variant)[field]))
    return {name: candidate.values[name] for name, candidate in chosen.items()}


@pytest.mark.parametrize(
    ("lines", "series", "number"),
    [
        (["107704 0123456"], "107704", "0123456"),
        (["107704", "0123456"], "107704", "0123456"),
        (["107704", "№ 0123456"], "107704", "0123456"),
        (["107704 №0123456"], "107704", "0123456"),
        (["107704", "`0123456."], "107704", "0123456"),
        (["1077040123456"], "107704", "0123456"),
        (["Серия и номер 107704 / 0123456"], "107704", "0123456"),
        (["1077О4 О123456"], "107704", "0123456"),
        (
            ["диплом специалиста", At(text="107704", x=100, y=200), At(text="0123456", x=600, y=204)],
            "107704",
            "0123456",
        ),
        (["ВСГ 0123456"], "ВСГ", "0123456"),
        (["BCГ 0123456"], "ВСГ", "0123456"),
        (["Диплом №", "ЭВ 123456"], "ЭВ", "123456"),
    ],
)
def test_series_and_number_of_a_diploma(lines: list[str | At], series: str, number: str) -> None:
    assert read(DIPLOMA_KIND, "number", *lines) == {"series": series, "number": number}


@pytest.mark.parametrize(
    ("kind", "lines", "number"),
    [
        ("specialist_certificate", ["0152310123456"], "0152310123456"),
        ("specialist_certificate", ["Сертификат № 0152310123456"], "0152310123456"),
        ("specialist_certificate", ["015231 0123456"], "0152310123456"),
        ("specialist_certificate", ["СЕРТИФИКАТ", "№ 0152310123456"], "0152310123456"),
        ("advanced_training_certificate", ["Удостоверение №", "180001234567"], "180001234567"),
        ("advanced_training_certificate", ["1800 01234567"], "180001234567"),
        ("accreditation_certificate", ["Номер реестровой записи: 7722 012345678"], "7722012345678"),
    ],
)
def test_numbers_of_one_piece_are_whole(kind: str, lines: list[str], number: str) -> None:
    assert read(kind, "number", *lines) == {"number": number}


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["Регистрационный номер 31-0517"], "31-0517"),
        (["Регистрационный № 31-0517"], "31-0517"),
        (["Рег. № 4417"], "4417"),
        (["Регистрационный номер", "31-0517"], "31-0517"),
        (["31-0517", "(регистрационный номер)"], "31-0517"),
    ],
)
def test_a_registration_number_stands_at_its_label(lines: list[str], found: str) -> None:
    assert read(DIPLOMA_KIND, "registration_number", *lines) == {"registration_number": found}


def test_a_date_under_the_label_is_no_registration_number() -> None:
    assert read(DIPLOMA_KIND, "registration_number", "Регистрационный номер", "28 января 2005 г.") == {}


def test_a_passports_number_stands_in_three_groups() -> None:
    assert read("passport", "number", "45 12 123456") == {"series": "4512", "number": "123456"}


def test_a_number_without_a_label_is_trusted_less_than_one_with_it() -> None:
    rules = FieldRules(type="number", labels=("Сертификат №",), patterns=(r"(?P<number>\d{13})",), free_standing=True)
    found = number_candidates(flow("Сертификат № 0152310123456", "прочее", "0952310999999"), "number", rules)
    best = {candidate.values["number"]: candidate.trust for candidate in reversed(found)}
    assert best["0152310123456"] > best["0952310999999"]


def test_a_form_that_is_not_telling_is_not_looked_for_without_its_label() -> None:
    rules = FieldRules(type="number", labels=("Сертификат №",), patterns=(r"\d{4}",))
    assert number_candidates(flow("в 2019 году"), "number", rules) == []


def test_an_unsurely_read_number_is_trusted_less() -> None:
    rules = FieldRules(type="number", patterns=(r"(?P<number>\d{7})",), free_standing=True)
    sure, unsure = (
        number_candidates(flow(At(text="0123456", y=60, confidence=share)), "number", rules)[0] for share in (0.9, 0.4)
    )
    assert unsure.trust < sure.trust


def test_spots_full_of_digits_are_known_even_where_they_fit_no_form() -> None:
    runs = digit_runs(flow("1077О4 01123456", "протокол № 7", "в объёме 144 часов"))
    assert [words(run) for run in runs] == ["1077О4 01123456"]
