"""Are numbers read through the recogniser's habits, and are check digits worked out right?"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules.checksums import (
    Checked,
    check_enp,
    check_inn,
    check_snils,
    snils_check_digits,
)
from pipeline.rules.numbers import compact, digits_of, normalise_for_number, same_number
from pipeline.rules.regions import (
    region_and_year_of_accreditation,
    region_names,
    region_of_diploma,
    regions_of_passport,
)


@pytest.mark.parametrize(
    ("printed", "normalised"),
    [
        ("107704 O123456", "107704 0123456"),
        ("1О7704 № 0l23456", "107704 № 0123456"),
        ("ДBC 1272345", "ДВС 1272345"),
        ("0К 12345", "ОК 12345"),
        ("КА N° 12345", "КА №  12345"),
        ("N2 14", "№2 14"),
        ("31-О517", "31-0517"),
        ("Л041-01152-59100963590", "Л041-01152-59/00963590"),
        ("1041-01152-59|00963590.", "Л041-01152-59/00963590."),
        ("СНМ01782/20", "СНМ01782/20"),
        ("У1511", "У1511"),
        ("г-I № 123456", "Г-I № 123456"),
        ("7725 О32939111", "7725 032939111"),
        ("от 14.О6.2019", "ОТ 14.06.2019"),
        ("Л041\u201301137\u201377/00301123", "Л041-01137-77/00301123"),
        ("серия\u00a0107704", "СЕРИЯ 107704"),
    ],
)
def test_a_number_is_normalised_for_the_patterns(printed: str, normalised: str) -> None:
    assert normalise_for_number(printed) == normalised


@given(st.text(max_size=60))
def test_normalising_keeps_every_character_in_its_place(text: str) -> None:
    once = normalise_for_number(text)
    assert len(once) == len(text)


@given(st.from_regex(r"[0-9 /-]{0,20}", fullmatch=True))
def test_digits_are_never_changed(text: str) -> None:
    assert re.sub(r"\D", "", normalise_for_number(text)) == re.sub(r"\D", "", text)


def test_a_number_known_to_be_digits_loses_every_letter() -> None:
    assert digits_of("3О5-1б l2") == "3051612"


def test_a_series_and_number_are_kept_without_separators() -> None:
    assert compact("107704 № 0123456") == "1077040123456"
    assert same_number("Г-I 123456", "Г1№123456")
    assert not same_number("107704 0123456", "107704 0123459")


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        ("112-233-445 95", Checked.VALID),
        ("160-123-789 30", Checked.VALID),
        ("136-136-014 25", Checked.VALID),
        ("001-508-815 00", Checked.VALID),
        ("001-437-544 00", Checked.VALID),
        ("006-996-682 00", Checked.VALID),
        ("087-654-303 00", Checked.VALID),
        ("001-001-999 65", Checked.VALID),
        ("001-001-998 00", Checked.NOT_CHECKABLE),
        ("001-001-999 00", Checked.INVALID),
        ("112-233-445 96", Checked.INVALID),
        ("112-233-445", Checked.INVALID),
    ],
)
def test_snils(number: str, outcome: Checked) -> None:
    assert check_snils(number) is outcome


@given(st.integers(min_value=1_001_999, max_value=999_999_999), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_of_a_snils_is_nearly_always_noticed(number: int, place: int, shift: int) -> None:
    digits = f"{number:09d}"
    check = snils_check_digits(digits)
    assert check_snils(digits + check) is Checked.VALID
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    if int(wrong) > 1_001_998 and snils_check_digits(wrong) != check:
        assert check_snils(wrong + check) is Checked.INVALID


@pytest.mark.parametrize(
    "number", ["7707083893", "7812345675", "5000123450", "770712345633", "500098765494", "165500011184"]
)
def test_inn(number: str) -> None:
    assert check_inn(number) is Checked.VALID
    assert check_inn(number[:-1] + str((int(number[-1]) + 1) % 10)) is Checked.INVALID


@pytest.mark.parametrize("number", ["8451999122899990", "7750890819001232", "1658493021948575", "1600001234567899"])
def test_enp(number: str) -> None:
    assert check_enp(number) is Checked.VALID
    assert check_enp(number[:-1]) is Checked.INVALID
    assert check_enp(number[:-1] + str((int(number[-1]) + 1) % 10)) is Checked.INVALID


def test_region_codes_of_two_kinds() -> None:
    assert region_names()[regions_of_passport("4510")[0]] == "Москва"
    assert set(regions_of_passport("7119")) == {"72", "86", "89"}
    assert regions_of_passport("0210") == ()
    assert region_of_diploma("106324") == "63"
    assert region_of_diploma("996324") is None
    assert region_and_year_of_accreditation("7722030593123") == ("77", 2022)
    assert region_and_year_of_accreditation("0845180615123") is None
