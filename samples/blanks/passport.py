"""How do pages 2 and 3 of a passport look? (form-facts, sections 8.1, 8.2 and 10.5)"""

from __future__ import annotations

import datetime as dt
import random

from samples import numbers
from samples.blanks.ground import seal_at
from samples.canvas import BLACK, Operation, Paper, Sheet, Stamp, Text, rule, wrapped
from samples.facts import Blank, Facts, Marks
from samples.fonts import Face
from samples.institutions import universities
from samples.ornaments import guilloche, rosette, signature
from samples.people import Person
from samples.stamps import portrait
from samples.style import PEN_INKS, Style

LETTERS = dict(zip("АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ", "ABVGDE2JZIQKLMNOPRSTUFHC34WXY9678", strict=True))
OKATO = {"16": "92", "63": "36", "77": "45", "66": "65", "54": "50", "61": "60", "78": "40", "59": "57", "74": "75"}
"""Region code of other papers and the first two digits of the passport's series there."""
RED = (165, 25, 40)


def blanks() -> tuple[Blank, ...]:
    return (
        Blank(
            kind="passport",
            variant="pages_2_3",
            issued=(dt.date(2007, 1, 1), dt.date(2099, 1, 1)),
            draw=draw,
            invent=invent,
        ),
    )


def invent(rng: random.Random, person: Person, day: dt.date) -> Facts:
    institution = rng.choice([one for one in universities() if one.region in OKATO])
    year = (day - dt.timedelta(days=rng.randrange(0, 500))).year % 100
    region = institution.region
    place = institution.city.upper()
    office = rng.choice(
        (
            f"ОТДЕЛОМ УФМС РОССИИ ПО ГОР. {place}",
            f"ГУ МВД РОССИИ ПО ГОР. {place}",
            f"ОТДЕЛЕНИЕМ УФМС РОССИИ ПО ГОР. {place} В ЛЕНИНСКОМ РАЙОНЕ",
        )
    )
    return Facts(
        kind="passport",
        variant="pages_2_3",
        person=person,
        institution=institution,
        fields={
            "series": f"{OKATO[region]}{year:02d}",
            "number": f"{rng.randrange(100_000, 999_999)}",
            "issue_date": day.isoformat(),
            "issuer": office,
        },
        printed_person=("last_name", "first_name", "middle_name", "birth_date"),
        details={"department": f"{region}{rng.randrange(4)}-{rng.randrange(1, 99):03d}"},
    )


def check_digit(text: str) -> str:
    """Weights 7, 3, 1 repeating, modulo 10; «<» is 0, A is 10 (form-facts, section 8.2)."""
    values = [0 if mark == "<" else int(mark, 36) for mark in text]
    return str(sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10)


def machine_lines(person: Person, series: str, number: str, issued: dt.date, department: str) -> tuple[str, str]:
    """The two lines of 44 characters."""

    def written(name: str) -> str:
        return "".join(LETTERS.get(letter, "<") for letter in name.upper())

    first = f"PNRUS{written(person.last_name)}<<{written(person.first_name)}"
    first = (f"{first}<{written(person.middle_name)}" if person.middle_name else first)[:44].ljust(44, "<")
    head, birth = f"{series[:3]}{number}", person.birth_date.strftime("%y%m%d")
    tail = f"{series[3]}{issued:%y%m%d}{department.replace('-', '')}<"
    head, birth, tail = head + check_digit(head), birth + check_digit(birth), tail + check_digit(tail)
    last = check_digit(head + birth + "<<<<<<<" + tail)
    return first, f"{head}RUS{birth}{'M' if person.sex == 'm' else 'F'}<<<<<<<{tail}{last}"


