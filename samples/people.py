"""Who are the invented people of the samples, and how are their names declined?"""

from __future__ import annotations

import datetime as dt
import functools
import random
from dataclasses import dataclass
from typing import Literal

from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from samples import numbers

Sex = Literal["m", "f"]

SURNAMES: tuple[tuple[str, str], ...] = (
    ("Кузнецов", "Кузнецова"),
    ("Лебедев", "Лебедева"),
    ("Королёв", "Королёва"),
    ("Ефимов", "Ефимова"),
    ("Белоусов", "Белоусова"),
    ("Третьяков", "Третьякова"),
    ("Горшков", "Горшкова"),
    ("Щукин", "Щукина"),
    ("Воробьёв", "Воробьёва"),
    ("Соболев", "Соболева"),
    ("Журавлёв", "Журавлёва"),
    ("Мельников", "Мельникова"),
    ("Синицын", "Синицына"),
    ("Дёмин", "Дёмина"),
    ("Юдин", "Юдина"),
    ("Хохлов", "Хохлова"),
    ("Вишневский", "Вишневская"),
    ("Покровский", "Покровская"),
    ("Яблонский", "Яблонская"),
    ("Толстой", "Толстая"),
    ("Боровой", "Боровая"),
    ("Римский-Корсаков", "Римская-Корсакова"),
    ("Петров-Водкин", "Петрова-Водкина"),
    ("Соколов-Микитов", "Соколова-Микитова"),
    ("Шевченко", "Шевченко"),
    ("Коваленко", "Коваленко"),
    ("Тимошенко", "Тимошенко"),
    ("Гогоберидзе", "Гогоберидзе"),
    ("Шеварднадзе", "Шеварднадзе"),
    ("Кикабидзе", "Кикабидзе"),
    ("Петросян", "Петросян"),
    ("Саркисян", "Саркисян"),
    ("Тер-Ованесян", "Тер-Ованесян"),
    ("Долгих", "Долгих"),
    ("Черных", "Черных"),
    ("Седых", "Седых"),
    ("Живаго", "Живаго"),
    ("Дурново", "Дурново"),
    ("Миллер", "Миллер"),
    ("Шульц", "Шульц"),
    ("Ким", "Ким"),
    ("Цой", "Цой"),
    ("Мамедов", "Мамедова"),
    ("Алиев", "Алиева"),
    ("Гусейнов", "Гусейнова"),
    ("Ахметзянов", "Ахметзянова"),
    ("Хабибуллин", "Хабибуллина"),
    ("Магомедов", "Магомедова"),
    ("Рахимов", "Рахимова"),
    ("Палий", "Палий"),
    ("Гоголь", "Гоголь"),
    ("Заяц", "Заяц"),
    ("Лихач", "Лихач"),
    ("Данелия", "Данелия"),
    ("Югай", "Югай"),
    ("Бондарчук", "Бондарчук"),
    ("Мицкевич", "Мицкевич"),
    ("Федорук", "Федорук"),
    ("Стрельцов", "Стрельцова"),
    ("Пушкарёв", "Пушкарёва"),
)
FIRST = {
    "m": (
        "Александр",
        "Дмитрий",
        "Сергей",
        "Андрей",
        "Алексей",
        "Пётр",
        "Павел",
        "Илья",
        "Фёдор",
        "Никита",
        "Лев",
        "Игорь",
        "Юрий",
        "Яков",
        "Артём",
        "Семён",
        "Кузьма",
        "Михаил",
        "Глеб",
        "Роман",
    ),
    "f": (
        "Мария",
        "Анна",
        "Елена",
        "Ольга",
        "Наталья",
        "Юлия",
        "Любовь",
        "Алёна",
        "Софья",
        "Дарья",
        "Ксения",
        "Надежда",
        "Эльвира",
        "Гузель",
        "Вероника",
        "Татьяна",
        "Светлана",
        "Инна",
        "Зоя",
        "Лилия",
    ),
}
MIDDLE = {
    "m": (
        "Александрович",
        "Дмитриевич",
        "Сергеевич",
        "Андреевич",
        "Алексеевич",
        "Петрович",
        "Ильич",
        "Фёдорович",
        "Игоревич",
        "Юрьевич",
        "Яковлевич",
        "Артёмович",
        "Семёнович",
        "Кузьмич",
        "Михайлович",
        "Львович",
        "Никитич",
    ),
    "f": (
        "Александровна",
        "Дмитриевна",
        "Сергеевна",
        "Андреевна",
        "Алексеевна",
        "Петровна",
        "Ильинична",
        "Фёдоровна",
        "Игоревна",
        "Юрьевна",
        "Яковлевна",
        "Артёмовна",
        "Семёновна",
        "Кузьминична",
        "Михайловна",
        "Львовна",
    ),
}
EASTERN = {
    "m": (("Ильгам", "Рашид оглы"), ("Эльчин", "Амир оглы"), ("Тимур", "Рустамович"), ("Ильдар", "Фаритович")),
    "f": (("Лейла", "Рашид кызы"), ("Севиндж", "Ариф кызы"), ("Динара", "Маратовна"), ("Айгуль", "Ринатовна")),
}
TOWNS = (
    "гор. Самара",
    "г. Курган",
    "с. Красный Яр Астраханской обл.",
    "пос. Глубокое Псковской обл.",
    "г. Томск",
    "дер. Малые Вязёмы Московской обл.",
    "г. Ереван",
    "г. Баку",
    "г. Орёл",
    "г. Щёлково Московской обл.",
)
DATIVE_EXCEPTIONS = {
    "Гоголь": ("Гоголю", "Гоголь"),
    "Заяц": ("Зайцу", "Заяц"),
    "Лев": ("Льву", "Лев"),
    "Любовь": ("Любови", "Любови"),
    "Гузель": ("Гузели", "Гузели"),
    "Айгуль": ("Айгуль", "Айгуль"),
    "Данелия": ("Данелии", "Данелии"),
    "Севиндж": ("Севиндж", "Севиндж"),
}
"""Checked by hand: (masculine, feminine) dative where rules of thumb go wrong or usage is divided."""
INVARIABLE_ENDINGS = (" оглы", " кызы")


