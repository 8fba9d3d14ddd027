"""Who are the invented people of the reporting set?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from random import Random

from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

_LAST = (
    "Аверьянов Багров Вешняков Голубев Дорофеев Ермилов Жаворонков Завьялов Игнатов Калашников Ларионов Мещеряков "
    "Неклюдов Овсянников Подгорный Рогожин Сапожников Трубецкой Ушаков Филимонов Хрусталёв Цветков Чистяков Шаповалов "
    "Щеглов Юдин Яблоков Бережной Вишневский Городецкий Заречный Каменский Ломакин Мухин Пантелеев Рябинин Сухарев "
    "Тихонравов Устинов Фомичёв Черкашин Шубин Добронравов Коростелёв Лисицын Муравьёв Озеров Полуянов Селиванов"
).split()
_LAST_SAME = "Гончаренко Шевчук Короленко Мартиросян Черных Лысенко Бойко Петросян Саенко Долгих Белоконь".split()
_MALE = (
    "Аркадий Борис Вадим Валентин Виталий Глеб Денис Евгений Захар Игорь Кирилл Лев Максим Никита Олег Павел Роман "
    "Степан Тимур Фёдор Юрий Ярослав Артём Герман Пётр Семён"
).split()
_FEMALE = (
    "Алла Вера Виктория Галина Дарья Евгения Жанна Зоя Инна Кира Лариса Маргарита Надежда Оксана Полина Раиса София "
    "Тамара Ульяна Эльвира Юлия Яна Алёна Валерия Любовь Нина"
).split()
_PATRONYMIC = (
    ("Аркадьевич", "Аркадьевна"),
    ("Борисович", "Борисовна"),
    ("Вадимович", "Вадимовна"),
    ("Валентинович", "Валентиновна"),
    ("Витальевич", "Витальевна"),
    ("Глебович", "Глебовна"),
    ("Денисович", "Денисовна"),
    ("Евгеньевич", "Евгеньевна"),
    ("Игоревич", "Игоревна"),
    ("Кириллович", "Кирилловна"),
    ("Львович", "Львовна"),
    ("Максимович", "Максимовна"),
    ("Олегович", "Олеговна"),
    ("Павлович", "Павловна"),
    ("Романович", "Романовна"),
    ("Степанович", "Степановна"),
    ("Фёдорович", "Фёдоровна"),
    ("Юрьевич", "Юрьевна"),
    ("Ярославович", "Ярославовна"),
    ("Семёнович", "Семёновна"),
)


@dataclass(frozen=True, kw_only=True)
class Person:
    """An invented person; names in the nominative."""

    last: str
    first: str
    middle: str
    born: dt.date
    female: bool
    snils: str
    inn: str
    former_last: tuple[str, ...] = ()

    @property
    def full(self) -> str:
        return f"{self.last} {self.first} {self.middle}"

    @property
    def initials(self) -> str:
        return f"{self.first[0]}.{self.middle[0]}. {self.last}"


def feminine(last: str) -> str:
    """Return the woman's form of a man's surname; the same where it does not change."""
    if last.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return last + "а"
    if last.endswith(("ский", "цкий")):
        return last[:-2] + "ая"
    if last.endswith(("ый", "ой")):
        return last[:-2] + "ая"
    return last


def snils(rng: Random) -> str:
    """Return 11 digits with a right checksum (form facts 10.1)."""
    digits = f"{rng.randint(2_000_000, 199_999_999):09d}"
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits))
    check = total % 101
    return f"{digits}{0 if check == 100 else check:02d}"


def inn(rng: Random, region: str) -> str:
    """Return a person's 12 digits with right checksums (form facts 10.2)."""
    digits = [int(digit) for digit in f"{region}{rng.randint(1, 99):02d}{rng.randint(0, 999_999):06d}"]
    for weights in ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)):
        digits.append(sum(a * b for a, b in zip(weights, digits, strict=True)) % 11 % 10)
    return "".join(map(str, digits))


def surname(rng: Random, female: bool) -> str:
    """Return a surname for a man or a woman."""
    if rng.random() < 0.13:
        return rng.choice(_LAST_SAME)
    last = rng.choice(_LAST)
    return feminine(last) if female else last


def person(rng: Random, born_year: int) -> Person:
    """Invent a person born in a year."""
    female = rng.random() < 0.6
    return Person(
        last=surname(rng, female),
        first=rng.choice(_FEMALE if female else _MALE),
        middle=rng.choice(_PATRONYMIC)[1 if female else 0],
        born=dt.date(born_year, 1, 1) + dt.timedelta(days=rng.randrange(365)),
        female=female,
        snils=snils(rng),
        inn=inn(rng, rng.choice(("77", "78", "63", "54", "66", "16", "23"))),
    )


def relative(rng: Random, other: Person) -> Person:
    """Invent somebody of the same surname and sex, near in age: a brother, a sister, a namesake."""
    first = rng.choice([name for name in (_FEMALE if other.female else _MALE) if name[0] != other.first[0]])
    born = other.born + dt.timedelta(days=rng.randint(400, 1500) * rng.choice((-1, 1)))
    return replace(other, first=first, born=born, snils=snils(rng), inn=inn(rng, other.inn[:2]))


def cased(who: Person, case: Case, last: str | None = None) -> str:
    """Return surname, name and patronymic in a case."""
    maker = PetrovichDeclinationMaker()
    sex = Gender.FEMALE if who.female else Gender.MALE
    parts = ((NamePart.LASTNAME, last or who.last), (NamePart.FIRSTNAME, who.first), (NamePart.MIDDLENAME, who.middle))
    return " ".join(maker.make(part, sex, case, text) for part, text in parts)


def dative(who: Person) -> str:
    """Return the person's name as «кому»."""
    return cased(who, Case.DATIVE)


def genitive(who: Person) -> str:
    """Return the person's name as «кого»."""
    return cased(who, Case.GENITIVE)


def initials(rng: Random) -> str:
    """Return «И.О. Фамилия» of somebody who signs papers."""
    return person(rng, 1960).initials