def draw(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    width, height = 125.0, 176.0
    pale = rng.choice(((240, 214, 206), (236, 220, 205), (232, 214, 222)))
    operations: list[Operation] = []
    for top in (0.0, height / 2):
        operations += guilloche(rng, (2, top + 2, width - 2, top + height / 2 - 2), pale)
        operations.append(rosette(rng, width / 2, top + height / 4, 30, pale))
    operations.append(rule(0, height / 2, width, height / 2, width=0.2, colour=(200, 190, 190)))
    sheet = Sheet(width=width, height=height, paper=(250, 243, 238), operations=tuple(operations))
    sheet = sheet.with_(
        *_upper(rng, facts, style), *_lower(rng, facts, style, height / 2), *_edge_numbers(rng, facts, height)
    )
    if marks.signature:
        for x, y in ((78, 74), (10, 78)):
            sheet = sheet.with_(
                Stamp(x=x, y=y - 8, width=32, height=12, picture=signature(rng, 32, 12, rng.choice(PEN_INKS)))
            )
    if marks.seal:
        sheet = sheet.with_(seal_at(rng, 34, 66, facts.text("issuer"), facts.institution.region, size=33))
    return Paper(sheets=(sheet,))


def _edge_numbers(rng: random.Random, facts: Facts, height: float) -> list[Operation]:
    """The red series and number: up the right edge of each page, on a few level at its top."""
    face = Face(family="Liberation Sans", bold=True)
    series = facts.text("series")
    text = f"{series[:2]} {series[2:]} {facts.text('number')}"
    if rng.random() < 0.2:
        return [
            Text(x=119, y=8 + top, text=text, face=face, size=12, colour=RED, align="right", spacing=0.4)
            for top in (0.0, height / 2)
        ]
    return [
        Text(
            x=121,
            y=top + height / 4,
            text=text,
            face=face,
            size=13,
            colour=RED,
            align="centre",
            spacing=0.5,
            upright=True,
        )
        for top in (0.0, height / 2)
    ]


def _upper(rng: random.Random, facts: Facts, style: Style) -> list[Operation]:
    small, value = (
        Face(family=style.print_face.family),
        Face(family=rng.choice(("Liberation Sans", "PT Sans", "Liberation Serif"))),
    )
    label = (110, 60, 60)
    rows: list[Operation] = [
        Text(
            x=62,
            y=16,
            text="РОССИЙСКАЯ ФЕДЕРАЦИЯ",
            face=Face(family="Liberation Serif", bold=True),
            size=13,
            colour=label,
            align="centre",
        ),
        Text(x=8, y=24, text="Паспорт выдан", face=small, size=7, colour=label),
    ]
    for index, line in enumerate(wrapped(facts.text("issuer"), 74, value, 10)):
        rows.append(Text(x=38, y=25 + 7.5 * index, text=line, face=value, size=10, colour=BLACK))
        rows.append(rule(36, 26.5 + 7.5 * index, 114, 26.5 + 7.5 * index, width=0.12, colour=label))
    rows += [
        Text(x=8, y=50, text="Дата выдачи", face=small, size=7, colour=label),
        Text(x=28, y=50, text=numbers.dotted(facts.day("issue_date")), face=value, size=11, colour=BLACK),
        Text(x=64, y=50, text="Код подразделения", face=small, size=7, colour=label),
        Text(x=92, y=50, text=facts.details["department"], face=value, size=11, colour=BLACK),
        Text(x=64, y=62, text="Личный код", face=small, size=7, colour=label),
        Text(x=64, y=80, text="Личная подпись", face=small, size=7, colour=label),
        Text(x=22, y=84, text="М.П.", face=small, size=7, colour=label),
    ]
    return rows


def _lower(rng: random.Random, facts: Facts, style: Style, top: float) -> list[Operation]:
    person, small = facts.person, Face(family=style.print_face.family)
    value = Face(family=rng.choice(("Liberation Sans", "PT Sans", "Liberation Serif")))
    label = (110, 60, 60)
    rows: list[Operation] = [portrait(rng, 7, top + 16)]
    lines = [
        ("Фамилия", person.last_name.upper()),
        ("Имя", person.first_name.upper()),
        ("Отчество", person.middle_name.upper()),
        ("Пол", f"{'МУЖ.' if person.sex == 'm' else 'ЖЕН.'}"),
        ("Место рождения", person.birth_place.upper()),
    ]
    for index, (name, text) in enumerate(lines):
        y = top + 18 + index * 9.5
        rows.append(Text(x=47, y=y, text=name, face=small, size=6.5, colour=label))
        if name == "Пол":
            rows += [
                Text(x=54, y=y + 0.5, text=text, face=value, size=10.5),
                Text(x=72, y=y, text="Дата рождения", face=small, size=6.5, colour=label),
                Text(x=91, y=y + 0.5, text=numbers.dotted(person.birth_date), face=value, size=10.5),
            ]
            continue
        for row, line in enumerate(wrapped(text, 48, value, 10.5)):
            rows.append(Text(x=66, y=y + 0.5 + row * 5.5, text=line, face=value, size=10.5))
        rows.append(rule(64, y + 2, 114, y + 2, width=0.1, colour=label))
    mono = Face(family="Liberation Mono")
    pair = machine_lines(
        person, facts.text("series"), facts.text("number"), facts.day("issue_date"), facts.details["department"]
    )
    rows += [
        Text(x=60, y=top + 77 + 6 * index, text=line, face=mono, size=10, align="centre", spacing=0.25)
        for index, line in enumerate(pair)
    ]
    return rows