@dataclass(frozen=True, kw_only=True)
class Person:
    """An invented person; `middle_name` may be empty, `former_last_name` too."""

    last_name: str
    first_name: str
    middle_name: str
    sex: Sex
    birth_date: dt.date
    birth_place: str
    snils: str
    inn: str
    former_last_name: str = ""

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)

    @property
    def initials(self) -> str:
        """«И.О. Фамилия»."""
        letters = "".join(f"{part[0]}." for part in (self.first_name, self.middle_name) if part)
        return f"{letters} {self.last_name}"


def surname(rng: random.Random, sex: Sex) -> str:
    return rng.choice(SURNAMES)[0 if sex == "m" else 1]


def invent(rng: random.Random, *, born: tuple[int, int] = (1968, 1993)) -> Person:
    """Draw a person born between the first days of the two years."""
    sex: Sex = rng.choice(("m", "f", "f"))
    if rng.random() < 0.12:
        first, middle = rng.choice(EASTERN[sex])
    else:
        first, middle = rng.choice(FIRST[sex]), rng.choice(MIDDLE[sex])
    if rng.random() < 0.05:
        middle = ""
    start = dt.date(born[0], 1, 1)
    birth = start + dt.timedelta(days=rng.randrange((dt.date(born[1], 1, 1) - start).days))
    last = surname(rng, sex)
    return Person(
        last_name=last,
        first_name=first,
        middle_name=middle,
        sex=sex,
        birth_date=birth,
        birth_place=rng.choice(TOWNS),
        snils=numbers.snils(rng),
        inn=numbers.inn(rng),
    )


@functools.cache
def _maker() -> PetrovichDeclinationMaker:
    return PetrovichDeclinationMaker()


def _declined(part: NamePart, text: str, sex: Sex, case: Case) -> str:
    if not text or text.endswith(INVARIABLE_ENDINGS):
        return text
    if case == Case.DATIVE and text in DATIVE_EXCEPTIONS:
        return DATIVE_EXCEPTIONS[text][0 if sex == "m" else 1]
    gender = Gender.MALE if sex == "m" else Gender.FEMALE
    return str(_maker().make(part, gender, case, text))


def dative(person: Person) -> tuple[str, str, str]:
    """Return surname, name and patronymic in the dative, as diplomas before 2014 print them."""
    return _in_case(person, Case.DATIVE)


def accusative(person: Person) -> tuple[str, str, str]:
    """Return surname, name and patronymic in the accusative, as minutes of a commission print them."""
    return _in_case(person, Case.ACCUSATIVE)


def _in_case(person: Person, case: Case) -> tuple[str, str, str]:
    return (
        _declined(NamePart.LASTNAME, person.last_name, person.sex, case),
        _declined(NamePart.FIRSTNAME, person.first_name, person.sex, case),
        _declined(NamePart.MIDDLENAME, person.middle_name, person.sex, case),
    )
