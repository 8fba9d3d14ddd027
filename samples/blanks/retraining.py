"""How do diplomas of professional retraining look? (form-facts, section 3)"""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from samples import numbers, people, specialties
from samples.blanks.ground import attested, column, security_sheet
from samples.canvas import Paper
from samples.facts import Blank, Facts, Marks, signers
from samples.institutions import centres, full_name, universities
from samples.layout import Block, Signed, Words, filled_in, flow, labelled, title, words
from samples.people import Person
from samples.style import Style

KIND = "retraining_diploma"


def blanks() -> tuple[Blank, ...]:
    def blank(variant: str, first: dt.date, last: dt.date, weight: float) -> Blank:
        return Blank(
            kind=KIND,
            variant=variant,
            issued=(first, last),
            weight=weight,
            draw=draw,
            invent=lambda rng, person, day: invent(rng, person, day, variant),
        )

    return (
        blank("2013", dt.date(2013, 9, 1), dt.date(2099, 1, 1), 3.0),
        blank("old", dt.date(1999, 1, 1), dt.date(2013, 6, 1), 1.0),
    )


def invent(rng: random.Random, person: Person, day: dt.date, variant: str) -> Facts:
    institution = rng.choice(universities() + (centres() if variant == "2013" else ()))
    _, specialty, qualification, _ = rng.choice(specialties.RESIDENCY)
    end = day - dt.timedelta(days=rng.randrange(0, 6))
    fields: dict[str, Any] = {
        "registration_number": numbers.registration(rng, day),
        "issue_date": day.isoformat(),
        "issuer": full_name(institution, day),
        "city": institution.city,
        "programme": specialty,
        "hours": rng.choice((504, 576, 576, 1008)),
        "study_start": (end - dt.timedelta(days=120)).isoformat(),
        "study_end": end.isoformat(),
        "protocol_date": end.isoformat(),
    }
    if variant == "2013":
        fields |= {"number": numbers.retraining(rng, institution.region), "qualification": qualification}
    else:
        fields |= {"series": rng.choice(("ПП", "ПП", "ППЕ", "ПП-I")), "number": f"{rng.randrange(1000, 999_999):06d}"}
    return Facts(
        kind=KIND, variant=variant, person=person, institution=institution, fields=fields, details=signers(rng)
    )


def draw(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    sheet = security_sheet(rng, style, 297, 210, spread=True)
    left, _ = flow(_left(rng, facts, style), column(sheet, "left", top=rng.uniform(20, 45), bottom=26), rng)
    right, places = flow(_right(rng, facts, style, marks), column(sheet, "right"), rng)
    sheet = sheet.with_(*left, *right)
    return Paper(
        sheets=(
            attested(
                rng, style, sheet, places["head"], facts.institution.name, facts.institution.region, seal=marks.seal
            ),
        )
    )


def _left(rng: random.Random, facts: Facts, style: Style) -> list[Block]:
    digits, day = facts.text("number"), facts.day("issue_date")
    if facts.variant == "2013":
        printed = rng.choice((digits, digits, f"{digits[:4]} {digits[4:]}", f"{digits[:4]}/{digits[4:]}"))
    else:
        printed = rng.choice((f"{facts.text('series')} № {digits}", f"{facts.text('series')} №{digits}"))
    number = Words(
        text=printed,
        face=style.value(bold=True),
        size=style.size * rng.uniform(1.1, 1.4),
        colour=style.number_colour,
        spacing=rng.choice((0.0, 0.4)),
        align=style.align,
    )
    tail: list[Block] = [
        labelled(style, rng.choice(("Регистрационный номер", "Рег. номер")), facts.text("registration_number")),
        labelled(style, "Город", facts.text("city")),
        labelled(style, "Дата выдачи", numbers.quoted(day) if style.quoted_dates else numbers.in_words(day)),
    ]
    if rng.random() < 0.5:
        tail.reverse()
    return [
        words(style, "РОССИЙСКАЯ ФЕДЕРАЦИЯ", bold=True),
        title(style, "ДИПЛОМ", size=rng.uniform(2.0, 2.8), before=2),
        title(
            style,
            rng.choice(("О ПРОФЕССИОНАЛЬНОЙ ПЕРЕПОДГОТОВКЕ", "о профессиональной переподготовке")),
            size=1.15,
            before=0.4,
            spacing=0,
        ),
        number,
        *([words(style, "Документ о квалификации", size=0.9)] if facts.variant == "2013" else []),
        *tail,
    ]


def _right(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> list[Block]:
    woman, old = facts.person.sex == "f", facts.variant == "old"
    parts = (
        people.dative(facts.person)
        if old
        else (facts.person.last_name, facts.person.first_name, facts.person.middle_name)
    )
    name = " ".join(part for part in parts if part)
    name = name.upper() if style.capital_names else name
    start, end = facts.day("study_start"), facts.day("study_end")
    he = "она" if woman else "он"
    opening = "Настоящий диплом выдан" if old else "Настоящий диплом свидетельствует о том, что"
    passed = rng.choice(("прошёл(а)", "прошла" if woman else "прошел"))
    link = f"с {numbers.dotted(start)} по {numbers.dotted(end)} {passed} профессиональную переподготовку в (на)"
    if old:
        span = f"с {numbers.quoted(start)} по {numbers.quoted(end)}"
        link = f"в том, что {he} {span} {passed} профессиональную переподготовку в (на)"
    grant = rng.choice(
        (
            "и имеет право на ведение профессиональной деятельности в сфере",
            "удостоверяет право на ведение профессиональной деятельности в сфере",
        )
    )
    granted: list[Block] = [
        words(style, f"Решением от {numbers.quoted(facts.day('protocol_date'))} итоговая аттестационная комиссия"),
        words(style, f"{grant} здравоохранения", before=0.3),
    ]
    if facts.text("qualification"):
        granted += [words(style, "присвоена квалификация"), filled_in(style, facts.text("qualification"), size=1.15)]
    return [
        words(style, opening),
        filled_in(style, name, size=1.3, bold=True),
        words(style, link),
        filled_in(style, facts.text("issuer"), size=0.95),
        words(style, "по программе"),
        filled_in(style, f"«{facts.text('programme')}»", size=1.15, bold=True),
        filled_in(style, f"в объёме {facts.fields['hours']} часов"),
        *granted,
        Signed(
            post="Председатель комиссии",
            name=facts.details["chair"],
            face=style.print_face,
            size=style.size * 0.85,
            signed=marks.signature,
        ),
        Signed(
            post=rng.choice(("Руководитель", "Ректор")),
            name=facts.details["head"],
            face=style.print_face,
            size=style.size * 0.85,
            signed=marks.signature,
            mark="head",
        ),
        Signed(
            post="Секретарь",
            name=facts.details["secretary"],
            face=style.print_face,
            size=style.size * 0.85,
            signed=marks.signature,
        ),
    ]
