"""How do certificates and extracts of accreditation look? (form-facts, section 5)"""

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

KIND = "accreditation_certificate"
TERM_YEARS = 5


def blanks() -> tuple[Blank, ...]:
    return (
        Blank(
            kind=KIND,
            variant="certificate",
            issued=(dt.date(2016, 7, 1), dt.date(2099, 1, 1)),
            weight=2.0,
            draw=draw,
            invent=lambda rng, person, day: invent(rng, person, day, "certificate"),
        ),
    )


def in_years(day: dt.date, years: int) -> dt.date:
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def invent(rng: random.Random, person: Person, day: dt.date, variant: str) -> Facts:
    institution = rng.choice(universities())
    return Facts(
        kind=KIND,
        variant=variant,
        person=person,
        institution=institution,
        fields={
            "number": numbers.accreditation(rng, institution.region, day),
            "issue_date": day.isoformat(),
            "issuer": full_name(institution, day),
            "specialty": rng.choice(specialties.all_specialties()),
            "protocol_number": f"{rng.randrange(1, 99)}"
            if rng.random() < 0.7
            else f"{rng.randrange(1, 99)}-{day.year}",
            "protocol_date": day.isoformat(),
            "valid_until": in_years(day, TERM_YEARS).isoformat(),
        },
        details={
            **signers(rng),
            "procedure": rng.choice(
                ("первичную аккредитацию", "периодическую аккредитацию", "первичную специализированную аккредитацию")
            ),
        },
    )


def draw(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    landscape = rng.random() < 0.4
    sheet = security_sheet(rng, style, *((297, 210) if landscape else (210, 297)))
    inset = rng.uniform(40, 55) if landscape else rng.uniform(20, 28)
    operations, places = flow(
        _blocks(rng, facts, style, marks), column(sheet, "whole", inset=inset, top=22, bottom=26), rng
    )
    sheet = sheet.with_(*operations)
    sheet = attested(
        rng, style, sheet, places["head"], facts.institution.name, facts.institution.region, seal=marks.seal
    )
    return Paper(sheets=(sheet,))


def _blocks(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> list[Block]:
    person, woman = facts.person, facts.person.sex == "f"
    name = person.full_name.upper() if style.capital_names else person.full_name
    named: list[Block] = (
        [labelled(style, "Фамилия, имя, отчество", name, place="below", size=1.3)]
        if style.label_place == "below"
        else [filled_in(style, name, size=1.35, bold=True)]
    )
    passed = rng.choice(("прошел(ла)", "прошла" if woman else "прошел"))
    admitted = rng.choice(("допущен(а)", "допущена" if woman else "допущен"))
    digits = facts.text("number")
    number = Words(
        text=rng.choice((f"{digits[:4]} {digits[4:]}", f"№ {digits[:4]} {digits[4:]}", digits)),
        face=style.value(bold=True),
        size=style.size * rng.uniform(1.2, 1.5),
        colour=style.number_colour,
        spacing=rng.choice((0.0, 0.4)),
    )
    minutes = f"от {numbers.quoted(facts.day('protocol_date'))} протокол № {facts.text('protocol_number')}"
    until = numbers.quoted(facts.day("valid_until"), "года")
    return [
        words(style, "РОССИЙСКАЯ ФЕДЕРАЦИЯ", bold=True),
        title(style, "СВИДЕТЕЛЬСТВО", size=rng.uniform(1.8, 2.4), before=1.5),
        title(style, rng.choice(("ОБ АККРЕДИТАЦИИ СПЕЦИАЛИСТА", "об аккредитации специалиста")), size=1.3, before=0.3),
        number,
        words(style, "Настоящее свидетельство подтверждает, что"),
        *named,
        words(style, "решением аккредитационной комиссии"),
        filled_in(style, facts.text("issuer"), size=0.92),
        filled_in(style, minutes),
        words(
            style,
            f"{passed} {facts.details['procedure']} специалиста и {admitted} к осуществлению медицинской "
            "деятельности по специальности (должности)",
        ),
        filled_in(style, facts.text("specialty"), size=1.25, bold=True),
        (
            labelled(style, "Дата выдачи", numbers.in_words(facts.day("issue_date")))
            if rng.random() < 0.5
            else words(style, f"Дата выдачи {numbers.in_words(facts.day('issue_date'))}")
        ),
        filled_in(style, rng.choice(("Свидетельство действительно до {}", "Действительно до {}")).format(until)),
        Signed(
            post="Председатель аккредитационной комиссии",
            name=facts.details["chair"],
            face=style.print_face,
            size=style.size * 0.88,
            signed=marks.signature,
            mark="head",
        ),
        Signed(
            post="Ответственный секретарь",
            name=facts.details["secretary"],
            face=style.print_face,
            size=style.size * 0.88,
            signed=marks.signature,
        ),
    ]
