"""How do the green СНИЛС card and the notice АДИ-РЕГ look? (form-facts, section 8.3)"""

from __future__ import annotations

import datetime as dt
import random

from samples import numbers
from samples.blanks.ground import plain_sheet
from samples.canvas import Operation, Paper, Sheet, Text, width_of
from samples.facts import Blank, Facts, Marks
from samples.fonts import Face
from samples.institutions import universities
from samples.layout import Block, Labelled, flow, title, words
from samples.ornaments import guilloche
from samples.people import Person
from samples.stamps import e_signature
from samples.style import Style

PRINTED = ("last_name", "first_name", "middle_name", "birth_date", "snils")


def blanks() -> tuple[Blank, ...]:
    return (
        Blank(
            kind="snils_card",
            variant="card",
            issued=(dt.date(2002, 1, 1), dt.date(2019, 3, 1)),
            draw=_card,
            signed=False,
            sealed=False,
            invent=lambda rng, person, day: _invent(rng, person, day, "card"),
        ),
        Blank(
            kind="snils_card",
            variant="notice",
            issued=(dt.date(2019, 6, 1), dt.date(2099, 1, 1)),
            draw=_notice,
            signed=False,
            sealed=False,
            electronic=True,
            invent=lambda rng, person, day: _invent(rng, person, day, "notice"),
        ),
    )


def _invent(rng: random.Random, person: Person, day: dt.date, variant: str) -> Facts:
    return Facts(
        kind="snils_card",
        variant=variant,
        person=person,
        institution=rng.choice(universities()),
        fields={"issue_date": day.isoformat()},
        printed_person=PRINTED,
    )


def _card(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    green, deep = (196, 226, 204), (20, 80, 50)
    width, height = rng.choice(((110.0, 80.0), (105.0, 76.0)))
    person, face = facts.person, Face(family=style.print_face.family)
    value = Face(family=rng.choice(("Liberation Sans", "Liberation Mono", "PT Sans")), bold=rng.random() < 0.5)
    sheet = Sheet(
        width=width,
        height=height,
        paper=(226, 240, 226),
        operations=tuple(guilloche(rng, (2, 2, width - 2, height - 2), green)),
    )
    born, middle, place = person.birth_date, width / 2, person.birth_place.upper()
    rows: list[Operation] = [
        Text(x=middle, y=8, text="Российская Федерация", face=face, size=9, colour=deep, align="centre"),
        Text(
            x=middle,
            y=14,
            text="СТРАХОВОЕ СВИДЕТЕЛЬСТВО",
            face=Face(family=face.family, bold=True),
            size=11,
            colour=deep,
            align="centre",
        ),
        Text(
            x=middle, y=19, text="ОБЯЗАТЕЛЬНОГО ПЕНСИОННОГО СТРАХОВАНИЯ", face=face, size=8, colour=deep, align="centre"
        ),
        Text(
            x=middle,
            y=27,
            text=numbers.snils_printed(person.snils),
            face=Face(family=value.family, bold=True),
            size=15,
            align="centre",
        ),
        Text(x=7, y=35, text="Ф.И.О.", face=face, size=8, colour=deep),
        Text(x=7, y=54, text="Дата и место рождения", face=face, size=8, colour=deep),
        Text(x=48, y=54, text=f"{born.day} {numbers.MONTHS[born.month - 1].upper()} {born.year}", face=value, size=10),
        Text(x=48, y=59.5, text=place, face=value, size=min(9.0, 9 * (width - 52) / width_of(place, value, 9))),
        Text(x=7, y=66, text="Пол", face=face, size=8, colour=deep),
        Text(x=16, y=66, text="мужской" if person.sex == "m" else "женский", face=value, size=10),
        Text(x=7, y=72, text="Дата регистрации", face=face, size=8, colour=deep),
        Text(x=48, y=72, text=numbers.in_words(facts.day("issue_date")), face=value, size=10),
    ]
    rows += [
        Text(x=24, y=35 + 5.5 * index, text=part.upper(), face=value, size=11)
        for index, part in enumerate((person.last_name, person.first_name, person.middle_name))
        if part
    ]
    return Paper(sheets=(sheet.with_(*rows),))


def _notice(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    person, sheet = facts.person, plain_sheet(rng)

    def row(label: str, text: str) -> Labelled:
        return Labelled(
            label=label,
            value=text,
            label_face=style.print_face,
            value_face=style.value(),
            label_size=10.5,
            value_size=11,
            place="left" if style.label_place == "above" else style.label_place,
            align="left",
        )

    blocks: list[Block] = [
        words(style, "Форма АДИ-РЕГ", align="left", size=0.8),
        title(style, "УВЕДОМЛЕНИЕ", size=1.4),
        words(style, "о регистрации в системе индивидуального (персонифицированного) учета"),
        row("Страховой номер индивидуального лицевого счета (СНИЛС)", numbers.snils_printed(person.snils)),
        row("Фамилия", person.last_name.upper()),
        row("Имя", person.first_name.upper()),
        *([row("Отчество", person.middle_name.upper())] if person.middle_name else []),
        row("Дата рождения", numbers.in_words(person.birth_date)),
        row("Место рождения", person.birth_place.upper()),
        row("Пол", "мужской" if person.sex == "m" else "женский"),
        row("Дата регистрации", numbers.in_words(facts.day("issue_date"))),
    ]
    operations, _ = flow(blocks, (22, 20, 190, 190), rng)
    sheet = sheet.with_(*operations)
    if rng.random() < 0.7:
        sheet = sheet.with_(
            *e_signature(
                rng, 90, 215, "ФОНД ПЕНСИОННОГО И СОЦИАЛЬНОГО СТРАХОВАНИЯ РОССИЙСКОЙ ФЕДЕРАЦИИ", facts.day("issue_date")
            )
        )
    return Paper(sheets=(sheet,))
