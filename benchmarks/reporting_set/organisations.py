"""Which schools and employers stand on the reporting papers?

The universities are real names from the form facts (they stand in the register's dictionary); centres of further
education and clinics are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, kw_only=True)
class School:
    """A medical university: its adjective, what follows «государственный … университет», names it had before."""

    adjective: str
    """Masculine nominative: «Самарский»."""
    tail: str = ""
    city: str
    region: str
    old_word: str = "академия"
    """What it was in 1996-2013: «академия» or «университет»."""
    soviet_city: str = ""
    """Adjective of the Soviet institute where it differs."""


SCHOOLS = (
    School(adjective="Самарский", city="Самара", region="63", old_word="университет", soviet_city="Куйбышевский"),
    School(adjective="Казанский", city="Казань", region="16", old_word="университет"),
    School(adjective="Рязанский", tail=" имени академика И.П. Павлова", city="Рязань", region="62"),
    School(adjective="Саратовский", tail=" имени В.И. Разумовского", city="Саратов", region="64"),
    School(adjective="Волгоградский", city="Волгоград", region="34"),
    School(adjective="Ростовский", city="Ростов-на-Дону", region="61", old_word="университет"),
    School(adjective="Кубанский", city="Краснодар", region="23"),
    School(adjective="Уральский", city="Екатеринбург", region="66", soviet_city="Свердловский"),
    School(adjective="Южно-Уральский", city="Челябинск", region="74", soviet_city="Челябинский"),
    School(adjective="Тюменский", city="Тюмень", region="72"),
    School(adjective="Омский", city="Омск", region="55"),
    School(adjective="Новосибирский", city="Новосибирск", region="54"),
    School(adjective="Сибирский", city="Томск", region="70", old_word="университет", soviet_city="Томский"),
    School(adjective="Алтайский", city="Барнаул", region="22", old_word="университет"),
    School(adjective="Кемеровский", city="Кемерово", region="42"),
    School(adjective="Башкирский", city="Уфа", region="02", old_word="университет"),
    School(adjective="Оренбургский", city="Оренбург", region="56"),
    School(adjective="Смоленский", city="Смоленск", region="67"),
    School(adjective="Курский", city="Курск", region="46", old_word="университет"),
    School(adjective="Воронежский", tail=" имени Н.Н. Бурденко", city="Воронеж", region="36"),
    School(adjective="Ярославский", city="Ярославль", region="76"),
    School(adjective="Тверской", city="Тверь", region="69", soviet_city="Калининский"),
    School(adjective="Дальневосточный", city="Хабаровск", region="27", soviet_city="Хабаровский"),
    School(adjective="Тихоокеанский", city="Владивосток", region="25", soviet_city="Владивостокский"),
    School(adjective="Ставропольский", city="Ставрополь", region="26"),
)

_MODERN = (
    "федеральное государственное бюджетное образовательное учреждение высшего образования",
    "Министерства здравоохранения Российской Федерации",
)
_CAPITAL = "Федеральное государственное бюджетное образовательное учреждение высшего образования"


def of_adjective(adjective: str, case: str) -> str:
    """Return an adjective in the masculine nominative, prepositional or genitive, or in the feminine nominative."""
    stem, ending = adjective[:-2], {"nom": adjective[-2:], "prep": "ом", "gen": "ого", "fem": "ая"}[case]
    return stem + ending


def modern(school: School, case: str = "nom") -> str:
    """Return the full name of 2016 and later, in the nominative or the prepositional («в …»)."""
    core = f"«{school.adjective} государственный медицинский университет{school.tail}»"
    if case == "prep":
        head = "федеральном государственном бюджетном образовательном учреждении высшего образования"
        return f"{head} {core} {_MODERN[1]}"
    return f"{_CAPITAL} {core} {_MODERN[1]}"


def of_2010s(school: School, year: int) -> str:
    """Return the full name of 2011-2015, when the ministry was also the one of social development at first."""
    ministry = "здравоохранения и социального развития" if year < 2013 else "здравоохранения"
    word = "университет" if year >= 2013 else school.old_word
    return (
        "Государственное бюджетное образовательное учреждение высшего профессионального образования "
        f"«{_adjective_for(school.adjective, word)} {_state(word)} {word}{school.tail}» "
        f"Министерства {ministry} Российской Федерации"
    )


def of_2000s(school: School) -> str:
    """Return the name of 1996-2011."""
    word = school.old_word
    return (
        "Государственное образовательное учреждение высшего профессионального образования "
        f"«{_adjective_for(school.adjective, word)} {_state(word)} {word}»"
    )


def soviet(school: School) -> str:
    """Return the institute's name before 1992."""
    return f"{school.soviet_city or school.adjective} государственный медицинский институт"


