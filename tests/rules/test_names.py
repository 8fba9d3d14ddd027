"""Is a name told from another one in every case, and put into the nominative without knowing whom to expect?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules.declension import CASES, CaseName, decline, forms, sex_of
from pipeline.rules.names import PARTS, capitalise, cases, compare_name, compare_part, normalise, to_nominative
from pipeline.rules.nominative import nominative_of

PEOPLE = [
    "Иванов Иван Иванович", "Иванова Мария Ильинична", "Шевченко Олег Андреевич", "Коваленко Юлия Щербаковна",
    "Римская-Корсакова Элла Ильинична", "Толстой Лев Николаевич", "Белая Анна Петровна", "Черных Павел Кузьмич",
    "Соловей Пётр Фомич", "Кобец Игорь Львович", "Данелия Нино Георгиевна", "Данелия Георгий Николаевич",
    "Достоевский Фёдор Михайлович", "Достоевская Любовь Фёдоровна", "Шевчук Мария Ивановна", "Шевчук Андрей Ильич",
    "Сорока Анатолий Львович", "Гоголь Николай Васильевич", "Бородай Алексей Юрьевич", "Палий Дмитрий Лукич",
    "Лановой Василий Семёнович", "Чёрный Артём Артурович", "Ким Владимир Сергеевич", "Ким Наталья Сергеевна",
    "Гонгадзе Тимур Шотаевич", "Петросян Гарик Ашотович", "Петросян Армине Ашотовна", "Байрамов Ильгам Амир оглы",
    "Байрамова Лейла Амир кызы", "Кузнецова Софья Никитична", "Ильин Илья Ильич", "Птицын Никита Сергеевич",
    "Хитрово Сергей Павлович", "Хасанова Гузель Рашидовна", "Рябой Семён Семёнович", "Каменец Иосиф Аркадьевич",
    "Рыжий Егор Егорович", "Ткач Наталия Егоровна",
]  # fmt: skip


def printed(person: str, case: CaseName) -> tuple[str, str, str]:
    last, first, middle = person.split(" ", 2)
    sex = sex_of(first, middle)
    assert sex is not None
    declined = [decline(word, part, sex, case) for word, part in zip((last, first, middle), PARTS, strict=True)]
    return declined[0], declined[1], declined[2]


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("case", ["nominative", "dative", "genitive", "accusative"])
def test_a_declined_name_is_put_back(person: str, case: CaseName) -> None:
    words = printed(person, case)
    for shown in (words, tuple(word.upper() for word in words)):
        assert [normalise(part) for part in to_nominative(*shown)] == [normalise(p) for p in person.split(" ", 2)]


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("case", CASES)
def test_a_name_matches_itself_in_every_case(person: str, case: CaseName) -> None:
    last, first, middle = person.split(" ", 2)
    assert compare_name(printed(person, case), (last, first, middle)).score == 1.0
    every = cases(last, first, middle)
    assert normalise(printed(person, case)[0]) in every.last_name


@pytest.mark.parametrize(
    ("name", "sex", "dative"),
    [
        ("Соловей", "male", "Соловью"),
        ("Аль-Хассан", "male", "Аль-Хассану"),
        ("Амир оглы", "male", "Амир оглы"),
        ("Римская-Корсакова", "female", "Римской-Корсаковой"),
        ("Хитрово", "male", "Хитрово"),
    ],
)
def test_exceptions_of_declension(name: str, sex: str, dative: str) -> None:
    part = "middle_name" if "оглы" in name else "last_name"
    assert forms(name, part, "male" if sex == "male" else "female")["dative"] == {dative}


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (("Иванова", "Инна", "Ивановна"), ("Иванов", "Иван", "Иванович")),
        (("Шевченко", "Ольга", "Андреевна"), ("Шевченко", "Олег", "Андреевич")),
        (("Петрова", "Карина", "Олеговна"), ("Петрова", "Марина", "Олеговна")),
        (("Сидоров", "Пётр", "Ильич"), ("Сидоров", "Павел", "Ильич")),
    ],
)
def test_another_person_is_another_person(read: tuple[str, str, str], expected: tuple[str, str, str]) -> None:
    assert compare_name(read, expected).score < 0.5


def test_without_a_patronymic_a_genitive_may_be_another_persons_nominative() -> None:
    match = compare_name(("Петрова", "Евгения", ""), ("Петров", "Евгений", ""))
    assert match.score <= 0.5
    assert compare_name(("Петрова", "Евгения", "Олеговича"), ("Петров", "Евгений", "Олегович")).score == 1.0


def test_the_parts_stand_in_one_case() -> None:
    assert compare_name(("Ивановой", "Мария", "Ильинична"), ("Иванова", "Мария", "Ильинична")).score < 0.7


@pytest.mark.parametrize(
    ("read", "expected", "how"),
    [
        ("ИВАН0В", "Иванов", "exact"),
        ("ИBAHОB", "Иванов", "exact"),
        ("Киселев", "Киселёв", "exact"),
        ("Римская Корсакова", "Римская-Корсакова", "exact"),
        ("Ивановой", "Иванова", "case"),
        ("Кисепев", "Киселёв", "near"),
        ("Лиса", "Лист", "different"),
        ("Воробъевп", "Воробьева", "near"),
        ("Кнселёп", "Киселёв", "different"),
        ("Загоролникоза", "Загородникова", "different"),
        ("Загоролннкова", "Загородникова", "near"),
        ("", "Иванов", "missing"),
        ("Иванов", "", "absent"),
    ],
)
def test_one_part(read: str, expected: str, how: str) -> None:
    sex = "female" if expected.endswith("а") else "male"
    assert compare_part(read, expected, "last_name", sex="female" if sex == "female" else "male").how == how


@pytest.mark.parametrize(
    ("read", "expected", "how"),
    [
        ("Флия", "Юлия", "near"),
        ("Дарье", "Марья", "different"),
        ("Марине", "Карина", "different"),
        ("Марнна", "Марина", "near"),
        ("Яча", "Яна", "different"),
    ],
)
def test_a_letter_off_in_a_first_name_is_a_misreading_only_where_it_makes_no_other_name(
    read: str, expected: str, how: str
) -> None:
    assert compare_part(read, expected, "first_name", sex="female").how == how


def test_one_error_is_weak_evidence_only() -> None:
    assert 0.5 < compare_part("Кисепев", "Киселёв", "last_name", sex="male").score < 0.8


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("МАРИЯ", "Мария"),
        ("РИМСКАЯ - КОРСАКОВА", "Римская-Корсакова"),
        ("АМИР ОГЛЫ", "Амир оглы"),
        ("ФЁДОР", "Фёдор"),
    ],
)
def test_capitals(shown: str, name: str) -> None:
    assert capitalise(shown) == name


def test_the_case_and_gender_are_told() -> None:
    found = nominative_of("ИВАНОВОЙ", "МАРИИ", "ИЛЬИНИЧНЕ")
    assert (found.case, found.sex) == ("dative", "female")
    assert nominative_of("Ким", "Анна").case == "nominative"
    assert to_nominative("Петрову", "Ивану") == ("Петров", "Иван", "")


def test_what_shows_no_case_stays_as_printed() -> None:
    assert to_nominative("Нгуен", "Хунг", "Ван") == ("Нгуен", "Хунг", "Ван")


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_survived(last: str, first: str, middle: str) -> None:
    to_nominative(last, first, middle)
    compare_name((last, first, middle), ("Иванов", "Иван", "Иванович"))
    compare_name(("Иванов", "Иван", "Иванович"), (last, first, middle))
    assert normalise(normalise(last)) == normalise(last)


def test_a_register_that_spells_a_name_with_latin_capitals_means_the_same_name() -> None:
    assert compare_part("ИВАНОВ", "ИBAHOB", "last_name").score == 1.0
