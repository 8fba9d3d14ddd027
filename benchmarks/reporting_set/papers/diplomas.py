"""What do diplomas of higher education of 2014 and 2022 look like?"""

from __future__ import annotations

import datetime as dt
from random import Random

from benchmarks.reporting_set import dates, organisations, people
from benchmarks.reporting_set.blocks import Block, Gap
from benchmarks.reporting_set.facts import Facts, digits, names
from benchmarks.reporting_set.papers.layouts import spread
from benchmarks.reporting_set.papers.maker import Maker
from benchmarks.reporting_set.pen import Pen
from benchmarks.reporting_set.sheet import Sheet
from benchmarks.reporting_set.sheet_style import Style

SPECIALIST = (
    ("31.05.01", "Лечебное дело", "Врач-лечебник"),
    ("31.05.01", "Лечебное дело", "Врач-лечебник"),
    ("31.05.02", "Педиатрия", "Врач-педиатр"),
    ("31.05.03", "Стоматология", "Врач-стоматолог"),
    ("32.05.01", "Медико-профилактическое дело", "Врач по общей гигиене, по эпидемиологии"),
    ("33.05.01", "Фармация", "Провизор"),
    ("30.05.01", "Медицинская биохимия", "Врач-биохимик"),
    ("30.05.03", "Медицинская кибернетика", "Врач-кибернетик"),
)
BACHELOR = (("34.03.01", "Сестринское дело", "Академическая медицинская сестра. Преподаватель"),)
MASTER = (("32.04.01", "Общественное здравоохранение", "Магистр"),)

CHAIR = "Председатель Государственной экзаменационной комиссии"
HEAD = "Руководитель организации, осуществляющей образовательную деятельность"

TITLES = {"specialist": "ДИПЛОМ СПЕЦИАЛИСТА", "bachelor": "ДИПЛОМ БАКАЛАВРА", "master": "ДИПЛОМ МАГИСТРА"}
PROGRAMMES = {
    "specialist": "программу специалитета по специальности",
    "bachelor": "программу бакалавриата по направлению подготовки",
    "master": "программу магистратуры по направлению подготовки",
}


def registration(rng: Random, year: int) -> str:
    """Return a registration number in one of the ways that schools number diplomas."""
    return rng.choice(
        (
            f"{rng.randint(100, 99999)}",
            f"{rng.randint(31, 33)}-{rng.randint(100, 9999):04d}",
            f"{rng.randint(1000, 9999)}/{year % 100:02d}",
            f"{year}-{rng.randint(100, 999)}",
            f"Д-{rng.randint(100, 9999)}",
        )
    )


def modern_facts(rng: Random, years: tuple[int, int], level: str, variant: str) -> Facts:
    """Invent a diploma of 2014 or later."""
    school = organisations.school(rng)
    issued = dates.summer(rng, rng.randint(*years))
    who = people.person(rng, issued.year - rng.randint(23, 27))
    code, specialty, qualification = rng.choice(
        {"specialist": SPECIALIST, "bachelor": BACHELOR, "master": MASTER}[level]
    )
    name = organisations.modern(school) if issued.year >= 2016 else organisations.of_2010s(school, issued.year)
    protocol = issued - dt.timedelta(days=rng.randint(3, 14))
    fields = {
        **names(who),
        "series": f"10{school.region}{rng.choice(('04', '18', '24', '27', '31', '05'))}",
        "number": digits(rng, 7),
        "registration_number": registration(rng, issued.year),
        "issue_date": issued.isoformat(),
        "issuer": name,
        "city": school.city,
        "specialty_code": code,
        "specialty": specialty,
        "qualification": qualification,
        "protocol_number": str(rng.randint(1, 48)),
        "protocol_date": protocol.isoformat(),
    }
    if rng.random() < 0.2:
        fields["honours"] = True
    printed = {
        "level": level,
        "seal": organisations.short(school),
        "chair": people.initials(rng),
        "head": people.initials(rng),
    }
    return Facts(kind="higher_education_diploma", variant=variant, person=who, fields=fields, printed=printed)