def short(school: School) -> str:
    """Return a name short enough for a seal."""
    return f"{school.adjective} государственный медицинский университет"


def _adjective_for(adjective: str, word: str) -> str:
    return of_adjective(adjective, "fem") if word == "академия" else adjective


def _state(word: str) -> str:
    return "государственная медицинская" if word == "академия" else "государственный медицинский"


@dataclass(frozen=True, kw_only=True)
class Centre:
    """A centre of further education, invented."""

    name: str
    prepositional: str
    city: str
    region: str


CENTRES = (
    Centre(
        name="Автономная некоммерческая организация дополнительного профессионального образования «Учебный центр "
        "«Медицинская практика»",
        prepositional="автономной некоммерческой организации дополнительного профессионального образования «Учебный "
        "центр «Медицинская практика»",
        city="Москва",
        region="77",
    ),
    Centre(
        name="Общество с ограниченной ответственностью «Поволжский институт клинического образования»",
        prepositional="обществе с ограниченной ответственностью «Поволжский институт клинического образования»",
        city="Самара",
        region="63",
    ),
    Centre(
        name="Частное образовательное учреждение дополнительного профессионального образования «Северная академия "
        "непрерывного медицинского образования»",
        prepositional="частном образовательном учреждении дополнительного профессионального образования «Северная "
        "академия непрерывного медицинского образования»",
        city="Санкт-Петербург",
        region="78",
    ),
    Centre(
        name="Государственное автономное учреждение дополнительного профессионального образования «Уральский центр "
        "повышения квалификации работников здравоохранения»",
        prepositional="государственном автономном учреждении дополнительного профессионального образования «Уральский "
        "центр повышения квалификации работников здравоохранения»",
        city="Екатеринбург",
        region="66",
    ),
    Centre(
        name="Автономная некоммерческая организация дополнительного профессионального образования «Сибирская школа "
        "врачебного мастерства»",
        prepositional="автономной некоммерческой организации дополнительного профессионального образования «Сибирская "
        "школа врачебного мастерства»",
        city="Новосибирск",
        region="54",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Clinic:
    """An employer, invented: its name, the same after «в», its city."""

    name: str
    prepositional: str
    city: str
    region: str


CLINICS = (
    Clinic(
        name="Государственное бюджетное учреждение здравоохранения «Городская клиническая больница № 214»",
        prepositional="государственном бюджетном учреждении здравоохранения «Городская клиническая больница № 214»",
        city="Москва",
        region="77",
    ),
    Clinic(
        name="Государственное автономное учреждение здравоохранения «Приволжская районная больница»",
        prepositional="государственном автономном учреждении здравоохранения «Приволжская районная больница»",
        city="Казань",
        region="16",
    ),
    Clinic(
        name="Общество с ограниченной ответственностью «Клиника семейного здоровья «Ромашка»",
        prepositional="обществе с ограниченной ответственностью «Клиника семейного здоровья «Ромашка»",
        city="Воронеж",
        region="36",
    ),
    Clinic(
        name="Государственное бюджетное учреждение здравоохранения «Областной онкологический диспансер № 3»",
        prepositional="государственном бюджетном учреждении здравоохранения «Областной онкологический диспансер № 3»",
        city="Самара",
        region="63",
    ),
    Clinic(
        name="Краевое государственное бюджетное учреждение здравоохранения «Городская поликлиника № 27»",
        prepositional="краевом государственном бюджетном учреждении здравоохранения «Городская поликлиника № 27»",
        city="Барнаул",
        region="22",
    ),
)


def school(rng: Random) -> School:
    """Draw a university."""
    return rng.choice(SCHOOLS)


def centre(rng: Random) -> Centre:
    """Draw a centre of further education."""
    return rng.choice(CENTRES)


def clinic(rng: Random) -> Clinic:
    """Draw an employer."""
    return rng.choice(CLINICS)
