"""How do certificates of marriage and of a change of name look? (they explain another surname)"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from samples import numbers, people
from samples.blanks.ground import attested, column, security_sheet
from samples.canvas import Paper
from samples.facts import Blank, Facts, Marks, signers
from samples.institutions import universities
from samples.layout import Block, Labelled, Signed, Words, flow, title, words
from samples.people import Person
from samples.style import Style

KIND = "name_change_certificate"


def blanks() -> tuple[Blank, ...]:
    def blank(variant: str) -> Blank:
        return Blank(
            kind=KIND,
            variant=variant,
            issued=(dt.date(1999, 1, 1), dt.date(2099, 1, 1)),
            draw=draw,
            invent=lambda rng, person, day: invent(rng, person, day, variant),
        )

    return (blank("marriage"), blank("change_of_name"))


def invent(rng: random.Random, person: Person, day: dt.date, variant: str) -> Facts:
    institution = rng.choice(universities())
    former = person.former_last_name or next(
        name for name in iter(lambda: people.surname(rng, person.sex), "") if name != person.last_name
    )
    office = rng.choice(
        (
            f"Отдел ЗАГС администрации города {institution.city}",
            f"Центральный отдел ЗАГС управления ЗАГС, г. {institution.city}",
        )
    )
    series = f"{rng.choice(('I', 'II', 'III'))}-{rng.choice(('ЕР', 'ИК', 'АГ', 'РД', 'БА'))}"
    return Facts(
        kind=KIND,
        variant=variant,
        person=replace(person, former_last_name=former),
        institution=institution,
        fields={
            "previous_last_name": former,
            "series": series,
            "number": f"{rng.randrange(500_000, 900_000)}",
            "issue_date": day.isoformat(),
            "issuer": office,
            "registration_number": str(rng.randrange(1, 2500)),
        },
        printed_person=("last_name", "first_name", "middle_name", "birth_date"),
        details=signers(rng),
    )


def draw(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    sheet = security_sheet(rng, style, 210, 297)
    day = facts.day("issue_date")
    act = facts.text("registration_number")
    heading = "СВИДЕТЕЛЬСТВО О ЗАКЛЮЧЕНИИ БРАКА" if facts.variant == "marriage" else "СВИДЕТЕЛЬСТВО О ПЕРЕМЕНЕ ИМЕНИ"
    body = _marriage(rng, facts, style) if facts.variant == "marriage" else _change(facts, style)
    blocks: list[Block] = [
        title(style, heading.replace(" О ", "\nО "), size=1.7),
        *body,
        words(
            style,
            f"о чем {day.year} года {numbers.MONTHS[day.month - 1]} месяца {day.day:02d} числа составлена запись акта "
            f"№ {act}",
            align="left",
        ),
        _row(style, "Место государственной регистрации", facts.text("issuer")),
        _row(style, "Дата выдачи", numbers.quoted(day, "г.")),
        Signed(
            post="Руководитель органа записи актов гражданского состояния",
            name=facts.details["head"],
            face=style.print_face,
            size=style.size * 0.9,
            signed=marks.signature,
            mark="head",
        ),
        Words(
            text=f"{facts.text('series')} № {facts.text('number')}",
            face=style.value(bold=True),
            size=style.size * 1.3,
            colour=style.number_colour,
            before=2,
        ),
    ]
    operations, places = flow(blocks, column(sheet, "whole", inset=rng.uniform(22, 28), top=24, bottom=24), rng)
    return Paper(
        sheets=(
            attested(
                rng,
                style,
                sheet.with_(*operations),
                places["head"],
                facts.text("issuer"),
                facts.institution.region,
                seal=marks.seal,
            ),
        )
    )


def _row(style: Style, label: str, value: str) -> Labelled:
    place = "left" if style.label_place == "above" else style.label_place
    return Labelled(
        label=label,
        value=value,
        label_face=style.print_face,
        value_face=style.value(),
        label_size=style.size * 0.92,
        value_size=style.size * 1.05,
        place=place,
        colour=style.value_colour,
        label_colour=style.print_colour,
        align="left",
        lined=True,
        before=0.7,
    )


def _born(person: Person) -> str:
    return numbers.quoted(person.birth_date, "г.")


def _marriage(rng: random.Random, facts: Facts, style: Style) -> list[Block]:
    """He and she, then the surnames after the marriage; only the holder's changes."""
    holder = facts.person
    spouse = next(
        one
        for one in iter(lambda: people.invent(rng, born=(holder.birth_date.year - 4, holder.birth_date.year + 4)), None)
        if one.sex != holder.sex
    )
    rows: list[Block] = []
    for who, former in sorted(
        ((holder, facts.text("previous_last_name")), (spouse, spouse.last_name)),
        key=lambda pair: pair[0].sex,
        reverse=True,
    ):
        rows += [
            _row(style, "Фамилия", former),
            _row(style, "Имя, отчество", f"{who.first_name} {who.middle_name}".strip()),
            _row(style, "Дата рождения", _born(who)),
        ]
    rows.insert(3, words(style, "и", before=0.4))
    kept = {holder.sex: holder.last_name, spouse.sex: spouse.last_name}
    return [
        *rows,
        words(style, "заключили брак", before=0.8),
        words(style, "После заключения брака присвоены фамилии:"),
        _row(style, "мужу", kept["m"]),
        _row(style, "жене", kept["f"]),
    ]


def _change(facts: Facts, style: Style) -> list[Block]:
    person = facts.person
    given = f"{person.first_name} {person.middle_name}".strip()
    return [
        _row(style, "Фамилия", facts.text("previous_last_name")),
        _row(style, "Имя, отчество", given),
        _row(style, "Дата рождения", _born(person)),
        _row(style, "Место рождения", person.birth_place),
        words(style, "переменил(а) фамилию, имя, отчество на", before=1.2),
        _row(style, "Фамилия", person.last_name),
        _row(style, "Имя, отчество", given),
    ]
