"""How do diplomas of higher education since 2014 look? (form-facts, sections 1.2 and 1.5)"""

from __future__ import annotations

import datetime as dt
import random

from samples import layout, numbers, specialties
from samples.blanks.ground import attested, column, security_sheet
from samples.canvas import Paper
from samples.facts import Blank, Facts, Marks, signers
from samples.institutions import full_name, universities
from samples.layout import Block, Signed, filled_in, flow, labelled, title, words
from samples.people import Person
from samples.style import Style

KIND = "higher_education_diploma"
LEVELS = {
    "specialist": ("ДИПЛОМ СПЕЦИАЛИСТА", "программу специалитета", "по специальности"),
    "bachelor": ("ДИПЛОМ БАКАЛАВРА", "программу бакалавриата", "по направлению подготовки"),
    "master": ("ДИПЛОМ МАГИСТРА", "программу магистратуры", "по направлению подготовки"),
}


def blanks() -> tuple[Blank, ...]:
    def blank(form: str, level: str, first: dt.date, last: dt.date, weight: float) -> Blank:
        variant = f"{form}_{level}"
        return Blank(
            kind=KIND,
            variant=variant,
            issued=(first, last),
            weight=weight,
            draw=draw,
            invent=lambda rng, person, day: invent(rng, person, day, variant, level),
        )

    early, late = (dt.date(2014, 6, 1), dt.date(2022, 8, 31)), (dt.date(2022, 9, 1), dt.date(2099, 1, 1))
    return (
        blank("2014", "specialist", *early, 3.0),
        blank("2014", "bachelor", *early, 0.5),
        blank("2014", "master", *early, 0.5),
        blank("2022", "specialist", *late, 2.0),
        blank("2022", "bachelor", *late, 0.3),
        blank("2022", "master", *late, 0.3),
    )


def invent(rng: random.Random, person: Person, day: dt.date, variant: str, level: str) -> Facts:
    institution = rng.choice(universities())
    chosen = {
        "specialist": rng.choice(specialties.HIGHER),
        "bachelor": specialties.BACHELOR,
        "master": specialties.MASTER,
    }
    code, specialty, qualification, _ = chosen[level]
    series, number = numbers.diploma(rng, institution.region)
    return Facts(
        kind=KIND,
        variant=variant,
        person=person,
        institution=institution,
        fields={
            "series": series,
            "number": number,
            "registration_number": numbers.registration(rng, day),
            "issue_date": day.isoformat(),
            "issuer": full_name(institution, day),
            "city": institution.city,
            "specialty_code": code,
            "specialty": specialty,
            "qualification": qualification,
            "protocol_number": str(rng.randrange(1, 60)),
            "protocol_date": (day - dt.timedelta(days=rng.randrange(2, 20))).isoformat(),
            "honours": rng.random() < 0.2,
        },
        details={"level": level, **signers(rng)},
    )


def draw(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    sheet = security_sheet(rng, style, 290, 205, spread=True)
    left, _ = flow(
        _left(rng, facts, style), column(sheet, "left", inset=rng.uniform(16, 21), top=rng.uniform(15, 24)), rng
    )
    right, places = flow(_right(rng, facts, style, marks), column(sheet, "right", inset=rng.uniform(16, 20)), rng)
    sheet = sheet.with_(*left, *right)
    sheet = attested(
        rng, style, sheet, places["head"], facts.institution.name, facts.institution.region, seal=marks.seal
    )
    return Paper(sheets=(sheet,))


def _left(rng: random.Random, facts: Facts, style: Style) -> list[Block]:
    heading, _, _ = LEVELS[facts.details["level"]]
    issuer = facts.text("issuer")
    blank_number = layout.Words(
        text=rng.choice(("{} {}", "{}  № {}", "{}\n{}")).format(facts.text("series"), facts.text("number")),
        face=style.value(bold=True),
        size=style.size * rng.uniform(1.1, 1.4),
        colour=style.number_colour,
        spacing=rng.choice((0.0, 0.3)),
    )
    date = (
        numbers.quoted(facts.day("issue_date"), "года")
        if style.quoted_dates
        else numbers.in_words(facts.day("issue_date"))
    )
    head: list[Block] = [
        words(style, "РОССИЙСКАЯ ФЕДЕРАЦИЯ", size=1.0, bold=True),
        filled_in(style, issuer[0].upper() + issuer[1:], size=0.95),
        filled_in(style, f"г. {facts.text('city')}", size=1.0),
    ]
    titles: list[Block] = [title(style, heading, size=rng.uniform(1.5, 2.0), before=2)]
    if facts.fields["honours"]:
        titles.append(title(style, "С ОТЛИЧИЕМ", size=1.2, before=0.4))
    tail: list[Block] = [
        words(style, "ДОКУМЕНТ ОБ ОБРАЗОВАНИИ И О КВАЛИФИКАЦИИ", size=0.85),
        labelled(style, "Регистрационный номер", facts.text("registration_number"), before=1.5),
        labelled(style, "Дата выдачи", date),
    ]
    if rng.random() < 0.5:
        return [*head, *titles, blank_number, *tail]
    return [*head, *titles, *tail[:1], blank_number, *tail[1:]]


def _right(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> list[Block]:
    _, programme, by = LEVELS[facts.details["level"]]
    person, woman = facts.person, facts.person.sex == "f"
    bracketed = rng.random() < 0.3
    done = "освоил(а)" if bracketed else ("освоила" if woman else "освоил")
    passed = "прошел(ла)" if bracketed else ("прошла" if woman else "прошел")
    name = [person.last_name, f"{person.first_name} {person.middle_name}".strip()]
    if style.capital_names:
        name = [part.upper() for part in name]
    named: list[Block] = [filled_in(style, part, size=1.35, bold=True, before=0.9) for part in name]
    if rng.random() < 0.25:
        named.append(words(style, "(фамилия, имя, отчество)", size=0.6, before=0.1, align="centre"))
    protocol = rng.choice(("Протокол № {} от {}", "Протокол от {1} № {0}"))
    return [
        words(style, "Настоящий диплом свидетельствует о том, что"),
        *named,
        words(style, f"{done} {programme} {by}"),
        filled_in(style, f"{facts.text('specialty_code')} {facts.text('specialty')}", size=1.15),
        words(style, f"и успешно {passed} государственную итоговую аттестацию"),
        words(style, "Решением Государственной экзаменационной комиссии присвоена квалификация"),
        filled_in(
            style, facts.text("qualification").upper() if rng.random() < 0.5 else facts.text("qualification"), size=1.25
        ),
        filled_in(
            style, protocol.format(facts.text("protocol_number"), numbers.quoted(facts.day("protocol_date"))), size=0.95
        ),
        Signed(
            post="Председатель Государственной экзаменационной комиссии",
            name=facts.details["chair"],
            face=style.print_face,
            size=style.size * 0.82,
            signed=marks.signature,
        ),
        Signed(
            post="Руководитель организации, осуществляющей образовательную деятельность",
            name=facts.details["head"],
            face=style.print_face,
            size=style.size * 0.82,
            signed=marks.signature,
            mark="head",
        ),
    ]
