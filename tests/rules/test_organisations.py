"""Are two organisations told apart, and one recognised under its old and new names?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules.organisations import Organisation, distinctive, identify, organisations, same_organisation

WRAPPED = (
    "федеральное государственное бюджетное образовательное учреждение высшего образования «{}» "
    "Министерства здравоохранения Российской Федерации"
)


@pytest.mark.parametrize("organisation", organisations().values(), ids=lambda each: each.id)
def test_every_organisation_is_itself_and_no_other(organisation: Organisation) -> None:
    for other in organisations().values():
        score = same_organisation(WRAPPED.format(organisation.name), other.name.upper()).score
        assert (score > 0.8) == (other.id == organisation.id)
        assert (score < 0.2) == (other.id != organisation.id)


def test_the_dictionary_is_whole() -> None:
    assert len(organisations()) == 48
    assert all(each.city and len(each.region) == 2 and each.keys for each in organisations().values())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("в Казанском государственном медицинском университете", "ФГБОУ ВО Казанский ГМУ Минздрава России"),
        ("ГБОУ ВПО СамГМУ Минздрава России г. Самара", "Самарский государственный медицинский университет"),
        ("КГМУ г. Курск", "Курский государственный медицинский университет"),
        ("Куйбышевский медицинский институт", "Самарский государственный медицинский университет"),
        ("МГМСУ им. А.И. Евдокимова", "Российский университет медицины"),
        ("Первый МГМУ им. И.М. Сеченова", "Первый Московский государственный медицинский университет"),
        ("Общество с ограниченной ответственностью «Академия Здоровье»", 'ООО "Академия Здоровье"'),
        ("Казаиский государственный медицииский университет", "Казанский государственный медицинский университет"),
    ],
)
def test_one_organisation_under_two_names(one: str, other: str) -> None:
    assert same_organisation(one, other).score > 0.8
    assert same_organisation(other, one).score > 0.8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WRAPPED.format("Казанский медицинский университет"), WRAPPED.format("Рязанский медицинский университет")),
        ("КГМУ г. Курск", "Казанский государственный медицинский университет"),
        ("Уральский государственный медицинский университет", "Южно-Уральский государственный медицинский университет"),
        ("Кировский государственный медицинский университет", "Военно-медицинская академия имени С.М. Кирова"),
        ("АНО ДПО «Межрегиональный институт»", "АНО ДПО «Столичный учебный центр»"),
        ("ГАУЗ «Городская больница № 7»", "ГАУЗ «Городская больница № 9»"),
    ],
)  # fmt: skip
def test_two_organisations(one: str, other: str) -> None:
    assert same_organisation(one, other).score < 0.2


def test_an_abbreviation_without_its_city_says_nothing() -> None:
    assert identify("КГМУ") is None
    assert 0.2 < same_organisation("КГМУ", "Казанский государственный медицинский университет").score < 0.8


def test_the_wrapping_is_stripped() -> None:
    assert distinctive(WRAPPED.format("Казанский государственный медицинский университет")) == {"КАЗАНСК"}


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_survived(one: str, other: str) -> None:
    assert 0.0 <= same_organisation(one, other).score <= 1.0
