"""How do specialists' certificates look? (form-facts, section 4; the older blank has a series and a number)"""

from __future__ import annotations

import datetime as dt
import random

from samples import numbers, specialties
from samples.blanks.ground import attested, column, security_sheet
from samples.canvas import Paper
from samples.facts import Blank, Facts, Marks, signers
from samples.institutions import full_name, universities
from samples.layout import Block, Signed, Words, filled_in, flow, labelled, title, words
from samples.people import Person
from samples.style import Style

KIND = "specialist_certificate"


def blanks() -> tuple[Blank, ...]:
    return (
        Blank(
            kind=KIND,
            variant="2013",
            issued=(dt.date(2013, 9, 1), dt.date(2020, 12, 31)),
            draw=draw,
            weight=3.0,
            invent=lambda rng, person, day: invent(rng, person, day, "2013"),
        ),
        Blank(
            kind=KIND,
            variant="before_2013",
            issued=(dt.date(2003, 1, 1), dt.date(2012, 12, 31)),
            draw=draw,
            weight=0.6,
            invent=lambda rng, person, day: invent(rng, person, day, "before_2013"),
        ),
    )


def invent(rng: random.Random, person: Person, day: dt.date, variant: str) -> Facts:
    institution = rng.choice(universities())
    number = (
        {"number": numbers.certificate(rng, institution.region)}
        if variant == "2013"
        else {"series": rng.choice(("А", "АА", "В", "АВ")), "number": f"{rng.randrange(1, 4_000_000):07d}"}
    )
    return Facts(
        kind=KIND,
        variant=variant,
        person=person,
        institution=institution,
        fields={
            **number,
            "registration_number": numbers.registration(rng, day),
            "issue_date": day.isoformat(),
            "issuer": full_name(institution, day),
            "city": institution.city,
            "specialty": rng.choice(specialties.all_specialties()),
            "protocol_number": str(rng.randrange(1, 90)),
            "protocol_date": (day - dt.timedelta(days=rng.randrange(0, 12))).isoformat(),
        },
        details=signers(rng),
    )


def draw(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    whole = rng.random() < 0.35
    if whole:
        sheet = security_sheet(rng, style, 210, 297)
        operations, places = flow(
            [*_head(rng, facts, style), *_body(rng, facts, style, marks)],
            column(sheet, "whole", inset=rng.uniform(20, 28), top=22, bottom=26),
            rng,
        )
    else:
        sheet = security_sheet(rng, style, 297, 210, spread=True)
        left, _ = flow(_head(rng, facts, style), column(sheet, "left", top=rng.uniform(18, 40), bottom=24), rng)
        right, places = flow(_body(rng, facts, style, marks), column(sheet, "right", top=rng.uniform(14, 20)), rng)
        operations = [*left, *right]
    sheet = sheet.with_(*operations)
    sheet = attested(
        rng, style, sheet, places["head"], facts.institution.name, facts.institution.region, seal=marks.seal
    )
    return Paper(sheets=(sheet,))


def _head(rng: random.Random, facts: Facts, style: Style) -> list[Block]:
    if facts.variant == "2013":
        printed = facts.text("number")
        if rng.random() < 0.3:
            printed = f"{printed[:6]} {printed[6:]}"
    else:
        printed = f"{facts.text('series')} № {facts.text('number')}"
    number = Words(
        text=printed,
        face=style.value(bold=True),
        size=style.size * rng.uniform(1.1, 1.4),
        colour=style.number_colour,
        spacing=rng.choice((0.0, 0.4)),
    )
    date = (
        numbers.quoted(facts.day("issue_date"))
        if style.quoted_dates
        else rng.choice((numbers.in_words(facts.day("issue_date")), numbers.dotted(facts.day("issue_date"))))
    )
    tail: list[Block] = [
        labelled(
            style,
            "Регистрационный номер" if rng.random() < 0.7 else "Регистрационный №",
            facts.text("registration_number"),
        ),
        labelled(style, "Город", facts.text("city")),
        labelled(style, "Дата выдачи", date),
    ]
    if rng.random() < 0.4:
        tail = [tail[0], tail[2], tail[1]]
    return [
        words(style, "РОССИЙСКАЯ ФЕДЕРАЦИЯ", bold=True),
        *([words(style, "Министерство здравоохранения Российской Федерации", size=0.9)] if rng.random() < 0.4 else []),
        title(style, "СЕРТИФИКАТ СПЕЦИАЛИСТА", size=rng.uniform(1.5, 2.0), before=2),
        number,
        *tail,
    ]


def _body(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> list[Block]:
    person, woman = facts.person, facts.person.sex == "f"
    name = person.full_name.upper() if style.capital_names else person.full_name
    named: list[Block] = (
        [labelled(style, "Фамилия, имя, отчество", name, place="below", size=1.25)]
        if style.label_place == "below"
        else [filled_in(style, part, size=1.3, bold=True) for part in name.split(" ", 1)]
    )
    admitted = rng.choice(("допущен(а)", "допущена" if woman else "допущен"))
    minutes = f"от {numbers.quoted(facts.day('protocol_date'))} протокол № {facts.text('protocol_number')}"
    return [
        words(style, "Настоящий сертификат подтверждает, что"),
        *named,
        words(style, "Решением экзаменационной комиссии при"),
        filled_in(style, facts.text("issuer"), size=0.92),
        filled_in(style, minutes, size=0.95),
        words(
            style,
            f"{admitted} к осуществлению медицинской или фармацевтической деятельности по специальности "
            "(направлению подготовки)",
        ),
        filled_in(style, facts.text("specialty"), size=1.25, bold=True),
        words(style, "Действителен в течение 5 (пяти) лет", size=0.9),
        Signed(
            post="Председатель экзаменационной комиссии",
            name=facts.details["chair"],
            face=style.print_face,
            size=style.size * 0.85,
            signed=marks.signature,
            caption=rng.random() < 0.4,
        ),
        Signed(
            post="Руководитель организации",
            name=facts.details["head"],
            face=style.print_face,
            size=style.size * 0.85,
            signed=marks.signature,
            caption=rng.random() < 0.4,
            mark="head",
        ),
    ]
