"""Are the invented people's names declined and their numbers checked as they should be?"""

from __future__ import annotations

import datetime as dt
import random

import pytest

from samples import numbers, people
from samples.blanks.passport import machine_lines
from samples.people import Person, Sex


def person(last: str, first: str, middle: str, sex: Sex) -> Person:
    return Person(
        last_name=last,
        first_name=first,
        middle_name=middle,
        sex=sex,
        birth_date=dt.date(1990, 1, 15),
        birth_place="г. Томск",
        snils="11223344595",
        inn="500100732259",
    )


@pytest.mark.parametrize(
    ("nominative", "sex", "dative"),
    [
        (("Кузнецов", "Лев", "Ильич"), "m", ("Кузнецову", "Льву", "Ильичу")),
        (("Кузнецова", "Мария", "Ильинична"), "f", ("Кузнецовой", "Марии", "Ильиничне")),
        (("Шевченко", "Юлия", "Петровна"), "f", ("Шевченко", "Юлии", "Петровне")),
        (("Черных", "Пётр", "Кузьмич"), "m", ("Черных", "Петру", "Кузьмичу")),
        (("Алиев", "Эльчин", "Амир оглы"), "m", ("Алиеву", "Эльчину", "Амир оглы")),
        (("Римская-Корсакова", "Любовь", "Львовна"), "f", ("Римской-Корсаковой", "Любови", "Львовне")),
        (("Миллер", "Ольга", "Юрьевна"), "f", ("Миллер", "Ольге", "Юрьевне")),
        (("Миллер", "Андрей", ""), "m", ("Миллеру", "Андрею", "")),
        (("Гоголь", "Илья", "Львович"), "m", ("Гоголю", "Илье", "Львовичу")),
        (("Петросян", "Анна", "Яковлевна"), "f", ("Петросян", "Анне", "Яковлевне")),
    ],
)
def test_names_stand_in_the_dative_as_old_diplomas_print_them(
    nominative: tuple[str, str, str], sex: Sex, dative: tuple[str, str, str]
) -> None:
    assert people.dative(person(*nominative, sex)) == dative


def test_every_snils_and_inn_has_a_valid_check_number() -> None:
    rng = random.Random(1)
    for _ in range(300):
        snils, inn = numbers.snils(rng), numbers.inn(rng)
        rest = sum(int(digit) * (9 - place) for place, digit in enumerate(snils[:9])) % 101 % 100
        assert snils[9:] == f"{rest:02d}"
        weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
        assert int(inn[11]) == sum(int(d) * w for d, w in zip(inn, weights, strict=False)) % 11 % 10


@pytest.mark.parametrize(
    ("names", "sex", "birth", "paper", "lines"),
    [
        (
            ("Иванов", "Иван", "Иванович"),
            "m",
            dt.date(1990, 1, 15),
            ("4510", "123456", dt.date(2010, 12, 1), "770-001"),
            ("PNRUSIVANOV<<IVAN<IVANOVI3<<<<<<<<<<<<<<<<<<", "4511234569RUS9001158M<<<<<<<0101201770001<88"),
        ),
        (
            ("Римская-Корсакова", "Элла", "Ильинична"),
            "f",
            dt.date(1978, 2, 28),
            ("0318", "777888", dt.date(2018, 9, 10), "230-033"),
            ("PNRUSRIMSKA8<KORSAKOVA<<6LLA<IL9INI3NA<<<<<<", ""),
        ),
    ],
)
def test_the_passports_machine_lines_are_those_of_the_worked_examples(
    names: tuple[str, str, str], sex: Sex, birth: dt.date, paper: tuple[str, str, dt.date, str], lines: tuple[str, str]
) -> None:
    holder = Person(
        last_name=names[0],
        first_name=names[1],
        middle_name=names[2],
        sex=sex,
        birth_date=birth,
        birth_place="",
        snils="",
        inn="",
    )
    first, second = machine_lines(holder, *paper)
    assert first == lines[0]
    assert len(second) == 44
    if lines[1]:
        assert second == lines[1]


@pytest.mark.parametrize("number", ["0123456", "771800986123", "7722030593123", "517"])
def test_an_altered_number_differs_in_exactly_one_digit(number: str) -> None:
    for seed in range(20):
        false = numbers.altered(random.Random(seed), number)
        assert sum(one != other for one, other in zip(number, false, strict=True)) == 1
