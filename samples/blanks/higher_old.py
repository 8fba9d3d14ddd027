"""How do diplomas of higher education before 2014 look? (form-facts, 1.4 and 1.5: the name is in the dative)"""

from __future__ import annotations

import datetime as dt
import random

from samples import numbers, people, specialties
from samples.blanks.ground import attested, column, plain_sheet, security_sheet
from samples.canvas import Paper
from samples.facts import Blank, Facts, Marks, signers
from samples.institutions import full_name, universities
from samples.layout import Block, Signed, Words, filled_in, flow, labelled, title, words
from samples.people import Person
from samples.style import Style

KIND = "higher_education_diploma"


def blanks() -> tuple[Blank, ...]:
    def blank(variant: str, first: dt.date, last: dt.date, weight: float) -> Blank:
        return Blank(
            kind=KIND,
            variant=variant,
            issued=(first, last),
            weight=weight,
            draw=draw,
            typed=variant == "soviet",
            invent=lambda rng, person, day: invent(rng, person, day, variant),
        )

    return (
        blank("2010", dt.date(2010, 6, 1), dt.date(2013, 7, 30), 0.7),
        blank("1996", dt.date(1997, 6, 1), dt.date(2010, 5, 30), 1.2),
        blank("soviet", dt.date(1978, 6, 1), dt.date(1992, 7, 30), 0.8),
    )


def _numbered(rng: random.Random, variant: str) -> tuple[str, str]:
    if variant == "2010":
        return rng.choice(numbers.LATE_LETTER_SERIES), f"{rng.randrange(1, 99999):05d}"
    if variant == "1996":
        return rng.choice(numbers.LETTER_SERIES), f"{rng.randrange(1, 6_000_000):07d}"
    return rng.choice(numbers.SOVIET_SERIES), f"{rng.randrange(100_000, 999_999)}"


def invent(rng: random.Random, person: Person, day: dt.date, variant: str) -> Facts:
    institution = rng.choice(universities())
    _, specialty, _, whose = rng.choice(specialties.HIGHER[:5])
    series, number = _numbered(rng, variant)
    decided = day - dt.timedelta(days=rng.randrange(1, 15))
    fields: dict[str, str | int | bool] = {
        "series": series,
        "number": number,
        "registration_number": numbers.registration(rng, day),
        "issue_date": day.isoformat(),
        "issuer": full_name(institution, day),
        "city": institution.city,
        "specialty": specialty,
        "qualification": "Врач" if whose.startswith("врача") else "Провизор",
        "protocol_date": decided.isoformat(),
        "honours": rng.random() < 0.15,
    }
    years = {"entered": str(day.year - 6), "left": str(day.year)}
    return Facts(
        kind=KIND,
        variant=variant,
        person=person,
        institution=institution,
        fields=fields,
        details={**signers(rng), **years},
    )


