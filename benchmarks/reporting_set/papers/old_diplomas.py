"""What do diplomas of higher education before 2014 look like?"""

from __future__ import annotations

import datetime as dt
from random import Random

from benchmarks.reporting_set import dates, organisations, people
from benchmarks.reporting_set.blocks import Block, Gap
from benchmarks.reporting_set.facts import Facts, digits, names
from benchmarks.reporting_set.papers.diplomas import registration
from benchmarks.reporting_set.papers.layouts import spread
from benchmarks.reporting_set.papers.maker import Maker
from benchmarks.reporting_set.pen import Pen
from benchmarks.reporting_set.sheet import Sheet
from benchmarks.reporting_set.sheet_style import Style

_AWARDS = (
    ("Лечебное дело", "Врач"),
    ("Лечебное дело", "Врач"),
    ("Педиатрия", "Врач-педиатр"),
    ("Стоматология", "Врач-стоматолог"),
    ("Фармация", "Провизор"),
)
_SOVIET_AWARDS = (
    ("Лечебное дело", "врача-лечебника", "врач-лечебник"),
    ("Педиатрия", "врача-педиатра", "врач-педиатр"),
    ("Стоматология", "врача-стоматолога", "врач-стоматолог"),
    ("Фармация", "провизора", "провизор"),
)


def _series(rng: Random, variant: str) -> tuple[str, str]:
    if variant == "form_1996":
        return rng.choice(("ДВС", "АВС", "БВС", "ИВС", "ВСА", "ВСБ", "ВСВ", "ВСГ")), digits(rng, 7)
    if variant == "form_2010":
        return rng.choice(("К", "КА", "КБ", "КГ", "ОК", "ОКА")), digits(rng, 5)
    return rng.choice(("ЭВ", "ШВ", "ФВ", "УВ", "ЦВ", "ТВ", "Г-I", "Б-I", "Д-I")), digits(rng, 6)


def old_facts(rng: Random, variant: str, years: tuple[int, int]) -> Facts:
    """Invent a diploma of 1996-2013 or a Soviet one; its holder is printed in the dative."""
    school = organisations.school(rng)
    issued = dates.summer(rng, rng.randint(*years))
    who = people.person(rng, issued.year - rng.randint(23, 26))
    series, number = _series(rng, variant)
    printed = {"seal": organisations.short(school), "chair": people.initials(rng), "head": people.initials(rng)}
    if variant == "soviet":
        name = organisations.soviet(school)
        specialty, printed["award"], qualification = rng.choice(_SOVIET_AWARDS)
        printed["entered"] = str(issued.year - (5 if specialty in ("Стоматология", "Фармация") else 6))
    else:
        name = organisations.of_2000s(school) if issued.year < 2011 else organisations.of_2010s(school, issued.year)
        specialty, qualification = rng.choice(_AWARDS)
    fields = {
        **names(who),
        "series": series,
        "number": number,
        "registration_number": registration(rng, issued.year),
        "issue_date": issued.isoformat(),
        "issuer": name,
        "city": school.city,
        "specialty": specialty,
        "qualification": qualification,
        "protocol_date": (issued - dt.timedelta(days=rng.randint(2, 12))).isoformat(),
    }
    if variant == "soviet":  # the institute's town may have been called otherwise then
        fields.pop("city")
        printed["town"] = school.city
    return Facts(kind="higher_education_diploma", variant=variant, person=who, fields=fields, printed=printed)


def _decision_way(day: dt.date, way: int) -> str:
    return dates.words(day) if way % 2 else dates.quoted(day, "года")


def layout_1996(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out a diploma of 1996-2013."""
    sign = style.rng.choice((" ", " № "))
    issued = _decision_way(facts.day("issue_date"), style.date_way)

    def left(pen: Pen) -> tuple[Block, ...]:
        return (
            pen.title("РОССИЙСКАЯ ФЕДЕРАЦИЯ", 12),
            pen.line(facts.text("issuer"), 11),
            Gap(size=14),
            pen.title("ДИПЛОМ", 30),
            pen.number(f"{facts.text('series')}{sign}{facts.text('number')}", 16),
            Gap(size=12),
            pen.line("Диплом является государственным документом о высшем образовании", 9),
            *pen.labelled("Регистрационный номер", facts.text("registration_number")),
            pen.ends(f"г. {facts.text('city')}", issued),
        )

    def right(pen: Pen) -> tuple[Block, ...]:
        decided = _decision_way(facts.day("protocol_date"), style.date_way + 1)
        roles = (
            ("Председатель Государственной аттестационной комиссии", facts.text("chair")),
            ("Ректор", facts.text("head")),
        )
        return (
            pen.line("Решением", 11),
            pen.line("Государственной аттестационной комиссии", 11),
            pen.mixed(("от", False), (decided, True), align="centre"),
            Gap(size=4),
            pen.fill_line(pen.name(people.dative(facts.person)), 15, bold=True),
            Gap(size=4),
            pen.line("присуждена квалификация", 11),
            pen.fill_line(facts.text("qualification").upper(), 14, bold=True),
            pen.line("по специальности", 11),
            pen.fill_line(f"«{facts.text('specialty')}»", 13),
            Gap(size=8),
            pen.signers(roles, facts.text("seal")),
        )

    return spread(style, left, right, portrait=0.2)


def layout_soviet(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out a Soviet diploma."""
    he = "она" if facts.person.female else "он"
    did = ("поступила", "окончила") if facts.person.female else ("поступил", "окончил")
    dative, school = people.dative(facts.person), facts.text("issuer")
    issued = facts.day("issue_date")

    def left(pen: Pen) -> tuple[Block, ...]:
        return (
            pen.title("ДИПЛОМ", 30),
            pen.number(f"{facts.text('series')} № {facts.text('number')}", 16),
            Gap(size=12),
            pen.mixed(
                ("Настоящий диплом выдан", False),
                (dative, True),
                (f"в том, что {he} в", False),
                (facts.text("entered"), True),
                (f"году {did[0]} в", False),
                (school, True),
                ("и в", False),
                (str(issued.year), True),
                (f"году {did[1]} полный курс названного института по специальности", False),
                (f"«{facts.text('specialty')}».", True),
                size=12.5,
            ),
        )

    def right(pen: Pen) -> tuple[Block, ...]:
        roles = tuple(
            (role, facts.text(name))
            for role, name in (("Председатель Государственной экзаменационной комиссии", "chair"), ("Ректор", "head"))
        )
        return (
            pen.mixed(
                ("Решением Государственной экзаменационной комиссии от", False),
                (dates.quoted(facts.day("protocol_date")), True),
                (dative, True),
                ("присвоена квалификация", False),
                (facts.text("award"), True),
                size=12.5,
            ),
            Gap(size=10),
            pen.signers(roles, f"Министерство здравоохранения РСФСР {school}"),
            Gap(size=4),
            pen.ends(f"Город {facts.text('town')}", dates.quoted(issued)),
            pen.mixed(("Регистрационный №", False), (facts.text("registration_number"), True)),
        )

    return spread(style, left, right, portrait=0.0)


def _maker(variant: str, years: tuple[int, int]) -> Maker:
    return Maker(
        kind="higher_education_diploma",
        variant=variant,
        facts=lambda rng: old_facts(rng, variant, years),
        layout=layout_soviet if variant == "soviet" else layout_1996,
        enrolled=True,
        digital=False,
    )


MAKERS = (_maker("form_1996", (1997, 2010)), _maker("form_2010", (2011, 2013)), _maker("soviet", (1976, 1990)))
