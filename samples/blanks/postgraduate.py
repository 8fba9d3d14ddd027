"""How do papers of residency and internship look? (form-facts, section 2)"""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from samples import numbers, people, specialties
from samples.blanks.ground import attested, column, plain_sheet, security_sheet
from samples.blanks.higher_old import blank_number
from samples.canvas import Paper
from samples.facts import Blank, Facts, Marks, signers
from samples.institutions import full_name, universities
from samples.layout import Block, Signed, filled_in, flow, labelled, title, words
from samples.people import Person
from samples.style import Style

RESIDENCY, INTERNSHIP = "residency_diploma", "internship_certificate"


def blanks() -> tuple[Blank, ...]:
    def blank(kind: str, variant: str, first: int, last: int, weight: float) -> Blank:
        return Blank(
            kind=kind,
            variant=variant,
            issued=(dt.date(first, 6, 1), dt.date(last, 12, 31)),
            weight=weight,
            draw=draw,
            invent=lambda rng, person, day: invent(rng, person, day, kind, variant),
        )

    return (
        blank(RESIDENCY, "2014", 2014, 2099, 3.0),
        blank(RESIDENCY, "2012", 2012, 2013, 0.7),
        blank(RESIDENCY, "old", 1996, 2011, 0.9),
        blank(INTERNSHIP, "old", 1996, 2011, 1.2),
        blank(INTERNSHIP, "2012", 2012, 2016, 1.0),
    )


def invent(rng: random.Random, person: Person, day: dt.date, kind: str, variant: str) -> Facts:
    institution = rng.choice(universities())
    code, specialty, qualification, _ = rng.choice(specialties.RESIDENCY)
    years = 1 if kind == INTERNSHIP else 2
    protocol = day - dt.timedelta(days=rng.randrange(0, 10))
    fields: dict[str, Any] = {
        "registration_number": numbers.registration(rng, day),
        "issue_date": day.isoformat(),
        "issuer": full_name(institution, day),
        "city": institution.city,
        "specialty": specialty,
        "qualification": qualification,
        "protocol_date": protocol.isoformat(),
    }
    if variant == "old":
        fields |= {
            "number": str(rng.randrange(100, 99999)),
            "study_start": dt.date(day.year - years, 9, 1).isoformat(),
            "study_end": protocol.isoformat(),
        }
    else:
        series, number = numbers.diploma(rng, institution.region)
        fields |= {"series": series, "number": number, "protocol_number": str(rng.randrange(1, 60))}
    if variant == "2014":
        fields["specialty_code"] = code
    return Facts(
        kind=kind, variant=variant, person=person, institution=institution, fields=fields, details=signers(rng)
    )


