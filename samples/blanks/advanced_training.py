"""How do papers of advanced training look? (form-facts, section 3: every organisation designs its own)"""

from __future__ import annotations

import datetime as dt
import random

from samples import numbers, specialties
from samples.blanks.ground import attested, column, plain_sheet, security_sheet
from samples.canvas import Paper
from samples.facts import Blank, Facts, Marks, signers
from samples.institutions import centres, full_name, universities
from samples.layout import Block, Signed, Words, filled_in, flow, labelled, title, words
from samples.people import Person
from samples.style import Style

KIND = "advanced_training_certificate"


def blanks() -> tuple[Blank, ...]:
    recent = (dt.date(2014, 1, 1), dt.date(2099, 1, 1))
    return tuple(
        Blank(kind=KIND, variant=variant, issued=recent, draw=draw, weight=weight, invent=_inventor(variant))
        for variant, weight in (("spread", 2.0), ("sheet", 1.0), ("modern", 1.0))
    )


def _inventor(variant: str):  # type: ignore[no-untyped-def]
    return lambda rng, person, day: invent(rng, person, day, variant)


def invent(rng: random.Random, person: Person, day: dt.date, variant: str) -> Facts:
    institution = rng.choice(centres() + universities()[:12])
    hours = rng.choice((36, 72, 144, 144, 216))
    end = day - dt.timedelta(days=rng.randrange(0, 4))
    return Facts(
        kind=KIND,
        variant=variant,
        person=person,
        institution=institution,
        fields={
            "number": numbers.retraining(rng, institution.region),
            "registration_number": numbers.registration(rng, day),
            "issue_date": day.isoformat(),
            "issuer": full_name(institution, day),
            "city": institution.city,
            "programme": rng.choice(specialties.PROGRAMMES),
            "hours": hours,
            "study_start": (end - dt.timedelta(days=hours // 6)).isoformat(),
            "study_end": end.isoformat(),
        },
        details=signers(rng),
    )


def draw(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    if facts.variant == "spread":
        sheet = security_sheet(rng, style, 297, 210, spread=True)
        left, _ = flow(_head(rng, facts, style), column(sheet, "left", top=rng.uniform(20, 50), bottom=28), rng)
        right, places = flow(_body(rng, facts, style, marks), column(sheet, "right", top=rng.uniform(16, 24)), rng)
        operations = [*left, *right]
    else:
        portrait = rng.random() < 0.5
        size = (210, 297) if portrait else (297, 210)
        sheet = security_sheet(rng, style, *size) if facts.variant == "sheet" else plain_sheet(rng, *size)
        blocks = [*_head(rng, facts, style), *_body(rng, facts, style, marks)]
        inset = rng.uniform(22, 30) if portrait else rng.uniform(45, 60)
        operations, places = flow(blocks, column(sheet, "whole", inset=inset, top=20, bottom=24), rng)
    sheet = sheet.with_(*operations)
    sheet = attested(
        rng, style, sheet, places["head"], facts.institution.name, facts.institution.region, seal=marks.seal
    )
    return Paper(sheets=(sheet,))


def _head(rng: random.Random, facts: Facts, style: Style) -> list[Block]:
    digits = facts.text("number")
    printed = rng.choice((digits, digits, f"{digits[:4]} {digits[4:]}", f"№ {digits}"))
    day = facts.day("issue_date")
    date = numbers.quoted(day) if style.quoted_dates else rng.choice((numbers.in_words(day), numbers.dotted(day)))
    number = Words(
        text=printed,
        face=style.value(bold=True),
        size=style.size * rng.uniform(1.1, 1.4),
        colour=style.number_colour,
        spacing=rng.choice((0.0, 0.4)),
        align=style.align,
    )
    tail: list[Block] = [
        labelled(
            style,
            rng.choice(("Регистрационный номер", "Рег. номер", "Регистрационный №")),
            facts.text("registration_number"),
        ),
        labelled(style, "Город", facts.text("city")),
        labelled(style, "Дата выдачи", date),
    ]
    rng.shuffle(tail)
    split = rng.random() < 0.6
    size = rng.uniform(1.7, 2.3)
    heading: list[Block] = (
        [
            title(style, "УДОСТОВЕРЕНИЕ", size=size),
            title(style, "о повышении квалификации", size=1.2, before=0.4, spacing=0.0),
        ]
        if split
        else [title(style, "УДОСТОВЕРЕНИЕ О ПОВЫШЕНИИ КВАЛИФИКАЦИИ", size=1.3)]
    )
    top: list[Block] = [words(style, "РОССИЙСКАЯ ФЕДЕРАЦИЯ", bold=True)] if rng.random() < 0.5 else []
    sub: list[Block] = [words(style, "Документ о квалификации", size=0.9)] if rng.random() < 0.5 else []
    return [*top, *heading, *([number, *sub] if rng.random() < 0.5 else [*sub, number]), *tail]


def _body(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> list[Block]:
    person, woman = facts.person, facts.person.sex == "f"
    name = person.full_name.upper() if style.capital_names else person.full_name
    passed = rng.choice(("прошел(а)", "прошла" if woman else "прошел"))
    start, end = facts.day("study_start"), facts.day("study_end")
    span = rng.choice(
        (
            f"с {numbers.dotted(start)} по {numbers.dotted(end)}",
            f"в период с {numbers.quoted(start)} по {numbers.quoted(end)}",
        )
    )
    named: list[Block] = (
        [labelled(style, "Фамилия, имя, отчество", name, place="below", size=1.25)]
        if style.label_place == "below"
        else [filled_in(style, name, size=1.3, bold=True)]
    )
    at: list[Block] = [filled_in(style, facts.text("issuer"), size=0.95)]
    if rng.random() < 0.5:
        at = [filled_in(style, _within(facts), size=0.95)]
    hours = rng.choice(("в объеме {} часов", "в объёме {} часов", "в объеме {} академических часов", "Объем: {} часов"))
    return [
        words(style, "Настоящее удостоверение свидетельствует о том, что"),
        *named,
        words(style, f"{passed} повышение квалификации в (на)"),
        *at,
        filled_in(style, span),
        words(style, rng.choice(("по программе", "по дополнительной профессиональной программе"))),
        filled_in(style, f"«{facts.text('programme')}»", size=1.15, bold=True),
        filled_in(style, hours.format(facts.fields["hours"])),
        Signed(
            post=rng.choice(("Руководитель", "Ректор", "Директор")),
            name=facts.details["head"],
            face=style.print_face,
            size=style.size * 0.9,
            signed=marks.signature,
            mark="head",
        ),
        Signed(
            post="Секретарь",
            name=facts.details["secretary"],
            face=style.print_face,
            size=style.size * 0.9,
            signed=marks.signature,
        ),
    ]


def _within(facts: Facts) -> str:
    """The issuer in the prepositional capitals that such papers print after «в (на)»."""
    if facts.institution in centres():
        return f"АНО ДПО {facts.institution.within}".upper()
    return (
        "федеральном государственном бюджетном образовательном учреждении высшего образования "
        f"«{facts.institution.name}» Министерства здравоохранения Российской Федерации"
    ).upper()