def draw(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    if facts.variant == "soviet":
        return _soviet(rng, facts, style, marks)
    sheet = security_sheet(rng, style, 290, 205, spread=True)
    left, _ = flow(_left(rng, facts, style), column(sheet, "left", top=rng.uniform(18, 34), bottom=24), rng)
    right, places = flow(_right(rng, facts, style, marks), column(sheet, "right"), rng)
    sheet = sheet.with_(*left, *right)
    sheet = attested(
        rng, style, sheet, places["head"], facts.institution.name, facts.institution.region, seal=marks.seal
    )
    return Paper(sheets=(sheet,))


def blank_number(rng: random.Random, facts: Facts, style: Style) -> Words:
    printed = rng.choice(("{} {}", "{} № {}", "{}  №  {}")).format(facts.text("series"), facts.text("number"))
    return Words(
        text=printed,
        face=style.value(bold=True),
        size=style.size * rng.uniform(1.1, 1.4),
        colour=style.number_colour,
        spacing=rng.choice((0.0, 0.4)),
        align=style.align,
    )


def _left(rng: random.Random, facts: Facts, style: Style) -> list[Block]:
    honours: list[Block] = [title(style, "С ОТЛИЧИЕМ", size=1.1, before=0.4)] if facts.fields["honours"] else []
    day = facts.day("issue_date")
    return [
        words(style, "РОССИЙСКАЯ ФЕДЕРАЦИЯ", bold=True),
        filled_in(style, facts.text("issuer"), size=0.95),
        title(style, "ДИПЛОМ", size=rng.uniform(2.0, 2.8), before=2),
        *honours,
        blank_number(rng, facts, style),
        words(style, "Диплом является государственным документом о высшем образовании", size=0.85),
        labelled(style, "Регистрационный номер", facts.text("registration_number")),
        filled_in(style, f"Город {facts.text('city')}", size=1.0),
        (
            labelled(style, "Дата выдачи", numbers.in_words(day))
            if rng.random() < 0.6
            else filled_in(style, numbers.in_words(day))
        ),
    ]


def _right(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> list[Block]:
    last, first, middle = people.dative(facts.person)
    name = [last, f"{first} {middle}".strip()]
    if style.capital_names:
        name = [part.upper() for part in name]
    decided = facts.day("protocol_date")
    date = numbers.quoted(decided, "года") if style.quoted_dates else numbers.in_words(decided)
    named: list[Block] = (
        [labelled(style, "Фамилия, имя, отчество", " ".join(name), place="below", size=1.25)]
        if style.label_place == "below"
        else [filled_in(style, part, size=1.35, bold=True) for part in name]
    )
    posts = [("Председатель Государственной аттестационной комиссии", "chair", ""), ("Ректор", "head", "head")]
    if rng.random() < 0.5:
        posts.append((rng.choice(("Декан", "Секретарь")), "secretary", ""))
    return [
        words(style, "Решением"),
        words(style, "Государственной аттестационной комиссии", before=0.2),
        filled_in(style, f"от {date}"),
        *named,
        words(style, "присуждена квалификация"),
        filled_in(style, facts.text("qualification").upper(), size=1.35, bold=True),
        words(style, "по специальности"),
        filled_in(style, f"«{facts.text('specialty')}»", size=1.15),
        *[
            Signed(
                post=post,
                name=facts.details[who],
                face=style.print_face,
                size=style.size * 0.85,
                signed=marks.signature,
                mark=mark,
            )
            for post, who, mark in posts
        ],
    ]


def _soviet(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    """One tinted page with typed or written values in a running text."""
    size = rng.choice(((215, 155), (210, 150), (150, 210)))
    sheet = security_sheet(rng, style, *size) if rng.random() < 0.7 else plain_sheet(rng, *size)
    last, first, middle = people.dative(facts.person)
    woman = facts.person.sex == "f"
    he, entered, ended = ("она", "поступила", "окончила") if woman else ("он", "поступил", "окончил")
    day, decided = facts.day("issue_date"), facts.day("protocol_date")
    whose = f"{facts.text('qualification').lower()}а"
    issuer = facts.text("issuer")
    blocks: list[Block] = [
        title(style, "ДИПЛОМ" + (" С ОТЛИЧИЕМ" if facts.fields["honours"] else ""), size=2.0),
        blank_number(rng, facts, style),
        words(style, "Настоящий диплом выдан", before=0.6),
        filled_in(style, f"{last} {first} {middle}".strip(), size=1.2),
        words(style, f"в том, что {he} в {facts.details['entered']} году {entered} в", before=0.3),
        filled_in(style, issuer, before=0.2),
        words(
            style,
            f"и в {facts.details['left']} году {ended} полный курс названного института по специальности",
            before=0.2,
        ),
        filled_in(style, f"«{facts.text('specialty')}»"),
        words(style, f"Решением Государственной экзаменационной комиссии от {numbers.quoted(decided)}", before=0.4),
        filled_in(style, f"{last} {first[0]}.{(middle[:1] + '.') if middle else ''}", before=0.2),
        words(style, "присвоена квалификация", before=0.2),
        filled_in(style, whose),
        *[
            Signed(
                post=post,
                name=facts.details[who] if rng.random() < 0.4 else "",
                face=style.print_face,
                size=style.size * 0.85,
                signed=marks.signature,
                mark=mark,
            )
            for post, who, mark in (
                ("Председатель Государственной экзаменационной комиссии", "chair", ""),
                ("Ректор", "head", "head"),
                ("Секретарь", "secretary", ""),
            )
        ],
        words(style, f"Город {facts.text('city')} {numbers.in_words(day, 'г.')}", align="left", before=0.4),
        labelled(
            style,
            rng.choice(("Регистрационный №", "Регистрационный номер")),
            facts.text("registration_number"),
            place="left",
            before=0.2,
        ),
    ]
    operations, places = flow(blocks, column(sheet, "whole", inset=rng.uniform(15, 22), top=12, bottom=12), rng)
    sheet = sheet.with_(*operations)
    return Paper(
        sheets=(
            attested(
                rng,
                style,
                sheet,
                places["head"],
                facts.institution.forerunner,
                facts.institution.region,
                seal=marks.seal,
                place=False,
                across=(0.5, 0.75),
            ),
        )
    )
