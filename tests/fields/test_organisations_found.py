"""Is an organisation read from its first word to its last, wherever the paper names it?"""

from __future__ import annotations

import pytest

from pipeline.fields.search import chosen_fields
from tests.examination import kinds
from tests.papers import flow


def read(kind: str, field: str, *lines: str, variant: str | None = None) -> object:
    chosen = chosen_fields(flow(*lines), kinds()[kind], variant)
    return chosen[field].values[field] if field in chosen else None


@pytest.mark.parametrize(
    ("kind", "lines", "issuer"),
    [
        (
            "employment_contract",
            ("ТРУДОВОЙ ДОГОВОР № 8", "г. Тверь", "Акционерное общество «Медицинский центр «Лад»",
             "и сыновья», именуемое в дальнейшем «Работодатель», в лице директора"),
            "Акционерное общество «Медицинский центр «Лад» и сыновья»",
        ),
        (
            "employment_order",
            ("Форма по ОКУД 0301001", "Муниципальное бюджетное учреждение", "«Поликлиника № 5»",
             "(наименование организации)"),
            "Муниципальное бюджетное учреждение «Поликлиника № 5»",
        ),
        (
            "employment_reference",
            ("СПРАВКА", "Дана Зимину Олегу Петровичу в том, что он действительно работает в",
             "обществе с ограниченной ответственностью «Дента» с 4 мая 2018 г. в должности врача"),
            "Общество с ограниченной ответственностью «Дента»",
        ),
        (
            "employment_reference",
            ("Областное казённое учреждение", "«Тульская больница № 6»", "СПРАВКА",
             "Дана Зимину О. П. в том, что он действительно работает в Тульской больнице № 6",
             "(кабинет УЗИ) в должности врача"),
            "Областное казённое учреждение «Тульская больница № 6»",
        ),
        (
            "medical_licence",
            ("Министерство здравоохранения Тульской области", "Выписка из реестра лицензий",
             "Полное наименование: Частное учреждение «Клиника Пульс»", "Срок действия: бессрочно"),
            "Министерство здравоохранения Тульской области",
        ),
        (
            "name_change_certificate",
            ("СВИДЕТЕЛЬСТВО О БРАКЕ", "Место государственной регистрации Дворец бракосочетания, отдел ЗАГС города",
             "Пермь", "Дата выдачи 01.02.2003"),
            "Дворец бракосочетания, отдел ЗАГС города Пермь",
        ),
        (
            "advanced_training_certificate",
            ("прошла повышение квалификации в (на)", "Частном учреждении «Академия и центр",
             "повышения квалификации врачей»",
             "по программе", "«Хирургия»"),
            "Частное учреждение «Академия и центр повышения квалификации врачей»",
        ),
        (
            "membership_certificate",
            ("является действительным членом", "Межрегиональной ассоциации акушеров", "членский билет № 12"),
            "Межрегиональная ассоциация акушеров",
        ),
    ],
)  # fmt: skip
def test_a_name_is_whole_and_ends_where_something_else_begins(kind: str, lines: tuple[str, ...], issuer: str) -> None:
    assert read(kind, "issuer", *lines) == issuer


def test_a_soviet_diplomas_institute_stands_in_the_sentence() -> None:
    lines = (
        "в 1970 году поступил в Омский",
        "государственный медицинский институт и в 1976 году",
        "окончил полный курс",
    )
    assert (
        read("higher_education_diploma", "issuer", *lines, variant="soviet")
        == "Омский государственный медицинский институт"
    )


def test_a_misread_title_and_the_number_under_it_are_no_part_of_the_name() -> None:
    lines = ("РОССИЙСКАЯ ФЕДЕРАЦИЯ", "Тверская государственная медицинская академия", "ДИНЛОМ", "ВСА 0123456")
    assert read("higher_education_diploma", "issuer", *lines) == "Тверская государственная медицинская академия"
    assert read("higher_education_diploma", "number", *lines) == "0123456"


@pytest.mark.parametrize(
    ("line", "city"), [("тг. Пермь", "Пермь"), ("г, Тула", "Тула"), ("г. Великий Новгород", "Великий Новгород")]
)
def test_a_city_is_read_after_a_misread_sign(line: str, city: str) -> None:
    assert read("higher_education_diploma", "city", line) == city


@pytest.mark.parametrize(
    ("kind", "field", "lines", "value"),
    [
        ("residency_diploma", "protocol_date", ("Протокол № 4 от7 мая 2016 года",), "2016-05-07"),
        ("residency_diploma", "protocol_number", ("Протокол № З от 7 мая 2016 года",), "3"),
        ("membership_certificate", "number", ("членский билет № 55104с 1 мая 2019 года",), "55104"),
        ("employment_reference", "number", ("Исх. № 31-кот 01.02.2020",), "31-К"),
        ("snils_card", "snils", ("(СНИЛС: 112-233-445)", "95"), "11223344595"),
    ],
)  # fmt: skip
def test_words_and_digits_that_ran_together_are_told_apart(
    kind: str, field: str, lines: tuple[str, ...], value: str
) -> None:
    assert str(read(kind, field, *lines)).replace("-", "").replace(" ", "") == value.replace("-", "")


def test_an_order_that_the_worker_saw_is_not_the_orders_number() -> None:
    assert read("employment_order", "number", "С приказом работник ознакомлен", "2") is None
