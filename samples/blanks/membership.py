"""How do papers of membership in a professional association look? (form-facts, section 9.1: no form by statute)"""

from __future__ import annotations

import datetime as dt
import random

from samples import numbers, people
from samples.blanks.ground import attested, column, plain_sheet, security_sheet
from samples.canvas import Paper
from samples.facts import Blank, Facts, Marks, signers
from samples.institutions import Institution, universities
from samples.layout import Block, Signed, filled_in, flow, title, words
from samples.people import Person
from samples.style import Style

KIND = "membership_certificate"
ASSOCIATIONS = (
    ("Национальная медицинская палата", "Национальной медицинской палаты"),
    ("Российское кардиологическое общество", "Российского кардиологического общества"),
    ("Российское общество хирургов", "Российского общества хирургов"),
    ("Ассоциация медицинских сестёр России", "Ассоциации медицинских сестёр России"),
    (
        "Российская ассоциация специалистов ультразвуковой диагностики в медицине",
        "Российской ассоциации специалистов ультразвуковой диагностики в медицине",
    ),
)


def blanks() -> tuple[Blank, ...]:
    def blank(variant: str) -> Blank:
        return Blank(
            kind=KIND,
            variant=variant,
            issued=(dt.date(2012, 1, 1), dt.date(2099, 1, 1)),
            draw=draw,
            invent=lambda rng, person, day: invent(rng, person, day, variant),
        )

    return (blank("reference"), blank("certificate"))


def invent(rng: random.Random, person: Person, day: dt.date, variant: str) -> Facts:
    name, whose = rng.choice(ASSOCIATIONS)
    place = rng.choice(universities())
    issuer = Institution(name=name, city=place.city, region=place.region, forerunner="", within=whose)
    return Facts(
        kind=KIND,
        variant=variant,
        person=person,
        institution=issuer,
        fields={"number": str(rng.randrange(100, 99999)), "issue_date": day.isoformat(), "issuer": name},
        details={**signers(rng), "since": str(day.year - rng.randrange(0, 5)), "out": str(rng.randrange(10, 900))},
    )


def draw(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    sheet = (
        plain_sheet(rng)
        if facts.variant == "reference"
        else security_sheet(rng, style, *rng.choice(((210, 297), (297, 210))))
    )
    woman = facts.person.sex == "f"
    day = facts.day("issue_date")
    whose, since = facts.institution.within, facts.details["since"]
    ticket = f"Членский билет № {facts.text('number')}"
    blocks: list[Block]
    if facts.variant == "reference":
        name = " ".join(part for part in people.dative(facts.person) if part)
        blocks = [
            title(style, facts.text("issuer").upper(), size=1.2, spacing=0),
            words(style, f"г. {facts.institution.city}", before=0.3),
            words(style, f"Исх. № {facts.details['out']} от {numbers.dotted(day)}", align="left", before=1.5),
            title(style, "СПРАВКА", size=1.6),
            title(style, "о членстве в профессиональном объединении", size=1.0, before=0.2, spacing=0),
            words(style, "Дана", before=1.0),
            filled_in(style, name, size=1.2, bold=True),
            words(
                style,
                f"в том, что {'она' if woman else 'он'} является действительным членом {whose} с {since} года.",
                align="left",
            ),
            filled_in(style, f"{ticket}."),
            words(style, "Справка дана для предъявления по месту требования.", align="left"),
        ]
    else:
        blocks = [
            words(style, facts.text("issuer").upper(), bold=True),
            title(style, rng.choice(("СВИДЕТЕЛЬСТВО", "СЕРТИФИКАТ ЧЛЕНА")), size=2.0),
            words(style, "Настоящим подтверждается, что"),
            filled_in(style, facts.person.full_name, size=1.4, bold=True),
            words(style, f"является членом {whose}"),
            filled_in(style, ticket, size=1.1),
            words(style, f"член объединения с {since} года"),
            words(style, f"Дата выдачи {numbers.in_words(day)}"),
        ]
    blocks.append(
        Signed(
            post=rng.choice(("Президент", "Ответственный секретарь", "Председатель правления")),
            name=facts.details["head"],
            face=style.print_face,
            size=style.size,
            signed=marks.signature,
            mark="head",
        )
    )
    bottom = rng.uniform(60, 110) if facts.variant == "reference" else 34
    inset = 26 if sheet.height > sheet.width else 50
    operations, places = flow(blocks, column(sheet, "whole", inset=inset, top=24, bottom=bottom), rng)
    return Paper(
        sheets=(
            attested(
                rng,
                style,
                sheet.with_(*operations),
                places["head"],
                facts.institution.name,
                facts.institution.region,
                seal=marks.seal,
            ),
        )
    )