def draw(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    if facts.variant == "old":
        return _old(rng, facts, style, marks)
    sheet = security_sheet(rng, style, 290, 205, spread=True)
    left, _ = flow(_left(rng, facts, style), column(sheet, "left", top=rng.uniform(16, 28), bottom=20), rng)
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
    day = facts.day("issue_date")
    course = "ординатуры" if facts.kind == RESIDENCY else "интернатуры"
    if facts.variant == "2014":
        heading: list[Block] = [
            title(style, "ДИПЛОМ", size=rng.uniform(1.8, 2.5), before=2),
            title(
                style, rng.choice((f"об окончании {course}", f"ОБ ОКОНЧАНИИ {course.upper()}")), size=1.3, before=0.4
            ),
        ]
        sub = "ДОКУМЕНТ ОБ ОБРАЗОВАНИИ И О КВАЛИФИКАЦИИ"
    else:
        heading = [
            title(style, "ДИПЛОМ", size=rng.uniform(1.8, 2.5), before=2),
            title(style, "О ПОСЛЕВУЗОВСКОМ ПРОФЕССИОНАЛЬНОМ ОБРАЗОВАНИИ", size=1.1, before=0.4),
            words(style, f"({course[:-1]}а)", before=0.3),
        ]
        sub = "Документ государственного образца"
    return [
        words(style, "РОССИЙСКАЯ ФЕДЕРАЦИЯ", bold=True),
        filled_in(style, facts.text("issuer")[0].upper() + facts.text("issuer")[1:], size=0.95),
        filled_in(style, f"г. {facts.text('city')}"),
        *heading,
        blank_number(rng, facts, style),
        words(style, sub, size=0.85),
        labelled(style, "Регистрационный номер", facts.text("registration_number"), before=1.4),
        labelled(style, "Дата выдачи", numbers.quoted(day, "года") if style.quoted_dates else numbers.in_words(day)),
    ]


def _right(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> list[Block]:
    person, woman = facts.person, facts.person.sex == "f"
    name = [person.last_name, f"{person.first_name} {person.middle_name}".strip()]
    if style.capital_names:
        name = [part.upper() for part in name]
    course = "ординатуры" if facts.kind == RESIDENCY else "интернатуры"
    done = rng.choice(("освоил(а)", "освоила" if woman else "освоил"))
    passed = rng.choice(("прошел(ла)", "прошла" if woman else "прошел"))
    specialty = " ".join(part for part in (facts.text("specialty_code"), facts.text("specialty")) if part)
    return [
        words(style, "Настоящий диплом свидетельствует о том, что"),
        *[filled_in(style, part, size=1.35, bold=True) for part in name],
        words(style, f"{done} программу {course} по специальности"),
        filled_in(style, specialty, size=1.15),
        words(style, f"и успешно {passed} государственную итоговую аттестацию"),
        words(style, "Решением Государственной экзаменационной комиссии присвоена квалификация"),
        filled_in(style, facts.text("qualification"), size=1.25, bold=True),
        filled_in(style, f"Протокол № {facts.text('protocol_number')} от {numbers.quoted(facts.day('protocol_date'))}"),
        Signed(
            post="Председатель Государственной экзаменационной комиссии",
            name=facts.details["chair"],
            face=style.print_face,
            size=style.size * 0.82,
            signed=marks.signature,
        ),
        Signed(
            post=rng.choice(("Руководитель организации, осуществляющей образовательную деятельность", "Ректор")),
            name=facts.details["head"],
            face=style.print_face,
            size=style.size * 0.82,
            signed=marks.signature,
            mark="head",
        ),
    ]


def _old(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    size = rng.choice(((210, 148), (148, 210), (210, 297)))
    sheet = security_sheet(rng, style, *size) if rng.random() < 0.6 else plain_sheet(rng, *size)
    last, first, middle = people.dative(facts.person)
    woman = facts.person.sex == "f"
    start, end = facts.day("study_start"), facts.day("study_end")
    whose = next(row[3] for row in specialties.RESIDENCY if row[1] == facts.text("specialty"))
    if facts.kind == RESIDENCY:
        studied = f"{'обучалась' if woman else 'обучался'} в клинической ординатуре"
    else:
        studied = f"{'прошла' if woman else 'прошел'} интернатуру"
    commission = rng.choice(("выпускной экзаменационной комиссии", "аттестационной комиссии"))
    below = "об окончании клинической ординатуры" if facts.kind == RESIDENCY else "об окончании интернатуры"
    blocks: list[Block] = [
        title(style, "УДОСТОВЕРЕНИЕ", size=2.0),
        *([title(style, below, size=1.1, before=0.3, spacing=0)] if rng.random() < 0.6 else []),
        filled_in(style, f"№ {facts.text('number')}", size=1.2),
        words(style, "Настоящее удостоверение выдано"),
        filled_in(style, f"{last} {first} {middle}".strip(), size=1.25, bold=True),
        words(
            style,
            f"в том, что {'она' if woman else 'он'} в период с {numbers.quoted(start)} по {numbers.quoted(end)} "
            f"{studied} в",
        ),
        filled_in(style, facts.text("issuer")),
        words(style, "по специальности"),
        filled_in(style, f"«{facts.text('specialty')}»", size=1.1),
        words(style, f"Решением {commission} от {numbers.quoted(facts.day('protocol_date'))} присвоена квалификация"),
        filled_in(style, whose, size=1.1),
        Signed(
            post="Председатель комиссии",
            name=facts.details["chair"],
            face=style.print_face,
            size=style.size * 0.88,
            signed=marks.signature,
        ),
        Signed(
            post="Ректор",
            name=facts.details["head"],
            face=style.print_face,
            size=style.size * 0.88,
            signed=marks.signature,
            mark="head",
        ),
        words(style, f"г. {facts.text('city')}  {numbers.in_words(facts.day('issue_date'), 'г.')}", align="left"),
        labelled(style, "Регистрационный №", facts.text("registration_number"), place="left"),
    ]
    operations, places = flow(blocks, column(sheet, "whole", inset=rng.uniform(16, 22), top=14, bottom=14), rng)
    sheet = sheet.with_(*operations)
    return Paper(
        sheets=(
            attested(
                rng,
                style,
                sheet,
                places["head"],
                facts.institution.name,
                facts.institution.region,
                seal=marks.seal,
                place=False,
                across=(0.5, 0.75),
            ),
        )
    )
