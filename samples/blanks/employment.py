"""How do an order of hiring (Т-1), an employment contract and a reference look? (form-facts, section 7)"""

from __future__ import annotations

import datetime as dt
import random

from samples import numbers, people
from samples.blanks.ground import attested, column, plain_sheet
from samples.canvas import Operation, Paper, Text, frame, rule, wrapped
from samples.facts import Blank, Facts, Marks, signers
from samples.fonts import Face
from samples.institutions import Institution, universities
from samples.layout import Block, Signed, filled_in, flow, title, words
from samples.people import Person
from samples.style import Style

ORDER, CONTRACT, REFERENCE = "employment_order", "employment_contract", "employment_reference"
POSITIONS = (
    "врач-терапевт",
    "врач-хирург",
    "медицинская сестра",
    "врач-невролог",
    "фельдшер",
    "врач-рентгенолог",
    "врач общей практики",
    "старшая медицинская сестра",
)
UNITS = ("Терапевтическое отделение", "Поликлиника № 1", "Приёмное отделение", "Хирургическое отделение")


def blanks() -> tuple[Blank, ...]:
    def blank(kind: str) -> Blank:
        return Blank(
            kind=kind,
            variant="only",
            issued=(dt.date(2008, 1, 1), dt.date(2099, 1, 1)),
            draw=draw,
            sealed=kind != ORDER,
            invent=lambda rng, person, day: invent(rng, person, day, kind),
        )

    return (blank(ORDER), blank(CONTRACT), blank(REFERENCE))


def hospital(rng: random.Random) -> Institution:
    place = rng.choice(universities())
    number = rng.randrange(1, 40)
    name, within = rng.choice(
        (
            (f"Городская клиническая больница № {number}", f"Городской клинической больнице № {number}"),
            ("Областная клиническая больница", "Областной клинической больнице"),
        )
    )
    form = "Государственное бюджетное учреждение здравоохранения"
    return Institution(name=f"{form} «{name}»", city=place.city, region=place.region, forerunner="", within=within)


def invent(rng: random.Random, person: Person, day: dt.date, kind: str) -> Facts:
    number = rng.choice(
        (
            f"{rng.randrange(1, 900)}-{rng.choice(('к', 'лс', 'ок'))}",
            str(rng.randrange(1, 999)),
            f"{rng.randrange(1, 99)}/{day.year % 100:02d}",
        )
    )
    institution = hospital(rng)
    start = day if kind != REFERENCE else day - dt.timedelta(days=rng.randrange(200, 3000))
    return Facts(
        kind=kind,
        variant="only",
        person=person,
        institution=institution,
        fields={"number": number, "issue_date": day.isoformat(), "issuer": institution.name},
        printed_person=("last_name", "first_name", "middle_name", *(("snils", "inn") if kind == CONTRACT else ())),
        details={
            **signers(rng),
            "position": rng.choice(POSITIONS),
            "unit": rng.choice(UNITS),
            "start": start.isoformat(),
            "okpo": f"{rng.randrange(10_000_000, 99_999_999)}",
            "staff": f"{rng.randrange(1, 9999):05d}",
            "pay": f"{rng.randrange(22, 90)} 000",
        },
    )