def front(pen: Pen, facts: Facts, title: str, number: str) -> tuple[Block, ...]:
    """Return the half with the school, the title and the numbers."""
    head: tuple[Block, ...] = (
        pen.title("РОССИЙСКАЯ ФЕДЕРАЦИЯ", 12),
        pen.line(facts.text("issuer"), 11),
        pen.line(f"г. {facts.text('city')}", 11),
    )
    name: list[Block] = [Gap(size=10), pen.title(title, 23)]
    if facts.fields.get("honours"):
        name.append(pen.title("С ОТЛИЧИЕМ", 14, (0.7, 0.1, 0.12)))
    foot: tuple[Block, ...] = (
        pen.number(number, 16),
        pen.line("ДОКУМЕНТ ОБ ОБРАЗОВАНИИ И О КВАЛИФИКАЦИИ", 9.5),
        Gap(size=8),
        *pen.labelled("Регистрационный номер", facts.text("registration_number")),
        *pen.labelled("Дата выдачи", pen.date(facts.day("issue_date"))),
    )
    if pen.style.label_way in ("caption", "colon"):  # some schools print the title first
        return (*name[1:], pen.number(number, 15), Gap(size=6), *head, *foot[1:])
    return (*head, *name, *foot)


def back(pen: Pen, facts: Facts, done: str) -> tuple[Block, ...]:
    """Return the half with the holder and what was awarded; `done` is the wording of what was mastered."""
    who = facts.fields
    woman = facts.person.female
    passed = ("прошла" if woman else "прошел") if pen.style.date_way % 2 else "прошел(ла)"
    protocol = f"Протокол № {facts.text('protocol_number')} от {pen.date(facts.day('protocol_date'))}"
    return (
        pen.line("Настоящий диплом свидетельствует о том, что", 10.5),
        Gap(size=4),
        pen.fill_line(pen.name(str(who["last_name"])), 17, bold=True),
        pen.fill_line(pen.name(f"{who['first_name']} {who['middle_name']}"), 15, bold=True),
        Gap(size=4),
        pen.line(done, 10.5),
        pen.fill_line(f"{facts.text('specialty_code')} {facts.text('specialty')}", 13),
        pen.line(f"и успешно {passed} государственную итоговую аттестацию", 10.5),
        Gap(size=3),
        pen.line("Решением Государственной экзаменационной комиссии присвоена квалификация", 10.5),
        pen.fill_line(pen.name(facts.text("qualification")), 14, bold=True),
        pen.fill_line(protocol, 11),
        Gap(size=6),
        pen.signers(((CHAIR, facts.text("chair")), (HEAD, facts.text("head"))), facts.text("seal")),
    )


def modern_layout(facts: Facts, style: Style) -> tuple[Sheet, ...]:
    """Lay out a diploma of 2014 or later."""
    rng, level = style.rng, facts.text("level")
    sign = rng.choice((" ", " ", "  ", " № "))
    number = f"{facts.text('series')}{sign}{facts.text('number')}"
    verb = "освоила" if facts.person.female else "освоил"
    done = f"{rng.choice((verb, 'освоил(а)'))} {PROGRAMMES[level]}"
    return spread(
        style,
        lambda pen: front(pen, facts, TITLES[level], number),
        lambda pen: back(pen, facts, done),
    )


def _maker(variant: str, years: tuple[int, int], level: str) -> Maker:
    return Maker(
        kind="higher_education_diploma",
        variant=variant,
        facts=lambda rng: modern_facts(rng, years, level, variant),
        layout=modern_layout,
        enrolled=True,
        recent=years[0] >= 2022,
    )


MAKERS = (
    _maker("form_2022", (2022, 2025), "specialist"),
    _maker("form_2014", (2014, 2021), "specialist"),
    _maker("form_2022_bachelor", (2022, 2025), "bachelor"),
    _maker("form_2014_master", (2016, 2021), "master"),
)
