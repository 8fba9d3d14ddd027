"""Does an organisation's name come out in the nominative, clear of specks, and otherwise as printed?"""

from __future__ import annotations

import pytest

from pipeline.rules.cities import known_city
from pipeline.rules.organisation_case import in_nominative, mended, tidied


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Тульском областном клиническом госпитале", "Тульский областной клинический госпиталь"),
        ("частном образовательном учреждении «Пульс»", "частное образовательное учреждение «Пульс»"),
        ("Северной ассоциации хирургов", "Северная ассоциация хирургов"),
        ("АВТОНОМНОЙ НЕКОММЕРЧЕСКОЙ ОРГАНИЗАЦИИ «ШАГ»", "АВТОНОМНАЯ НЕКОММЕРЧЕСКАЯ ОРГАНИЗАЦИЯ «ШАГ»"),
        ("Ижевскую государственную медицинскую академию", "Ижевская государственная медицинская академия"),
        ("обществе с ограниченной ответственностью «Аист»", "общество с ограниченной ответственностью «Аист»"),
        ("Городская поликлиника № 4", "Городская поликлиника № 4"),
        ("ООО «Лучевая диагностика»", "ООО «Лучевая диагностика»"),
        ("Профсоюз врачей", "Профсоюз врачей"),
    ],
)
def test_a_name_is_put_into_the_nominative(printed: str, name: str) -> None:
    assert in_nominative(printed) == name


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("‘учреждение здравоохранения. «Роддом N 2»", "учреждение здравоохранения. «Роддом № 2»"),
        ("дополнительного. профессионального", "дополнительного профессионального"),
        ("имени И.П. Павлова.", "имени И.П. Павлова"),
    ],
)
def test_specks_at_the_edges_of_words_fall_away(read: str, name: str) -> None:
    assert tidied(read) == name


def test_a_misread_letter_is_mended_in_the_legal_form_only() -> None:
    assert mended("тосударственное учреждение «Болжский»") == "государственное учреждение «Болжский»"


@pytest.mark.parametrize(
    ("read", "city"), [("Смоленек", "Смоленск"), ("РОСТОВ-НА-ДОНУ", "Ростов-на-Дону"), ("Уфа", "Уфа")]
)
def test_a_city_of_one_misread_letter_is_known(read: str, city: str) -> None:
    assert known_city(read) == city


@pytest.mark.parametrize("read", ["Уха", "Комиссия", "Новгород", "Энек"])
def test_what_is_near_to_none_or_short_is_no_city(read: str) -> None:
    assert known_city(read) is None
