"""Is an employer known under each of its names, and no other one taken for it? All institutions are invented."""

from __future__ import annotations

import pytest

from pipeline.rules.employment.employers import OTHER, SAME, Employers, known_employers, likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ГБУЗ «Городская клиническая больница № 1»", "ГКБ № 1"),
        ("ГБУЗ ИО «Кинешемская ЦРБ»", "ОБУЗ «Кинешемская центральная районная больница»"),
        ("ООО «Медицина и Сердце»", "Общество с ограниченной ответственностью \"Медицина и сердце\""),
        ("Государственное бюджетное учреждение здравоохранения Ивановской области «Городская поликлиника № 5»",
         "ГБУЗ «Городская поликлиника № 5»"),
        ("МУЗ «Станция скорой медицинской помощи»", "Станция скорой медицинской помощи"),
        ("ГОРОДСКАЯ БОЛЬНИЦА № 3", "Городская больница №3"),
    ],
)  # fmt: skip
def test_one_employer_in_other_words(one: str, other: str) -> None:
    assert likeness(one, other) >= SAME
    assert likeness(other, one) >= SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ГБУЗ «Городская больница № 1»", "ГБУЗ «Детская городская больница № 1»"),
        ("ГБУЗ «Городская больница № 1»", "ГБУЗ «Городская больница № 2»"),
        ("ГБУЗ «Городская поликлиника № 5»", "ГБУЗ «Городская больница № 5»"),
        ("Казанский медицинский центр", "Рязанский медицинский центр"),
        ("ООО «Дантист»", "ГБУЗ «Кинешемская ЦРБ»"),
    ],
)
def test_another_employer_is_not_the_same(one: str, other: str) -> None:
    assert likeness(one, other) < SAME


def test_what_has_nothing_in_common_is_surely_another() -> None:
    assert likeness("ООО «Дантист»", "ГБУЗ «Кинешемская ЦРБ»") <= OTHER


def test_renamings_make_two_names_one() -> None:
    old, new = "ГУЗ «Больница водников»", "ГБУЗ «Городская больница № 9»"
    assert not Employers().same(old, new)
    told = Employers().with_renamings([(old, new)])
    assert told.same(new, old)
    assert told.same("МУЗ «Больница водников»", new)
    assert not told.same(old, "ГБУЗ «Городская больница № 8»")


def test_published_renamings_are_known() -> None:
    assert known_employers().same(
        "Российский национальный исследовательский медицинский университет имени Н.И. Пирогова",
        "Российский государственный медицинский университет",
    )