def draw(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    if facts.kind == ORDER:
        return _order(rng, facts, style, marks)
    sheet = plain_sheet(rng)
    blocks = _contract(rng, facts, style, marks) if facts.kind == CONTRACT else _reference(rng, facts, style, marks)
    bottom = 30 if facts.kind == CONTRACT else rng.uniform(70, 120)
    operations, places = flow(blocks, column(sheet, "whole", inset=rng.uniform(20, 27), top=18, bottom=bottom), rng)
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


def _reference(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> list[Block]:
    name = " ".join(part for part in people.dative(facts.person) if part)
    day, start = facts.day("issue_date"), dt.date.fromisoformat(facts.details["start"])
    he = "она" if facts.person.sex == "f" else "он"
    return [
        words(style, facts.institution.name, bold=True, align="centre"),
        words(style, f"г. {facts.institution.city}", align="centre"),
        words(style, f"Исх. № {facts.text('number')} от {numbers.quoted(day)}", align="left", before=1.6),
        title(style, "СПРАВКА", size=1.6),
        words(style, "Дана", align="left"),
        filled_in(style, name, size=1.15, bold=True),
        words(
            style,
            f"в том, что {he} действительно работает в {facts.institution.within} ({facts.details['unit'].lower()}) "
            f"в должности «{facts.details['position']}» с {numbers.dotted(start)} по настоящее время на основании "
            f"приказа № {rng.randrange(1, 500)}-к от {numbers.dotted(start)}.",
            align="left",
        ),
        words(style, "Справка дана для предъявления по месту требования.", align="left"),
        Signed(
            post=rng.choice(("Главный врач", "Начальник отдела кадров")),
            name=facts.details["head"],
            face=style.print_face,
            size=style.size,
            signed=marks.signature,
            mark="head",
        ),
        words(style, f"Исп. {facts.details['secretary']}", size=0.75, align="left", before=2),
    ]


def _contract(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> list[Block]:
    person, day = facts.person, facts.day("issue_date")
    start = dt.date.fromisoformat(facts.details["start"])
    citizen = "гражданка РФ" if person.sex == "f" else "гражданин РФ"
    named = "именуемая" if person.sex == "f" else "именуемый"
    small = 0.88
    clauses = (
        f"1.1. Работник принимается на работу в {facts.institution.within} на должность «{facts.details['position']}», "
        f"{facts.details['unit'].lower()}.",
        f"1.2. Дата начала работы: {numbers.dotted(start)}. Договор заключён на неопределённый срок.",
        "1.3. Работа является для Работника основной. Ставка 1,0.",
        f"2.1. Работнику устанавливается должностной оклад {facts.details['pay']} рублей в месяц.",
        "2.2. Режим рабочего времени: 39 часов в неделю. Испытательный срок не устанавливается.",
    )
    return [
        title(style, f"ТРУДОВОЙ ДОГОВОР № {facts.text('number')}", size=1.35, spacing=0),
        words(style, f"г. {facts.institution.city}          {numbers.quoted(day)}", align="left"),
        words(
            style,
            f"{facts.institution.name}, именуемое в дальнейшем «Работодатель», в лице главного врача "
            f"{facts.details['head']}, действующего на основании Устава, и {citizen}",
            size=small,
            align="left",
        ),
        filled_in(style, person.full_name, size=1.1, bold=True),
        words(
            style,
            f"{named} в дальнейшем «Работник», заключили настоящий договор о нижеследующем:",
            size=small,
            align="left",
        ),
        words(style, "1. Предмет договора", bold=True, align="centre"),
        *[words(style, clause, size=small, align="left", before=0.4) for clause in clauses],
        words(style, "3. Реквизиты и подписи сторон", bold=True, align="centre"),
        words(
            style,
            f"Работник: {person.full_name}, СНИЛС {numbers.snils_printed(person.snils)}, ИНН {person.inn}",
            size=small,
            align="left",
        ),
        Signed(
            post="Работник", name=person.initials, face=style.print_face, size=style.size * 0.9, signed=marks.signature
        ),
        Signed(
            post="Работодатель, главный врач",
            name=facts.details["head"],
            face=style.print_face,
            size=style.size * 0.9,
            signed=marks.signature,
            mark="head",
        ),
        words(style, "Второй экземпляр договора получил(а)", size=0.8, align="left"),
    ]


def _order(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    """The unified form Т-1, set by hand as a form with captions below its lines."""
    sheet = plain_sheet(rng)
    face, value = Face(family=style.print_face.family), Face(family=style.value_face.family, bold=rng.random() < 0.4)
    day, start = facts.day("issue_date"), dt.date.fromisoformat(facts.details["start"])
    name = facts.person.full_name
    if rng.random() < 0.5:
        name = " ".join(part for part in people.accusative(facts.person) if part)
    operations: list[Operation] = [
        *[
            Text(x=195, y=14 + 3.4 * row, text=line, face=face, size=7, align="right")
            for row, line in enumerate(
                ("Унифицированная форма № Т-1", "Утверждена постановлением Госкомстата России", "от 05.01.2004 № 1")
            )
        ],
        Text(x=160, y=33, text="Форма по ОКУД", face=face, size=8, align="right"),
        Text(x=178, y=33, text="0301001", face=face, size=9, align="centre"),
        Text(x=160, y=39, text="по ОКПО", face=face, size=8, align="right"),
        Text(x=178, y=39, text=facts.details["okpo"], face=face, size=9, align="centre"),
        frame(162, 29, 195, 35),
        frame(162, 35, 195, 41),
        frame(105, 56, 140, 62),
        frame(140, 56, 175, 62),
        frame(105, 62, 140, 69),
        frame(140, 62, 175, 69),
        Text(x=122, y=60.5, text="Номер документа", face=face, size=8, align="centre"),
        Text(x=157, y=60.5, text="Дата составления", face=face, size=8, align="centre"),
        Text(x=122, y=67.3, text=facts.text("number"), face=value, size=11, align="centre"),
        Text(x=157, y=67.3, text=numbers.dotted(day), face=value, size=11, align="centre"),
        Text(x=85, y=67, text="ПРИКАЗ", face=Face(family=face.family, bold=True), size=14, align="centre"),
        Text(x=100, y=74, text="(распоряжение)", face=face, size=10, align="centre"),
        Text(
            x=100,
            y=79.5,
            text="о приеме работника на работу",
            face=Face(family=face.family, bold=True),
            size=11,
            align="centre",
        ),
        Text(x=20, y=93, text="Принять на работу", face=Face(family=face.family, bold=True), size=11),
        Text(x=150, y=93, text="с", face=face, size=10),
        Text(x=158, y=93, text=numbers.dotted(start), face=value, size=10.5),
        Text(x=165, y=105, text="Табельный номер", face=face, size=7, align="centre"),
        Text(x=165, y=111, text=facts.details["staff"], face=value, size=10.5, align="centre"),
        frame(148, 106, 182, 113),
        *_line(facts.institution.name, "наименование организации", 48, face, value, right=155),
        *_line(name, "фамилия, имя, отчество", 111, face, value, right=142, size=12),
        *_line(facts.details["unit"], "структурное подразделение", 124, face, value),
        *_line(
            facts.details["position"],
            "должность (специальность, профессия), разряд, класс (категория) квалификации",
            137,
            face,
            value,
        ),
        *_line("основная работа, полная занятость", "условия приема на работу, характер работы", 150, face, value),
        Text(
            x=20, y=165, text=f"с тарифной ставкой (окладом)   {facts.details['pay']} руб. 00 коп.", face=face, size=10
        ),
        Text(x=20, y=178, text="Основание:", face=Face(family=face.family, bold=True), size=10),
        Text(
            x=20, y=184, text=f"Трудовой договор от {numbers.quoted(day)} № {rng.randrange(1, 999)}", face=face, size=10
        ),
    ]
    blocks: list[Block] = [
        Signed(
            post="Руководитель организации",
            name=facts.details["head"],
            face=face,
            size=10,
            signed=marks.signature,
            caption=True,
            mark="head",
        ),
        Signed(
            post="С приказом (распоряжением) работник ознакомлен",
            name=numbers.quoted(start),
            face=face,
            size=10,
            signed=marks.signature,
        ),
    ]
    signed, places = flow(blocks, (20, 192, 195, 245), rng)
    sheet = sheet.with_(*operations, *signed)
    if marks.seal and rng.random() < 0.5:
        sheet = attested(
            rng, style, sheet, places["head"], facts.institution.name, facts.institution.region, seal=True, place=False
        )
    return Paper(sheets=(sheet,))


def _line(
    text: str, caption: str, y: float, face: Face, value: Face, *, right: float = 195, size: float = 10.5
) -> list[Operation]:
    middle = (20 + right) / 2
    while len(wrapped(text, right - 22, value, size)) > 1:
        size -= 0.5
    return [
        Text(x=middle, y=y, text=text, face=value, size=size, align="centre"),
        rule(20, y + 1.2, right, y + 1.2, width=0.15),
        Text(x=middle, y=y + 4.2, text=f"({caption})", face=face, size=6.5, align="centre"),
    ]
