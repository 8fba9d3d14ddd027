"""Which organisations issue the papers? (universities and centres, with the wrapping of their time)"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Institution:
    """An organisation: its own name, city in the nominative, region, the name of its Soviet forerunner."""

    name: str
    city: str
    region: str
    forerunner: str
    within: str
    """The name in the prepositional: «Самарском государственном медицинском университете»."""


def _university(adjective: str, city: str, region: str, tail: str = "", forerunner: str = "") -> Institution:
    stem = adjective.removesuffix("ий").removesuffix("ый").removesuffix("ой")
    return Institution(
        name=f"{adjective} государственный медицинский университет{tail}",
        city=city,
        region=region,
        forerunner=forerunner or f"{adjective} государственный медицинский институт",
        within=f"{stem}ом государственном медицинском университете{tail}",
    )


def _academy(adjective: str, city: str, region: str) -> Institution:
    return Institution(
        name=f"{adjective} государственная медицинская академия",
        city=city,
        region=region,
        forerunner=f"{adjective.removesuffix('ая')}ий государственный медицинский институт",
        within=f"{adjective.removesuffix('ая')}ой государственной медицинской академии",
    )


def universities() -> tuple[Institution, ...]:
    """The medical universities of the samples (form-facts, section 14)."""
    return (
        _university("Казанский", "Казань", "16"),
        _university("Самарский", "Самара", "63"),
        _university("Саратовский", "Саратов", "64", " имени В.И. Разумовского"),
        _university("Волгоградский", "Волгоград", "34"),
        _university("Ростовский", "Ростов-на-Дону", "61"),
        _university("Кубанский", "Краснодар", "23"),
        _university("Ставропольский", "Ставрополь", "26"),
        _university("Астраханский", "Астрахань", "30"),
        _university("Уральский", "Екатеринбург", "66"),
        _university("Южно-Уральский", "Челябинск", "74"),
        _university("Тюменский", "Тюмень", "72"),
        _university("Омский", "Омск", "55"),
        _university("Новосибирский", "Новосибирск", "54"),
        _university("Сибирский", "Томск", "70"),
        _university("Алтайский", "Барнаул", "22"),
        _university("Кемеровский", "Кемерово", "42"),
        _university("Иркутский", "Иркутск", "38"),
        _university("Красноярский", "Красноярск", "24", " имени профессора В.Ф. Войно-Ясенецкого"),
        _university("Дальневосточный", "Хабаровск", "27"),
        _university("Тихоокеанский", "Владивосток", "25"),
        _university("Башкирский", "Уфа", "02"),
        _university("Оренбургский", "Оренбург", "56"),
        _university("Пермский", "Пермь", "59", " имени академика Е.А. Вагнера"),
        _university("Рязанский", "Рязань", "62", " имени академика И.П. Павлова"),
        _university("Курский", "Курск", "46"),
        _university("Тверской", "Тверь", "69"),
        _university("Воронежский", "Воронеж", "36", " имени Н.Н. Бурденко"),
        _university("Кировский", "Киров", "43"),
        _university("Северный", "Архангельск", "29"),
        _university("Смоленский", "Смоленск", "67"),
        _university("Ярославский", "Ярославль", "76"),
        _university("Дагестанский", "Махачкала", "05"),
        _academy("Ижевская", "Ижевск", "18"),
        _academy("Читинская", "Чита", "75"),
        _academy("Амурская", "Благовещенск", "28"),
        Institution(
            name="Приволжский исследовательский медицинский университет",
            city="Нижний Новгород",
            region="52",
            forerunner="Горьковский государственный медицинский институт",
            within="Приволжском исследовательском медицинском университете",
        ),
        Institution(
            name="Северо-Западный государственный медицинский университет имени И.И. Мечникова",
            city="Санкт-Петербург",
            region="78",
            forerunner="Ленинградский санитарно-гигиенический медицинский институт",
            within="Северо-Западном государственном медицинском университете имени И.И. Мечникова",
        ),
        Institution(
            name="Российский национальный исследовательский медицинский университет имени Н.И. Пирогова",
            city="Москва",
            region="77",
            forerunner="2-й Московский государственный медицинский институт",
            within="Российском национальном исследовательском медицинском университете имени Н.И. Пирогова",
        ),
    )


def centres() -> tuple[Institution, ...]:
    """Private and regional centres of further education; all invented."""
    return (
        Institution(
            name="Учебный центр «Медсестра плюс»",
            city="Зеленодольск",
            region="16",
            forerunner="",
            within="Учебном центре «Медсестра плюс»",
        ),
        Institution(
            name="Межрегиональная академия непрерывного медицинского образования",
            city="Пенза",
            region="58",
            forerunner="",
            within="Межрегиональной академии непрерывного медицинского образования",
        ),
        Institution(
            name="Сибирский институт повышения квалификации",
            city="Новосибирск",
            region="54",
            forerunner="",
            within="Сибирском институте повышения квалификации",
        ),
        Institution(
            name="Институт последипломного образования врачей",
            city="Тула",
            region="71",
            forerunner="",
            within="Институте последипломного образования врачей",
        ),
    )


def full_name(institution: Institution, issued: dt.date, rng: random.Random | None = None) -> str:
    """The official name as a paper of that day prints it (form-facts, section 14: the wrapping dates the paper)."""
    if institution in centres():
        form = "Автономная некоммерческая организация дополнительного профессионального образования"
        return f"{form} «{institution.name}»" if "«" not in institution.name else f"{form} {institution.name}"
    if issued.year < 1994:
        return institution.forerunner
    if issued.year < 2011:
        prefix = "Государственное образовательное учреждение высшего профессионального образования"
        return f"{prefix} «{institution.name}» Федерального агентства по здравоохранению и социальному развитию"
    if issued.year < 2016:
        prefix = "Государственное бюджетное образовательное учреждение высшего профессионального образования"
        return f"{prefix} «{institution.name}» Министерства здравоохранения Российской Федерации"
    prefix = "федеральное государственное бюджетное образовательное учреждение высшего образования"
    return f"{prefix} «{institution.name}» Министерства здравоохранения Российской Федерации"


def registry_name(full: str, rng: random.Random) -> str:
    """The same organisation as a register may write it: whole, or with the wrapping abbreviated."""
    if rng.random() < 0.4:
        return full
    short = full
    for long, brief in (
        ("Автономная некоммерческая организация дополнительного профессионального образования", "АНО ДПО"),
        ("Государственное образовательное учреждение высшего профессионального образования", "ГОУ ВПО"),
        ("Государственное бюджетное образовательное учреждение высшего профессионального образования", "ГБОУ ВПО"),
        ("федеральное государственное бюджетное образовательное учреждение высшего образования", "ФГБОУ ВО"),
        ("Федерального агентства по здравоохранению и социальному развитию", "Росздрава"),
        ("Министерства здравоохранения Российской Федерации", "Минздрава России"),
    ):
        short = short.replace(long, brief)
    return short
